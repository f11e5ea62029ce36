"""One month of one record: its numbers, texts and photos; enter, correct, check."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from bihuan.kernel.definitions.field_types import FIELD_TYPES
from bihuan.kernel.definitions.language import LedgerUnit, NoteDef
from bihuan.kernel.ledgers.reads import (
    RecordRow,
    get_record,
    list_evidence,
    list_own_evidence,
    may_on,
)
from bihuan.kernel.ledgers.writes import add_evidence
from bihuan.kernel.measures.elements import KnownNumber
from bihuan.kernel.measures.owed import STEPS as DECIDED
from bihuan.kernel.measures.owed import list_months_to_decide
from bihuan.kernel.measures.reads import (
    ReportRow,
    find_report,
    known_of_month,
    list_warnings,
    open_steps,
    year_to_date,
)
from bihuan.kernel.measures.steps import is_back
from bihuan.kernel.measures.writes import move_report, report_month
from bihuan.kernel.org.reads import names_by_code
from bihuan.kernel.packs.reads import installed
from bihuan.kernel.periods.period import Period
from bihuan.kernel.problems import InvalidMany, Problem
from bihuan.web.shared.addresses import next_address
from bihuan.web.shared.language import language, said
from bihuan.web.shared.numbers import typed
from bihuan.web.shared.viewers import signed_in, viewer

MOVED = {  # what a step of a month is called when it is done
    ("submitted", "checked"): ("已通过", "Passed"),
    ("checked", "approved"): ("已通过", "Passed"),
    ("approved", "locked"): ("已锁定", "Locked"),
    ("submitted", "draft"): ("已退回", "Returned"),
    ("checked", "draft"): ("已退回", "Returned"),
    ("locked", "approved"): ("已解锁", "Unlocked"),
}


@dataclass(frozen=True, slots=True)
class Number:
    """One measure: what it was the month before, sums to this year, and is now."""

    name: str
    title: Any
    unit: str
    required: bool
    value: str
    before: str
    total: str
    error: str
    is_derived: bool
    known: KnownNumber | None = None  # what another record says of the same month


@dataclass(frozen=True, slots=True)
class Note:
    """One text or set of files of the month, as `shared/_field.html` asks for it."""

    name: str
    title: Any
    input: str
    required: bool
    help: Any
    value: str
    error: str
    stored: list[Any] = field(default_factory=list)
    unit: str = ""
    files: int = 0
    wide: bool = True


@signed_in
def month(request: HttpRequest, record_id: int, period: str) -> HttpResponse:
    """Show a month of a record; on POST report or correct it."""
    who = viewer(request)
    row = get_record(who, record_id)
    ledger = installed().ledger(row.ledger)
    month_ = Period.parse(period)
    report = find_report(who, record_id, period)
    problems: list[str] = []
    errors: dict[str, str] = {}
    status = 200
    sent: dict[str, Any] = {}
    if request.method == "POST":
        sent = _typed_notes(request, ledger, report)
        try:
            _store_files(request, row, ledger, sent)
            _save(request, row, ledger, period, sent)
        except Problem as problem:
            status = problem.status
            problems, errors = place_errors(problem, ledger)
        else:
            messages.success(request, f"{period} {told(is_draft(request))}")
            return redirect(next_address(request, reverse("records:record", args=[record_id])))
    before = find_report(who, record_id, str(month_.previous()))
    steps = open_steps(who, record_id, report)
    context = {
        "row": row,
        "ledger": ledger,
        "period": period,
        "report": report,
        "names": names_by_code({report.reported_by, report.checked_by}) if report else {},
        "seen": report.seq if report else 0,
        "numbers": _numbers(request, ledger, report, before, row.id, month_, errors),
        "notes": _notes(request, ledger, report, sent, errors),
        "note": request.POST.get("note", report.note if report else ""),
        "problems": problems,
        "warnings": list_warnings(who, record_id, period),
        "reason": request.POST.get("reason", ""),
        "may_report": may_on(who, "measure.report", record_id)
        and not (report and report.status == "locked"),
        "is_correction": report is not None and report.status != "draft",
        "forward": [to for to in steps if report and not is_back(report.status, to)],
        "back": [to for to in steps if report and is_back(report.status, to)],
        "previous": str(month_.previous()),
        "following": str(month_.next()),
    }
    return render(request, "measures/month.html", context, status=status)


def is_draft(request: HttpRequest) -> bool:
    """Whether a form was only put aside, not submitted."""
    return request.POST.get("action") == "draft"


def told(draft: bool) -> str:
    """Say what has come of a month that was sent."""
    if draft:
        return said("已存为草稿，还没有报送", "saved as a draft, not submitted yet")
    return said("已报送，待审核", "submitted, to be checked")


def _save(
    request: HttpRequest, row: RecordRow, ledger: LedgerUnit, period: str, notes: dict[str, Any]
) -> None:
    sent = {name: request.POST.get(name, "").strip() for name in ledger.definition.entered}
    report_month(
        row.id,
        period,
        sent,
        actor=viewer(request),
        seen=int(request.POST.get("seen") or 0),
        submit=not is_draft(request),
        note=request.POST.get("note", ""),
        notes=notes,
        reason=request.POST.get("reason", ""),
    )


def _typed_notes(
    request: HttpRequest, ledger: LedgerUnit, report: ReportRow | None
) -> dict[str, Any]:
    """Return the texts sent, and the files kept: the month's, or stored with a form refused before."""
    sent: dict[str, Any] = {}
    for name, spec in ledger.definition.notes.items():
        if spec.type == "evidence":
            kept = request.POST.getlist(f"{name}.kept")
            held = set(report.notes.get(name) or ()) if report else set()
            held |= {file.digest for file in list_own_evidence(viewer(request), kept)}
            sent[name] = [digest for digest in kept if digest in held]
        else:
            sent[name] = request.POST.get(name, "")
    return sent


