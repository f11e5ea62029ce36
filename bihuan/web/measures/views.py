"""My months, and who has not reported."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from bihuan.kernel.definitions.language import Label, LedgerUnit, MeasureDef
from bihuan.kernel.measures.boards import Board, OwedRow, board
from bihuan.kernel.measures.reads import current_month, reports_of
from bihuan.kernel.measures.writes import chase_reports
from bihuan.kernel.org.tree import tree
from bihuan.kernel.packs.reads import installed
from bihuan.kernel.periods.period import Period
from bihuan.kernel.permissions import allows
from bihuan.web.shared.language import said
from bihuan.web.shared.months import waiting_months
from bihuan.web.shared.numbers import typed
from bihuan.web.shared.viewers import signed_in, viewer


@dataclass(frozen=True, slots=True)
class Owing:
    """One ledger's month: who owes it, what of it the viewer may enter, how many have it done."""

    board: Board
    owed: list[OwedRow]
    mine: list[OwedRow]
    done: int

    @property
    def all(self) -> int:
        return self.board.total


@signed_in
def home(request: HttpRequest) -> HttpResponse:
    """Every ledger that is reported monthly: what is owed, by when, and where to enter it."""
    who = viewer(request)
    period = request.GET.get("period") or current_month()
    boards = []
    for ledger in installed().ledgers():
        if ledger.definition.measures and allows(who, "record.read", ledger=ledger.key):
            found = board(who, ledger, period)
            if found.rows:
                owed = [row for row in found.rows if row.is_owed]
                mine = [
                    row
                    for row in owed
                    if allows(who, "measure.report", ledger=ledger.key, path=row.record.path)
                ]
                boards.append(Owing(found, owed[:40], mine, found.total - found.owed))
    month = Period.parse(period)
    context = {
        "months": [
            line  # what is owed of the month shown stands below
            for line in waiting_months(who)
            if not (line.is_owed and line.months.period == period)
        ],
        "boards": boards,
        "period": period,
        "previous": str(month.previous()),
        "following": str(month.next()),
    }
    return render(request, "measures/home.html", context)


@signed_in
def board_page(request: HttpRequest, key: str) -> HttpResponse:
    """Who has reported a month of a ledger, and who has not."""
    who = viewer(request)
    ledger = installed().ledger(key)
    period = request.GET.get("period") or current_month()
    code = request.GET.get("unit", "")
    found = board(who, ledger, period, unit_id=tree().get_by_code(code).id if code else None)
    month = Period.parse(period)
    units = tree()
    grouped: dict[int, list[OwedRow]] = {}
    status = request.GET.get("status", "")
    shown = [row for row in found.rows if not status or row.status == status]
    numbers = _compared(ledger, shown, month) if status else {}
    for row in shown:
        grouped.setdefault(row.record.unit_id, []).append(row)
    context = {
        "ledger": ledger,
        "board": found,
        "groups": [
            (
                units.get(unit_id),
                [(row, _texts(ledger, row), numbers.get(row.record.id, ())) for row in rows],
                sum(not row.is_owed for row in rows),
            )
            for unit_id, rows in grouped.items()
        ],
        "status": status,
        "owed": found.owed,
        "done": found.total - found.owed,
        "previous": str(month.previous()),
        "following": str(month.next()),
        "may_chase": allows(who, "measure.chase", ledger=key),
    }
    return render(request, "measures/board.html", context)


@dataclass(frozen=True, slots=True)
class Compared:
    """One number of a month beside the month before, in the measure's own unit."""

    measure: MeasureDef
    now: str
    before: str
    change: str  # empty where either is missing

    @property
    def is_more(self) -> bool:
        return self.change not in ("", "0") and not self.change.startswith("-")


def _compared(
    ledger: LedgerUnit, rows: Sequence[OwedRow], month: Period
) -> dict[int, list[Compared]]:
    """Return what the records reported, by record: whoever checks a list sees what is checked."""
    ids = [row.record.id for row in rows]
    now, before = reports_of(ids, str(month)), reports_of(ids, str(month.previous()))
    found: dict[int, list[Compared]] = {}
    for record_id, report in now.items():
        earlier = before[record_id].values if record_id in before else {}
        for name, measure in ledger.definition.entered.items():
            value, prior = report.values.get(name), earlier.get(name)
            if value is None and prior is None:
                continue
            change = "" if value is None or prior is None else typed(value - prior, measure)
            found.setdefault(record_id, []).append(
                Compared(measure, typed(value, measure), typed(prior, measure), change)
            )
    return found


def _texts(ledger: LedgerUnit, row: OwedRow) -> list[tuple[Label, str]]:
    """Return what a month says in words."""
    return [
        (note.title, row.notes[name])
        for name, note in ledger.definition.notes.items()
        if note.type != "evidence" and name in row.notes
    ]


@signed_in
@require_POST
def chase(request: HttpRequest, key: str) -> HttpResponse:
    """Chase one record's month, or all that are owed, in one write."""
    who = viewer(request)
    period = request.POST.get("period") or current_month()
    one = request.POST.get("record")
    if one:
        ids = [int(one)]
    else:
        ids = [
            row.record.id
            for row in board(who, installed().ledger(key), period).rows
            if row.is_owed and allows(who, "measure.chase", ledger=key, path=row.record.path)
        ]
    count = chase_reports(ids, period, actor=who)
    messages.success(
        request, said(f"已发出 {count} 份催报（同一人一天只催一次）", f"{count} reminders sent")
    )
    return redirect(f"{reverse('measures:board', args=[key])}?period={period}")
