"""The supervision slips that wait for an answer of somebody, or of whom that person stands in for.

Of one deadline only the hardest slip that reached a person waits: nobody is chased twice for one thing.
A slip whose deadline is met, moved or gone asks for nothing any more.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection

from bihuan.kernel.definitions.language import Label
from bihuan.kernel.ledgers.models import Record
from bihuan.kernel.org.reads import acts_for
from bihuan.kernel.periods import clock
from bihuan.kernel.permissions import Viewer
from bihuan.kernel.workflow.reads import rules_of

MOST = 200  # shown at once; nobody answers more in a day
_WAITING = (
    "FROM kernel_slipperson p JOIN kernel_slip s ON s.id = p.slip_id "
    "JOIN kernel_record r ON r.id = s.record_id AND NOT r.is_void "
    "WHERE p.is_open AND p.person_id IN ({people}) "
    "AND EXISTS (SELECT 1 FROM kernel_deadline d WHERE d.record_id = s.record_id "
    "AND d.name = s.deadline AND d.due = s.due AND d.is_open) "
    "AND NOT EXISTS (SELECT 1 FROM kernel_slip h JOIN kernel_slipperson q ON q.slip_id = h.id "
    "WHERE h.record_id = s.record_id AND h.deadline = s.deadline AND h.due = s.due "
    "AND h.rung > s.rung AND q.person_id = p.person_id)"
)


@dataclass(frozen=True, slots=True)
class SlipRow:
    """A supervision slip that waits for an answer."""

    id: int
    record_id: int
    ledger: str
    code: str
    title: str
    deadline: str
    deadline_title: Label
    due: str
    colour: str
    on: str
    person_id: int  # whom it names: the viewer, or somebody whose deputy the viewer is today


def list_slips(viewer: Viewer) -> list[SlipRow]:
    """Return the slips that wait for the viewer, the hardest first, then those of whom one stands in for."""
    people = [viewer.person_id, *_away(viewer)]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT s.id, s.record_id, s.ledger, s.deadline, s.due, s.colour, s.on_day, p.person_id "
            f"{_waiting(people)} ORDER BY s.rung DESC, s.due, s.id LIMIT {MOST}",
            people,
        )
        rows = cursor.fetchall()
    records = Record.objects.in_bulk({row[1] for row in rows})
    found = [
        SlipRow(
            slip, record, ledger, records[record].code, records[record].title, deadline,
            rules_of(records[record]).workflow.clocks[deadline].title, due, colour, on, person,
        )
        for slip, record, ledger, deadline, due, colour, on, person in rows
    ]  # fmt: skip
    return sorted(found, key=lambda slip: slip.person_id != viewer.person_id)


def count_slips(viewer: Viewer) -> int:
    """Return how many slips wait for the viewer's answer."""
    return _count([viewer.person_id])


def count_slips_for_others(viewer: Viewer) -> int:
    """Return how many slips wait for whom the viewer stands in for today."""
    return _count(_away(viewer))


def _count(people: list[int]) -> int:
    if not people:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT COUNT(*) {_waiting(people)}", people)
        return int(cursor.fetchone()[0])


def _away(viewer: Viewer) -> list[int]:
    return acts_for(viewer.person_id, clock.today()) if viewer.person_id else []


def _waiting(people: list[int]) -> str:
    return _WAITING.format(people=", ".join("%s" for _ in people))  # people are bound
