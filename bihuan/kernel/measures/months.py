"""What people send for a month -> canonical numbers and notes, every fault named."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bihuan.kernel.definitions.field_types import FIELD_TYPES, parse_measure
from bihuan.kernel.definitions.language import LedgerUnit
from bihuan.kernel.ledgers.models import Evidence, Record
from bihuan.kernel.periods import clock
from bihuan.kernel.periods.elapsed import last_closed_month
from bihuan.kernel.periods.period import Period
from bihuan.kernel.problems import Invalid, InvalidMany, Problem

Numbers = dict[str, str | None]
Notes = dict[str, Any]


def parse_period(period: str) -> Period:
    """Return a month that has begun. Raises Invalid."""
    month = Period.parse(period)
    if month.kind != "month":
        raise Invalid("period-not-month", period=period)
    if month.first_day > clock.today():
        raise Invalid("period-ahead", period=period)
    return month


def reportable_month(row: Record, period: str) -> Period:
    """Return a month that can be reported: over, and no earlier than the year of the record's start.

    A project that joins in April reports what it did since January. Raises Invalid.
    """
    month = parse_period(period)
    if month.first_day > last_closed_month(clock.today()):
        raise Invalid("period-unfinished", period=period)
    if month.year < int(row.on[:4]):
        raise Invalid(
            "period-before-record", period=period, code=row.code, first=f"{row.on[:4]}-01"
        )
    return month


def parse_month(
    ledger: LedgerUnit,
    values: Mapping[str, object],
    notes: Mapping[str, object] | None,
    *,
    partial: bool,
) -> tuple[Numbers, Notes | None]:
    """Return decimal texts (money in yuan) by measure, and notes; missing is missing, never zero.

    `partial` lets required ones be missing, as in a draft. Raises Invalid or InvalidMany.
    """
    faults: list[Problem] = [
        Invalid("measure-unknown", where=name, ledger=ledger.definition.title)
        for name in (*values, *(notes or ()))
        if name not in ledger.definition.measures and name not in ledger.definition.notes
    ]
    numbers: Numbers = {}
    for name, measure in ledger.definition.measures.items():
        raw = values.get(name)
        if measure.value is not None:
            if not _is_empty(raw):
                faults.append(Invalid("measure-derived", where=measure.title))
            continue
        if _is_empty(raw):
            if measure.required and not partial:
                faults.append(Invalid("field-required", where=measure.title))
            continue
        try:
            numbers[name] = parse_measure(raw, measure)
        except Problem as fault:
            fault.where = fault.where or measure.title
            faults.append(fault)
    texts = None if notes is None else _parse_notes(ledger, notes, faults, partial=partial)
    if faults:
        raise faults[0] if len(faults) == 1 else InvalidMany(faults)
    return numbers, texts


def _parse_notes(
    ledger: LedgerUnit, notes: Mapping[str, object], faults: list[Problem], *, partial: bool
) -> Notes:
    parsed: Notes = {}
    for name, note in ledger.definition.notes.items():
        raw = notes.get(name)
        if _is_empty(raw):
            if note.required and not partial:
                faults.append(Invalid("field-required", where=note.title))
            continue
        try:
            parsed[name] = FIELD_TYPES[note.type].parse(raw, note.field)
            if note.type == "evidence":
                _check_stored(parsed[name])
        except Problem as fault:
            fault.where = fault.where or note.title
            faults.append(fault)
    return parsed


def _check_stored(digests: list[str]) -> None:
    stored = set(Evidence.objects.filter(digest__in=digests).values_list("digest", flat=True))
    for digest in digests:
        if digest not in stored:
            raise Invalid("link-unknown", value=digest)


def _is_empty(raw: object) -> bool:
    return raw is None or raw == [] or (isinstance(raw, str) and not raw.strip())
