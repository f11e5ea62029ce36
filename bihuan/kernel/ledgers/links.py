"""Values that name something: units, people, other records; and values that one record alone has.

`RecordKey` keeps them by value: what only one record may have is found without a scan, and so are
the records that refer to another one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from bihuan.kernel.definitions.language import LedgerUnit
from bihuan.kernel.ledgers.evidence import MEDIA, is_of_media
from bihuan.kernel.ledgers.models import Evidence, Record, RecordKey
from bihuan.kernel.ledgers.reads import RecordRow, as_record, may
from bihuan.kernel.ledgers.together import faults_together
from bihuan.kernel.org.models import Person
from bihuan.kernel.org.reads import names_by_code
from bihuan.kernel.org.tree import tree
from bihuan.kernel.packs.reads import installed
from bihuan.kernel.permissions import Viewer
from bihuan.kernel.problems import Conflict, Invalid, InvalidMany, Problem, Words

Keys = dict[str, str | list[str] | None]  # by field; files by digest
CHUNK = 500


def keys_of(ledger: LedgerUnit, values: Mapping[str, Any]) -> Keys:
    """Return the values, among those given, by which a record is found; None removes one."""
    keys: Keys = {}
    for name, field in ledger.definition.fields.items():
        if name not in values:
            continue
        value = values[name]
        if field.type == "evidence":
            keys[name] = list(value or ())
        elif field.unique or field.type == "ref":
            keys[name] = None if value is None else str(value)
    return keys


def party_of(ledger: LedgerUnit, values: Mapping[str, Any]) -> str:
    """Return the credit code of the enterprise that a record is of: its own, or of what it names."""
    name = ledger.definition.party or ""
    value = str(values.get(name) or "")
    if not value or ledger.definition.fields[name].type != "ref":
        return value
    target = ledger_named(ledger.pack, ledger.definition.fields[name].ledger or "")
    found = Record.objects.filter(ledger=target, code=value).values_list("party", flat=True)
    return found.first() or ""


def find_party_record(viewer: Viewer) -> RecordRow | None:
    """Return the record that registers the viewer's enterprise: the one whose party is unique."""
    for unit in installed().ledgers() if viewer.party else ():
        party = unit.definition.fields.get(unit.definition.party or "")
        if party is not None and party.unique:
            held = Record.objects.filter(ledger=unit.key, party=viewer.party, is_void=False)
            row = held.order_by("id").first()
            if row is not None:
                return as_record(row)
    return None


def ledger_named(pack: str, name: str) -> str:
    """Return the key of a ledger as a pack's file names it: with its pack, or within the same."""
    return name if "." in name else f"{pack}.{name}"


def check_links(
    ledger: LedgerUnit, values: Mapping[str, Any], *, record_id: int | None = None
) -> None:
    """Refuse values that name nothing, or that another record has already."""
    faults = [fault for _, fault in _faults(ledger, [(0, values)], record_id)]
    if faults:
        raise faults[0] if len(faults) == 1 else InvalidMany(faults)


def check_many(
    ledger: LedgerUnit, rows: Sequence[tuple[int, Mapping[str, Any]]]
) -> list[tuple[int, Problem]]:
    """Return (line, fault) of every value that names nothing, is taken, or stands twice."""
    faults = _faults(ledger, rows, None)
    for name, field in ledger.definition.fields.items():
        if not field.unique:
            continue
        seen: set[str] = set()
        for line, values in rows:
            value = values.get(name)
            if value is not None and str(value) in seen:
                faults.append((line, Conflict("value-twice", where=field.title, value=str(value))))
            seen.add(str(value))
    for group in ledger.definition.unique:
        faults += faults_together(ledger, group, rows)
    return faults


def _faults(
    ledger: LedgerUnit, rows: Sequence[tuple[int, Mapping[str, Any]]], record_id: int | None
) -> list[tuple[int, Problem]]:
    faults: list[tuple[int, Problem]] = []
    for name, field in ledger.definition.fields.items():
        if field.type not in ("unit", "units", "person", "ref", "evidence") and not field.unique:
            continue
        wanted = [
            (line, str(value))
            for line, row in rows
            if row.get(name) is not None
            for value in (row[name] if isinstance(row[name], list) else [row[name]])
        ]
        values = {value for _, value in wanted}
        if not values:
            continue
        if field.type in ("unit", "units"):
            known = values & set(tree().by_code)
        elif field.type == "person":
            known = _found(Person.objects.filter(is_erased=False), "code", values)
        elif field.type == "evidence":
            known = _found(Evidence.objects.all(), "digest", values)
        elif field.type == "ref":
            records = Record.objects.filter(
                ledger=ledger_named(ledger.pack, field.ledger or ""), is_void=False
            )
            known = _found(records, "code", values)
        else:
            known = values
        faults += [
            (line, Invalid("link-unknown", where=field.title, value=value))
            for line, value in wanted
            if value not in known
        ]
        if field.media:
            there = [(line, value) for line, value in wanted if value in known]
            faults += _media_faults(ledger, name, there, record_id)
        if field.unique:
            held = RecordKey.objects.filter(ledger=ledger.key, field=name)
            taken = _found(held.exclude(record_id=record_id or 0), "value", values)
            faults += [
                (line, Conflict("value-taken", where=field.title, value=value))
                for line, value in wanted
                if value in taken
            ]
    return faults


