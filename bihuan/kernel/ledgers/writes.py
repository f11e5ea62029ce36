"""Add, correct, transfer and void records; assign duties."""

from __future__ import annotations

import itertools
import json
import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import Any

from bihuan.kernel.definitions.language import LedgerUnit, Pack
from bihuan.kernel.definitions.upgrades import plan_of
from bihuan.kernel.events.batches import current_batch
from bihuan.kernel.events.commits import now_after
from bihuan.kernel.events.reads import list_events_of, position
from bihuan.kernel.events.writes import append, commit
from bihuan.kernel.ledgers import apply, elements, evidence, recurring, sealing
from bihuan.kernel.ledgers.apply import Added
from bihuan.kernel.ledgers.bulk import ImportRow, RowReader, compare_rows, unhindered
from bihuan.kernel.ledgers.codes import Numbered, counter_of, next_code
from bihuan.kernel.ledgers.derived import Derivation, derive, follow, what_is_typed
from bihuan.kernel.ledgers.links import check_links, keys_of, party_of
from bihuan.kernel.ledgers.models import NO_DUE, Deadline, Duty, Evidence, Record
from bihuan.kernel.ledgers.promises import Place, born_rules, deadline_fields, promises
from bihuan.kernel.ledgers.reads import (
    check_record_rules,
    get_row,
    is_own,
    path_of,
    refuse_unreported,
)
from bihuan.kernel.ledgers.search import search_text
from bihuan.kernel.ledgers.timeline import Change
from bihuan.kernel.ledgers.together import (
    check_together,
    faults_together,
    groups_touched,
    personal_keys,
)
from bihuan.kernel.ledgers.values import parse_values
from bihuan.kernel.org import keys
from bihuan.kernel.org.models import Person
from bihuan.kernel.org.reads import codes_of
from bihuan.kernel.org.tree import UnitNode, tree
from bihuan.kernel.packs.reads import installed
from bihuan.kernel.periods import clock
from bihuan.kernel.periods.days import parse_day
from bihuan.kernel.permissions import SYSTEM, Viewer, allows, require
from bihuan.kernel.problems import Conflict, Forbidden, Invalid, InvalidMany, NotFound, Problem

Values = Mapping[str, object]
MOST_OWED = 20  # records in one commit: short enough that the web does not wait for it
log = logging.getLogger(__name__)


def add_record(
    ledger: LedgerUnit | str,
    values: Values,
    *,
    actor: Viewer,
    unit: str,
    on: str | None = None,
    code: str | None = None,
    duties: Mapping[str, Sequence[str]] | None = None,
    disputes: Mapping[str, str] | None = None,
) -> Added:
    """Add a record to a ledger at a unit (by code). Appends `record.added`.

    The code comes from the ledger's pattern when none is given. `duties` names people by code. What
    another record knows of the same subject already is confirmed by the same value; `disputes` says,
    by field, why another value is right.
    """
    if isinstance(ledger, str):
        ledger = installed().find_ledger(ledger)
    place = tree().get_by_code(unit)
    prepared = prepare_record(ledger, values, actor=actor, place=place, on=on, duties=duties)
    day = on or clock.today().isoformat()
    known = elements.known_values(actor, ledger, prepared["party"], day)
    if said := elements.compare(ledger, prepared["values"], known, disputes or {}):
        prepared["elements"] = said

    def work() -> Added:
        if prepared.get("keys"):  # again inside the commit: two people may send the same at once
            check_links(ledger, prepared["keys"])
        check_together(ledger, prepared["values"], ledger.definition.unique)
        added = apply.record_added(_append_added(ledger, prepared, place, actor, on, code))
        _note_filling(ledger, prepared, place, actor, day)
        return added

    return commit(work)


def _note_filling(
    ledger: LedgerUnit, prepared: Mapping[str, Any], place: UnitNode, actor: Viewer, day: str
) -> None:
    """Record what a form asked of its subject and how much of it stood there already."""
    values = elements.filling_of(ledger, prepared)
    noting = elements.ledger_serving("filling") if values is not None else None
    if values is not None and noting is not None:
        named = {noting.definition.name: str(ledger.definition.title.zh)}
        body = _prepared(noting, {**named, **values}, place, day) | {"duties": {}}
        apply.record_added(_append_added(noting, body, place, actor, day, None))


