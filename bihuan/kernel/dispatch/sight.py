"""What of a meeting somebody sees: what lies within reach, and what names that person or unit.

Being asked to a meeting opens it and shows what anybody raised; it shows no unit's figures and records
to others. The chair sees all that the meeting has before it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from bihuan.kernel.dispatch.items import Agenda, Item
from bihuan.kernel.dispatch.models import Meeting, MeetingPerson
from bihuan.kernel.dispatch.tasks import TaskRow, may_figure, task_ledger
from bihuan.kernel.ledgers.models import Duty, Record
from bihuan.kernel.ledgers.reads import may as may_record
from bihuan.kernel.ledgers.reads import may_see as may_see_record
from bihuan.kernel.org.reads import acts_for
from bihuan.kernel.org.tree import UnitNode, tree
from bihuan.kernel.periods import clock
from bihuan.kernel.permissions import Viewer, allows


def may(viewer: Viewer, act: str, meeting: Meeting) -> bool:
    """Decide whether the viewer may do an act on a meeting; those asked to it count as its own."""
    node = tree().nodes.get(meeting.unit_id)
    path = node.path if node else "/none/"
    if allows(viewer, act, path=path):
        return True
    if not is_asked(viewer, meeting):
        return False
    return act == "meeting.read" or allows(viewer, act, path=path, own=True)


def is_asked(viewer: Viewer, meeting: Meeting) -> bool:
    """Whether somebody is asked to a meeting, or chairs it."""
    if not viewer.person_id:
        return False
    asked = MeetingPerson.objects.filter(meeting_id=meeting.id, person_id=viewer.person_id)
    return asked.exists()


def may_read_drafts(viewer: Viewer, meeting: Meeting) -> bool:
    """Whether minutes that nobody signed yet are shown: others who were asked read what was signed."""
    node = tree().nodes.get(meeting.unit_id)
    chairs = bool(viewer.person_id) and viewer.person_id == meeting.chair_id
    return chairs or (node is not None and allows(viewer, "meeting.read", path=node.path))


def through_eyes_of(viewer: Viewer, meeting: Meeting, agenda: Agenda) -> Agenda:
    """Return the part of a meeting's agenda that the viewer may see, and how much is left out."""
    sight = _sight(viewer, meeting, agenda)
    items = [sight.of_item(item) for item in agenda.items]
    seen = tuple(item for item in items if item.tasks or sight.item(item))
    followed = sight.tasks(agenda.followed)
    kept = tuple(line for line in agenda.kept if sight.told(line))
    decided = len(agenda.followed) + sum(len(item.tasks) for item in agenda.items)
    return replace(
        agenda,
        items=seen,
        followed=followed,
        kept=kept,
        hidden_items=len(items) - len(seen),
        hidden_decisions=decided - len(followed) - sum(len(item.tasks) for item in seen),
    )


def _sight(viewer: Viewer, meeting: Meeting, agenda: Agenda) -> _Sight:
    ids = {int(item.facts["record"]) for item in agenda.items if "record" in item.facts}
    for task in (*agenda.followed, *(task for item in agenda.items for task in item.tasks)):
        ids.add(task.id)
    rows = Record.objects.in_bulk(ids)
    ledger, codes = task_ledger(), [line["code"] for line in agenda.kept]
    told = Record.objects.filter(ledger=ledger.key, code__in=codes) if ledger and codes else []
    away = acts_for(viewer.person_id, clock.today()) if viewer.person_id else []
    held = Duty.objects.filter(person_id__in=[viewer.person_id, *away], to_on="")
    rows |= {row.id: row for row in told}
    named = set(held.filter(record_id__in=rows).values_list("record_id", flat=True))
    chairs = bool(viewer.person_id) and viewer.person_id == meeting.chair_id
    return _Sight(viewer, chairs, rows, {row.code: row.id for row in told}, named)


@dataclass(frozen=True, slots=True)
class _Sight:
    """A viewer before one agenda, with the records that stand on it."""

    viewer: Viewer
    chairs: bool
    rows: dict[int, Record]
    told_of: dict[str, int]  # records by code
    named: set[int]  # for which the viewer, or whom the viewer is deputy of, holds a duty

    def of_item(self, item: Item) -> Item:
        """Return an item with what the viewer may see of it."""
        opens = "record" in item.facts and self.opens(int(item.facts["record"]))
        if "indicator" in item.facts and item.unit is not None:
            opens = may_figure(self.viewer, item.facts["indicator"], item.unit)
        return replace(item, facts=self.facts(item), tasks=self.tasks(item.tasks), is_open_to=opens)

    def item(self, item: Item) -> bool:
        """Whether an item lies within sight, whatever was decided on it."""
        if self.chairs or item.source == "raised":
            return True
        if "record" in item.facts:
            return self.opens(int(item.facts["record"]))
        return item.unit is not None and self.figure(str(item.facts["indicator"]), item.unit)

    def figure(self, indicator: str, unit: UnitNode) -> bool:
        if self.chairs or may_figure(self.viewer, indicator, unit):
            return True
        return self.works_for(unit, "figure.read", f"{indicator.partition('.')[0]}.any")

    def works_for(self, unit: UnitNode, act: str, ledger: str) -> bool:
        """Whether a role with this act is held at the very unit, be it for own records only."""
        return not self.viewer.party and any(
            grant.unit_id == unit.id and grant.gives(act, ledger) for grant in self.viewer.grants
        )

    def tasks(self, tasks: Iterable[TaskRow]) -> tuple[TaskRow, ...]:
        return tuple(self.shown(task) for task in tasks if self.task(task))

    def task(self, task: TaskRow) -> bool:
        """Whether a decision lies within reach, or names the viewer or the viewer's unit."""
        return (
            self.chairs
            or self.opens(task.id)
            or any(
                self.works_for(unit, "record.read", task.ledger)
                or allows(self.viewer, "record.read", ledger=task.ledger, path=unit.path)
                for unit in (task.decided.lead, *task.co_units)
            )
        )

    def opens(self, record_id: int) -> bool:
        row = self.rows[record_id]
        if record_id in self.named:
            return may_see_record(self.viewer, row)
        return may_record(self.viewer, "record.read", row)

    def shown(self, task: TaskRow) -> TaskRow:
        """Return a decision with the figure as it is now where the viewer may see that."""
        figure = task.figure
        if figure is not None and not self.figure(figure.key, figure.unit):
            figure = None
        return replace(task, figure=figure, is_open_to=self.opens(task.id))

    def told(self, line: Mapping[str, Any]) -> bool:
        """Whether a line of how the last decisions stood may be read."""
        if self.chairs:
            return True
        return line["code"] in self.told_of and self.opens(self.told_of[line["code"]])

    def facts(self, item: Item) -> dict[str, Any]:
        """Return what is known of an item, of the units below only those within sight."""
        facts = dict(item.facts)
        if not facts.get("parts"):
            return facts
        nodes = tree().nodes
        facts["parts"] = [
            part
            for part in facts["parts"]
            if part["unit"] in nodes and self.figure(facts["indicator"], nodes[part["unit"]])
        ]
        return facts