def _media_faults(
    ledger: LedgerUnit, name: str, wanted: Sequence[tuple[int, str]], record_id: int | None
) -> list[tuple[int, Problem]]:
    """Return the faults of files of another kind than a field takes; what a record has it may keep."""
    field = ledger.definition.fields[name]
    digests = {digest for _, digest in wanted}
    if record_id is not None:
        kept = RecordKey.objects.filter(ledger=ledger.key, field=name, record_id=record_id)
        digests -= set(kept.values_list("value", flat=True))
    files = _files_named(digests)
    names = [MEDIA[kind][0] for kind in field.media]
    kinds = Words("或".join(each.zh for each in names), " or ".join(each.en for each in names))
    return [
        (line, Invalid("evidence-media", where=field.title, file=files[digest].name, wanted=kinds))
        for line, digest in wanted
        if digest in digests and not is_of_media(files[digest].media_type, field.media)
    ]


def _files_named(digests: Iterable[str]) -> dict[str, Evidence]:
    listed, found = list(digests), dict[str, Evidence]()
    for start in range(0, len(listed), CHUNK):
        found |= Evidence.objects.in_bulk(listed[start : start + CHUNK], field_name="digest")
    return found


def _found(rows: Any, column: str, values: Iterable[str]) -> set[str]:
    found: set[str] = set()
    listed = list(values)
    for start in range(0, len(listed), CHUNK):
        chunk = listed[start : start + CHUNK]
        found.update(rows.filter(**{f"{column}__in": chunk}).values_list(column, flat=True))
    return found


def named_titles(
    viewer: Viewer,
    ledger: LedgerUnit,
    names: Iterable[str],
    rows: Sequence[Mapping[str, Any]],
    language: str,
) -> dict[tuple[str, str], str]:
    """Return the titles of the units, people and visible records that rows name, by field and code."""
    found: dict[tuple[str, str], str] = {}
    for name, field in ledger.definition.fields.items():
        values = [row[name] for row in rows if row.get(name)] if name in names else []
        codes = {
            str(code)
            for value in values
            for code in (value if isinstance(value, list) else [value])
        }
        if not codes:
            continue
        titles: Mapping[str, str] = {}
        if field.type in ("unit", "units"):
            units = tree().by_code
            titles = {code: getattr(units[code].title, language) for code in codes if code in units}
        elif field.type == "person":
            titles = names_by_code(codes)
        elif field.type == "ref":
            target = ledger_named(ledger.pack, field.ledger or "")
            held = Record.objects.filter(ledger=target, code__in=codes)
            titles = {row.code: row.title for row in held if may(viewer, "record.read", row)}
        found |= {(name, code): title for code, title in titles.items()}
    return found


def fields_referring(ledger: str) -> list[tuple[LedgerUnit, str]]:
    """Return the (ledger, `ref` field) that name records of a ledger."""
    return [
        (unit, name)
        for unit in installed().ledgers()
        for name, field in unit.definition.fields.items()
        if field.type == "ref" and ledger_named(unit.pack, field.ledger or "") == ledger
    ]


def list_referring(
    viewer: Viewer, ledger: str, code: str
) -> list[tuple[LedgerUnit, list[RecordRow]]]:
    """Return the records that refer to one, by ledger, newest first; those the viewer may see."""
    found: dict[str, tuple[LedgerUnit, list[RecordRow]]] = {}
    for unit, field in fields_referring(ledger):
        keys = RecordKey.objects.filter(ledger=unit.key, field=field, value=code)
        ids = list(keys.order_by("-record_id").values_list("record_id", flat=True)[:200])
        rows = Record.objects.in_bulk(ids)
        seen = [as_record(rows[i]) for i in ids if may(viewer, "record.read", rows[i])]
        if seen:
            found.setdefault(unit.key, (unit, []))[1].extend(seen)
    return list(found.values())
