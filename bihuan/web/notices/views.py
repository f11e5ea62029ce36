"""My notices: the unread first, each one click away from what it is about."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from bihuan.kernel.notices.reads import NoticeRow, count_unread, list_notices
from bihuan.kernel.notices.writes import mark_read
from bihuan.web.shared.viewers import signed_in, viewer

A_PAGE = 50


@signed_in
def home(request: HttpRequest) -> HttpResponse:
    """The viewer's notices, newest first; `?show=all` those read too."""
    who = viewer(request)
    everything = request.GET.get("show") == "all"
    before = request.GET.get("before", "")
    rows = list_notices(
        who,
        unread=not everything,
        before=int(before) if before.isdecimal() else None,
        limit=A_PAGE + 1,
    )
    context = {
        "rows": rows[:A_PAGE],
        "more": rows[A_PAGE - 1].id if len(rows) > A_PAGE else None,
        "everything": everything,
        "unread": count_unread(who),
    }
    return render(request, "notices/home.html", context)


@signed_in
@require_POST
def read(request: HttpRequest) -> HttpResponse:
    """Mark notices read: one in place for htmx, or all that the page showed."""
    who = viewer(request)
    chosen = [int(text) for text in request.POST.getlist("notice") if text.isdecimal()]
    mark_read(chosen, actor=who)
    if not request.headers.get("HX-Request"):
        return redirect("notices:home")
    rows = [row for row in list_notices(who, before=chosen[0] + 1, limit=1) if row.id in chosen]
    context = {"row": rows[0] if rows else None, "unread": count_unread(who)}
    return render(request, "notices/_read.html", context)


@signed_in
@require_POST
def open_(request: HttpRequest, notice_id: int) -> HttpResponse:
    """Mark a notice read and go to what it is about."""
    who = viewer(request)
    mark_read([notice_id], actor=who)
    rows = [row for row in list_notices(who, before=notice_id + 1, limit=1) if row.id == notice_id]
    return HttpResponseRedirect(_address(rows[0]) if rows else reverse("notices:home"))


def _address(row: NoticeRow) -> str:
    kind, _, name = row.subject.partition(":")
    if kind == "record":
        return reverse("records:record", args=[int(name)])
    if kind == "bulletin":
        return reverse("bulletins:bulletin", args=[int(name)])
    if kind == "figure":
        return reverse("traces:figure", args=[name])
    if kind == "inbox":
        return f"{reverse('inbox:home')}#{name}"
    return reverse("notices:home")
