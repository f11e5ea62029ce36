"""Give notices, mark them read, configure channels and quiet hours, fill the outbox."""

from __future__ import annotations

import ipaddress
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from bihuan.kernel.events.recorded import Recorded
from bihuan.kernel.events.writes import append, commit
from bihuan.kernel.notices import apply
from bihuan.kernel.notices.kinds import CHANNEL_KINDS, KINDS
from bihuan.kernel.notices.models import Channel, Delivery, Notice
from bihuan.kernel.notices.quiet_hours import parse_time
from bihuan.kernel.org import keys
from bihuan.kernel.org.models import Person
from bihuan.kernel.org.reads import deputies_of
from bihuan.kernel.org.tree import tree
from bihuan.kernel.periods import clock
from bihuan.kernel.permissions import EVERYWHERE, Viewer, require
from bihuan.kernel.problems import Broken, Invalid, NotFound, Words

NEEDS = {  # kind of channel: settings and secrets without which it cannot work
    "email": (("host", "port", "sender"), ()),
    "wecom": ((), ("address",)),
    "dingtalk": ((), ("address",)),
    "feishu": ((), ("address",)),
}


def give_notice(
    person_id: int, subject: str, kind: str, text: Words, *, actor: Viewer, because: int = 0
) -> list[Notice]:
    """Tell a person, and who is deputy today, something. Appends `notice.given` for each.

    `because` is the seq of the event that it tells of.
    """
    require(actor, "notice.give", path=EVERYWHERE)
    if kind not in KINDS:
        raise Invalid("notice-kind-unknown", kind=kind, known=", ".join(KINDS))

    def work() -> list[Notice]:
        receivers: list[tuple[int, int | None]] = [(person_id, None)]
        receivers += [(deputy, person_id) for deputy in deputies_of(person_id, clock.today())]
        return [
            apply.notice_given(
                append("notice.given", "notice:", body | {"person": who, "behalf": behalf}, actor=actor.code)
            )
            for who, behalf in receivers
        ]  # fmt: skip

    body = {"subject": subject, "kind": kind, "text": text._asdict(), "because": because}
    return commit(work)


def mark_read(notices: Sequence[int], *, actor: Viewer) -> int:
    """Mark some of one's own notices read; returns how many were not. Appends `notice.read`."""

    def work() -> int:
        unread = list(
            Notice.objects.filter(
                id__in=list(notices), person_id=actor.person_id, read_at=""
            ).values_list("id", flat=True)
        )
        if unread:
            body = {"notices": sorted(unread)}
            apply.notice_read(
                append("notice.read", f"person:{actor.person_id}", body, actor=actor.code)
            )
        return len(unread)

    return commit(work)


@dataclass(frozen=True, slots=True)
class ChannelDef:
    """A channel as an administrator describes it; secrets left out stay as they are."""

    kind: str
    title: str
    settings: Mapping[str, str] = field(default_factory=dict)
    secrets: Mapping[str, str] = field(default_factory=dict)
    unit: str = ""  # code; everybody when empty
    kinds: Sequence[str] = ()  # of notices; every kind when empty
    language: str = "zh"
    is_active: bool = True


