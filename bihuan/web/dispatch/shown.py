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


@dataclass(frozen=True, slots=True)
class Group:
    """The items of one source."""

    source: str
    title: Words
    items: tuple[ShownItem, ...]
    more: bool


def state_of(meeting: MeetingRow) -> StateDef:
    words = STATES[meeting.state]
    return StateDef.model_validate(
        {"title": {"zh": words.zh, "en": words.en}, "tone": TONES[meeting.state]}
    )


def grouped(agenda: Agenda) -> list[Group]:
    """Return the items by source, in the order in which a meeting takes them."""
    names = names_by_code({str(item.facts.get("by", "")) for item in agenda.items})
    return [
        Group(source, title, tuple(items), agenda.more.get(source, False))
        for source, title in SOURCES.items()
        if (items := [_shown(i, names.get(i.facts.get("by", ""), "")) for i in agenda.items
                      if i.source == source])
    ]  # fmt: skip


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
    return ShownItem(item, ledger, state, late, parts, climbs, by, unit.code if unit else "")


def _parts(parts: Iterable[Any]) -> Iterable[tuple[UnitNode, str]]:
    nodes = tree().nodes
    for part in parts:
        if part["unit"] in nodes:
            yield nodes[part["unit"]], part["display"]
