"""Add a record: by hand, or because a rule of recurrence owes it."""

from __future__ import annotations

import itertools
import logging
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import Any

from bihuan.kernel.definitions.language import LedgerUnit
from bihuan.kernel.events.reads import position
from bihuan.kernel.events.writes import append, commit
from bihuan.kernel.ledgers import apply, elements, recurring, sealing
from bihuan.kernel.ledgers.apply import Added
from bihuan.kernel.ledgers.codes import Numbered, counter_of, next_code
from bihuan.kernel.ledgers.derived import Derivation
from bihuan.kernel.ledgers.links import check_links, keys_of, party_of
from bihuan.kernel.ledgers.models import Record
from bihuan.kernel.ledgers.promises import Place, promises
from bihuan.kernel.ledgers.reads import check_record_rules
from bihuan.kernel.ledgers.search import search_text
from bihuan.kernel.ledgers.together import check_together
from bihuan.kernel.ledgers.values import parse_values
from bihuan.kernel.ledgers.writes.checks import check_date, duty_holders
from bihuan.kernel.org.tree import UnitNode, tree
from bihuan.kernel.packs.reads import installed
from bihuan.kernel.periods import clock
from bihuan.kernel.periods.days import parse_day
from bihuan.kernel.permissions import SYSTEM, Viewer, require
from bihuan.kernel.problems import Conflict, Forbidden, Invalid, Problem

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
    by field, why another value is right. The business date and the ledger's `dated` field are one:
    the one that is given fills the other.
    """
    if isinstance(ledger, str):
        ledger = installed().find_ledger(ledger)
    if dated := ledger.definition.dated:
        on = on or (parse_day(values[dated]).isoformat() if values.get(dated) else None)
        values = {**values, dated: values.get(dated) or on or clock.today().isoformat()}
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
        note_filling(ledger, prepared, place, actor, day)
        return added

    return commit(work)


def note_filling(
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
    return body | {"duties": duty_holders(ledger, duties or {}, party=body["party"])}


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
