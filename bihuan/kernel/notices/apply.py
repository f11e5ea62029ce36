"""Events of notices and channels -> rows."""

from __future__ import annotations

import json

from bihuan.kernel.events.recorded import Recorded
from bihuan.kernel.notices.models import Channel, Notice, QuietHours


def notice_given(event: Recorded) -> Notice:
    body = event.body
    return Notice.objects.create(
        id=event.seq,
        person_id=body["person"],
        behalf_id=body["behalf"],
        subject=body["subject"],
        kind=body["kind"],
        text_zh=body["text"]["zh"],
        text_en=body["text"]["en"],
        because=body["because"],
        at=event.at,
        read_at="",
    )


def notice_read(event: Recorded) -> None:
    Notice.objects.filter(
        id__in=event.body["notices"], person_id=event.subject_id, read_at=""
    ).update(read_at=event.at)


def channel_configured(event: Recorded) -> Channel:
    body = event.body
    channel, _ = Channel.objects.update_or_create(
        code=body["code"],
        defaults={
            "kind": body["kind"],
            "title": body["title"],
            "settings": json.dumps(body["settings"], ensure_ascii=False, sort_keys=True),
            "secret": body["secret"],
            "unit_id": body["unit"],
            "kinds": json.dumps(body["kinds"]),
            "language": body["language"],
            "is_active": body["active"],
            "seq": event.seq,
        },
    )
    return channel


def quiet_hours_set(event: Recorded) -> None:
    body = event.body
    QuietHours.objects.update_or_create(
        id=1,
        defaults={
            "start": body["start"],
            "end": body["end"],
            "free_days": body["free_days"],
            "seq": event.seq,
        },
    )


APPLY = {
    "notice.given": notice_given,
    "notice.read": notice_read,
    "channel.configured": channel_configured,
    "quiet_hours.set": quiet_hours_set,
}
