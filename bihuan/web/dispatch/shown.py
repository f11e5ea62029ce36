"""An agenda as people read it: titles instead of codes, days late, where an item climbs to."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from bihuan.kernel.definitions.language import Label, StateDef
from bihuan.kernel.dispatch.items import Agenda, Item, MeetingRow
from bihuan.kernel.dispatch.kinds import LEVELS, SOURCES, STATES
from bihuan.kernel.org.reads import names_by_code
from bihuan.kernel.org.tree import UnitNode, tree
from bihuan.kernel.packs.reads import installed
from bihuan.kernel.periods import clock
from bihuan.kernel.problems import Words
from bihuan.web.shared.language import language

BUNDLES = 6  # of a source that stand open
SHOWN = 3  # items of a bundle that stand open; the others are folded
A_SCREEN = 7.0  # items that a screen of the projector holds
HEADING, PARTS = 0.5, 0.4  # what a heading and the units of a figure take beside
TONES = {"planned": "waiting", "open": "active", "closed": "done"}


@dataclass(frozen=True, slots=True)
class ShownItem:
    """One item, with everything that a page says about it."""

    item: Item
    ledger: Label | None
    state: StateDef | None
    late: int  # days past its day
    parts: tuple[tuple[UnitNode, str], ...]  # units below that are red too
    climbs_to: Words | None
    by: str  # who raised it
    suggested: str  # code of the unit that probably leads
    is_headline: bool = False  # a figure that its pack shows large

    @property
    def urgency(self) -> tuple[int, bool, str, int, str]:
        """What puts one item before another.

        The highest climb, the figures that a pack shows large, the earliest day, the most units below
        that are red too, the longest unsettled.
        """
        due = str(self.item.facts.get("due", ""))
        return -self.item.level, not self.is_headline, due, -len(self.parts), self.item.first_on


@dataclass(frozen=True, slots=True)
class Bundle:
    """The items of one source that belong together: of a pack, a unit, a kind of problem."""

    title: str
    items: tuple[ShownItem, ...]  # the most urgent first

    @property
    def head(self) -> tuple[ShownItem, ...]:
        return self.items[:SHOWN]

    @property
    def tail(self) -> tuple[ShownItem, ...]:
        return self.items[SHOWN:]

    @property
    def climb(self) -> ShownItem | None:
        """An item that says how far all of them have climbed, and since when, where that is the same."""
        alike = len({(shown.item.level, shown.item.first_on) for shown in self.items}) == 1
        first = self.items[0]
        return first if alike and len(self.items) > 1 and first.climbs_to else None

    @property
    def urgency(self) -> tuple[tuple[int, bool, str, int, str], int]:
        """What puts one bundle before another: its most urgent item, then the most items."""
        return self.items[0].urgency, -len(self.items)


@dataclass(frozen=True, slots=True)
class Group:
    """The items of one source, in bundles."""

    source: str
    title: Words
    bundles: tuple[Bundle, ...]
    more: bool

    @property
    def count(self) -> int:
        return sum(len(bundle.items) for bundle in self.bundles)

    @property
    def head(self) -> tuple[Bundle, ...]:
        return self.bundles[:BUNDLES]

    @property
    def tail(self) -> tuple[Bundle, ...]:
        return self.bundles[BUNDLES:]

    @property
    def folded(self) -> int:
        return sum(len(bundle.items) for bundle in self.tail)


@dataclass(frozen=True, slots=True)
class Climbed:
    """How many items have climbed to a level, and since when the oldest stands unsettled."""

    level: Words
    count: int
    since: str


def climbed(agenda: Agenda) -> list[Climbed]:
    """Return what has climbed beyond the weekly meeting, the highest level first."""
    return [
        Climbed(LEVELS[level], len(held), min(item.first_on for item in held))
        for level in range(len(LEVELS) - 1, 0, -1)
        if (held := [i for i in agenda.items if i.level == level and not i.is_settled])
    ]


@dataclass(frozen=True, slots=True)
class Slide:
    """What fits on one screen of the projector."""

    group: Group
    page: int
    pages: int
    bundles: tuple[Bundle, ...]


def state_of(meeting: MeetingRow) -> StateDef:
    words = STATES[meeting.state]
    return StateDef.model_validate(
        {"title": {"zh": words.zh, "en": words.en}, "tone": TONES[meeting.state]}
    )


def grouped(agenda: Agenda) -> list[Group]:
    """Return the items by source, in the order in which a meeting takes them; the most urgent first."""
    names = names_by_code({str(item.facts.get("by", "")) for item in agenda.items})
    return [
        Group(source, title, _bundled(items), agenda.more.get(source, False))
        for source, title in SOURCES.items()
        if (items := [_shown(i, names.get(i.facts.get("by", ""), "")) for i in agenda.items
                      if i.source == source])
    ]  # fmt: skip


def _bundled(items: Iterable[ShownItem]) -> tuple[Bundle, ...]:
    bundles: dict[str, list[ShownItem]] = {}
    for shown in items:
        bundles.setdefault(_bundle_of(shown), []).append(shown)
    made = [
        Bundle(title, tuple(sorted(held, key=lambda shown: shown.urgency)))
        for title, held in bundles.items()
    ]
    return tuple(sorted(made, key=lambda bundle: bundle.urgency))


def _bundle_of(shown: ShownItem) -> str:
    """Return what an item is told with: red figures of a pack, late records of a unit, problems of a kind."""
    item, spoken = shown.item, language()
    if item.source == "figure":
        pack = installed().packs.get(item.facts["indicator"].partition(".")[0])
        return str(getattr(pack.header.title, spoken)) if pack else ""
    if item.source == "overdue":
        return str(getattr(item.unit.title, spoken)) if item.unit else ""
    if item.source == "problem":
        kind = item.facts.get("kind")
        return str(kind[spoken]) if kind else str(getattr(shown.ledger, spoken, ""))
    return ""


def slides(groups: Iterable[Group]) -> list[Slide]:
    """Return the agenda as screens that can be read from the back of a room."""
    made: list[Slide] = []
    for group in groups:
        pages: list[list[Bundle]] = [[]]
        left = A_SCREEN
        for bundle in group.bundles:
            held: list[ShownItem] = []
            for shown in bundle.items:
                height = 1 + len(shown.item.tasks) + (PARTS if shown.parts else 0)
                needs = height + (0 if held else HEADING)
                if needs > left and (held or pages[-1]):
                    if held:
                        pages[-1].append(Bundle(bundle.title, tuple(held)))
                    pages.append([])
                    held, left = [], A_SCREEN
                    needs = height + HEADING
                held.append(shown)
                left -= needs
            pages[-1].append(Bundle(bundle.title, tuple(held)))
        made += [Slide(group, n, len(pages), tuple(page)) for n, page in enumerate(pages, 1)]
    return made


def _shown(item: Item, by: str) -> ShownItem:
    ledger, state, late = None, None, 0
    if "ledger" in item.facts:
        held = installed().ledger(item.facts["ledger"])
        ledger, state = held.definition.title, held.workflow.states.get(item.facts["state"])
        due = datetime.date.fromisoformat(item.facts["due"])
        late = max((clock.today() - due).days, 0)
    parts = tuple(_parts(item.facts.get("parts", ())))
    climbs = LEVELS[item.level] if item.level else None
    unit = parts[0][0] if parts else item.unit
    return ShownItem(
        item, ledger, state, late, parts, climbs, by, unit.code if unit else "",
        _is_headline(str(item.facts.get("indicator", ""))),
    )  # fmt: skip


def _is_headline(indicator: str) -> bool:
    name, _, bare = indicator.partition(".")
    pack = installed().packs.get(name)
    return bool(pack and bare in pack.indicators and pack.indicators[bare].headline)


def _parts(parts: Iterable[Any]) -> Iterable[tuple[UnitNode, str]]:
    nodes = tree().nodes
    for part in parts:
        if part["unit"] in nodes:
            yield nodes[part["unit"]], part["display"]
