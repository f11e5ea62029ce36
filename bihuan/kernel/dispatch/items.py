"""A meeting, its items and its agenda, as values that people read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bihuan.kernel.definitions.language import Label
from bihuan.kernel.dispatch.kinds import KINDS
from bihuan.kernel.dispatch.tasks import TaskRow
from bihuan.kernel.org.tree import UnitNode


@dataclass(frozen=True, slots=True)
class MeetingRow:
    """A meeting as people read it."""

    id: int
    unit: UnitNode
    kind: str
    number: int
    on: str
    time: str
    place: str
    state: str
    chair: str
    people: tuple[str, ...]  # names, the chair first
    also: str
    minutes: str
    minutes_by: str
    signed_by: str
    signed_on: str

    @property
    def title(self) -> Label:
        kind = KINDS[self.kind]
        return Label(
            zh=f"{self.unit.title.zh}{self.on[:4]}年第{self.number}次{kind.zh}",
            en=f"{kind.en} {self.number} of {self.on[:4]}, {self.unit.title.en}",
        )


@dataclass(frozen=True, slots=True)
class Correction:
    """A change of minutes that were locked; `before` is the text that it replaced."""

    on: str
    by: str
    reason: str
    before: str


@dataclass(frozen=True, slots=True)
class Item:
    """One item of an agenda; `number` is 0 while it stands there only by itself."""

    number: int
    source: str
    subject: str
    title: Label
    facts: Mapping[str, Any]
    unit: UnitNode | None
    first_on: str
    level: int  # how many levels it has climbed
    outcome: str = ""
    is_settled: bool = False
    tasks: tuple[TaskRow, ...] = ()
    is_open_to: bool = True  # whether the viewer may look at the figure or record itself

    @property
    def anchor(self) -> str:
        """Where it stands on the meeting's page."""
        return f"item-{self.number}" if self.number else self.subject

    @property
    def is_discussed(self) -> bool:
        return bool(self.outcome or self.tasks or self.is_settled)


@dataclass(frozen=True, slots=True)
class Upcoming:
    """The next meeting that a figure comes before, or can be brought before."""

    meeting: MeetingRow
    anchor: str  # of its item on the meeting's page, empty while it is not on the agenda
    may_manage: bool


@dataclass(frozen=True, slots=True)
class Agenda:
    """What a meeting speaks of: first what became of the last one's decisions."""

    last: MeetingRow | None
    followed: tuple[TaskRow, ...]
    kept: tuple[Mapping[str, Any], ...]  # how they stood at the close, as `told`
    items: tuple[Item, ...]
    more: Mapping[str, bool]  # sources with more records than stand here
    hidden_items: int = 0  # beyond what the viewer may see
    hidden_decisions: int = 0

    @property
    def is_part(self) -> bool:
        return bool(self.hidden_items or self.hidden_decisions)