def prepare_record(
    ledger: LedgerUnit,
    values: Values,
    *,
    actor: Viewer,
    place: UnitNode,
    on: str | None = None,
    duties: Mapping[str, Sequence[str]] | None = None,
) -> dict[str, Any]:
    """Check permission and every value of a record to add; return the event's body but its code."""
    own = actor.party != "" and party_of(ledger, values) == actor.party
    require(actor, "record.add", ledger=ledger.key, path=place.path, own=own)
    if place.is_closed:
        raise Invalid("unit-closed", unit=place.title)
    check_date(on)
    day = on or clock.today().isoformat()
    if ledger.definition.serves == "filling":
        raise Forbidden("filling-by-hand", ledger=ledger.definition.title)
    parsed = parse_values(ledger, values)
    if ledger.definition.serves == "form":
        parsed |= elements.counts_of(str(parsed.get("asks_in", "")))
    body = _prepared(ledger, parsed, place, day)
    return body | {"duties": _duty_holders(ledger, duties or {})}


def _prepared(
    ledger: LedgerUnit, values: Mapping[str, Any], place: UnitNode, day: str
) -> dict[str, Any]:
    """Check canonical values of a record to add; return the event's body but its code and duties."""
    derivation = Derivation(ledger)
    parsed = derivation.settled(values, path=place.path, on=day)
    check_links(ledger, parsed)
    first = ledger.workflow.initial
    promised = promises(Place(ledger, place.path, day, None), "added", first, on=day, data=parsed)
    parsed |= promised.pop("values", {})
    parsed |= derivation.values(parsed, path=place.path, on=day)
    parsed = {name: value for name, value in parsed.items() if value is not None}
    check_record_rules(ledger, parsed, state=ledger.workflow.initial)
    title = str(parsed.get(ledger.definition.name, ""))[:200]
    body: dict[str, Any] = {
        "ledger": ledger.key,
        "unit": place.id,
        "title": title,
        "values": sealing.seal_values(ledger, parsed),
        "state": ledger.workflow.initial,
        "party": party_of(ledger, parsed),
        **promised,
    }
    if keys := keys_of(ledger, parsed):
        body["keys"] = keys
    if ledger.definition.unique:
        body["together"] = list(map(list, ledger.definition.unique))
    return body


def _append_added(
    ledger: LedgerUnit,
    prepared: Mapping[str, Any],
    place: UnitNode,
    actor: Viewer,
    on: str | None,
    code: str | None,
) -> Any:
    day = on or clock.today().isoformat()
    pattern = ledger.definition.code
    counter: Numbered | None
    if code is None:
        code, counter = next_code(ledger.key, pattern, on=day, unit=place.code)
    else:
        counter = counter_of(ledger.key, pattern, code)
        if Record.objects.filter(ledger=ledger.key, code=code).exists():
            raise Conflict("code-taken", code=code)
    body = {**prepared, "code": code, "search": search_text(code, prepared["title"])}
    if counter is not None:
        body["counter"] = list(counter)
    return append("record.added", "record:", body, actor=actor.code, on=on)


def owe_records(*, limit: int = 500) -> int:
    """Add every record that a rule of recurrence owes by today; returns how many. Appends `record.added`.

    Harmless when repeated: a post and a stretch of time get one record, whoever asks, and void or not.
    This is the clock's work, done by the system.
    """
    today = clock.today()
    if not recurring.has_news(today):
        return 0
    at = position()
    owed = list(itertools.islice(recurring.owed_by(today), limit))
    count = 0
    for start in range(0, len(owed), MOST_OWED):
        some = owed[start : start + MOST_OWED]
        try:
            count += commit(partial(_owe_all, some))
        except Problem:  # one post's trouble must not keep the others waiting
            count += sum(map(_owe_if_possible, some))
    if len(owed) < limit:
        commit(partial(recurring.note_done, today, at))
    return count


def _owe_all(some: Iterable[recurring.Owed]) -> int:
    return sum(map(_owe, some))


def _owe_if_possible(owed: recurring.Owed) -> int:
    try:
        return commit(partial(_owe, owed))
    except Problem as fault:
        log.warning("%s %s is not added: %s", owed.rule.ledger.key, owed.values, fault)
        return 0


