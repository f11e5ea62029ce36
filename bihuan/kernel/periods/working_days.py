"""Working days of the State Council calendar, with the days that a zone declared otherwise.

The calendar (weekends, holidays and the 调休 days worked instead) is the `chinesecalendar` package's,
which knows a year once its notice is out. A year outside it is an error, not a guess.
"""

from __future__ import annotations

import calendar
import datetime
import functools
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

import chinese_calendar

from bihuan.kernel.problems import Invalid

DAY = datetime.timedelta(days=1)
HOURS_OF_A_DAY = 24
_SPAN = re.compile(r"(\d{1,4})\s*(working days?|days?|hours?|months?)")


@functools.lru_cache(maxsize=32)
def _working_days_of(year: int) -> frozenset[datetime.date]:
    first, last = datetime.date(year, 1, 1), datetime.date(year, 12, 31)
    try:
        return frozenset(chinese_calendar.get_workdays(first, last))
    except NotImplementedError as error:
        raise Invalid("calendar-year", year=year) from error


@dataclass(frozen=True)
class WorkingDays:
    """A calendar; `overrides` says of single days whether they are worked."""

    overrides: Mapping[datetime.date, bool] = field(default_factory=dict)

    def is_working(self, day: datetime.date) -> bool:
        """Whether a day is worked. Raises Invalid for a year without a calendar."""
        declared = self.overrides.get(day)
        return day in _working_days_of(day.year) if declared is None else declared

    def after(self, day: datetime.date, count: int) -> datetime.date:
        """Return the count-th working day after a day; the day itself is not counted."""
        while count > 0:
            day += DAY
            count -= self.is_working(day)
        return day

    def before(self, day: datetime.date, count: int) -> datetime.date:
        """Return the count-th working day in front of a day."""
        while count > 0:
            day -= DAY
            count -= self.is_working(day)
        return day

    def between(self, start: datetime.date, end: datetime.date) -> int:
        """Count the working days after `start` up to and with `end`; negative when `end` is first."""
        if end < start:
            return -self.between(end, start)
        return sum(self.is_working(start + DAY * n) for n in range(1, (end - start).days + 1))


@dataclass(frozen=True, slots=True)
class Span:
    """A time allowed: `15 working days`, `10 days`, `4 hours`, `3 months`.

    A deadline is a day, so hours end with the day to which they lead: 4 of them today, 24 tomorrow.
    """

    count: int
    unit: str  # working day | day | month

    @classmethod
    def parse(cls, text: str) -> Span:
        """Read a span. Raises Invalid."""
        found = _SPAN.fullmatch(text.strip())
        if found is None:
            raise Invalid("span-unreadable", text=text)
        count, unit = int(found[1]), found[2].removesuffix("s")
        return cls(count // HOURS_OF_A_DAY, "day") if unit == "hour" else cls(count, unit)

    def last_day(self, start: datetime.date, working: WorkingDays) -> datetime.date:
        """Return the last day allowed, counted from a day that does not count itself."""
        if self.unit == "working day":
            return working.after(start, self.count)
        return months_after(start, self.count) if self.unit == "month" else start + DAY * self.count

    def day_before(self, end: datetime.date, working: WorkingDays) -> datetime.date:
        """Return the day from which a day is this far away."""
        if self.unit == "working day":
            return working.before(end, self.count)
        return months_after(end, -self.count) if self.unit == "month" else end - DAY * self.count


def months_after(day: datetime.date, months: int) -> datetime.date:
    """Return the same day some months later, the last of its month where there is no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return datetime.date(year, month + 1, min(day.day, last))
