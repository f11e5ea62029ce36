"""Bulletins inside: the list, the editor with its preview, the steps to publication."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from bihuan.documents.bulletin_pages import FORMS, draft_file, published_file
from bihuan.kernel.bulletins.composing import Composed
from bihuan.kernel.bulletins.corrections import list_touched
from bihuan.kernel.bulletins.document import place
from bihuan.kernel.bulletins.kinds import KINDS, STATES
from bihuan.kernel.bulletins.reads import (
    compose_bulletin,
    get_bulletin,
    list_awaited,
    list_bulletins,
    list_templates,
    may_write,
    preview,
    steps_for,
)
from bihuan.kernel.bulletins.writes import (
    draft_bulletin,
    draft_correction,
    publish_bulletin,
    return_bulletin,
    review_bulletin,
    revise_bulletin,
    sign_bulletin,
    submit_bulletin,
)
from bihuan.kernel.definitions.bulletin_text import DAYS, WORDS
from bihuan.kernel.events.reads import list_events_of
from bihuan.kernel.org.reads import names_by_code, units_for
from bihuan.kernel.packs.reads import installed
from bihuan.kernel.periods import clock
from bihuan.kernel.periods.days import parse_day
from bihuan.kernel.permissions import Viewer, allows, require_somewhere
from bihuan.kernel.problems import NotFound, Problem
from bihuan.web.bulletins.paper import paper, to_trace
from bihuan.web.bulletins.public import attachment
from bihuan.web.shared.language import language, said
from bihuan.web.shared.viewers import signed_in, viewer

TONES = {
    "draft": "neutral", "in_review": "waiting", "reviewed": "waiting", "signed": "active",
    "published": "done",
}  # fmt: skip


@signed_in
def home(request: HttpRequest) -> HttpResponse:
    who = viewer(request)
    require_somewhere(who, "bulletin.read")
    problem, status = "", 200
    if request.method == "POST":
        sent = request.POST
        try:
            made = draft_bulletin(
                actor=who, unit=sent.get("unit", ""), template=sent.get("template", ""),
                kind=sent.get("kind", ""), on=sent.get("on", ""), heading=sent.get("heading", ""),
            )  # fmt: skip
        except Problem as refused:
            problem, status = refused.sentence(language()), refused.status
        else:
            return redirect("bulletins:bulletin", made)
    state = request.GET.get("state", "")
    context = {
        "bulletins": [(row, TONES[row.state]) for row in list_bulletins(who, state=state)],
        "states": STATES,
        "state": state,
        "kinds": {kind: title for kind, title in KINDS.items() if kind != "correction"},
        "templates": list_templates(),
        "units": _units(who),
        "writes": allows(who, "bulletin.write"),
        "today": clock.today().isoformat(),
        "sent": request.POST,
        "problem": problem,
    }
    return render(request, "bulletins/home.html", context, status=status)


def _units(who: Viewer) -> list[tuple[str, str]]:
    """Return the units that somebody may write for, indented by depth."""
    nodes = units_for(who, "bulletin.write")
    top = min((node.depth for node in nodes), default=0)
    return [
        (node.code, "　" * (node.depth - top) + getattr(node.title, language())) for node in nodes
    ]


@signed_in
def touched(request: HttpRequest) -> HttpResponse:
    who = viewer(request)
    require_somewhere(who, "bulletin.read")
    context = {"touched": list_touched(who), "writes": allows(who, "bulletin.write")}
    return render(request, "bulletins/_touched.html", context)


@signed_in
def bulletin(request: HttpRequest, bulletin_id: int) -> HttpResponse:
    return _page(request, bulletin_id)


def _page(request: HttpRequest, bulletin_id: int, problem: Problem | None = None) -> HttpResponse:
    """Show a bulletin; a refusal stands above what was sent."""
    who = viewer(request)
    row = get_bulletin(who, bulletin_id)
    document, composed, day = row.document, None, row.published_on
    if document is None:
        composed = compose_bulletin(who, row)
        document, day = composed.document, row.on
    steps = steps_for(who, bulletin_id)
    events = list_events_of(f"bulletin:{bulletin_id}")
    context = {
        "bulletin": row,
        "tone": TONES[row.state],
        "paper": paper(row, document, day, to_trace),
        "figures": document.figures,
        "faults": _faults(composed),
        "at": composed.at if composed else None,
        "steps": steps,
        "awaited": list_awaited(who, bulletin_id),
        "edits": row.state == "draft" and may_write(who, bulletin_id),
        "events": events,
        "names": names_by_code({event.actor for event in events}),
        "indicators": _indicators(),
        "words": WORDS,
        "days": DAYS,
        "forms": [form for form in FORMS if form != "json" or row.state == "published"],
        "problems": problem.sentence(language()).split("\n") if problem else [],
        "sent": request.POST,
    }
    return render(
        request, "bulletins/bulletin.html", context, status=problem.status if problem else 200
    )


def _faults(composed: Composed | None) -> list[tuple[str, str]]:
    """Return what stands in the way, as (place, sentence) in the reader's language."""
    return [
        (getattr(place(line), language()), str(getattr(fault, language())))
        for line, fault in (composed.faults if composed else ())
    ]