def _owe(owed: recurring.Owed) -> int:
    place = tree().get(owed.unit_id)
    if owed.is_made() or place.is_closed:
        return 0
    ledger, on = owed.rule.ledger, owed.stretch.first_day.isoformat()
    body = _prepared(ledger, owed.values, place, on)
    body |= {"duties": owed.holders(), "owed": {"of": owed.post_id, "period": owed.stretch.key}}
    check_together(ledger, body["values"], ledger.definition.unique)
    apply.record_added(_append_added(ledger, body, place, SYSTEM, on, None))
    return 1


def correct_record(
    record_id: int,
    values: Values,
    *,
    actor: Viewer,
    seen: int,
    reason: str,
    on: str | None = None,
) -> int:
    """Change fields of a record; returns the new seq. Appends `record.corrected`.

    Without `on` the old value was always wrong; with it the new one holds from that business date.
    `seen` is the record's `updated_seq` that the person looked at: when somebody else changed the
    record since, `Conflict` says so and nothing happens.
    """
    row = get_row(record_id)
    ledger = installed().ledger(row.ledger)
    require(actor, "record.correct", ledger=row.ledger, path=path_of(row), own=is_own(actor, row))
    if not reason.strip():
        raise Invalid("reason-missing")
    check_date(on)
    parsed = what_is_typed(ledger, parse_values(ledger, values, partial=True))
    if not parsed:
        raise Invalid("nothing-changed")
    check_links(ledger, parsed, record_id=record_id)
    refuse_unreported(ledger, row, parsed, actor)
    _check_of_party(ledger, row, parsed, actor)
    changed = {**json.loads(row.data), **parsed}
    changed |= derive(ledger, changed, path=path_of(row), on=on or row.last_on)
    check_record_rules(ledger, changed, state=row.state)
    _check_kept(born_rules(ledger, record_id), row, parsed)

    def work() -> int:
        _check_seen(record_id, seen)
        before = get_row(record_id)
        sealed = sealing.seal_values(ledger, parsed, record=before)
        change = Change(on or before.last_on, always=on is None, values=sealed)
        said = follow(ledger, before, change, path=path_of(before))
        merged = {**json.loads(before.data), **said["values"]}
        title = str(merged.get(ledger.definition.name) or "")[:200]
        body = {
            **said,
            "always": on is None,
            "reason": reason,
            "title": title,
            "search": search_text(before.code, title),
            "party": party_of(ledger, merged),
        }
        if keys := keys_of(ledger, {**said["values"], **parsed}):
            check_links(ledger, keys, record_id=record_id)
            body["keys"] = keys
        if groups := groups_touched(ledger, said["values"]):
            check_together(ledger, merged, groups, record_id=record_id)
            body["together"] = list(map(list, groups))
        event = append("record.corrected", f"record:{record_id}", body, actor=actor.code, on=on)
        apply.record_changed(event)
        return event.seq

    return commit(work)


def _check_of_party(ledger: LedgerUnit, row: Record, parsed: Values, actor: Viewer) -> None:
    """Let an enterprise correct what it reports, and nothing else of a record that has such fields."""
    fields, held = ledger.definition.fields, json.loads(row.data)
    speaks_for_itself = row.party and actor.party == row.party
    if not speaks_for_itself or not any(field.reported for field in fields.values()):
        return
    if allows(actor, "record.correct", ledger=row.ledger, path=path_of(row)):
        return  # somebody of the unit as well
    for name, value in parsed.items():
        if not fields[name].reported and held.get(name) != value:
            raise Forbidden("party-reports-only", where=fields[name].title)


def _check_kept(ledger: LedgerUnit, row: Record, parsed: Values) -> None:
    """Refuse a correction that takes away what brought the record here, or moves a deadline."""
    workflow, fields = ledger.workflow, ledger.definition.fields
    held = json.loads(row.data)
    needed = {
        name
        for move in workflow.transitions.values()
        if move.to == row.state and row.state != workflow.initial
        for name in move.needs
    }
    for name, value in parsed.items():
        if value in (None, "", []) and name in needed and held.get(name) not in (None, "", []):
            raise Invalid(
                "field-holds-state",
                where=fields[name].title,
                state=workflow.states[row.state].title,
            )
    promised = deadline_fields(workflow)
    running = set(Deadline.objects.filter(record_id=row.id).values_list("name", flat=True))
    for name in parsed:
        if promised.get(name) in running and parsed[name] != held.get(name):
            raise Invalid("field-is-deadline", where=fields[name].title)


