"""What follows from which event. The log is the job queue; `bihuan worker` works it off.

The events that a follow-up appends, the rows that it changes and the moved position of the reader
are one commit: a worker killed at any instant repeats nothing and loses nothing. A follow-up must
therefore do nothing outside the database; what leaves the house goes into an outbox.
"""

from __future__ import annotations

import datetime
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from django.db import DatabaseError, connection

from bihuan.kernel.bulletins.occasions import tell_of_bulletin_returned, tell_of_waiting
from bihuan.kernel.events.batches import current_batch
from bihuan.kernel.events.commits import commit
from bihuan.kernel.events.models import Event, FailedFollowUp, Reader
from bihuan.kernel.events.reads import iterate_recorded, position
from bihuan.kernel.events.recorded import Recorded
from bihuan.kernel.ledgers.writes import owe_records
from bihuan.kernel.notices.digests import give_digests
from bihuan.kernel.notices.occasions import (
    tell_of_chase,
    tell_of_decision,
    tell_of_duty,
    tell_of_first_duties,
    tell_of_request,
    tell_of_return,
    tell_of_slip,
)
from bihuan.kernel.notices.outbox import send_due
from bihuan.kernel.notices.writes import queue_deliveries
from bihuan.kernel.periods import clock
from bihuan.kernel.permissions import EVERYWHERE, Viewer, require
from bihuan.kernel.problems import Broken
from bihuan.kernel.workflow.writes import issue_slips

FollowUp = Callable[[Recorded], None]
FOLLOW_UPS: Mapping[str, tuple[FollowUp, ...]] = {
    "record.added": (tell_of_first_duties,),
    "duty.assigned": (tell_of_duty,),
    "report.chased": (tell_of_chase,),
    "report.moved": (tell_of_return,),
    "slip.issued": (tell_of_slip,),
    "approval.asked": (tell_of_request,),
    "approval.granted": (tell_of_decision,),
    "approval.refused": (tell_of_decision,),
    "approval.lapsed": (tell_of_decision,),
    "bulletin.submitted": (tell_of_waiting,),
    "bulletin.reviewed": (tell_of_waiting,),
    "bulletin.signed": (tell_of_waiting,),
    "bulletin.returned": (tell_of_bulletin_returned,),
    "notice.given": (queue_deliveries,),
}

READER = "handlers"
MOST_EVENTS = 20  # followed in one commit: short enough that the web does not wait for it
MOST_PASSED = 5_000  # looked at in one commit
LONGEST_WAIT = datetime.timedelta(hours=6)
log = logging.getLogger(__name__)


def follow_log() -> int:
    """Follow every event up to the head; returns how many had follow-ups."""
    followed = 0
    while _position() < position():
        try:
            followed += commit(lambda: _follow(MOST_EVENTS))
        except (DatabaseError, Broken):
            raise  # the installation's trouble, not the event's: later
        except Exception:
            followed += _follow_one()
    return followed


def pass_over() -> None:
    """Follow nothing that has happened so far: a history brought in from elsewhere tells nobody."""
    commit(lambda: _move(current_batch().frontier.size))


def _position() -> int:
    row = Reader.objects.filter(name=READER).first()
    return row.seq if row else 0


def _move(seq: int) -> None:
    Reader.objects.update_or_create(name=READER, defaults={"seq": seq})


def _follow(most: int) -> int:
    """Follow the next events and move the position, inside a commit."""
    after, head = _position(), current_batch().frontier.size
    events = _next_events(after, min(head, after + MOST_PASSED), most)
    for event in events:
        for follow_up in FOLLOW_UPS[event.verb]:
            follow_up(event)
    _move(events[-1].seq if len(events) == most else min(head, after + MOST_PASSED))
    return len(events)


def _next_events(after: int, last: int, most: int) -> list[Recorded]:
    seqs = Event.objects.filter(seq__gt=after, seq__lte=last, verb__in=FOLLOW_UPS).order_by("seq")
    return [_event(seq) for seq in seqs.values_list("seq", flat=True)[:most]]


def _event(seq: int) -> Recorded:
    return next(iterate_recorded(seq, seq))


def _follow_one() -> int:
    """Follow the next event alone; one whose follow-up fails is put aside, to be tried again."""
    tried: list[Recorded] = []

    def work() -> int:
        tried[:] = _next_events(_position(), current_batch().frontier.size, 1)
        return _follow(1)

    try:
        return commit(work)
    except (DatabaseError, Broken):
        raise
    except Exception as fault:
        event, text = tried[0], _text(fault)
        log.exception("follow-up of event %s failed", event.seq)

        def put_aside() -> None:
            if _position() < event.seq:  # nobody else did meanwhile
                FailedFollowUp.objects.create(
                    seq=event.seq, verb=event.verb, error=text, next_at=_next_try(1)
                )
                _move(event.seq)

        commit(put_aside)
        return 1


def _text(fault: Exception) -> str:
    return f"{type(fault).__name__}: {fault}"[:500]


def _next_try(attempts: int) -> str:
    wait = min(datetime.timedelta(minutes=2 ** min(attempts, 12)), LONGEST_WAIT)
    return clock.stamp(clock.now() + wait)


def retry_failed() -> None:
    """Try follow-ups again that failed before; what succeeds leaves the list in the same commit."""
    due = FailedFollowUp.objects.filter(next_at__lte=clock.stamp())
    for row in list(due.order_by("seq")):

        def work(row: FailedFollowUp = row) -> None:
            if not FailedFollowUp.objects.filter(seq=row.seq).delete()[0]:
                return
            event = _event(row.seq)
            for follow_up in FOLLOW_UPS[event.verb]:
                follow_up(event)

        try:
            commit(work)
        except (DatabaseError, Broken):
            raise
        except Exception as fault:
            row.attempts += 1
            row.error, row.next_at = _text(fault), _next_try(row.attempts)
            row.save()


@dataclass(frozen=True, slots=True)
class HowFar:
    """How many events are not followed yet, and those whose follow-ups failed."""

    behind: int
    failed: Sequence[FailedFollowUp]


def how_far(viewer: Viewer) -> HowFar:
    """Return how far the worker has come, for whoever looks after it."""
    require(viewer, "channel.configure", path=EVERYWHERE)
    failed = list(FailedFollowUp.objects.order_by("seq")[:20])
    return HowFar(position() - _position(), failed)


def tell_above() -> int:
    """Give the day's digests of slips whose owners were told already."""
    return give_digests(_position())


# Done at every tick, each on its own. Idempotent: they look at the one clock and at what is done.
CLOCK_TASKS: list[Callable[[], object]] = [
    retry_failed, owe_records, issue_slips, tell_above, send_due,
]  # fmt: skip


def tick() -> int:
    """Work off the log, then the clock's tasks; returns how many events had follow-ups.

    A task that fails is logged and holds up no other; it comes again with the next tick.
    """
    followed = 0
    for task in (follow_log, *CLOCK_TASKS):
        try:
            done = task()
        except Exception:
            log.exception("%s failed", getattr(task, "__name__", task))
            connection.close_if_unusable_or_obsolete()
        else:
            followed += done if task is follow_log and isinstance(done, int) else 0
    return followed
