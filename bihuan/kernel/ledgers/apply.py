"""Events of records, duties and evidence -> rows. Plain SQL where imports pass through."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import connection

from bihuan.kernel.events.batches import current_batch
from bihuan.kernel.events.models import Event
from bihuan.kernel.events.recorded import Recorded
from bihuan.kernel.ledgers.codes import note_number
from bihuan.kernel.ledgers.models import Duty, Evidence, Record, RecordKey
from bihuan.kernel.ledgers.timeline import Change, Snapshot, fold
from bihuan.kernel.org.tree import tree
from bihuan.lib import canonical_json

INSERT_RECORD = (
    "INSERT INTO kernel_record (id, ledger, code, title, search, unit_id, u1, u2, u3, u4, u5, u6, "
    "state, on_day, last_on, party, is_void, updated_seq, data) "
    "VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"
)
INSERT_VERSION = (
    "INSERT INTO kernel_recordversion "
    "(record_id, on_day, seq, ledger, unit_id, code, state, is_void, data) "
    "VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)"
)
INSERT_KEY = (
    "INSERT INTO kernel_recordkey (record_id, ledger, field, value) VALUES (%s, %s, %s, %s)"
)
UPDATE_RECORD = (
    "UPDATE kernel_record SET title = %s, search = %s, unit_id = %s, u1 = %s, u2 = %s, u3 = %s, "
    "u4 = %s, u5 = %s, u6 = %s, state = %s, last_on = %s, party = %s, is_void = %s, updated_seq = %s, data = %s "
    "WHERE id = %s"
)


@dataclass(frozen=True, slots=True)
class Added:
    """What an added record came out as, without reading it back."""

    id: int
    code: str


def _ancestors(unit_id: int) -> tuple[int | None, ...]:
    batch = current_batch()
    if batch.tree is None:
        batch.tree = tree()
    padded: tuple[int | None, ...] = batch.tree.get(unit_id).padded
    return padded


def _version_row(
    event: Recorded, record_id: int, on: str, ledger: str, code: str, snapshot: Snapshot
) -> tuple[object, ...]:
    return (
        record_id,
        on,
        event.seq,
        ledger,
        snapshot.unit_id,
        code,
        snapshot.state,
        snapshot.is_void,
        canonical_json.dumps(snapshot.data).decode(),
    )


def _add(event: Recorded, record_id: int, row: Mapping[str, Any]) -> Added:
    data = canonical_json.dumps_again(row["values"])
    record = (
        record_id, row["ledger"], row["code"], row["title"], row["search"], row["unit"],
        *_ancestors(row["unit"]), row["state"], event.on, event.on, row.get("party", ""), False,
        event.seq, data,
    )  # fmt: skip
    batch = current_batch()
    if "counter" in row:
        note_number(*row["counter"])
    batch.hold(INSERT_RECORD, record)
    batch.hold(
        INSERT_VERSION,
        (
            record_id, event.on, event.seq, row["ledger"], row["unit"], row["code"], row["state"],
            False, data,
        ),
    )  # fmt: skip
    for field, value in row.get("keys", {}).items():
        batch.hold(INSERT_KEY, (record_id, row["ledger"], field, value))
    for kind, people in row.get("duties", {}).items():
        for person_id in people:
            Duty.objects.create(
                seq=event.seq,
                record_id=record_id,
                ledger=row["ledger"],
                kind=kind,
                person_id=person_id,
                from_on=event.on,
            )
    return Added(record_id, row["code"])


def record_added(event: Recorded) -> Added:
    return _add(event, event.seq, event.body)


def record_changed(event: Recorded) -> None:
    """Apply any change of one record: a correction, a transition, a move, a void."""
    record = Record.objects.get(id=event.subject_id)
    change = change_of(event)
    # A change at the end of the timeline, the usual case, folds onto the record itself.
    if not change.always and change.on >= record.last_on:
        data = {**json.loads(record.data), **change.values}
        snapshot = Snapshot(
            change.unit_id if change.unit_id is not None else record.unit_id,
            change.state if change.state is not None else record.state,
            change.is_void if change.is_void is not None else record.is_void,
            {name: value for name, value in data.items() if value is not None},
        )
        points = [(change.on, snapshot)]
    else:
        earlier = [
            change_of(_recorded(row))
            for row in Event.objects.filter(
                subject=event.subject, seq__lt=event.seq, verb__in=RECORD_VERBS
            ).order_by("seq")
        ]
        points = fold([*earlier, change])
    batch = current_batch()
    batch.hold_many(
        INSERT_VERSION,
        [
            _version_row(event, record.id, on, record.ledger, record.code, snapshot)
            for on, snapshot in points
        ],
    )
    head = points[-1][1]
    _change_keys(record, {} if head.is_void else event.body.get("keys", {}), head.is_void)
    with connection.cursor() as cursor:
        cursor.execute(
            UPDATE_RECORD,
            (
                event.body.get("title", record.title), event.body.get("search", record.search),
                head.unit_id, *_ancestors(head.unit_id), head.state, points[-1][0],
                event.body.get("party", record.party), head.is_void, event.seq,
                canonical_json.dumps(head.data).decode(), record.id,
            ),
        )  # fmt: skip


def _change_keys(record: Record, keys: Mapping[str, str | None], is_void: bool) -> None:
    if not keys and not is_void:
        return
    batch = current_batch()
    held = RecordKey.objects.filter(record_id=record.id)
    (held if is_void else held.filter(field__in=list(keys))).delete()
    for field, value in keys.items():
        if value is not None:
            batch.hold(INSERT_KEY, (record.id, record.ledger, field, value))


def change_of(event: Recorded) -> Change:
    """Return what an event says about its record."""
    body = event.body
    if event.verb == "record.added":
        return Change(event.on, False, body["unit"], body["state"], False, body["values"])
    return Change(
        event.on,
        bool(body.get("always", False)),
        body.get("unit"),
        body.get("to"),
        True if event.verb == "record.voided" else None,
        body.get("values", {}),
    )


def _recorded(row: Event) -> Recorded:
    return Recorded(row.seq, row.at, row.on, row.actor, row.verb, row.subject, json.loads(row.body))


def duty_assigned(event: Recorded) -> Duty:
    body = event.body
    return Duty.objects.create(
        seq=event.seq,
        record_id=event.subject_id,
        ledger=body["ledger"],
        kind=body["duty"],
        person_id=body["person"],
        from_on=event.on,
    )


def duty_ended(event: Recorded) -> None:
    body = event.body
    Duty.objects.filter(
        record_id=event.subject_id, kind=body["duty"], person_id=body["person"], to_on=""
    ).update(to_on=event.on)


def evidence_added(event: Recorded) -> Evidence:
    body = event.body
    found, _ = Evidence.objects.get_or_create(
        digest=body["digest"],
        defaults={
            "seq": event.seq,
            "name": body["name"],
            "media_type": body["media_type"],
            "size": body["size"],
            "unit_id": body["unit"],
            "added_by": event.actor,
        },
    )
    return found


def sensitive_read(event: Recorded) -> None:
    """Looking changes nothing; the event itself is the trace."""


def personal_erased(event: Recorded) -> None:
    """The keys are gone: what was sealed under them reads `erased`, and no row changes."""


RECORD_VERBS = (
    "record.added",
    "record.corrected",
    "record.voided",
    "record.transferred",
    "record.moved",
)
APPLY = {
    "record.added": record_added,
    "record.corrected": record_changed,
    "record.voided": record_changed,
    "record.transferred": record_changed,
    "record.moved": record_changed,
    "duty.assigned": duty_assigned,
    "duty.ended": duty_ended,
    "evidence.added": evidence_added,
    "sensitive.read": sensitive_read,
    "record.personal_erased": personal_erased,
}
