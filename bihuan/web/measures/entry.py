"""All that a person owes of a ledger's month, in one sheet: a record a row, last month beside."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from bihuan.kernel.definitions.language import LedgerUnit, MeasureDef
from bihuan.kernel.measures.boards import OwedRow, board
from bihuan.kernel.measures.reads import ReportRow, current_month, reports_of, year_to_date
from bihuan.kernel.measures.writes import report_month
from bihuan.kernel.packs.reads import installed
from bihuan.kernel.periods.period import Period
from bihuan.kernel.permissions import Viewer, allows
from bihuan.kernel.problems import Problem
from bihuan.web.measures.month import is_draft, place_errors, told
from bihuan.web.shared.language import said
from bihuan.web.shared.numbers import typed
from bihuan.web.shared.viewers import signed_in, viewer

MOST_ROWS = 200


@dataclass(frozen=True, slots=True)
class Cell:
    """One number to enter."""

    name: str  # of the control
    measure: MeasureDef
    column: str
    value: str
    before: str
    error: str


@dataclass(slots=True)
class Row:
    """One record of the sheet."""

    owed: OwedRow
    cells: list[Cell]
    total: str
    problems: list[str] = field(default_factory=list)


@signed_in
def entry(request: HttpRequest, key: str) -> HttpResponse:
    """Enter a month for every record that owes it; rows left empty are left alone."""
    who = viewer(request)
    ledger = installed().ledger(key)
    period = request.GET.get("period") or current_month()
    owed = _owed(who, ledger, period)
    refused: dict[int, Problem] = {}
    if request.method == "POST":
        done, refused = _save(request, ledger, owed, period)
        if done:
            count = said(f"{period}：{done} 项", f"{period}: {done} ")
            messages.success(request, f"{count}{told(is_draft(request))}")
        if not refused:
            return redirect(f"{reverse('measures:home')}?period={period}")
        owed = _owed(who, ledger, period)
    context = {
        "ledger": ledger,
        "period": period,
        "rows": _rows(request, ledger, owed, period, refused),
        "most": MOST_ROWS,
    }
    return render(request, "measures/entry.html", context, status=422 if refused else 200)


def _owed(who: Viewer, ledger: LedgerUnit, period: str) -> list[OwedRow]:
    return [
        row
        for row in board(who, ledger, period).rows
        if row.is_owed and allows(who, "measure.report", ledger=ledger.key, path=row.record.path)
    ][:MOST_ROWS]


def _sent(request: HttpRequest, ledger: LedgerUnit, record_id: int) -> dict[str, str]:
    return {
        name: request.POST.get(f"{name}.{record_id}", "").strip()
        for name in ledger.definition.entered
    }


def _save(
    request: HttpRequest, ledger: LedgerUnit, owed: list[OwedRow], period: str
) -> tuple[int, dict[int, Problem]]:
    """Report each row that has a number, each for itself; return how many, and the refusals."""
    done, refused = 0, {}
    for row in owed:
        sent = _sent(request, ledger, row.record.id)
        if not any(sent.values()):
            continue
        try:
            report_month(
                row.record.id,
                period,
                sent,
                actor=viewer(request),
                seen=int(request.POST.get(f"seen.{row.record.id}") or 0),
                submit=not is_draft(request),
            )
        except Problem as problem:
            refused[row.record.id] = problem
        else:
            done += 1
    return done, refused


def _rows(
    request: HttpRequest,
    ledger: LedgerUnit,
    owed: list[OwedRow],
    period: str,
    refused: Mapping[int, Problem],
) -> list[Row]:
    measures = ledger.definition.entered
    month = Period.parse(period)
    ids = [row.record.id for row in owed]
    now, before = reports_of(ids, period), reports_of(ids, str(month.previous()))
    first = next(iter(measures))
    totals = year_to_date(ids, first, month.year) if measures[first].adds_up else {}
    rows = []
    for row in owed:
        record_id = row.record.id
        problems, errors = (
            place_errors(refused[record_id], ledger) if record_id in refused else ([], {})
        )
        typed_in = _sent(request, ledger, record_id) if record_id in refused else {}
        cells = [
            Cell(
                f"{name}.{record_id}", measure, name,
                typed_in.get(name, _value(now.get(record_id), name, measure)),
                _value(before.get(record_id), name, measure), errors.get(name, ""),
            )
            for name, measure in measures.items()
        ]  # fmt: skip
        rows.append(Row(row, cells, typed(totals.get(record_id), measures[first]), problems))
    return rows


def _value(report: ReportRow | None, name: str, measure: MeasureDef) -> str:
    return typed(report.values.get(name), measure) if report else ""