def transfer_record(
    record_id: int, *, actor: Viewer, unit: str, seen: int, reason: str, on: str | None = None
) -> int:
    """Hand a record to another unit from a business date. Appends `record.transferred`."""
    row = get_row(record_id)
    place = tree().get_by_code(unit)
    require(actor, "record.correct", ledger=row.ledger, path=path_of(row), own=is_own(actor, row))
    require(actor, "record.add", ledger=row.ledger, path=place.path)
    if not reason.strip():
        raise Invalid("reason-missing")
    check_date(on)

    def work() -> int:
        _check_seen(record_id, seen)
        body = {"unit": place.id, "reason": reason}
        event = append("record.transferred", f"record:{record_id}", body, actor=actor.code, on=on)
        apply.record_changed(event)
        return event.seq

    return commit(work)


def void_record(record_id: int, *, actor: Viewer, seen: int, reason: str, asked_by: str) -> int:
    """Declare that a record should never have been; it stays readable. Appends `record.voided`.

    One person asks (`workflow.ask_void`), another one declares.
    """
    row = get_row(record_id)
    require(actor, "record.void", ledger=row.ledger, path=path_of(row), own=is_own(actor, row))
    if not reason.strip():
        raise Invalid("reason-missing")
    if asked_by == actor.code:
        raise Forbidden("four-eyes-asked")

    def work() -> int:
        _check_seen(record_id, seen)
        running = Deadline.objects.filter(record_id=record_id, is_open=True)
        dropped = {deadline.name: {"dropped": clock.today().isoformat()} for deadline in running}
        body: dict[str, Any] = {"reason": reason, "always": True, "asked_by": asked_by}
        body |= {"due": NO_DUE, "owes": ""} | ({"deadlines": dropped} if dropped else {})
        event = append("record.voided", f"record:{record_id}", body, actor=actor.code)
        apply.record_changed(event)
        return event.seq

    return commit(work)


def _check_seen(record_id: int, seen: int) -> None:
    row = get_row(record_id)
    if row.updated_seq != seen:
        raise Conflict("changed-meanwhile", code=row.code)
    if row.is_void:
        raise Invalid("record-void", code=row.code)


def assign_duty(
    record_id: int, duty: str, *, actor: Viewer, person: str, on: str | None = None
) -> Duty:
    """Make a person answer for a record. Appends `duty.assigned`, and ends a sole holder's duty."""
    row = get_row(record_id)
    require(actor, "duty.assign", ledger=row.ledger, path=path_of(row))
    ledger = installed().ledger(row.ledger)
    (person_id,) = _duty_holders(ledger, {duty: [person]})[duty]
    check_date(on)

    def work() -> Duty:
        current = list(Duty.objects.filter(record_id=record_id, kind=duty, to_on=""))
        if any(held.person_id == person_id for held in current):
            raise Conflict("duty-held", person=person)
        if not ledger.definition.duties[duty].many:
            for held in current:
                end_duty(record_id, duty, actor=actor, person_id=held.person_id, on=on)
        body = {"ledger": row.ledger, "duty": duty, "person": person_id}
        event = append("duty.assigned", f"record:{record_id}", body, actor=actor.code, on=on)
        return apply.duty_assigned(event)

    return commit(work)


def end_duty(
    record_id: int, duty: str, *, actor: Viewer, person_id: int, on: str | None = None
) -> None:
    """End somebody's duty for a record. Appends `duty.ended`."""
    row = get_row(record_id)
    require(actor, "duty.assign", ledger=row.ledger, path=path_of(row))
    check_date(on)

    def work() -> None:
        held = Duty.objects.filter(record_id=record_id, kind=duty, person_id=person_id, to_on="")
        if not held.exists():
            raise NotFound("duty-not-held", person=codes_of([person_id]).get(person_id, person_id))
        body = {"duty": duty, "person": person_id}
        event = append("duty.ended", f"record:{record_id}", body, actor=actor.code, on=on)
        apply.duty_ended(event)

    commit(work)