def configure_channel(code: str, channel: ChannelDef, *, actor: Viewer) -> Channel:
    """Set up a channel, change it, or switch it off. Appends `channel.configured`.

    Addresses of robots and passwords are secrets: they go to the key store, the log names them.
    """
    require(actor, "channel.configure", path=EVERYWHERE)
    if not (code.isascii() and code.replace("-", "").replace("_", "").isalnum()):
        raise Invalid("code-unreadable", text=code)
    if channel.kind not in CHANNEL_KINDS:
        raise Invalid("channel-kind-unknown", kind=channel.kind, known=", ".join(CHANNEL_KINDS))
    unknown = [kind for kind in channel.kinds if kind not in KINDS]
    if unknown:
        raise Invalid("notice-kind-unknown", kind=unknown[0], known=", ".join(KINDS))
    held = Channel.objects.filter(code=code, kind=channel.kind).first()
    kept = _kept_secrets(held) if held else {}
    secrets = kept | {name: text for name, text in channel.secrets.items() if text}
    settings = {name: text.strip() for name, text in channel.settings.items() if text.strip()}
    _check_complete(channel.kind, settings, secrets)
    unit_id = tree().get_by_code(channel.unit).id if channel.unit else None
    secret_id = held.secret if held and secrets == kept else keys.keep_secret(json.dumps(secrets))

    def work() -> Channel:
        body = {
            "code": code,
            "kind": channel.kind,
            "title": channel.title.strip() or code,
            "settings": settings,
            "secret": secret_id,
            "unit": unit_id,
            "kinds": sorted(channel.kinds),
            "language": "en" if channel.language == "en" else "zh",
            "active": channel.is_active,
        }
        event = append("channel.configured", f"channel:{code}", body, actor=actor.code)
        return apply.channel_configured(event)

    return commit(work)


def _check_complete(kind: str, settings: Mapping[str, str], secrets: Mapping[str, str]) -> None:
    needed, secret = NEEDS[kind]
    missing = [name for name in needed if name not in settings]
    missing += [name for name in secret if name not in secrets]
    if "user" in settings and "password" not in secrets:
        missing.append("password")
    if "port" in settings and not settings["port"].isdecimal():
        missing.append("port")
    if missing:
        raise Invalid("channel-needs", what=", ".join(missing))
    if "address" in secrets:
        _check_address(secrets["address"])


def _kept_secrets(channel: Channel) -> dict[str, str]:
    try:
        kept: dict[str, str] = json.loads(keys.find_secret(channel.secret))
    except Broken:  # lost with the key store: they are to be entered anew
        return {}
    return kept


def _check_address(text: str) -> None:
    parts = urlsplit(text)
    if parts.hostname and (
        parts.scheme == "https" or (parts.scheme == "http" and _is_inside(parts.hostname))
    ):
        return
    raise Invalid("channel-address")


def _is_inside(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_private
    except ValueError:
        return host == "localhost"


def set_quiet_hours(start: str, end: str, *, actor: Viewer, free_days: bool, basis: str) -> None:
    """Say when channels beside the app keep silent. Appends `quiet_hours.set`."""
    require(actor, "channel.configure", path=EVERYWHERE)
    if not basis.strip():
        raise Invalid("basis-missing")
    body = {
        "start": f"{parse_time(start):%H:%M}",
        "end": f"{parse_time(end):%H:%M}",
        "free_days": free_days,
        "basis": basis,
    }
    commit(
        lambda: apply.quiet_hours_set(
            append("quiet_hours.set", "quiet_hours:1", body, actor=actor.code)
        )
    )


def queue_deliveries(event: Recorded) -> None:
    """Put a given notice into the outbox, once for each channel that takes it. No event of its own."""
    body = event.body
    person = Person.objects.filter(id=body["person"], is_erased=False).first()
    if person is None:
        return
    units = tree()
    path = units.nodes[person.unit_id].path if person.unit_id in units.nodes else "/"
    for channel in Channel.objects.filter(is_active=True):
        kinds = json.loads(channel.kinds)
        if kinds and body["kind"] not in kinds:
            continue
        if channel.unit_id is not None and f"/{channel.unit_id}/" not in path:
            continue
        Delivery.objects.get_or_create(
            notice_id=event.seq,
            channel=channel.code,
            defaults={
                "person_id": person.id,
                "status": "waiting",
                "made_at": event.at,
                "next_at": event.at,
            },
        )


def send_again(delivery: int, *, actor: Viewer) -> None:
    """Try a delivery anew that was refused, has expired, or waits. No event: the outbox is none."""
    require(actor, "channel.configure", path=EVERYWHERE)
    now = clock.stamp()
    found = Delivery.objects.filter(id=delivery).exclude(status="sent")
    if not found.update(status="waiting", next_at=now, made_at=now, attempts=0):
        raise NotFound("delivery-unknown")
