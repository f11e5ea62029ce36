"""Everything that changes a record: add, correct, transfer, void, move, duties, unmask."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from bihuan.kernel.definitions.language import FORM_FIELDS, LedgerUnit
from bihuan.kernel.ledgers.links import find_party_record
from bihuan.kernel.ledgers.reads import RecordRow, get_record, is_own_record, may_on
from bihuan.kernel.ledgers.sealing import sealed_fields
from bihuan.kernel.ledgers.writes import (
    add_record,
    assign_duty,
    correct_record,
    end_duty,
    transfer_record,
    unmask_field,
)
from bihuan.kernel.org.reads import list_holders, own_unit
from bihuan.kernel.org.tree import tree
from bihuan.kernel.packs.reads import installed
from bihuan.kernel.periods import clock
from bihuan.kernel.permissions import ACTS, Viewer, require_somewhere
from bihuan.kernel.problems import (
    Forbidden,
    Invalid,
    InvalidMany,
    NotFound,
    Problem,
    Words,
    in_a_row,
)
from bihuan.kernel.workflow.reads import require_possible, rules_for
from bihuan.kernel.workflow.writes import ask_extension, ask_void, move_record
from bihuan.web.records.forms import (
    ask_fields,
    ask_files_again,
    bring_in,
    place_errors,
    read_typed,
    store_files,
    unit_options,
)
from bihuan.web.shared.language import language, said
from bihuan.web.shared.viewers import signed_in, viewer


@signed_in
def add(request: HttpRequest, key: str) -> HttpResponse:
    who = viewer(request)
    ledger = installed().ledger(key)
    require_somewhere(who, "record.add", ledger=key)
    units = unit_options(who, "record.add", key)
    names, given, home = _at_entry(ledger), dict[str, Any](), ""
    if (
        not units
    ):  # an enterprise, whose record says where it belongs: it is not asked what is known
        names, given, home = _for_party(ledger, who)
    elif ledger.definition.dated in names:  # the business date asks for it
        names.remove(ledger.definition.dated)
    sent: dict[str, Any] | None = None
    refused: Problem | None = None
    on = request.POST.get("on") or clock.today().isoformat()
    if request.method == "POST":
        code = home or request.POST.get("unit", "")
        sent = read_typed(request, ledger, who)
        try:
            if code:
                place = tree().get_by_code(code)
                store_files(request, ledger, who, sent, unit_id=place.id, own=bool(home))
            if "look" not in request.POST:
                if not code:
                    raise _without_unit(ledger, names, {**request.FILES.dict(), **sent})
                sent |= given
                people = {
                    duty: [value]
                    for duty in ledger.definition.duties
                    if (value := request.POST.get(f"duty.{duty}"))
                }
                disputes = {name: request.POST.get(f"dispute.{name}", "") for name in sent}
                added = add_record(
                    ledger, sent, actor=who, unit=code, on=request.POST.get("on") or None,
                    duties=people, disputes=disputes,
                )  # fmt: skip
                return redirect("records:record", added.id)
        except Problem as problem:
            refused = problem
    asked = ask_fields(ledger, who, names=names, sent=sent)
    ask_files_again(asked, request)
    bring_in(asked, ledger, who, {**request.POST.dict(), **(sent or {})}, on)
    problems = place_errors(asked, refused) if refused is not None else []
    status = refused.status if refused is not None else 200
    context = {
        "ledger": ledger,
        "asked": asked,
        "wrong": [field for field in asked if field.error],
        "problems": problems,
        "units": units,
        "unit_code": request.POST.get("unit") or _likely_unit(request, who, units),
        "duties": [
            (name, duty, list_holders(who), request.POST.get(f"duty.{name}", ""))
            for name, duty in ledger.definition.duties.items()
        ]
        if units
        else [],
        "today": clock.today().isoformat(),
        "on": on,
        "dated": ledger.definition.fields.get(ledger.definition.dated or ""),
        "looks_up": any(field.looks_up for field in asked),
    }
    return render(request, "records/add.html", context, status=status)


def _without_unit(ledger: LedgerUnit, names: list[str], typed: dict[str, Any]) -> InvalidMany:
    """Say that the unit is missing, and with it what else was left empty."""
    fields = ledger.definition.fields
    empty = [
        Invalid("field-required", where=fields[name].title)
        for name in names
        if fields[name].required and not typed.get(name)
    ]
    return InvalidMany([Invalid("field-required", where=Words("单元", "Unit")), *empty])


def _likely_unit(request: HttpRequest, who: Viewer, units: list[tuple[str, str]]) -> str:
    """Return the unit that a list was narrowed to, else the one offered first if it is one's own."""
    offered = [code for code, _ in units]
    asked = request.GET.get("unit", "")
    if asked in offered:
        return asked
    return offered[0] if len(offered) == 1 or own_unit(who) in offered[:1] else ""


