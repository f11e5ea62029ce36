"""What the frame around every page shows: zone, day, person, navigation."""

from __future__ import annotations

import datetime
import functools
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from bihuan.kernel.bulletins.reads import count_bulletins_waiting
from bihuan.kernel.dispatch.reads import is_asked_to_any
from bihuan.kernel.events.reads import root
from bihuan.kernel.measures.owed import count_months
from bihuan.kernel.notices.reads import count_unread
from bihuan.kernel.org.reads import names_by_code
from bihuan.kernel.org.tree import tree
from bihuan.kernel.packs.reads import installed
from bihuan.kernel.periods import clock
from bihuan.kernel.permissions import EVERYWHERE, Viewer, allows, scope_of
from bihuan.kernel.problems import Words
from bihuan.kernel.workflow.inbox import count_waiting
from bihuan.web.shared.language import language
from bihuan.web.shared.viewers import viewer

TASKS = ("record.move", "record.void", "deadline.extend")  # whoever may do one has an inbox
WEEKDAYS = "一二三四五六日"


@dataclass(frozen=True, slots=True)
class Link:
    """One entry of the navigation."""

    address: str
    title: Words
    icon: str
    is_here: bool
    badge: int = 0


@dataclass(frozen=True, slots=True)
class Waiting:
    """How much waits for somebody, by the entry of the navigation that leads there; None: no entry."""

    tasks: int | None
    bulletins: int | None
    months: int | None
    meetings: bool


@functools.lru_cache(maxsize=1024)
def _waiting(who: Viewer, _root: bytes, _today: datetime.date) -> Waiting:
    """Count what waits for a viewer. Every page asks; nothing changes while log and day are the same."""
    has_tasks = any(act.partition("@")[0] in TASKS for grant in who.grants for act in grant.acts)
    has_months = any(allows(who, f"measure.{act}") for act in ("report", "check", "chase"))
    return Waiting(
        count_waiting(who) if has_tasks else None,
        count_bulletins_waiting(who) if allows(who, "bulletin.read") else None,
        count_months(who) if has_months else None,
        allows(who, "meeting.read") or is_asked_to_any(who),
    )


def frame(request: HttpRequest) -> dict[str, Any]:
    """Return what base.html needs."""
    today = clock.today()
    user = getattr(request, "user", None)  # none for a request refused before it had one
    english = language() == "en"
    weekday = f"{today:%A}" if english else f"星期{WEEKDAYS[today.weekday()]}"
    context: dict[str, Any] = {
        "user": user,
        "english": english,
        "clock_day": today,
        "weekday": weekday,
        "day_is_set": clock.is_set(),
        "links": [],
    }
    if user is not None and user.is_authenticated:
        context["links"] = list(_links(request))
        who = viewer(request)
        context["person_name"] = names_by_code({who.code}).get(who.code, user.username)
        context["unread"] = count_unread(who)
        roots = tree().roots
        context["zone"] = roots[0].title if roots else None
    return context


def _links(request: HttpRequest) -> list[Link]:
    who = viewer(request)
    path = request.path

    def link(name: str, zh: str, en: str, icon: str, badge: int = 0) -> Link:
        address = reverse(name)
        here = path == address if address == "/" else path.startswith(address)
        return Link(address, Words(zh, en), icon, here, badge)

    waiting = _waiting(who, root(), clock.today())
    links = [link("cockpit:home", "驾驶舱", "Cockpit", "dashboard")]
    if waiting.tasks is not None:
        links.append(link("inbox:home", "待办", "Tasks", "checklist", waiting.tasks))
    if allows(who, "draft.check"):
        links.append(link("drafts:home", "核稿", "Draft check", "text-recognition"))
    if any(_reads(request, unit.key) for unit in installed().ledgers()):
        links.append(link("records:index", "台账", "Ledgers", "clipboard-list"))
    if waiting.meetings:
        links.append(link("dispatch:home", "调度会", "Meetings", "messages"))
    if waiting.bulletins is not None:
        links.append(link("bulletins:home", "简报", "Bulletins", "speakerphone", waiting.bulletins))
    if waiting.months is not None:
        links.append(link("measures:home", "月报", "Months", "calendar", waiting.months))
    if clock.is_set() and scope_of(who, "figure.read").paths:
        links.append(link("printed_page:home", "版面", "Page", "news"))
    if allows(who, "log.read", path=EVERYWHERE):
        links.append(link("traces:log", "日志", "Log", "history"))
    if any(allows(who, act) for act in ("unit.manage", "account.manage", "role.manage")):
        links.append(link("administration:home", "管理", "Administration", "settings"))
    return links


def _reads(request: HttpRequest, ledger: str) -> bool:
    return allows(viewer(request), "record.read", ledger=ledger)
