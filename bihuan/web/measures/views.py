"""Months: my month, one month of a record, who has not reported."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_POST

from bihuan.kernel.definitions.language import LedgerUnit
from bihuan.kernel.ledgers.reads import get_record, may_on
from bihuan.kernel.measures.reads import (
    Board,
    OwedRow,
    ReportRow,
    board,
    current_month,
    find_report,
    list_warnings,
    year_to_date,
)
from bihuan.kernel.measures.writes import chase_report, correct_month, move_report, report_month
from bihuan.kernel.org.reads import names_by_code
from bihuan.kernel.org.tree import tree
from bihuan.kernel.packs.reads import installed
from bihuan.kernel.periods.period import Period
from bihuan.kernel.permissions import allows
from bihuan.kernel.problems import InvalidMany, Problem
from bihuan.web.shared.numbers import typed
from bihuan.web.shared.viewers import signed_in, viewer

OWED = ("", "draft")
NEXT = {
    "submitted": ("checked", "check"),
    "checked": ("approved", "approve"),
    "approved": ("locked", "lock"),
}


def _english() -> bool:
    return (get_language() or "zh").startswith("en")


@dataclass(frozen=True, slots=True)
class Owing:
    """One ledger's month: who owes it, what of it the viewer may enter, how many have it done."""

    board: Board
    owed: list[OwedRow]
    mine: list[OwedRow]
    done: int

    @property
    def all(self) -> int:
        return len(self.board.rows)


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
                owed = [row for row in found.rows if row.status in OWED]
                mine = [
                    row
                    for row in owed
                    if allows(who, "measure.report", ledger=ledger.key, path=row.record.path)
                ]
                boards.append(Owing(found, owed[:40], mine, len(found.rows) - len(owed)))
    month = Period.parse(period)
    context = {
        "boards": boards,
        "period": period,
        "previous": str(month.previous()),
        "following": str(month.next()),
    }
    return render(request, "measures/home.html", context)


@signed_in
def month(request: HttpRequest, record_id: int, period: str) -> HttpResponse:
    """One month of one record: enter, correct, check."""
    who = viewer(request)
    row = get_record(who, record_id)
    ledger = installed().ledger(row.ledger)
    month_ = Period.parse(period)
    report = find_report(who, record_id, period)
    before = find_report(who, record_id, str(month_.previous()))
    problems: list[str] = []
    errors: dict[str, str] = {}
    status = 200
    if request.method == "POST":
        sent = {name: request.POST.get(name, "").strip() for name in ledger.definition.measures}
        try:
            _save(request, record_id, period, sent, report)
        except Problem as problem:
            status = problem.status
            problems, errors = place_errors(problem, ledger)
        else:
            english = _english()
            messages.success(request, f"{period} saved" if english else f"{period} 已保存")
            return redirect(request.POST.get("next") or reverse("records:record", args=[record_id]))
    measures = [
        _control(request, ledger, name, report, before, row.id, month_.year, errors)
        for name in ledger.definition.measures
    ]
    step = NEXT.get(report.status) if report else None
    context = {
        "row": row,
        "ledger": ledger,
        "period": period,
        "report": report,
        "seen": report.seq if report else 0,
        "names": names_by_code({report.reported_by, report.checked_by}) if report else {},
        "measures": measures,
        "problems": problems,
        "warnings": list_warnings(who, record_id, period),
        "reason": request.POST.get("reason", ""),
        "may_report": may_on(who, "measure.report", record_id),
        "step": step,
        "may_step": step is not None and may_on(who, f"measure.{step[1]}", record_id),
        "may_return": report is not None
        and report.status in ("submitted", "checked")
        and may_on(who, "measure.check", record_id),
        "previous": str(month_.previous()),
        "following": str(month_.next()),
    }
    return render(request, "measures/month.html", context, status=status)


