"""Rebuild every projection from the log, and compare the result with what stood there."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from typing import Any

from django.db import connection, transaction

from bihuan.kernel.dispatch import apply as dispatch
from bihuan.kernel.events.batches import replaying
from bihuan.kernel.events.reads import iterate_recorded
from bihuan.kernel.events.recorded import Recorded
from bihuan.kernel.ledgers import apply as ledgers
from bihuan.kernel.measures import apply as measures
from bihuan.kernel.org import apply as org
from bihuan.kernel.packs import apply as packs
from bihuan.kernel.workflow import apply as workflow

APPLY: dict[str, Callable[[Recorded], Any]] = {
    **packs.APPLY,
    **org.APPLY,
    **ledgers.APPLY,
    **measures.APPLY,
    **workflow.APPLY,
    **dispatch.APPLY,
}
# Projections, with the columns that a replay gives anew each time left out of the comparison.
PROJECTIONS: dict[str, tuple[str, ...]] = {
    "kernel_packversion": (),
    "kernel_parametervalue": (),
    "kernel_unitversion": ("id",),
    "kernel_person": (),
    "kernel_role": (),
    "kernel_assignment": (),
    "kernel_calendarday": (),
    "kernel_record": (),
    "kernel_recordversion": ("id",),
    "kernel_recordkey": ("id",),
    "kernel_codecounter": (),
    "kernel_duty": ("id",),
    "kernel_deadline": ("id",),
    "kernel_approval": (),
    "kernel_slip": (),
    "kernel_slipperson": ("id",),
    "kernel_evidence": (),
    "kernel_meeting": (),
    "kernel_meetingperson": ("id",),
    "kernel_agendaitem": ("id",),
    "kernel_decision": (),
    "kernel_measurevalue": ("id",),
    "kernel_measureversion": ("id",),
    "kernel_report": ("id",),
    "kernel_reminder": ("id",),
    "kernel_target": (),
}
Progress = Callable[[int], None]


def rebuild(progress: Progress | None = None) -> int:
    """Drop every projection and replay the log, in one transaction; returns how many events."""
    with transaction.atomic(), replaying() as batch:
        _drop()
        count = 0
        for event in iterate_recorded():
            APPLY[event.verb](event)
            count += 1
            if count % 2000 == 0:
                batch.flush()
                if progress:
                    progress(count)
        batch.flush()
    return count


class _Undo(Exception):
    """Rolls back the comparison's replay."""


def differing_projections(progress: Progress | None = None) -> list[str]:
    """Replay the log aside and name the tables whose content is not what the log gives."""
    before = digests()
    after: dict[str, str] = {}
    try:
        with transaction.atomic():
            rebuild(progress)
            after = digests()
            raise _Undo
    except _Undo:
        pass
    return [table for table in PROJECTIONS if before[table] != after[table]]


def digests() -> dict[str, str]:
    """Return a digest of each projection's rows, in an order of their own content."""
    return {table: _digest(table, without) for table, without in PROJECTIONS.items()}


def _digest(table: str, without: tuple[str, ...]) -> str:
    digest = hashlib.sha256()
    for row in _rows(table, without):
        digest.update(repr(row).encode())
    return digest.hexdigest()


def _rows(table: str, without: tuple[str, ...]) -> Iterator[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        description = connection.introspection.get_table_description(cursor, table)
        columns = [column.name for column in description if column.name not in without]
        listed = ", ".join(f'"{column}"' for column in columns)
        cursor.execute(f"SELECT {listed} FROM {table} ORDER BY {listed}")  # noqa: S608
        while rows := cursor.fetchmany(5000):
            yield from rows


def _drop() -> None:
    with connection.cursor() as cursor:
        for table in PROJECTIONS:
            cursor.execute(f"DELETE FROM {table}")  # noqa: S608
