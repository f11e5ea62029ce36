"""Meetings: one page to prepare, hold and close one; a projector; the minutes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from bihuan.documents.docx_file import MEDIA_TYPE, write_docx
from bihuan.kernel.dispatch.items import MeetingRow
from bihuan.kernel.dispatch.kinds import KINDS
from bihuan.kernel.dispatch.reads import (
    get_agenda,
    get_meeting,
    is_asked_to_any,
    list_corrections,
    list_meetings,
    may_manage,
)
from bihuan.kernel.dispatch.tasks import task_ledger
from bihuan.kernel.dispatch.writes import (
    close_meeting,
    correct_minutes,
    decide,
    draft_minutes,
    open_meeting,
    plan_meeting,
    raise_figure,
    raise_item,
    record_outcome,
    sign_minutes,
)
from bihuan.kernel.org.reads import list_holders, list_staff, units_for
from bihuan.kernel.periods import clock
from bihuan.kernel.permissions import ACTS, Viewer, allows, require_somewhere
from bihuan.kernel.problems import Forbidden, NotFound, Problem
from bihuan.web.dispatch.minutes import Minutes, compose, official
from bihuan.web.dispatch.shown import climbed, grouped, slides, state_of
from bihuan.web.shared.language import language, said
from bihuan.web.shared.viewers import signed_in, viewer


@signed_in
def home(request: HttpRequest) -> HttpResponse:
    who = viewer(request)
    if not is_asked_to_any(who):
        require_somewhere(who, "meeting.read")
    problem, status = "", 200
    if request.method == "POST":
        sent = request.POST
        try:
            made = plan_meeting(
                sent.get("kind", ""),
                actor=who,
                unit=sent.get("unit", ""),
                on=sent.get("on", ""),
                chair=sent.get("chair", ""),
                people=sent.getlist("people"),
                time=sent.get("time", ""),
                place=sent.get("place", ""),
                also=sent.get("also", ""),
            )
        except Problem as refused:
            problem, status = refused.sentence(language()), refused.status
        else:
            return redirect("dispatch:meeting", made)
    context = {
        "meetings": [(row, KINDS[row.kind], state_of(row)) for row in list_meetings(who)],
        "kinds": KINDS,
        "units": _units(who, "meeting.manage"),
        "people": list_holders(who) if allows(who, "meeting.manage") else [],
        "today": clock.today().isoformat(),
        "sent": request.POST or request.GET,
        "asked": request.POST.getlist("people"),
        "problem": problem,
    }
    return render(request, "dispatch/home.html", context, status=status)


def _units(who: Viewer, act: str, ledger: str = "") -> list[tuple[str, str]]:
    """Return the units that an act reaches, indented by depth."""
    nodes = units_for(who, act, ledger)
    top = min((node.depth for node in nodes), default=0)
    return [
        (node.code, "　" * (node.depth - top) + getattr(node.title, language())) for node in nodes
    ]


@signed_in
def meeting(request: HttpRequest, meeting_id: int) -> HttpResponse:
    return _page(request, meeting_id)


def _page(
    request: HttpRequest, meeting_id: int, problem: Problem | None = None, item: int = 0
) -> HttpResponse:
    """Show a meeting; a refusal stands at the item that it is about, with what was sent."""
    who = viewer(request)
    row = get_meeting(who, meeting_id)
    agenda = get_agenda(who, meeting_id)
    ledger = task_ledger()
    manages = may_manage(who, meeting_id)
    context = {
        "meeting": row,
        "state": state_of(row),
        "kind": KINDS[row.kind],
        "agenda": agenda,
        "groups": grouped(agenda),
        "climbed": climbed(agenda),
        "corrections": list_corrections(who, meeting_id) if row.state == "closed" else [],
        "manages": manages,
        "runs": manages and row.state == "open",
        "units": _units(who, "record.add", ledger.key) if ledger and manages else [],
        "staff": list_staff(who) if manages and row.state == "open" else [],
        "today": clock.today().isoformat(),
        "problem": problem.sentence(language()) if problem else "",
        "problem_item": item,
        "sent": request.POST,
        "co_sent": request.POST.getlist("co"),
    }
    status = problem.status if problem else 200
    return render(request, "dispatch/meeting.html", context, status=status)


def _try(
    request: HttpRequest, meeting_id: int, act: Callable[[], Any], done: str, item: int = 0
) -> HttpResponse:
    """Act and go back to the item; a refusal is shown where it was caused."""
    try:
        act()
    except NotFound:
        raise
    except Problem as refused:
        return _page(request, meeting_id, refused, item)
    messages.success(request, done)
    anchor = f"#item-{item}" if item else ""
    return redirect(reverse("dispatch:meeting", args=[meeting_id]) + anchor)


@signed_in
@require_POST
def raise_(request: HttpRequest, meeting_id: int) -> HttpResponse:
    sent = request.POST
    return _try(
        request,
        meeting_id,
        lambda: raise_item(
            meeting_id, sent.get("title", ""), actor=viewer(request), note=sent.get("note", "")
        ),
        said("已列入议题", "On the agenda"),
    )


@signed_in
@require_POST
def raise_figure_(request: HttpRequest, meeting_id: int) -> HttpResponse:
    sent = request.POST
    number = raise_figure(
        meeting_id, sent.get("indicator", ""), actor=viewer(request), unit=sent.get("unit", "")
    )
    messages.success(request, said("已列入议题", "On the agenda"))
    return redirect(reverse("dispatch:meeting", args=[meeting_id]) + f"#item-{number}")


@signed_in
@require_POST
def outcome(request: HttpRequest, meeting_id: int, item: int) -> HttpResponse:
    sent = request.POST
    return _try(
        request,
        meeting_id,
        lambda: record_outcome(
            meeting_id, item, sent.get("outcome", ""), actor=viewer(request),
            settled=sent.get("settled") == "yes",
        ),
        said("已记录", "Written down"),
        item,
    )  # fmt: skip


@signed_in
@require_POST
def decide_(request: HttpRequest, meeting_id: int, item: int) -> HttpResponse:
    sent = request.POST
    return _try(
        request,
        meeting_id,
        lambda: decide(
            meeting_id, item, sent.get("matter", ""), actor=viewer(request),
            lead=sent.get("lead", ""), co_units=sent.getlist("co"), due=sent.get("due") or None,
            deliverable=sent.get("deliverable", ""), person=sent.get("person", ""),
        ),
        said("已议定并交办", "Decided and assigned"),
        item,
    )  # fmt: skip


@signed_in
@require_POST
def step(request: HttpRequest, meeting_id: int, step: str) -> HttpResponse:
    who = viewer(request)
    steps: dict[str, tuple[Callable[[], Any], str]] = {
        "open": (lambda: open_meeting(meeting_id, actor=who), said("会议开始", "It has begun")),
        "close": (lambda: close_meeting(meeting_id, actor=who), said("会议结束", "It is closed")),
        "draft": (
            lambda: draft_minutes(meeting_id, request.POST.get("text", ""), actor=who),
            said("纪要已保存", "The minutes are saved"),
        ),
        "correct": (
            lambda: correct_minutes(
                meeting_id,
                request.POST.get("text", ""),
                actor=who,
                reason=request.POST.get("reason", ""),
            ),
            said("已更正，请另一人签发", "Corrected; another person signs"),
        ),
        "sign": (lambda: sign_minutes(meeting_id, actor=who), said("已签发", "Signed")),
    }
    if step not in steps:
        raise NotFound("meeting-unknown")
    return _try(request, meeting_id, *steps[step])


@signed_in
def close(request: HttpRequest, meeting_id: int) -> HttpResponse:
    """Ask before a meeting is closed: what is not discussed yet, and what the close locks."""
    who = viewer(request)
    row = get_meeting(who, meeting_id)
    if not may_manage(who, meeting_id):
        raise Forbidden("not-allowed", act=ACTS["meeting.manage"])
    if row.state != "open":
        return redirect("dispatch:meeting", meeting_id)
    agenda = get_agenda(who, meeting_id)
    untouched = [item for item in agenda.items if not item.is_discussed]
    context = {"meeting": row, "agenda": agenda, "untouched": untouched}
    return render(request, "dispatch/close.html", context)


@signed_in
def projector(request: HttpRequest, meeting_id: int) -> HttpResponse:
    who = viewer(request)
    agenda = get_agenda(who, meeting_id)
    groups = grouped(agenda)
    context = {
        "meeting": get_meeting(who, meeting_id),
        "agenda": agenda,
        "groups": groups,
        "climbed": climbed(agenda),
        "slides": slides(groups),
    }
    return render(request, "dispatch/projector.html", context)


def _minutes(who: Viewer, row: MeetingRow) -> Minutes:
    return compose(row, get_agenda(who, row.id), list_corrections(who, row.id))


@signed_in
def minutes(request: HttpRequest, meeting_id: int) -> HttpResponse:
    who = viewer(request)
    row = get_meeting(who, meeting_id)
    context = {"meeting": row, "minutes": _minutes(who, row)}
    return render(request, "dispatch/minutes.html", context)


@signed_in
def minutes_docx(request: HttpRequest, meeting_id: int) -> HttpResponse:
    who = viewer(request)
    row = get_meeting(who, meeting_id)
    content = write_docx(official(_minutes(who, row)))
    name = f"minutes-{row.on}-{row.kind}-{row.number}.docx"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=MEDIA_TYPE, headers=headers)