def _at_entry(ledger: LedgerUnit) -> list[str]:
    """Return the fields to ask at entry: those that a later step fills are asked by that step."""
    workflow = ledger.workflow
    later = {name for move in workflow.transitions.values() for name in move.may_fill}
    later |= {deadline.met for deadline in workflow.deadlines.values() if deadline.met}
    later |= {
        deadline.due
        for deadline in workflow.deadlines.values()
        if deadline.due and "added" not in deadline.starts
    }
    if ledger.definition.serves == "form":
        later |= {name for name in FORM_FIELDS if name.startswith("fields_")}  # counted, not asked
    return [n for n, spec in ledger.definition.fields.items() if spec.required or n not in later]


def _for_party(ledger: LedgerUnit, who: Viewer) -> tuple[list[str], dict[str, Any], str]:
    """Return what an enterprise is asked, what is known of it, and the unit that its record is at."""
    own = find_party_record(who)
    party = ledger.definition.party
    if own is None or party is None:
        raise Invalid("party-unregistered")
    known = own.code if ledger.definition.fields[party].type == "ref" else who.party
    names = [*(ledger.definition.party_asks or _at_entry(ledger))]
    return [n for n in names if n != party], {party: known}, tree().get(own.unit_id).code


def _seen(request: HttpRequest, row: RecordRow) -> int:
    """Return the version of the record that the person looked at."""
    text = request.POST.get("seen", "")
    return int(text) if text.isdigit() else row.seen


@signed_in
def correct(request: HttpRequest, record_id: int) -> HttpResponse:
    who = viewer(request)
    row, ledger = _record(request, record_id, "record.correct")
    problems: list[str] = []
    status = 200
    seen = _seen(request, row)
    if request.method == "POST":
        sent = read_typed(request, ledger, who, data=row.data)
        on = request.POST.get("on") if request.POST.get("kind") == "since" else None
        try:
            _store_files(request, ledger, row, sent)
            correct_record(
                record_id,
                _changed(ledger, row, sent, who),
                actor=who,
                seen=seen,
                reason=request.POST.get("reason", ""),
                on=on or None,
            )
        except Problem as problem:
            status = problem.status
            asked = ask_fields(ledger, who, data=row.data, sent=sent)
            ask_files_again(asked, request)
            problems = place_errors(asked, problem)
        else:
            messages.success(request, said("已更正", "Corrected"))
            return redirect("records:record", record_id)
    else:
        asked = ask_fields(ledger, who, data=row.data)
    context = {
        "row": row,
        "ledger": ledger,
        "asked": asked,
        "wrong": [field for field in asked if field.error],
        "problems": problems,
        "seen": seen,
        "conflict": status == 409,
        "kind": request.POST.get("kind", ""),
        "on": request.POST.get("on", ""),
        "reason": request.POST.get("reason", ""),
        "today": clock.today().isoformat(),
    }
    return render(request, "records/correct.html", context, status=status)


def _changed(ledger: LedgerUnit, row: RecordRow, sent: dict[str, Any], who: Any) -> dict[str, Any]:
    """Return only what the person changed; personal fields count when something was typed."""
    before = {control.name: control.value for control in ask_fields(ledger, who, data=row.data)}
    personal = set(sealed_fields(ledger))
    return {
        name: value
        for name, value in sent.items()
        if (value if name in personal else value != before.get(name))
    }


def _record(request: HttpRequest, record_id: int, act: str) -> tuple[RecordRow, LedgerUnit]:
    who = viewer(request)
    row = get_record(who, record_id)
    if not may_on(who, act, record_id):
        raise Forbidden("not-allowed", act=ACTS[act])
    return row, installed().ledger(row.ledger)


