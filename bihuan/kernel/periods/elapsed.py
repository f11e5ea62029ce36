"""Elapsed share of the year (时序进度) by whole months, the published convention m/12."""

import datetime
from fractions import Fraction

from bihuan.kernel.periods.period import Period


def last_closed_month(on: datetime.date) -> datetime.date:
    """Return the first day of the last month that is over on a day (its own, on its last day)."""
    tomorrow = on + datetime.timedelta(days=1)
    if tomorrow.month != on.month:
        return on.replace(day=1)
    return (on.replace(day=1) - datetime.timedelta(days=1)).replace(day=1)


def elapsed_share(on: datetime.date) -> Fraction:
    """Return m/12 with m the last closed month of the year; 0 before January is over."""
    closed = last_closed_month(on)
    return Fraction(closed.month if closed.year == on.year else 0, 12)


def closed_month_ends(on: datetime.date) -> list[datetime.date]:
    """Return the last days of the months of a date's year that are over."""
    closed = last_closed_month(on)
    months = range(1, closed.month + 1) if closed.year == on.year else range(0)
    return [Period("month", on.year, month).last_day for month in months]