def _duty_holders(ledger: LedgerUnit, duties: Mapping[str, Sequence[str]]) -> dict[str, list[int]]:
    holders: dict[str, list[int]] = {}
    for duty, codes in duties.items():
        if duty not in ledger.definition.duties:
            raise NotFound("duty-unknown", duty=duty)
        if len(codes) > 1 and not ledger.definition.duties[duty].many:
            raise Invalid("duty-single", duty=ledger.definition.duties[duty].title)
        found = dict(Person.objects.filter(code__in=codes).values_list("code", "id"))
        for code in codes:
            if code not in found:
                raise NotFound("person-unknown", person=code)
        holders[duty] = [found[code] for code in codes]
    return holders


def add_records(
    ledger: LedgerUnit,
    rows: Iterable[ImportRow],
    *,
    actor: Viewer,
    dispute: str = "",
    progress: Callable[[int], None] | None = None,
) -> int:
    """Add many records in one transaction, all or none. Appends a `record.added` for each.

    Every row is checked before the first is written; the faults name row and field. `dispute` says
    why the sheet is right where other records say something else of the same subject.
    """
    with unhindered():
        return _add_rows(ledger, rows, actor, dispute, progress)


def _add_rows(
    ledger: LedgerUnit,
    rows: Iterable[ImportRow],
    actor: Viewer,
    dispute: str,
    progress: Callable[[int], None] | None,
) -> int:
    reader = RowReader(ledger, actor)
    prepared, derivation = reader.read_all(rows), reader.derivation
    compared, differing = compare_rows(ledger, prepared, actor, dispute)
    if differing:
        raise InvalidMany(differing)
    taken = _taken_codes(ledger, [item.row.code for item in prepared if item.row.code])
    if taken:
        raise Conflict("code-taken", code=taken)
    sealed_values = sealing.seal_many(ledger, [item.values for item in prepared])
    party, parties = ledger.definition.party or "", dict[str, str]()
    owes = ledger.workflow.states[ledger.workflow.initial].owner or ""
    keyed = bool(keys_of(ledger, dict.fromkeys(ledger.definition.fields)))

    def work() -> int:
        rows = [(item.row.line, item.values) for item in prepared]
        for group in ledger.definition.unique:  # again: somebody may have come between
            if faults := faults_together(ledger, group, rows):
                raise InvalidMany([fault for _, fault in faults])
        batch = current_batch()
        at = ""
        for done, (item, values) in enumerate(zip(prepared, sealed_values, strict=True), 1):
            counter: Numbered | None
            if item.row.code:
                code = item.row.code
                counter = counter_of(ledger.key, ledger.definition.code, code)
            else:
                code, counter = next_code(
                    ledger.key, ledger.definition.code, on=item.on, unit=item.place.code
                )
            promised: dict[str, Any] = {"owes": owes}
            if ledger.workflow.clocks:
                place = Place(ledger, item.place.path, item.on, None)
                first = ledger.workflow.initial
                promised = promises(place, "added", first, on=item.on, data=values)
                values = values | promised.pop("values", {})
                values |= derivation.values(values, path=item.place.path, on=item.on)
                values = {name: value for name, value in values.items() if value is not None}
            if (named := str(item.values.get(party, ""))) not in parties:
                parties[named] = party_of(ledger, item.values)
            body: dict[str, Any] = {
                **promised,
                "ledger": ledger.key,
                "unit": item.place.id,
                "title": item.title,
                "values": values,
                "state": ledger.workflow.initial,
                "party": parties[named],
                "duties": dict(item.row.duties),
                "code": code,
                "search": search_text(code, item.title),
            }
            if said := compared.get(item.row.line):
                body["elements"] = said
            if counter is not None:
                body["counter"] = list(counter)
            if keyed and (keys := keys_of(ledger, item.values)):
                body["keys"] = keys
            if ledger.definition.unique:
                body["together"] = list(map(list, ledger.definition.unique))
            if done % 1000 == 1:
                at = now_after(batch.last_at)
            event = append(
                "record.added", "record:", body, actor=actor.code, on=item.on, at=at, reread=False
            )
            apply.record_added(event)
            if done % 5000 == 0:
                batch.flush()
                if progress:
                    progress(done)
        return len(prepared)

    return commit(work)


