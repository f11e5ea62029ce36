"""The inbox: one click from an item to what has to be done about it."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from bihuan.kernel.bulletins.reads import list_bulletins_waiting
from bihuan.kernel.definitions.language import Label
from bihuan.kernel.indicators.record_lights import RecordLight, record_lights
from bihuan.kernel.ledgers.reads import rows_of
from bihuan.kernel.org.reads import names_by_code, names_of
from bihuan.kernel.org.tree import UnitNode, tree
from bihuan.kernel.packs.reads import installed
from bihuan.kernel.periods import clock
from bihuan.kernel.permissions import Viewer
from bihuan.kernel.workflow.inbox import (
    Item,
    count_to_do,
    list_asked,
    list_for_others,
    list_owed,
    list_to_decide,
    list_waiting,
)
from bihuan.kernel.workflow.reads import ApprovalRow, list_moves, what_is_asked
from bihuan.kernel.workflow.writes import answer_slip, decide_approval
from bihuan.web.inbox.slips import slip_groups
from bihuan.web.shared.language import language, said
from bihuan.web.shared.months import waiting_months
from bihuan.web.shared.viewers import signed_in, viewer

PAGE = 50


@dataclass(frozen=True, slots=True)
class Line:
    """An item as a person reads it."""

    item: Item
    ledger: Label
    state: Label
    unit: UnitNode
    late: int  # days past the deadline, negative before it; meaningless without one
    moves: Sequence[tuple[Label, str]]  # what can be done at once: title, address
    lit: RecordLight | None

    @property
    def left(self) -> int:
        return -self.late


@signed_in
def home(request: HttpRequest) -> HttpResponse:
    who = viewer(request)
    owed = list_owed(who, limit=PAGE + 1, after=request.GET.get("after", ""))
    lines = _lines(who, owed[:PAGE], moves=True)
    if request.headers.get("HX-Request"):
        after = owed[PAGE - 1].cursor if len(owed) > PAGE else ""
        return render(request, "inbox/_owed.html", {"owed": lines, "next": after})
    months = waiting_months(who)
    context = {
        "owed": lines,
        "months": months,
        "months_count": len(months),
        "next": owed[PAGE - 1].cursor if len(owed) > PAGE else "",
        "slips": slip_groups(who),
        "to_decide": _asked(who),
        "bulletins": list_bulletins_waiting(who),
        "for_others": _for_others(who),
        "asked": _own_requests(who),
        "waiting": _lines(who, list_waiting(who)),
        "counts": count_to_do(who),
    }
    return render(request, "inbox/home.html", context)


def _lines(who: Viewer, items: Sequence[Item], *, moves: bool = False) -> list[Line]:
    packs, units, today = installed(), tree(), clock.today()
    lights = record_lights(rows_of([item.id for item in items]))
    lines = []
    for item in items:
        ledger = packs.ledger(item.ledger)
        late = (today - datetime.date.fromisoformat(item.due)).days if item.has_due else 0
        actions = (
            [
                (move.title, reverse("records:move", args=[item.id, move.name]))
                for move in list_moves(who, item.id)
                if move.is_open
            ][:2]
            if moves
            else []
        )
        state = ledger.workflow.states[item.state].title
        place = units.get(item.unit_id)
        lit = lights.get(item.id)
        lines.append(Line(item, ledger.definition.title, state, place, late, actions, lit))
    return lines


@dataclass(frozen=True, slots=True)
class ForOther:
    """What somebody owes whose deputy the viewer is."""

    person: str
    lines: Sequence[Line]


def _for_others(who: Viewer) -> list[ForOther]:
    found = list_for_others(who)
    names = names_of({person for person, _ in found})
    return [
        ForOther(names[person], _lines(who, [item for held, item in found if held == person], moves=True))
        for person in names
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Request:
    """Something asked, as the person who decides reads it, or who asked."""

    asked: ApprovalRow
    code: str
    title: str
    what: str
    who: str  # who asked, or who may agree


def _asked(who: Viewer) -> list[Request]:
    """Return what others asked that the viewer may agree to."""
    found = list_to_decide(who)
    names = names_by_code({asked.asked_by for asked, _ in found})
    return [
        Request(asked, row.code, row.title, what_is_asked(asked, language()), names.get(asked.asked_by, ""))
        for asked, row in found
    ]  # fmt: skip


def _own_requests(who: Viewer) -> list[Request]:
    """Return what the viewer asked, each with who may agree to it."""
    found = list_asked(who)
    names = names_of({person for _, _, people in found for person in people})
    return [
        Request(asked, row.code, row.title, what_is_asked(asked, language()),
                said("、", ", ").join(names[person] for person in people))
        for asked, row, people in found
    ]  # fmt: skip


@signed_in
@require_POST
def decide(request: HttpRequest, approval: int) -> HttpResponse:
    granted = request.POST.get("granted") == "yes"
    decide_approval(
        approval, actor=viewer(request), granted=granted, note=request.POST.get("note", "")
    )
    messages.success(request, said("已同意", "Granted") if granted else said("已退回", "Refused"))
    return _back(request)


@signed_in
@require_POST
def answer(request: HttpRequest, slip: int) -> HttpResponse:
    answer_slip(slip, actor=viewer(request), answer=request.POST.get("answer", ""))
    messages.success(request, said("已答复", "Answered"))
    return _back(request)


def _back(request: HttpRequest) -> HttpResponse:
    address = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(address, allowed_hosts=None):
        address = reverse("inbox:home")
    return redirect(address)
