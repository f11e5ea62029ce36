"""Draft checks: one page to paste or upload, one with the verdicts; past checks; remembered phrases."""

from __future__ import annotations

import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from bihuan.drafts.documents import MOST_BYTES
from bihuan.kernel.draft_checks.files import read_file
from bihuan.kernel.draft_checks.reads import (
    MOST_CHARACTERS,
    get_check,
    list_checks,
    list_draft_units,
    list_phrases,
)
from bihuan.kernel.draft_checks.writes import check_draft, remember_phrase, revoke_phrase
from bihuan.kernel.periods import clock
from bihuan.kernel.periods.days import parse_day
from bihuan.kernel.permissions import require_somewhere
from bihuan.kernel.problems import Invalid, Problem
from bihuan.web.drafts import sample
from bihuan.web.drafts.shown import choices_of, marked, numbers_of, recorded
from bihuan.web.shared.language import language, said
from bihuan.web.shared.viewers import signed_in, viewer

RECENT = 12


@signed_in
def home(request: HttpRequest) -> HttpResponse:
    """Show the form; a draft that was sent is checked, recorded and shown with its verdicts."""
    require_somewhere(viewer(request), "draft.check")
    if request.method != "POST":
        return _form(request)
    try:
        return _result(request, _sent_text(request))
    except Problem as refused:
        return _form(request, refused)


@signed_in
@require_POST
def choose(request: HttpRequest) -> HttpResponse:
    """Remember which indicator a number is, and check the draft again."""
    sent, text = request.POST, ""
    try:
        text = _sent_text(request)
        start = sent.get("start", "")
        remember_phrase(
            text,
            int(start) if start.isascii() and start.isdigit() else -1,
            sent.get("indicator", ""),
            actor=viewer(request),
            unit=sent.get("unit") or None,
            on=_day(sent.get("on", "")),
        )
        messages.success(request, said("已记住，下次照此核对", "Remembered for the next time"))
        return _result(request, text)
    except Problem as refused:
        return _result(request, text, refused) if text else _form(request, refused)


def _sent_text(request: HttpRequest) -> str:
    """Return the draft that was uploaded or else pasted, its line ends those of a browser's text."""
    file = request.FILES.get("file")
    if file is not None:
        if (file.size or 0) > MOST_BYTES:
            raise Invalid("draft-too-large", size=(file.size or 0) >> 20, most=MOST_BYTES >> 20)
        text = read_file(file.read(), file.name or "", MOST_CHARACTERS)
    else:
        text = request.POST.get("text", "")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _day(text: str) -> datetime.date | None:
    return parse_day(text) if text else None


def _form(request: HttpRequest, refused: Problem | None = None) -> HttpResponse:
    who, sent = viewer(request), request.POST
    units = list_draft_units(who)
    top = min((node.depth for node in units), default=0)
    pasted = sent.get("text", "")
    context = {
        "units": [("　" * (node.depth - top), node) for node in units],
        "checks": list_checks(who, RECENT),
        "today": clock.today().isoformat(),
        "sent": sent,
        "pasted": pasted if len(pasted) <= MOST_CHARACTERS else "",
        "sample": sample if clock.is_set() else None,
        "most": MOST_CHARACTERS // 10_000,
        "megabytes": MOST_BYTES >> 20,
        "problem": refused.sentence(language()) if refused else "",
    }
    return render(request, "drafts/home.html", context, status=refused.status if refused else 200)


def _result(request: HttpRequest, text: str, refused: Problem | None = None) -> HttpResponse:
    who, sent = viewer(request), request.POST
    done = check_draft(text, actor=who, unit=sent.get("unit") or None, on=_day(sent.get("on", "")))
    numbers = numbers_of(done.examined)
    context: dict[str, Any] = {
        "done": done,
        "text": text,
        "marked": marked(text, numbers),
        "numbers": numbers,
        "counts": {
            verdict: sum(number.verdict == verdict for number in numbers)
            for verdict in ("contradicted", "supported", "cannot_check")
        },
        "corrections": sum(number.judgement.correction is not None for number in numbers),
        "choices": choices_of(who, done.examined, numbers),
        "problem": refused.sentence(language()) if refused else "",
    }
    return render(request, "drafts/result.html", context, status=refused.status if refused else 200)


@signed_in
def check(request: HttpRequest, check_id: int) -> HttpResponse:
    row = get_check(viewer(request), check_id)
    return render(request, "drafts/check.html", {"check": row, "numbers": recorded(row)})


@signed_in
def phrases(request: HttpRequest) -> HttpResponse:
    return render(request, "drafts/phrases.html", {"phrases": list_phrases(viewer(request))})


@signed_in
@require_POST
def revoke(request: HttpRequest, phrase_id: int) -> HttpResponse:
    revoke_phrase(phrase_id, actor=viewer(request))
    messages.success(request, said("已停用", "No longer in use"))
    return redirect("drafts:phrases")