def _store_files(
    request: HttpRequest, row: RecordRow, ledger: LedgerUnit, sent: dict[str, Any]
) -> None:
    """Store the files that a form brought and put their digests into what it sent."""
    for name, spec in ledger.definition.notes.items():
        for file in request.FILES.getlist(name) if spec.type == "evidence" else ():
            stored = add_evidence(
                file.read(), file.name or "", actor=viewer(request), unit_id=row.unit_id
            )
            if stored.digest not in sent[name]:
                sent[name].append(stored.digest)


def place_errors(problem: Problem, ledger: LedgerUnit) -> tuple[list[str], dict[str, str]]:
    """Return the sentences that belong to no control, and those that do by its name."""
    errors: dict[str, str] = {}
    elsewhere = []
    named: dict[str, Any] = {**ledger.definition.measures, **ledger.definition.notes}
    titles = {spec.title.zh: name for name, spec in named.items()}
    for fault in problem.faults if isinstance(problem, InvalidMany) else (problem,):
        name = titles.get(getattr(fault.where, "zh", ""))
        if name is None:
            elsewhere.append(fault.sentence(language()))
        else:
            fault.where = ""
            errors[name] = fault.sentence(language())
    return elsewhere, errors


def _numbers(
    request: HttpRequest,
    ledger: LedgerUnit,
    report: ReportRow | None,
    before: ReportRow | None,
    record_id: int,
    month: Period,
    errors: dict[str, str],
) -> list[Number]:
    found = []
    known = known_of_month(viewer(request), record_id, str(month))
    for name, measure in ledger.definition.measures.items():
        total = (
            year_to_date([record_id], name, month.year).get(record_id) if measure.adds_up else None
        )
        standing = typed(report.values.get(name), measure) if report else ""
        if report is None and name in known:
            standing = known[name].typed
        found.append(
            Number(
                name, measure.title, measure.unit, measure.required and measure.value is None,
                request.POST.get(name, standing),
                typed(before.values.get(name), measure) if before else "",
                typed(total, measure), errors.get(name, ""), measure.value is not None,
                known.get(name),
            )
        )  # fmt: skip
    return found


def _notes(
    request: HttpRequest,
    ledger: LedgerUnit,
    report: ReportRow | None,
    sent: dict[str, Any],
    errors: dict[str, str],
) -> list[Note]:
    held = {**(report.notes if report else {}), **sent}
    return [
        _note(request, name, spec, held.get(name), errors.get(name, ""))
        for name, spec in ledger.definition.notes.items()
    ]


def _note(request: HttpRequest, name: str, spec: NoteDef, held: Any, error: str) -> Note:
    kind = FIELD_TYPES[spec.type]
    if spec.type == "evidence":
        stored = list_evidence(held or [])
        return Note(name, spec.title, kind.input, spec.required, spec.help, "", error, stored)
    value = request.POST.get(name, held or "")
    return Note(name, spec.title, kind.input, spec.required, spec.help, value, error)


@signed_in
@require_POST
def move(request: HttpRequest, record_id: int, period: str) -> HttpResponse:
    """Check, approve, lock, return or unlock a month, and go on to the next that waits for the same."""
    who, to = viewer(request), request.POST.get("to", "")
    row = get_record(who, record_id)
    held = find_report(who, record_id, period)
    was = held.status if held else ""
    move_report(
        record_id,
        period,
        to,
        actor=who,
        seen=int(request.POST.get("seen") or 0),
        note=request.POST.get("note", ""),
    )
    done = f"{said(*MOVED[was, to])}{said('：', ': ')}{row.title} {period}"
    waiting = [
        months
        for act, status in DECIDED.items()
        if status == was
        for months in list_months_to_decide(who, act)
        if (months.ledger.key, months.period) == (row.ledger, period)
    ]
    if waiting:
        (left,) = waiting
        done += said(f"；还有 {left.count} 项", f"; {left.count} more")
        address = reverse("measures:month", args=[left.record_id, period])
    elif was in DECIDED.values():
        done += said("；没有等您办的了", "; none waits for you any more")
        address = f"{reverse('measures:board', args=[row.ledger])}?period={period}"
    else:
        address = reverse("measures:month", args=[record_id, period])
    messages.success(request, done)
    return redirect(next_address(request, address))
