"""Events of records, duties and evidence -> rows. Plain SQL where imports pass through."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from bihuan.kernel.definitions.upgrades import LedgerPlan, plan_from
from bihuan.kernel.events.batches import current_batch
from bihuan.kernel.events.models import Event
from bihuan.kernel.events.recorded import Recorded
from bihuan.kernel.ledgers.codes import counter_of, note_number
from bihuan.kernel.ledgers.models import (
    NO_DUE,
    Duty,
    Evidence,
    OwedPeriod,
    Record,
    RecordKey,
    RecordVersion,
)
from bihuan.kernel.ledgers.search import search_text
from bihuan.kernel.ledgers.timeline import Change, Snapshot, fold
from bihuan.kernel.ledgers.together import digests
from bihuan.kernel.org.tree import tree
from bihuan.lib import canonical_json

INSERT_RECORD = (
    "INSERT INTO kernel_record (id, ledger, code, title, search, unit_id, u1, u2, u3, u4, u5, u6, "
    "state, on_day, last_on, party, is_void, updated_seq, due, owes, data) "
    "VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"
)
INSERT_VERSION = (
    "INSERT INTO kernel_recordversion "
    "(record_id, on_day, seq, ledger, unit_id, code, state, is_void, data) "
    "VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)"
)
INSERT_KEY = (
    "INSERT INTO kernel_recordkey (record_id, ledger, field, value) VALUES (%s, %s, %s, %s)"
)
# One statement for every fate, so that the fates of one deadline keep their order.
CHANGE_DEADLINE = (
    "INSERT INTO kernel_deadline "
    "(record_id, ledger, name, due, first_due, met_on, is_open, extended, seq) "
    "VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s) ON CONFLICT (record_id, name) DO UPDATE SET "
    "due = CASE WHEN excluded.due > '' THEN excluded.due ELSE kernel_deadline.due END, "
    "met_on = CASE WHEN excluded.due > '' THEN '' WHEN excluded.met_on > '' "
    "THEN excluded.met_on ELSE kernel_deadline.met_on END, is_open = excluded.is_open, "
    "extended = kernel_deadline.extended + excluded.extended, seq = excluded.seq"
)
UPDATE_RECORD = (
    "UPDATE kernel_record SET title = %s, search = %s, unit_id = %s, u1 = %s, u2 = %s, u3 = %s, "
    "u4 = %s, u5 = %s, u6 = %s, state = %s, last_on = %s, party = %s, is_void = %s, updated_seq = %s, "
    "due = %s, owes = %s, data = %s "
    "WHERE id = %s"
)
CARRY_RECORD = (
    "UPDATE kernel_record SET title = %s, search = %s, state = %s, data = %s WHERE id = %s"
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
        event.seq, row.get("due", NO_DUE), row.get("owes", ""), data,
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
    if "keys" in row:
        _hold_keys(record_id, row["ledger"], row["keys"])
    if "together" in row:
        _hold_keys(record_id, row["ledger"], digests(row["together"], row["values"]))
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
    if "deadlines" in row:
        _change_deadlines(event, record_id, row["ledger"])
    if "owed" in row:
        post, period = row["owed"]["of"], row["owed"]["period"]
        OwedPeriod.objects.create(
            record_id=record_id, ledger=row["ledger"], post_id=post, period=period
        )
    return Added(record_id, row["code"])


def record_added(event: Recorded) -> Added:
    return _add(event, event.seq, event.body)


def record_changed(event: Recorded, record: Record | None = None) -> None:
    """Apply any change of one record (as just read, when given): a correction, a move, a void."""
    record = record or Record.objects.get(id=event.subject_id)
    change = change_of(event)
    # A change at the end of the timeline, the usual case, folds onto the record itself.
    if not change.always and change.on >= record.last_on and "derived" not in event.body:
        data = {**json.loads(record.data), **change.values}
        snapshot = Snapshot(
            change.unit_id if change.unit_id is not None else record.unit_id,
            change.state if change.state is not None else record.state,
            change.is_void if change.is_void is not None else record.is_void,
            {name: value for name, value in data.items() if value is not None},
        )
        points = [(change.on, snapshot)]
    else:
        points = fold([*changes_of_record(record.id, before=event.seq), *changes_of(event)])
    batch = current_batch()
    batch.hold_many(
        INSERT_VERSION,
        [
            _version_row(event, record.id, on, record.ledger, record.code, snapshot)
            for on, snapshot in points
        ],
    )
    head = points[-1][1]
    found = {**event.body.get("keys", {}), **digests(event.body.get("together", ()), head.data)}
    _change_keys(record, {} if head.is_void else found, head.is_void)
    batch.hold(
        UPDATE_RECORD,
        (
            event.body.get("title", record.title), event.body.get("search", record.search),
            head.unit_id, *_ancestors(head.unit_id), head.state, points[-1][0],
            event.body.get("party", record.party), head.is_void, event.seq,
            event.body.get("due", record.due), event.body.get("owes", record.owes),
            canonical_json.dumps(head.data).decode(), record.id,
        ),
    )  # fmt: skip
    _change_deadlines(event, record.id, record.ledger)


def _change_deadlines(event: Recorded, record_id: int, ledger: str) -> None:
    for name, fate in event.body.get("deadlines", {}).items():
        due, extended = fate.get("due", ""), int(event.verb == "deadline.extended")
        current_batch().hold(
            CHANGE_DEADLINE,
            (
                record_id, ledger, name, due, due, fate.get("met", ""), bool(due), extended,
                event.seq,
            ),
        )  # fmt: skip


Keys = Mapping[str, str | list[str] | None]


def _change_keys(record: Record, keys: Keys, is_void: bool) -> None:
    if not keys and not is_void:
        return
    held = RecordKey.objects.filter(record_id=record.id)
    # A file stays with every record that ever named it: its history shows it.
    single = [field for field, value in keys.items() if not isinstance(value, list)]
    (held if is_void else held.filter(field__in=single)).delete()
    known = set(held.values_list("field", "value"))
    _hold_keys(
        record.id,
        record.ledger,
        {
            field: [one for one in value if (field, one) not in known]
            if isinstance(value, list)
            else value
            for field, value in keys.items()
        },
    )


def _hold_keys(record_id: int, ledger: str, keys: Keys) -> None:
    batch = current_batch()
    for field, value in keys.items():
        for one in value if isinstance(value, list) else [value]:
            if one is not None:
                batch.hold(INSERT_KEY, (record_id, ledger, field, one))


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


def changes_of(event: Recorded) -> list[Change]:
    """Return a change with what it made of derived fields on other days."""
    derived = event.body.get("derived", {})
    return [change_of(event), *(Change(on, values=derived[on]) for on in sorted(derived))]


def changes_of_record(record_id: int, *, before: int | None = None) -> list[Change]:
    """Return every change of a record in log order, up to a log position, under today's names."""
    events = Event.objects.filter(subject=f"record:{record_id}", verb__in=RECORD_VERBS)
    if before is not None:
        events = events.filter(seq__lt=before)
    recorded = [_recorded(row) for row in events.order_by("seq")]
    plans = [
        (row.seq, plan_from(json.loads(row.body)))
        for row in Event.objects.filter(
            subject=f"ledger:{recorded[0].body['ledger']}", verb="ledger.carried"
        ).order_by("seq")
        if before is None or row.seq < before
    ]
    found = []
    for event in recorded:
        changes = changes_of(event)
        for seq, plan in plans:
            if seq > event.seq:
                changes = [_carried(change, plan) for change in changes]
        found += changes
    return found