def check_rows(
    ledger: LedgerUnit, rows: Iterable[ImportRow], *, actor: Viewer, dispute: str = ""
) -> int:
    """Check many rows as `add_records` would, and write nothing; returns how many are right."""
    prepared = RowReader(ledger, actor).read_all(rows)
    _, differing = compare_rows(ledger, prepared, actor, dispute)
    if differing:
        raise InvalidMany(differing)
    taken = _taken_codes(ledger, [item.row.code for item in prepared if item.row.code])
    if taken:
        raise Conflict("code-taken", code=taken)
    return len(prepared)


def add_evidence(
    content: bytes, name: str, *, actor: Viewer, unit_id: int, own: bool = False
) -> Evidence:
    """Keep a file for a record of a unit (an `own` one). Appends `evidence.added` with its digest."""
    if not (own and allows(actor, "evidence.add")):
        require(actor, "evidence.add", path=tree().get(unit_id).path, own=own)
    kind = evidence.check_content(content)
    digest = evidence.store(content)

    def work() -> Evidence:
        held = Evidence.objects.filter(digest=digest).first()
        if held is not None:
            return held
        body = {
            "digest": digest,
            "name": name[:200],
            "media_type": kind,
            "size": len(content),
            "unit": unit_id,
        }
        return apply.evidence_added(
            append("evidence.added", f"evidence:{digest}", body, actor=actor.code)
        )

    return commit(work)


def unmask_field(record_id: int, field: str, *, actor: Viewer, reason: str) -> str:
    """Return a personal field in clear; appends `sensitive.read`, so that it is known who looked."""
    row = get_row(record_id)
    require(actor, "sensitive.read", ledger=row.ledger, path=path_of(row), own=is_own(actor, row))
    if not reason.strip():
        raise Invalid("reason-missing")
    value = json.loads(row.data).get(field)
    if not sealing.is_sealed_value(value):
        raise Invalid("field-unknown", where=field, ledger=row.ledger)

    def work() -> str:
        body = {"field": field, "reason": reason}
        append("sensitive.read", f"record:{record_id}", body, actor=actor.code)
        return str(sealing.unseal(value, field))

    return commit(work)


def erase_personal(ledger: str, code: str, *, actor: Viewer, reason: str) -> int:
    """Destroy the keys of a record's personal fields, older values too; returns how many.

    Appends `record.personal_erased`. Whoever erases need not be able to see the record. The keys go last:
    after a crash before that, the same call again ends what was begun.
    """
    row = Record.objects.filter(ledger=ledger, code=code).first()
    if row is None or not allows(actor, "person.erase", path=path_of(row)):
        raise NotFound("record-unknown")
    if not reason.strip():
        raise Invalid("reason-missing")

    def work() -> list[str]:
        subject = f"record:{row.id}"
        values = [v for e in list_events_of(subject) for v in e.body.get("values", {}).values()]
        held = list(keys.find_keys(keys.key_ids(values)))
        if not held:
            raise Invalid("nothing-personal", code=code)
        body = {"reason": reason, "digests": personal_keys(installed().ledger(ledger))}
        event = append("record.personal_erased", subject, body, actor=actor.code)
        apply.personal_erased(event)
        return held

    held = commit(work)
    keys.destroy_keys(held)
    return len(held)


def _taken_codes(ledger: LedgerUnit, codes: Sequence[str]) -> str:
    """Return a code that stands twice among these or already in the ledger, or an empty text."""
    seen: set[str] = set()
    for code in codes:
        if code in seen:
            return code
        seen.add(code)
    for start in range(0, len(codes), 500):
        held = Record.objects.filter(ledger=ledger.key, code__in=codes[start : start + 500]).first()
        if held is not None:
            return held.code
    return ""


def check_date(on: str | None) -> None:
    """Refuse a business date that is not a day, or lies ahead of the clock."""
    if on is None:
        return
    if parse_day(on) > clock.today():
        raise Invalid("date-ahead", date=on)


def carry_records(old: Pack, new: Pack, *, actor: Viewer) -> None:
    """Carry the records of a pack into its next version. Appends `ledger.carried` for each ledger.

    Inside the commit that installs it, after `carrying.obstacles` found nothing in the way.
    """
    for name in old.ledgers.keys() & new.ledgers.keys():
        plan = plan_of(old, new, name)
        key = f"{new.name}.{name}"
        if not plan.is_empty and Record.objects.filter(ledger=key).exists():
            body = {"ledger": key, "version": new.header.version, **plan.body()}
            apply.ledger_carried(append("ledger.carried", f"ledger:{key}", body, actor=actor.code))
