"""Questions about the log."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import connection

from bihuan.kernel.events.leaves import leaf_bytes
from bihuan.kernel.events.models import Event, TreeHead
from bihuan.kernel.events.recorded import Recorded
from bihuan.kernel.permissions import EVERYWHERE, Viewer, require
from bihuan.kernel.problems import Broken, NotFound


@dataclass(frozen=True, slots=True)
class Head:
    """Where the log stands: how many events, and the root of the tree over them."""

    size: int
    root: str
    algorithm: str


@dataclass(frozen=True, slots=True)
class EventRow:
    """One event for a person to read; `leaf` is the hash that the tree holds."""

    seq: int
    at: str
    on: str
    actor: str
    verb: str
    subject: str
    body: Mapping[str, Any]
    leaf: str


def head() -> Head:
    """Return the tree's head. Raises Broken before `init`."""
    row = TreeHead.objects.filter(id=1).first()
    if row is None:
        raise Broken("not-initialised")
    return Head(row.size, bytes(row.root).hex(), row.algorithm)


def position() -> int:
    """Return the log's size: the position of everything that is committed."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT size FROM kernel_treehead WHERE id = 1")
        row = cursor.fetchone()
    return int(row[0]) if row else 0


def root() -> bytes:
    """Return the root of the log's tree: what was computed from the log holds while it is the same."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT root FROM kernel_treehead WHERE id = 1")
        row = cursor.fetchone()
    return bytes(row[0]) if row else b""


def list_events_of(subject: str) -> list[EventRow]:
    """Return the events of one subject, oldest first."""
    return [_row(event) for event in Event.objects.filter(subject=subject).order_by("seq")]


def list_events(
    viewer: Viewer, *, before: int | None = None, verb: str = "", actor: str = "", limit: int = 50
) -> list[EventRow]:
    """Return events newest first, those in front of a position when given."""
    require(viewer, "log.read", path=EVERYWHERE)
    events = Event.objects.order_by("-seq")
    if before is not None:
        events = events.filter(seq__lt=before)
    if verb:
        events = events.filter(verb=verb)
    if actor:
        events = events.filter(actor=actor)
    return [_row(event) for event in events[:limit]]


def get_event(viewer: Viewer, seq: int) -> EventRow:
    require(viewer, "log.read", path=EVERYWHERE)
    found = find_event(seq)
    if found is None:
        raise NotFound("event-unknown", seq=seq)
    return found


def find_event(seq: int) -> EventRow | None:
    """Return an event for a read that knows who may see it, such as one of a record."""
    event = Event.objects.filter(seq=seq).first()
    return _row(event) if event else None


def _row(event: Event) -> EventRow:
    return EventRow(
        event.seq, event.at, event.on, event.actor, event.verb, event.subject,
        json.loads(event.body), bytes(event.leaf).hex(),
    )  # fmt: skip


def iterate_recorded(first: int = 1, last: int | None = None) -> Iterator[Recorded]:
    """Yield events in log order, as `apply` takes them."""
    for seq, at, on, actor, verb, subject, body, _leaf in iterate_rows(first, last):
        yield Recorded(seq, at, on, actor, verb, subject, json.loads(body))


def iterate_leaves(first: int = 1, last: int | None = None) -> Iterator[tuple[int, bytes, bytes]]:
    """Yield (seq, leaf bytes, stored leaf hash) in log order."""
    for seq, at, on, actor, verb, subject, body, leaf in iterate_rows(first, last):
        yield seq, leaf_bytes(seq, at, on, actor, verb, subject, body), bytes(leaf)


def iterate_rows(first: int = 1, last: int | None = None) -> Iterator[tuple[Any, ...]]:
    """Yield the log's raw rows in order, a few thousand at a time; gaps show as they are."""
    after = first - 1
    while True:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT seq, at, on_day, actor, verb, subject, body, leaf FROM kernel_event "
                "WHERE seq > %s AND seq <= %s ORDER BY seq LIMIT 5000",
                [after, last if last is not None else 2**62],
            )
            rows = cursor.fetchall()
        yield from rows
        if len(rows) < 5000:
            return
        after = rows[-1][0]
