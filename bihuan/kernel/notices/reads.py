"""Questions about one's own notices; and, for the system administrator, about channels."""

from __future__ import annotations

import datetime
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bihuan.kernel.notices.models import Channel, Delivery, Notice, QuietHours
from bihuan.kernel.notices.quiet_hours import Quiet, parse_time
from bihuan.kernel.org.reads import calendar_overrides, names_of
from bihuan.kernel.periods import clock
from bihuan.kernel.periods.working_days import WorkingDays
from bihuan.kernel.permissions import EVERYWHERE, Viewer, require
from bihuan.kernel.problems import Words


@dataclass(frozen=True, slots=True)
class NoticeRow:
    """A notice as its receiver reads it; `behalf` names whose deputy it came to."""

    id: int
    subject: str
    kind: str
    text: Words
    at: str
    is_read: bool
    behalf: str


@dataclass(frozen=True, slots=True)
class ChannelRow:
    """A channel as an administrator sees it: never its secrets, only that there are some."""

    code: str
    kind: str
    title: str
    settings: Mapping[str, str]
    unit_id: int | None
    kinds: Sequence[str]
    language: str
    is_active: bool
    waiting: int


@dataclass(frozen=True, slots=True)
class DeliveryRow:
    """One notice on its way by one channel, and what went wrong last."""

    id: int
    notice_id: int
    channel: str
    to: str
    status: str
    attempts: int
    made_at: str
    next_at: str
    error: str


def count_unread(viewer: Viewer) -> int:
    """Return how many notices the viewer has not read."""
    if not viewer.person_id:
        return 0
    return Notice.objects.filter(person_id=viewer.person_id, read_at="").count()


def list_notices(
    viewer: Viewer, *, unread: bool = False, before: int | None = None, limit: int = 50
) -> list[NoticeRow]:
    """Return the viewer's own notices, newest first, those in front of one when given."""
    notices = Notice.objects.filter(person_id=viewer.person_id).order_by("-id")
    if unread:
        notices = notices.filter(read_at="")
    if before is not None:
        notices = notices.filter(id__lt=before)
    rows = list(notices[:limit])
    names = names_of({row.behalf_id for row in rows if row.behalf_id is not None})
    return [
        NoticeRow(
            row.id, row.subject, row.kind, Words(row.text_zh, row.text_en), row.at,
            bool(row.read_at), names.get(row.behalf_id or 0, ""),
        )
        for row in rows
    ]  # fmt: skip


def quiet_hours() -> Quiet:
    """Return the quiet hours in force, the defaults before any were set."""
    row = QuietHours.objects.filter(id=1).first()
    if row is None:
        return Quiet()
    return Quiet(parse_time(row.start), parse_time(row.end), row.free_days)


def is_quiet_now() -> bool:
    """Whether channels beside the app keep silent at this moment."""
    moment: datetime.datetime = clock.now().astimezone(clock.ZONE)
    return quiet_hours().covers(moment, WorkingDays(calendar_overrides()))


def list_channels(viewer: Viewer) -> list[ChannelRow]:
    require(viewer, "channel.configure", path=EVERYWHERE)
    waiting: dict[str, int] = {}
    for code in Delivery.objects.filter(status="waiting").values_list("channel", flat=True):
        waiting[code] = waiting.get(code, 0) + 1
    return [
        ChannelRow(
            row.code, row.kind, row.title, json.loads(row.settings), row.unit_id,
            json.loads(row.kinds), row.language, row.is_active, waiting.get(row.code, 0),
        )
        for row in Channel.objects.order_by("code")
    ]  # fmt: skip


def list_undelivered(viewer: Viewer, *, limit: int = 100) -> list[DeliveryRow]:
    """Return deliveries that failed at least once and are not sent, newest first."""
    require(viewer, "channel.configure", path=EVERYWHERE)
    rows = list(Delivery.objects.exclude(status="sent").exclude(error="").order_by("-id")[:limit])
    names = names_of({row.person_id for row in rows})
    return [
        DeliveryRow(
            row.id, row.notice_id, row.channel, names.get(row.person_id, ""), row.status,
            row.attempts, row.made_at, row.next_at, row.error,
        )
        for row in rows
    ]  # fmt: skip
