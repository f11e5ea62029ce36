"""Questions about records. Scope is applied inside; nothing here changes anything."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import connection

from bihuan.kernel.definitions.language import LedgerUnit
from bihuan.kernel.events.reads import EventRow, find_event, list_events_of
from bihuan.kernel.ledgers.checks import comparables, failing_checks
from bihuan.kernel.ledgers.evidence import SHOWN_INLINE
from bihuan.kernel.ledgers.models import Duty, Evidence, Record, RecordKey, RecordVersion
from bihuan.kernel.org.reads import acts_for, codes_of, names_of, viewer_of
from bihuan.kernel.packs.reads import installed
from bihuan.kernel.periods import clock
from bihuan.kernel.permissions import Viewer, allows, require
from bihuan.kernel.problems import Forbidden, InvalidMany, NotFound, Problem

RECORD_FIELDS = [field.attname for field in Record._meta.concrete_fields]
READ_RECORD = (
    f"SELECT {', '.join(str(field.column) for field in Record._meta.concrete_fields)} "  # noqa: S608
    "FROM kernel_record WHERE id = %s"
)


@dataclass(frozen=True, slots=True)
class RecordRow:
    """A record as it stands at the head; `seen` is what an edit must send back."""

    id: int
    ledger: str
    code: str
    title: str
    unit_id: int
    path: str
    state: str
    on: str
    is_void: bool
    seen: int
    data: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class DutyRow:
    """Who answers for a record, in which way, from when to when."""

    kind: str
    person_id: int
    person_code: str
    person_name: str
    from_on: str
    to_on: str


def path_of(row: Record) -> str:
    """Return the unit path of a record from its ancestor columns."""
    parts = (row.u1, row.u2, row.u3, row.u4, row.u5, row.u6)
    return "/" + "".join(f"{part}/" for part in parts if part is not None)


def get_row(record_id: int) -> Record:
    """Return the table row for a write to check. Raises NotFound."""
    with connection.cursor() as cursor:  # each write asks twice: the ORM takes three times as long
        cursor.execute(READ_RECORD, [record_id])
        row = cursor.fetchone()
    if row is None:
        raise NotFound("record-unknown", record=record_id)
    return Record.from_db("default", RECORD_FIELDS, row)


def is_own(viewer: Viewer, row: Record) -> bool:
    """Whether a viewer with rights over own records holds a duty for this one, or is its party."""
    if viewer.party and row.party == viewer.party:
        return True
    if not viewer.person_id or all(grant.scope != "own" for grant in viewer.grants):
        return False  # nothing that the viewer may do hangs on it
    return Duty.objects.filter(record_id=row.id, person_id=viewer.person_id, to_on="").exists()


def refuse_unreported(
    ledger: LedgerUnit, row: Record, parsed: Mapping[str, Any], actor: Viewer
) -> None:
    """Refuse to change what the record's enterprise has reported, unless it speaks for itself."""
    if row.party and actor.party == row.party:
        return
    held = json.loads(row.data)
    for name, value in parsed.items():
        field = ledger.definition.fields[name]
        if field.reported and held.get(name) not in (None, value):
            raise Forbidden("reported-by-party", where=field.title)


def duties_held(viewer: Viewer, row: Record) -> set[str]:
    """Return the duties for a record that the viewer holds now."""
    held = Duty.objects.filter(record_id=row.id, person_id=viewer.person_id, to_on="")
    return set(held.values_list("kind", flat=True))


def as_record(row: Record) -> RecordRow:
    return RecordRow(
        row.id, row.ledger, row.code, row.title, row.unit_id, path_of(row), row.state, row.on,
        row.is_void, row.updated_seq, json.loads(row.data),
    )  # fmt: skip


def may(viewer: Viewer, act: str, row: Record) -> bool:
    """Decide whether the viewer may do an act on this record."""
    if allows(viewer, act, ledger=row.ledger, path=path_of(row)):
        return True
    return allows(viewer, act, ledger=row.ledger, path=path_of(row), own=is_own(viewer, row))


