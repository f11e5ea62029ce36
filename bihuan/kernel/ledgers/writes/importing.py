"""Add many records at once, all or none."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from bihuan.kernel.definitions.language import LedgerUnit
from bihuan.kernel.events.batches import current_batch
from bihuan.kernel.events.commits import now_after
from bihuan.kernel.events.writes import append, commit
from bihuan.kernel.ledgers import apply, sealing
from bihuan.kernel.ledgers.bulk import ImportRow, RowReader, compare_rows, unhindered
from bihuan.kernel.ledgers.codes import Numbered, counter_of, next_code
from bihuan.kernel.ledgers.elements import elements_of
from bihuan.kernel.ledgers.links import keys_of, party_of
from bihuan.kernel.ledgers.models import Record
from bihuan.kernel.ledgers.promises import Place, promises
from bihuan.kernel.ledgers.search import search_text
from bihuan.kernel.ledgers.together import faults_together
from bihuan.kernel.ledgers.writes.adding import note_filling
from bihuan.kernel.permissions import Viewer
from bihuan.kernel.problems import Conflict, InvalidMany


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

    asks = bool(elements_of(ledger))

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
            if asks:
                note_filling(ledger, body | {"values": item.values}, item.place, actor, item.on)
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
