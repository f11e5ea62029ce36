"""What is asked of one ledger's columns: base indicators with their windows resolved. Pure."""

from __future__ import annotations

import calendar
import datetime
import functools
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

from bihuan.kernel.definitions.language import IndicatorDef, LedgerUnit
from bihuan.kernel.periods.elapsed import last_closed_month

# What is said of a base indicator: (target, split) -> value, records behind it.
Part = tuple[Decimal | Fraction | int | None, int]
Answer = Mapping[tuple[int, object], Part]


def no_value(values: Mapping[str, Any]) -> None:
    """Return what a record adds to a figure that adds nothing up."""


@dataclass(frozen=True, slots=True)
class Base:
    """An aggregate over one ledger, its condition emitted for the engine with parameters bound."""

    name: str  # pack.indicator
    definition: IndicatorDef
    condition: str  # SQL, TRUE when the indicator takes every record
    marker: Callable[[Mapping[str, Any]], bool]  # the same condition on one record's values
    measure: str = ""  # when it sums a monthly measure
    addend: str = ""  # SQL, when it sums a field or an expression over one record
    adder: Callable[[Mapping[str, Any]], Any] = no_value  # the same on one record's values
    names_today: bool = False  # what it counts or adds may differ from day to day

    @property
    def is_monthly(self) -> bool:
        return bool(self.measure)

    @property
    def looks_back(self) -> bool:
        """Whether the window ends before the day that is asked for."""
        return bool(months_back(self.definition.window))

    @property
    def takes_latest(self) -> bool:
        """Whether it takes the newest month of each record, which no sum over records can tell."""
        return self.definition.window == "latest"

    @property
    def adds_up(self) -> bool:
        """Whether sums by month can tell it: not what differs from day to day, nor newest months."""
        return not self.names_today and not self.takes_latest

    @property
    def takes_distinct(self) -> bool:
        return self.definition.distinct is not None


@dataclass(frozen=True, slots=True)
class Span:
    """The months and days that a window covers on a business date."""

    first_month: int  # 202201
    last_month: int
    first_day: datetime.date
    last_day: datetime.date


FAR = datetime.date(1900, 1, 1)


def span_of(window: str, on: datetime.date) -> Span:
    """Resolve a window: monthly numbers count to the last closed month, dated records to the day."""
    closed = last_closed_month(on)
    last = closed.year * 100 + closed.month
    match window:
        case "year_to_date":
            return Span(closed.year * 100 + 1, last, datetime.date(on.year, 1, 1), on)
        case "month":
            return Span(last, last, on.replace(day=1), on)
        case _:
            back = months_back(window)
            return Span(0, last, FAR, months_before(on, int(back)) if back else on)


@dataclass(frozen=True, slots=True)
class Windows:
    """The windows of a business date; `whole_months` leaves out the days of a month begun."""

    on: datetime.date
    whole_months: bool = False

    def span(self, base: Base) -> Span:
        span = span_of(base.definition.window, self.on)
        if not self.whole_months or is_month_end(span.last_day):
            return span
        return replace(span, last_day=month_end_before(span.last_day))


def month_end_before(day: datetime.date) -> datetime.date:
    return day.replace(day=1) - datetime.timedelta(days=1)


def months_back(window: str) -> str:
    """Return how many months a window looks back: a number, or the parameter that says it."""
    return window.split()[0] if window.endswith(" ago") else ""


def months_before(day: datetime.date, months: int) -> datetime.date:
    """Return the same day some months before; a month's end comes from a month's end."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return datetime.date(year, month + 1, last if is_month_end(day) else min(day.day, last))


def month_of(day: datetime.date) -> int:
    return day.year * 100 + day.month


def is_month_end(day: datetime.date) -> bool:
    return (day + datetime.timedelta(days=1)).month != day.month


@dataclass(frozen=True)
class LedgerQuestion:
    """All base indicators of one ledger that are asked together."""

    ledger: LedgerUnit
    bases: Sequence[Base]

    def of(self, bases: Sequence[Base]) -> LedgerQuestion:
        """Return the question of some of its bases alone."""
        return LedgerQuestion(self.ledger, bases)

    @functools.cached_property
    def signature(self) -> Hashable:
        """Return what tells it from every other question of its ledger in one installation."""
        return tuple(
            (base.name, base.condition, base.measure, base.addend, base.definition.window)
            for base in self.bases
        )

    @property
    def distinct(self) -> list[Base]:
        return [base for base in self.bases if base.takes_distinct]

    @property
    def monthly(self) -> list[Base]:
        return [base for base in self.bases if base.is_monthly]

    @property
    def conditions(self) -> Mapping[str, str]:
        """Return condition -> column name of its mark; equal conditions share one."""
        marks: dict[str, str] = {}
        for base in self.bases:
            marks.setdefault(base.condition, f"p{len(marks)}")
        return marks

    @property
    def markers(self) -> list[Callable[[Mapping[str, Any]], bool]]:
        """Return the conditions as functions, in the order of their marks."""
        found = {base.condition: base.marker for base in self.bases}
        return [found[condition] for condition in self.conditions]

    @property
    def dated_fields(self) -> list[str]:
        return sorted({base.definition.dated for base in self.bases if base.definition.dated})

    @property
    def addends(self) -> Mapping[str, str]:
        """Return what is added up -> column name; field names never start with an underscore."""
        every = sorted({base.addend for base in self.bases if base.addend})
        return {addend: f"_a{number}" for number, addend in enumerate(every)}

    @property
    def adders(self) -> Mapping[str, Callable[[Mapping[str, Any]], Any]]:
        """Return what is added up as functions, by column name."""
        found = {base.addend: base.adder for base in self.bases}
        return {name: found[addend] for addend, name in self.addends.items()}