def may_see(viewer: Viewer, row: Record, act: str = "record.read") -> bool:
    """Decide whether the viewer may see a record: within reach, or by a duty for it wherever it is.

    A deputy today sees what is addressed to that person, one record at a time; whatever is done with
    it takes a role of the deputy's own.
    """
    if may(viewer, act, row):
        return True
    if not viewer.person_id:
        return False
    if allows(viewer, act, ledger=row.ledger) and duties_held(viewer, row):
        return True
    away = acts_for(viewer.person_id, clock.today())
    holders = Duty.objects.filter(record_id=row.id, person_id__in=away, to_on="")
    return any(
        may(viewer_of(person_id), act, row)
        for person_id in holders.values_list("person_id", flat=True)
    )


def get_record(viewer: Viewer, record_id: int) -> RecordRow:
    """Return a record. Raises NotFound also for one that the viewer may not see."""
    row = get_row(record_id)
    if not may_see(viewer, row):
        raise NotFound("record-unknown", record=record_id)
    return as_record(row)


def rows_of(ids: Iterable[int]) -> list[RecordRow]:
    """Return some records as they stand; the caller knows that the viewer may see them."""
    return [as_record(row) for row in Record.objects.filter(id__in=list(ids))]


def find_record(viewer: Viewer, ledger: str, code: str) -> RecordRow | None:
    """Return a record by its ledger's key and its code, or None."""
    row = Record.objects.filter(ledger=ledger, code=code).first()
    if row is None or not may(viewer, "record.read", row):
        return None
    return as_record(row)


def list_duties(viewer: Viewer, record_id: int) -> list[DutyRow]:
    """Return all duties ever held for a record, those in force first."""
    get_record(viewer, record_id)
    duties = list(Duty.objects.filter(record_id=record_id).order_by("to_on", "kind", "seq"))
    people = {duty.person_id for duty in duties}
    codes, names = codes_of(people), names_of(people)
    return [
        DutyRow(
            duty.kind, duty.person_id, codes[duty.person_id], names[duty.person_id],
            duty.from_on, duty.to_on,
        )
        for duty in duties
    ]  # fmt: skip


def duty_names(ids: Iterable[int]) -> dict[tuple[int, str], list[str]]:
    """Return the names of who answers for some records now, by record and duty."""
    duties = list(Duty.objects.filter(record_id__in=list(ids), to_on="").order_by("seq"))
    names = names_of(duty.person_id for duty in duties)
    found: dict[tuple[int, str], list[str]] = {}
    for duty in duties:
        found.setdefault((duty.record_id, duty.kind), []).append(names.get(duty.person_id, ""))
    return found


def may_on(viewer: Viewer, act: str, record_id: int) -> bool:
    """Decide whether the viewer may do an act on a record, by its id."""
    return may(viewer, act, get_row(record_id))


def is_own_record(viewer: Viewer, record_id: int) -> bool:
    """Whether the viewer answers for a record, or speaks for its party."""
    row = get_row(record_id)
    return is_own(viewer, row) or bool(duties_held(viewer, row))


def list_history(viewer: Viewer, record_id: int) -> list[EventRow]:
    """Return every event of a record, oldest first."""
    get_record(viewer, record_id)
    return list_events_of(f"record:{record_id}")


def find_event_of_record(viewer: Viewer, seq: int) -> tuple[EventRow, RecordRow] | None:
    """Return an event and its record, when it is of one and the viewer may see that."""
    event = find_event(seq)
    if event is None:
        return None
    kind, _, name = event.subject.partition(":")
    if kind != "record" or not name.isdigit():
        return None
    try:
        return event, get_record(viewer, int(name))
    except NotFound:
        return None


