"""Reads the figures that a text names and prints them; every one that is printed gets a number."""

from __future__ import annotations

import contextlib
import datetime
from collections.abc import Iterable, Sequence
from fractions import Fraction

from bihuan.kernel.bulletins.document import PrintedFigure, Run, printed
from bihuan.kernel.bulletins.words import day_of, word_of
from bihuan.kernel.definitions import qualifiers
from bihuan.kernel.definitions.bulletin_text import MONEY, Tag
from bihuan.kernel.indicators.figures import Figure, show, to_displayed
from bihuan.kernel.indicators.reads import Ask, read_figures
from bihuan.kernel.indicators.traces import in_words, spoken
from bihuan.kernel.org.tree import Tree, UnitNode, tree
from bihuan.kernel.packs.reads import Installation, installed
from bihuan.kernel.permissions import Viewer, allows
from bihuan.kernel.problems import Forbidden, Invalid, NotFound, Problem

MOST_FIGURES = 500


class Printer:
    """The figures of one bulletin: of one viewer, unit, day and log position."""

    def __init__(
        self,
        viewer: Viewer,
        unit: UnitNode,
        on: datetime.date,
        at: int,
        *,
        pack: str = "",
        flash: bool = False,
    ) -> None:
        self.viewer, self.unit, self.on, self.at = viewer, unit, on, at
        self.pack, self.flash = pack, flash
        self.installation: Installation = installed(at)
        self.figures: list[PrintedFigure] = []
        self._read: dict[tuple[str, str, datetime.date, str], list[Figure]] = {}

    # -- what a text may name ---------------------------------------------------------------

    def word(self, name: str) -> str:
        return word_of(name, self.unit.title.zh, self.on)

    def day(self, said: str) -> datetime.date:
        """Return the day that `on` or `since` means."""
        return day_of(said, self.on)

    def units(self, on: datetime.date) -> Tree:
        return tree(on.isoformat(), self.at)

    def node(self, tag: Tag, on: datetime.date) -> UnitNode:
        return self.units(on).get_by_code(tag.option("unit") or self.unit.code)

    # -- figures ----------------------------------------------------------------------------

    def asked(self, name: str, node: UnitNode, on: datetime.date, split: str = "") -> list[Figure]:
        """Return the figures of an indicator at a unit, one for each value of a split.

        Approved months alone count, unless the figures are flash figures. Own records are no figure of
        a unit: reading them is not enough.
        """
        asked = (self._key(name), node.code, on, split)
        if asked not in self._read:
            self.read_ahead([name], [node], on, split)
        return self._read.get(asked, [])

    def read_ahead(
        self, names: Sequence[str], nodes: Sequence[UnitNode], on: datetime.date, split: str = ""
    ) -> None:
        """Read figures of several units in one question. Raises Forbidden for any of them."""
        keys = [self._key(name) for name in names]
        for key in keys:
            for node in nodes:
                ledger = f"{key.partition('.')[0]}.any"
                if not allows(self.viewer, "figure.read", ledger=ledger, path=node.path):
                    raise Forbidden("unit-not-yours", unit=node.title)
        ask = Ask(
            indicators=keys, units=[node.code for node in nodes], on=on, at=self.at,
            split=split or None, approved_only=not self.flash,
        )  # fmt: skip
        found: dict[tuple[str, str, datetime.date, str], list[Figure]] = {}
        for figure in read_figures(self.viewer, ask):
            found.setdefault((figure.key, figure.unit.code, on, split), []).append(figure)
        self._read |= found

    def read_tags(self, tags: Iterable[Tag]) -> None:
        """Read what many tags ask for in few questions; what one cannot have it says itself later."""
        wanted: dict[tuple[str, datetime.date, str], set[str]] = {}
        for tag in tags:
            if tag.kind != "figure":
                continue
            days = {tag.option("on"), tag.option("since", tag.option("on"))}
            for on in map(self.day, days):
                with contextlib.suppress(Problem):
                    key, node = self._key(tag.names[0]), self.node(tag, on)
                    split = tag.option("split").partition(":")[0]
                    wanted.setdefault((node.code, on, split), set()).add(key)
        for (code, on, split), keys in wanted.items():
            with contextlib.suppress(Problem):
                self.read_ahead(sorted(keys), [self.units(on).get_by_code(code)], on, split)

    def one(self, name: str, node: UnitNode, on: datetime.date, split: str = "") -> Figure:
        """Return a figure; `split` is `field:value`."""
        field, _, value = split.partition(":")
        found = self.asked(name, node, on, field)
        if field:
            found = [figure for figure in found if figure.split == value]
        if not found:
            raise Invalid("bulletin-no-split", split=field, value=value)
        return found[0]

    def figure(self, tag: Tag) -> int:
        """Print the figure of a tag; returns its number. Raises Invalid when it has no value."""
        days = [self.day(tag.option("on"))]
        if since := tag.option("since"):
            days.append(self.day(since))
        found = [self.one(tag.names[0], self.node(tag, on), on, tag.option("split")) for on in days]
        for figure in found:
            if figure.value is None:
                raise figure.problem or Invalid("bulletin-no-value", indicator=figure.title)
        return self.print(found[0], tag, *found[1:])

    def print(self, figure: Figure, tag: Tag, before: Figure | None = None) -> int:
        """Keep a figure as its tag prints it, as a change since another when that is given."""
        if len(self.figures) >= MOST_FIGURES:
            raise Invalid("bulletin-too-many", most=MOST_FIGURES)
        own = figure.definition.unit
        unit = tag.option("in") or own
        if unit != own and not {unit, own} <= set(MONEY):
            raise Invalid("bulletin-not-money", indicator=figure.title, unit=unit)
        value = to_displayed(figure.value, unit)
        since = to_displayed(before.value, unit) if before else None
        change = value - since if value is not None and since is not None else value
        if before is not None and unit == "%":
            unit = "百分点"  # the difference of two rates
        digits = int(tag.option("digits") or figure.definition.digits)
        above, below = tag.option("above"), tag.option("below")
        # 较一周前增加0件 is no Chinese: what did not change is 持平.
        even = tag.option("even") or ("持平" if before and (above or below) else "")
        is_bare = tag.option("bare") == "yes"
        rule = spoken(figure.definition)
        qualifier = figure.qualifier
        if before is not None and (figure.approximate or before.approximate):
            qualifier = qualifiers.ABOUT  # a difference may be off either way
        self.figures.append(
            PrintedFigure(
                number=len(self.figures) + 1,
                text=printed(change, unit, digits, above, below, is_bare, qualifier, even),
                display=show(change, digits),
                value=_exact(value),
                measured_in=unit,
                digits=digits,
                above=above,
                below=below,
                is_bare=is_bare,
                indicator=figure.key,
                title_zh=figure.title.zh,
                title_en=figure.title.en,
                formula=rule,
                formula_zh=in_words(rule, figure, "zh"),
                formula_en=in_words(rule, figure, "en"),
                pack_version=self.installation.packs[figure.pack].header.version,
                defined_at=self.installation.seqs[figure.pack],
                unit=figure.unit.code,
                unit_zh=figure.unit.title.zh,
                unit_en=figure.unit.title.en,
                on=figure.on.isoformat(),
                at=figure.at,
                since=before.on.isoformat() if before else "",
                value_since=_exact(since),
                split=tag.option("split"),
                numerator=_exact(figure.numerator),
                denominator=_exact(figure.denominator),
                records=figure.records,
                light=figure.light,
                is_flash=self.flash,
                qualifier=qualifier,
                even=even,
            )
        )
        return len(self.figures)

    def run(self, number: int, *, strong: bool = False) -> Run:
        """Return the run that shows a printed figure."""
        return Run(self.figures[number - 1].text, number, strong)

    def _key(self, name: str) -> str:
        """Return `pack.indicator`; a bare name means the template's own pack first."""
        try:
            pack, bare, _ = self.installation.find_indicator(
                f"{self.pack}.{name}" if self.pack and "." not in name else name
            )
        except NotFound:
            pack, bare, _ = self.installation.find_indicator(name)
        return f"{pack.name}.{bare}"


def _exact(value: Fraction | None) -> str | None:
    return None if value is None else str(value)
