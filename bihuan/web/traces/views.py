"""From a figure down to its events; the log, and the proof of one event."""

from __future__ import annotations

import json

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from bihuan.kernel.dispatch.reads import find_upcoming
from bihuan.kernel.dispatch.standing import find_standing
from bihuan.kernel.dispatch.tasks import tasks_caused
from bihuan.kernel.events.notes import latest_checkpoint
from bihuan.kernel.events.proofs import prove_leaf
from bihuan.kernel.events.reads import get_event, head, list_events
from bihuan.kernel.events.verification import verify_log
from bihuan.kernel.indicators.traces import Trace, trace_figure
from bihuan.kernel.ledgers.history import describe
from bihuan.kernel.ledgers.reads import find_event_of_record
from bihuan.kernel.org.reads import names_by_code
from bihuan.kernel.packs.reads import installed
from bihuan.kernel.periods import clock
from bihuan.kernel.periods.days import parse_day
from bihuan.kernel.permissions import EVERYWHERE, allows
from bihuan.web.shared.event_words import VERBS
from bihuan.web.shared.language import language
from bihuan.web.shared.viewers import signed_in, viewer


@signed_in
def figure(request: HttpRequest, indicator: str) -> HttpResponse:
    who = viewer(request)
    on = request.GET.get("on")
    at = request.GET.get("at", "")
    found = trace_figure(
        who,
        indicator,
        unit=request.GET.get("unit") or None,
        on=parse_day(on) if on else None,
        at=int(at) if at.isdigit() else None,
        most=100,
    )
    now = found.figure
    is_red_today = now.light == "red" and now.on == clock.today()
    context = {
        "trace": found,
        "names": names_by_code(_actors(found)),
        "caused": tasks_caused(who, now.key, now.unit.id),
    }
    if is_red_today:
        context |= {
            "standing": find_standing(who, f"figure:{now.key}:{now.unit.id}"),
            "upcoming": find_upcoming(who, now),
            "may_plan": allows(who, "meeting.manage", path=now.unit.path),
        }
    return render(request, "traces/figure.html", context)


def _actors(trace: Trace) -> set[str]:
    """Return everybody who recorded something that a figure rests on."""
    found = {event.actor for each in trace.records for event in each.events}
    return found.union(*(_actors(operand) for operand in trace.operands))


@signed_in
def log(request: HttpRequest) -> HttpResponse:
    who = viewer(request)
    before = request.GET.get("before", "")
    events = list_events(
        who,
        before=int(before) if before.isdigit() else None,
        verb=request.GET.get("verb", ""),
        actor=request.GET.get("actor", ""),
    )
    context = {
        "events": events,
        "names": names_by_code({event.actor for event in events}),
        "head": head(),
        "checkpoint": latest_checkpoint(),
        "next": events[-1].seq if len(events) == 50 else "",
        "verbs": VERBS,
        "may_verify": allows(who, "log.verify", path=EVERYWHERE),
    }
    return render(request, "traces/log.html", context)


@signed_in
def event(request: HttpRequest, seq: int) -> HttpResponse:
    """One event with its proof: of a record for whoever sees the record, any for readers of the log."""
    who = viewer(request)
    of_record = find_event_of_record(who, seq)
    found = of_record[0] if of_record else get_event(who, seq)
    context = {
        "event": found,
        "proof": prove_leaf(seq),
        "before": seq - 1,
        "after": seq + 1,
        "name": names_by_code({found.actor}).get(found.actor, found.actor),
    }
    if of_record:
        _, row = of_record
        ledger = installed().ledger(row.ledger)
        context |= {
            "row": row,
            "ledger": ledger,
            "told": describe(found, ledger, language(), whole=True),
        }
    if allows(who, "log.read", path=EVERYWHERE):
        context["body"] = json.dumps(found.body, ensure_ascii=False, indent=1, sort_keys=True)
    return render(request, "traces/event.html", context)


@signed_in
@require_POST
def verify(request: HttpRequest) -> HttpResponse:
    return render(request, "traces/_verdict.html", {"verdict": verify_log(viewer(request))})
