"""Correct, transfer, void and carry over records."""

from __future__ import annotations

import json
from typing import Any

from bihuan.kernel.definitions.language import LedgerUnit, Pack
from bihuan.kernel.definitions.upgrades import plan_of
from bihuan.kernel.events.writes import append, commit
from bihuan.kernel.ledgers import apply, sealing
from bihuan.kernel.ledgers.derived import derive, follow, what_is_typed
from bihuan.kernel.ledgers.links import check_links, keys_of, party_of
from bihuan.kernel.ledgers.models import NO_DUE, Deadline, Record
from bihuan.kernel.ledgers.promises import born_rules, deadline_fields
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
    groups_touched,
)
from bihuan.kernel.ledgers.values import parse_values
from bihuan.kernel.ledgers.writes.adding import Values
from bihuan.kernel.ledgers.writes.checks import check_date, check_seen
from bihuan.kernel.org.tree import tree
from bihuan.kernel.packs.reads import installed
from bihuan.kernel.periods import clock
from bihuan.kernel.permissions import Viewer, allows, require
from bihuan.kernel.problems import Forbidden, Invalid


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
        check_seen(record_id, seen)
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
        check_seen(record_id, seen)
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
        check_seen(record_id, seen)
        running = Deadline.objects.filter(record_id=record_id, is_open=True)
        dropped = {deadline.name: {"dropped": clock.today().isoformat()} for deadline in running}
        body: dict[str, Any] = {"reason": reason, "always": True, "asked_by": asked_by}
        body |= {"due": NO_DUE, "owes": ""} | ({"deadlines": dropped} if dropped else {})
        event = append("record.voided", f"record:{record_id}", body, actor=actor.code)
        apply.record_changed(event)
        return event.seq

    return commit(work)


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