def _indicators() -> list[tuple[str, list[tuple[str, str]]]]:
    """Return what a writer may put in: by pack, (name, title with unit)."""
    return [
        (
            getattr(pack.header.title, language()),
            [
                (f"{pack.name}.{name}", f"{getattr(each.title, language())}（{each.unit}）")
                for name, each in pack.indicators.items()
            ],
        )
        for pack in installed().packs.values()
        if pack.indicators
    ]


@signed_in
@require_POST
def preview_(request: HttpRequest, bulletin_id: int) -> HttpResponse:
    """Show what a text would say now, while it is being typed."""
    who = viewer(request)
    row = get_bulletin(who, bulletin_id)
    sent = request.POST
    try:
        on = parse_day(sent.get("on") or row.on)
    except Problem:
        on = parse_day(row.on)
    composed = preview(
        who, bulletin_id, heading=sent.get("heading", ""), text=sent.get("text", ""), on=on
    )
    context = {
        "bulletin": row,
        "paper": paper(row, composed.document, on.isoformat(), to_trace),
        "figures": composed.document.figures,
        "faults": _faults(composed),
        "at": composed.at,
    }
    return render(request, "bulletins/_preview.html", context)


@signed_in
@require_POST
def step(request: HttpRequest, bulletin_id: int, step: str) -> HttpResponse:
    who, sent = viewer(request), request.POST
    made = bulletin_id

    def save() -> None:
        seen = sent.get("seen", "")
        revise_bulletin(
            bulletin_id, actor=who, seen=int(seen) if seen.isdigit() else None,
            on=sent.get("on", ""), heading=sent.get("heading", ""), text=sent.get("text", ""),
            mark=sent.get("mark", ""), addressee=sent.get("addressee", ""),
            copies=sent.get("copies", ""),
        )  # fmt: skip

    def submit() -> None:
        if "text" in sent:
            save()
        submit_bulletin(bulletin_id, actor=who)

    def correct() -> None:
        nonlocal made
        made = draft_correction(bulletin_id, actor=who)

    steps: dict[str, tuple[Callable[[], Any], str]] = {
        "save": (save, said("草稿已保存", "The draft is saved")),
        "submit": (submit, said("已送审", "Handed in for review")),
        "return": (
            lambda: return_bulletin(bulletin_id, sent.get("reason", ""), actor=who),
            said("已退回修改", "Given back"),
        ),
        "review": (
            lambda: review_bulletin(bulletin_id, actor=who),
            said("审核通过，待签发", "Reviewed, to be signed"),
        ),
        "sign": (lambda: sign_bulletin(bulletin_id, actor=who), said("已签发", "Signed")),
        "publish": (
            lambda: publish_bulletin(bulletin_id, actor=who),
            said("已发布，数字已固定", "Published; its figures are frozen"),
        ),
        "correct": (correct, said("更正已起草", "The correction is drafted")),
    }
    if step not in steps:
        raise NotFound("bulletin-unknown")
    act, done = steps[step]
    try:
        act()
    except NotFound:
        raise
    except Problem as refused:
        return _page(request, bulletin_id, refused)
    messages.success(request, done)
    return redirect("bulletins:bulletin", made)


@signed_in
def file(request: HttpRequest, bulletin_id: int, form: str) -> HttpResponse:
    who = viewer(request)
    row = get_bulletin(who, bulletin_id)
    is_out = row.state == "published"
    content = published_file(bulletin_id, form) if is_out else draft_file(who, row, form)
    return attachment(content, form, f"bulletin-{row.on}-{row.id}.{form}")