def _save(
    request: HttpRequest,
    record_id: int,
    period: str,
    sent: dict[str, str],
    report: ReportRow | None,
) -> None:
    who = viewer(request)
    seen = int(request.POST.get("seen") or 0)
    if report is not None and report.status != "draft":
        correct_month(
            record_id, period, sent, actor=who, seen=seen, reason=request.POST.get("reason", "")
        )
        return
    submit = request.POST.get("action") != "draft"
    report_month(record_id, period, sent, actor=who, seen=seen, submit=submit)


def place_errors(problem: Problem, ledger: LedgerUnit) -> tuple[list[str], dict[str, str]]:
    """Return the sentences that belong to no measure, and those that do by its name."""
    language = "en" if _english() else "zh"
    errors: dict[str, str] = {}
    elsewhere = []
    titles = {measure.title.zh: name for name, measure in ledger.definition.measures.items()}
    for fault in problem.faults if isinstance(problem, InvalidMany) else (problem,):
        name = titles.get(getattr(fault.where, "zh", ""))
        if name is None:
            elsewhere.append(fault.sentence(language))
        else:
            fault.where = ""
            errors[name] = fault.sentence(language)
    return elsewhere, errors


def _control(
    request: HttpRequest,
    ledger: LedgerUnit,
    name: str,
    report: ReportRow | None,
    before: ReportRow | None,
    record_id: int,
    year: int,
    errors: dict[str, str],
) -> dict[str, Any]:
    measure = ledger.definition.measures[name]

    total = year_to_date([record_id], name, year).get(record_id)
    return {
        "name": name,
        "title": measure.title,
        "unit": measure.unit,
        "required": measure.required,
        "value": request.POST.get(name, typed(report.values.get(name), measure) if report else ""),
        "before": typed(before.values.get(name), measure) if before else "",
        "total": typed(total, measure),
        "error": errors.get(name, ""),
    }


@signed_in
@require_POST
def move(request: HttpRequest, record_id: int, period: str) -> HttpResponse:
    """Check, approve, lock or return a month."""
    to = request.POST.get("to", "")
    move_report(
        record_id,
        period,
        to,
        actor=viewer(request),
        seen=int(request.POST.get("seen") or 0),
        note=request.POST.get("note", ""),
    )
    messages.success(request, f"{period}: done" if _english() else f"{period} 已办理")
    return redirect(request.POST.get("next") or reverse("measures:month", args=[record_id, period]))


@signed_in
def board_page(request: HttpRequest, key: str) -> HttpResponse:
    """Who has reported a month of a ledger, and who has not."""
    who = viewer(request)
    ledger = installed().ledger(key)
    period = request.GET.get("period") or current_month()
    code = request.GET.get("unit", "")
    found = board(who, ledger, period, unit_id=tree().get_by_code(code).id if code else None)
    month_ = Period.parse(period)
    units = tree()
    owed = sum(row.status in OWED for row in found.rows)
    grouped: dict[int, list[OwedRow]] = {}
    for row in found.rows:
        grouped.setdefault(row.record.unit_id, []).append(row)
    context = {
        "ledger": ledger,
        "board": found,
        "groups": [
            (units.get(unit_id), rows, sum(row.status not in OWED for row in rows))
            for unit_id, rows in grouped.items()
        ],
        "owed": owed,
        "done": len(found.rows) - owed,
        "previous": str(month_.previous()),
        "following": str(month_.next()),
        "may_chase": allows(who, "measure.chase", ledger=key),
    }
    return render(request, "measures/board.html", context)


@signed_in
@require_POST
def chase(request: HttpRequest, key: str) -> HttpResponse:
    """Chase one record's month, or all that are owed."""
    who = viewer(request)
    period = request.POST.get("period") or current_month()
    one = request.POST.get("record")
    if one:
        ids = [int(one)]
    else:
        found = board(who, installed().ledger(key), period)
        ids = [row.record.id for row in found.rows if row.status in OWED]
    count = sum(chase_report(record_id, period, actor=who) for record_id in ids)
    messages.success(
        request,
        f"{count} reminders sent" if _english() else f"已发出 {count} 份催报（同一人一天只催一次）",
    )
    return redirect(f"{reverse('measures:board', args=[key])}?period={period}")