def get_record_as_of(viewer: Viewer, record_id: int, *, on: str, at: int) -> RecordRow | None:
    """Return a record as it held on a business date, as known at a log position, or None."""
    head = get_record(viewer, record_id)
    version = (
        RecordVersion.objects.filter(record_id=record_id, on__lte=on, seq__lte=at)
        .order_by("-on", "-seq")
        .first()
    )
    if version is None:
        return None
    return RecordRow(
        head.id, head.ledger, head.code, head.title, version.unit_id, head.path, version.state,
        version.on, version.is_void, version.seq, json.loads(version.data),
    )  # fmt: skip


def check_record_rules(ledger: LedgerUnit, values: Mapping[str, Any], *, state: str) -> None:
    """Refuse values that break a pack's record check of severity error."""
    pack = installed().packs[ledger.pack]
    known = comparables(ledger.definition.fields, values, state=state)
    faults = failing_checks(pack, ledger.name, "record", known)
    if faults:
        raise InvalidMany(faults) if len(faults) > 1 else faults[0]


def list_findings(row: RecordRow, *, severity: str) -> list[Problem]:
    """Return the pack's record checks of one severity that a record breaks; the caller has seen it."""
    installation = installed()
    ledger = installation.ledger(row.ledger)
    known = comparables(ledger.definition.fields, row.data, state=row.state)
    pack = installation.packs[ledger.pack]
    return failing_checks(pack, ledger.name, "record", known, severity=severity)


def visible_ids(viewer: Viewer, ids: Iterable[int]) -> set[int]:
    """Return those of some record ids that the viewer may see."""
    rows = Record.objects.filter(id__in=list(ids))
    return {row.id for row in rows if may(viewer, "record.read", row)}


def require_on(viewer: Viewer, act: str, row: Record) -> None:
    """Raise Forbidden unless the viewer may do an act on this record."""
    if not may(viewer, act, row):
        require(viewer, act, ledger=row.ledger, path=path_of(row) or "/none/")


@dataclass(frozen=True, slots=True)
class EvidenceRow:
    """A stored file."""

    digest: str
    name: str
    media_type: str
    size: int
    added_by: str

    @property
    def is_image(self) -> bool:
        return self.media_type in SHOWN_INLINE


def list_evidence(digests: Iterable[str]) -> list[EvidenceRow]:
    """Return stored files in the order asked for; the caller has seen the record that names them."""
    rows = Evidence.objects.in_bulk(list(digests))
    return [
        EvidenceRow(row.digest, row.name, row.media_type, row.size, row.added_by)
        for digest in digests
        if (row := rows.get(digest)) is not None
    ]


def list_own_evidence(viewer: Viewer, digests: Iterable[str]) -> list[EvidenceRow]:
    """Return those of the files that the viewer added: what a form may name before a record does."""
    return [row for row in list_evidence(dict.fromkeys(digests)) if row.added_by == viewer.code]


def get_evidence(viewer: Viewer, digest: str) -> EvidenceRow:
    """Return a stored file that a record within the viewer's reach names, or that the viewer added.

    Raises NotFound.
    """
    row = Evidence.objects.filter(digest=digest).first()
    if row is None or not (row.added_by == viewer.code or _names_evidence(viewer, digest)):
        raise NotFound("evidence-unknown")
    return EvidenceRow(row.digest, row.name, row.media_type, row.size, row.added_by)


def _names_evidence(viewer: Viewer, digest: str) -> bool:
    """Whether a record whose files the viewer may see names this one."""
    for unit in installed().ledgers():
        given: dict[str, Any] = {**unit.definition.fields, **unit.definition.notes}
        names = [name for name, spec in given.items() if spec.type == "evidence"]
        if not names:
            continue
        keys = RecordKey.objects.filter(ledger=unit.key, field__in=names, value=digest)
        rows = Record.objects.filter(id__in=keys.values("record_id"))
        if any(may_see(viewer, row, "evidence.read") for row in rows):
            return True
    return False
