"""From a figure down to its events; the log, and the proof of one event."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from bihuan.kernel.dispatch.tasks import tasks_caused
from bihuan.kernel.events.notes import latest_checkpoint
from bihuan.kernel.events.proofs import prove_event
from bihuan.kernel.events.reads import EventRow, get_event, head, list_events
from bihuan.kernel.events.verification import verify_log
from bihuan.kernel.indicators.traces import trace_figure
from bihuan.kernel.ledgers.history import describe
from bihuan.kernel.ledgers.reads import get_record
from bihuan.kernel.org.reads import names_by_code
from bihuan.kernel.packs.reads import installed
from bihuan.kernel.periods.days import parse_day
from bihuan.kernel.permissions import EVERYWHERE, Viewer, allows
from bihuan.kernel.problems import NotFound
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
    context = {
        "trace": found,
        "may_log": allows(who, "log.read", path=EVERYWHERE),
        "caused": tasks_caused(who, found.figure.key, found.figure.unit.id),
    }
    return render(request, "traces/figure.html", context)


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
    who = viewer(request)
    found = get_event(who, seq)
    context = {
        "event": found,
        "body": json.dumps(found.body, ensure_ascii=False, indent=1, sort_keys=True),
        "proof": prove_event(who, seq),
        "before": seq - 1,
        "after": seq + 1,
        "name": names_by_code({found.actor}).get(found.actor, found.actor),
        **_told(who, found),
    }
    return render(request, "traces/event.html", context)


def _told(who: Viewer, found: EventRow) -> dict[str, Any]:
    """Return an event of a record in words, for whoever may see the record."""
    kind, _, name = found.subject.partition(":")
    if kind != "record" or not name.isdigit():
        return {}
    try:
        row = get_record(who, int(name))
    except NotFound:
        return {}
    ledger = installed().ledger(row.ledger)
    return {"row": row, "told": describe(found, ledger, language(), whole=True)}


@signed_in
@require_POST
def verify(request: HttpRequest) -> HttpResponse:
    return render(request, "traces/_verdict.html", {"verdict": verify_log(viewer(request))})