def _carried(change: Change, plan: LedgerPlan) -> Change:
    state = None if change.state is None else plan.state(change.state)
    return replace(change, values=plan.values(change.values), state=state)


def ledger_carried(event: Recorded) -> None:
    """Give a ledger's records the names of their pack's next version, from this position on.

    Every breakpoint that reads differently is said anew; what was known before stays as it was.
    """
    ledger, plan = event.body["ledger"], plan_from(event.body)
    newest: dict[tuple[int, str], RecordVersion] = {}
    for version in RecordVersion.objects.filter(ledger=ledger).order_by("seq", "id"):
        newest[version.record_id, version.on] = version
    batch = current_batch()
    for version in newest.values():
        held = json.loads(version.data)
        data, state = plan.values(held), plan.state(version.state)
        if (data, state) != (held, version.state):
            snapshot = Snapshot(version.unit_id, state, version.is_void, data)
            batch.hold(
                INSERT_VERSION,
                _version_row(event, version.record_id, version.on, ledger, version.code, snapshot),
            )
    for old, new in plan.fields.items():
        RecordKey.objects.filter(ledger=ledger, field=old).update(field=new)
    for record in Record.objects.filter(ledger=ledger).order_by("id"):
        data = plan.values(json.loads(record.data))
        title = str(data.get(plan.title) or "")[:200] if plan.title else record.title
        search = search_text(record.code, title) if plan.title else record.search
        batch.hold(
            CARRY_RECORD,
            (title, search, plan.state(record.state),
             canonical_json.dumps(data).decode(), record.id),
        )  # fmt: skip
        if not record.is_void:
            single = {name: str(data[name]) for name in plan.unique if data.get(name) is not None}
            _hold_keys(record.id, ledger, {**single, **digests(plan.together, data)})
        if plan.code:
            number = counter_of(ledger, plan.code, record.code)
            if number is not None:
                note_number(*number)


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
    """The keys are gone: what was sealed under them reads `erased`; its digests go."""
    dropped = event.body.get("digests", [])
    RecordKey.objects.filter(record_id=event.subject_id, field__in=dropped).delete()


RECORD_VERBS = (
    "record.added",
    "record.corrected",
    "record.voided",
    "record.transferred",
    "record.moved",
    "deadline.extended",
)
APPLY: dict[str, Callable[[Recorded], Any]] = {
    "record.added": record_added,
    "record.corrected": record_changed,
    "record.voided": record_changed,
    "record.transferred": record_changed,
    "record.moved": record_changed,
    "deadline.extended": record_changed,
    "duty.assigned": duty_assigned,
    "duty.ended": duty_ended,
    "evidence.added": evidence_added,
    "sensitive.read": sensitive_read,
    "record.personal_erased": personal_erased,
    "ledger.carried": ledger_carried,
}
