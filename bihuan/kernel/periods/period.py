"""Periods: a month 2022-05, a quarter 2022Q2, a half 2022H1, a year 2022."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass

from bihuan.kernel.periods.days import YEARS
from bihuan.kernel.problems import Invalid

LENGTHS = {"month": 1, "quarter": 3, "half": 6, "year": 12}
_SHAPE = re.compile(r"(\d{4})(?:-(0[1-9]|1[0-2])|Q([1-4])|H([12]))?")


@dataclass(frozen=True, slots=True)
class Period:
    """A span of whole months inside one year; `number` counts it within the year from 1."""

    kind: str
    year: int
    number: int = 1

    @classmethod
    def parse(cls, text: str) -> Period:
        """Read a period key. Raises Invalid."""
        found = _SHAPE.fullmatch(text)
        if found is None or int(found[1]) not in YEARS:
            raise Invalid("period-unreadable", text=text)
        year, month, quarter, half = found.groups()
        if month:
            return cls("month", int(year), int(month))
        if quarter:
            return cls("quarter", int(year), int(quarter))
        if half:
            return cls("half", int(year), int(half))
        return cls("year", int(year))

    @classmethod
    def of_day(cls, kind: str, day: datetime.date) -> Period:
        """Return the period of a kind that a day lies in."""
        return cls(kind, day.year, (day.month - 1) // LENGTHS[kind] + 1)

    def __str__(self) -> str:
        match self.kind:
            case "month":
                return f"{self.year}-{self.number:02d}"
            case "quarter":
                return f"{self.year}Q{self.number}"
            case "half":
                return f"{self.year}H{self.number}"
            case _:
                return str(self.year)

    @property
    def first_day(self) -> datetime.date:
        return datetime.date(self.year, (self.number - 1) * LENGTHS[self.kind] + 1, 1)

    @property
    def last_day(self) -> datetime.date:
        return self.next().first_day - datetime.timedelta(days=1)

    def __contains__(self, day: object) -> bool:
        return isinstance(day, datetime.date) and self.first_day <= day <= self.last_day

    def next(self) -> Period:
        return self._moved(1)

    def previous(self) -> Period:
        return self._moved(-1)

    def _moved(self, by: int) -> Period:
        per_year = 12 // LENGTHS[self.kind]
        count = self.year * per_year + self.number - 1 + by
        return Period(self.kind, count // per_year, count % per_year + 1)

    def months(self) -> list[Period]:
        """Return the months of the period in order."""
        first = (self.number - 1) * LENGTHS[self.kind] + 1
        return [
            Period("month", self.year, month) for month in range(first, first + LENGTHS[self.kind])
        ]
