"""Rebuild every projection from the log, or replay it aside and compare."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from typing import Any

from django.db import connection

from bihuan.kernel.bulletins import apply as bulletins
from bihuan.kernel.dispatch import apply as dispatch
from bihuan.kernel.draft_checks import apply as draft_checks
from bihuan.kernel.events.aside import real, standing_aside
from bihuan.kernel.events.batches import replaying
from bihuan.kernel.events.commits import excluding_writers
from bihuan.kernel.events.reads import iterate_recorded
from bihuan.kernel.events.recorded import Recorded
from bihuan.kernel.indicators import columns
from bihuan.kernel.indicators.verification import columns_fault
from bihuan.kernel.ledgers import apply as ledgers
from bihuan.kernel.ledgers.evidence import evidence_fault
from bihuan.kernel.measures import apply as measures
from bihuan.kernel.notices import apply as notices
from bihuan.kernel.org import apply as org
from bihuan.kernel.packs import apply as packs
from bihuan.kernel.permissions import EVERYWHERE, Viewer, require
from bihuan.kernel.problems import Words
from bihuan.kernel.workflow import apply as workflow

APPLY: dict[str, Callable[[Recorded], Any]] = {
    **packs.APPLY,
    **org.APPLY,
    **ledgers.APPLY,
    **measures.APPLY,
    **workflow.APPLY,
    **dispatch.APPLY,
    **notices.APPLY,
    **bulletins.APPLY,
    **draft_checks.APPLY,
}
# Projections, with the columns that a replay gives anew each time left out of the comparison.
PROJECTIONS: dict[str, tuple[str, ...]] = {
    "kernel_packversion": (),
    "kernel_parametervalue": (),
    "kernel_unitversion": ("id",),
    "kernel_person": (),
    "kernel_role": (),
    "kernel_assignment": (),
    "kernel_delegation": (),
    "kernel_calendarday": (),
    "kernel_record": (),
    "kernel_recordversion": ("id",),
    "kernel_recordkey": ("id",),
    "kernel_codecounter": (),
    "kernel_owedperiod": (),
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
    "kernel_bulletin": (),
    "kernel_measurevalue": ("id",),
    "kernel_measureversion": ("id",),
    "kernel_report": ("id",),
    "kernel_reminder": ("id",),
    "kernel_target": (),
    "kernel_notice": (),
    "kernel_channel": (),
    "kernel_quiethours": (),
    "kernel_draftcheck": (),
    "kernel_draftphrase": (),
}
Progress = Callable[[int], None]


def rebuild(progress: Progress | None = None) -> int:
    """Drop every projection and replay the log, in one transaction that keeps writers waiting.

    The columns start anew behind it. Returns how many events there were.
    """
    with excluding_writers():
        _drop()
        count = _replay(progress)
    columns.discard()
    return count


def _replay(progress: Progress | None) -> int:
    count = 0
    with replaying() as batch:
        for event in iterate_recorded():
            APPLY[event.verb](event)
            count += 1
            if count % 2000 == 0:
                batch.flush()
                if progress:
                    progress(count)
        batch.flush()
    return count


def verify_projections(viewer: Viewer, progress: Progress | None = None) -> Words | None:
    """Replay the log aside; name the first table, evidence file or column that is not what it gives.

    Holds up no writer: all is compared at one committed state.
    """
    require(viewer, "log.verify", path=EVERYWHERE)
    with standing_aside(PROJECTIONS):
        _replay(progress)
        for table in _differing():
            return Words(
                f"表 {table} 与日志不符，请运行 bihuan rebuild",
                f"the table {table} differs from the log; run bihuan rebuild",
            )
        return evidence_fault() or columns_fault()


def differing_projections(progress: Progress | None = None) -> list[str]:
    """Replay the log aside and name the tables whose content is not what the log gives."""
    with standing_aside(PROJECTIONS):
        _replay(progress)
        return list(_differing())


def _differing() -> Iterator[str]:
    for table, without in PROJECTIONS.items():
        if _digest(real(table), table, without) != _digest(table, table, without):
            yield table


def digests() -> dict[str, str]:
    """Return a digest of each projection's rows, in an order of their own content."""
    return {table: _digest(table, table, without) for table, without in PROJECTIONS.items()}


def _digest(source: str, table: str, without: tuple[str, ...]) -> str:
    digest = hashlib.sha256()
    for row in _rows(source, table, without):
        digest.update(repr(row).encode())
    return digest.hexdigest()


def _rows(source: str, table: str, without: tuple[str, ...]) -> Iterator[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        description = connection.introspection.get_table_description(cursor, table)
    names = [column.name for column in description if column.name not in without]
    listed = ", ".join(f'"{name}"' for name in names)
    with connection.chunked_cursor() as cursor:
        cursor.execute(f"SELECT {listed} FROM {source} ORDER BY {listed}")  # noqa: S608
        while rows := cursor.fetchmany(5000):
            yield from rows


def _drop() -> None:
    with connection.cursor() as cursor:
        for table in PROJECTIONS:
            cursor.execute(f"DELETE FROM {table}")  # noqa: S608
