"""What a draft's numbers may be in the ledgers: names, units and days sought, figures read."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from bihuan.drafts.claims import Claim
from bihuan.drafts.names import Match, Names, Surroundings, in_cell, surroundings
from bihuan.drafts.precision import Fit, fit_of_approximate, holds
from bihuan.drafts.tables import Place, places
from bihuan.drafts.verdicts import Reading
from bihuan.kernel.draft_checks.mentions import Mentions, aliases, days
from bihuan.kernel.draft_checks.models import DraftPhrase
from bihuan.kernel.draft_checks.vocabulary import Known, known_indicators, pack_names, taught
from bihuan.kernel.indicators.figures import Figure
from bihuan.kernel.indicators.reads import Ask, read_figures
from bihuan.kernel.indicators.targets import list_targets_of
from bihuan.kernel.org.tree import UnitNode, tree
from bihuan.kernel.packs.reads import installed
from bihuan.kernel.permissions import Viewer, allows

MOST_UNITS_AND_DAYS = 24  # whose figures one draft may ask for
MOST_MATCHES = 6
_NO_NAME = re.compile(r"数值|指标值|数据|数量|本期|累计|完成情况|完成|实绩|值|数")  # of a column
_OF_THE_YEAR = re.compile(r"全年|年度|今年|本年|年内")
MORE_THAN = ("超", "超过", "逾", "突破", "多于", "大于", "高于")


@dataclass(frozen=True, slots=True)
class Sought:
    """What one number of a draft may be, by its words, the units and the days that the text names."""

    claim: Claim
    words: str  # that a choice would be remembered by
    matches: Sequence[Match] = ()
    phrase: DraftPhrase | None = None  # remembered: nothing else is meant
    units: Sequence[UnitNode | None] = ()  # None is one that the tree does not know
    days: Sequence[datetime.date] = ()  # none: what is spoken of lies ahead
    is_sure: bool = False  # of the day, and that it is no part of something else

    @property
    def is_meant(self) -> bool:
        """Whether it is to be reached: a target, not what was reached."""
        return bool(self.matches) and all(match.is_meant for match in self.matches)

    @property
    def keys(self) -> list[str]:
        if self.phrase is not None:
            return [self.phrase.indicator]
        return [match.name.key for match in self.matches]


@dataclass(frozen=True, slots=True)
class Operand:
    """One figure that a number may be; without a figure where there is none for this viewer."""

    known: Known
    unit: UnitNode | None
    day: datetime.date
    figure: Figure | None
    value: Fraction | None  # in the unit in which the printed number has its value
    fit: Fit | None  # None where the printed sense leaves it open
    is_hidden: bool  # from this viewer
    is_read: bool  # not left out because the draft names too much


@dataclass(frozen=True, slots=True)
class Aim:
    """A target that a number may be; without a value where none was set."""

    known: Known
    unit: UnitNode
    period: str
    value: Fraction | None
    fit: Fit | None
    is_hidden: bool


class Lookup:
    """Seeks the numbers of one draft in the ledgers, for one viewer at one log position."""

    def __init__(
        self, viewer: Viewer, reading: Reading, base: UnitNode, on: datetime.date, at: int
    ) -> None:
        self._viewer, self._reading, self._on, self._at = viewer, reading, on, at
        self.known = known_indicators(installed(at))
        self._taught = taught(base)
        words = aliases(tree(on.isoformat(), at), base)
        self._names = Names(pack_names(self.known), words)
        self._mentions = Mentions(reading.draft.text, words, base)
        self._figures: dict[tuple[str, datetime.date, str], Figure] = {}
        self._read: set[tuple[str, datetime.date]] = set()

    def seek(self) -> list[Sought]:
        """Return what each number may be, in order, with all figures for that read."""
        draft = self._reading.draft
        around = surroundings(draft, self._reading.numbers)
        cells = places(self._reading.tables)
        sought: list[Sought] = []
        for claim, words in zip(draft.claims, around, strict=True):
            place = cells.get(claim.index)
            if place is not None:
                sought.append(self._seek_cell(claim, place))
            else:
                sought.append(self._seek(claim, words, sought[-1] if sought else None))
        self._read_figures(sought)
        return sought

    def _seek(self, claim: Claim, around: Surroundings, before: Sought | None) -> Sought:
        words = self._names.signature(around)
        phrase = self._taught.get((words, claim.number.unit))
        if phrase is not None and phrase.indicator not in self.known:
            phrase = None  # its pack is gone
        matches = [] if phrase else self._names.find(claim, around)[:MOST_MATCHES]
        matches = [match for match in matches if not match.is_meant] or matches
        if phrase is None and not matches:
            return Sought(claim, words)
        when, is_sure = days(claim, self._reading.draft.text, self._on)
        is_sure = is_sure and not _is_part_of_another(claim, matches, before)
        return Sought(claim, words, matches, phrase, self._mentions.units(claim), when, is_sure)

    def _seek_cell(self, claim: Claim, place: Place) -> Sought:
        """A cell is of the unit and of the things that its row and its column name."""
        row, heading = place.row, place.heading
        units = self._mentions.units(claim)
        for words, other in ((row, heading), (heading, row)):
            if words and self._mentions.is_unit(words):
                units, row, heading = [self._mentions.unit(words)], other, ""
                break
        if _NO_NAME.fullmatch(heading):
            heading = ""
        found = self._seek(claim, in_cell(row, heading), None)
        return replace(found, units=units) if found.keys else found

    def _read_figures(self, sought: Iterable[Sought]) -> None:
        wanted: dict[tuple[str, datetime.date], set[str]] = {}
        for item in sought:
            for unit in filter(None, item.units):
                visible = [key for key in item.keys if self._may_see(key, unit)]
                for day in item.days:
                    wanted.setdefault((unit.code, day), set()).update(visible)
        for (code, day), keys in list(wanted.items())[:MOST_UNITS_AND_DAYS]:
            self._read.add((code, day))
            if keys:
                ask = Ask(indicators=sorted(keys), units=[code], on=day, at=self._at)
                for figure in read_figures(self._viewer, ask):
                    self._figures[code, day, figure.key] = figure

    def _may_see(self, key: str, unit: UnitNode) -> bool:
        """Whether all of a unit's figure is the viewer's to see: one of own records is another figure."""
        ledger = f"{self.known[key].pack}.any"
        return allows(self._viewer, "figure.read", ledger=ledger, path=unit.path)

    def aims(self, item: Sought, key: str) -> list[Aim]:
        """Return the targets that a number may be: of the periods that the text may mean."""
        known, named = self.known[key], item.claim.period or item.claim.inherited
        year = (item.claim.period and item.claim.period.year) or self._on.year
        day = self._on.replace(year=year, day=1)
        if item.claim.period is not None and named is not None and named.month:
            day = day.replace(month=named.month)
        found = []
        for unit in filter(None, item.units):
            hidden = not self._may_see(key, unit)
            targets = {} if hidden else list_targets_of(key, unit, day, self._at)
            if _OF_THE_YEAR.search(item.claim.gap):
                targets = {period: value for period, value in targets.items() if period.isdecimal()}
            for period, value in targets.items() or [(str(year), None)]:
                in_units = None if value is None else value * known.factor
                fit = Fit.differs if in_units is None else holds(in_units, item.claim.number)
                found.append(Aim(known, unit, period, in_units, fit, hidden))
        return found

    def operands(self, item: Sought, keys: Iterable[str]) -> list[Operand]:
        """Return the figures that a number may be, the likeliest first."""
        return [
            self._operand(item, self.known[key], unit, day)
            for key in keys
            for unit in item.units
            for day in item.days
        ]

    def _operand(
        self, item: Sought, known: Known, unit: UnitNode | None, day: datetime.date
    ) -> Operand:
        if unit is None:
            return Operand(known, None, day, None, None, Fit.differs, False, True)
        figure = self._figures.get((unit.code, day, known.key))
        value = figure.displayed if figure else None
        if value is not None:
            value *= known.factor
            if any(match.is_reversed for match in item.matches if match.name.key == known.key):
                value = -value
        claim = item.claim
        is_open = claim.lead.endswith(MORE_THAN)
        fit = Fit.differs if value is None else holds(value, claim.number, is_open=is_open)
        if value is not None and figure is not None and figure.approximate:
            fit = fit_of_approximate(fit, value, claim.number)
        hidden = not self._may_see(known.key, unit)
        return Operand(known, unit, day, figure, value, fit, hidden, (unit.code, day) in self._read)


def _is_part_of_another(claim: Claim, matches: Sequence[Match], before: Sought | None) -> bool:
    """Whether a number is said to be part of one of another kind: 企业30家，其中重点项目12个."""
    if "其中" not in claim.gap or not matches:
        return False
    kin = {match.name.kin for match in before.matches} if before else set()
    return matches[0].name.kin not in kin