@signed_in
def move(request: HttpRequest, record_id: int, transition: str) -> HttpResponse:
    who = viewer(request)
    row = get_record(who, record_id)
    ledger = installed().ledger(row.ledger)
    workflow = rules_for(record_id).workflow
    definition = workflow.transitions.get(transition)
    if definition is None:
        known = in_a_row(each.title for each in workflow.transitions.values())
        raise NotFound("transition-unknown", transition=transition, known=known)
    if request.method == "GET":
        require_possible(who, record_id, transition)
    asked_for = {*definition.needs, *definition.takes} - {definition.dated}
    names = [name for name in ledger.definition.fields if name in asked_for]
    problems: list[str] = []
    status = 200
    sent: dict[str, Any] | None = None
    if request.method == "POST":
        sent = read_typed(request, ledger, who, data=row.data)
        try:
            if names:
                _store_files(request, ledger, row, sent)
            move_record(
                record_id,
                transition,
                actor=who,
                seen=_seen(request, row),
                values={n: sent[n] for n in names if sent.get(n) not in (None, "", [])},
                reason=request.POST.get("reason", ""),
                on=request.POST.get("on") or None,
            )
        except Problem as problem:
            status = problem.status
            asked = ask_fields(
                ledger, who, names=names, data=row.data, sent=sent, must=definition.needs
            )
            ask_files_again(asked, request)
            problems = place_errors(asked, problem)
        else:
            title = getattr(definition.title, language())
            messages.success(request, said(f"已办理：{title}", f"Done: {title}"))
            return redirect("records:record", record_id)
    else:
        asked = ask_fields(ledger, who, names=names, data=row.data, must=definition.needs)
    context = {
        "row": row,
        "ledger": ledger,
        "definition": definition,
        "dated": ledger.definition.fields.get(definition.dated or ""),
        "to": ledger.workflow.states[definition.to],
        "asked": asked,
        "wrong": [field for field in asked if field.error],
        "problems": problems,
        "reason": request.POST.get("reason", ""),
        "today": clock.today().isoformat(),
        "is_party": bool(who.party),
    }
    return render(request, "records/move.html", context, status=status)


def _store_files(
    request: HttpRequest, ledger: LedgerUnit, row: RecordRow, sent: dict[str, Any]
) -> None:
    """Store what a form brought for a record that is there."""
    who = viewer(request)
    own = is_own_record(who, row.id)
    store_files(request, ledger, who, sent, unit_id=row.unit_id, data=row.data, own=own)


@signed_in
@require_POST
def extend(request: HttpRequest, record_id: int, deadline: str) -> HttpResponse:
    ask_extension(
        record_id,
        deadline,
        request.POST.get("to", ""),
        actor=viewer(request),
        reason=request.POST.get("reason", ""),
    )
    messages.success(request, said("已申请，等待审批", "Asked; somebody else decides"))
    return redirect("records:record", record_id)


@signed_in
def transfer(request: HttpRequest, record_id: int) -> HttpResponse:
    who = viewer(request)
    row, ledger = _record(request, record_id, "record.correct")
    return _simple(
        request, row, ledger,
        title=said("移交到其他单元", "Hand over to another unit"),
        units=unit_options(who, "record.add", row.ledger),
        act=lambda reason: transfer_record(
            record_id, actor=who, unit=request.POST.get("unit", ""), seen=_seen(request, row), reason=reason,
            on=request.POST.get("on") or None,
        ),
    )  # fmt: skip


@signed_in
def void(request: HttpRequest, record_id: int) -> HttpResponse:
    who = viewer(request)
    row, ledger = _record(request, record_id, "record.correct")
    return _simple(
        request, row, ledger,
        title=said("申请作废这条记录", "Ask to void this record"),
        units=[],
        act=lambda reason: ask_void(record_id, actor=who, seen=_seen(request, row), reason=reason),
    )  # fmt: skip


def _simple(
    request: HttpRequest, row: RecordRow, ledger: LedgerUnit, *, title: str, units: Any, act: Any
) -> HttpResponse:
    """Ask for a reason (and a unit), act, go back to the record."""
    problem_text, status = "", 200
    if request.method == "POST":
        try:
            act(request.POST.get("reason", ""))
        except Problem as problem:
            problem_text, status = problem.sentence(language()), problem.status
        else:
            messages.success(request, said("已保存", "Saved"))
            return redirect("records:record", row.id)
    context = {
        "row": row,
        "ledger": ledger,
        "title": title,
        "units": units,
        "problem": problem_text,
        "reason": request.POST.get("reason", ""),
        "today": clock.today().isoformat(),
    }
    return render(request, "records/simple.html", context, status=status)


@signed_in
@require_POST
def duties(request: HttpRequest, record_id: int) -> HttpResponse:
    who, duty = viewer(request), request.POST.get("duty", "")
    ends = request.POST.get("ends", "")
    if ends:
        end_duty(record_id, duty, actor=who, person_id=int(ends) if ends.isdecimal() else 0)
        messages.success(request, said("责任已终止", "Duty ended"))
    else:
        assign_duty(record_id, duty, actor=who, person=request.POST.get("person", ""))
        messages.success(request, said("责任人已指定", "Duty assigned"))
    return redirect("records:record", record_id)


@signed_in
@require_POST
def unmask(request: HttpRequest, record_id: int, field: str) -> HttpResponse:
    text = unmask_field(
        record_id, field, actor=viewer(request), reason=request.POST.get("reason", "")
    )
    if request.headers.get("HX-Request"):
        return render(request, "records/_unmasked.html", {"text": text})
    return JsonResponse({"text": text})
