"""The agenda of a zone with 100,000 records that fill it: tasks, a third of them late, and problems.

Measured at a month's end, when partial sums answer, and on a Monday inside a month, when due dates
that lie ahead make the engine scan what stands in the ledger.
"""

from __future__ import annotations

import datetime
import time
from pathlib import Path
from typing import TYPE_CHECKING

from bench.measured import Result, percentile, show
from bench.zones import fill, make_zone, open_home

if TYPE_CHECKING:
    from bihuan.kernel.permissions import Viewer

MONDAY = datetime.date(2022, 12, 19)
PACKS = Path(__file__).resolve().parents[1] / "packs"
RAW = (
    "SELECT id, code, title, due FROM kernel_record WHERE u1 = %s AND NOT is_void "
    "AND due < '9999-12-31' AND due < %s ORDER BY due, id LIMIT 31",
    "SELECT u2, count(*), sum(CASE WHEN state = 'closed' THEN 1 ELSE 0 END) FROM kernel_record "
    "WHERE u1 = %s AND ledger = 'dispatch.task' AND on_day <= %s AND NOT is_void GROUP BY u2",
)


def task(number: int) -> dict[str, object]:
    """Return a task, or for each tenth number a problem."""
    day = f"2022-{1 + number // 11 % 12:02d}-{1 + number % 28:02d}"
    due = f"2023-{1 + number % 6:02d}-15" if number % 3 else day
    if number % 10 == 0:
        return {
            "ledger": "dispatch.problem", "code": f"WT-2022-{number:07d}", "title": f"问题{number}",
            "state": "accepted", "due": due, "owes": "dispatcher",
            "data": {"matter": f"问题{number}", "category": "land", "due_on": due},
        }  # fmt: skip
    closed = number % 4 == 0
    data: dict[str, object] = {
        "matter": f"事项{number}", "source": "meeting" if number % 2 else "document",
        "due_on": due, "sign_by": day, "signed_on": day, "again": number % 9 == 0,
    }  # fmt: skip
    if closed:
        data |= {"finished_on": day, "closed_on": day}
    return {
        "ledger": "dispatch.task", "code": f"JB-2022-{number:07d}", "title": f"事项{number}",
        "state": "closed" if closed else "working", "due": "9999-12-31" if closed else due,
        "owes": "" if closed else "reporter", "data": data,
    }  # fmt: skip


def main(quick: bool = False) -> None:
    open_home()
    make_zone()
    from django.db import connection

    from bihuan.kernel.definitions.reader import pack_files
    from bihuan.kernel.dispatch.reads import get_agenda
    from bihuan.kernel.dispatch.writes import close_meeting, decide, open_meeting, plan_meeting
    from bihuan.kernel.org.reads import viewer_of
    from bihuan.kernel.org.tree import tree
    from bihuan.kernel.org.writes import assign_role
    from bihuan.kernel.packs.writes import install_pack
    from bihuan.kernel.periods import clock
    from bihuan.kernel.permissions import SYSTEM

    for name in ("base", "key-projects", "three-batches", "investment", "safety", "dispatch"):
        install_pack(pack_files(PACKS / name), actor=SYSTEM)
    assign_role("four", "dispatcher", actor=SYSTEM, unit="Z", on="2020-01-01")
    records, times = (5_000, 20) if quick else (100_000, 200)
    fill(records, 0, make=task)
    dispatcher, zone = viewer_of("four"), tree().get_by_code("Z").id
    last = plan_meeting("weekly", actor=dispatcher, unit="Z", on="2022-12-12", chair="rep")
    open_meeting(last, actor=dispatcher)
    for item in get_agenda(dispatcher, last).items[:10]:
        decide(last, item.number, "追赶", actor=dispatcher, lead="S1")
    close_meeting(last, actor=dispatcher)
    meeting = plan_meeting("weekly", actor=dispatcher, unit="Z", on="2022-12-31", chair="rep")
    waits = _agendas(dispatcher, meeting, times)
    with clock.travel(MONDAY):
        inside = _agendas(dispatcher, meeting, times)
    raw = []
    for _ in range(times):
        began = time.perf_counter()
        with connection.cursor() as cursor:
            for statement in RAW:
                cursor.execute(statement, [zone, "2022-12-31"])
                cursor.fetchall()
        raw.append(time.perf_counter() - began)
    result = Result(f"agenda of a zone, {records:,} records, {connection.vendor}")
    for share in (0.95, 0.5):
        result.add(
            f"agenda that fills itself, p{share * 100:.0f}",
            percentile(waits, share) * 1000,
            "ms",
            raw=percentile(raw, share) * 1000,
            asked="< 100" if share > 0.9 else "",
            note="raw: one SQL for what is late, one for the counts",
        )
        result.add(
            f"the same inside a month, p{share * 100:.0f}",
            percentile(inside, share) * 1000,
            "ms",
            asked="< 100" if share > 0.9 else "",
        )
    show(result)


def _agendas(dispatcher: Viewer, meeting: int, times: int) -> list[float]:
    from bihuan.kernel.dispatch.reads import get_agenda
    from bihuan.kernel.events.newest import remembering

    waits = []
    for _ in range(times):
        began = time.perf_counter()
        with remembering():  # as a request does
            agenda = get_agenda(dispatcher, meeting)
        waits.append(time.perf_counter() - began)
        assert len(agenda.items) > 60 and len(agenda.followed) == 10, agenda
    return waits
