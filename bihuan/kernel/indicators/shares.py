"""What a few changed records contribute to partial sums, folded in Python. Pure.

The same steps as `compile.partials`, for records few enough that planning SQL would cost more than
running it: right after a write a figure needs only the difference that one record made. Tests hold
the two to the same answer.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext
from fractions import Fraction
from typing import Any

from bihuan.kernel.indicators.compile import APPROVED, COUNTED
from bihuan.kernel.indicators.questions import LedgerQuestion, month_of
from bihuan.kernel.measures.scaled import DIGITS

Position = tuple[int, int]  # weight, log position
Key = tuple[Any, ...]
Marker = Callable[[Mapping[str, Any]], bool]


@dataclass(frozen=True, slots=True)
class Version:
    """One record version as the database has it."""

    record: int
    on: datetime.date
    seq: int
    unit: int
    state: str
    is_void: bool
    values: Mapping[str, Any]  # typed as the columns are; numbers exact


@dataclass(frozen=True, slots=True)
class Number:
    """One measure version as the database has it; value in ten-thousandths."""

    record: int
    period: int
    seq: int
    status: str
    measure: str
    value: int | None


@dataclass(frozen=True, slots=True)
class _Step:
    """A share that comes (or, with a negative sign, goes) in a month."""

    sign: int
    weight: int
    record: int
    version: Version
    month: int
    marks: tuple[bool, ...]


def steps(
    versions: Iterable[Version], positions: Sequence[Position], markers: Sequence[Marker]
) -> list[_Step]:
    """Return every coming and going of the records' shares, at each weighed position."""
    found: list[_Step] = []
    by_record: dict[int, list[Version]] = {}
    for version in versions:
        by_record.setdefault(version.record, []).append(version)
    for weight, at in positions:
        for record, known in by_record.items():
            timeline: dict[datetime.date, Version] = {}
            for version in known:
                held = timeline.get(version.on)
                if version.seq <= at and (held is None or held.seq < version.seq):
                    timeline[version.on] = version
            days = sorted(timeline)
            for number, on in enumerate(days):
                version = timeline[on]
                if version.is_void:
                    continue
                values = {**version.values, "state": version.state}
                marks = tuple(marker(values) for marker in markers)
                found.append(_Step(weight, weight, record, version, month_of(on), marks))
                if number + 1 < len(days):
                    gone = month_of(days[number + 1])
                    found.append(_Step(-weight, weight, record, version, gone, marks))
    return found


def record_rows(
    question: LedgerQuestion, split: str | None, every: Iterable[_Step]
) -> list[dict[str, Any]]:
    """Return rows for the partial sums of records."""
    sums: dict[Key, dict[str, Any]] = {}
    adders = question.adders
    for step in every:
        values = step.version.values
        dates = tuple(
            None if values.get(name) is None else month_of(values[name])
            for name in question.dated_fields
        )
        key = (step.version.unit, step.month, _split(split, step.version), step.marks, dates)
        row = sums.setdefault(key, {"n": 0})
        row["n"] += step.sign
        known = {**values, "state": step.version.state}
        for name, adder in adders.items():
            value = adder(known)
            row[f"s{name}"] = row.get(f"s{name}", Fraction(0)) + step.sign * (value or 0)
            row[f"c{name}"] = row.get(f"c{name}", 0) + (step.sign if value is not None else 0)
    rows = []
    for (unit, month, part, marks, dates), row in sums.items():
        if any(row.values()):
            row |= {f"s{name}": _decimal(row[f"s{name}"]) for name in adders}
            row |= _keys(question, split, unit, month, part, marks)
            row |= {f"d_{n}": d for n, d in zip(question.dated_fields, dates, strict=True)}
            rows.append(row)
    return rows


def month_rows(
    question: LedgerQuestion,
    split: str | None,
    every: Iterable[_Step],
    numbers: Iterable[Number],
    positions: Sequence[Position],
) -> list[dict[str, Any]]:
    """Return rows for the partial sums of months."""
    measures = {base.measure for base in question.monthly}
    known: dict[tuple[int, int], dict[tuple[str, int], Number]] = {}
    for number in numbers:
        if number.measure not in measures:
            continue
        for weight, at in positions:
            if number.seq <= at:
                latest = known.setdefault((weight, number.record), {})
                held = latest.get((number.measure, number.period))
                if held is None or held.seq < number.seq:
                    latest[number.measure, number.period] = number
    sums: dict[Key, list[int]] = {}
    for step in every:
        for number in known.get((step.weight, step.record), {}).values():
            if number.status not in COUNTED or number.value is None:
                continue
            key = (
                step.version.unit, step.month, _split(split, step.version), step.marks,
                number.period, number.measure, number.status in APPROVED,
            )  # fmt: skip
            row = sums.setdefault(key, [0, 0])
            row[0] += step.sign * number.value
            row[1] += step.sign
    return [
        {
            **_keys(question, split, *key[:4]),
            "_period": key[4],
            "measure": key[5],
            "_approved": key[6],
            "value": Decimal(value).scaleb(-DIGITS),
            "n": count,
        }
        for key, (value, count) in sums.items()
        if value or count
    ]


def _keys(
    question: LedgerQuestion, split: str | None, unit: int, month: int, part: Any, marks: Key
) -> dict[str, Any]:
    keys: dict[str, Any] = {"_unit": unit, "_from": month}
    keys |= dict(zip(question.conditions.values(), marks, strict=True))
    if split:
        keys[split] = part
    return keys


def _split(split: str | None, version: Version) -> Any:
    if split is None:
        return None
    return version.state if split == "state" else version.values.get(split)


def _decimal(exact: Fraction) -> Decimal:
    """Return a sum as a decimal: what is added up never divides, so there always is one."""
    with localcontext(prec=76):
        return Decimal(exact.numerator) / Decimal(exact.denominator)
