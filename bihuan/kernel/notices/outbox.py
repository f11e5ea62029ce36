"""Sends what waits in the outbox. Changes no projection and appends nothing (decision 12).

A delivery is taken (its next attempt set ahead) before it is sent, so two workers never send the
same one, and a worker killed in between sends it again: at least once, never lost. After a failure
a channel rests, twice as long each time, and the others go on.
"""

from __future__ import annotations

import datetime
import itertools
import json
import logging
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from django.db import transaction
from django.db.models import F

from bihuan.kernel.notices.kinds import KINDS
from bihuan.kernel.notices.letters import ChannelFailed, Letter, LetterRefused
from bihuan.kernel.notices.mail import mail_letter
from bihuan.kernel.notices.models import Channel, Delivery, Notice
from bihuan.kernel.notices.reads import is_quiet_now
from bihuan.kernel.notices.robots import post_letter
from bihuan.kernel.org import keys
from bihuan.kernel.org.reads import Contact, contacts_of
from bihuan.kernel.periods import clock
from bihuan.kernel.problems import Problem

MOST_AT_A_TIME = 100  # deliveries of a channel in one round
LINES_IN_A_LETTER = 10
LETTERS_IN_A_ROUND = 10  # of a channel: robots may say twenty things a minute
LEASE = datetime.timedelta(minutes=5)
FIRST_REST, LONGEST_REST = datetime.timedelta(minutes=1), datetime.timedelta(hours=2)
EXPIRES_AFTER = datetime.timedelta(days=3)
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Parcel:
    """A letter and the deliveries that it carries out."""

    letter: Letter
    deliveries: Sequence[Delivery]


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What became of a parcel; a rest means that the channel failed."""

    parcel: _Parcel
    error: str = ""
    failed: bool = False
    rest: datetime.timedelta | None = None


def send_due() -> int:
    """Send what is due by every channel at the same time; returns how many deliveries were sent."""
    if not Delivery.objects.filter(status="waiting", next_at__lte=clock.stamp()).exists():
        return 0
    if is_quiet_now():
        return 0
    _expire()
    channels = list(Channel.objects.filter(is_active=True))
    work = [(channel, parcels) for channel in channels if (parcels := _take(channel))]
    if not work:
        return 0
    with ThreadPoolExecutor(len(work), "channel") as pool:
        rounds = [pool.submit(_send, _sender(channel), parcels) for channel, parcels in work]
    return sum(
        _note(channel, parcels, round_.result())
        for (channel, parcels), round_ in zip(work, rounds, strict=True)
    )


def _take(channel: Channel) -> list[_Parcel]:
    """Take what is due by a channel: nobody else will for the time of the lease."""
    now = clock.now()
    with transaction.atomic():
        due = list(
            Delivery.objects.select_for_update(skip_locked=True)
            .filter(channel=channel.code, status="waiting", next_at__lte=clock.stamp(now))
            .order_by("id")[:MOST_AT_A_TIME]
        )
        parcels = list(itertools.islice(_parcels(channel, due), LETTERS_IN_A_ROUND))
        taken = [delivery for parcel in parcels for delivery in parcel.deliveries]
        for delivery in taken:
            delivery.attempts += 1
            delivery.next_at = clock.stamp(now + LEASE)
        Delivery.objects.bulk_update(taken, ["attempts", "next_at"])
    return parcels


def _parcels(channel: Channel, due: Sequence[Delivery]) -> Iterator[_Parcel]:
    """Put together what one letter can say: to one person by e-mail, to the group by a robot."""
    notices = Notice.objects.in_bulk([delivery.notice_id for delivery in due])
    people = contacts_of({delivery.person_id for delivery in due})
    settings = json.loads(channel.settings)

    def receiver(delivery: Delivery) -> int:
        return delivery.person_id if channel.kind == "email" else 0

    for person_id, group in itertools.groupby(sorted(due, key=receiver), receiver):
        held = list(group)
        for first in range(0, len(held), LINES_IN_A_LETTER):
            part = held[first : first + LINES_IN_A_LETTER]
            lines = [
                _line(channel, notices.get(d.notice_id), people.get(d.person_id)) for d in part
            ]
            if settings.get("site"):
                lines[-1] += f" {settings['site'].rstrip('/')}/notices/"
            known = people.get(person_id)
            phones = {people[d.person_id].phone for d in part if d.person_id in people} - {""}
            letter = Letter(
                key=f"notice.{part[0].notice_id}.{len(part)}",
                title=_title(channel, part, notices),
                lines=lines,
                email=known.email if known else "",
                phones=sorted(phones) if settings.get("mention") else (),
            )
            yield _Parcel(letter, part)


def _line(channel: Channel, notice: Notice | None, person: Contact | None) -> str:
    if notice is None or person is None:  # erased since
        return "—"
    text = notice.text_en if channel.language == "en" else notice.text_zh
    if channel.kind == "email":
        return text
    return f"{person.name}: {text}" if channel.language == "en" else f"{person.name}：{text}"


def _title(channel: Channel, part: Sequence[Delivery], notices: dict[int, Notice]) -> str:
    english = channel.language == "en"
    first = notices.get(part[0].notice_id)
    if len(part) == 1 and first is not None:
        return KINDS[first.kind].en if english else KINDS[first.kind].zh
    return f"{len(part)} notices" if english else f"{len(part)} 条通知"


def _sender(channel: Channel) -> Callable[[Letter], None]:
    """Return what sends a letter by a channel; it asks the database for nothing."""
    settings = json.loads(channel.settings)
    try:
        secrets = json.loads(keys.find_secret(channel.secret))
    except Problem as problem:
        sentence = problem.sentence()

        def refuse(letter: Letter) -> None:
            raise ChannelFailed(sentence)

        return refuse
    if channel.kind == "email":
        return lambda letter: mail_letter(settings, secrets, letter)
    return lambda letter: post_letter(channel.kind, secrets, letter)


def _send(send: Callable[[Letter], None], parcels: Sequence[_Parcel]) -> list[_Outcome]:
    """Send parcels in order, until the channel fails."""
    outcomes: list[_Outcome] = []
    for parcel in parcels:
        try:
            send(parcel.letter)
        except LetterRefused as refusal:
            outcomes.append(_Outcome(parcel, str(refusal)))
        except ChannelFailed as fault:
            outcomes.append(_Outcome(parcel, str(fault), failed=True, rest=fault.rest))
            break
        except Exception as fault:  # a fault of our own must not stop the other channels either
            log.exception("channel failed")
            outcomes.append(_Outcome(parcel, f"{type(fault).__name__}: {fault}"[:300], failed=True))
            break
        else:
            outcomes.append(_Outcome(parcel))
    return outcomes


def _note(channel: Channel, parcels: Sequence[_Parcel], outcomes: Sequence[_Outcome]) -> int:
    """Write down what became of the parcels of a round; returns how many deliveries were sent."""
    now = clock.now()
    sent = 0
    for outcome in outcomes:
        rows = Delivery.objects.filter(id__in=[row.id for row in outcome.parcel.deliveries])
        if outcome.failed:
            attempts = max(row.attempts for row in outcome.parcel.deliveries)
            rest = max(outcome.rest or FIRST_REST, FIRST_REST * 2 ** min(attempts - 1, 10))
            resumed = clock.stamp(now + min(rest, LONGEST_REST))
            rows.update(error=outcome.error)
            untried = [row.id for parcel in parcels[len(outcomes) :] for row in parcel.deliveries]
            Delivery.objects.filter(id__in=untried).update(attempts=F("attempts") - 1)
            Delivery.objects.filter(channel=channel.code, status="waiting").update(next_at=resumed)
        elif outcome.error:
            rows.update(status="refused", error=outcome.error)
        else:
            sent += rows.update(status="sent", sent_at=clock.stamp(now), error="")
    return sent


def _expire() -> None:
    """Give up what could not be sent for days: news by then is a nuisance. It stays on the screen."""
    old = clock.stamp(clock.now() - EXPIRES_AFTER)
    stale = Delivery.objects.filter(status="waiting", made_at__lt=old)
    stale.filter(error="").update(status="expired", error="not sent in time")
    stale.update(status="expired")
