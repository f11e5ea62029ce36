"""Stretches of time that come again: a day, a week from Monday, a month, a quarter, a half, a year."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass

from bihuan.kernel.periods.period import Period

KINDS = {"month": "month", "quarter": "quarter", "half_year": "half", "year": "year"}  # of Period
EVERY = ("day", "week", *KINDS)


@dataclass(frozen=True, slots=True)
class Stretch:
    """One stretch and what it is called: 2022-05-31, 2022-W22, 2022-05, 2022Q2, 2022H1, 2022."""

    key: str
    first_day: datetime.date
    last_day: datetime.date


def stretch_of(every: str, day: datetime.date) -> Stretch:
    """Return the stretch that a day lies in."""
    if every == "day":
        return Stretch(day.isoformat(), day, day)
    if every == "week":
        year, week, weekday = day.isocalendar()
        monday = day - datetime.timedelta(days=weekday - 1)
        return Stretch(f"{year}-W{week:02d}", monday, monday + datetime.timedelta(days=6))
    period = Period.of_day(KINDS[every], day)
    return Stretch(str(period), period.first_day, period.last_day)


def stretches(every: str, since: datetime.date, until: datetime.date) -> Iterator[Stretch]:
    """Yield the stretches that touch the days between two, the first of which may have begun before."""
    day = since
    while day <= until:
        stretch = stretch_of(every, day)
        yield stretch
        day = stretch.last_day + datetime.timedelta(days=1)
