"""Answers about single records, folded in Python from their own versions.

The same answers as `compile.scan`, for records few enough that planning SQL would cost more than
running it: the fifty rows of a list, the one of a record page. Tests hold the two to the same answer.
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from bihuan.kernel.definitions.language import LedgerUnit
from bihuan.kernel.indicators import columns
from bihuan.kernel.indicators.compile import COUNTED
from bihuan.kernel.indicators.questions import Answer, Base, LedgerQuestion, Part, Span, span_of
from bihuan.kernel.indicators.schema import columns_of
from bihuan.kernel.indicators.shares import Number, Version
from bihuan.kernel.measures.scaled import SCALE


@dataclass(frozen=True, slots=True)
class Known:
    """All versions of some records of one ledger up to a log position, and of their months."""

    versions: Sequence[Version]
    numbers: Sequence[Number]

    def answer(self, question: LedgerQuestion, on: datetime.date) -> Mapping[str, Answer]:
        """Answer a question for each record as it held on a day; the target is its id."""
        months: dict[int, dict[tuple[str, int], Number]] = {}
        for number in self.numbers:
            latest, key = months.setdefault(number.record, {}), (number.measure, number.period)
            if key not in latest or latest[key].seq < number.seq:
                latest[key] = number
        spans = [(base, span_of(base.definition.window, on)) for base in question.bases]
        found: dict[str, dict[tuple[int, object], Part]] = {b.name: {} for b in question.bases}
        for record, version in self._holding(on).items():
            if version.is_void:
                continue
            values = {**version.values, "state": version.state}
            counted = [n for n in months.get(record, {}).values() if n.status in COUNTED]
            for base, span in spans:
                found[base.name][record, None] = _part(base, span, values, counted)
        return found

    def _holding(self, on: datetime.date) -> dict[int, Version]:
        """Return what holds of each record on a day."""
        held: dict[int, Version] = {}
        for version in self.versions:
            before = held.get(version.record)
            if version.on <= on and (
                before is None or (before.on, before.seq) < (version.on, version.seq)
            ):
                held[version.record] = version
        return held


def read(ledger: LedgerUnit, ids: Sequence[int], to: int) -> Known:
    """Read all versions of some records up to a log position."""
    typed = columns_of(ledger)
    versions = [
        Version(
            row[0], datetime.date.fromisoformat(row[1]), row[2], row[3], row[5], bool(row[6]),
            typed.values(json.loads(row[-1])),
        )
        for rows in columns.record_rows(ledger.key, 0, to, ids)
        for row in rows
    ]  # fmt: skip
    numbers = [
        Number(row[0], int(row[1].replace("-", "")), *row[2:])
        for rows in columns.month_rows(ledger.key, 0, to, ids)
        for row in rows
    ]
    return Known(versions, numbers)


def _part(base: Base, span: Span, values: Mapping[str, Any], numbers: Sequence[Number]) -> Part:
    """Return what one record is to a base indicator: its value, and whether it counts."""
    held = base.marker(values)
    dated = base.definition.dated
    if held and dated:
        day = values.get(dated)
        held = day is not None and span.first_day <= day <= span.last_day
    records = int(held)
    if base.is_monthly:
        return (_sum_of_months(base, span, numbers) if held else None), records
    if base.addend:
        return (base.adder(values) if held else None), records
    if base.takes_distinct:
        return int(held and values.get(base.definition.distinct or "") is not None), records
    return records, records


def _sum_of_months(base: Base, span: Span, numbers: Sequence[Number]) -> Fraction | None:
    told = {
        number.period: number.value
        for number in numbers
        if number.measure == base.measure
        and number.value is not None
        and span.first_month <= number.period <= span.last_month
    }
    if base.takes_latest and told:
        told = {max(told): told[max(told)]}
    return Fraction(sum(told.values()), SCALE) if told else None
