"""Which rung of a deadline's ladder of supervision slips a day has reached. Pure."""

from __future__ import annotations

import datetime
from collections.abc import Callable

from bihuan.kernel.definitions.language import DeadlineDef, SlipRule
from bihuan.kernel.periods.working_days import Span, WorkingDays
from bihuan.kernel.problems import Invalid


def day_of(
    rule: SlipRule, due: datetime.date, span_of: Callable[[str], Span], calendar: WorkingDays
) -> datetime.date:
    """Return the day on which a rung's slip goes out."""
    if rule.before is not None:
        return span_of(rule.before).day_before(due, calendar)
    if rule.after is not None:
        return span_of(rule.after).last_day(due, calendar)
    return due


def rung_reached(
    deadline: DeadlineDef,
    due: datetime.date,
    today: datetime.date,
    span_of: Callable[[str], Span],
    calendar: WorkingDays,
) -> int | None:
    """Return the last rung whose day has come: whoever slept through one gets the next one only."""
    reached = [
        number
        for number, rule in enumerate(deadline.slips)
        if _has_come(rule, due, today, span_of, calendar)
    ]
    return reached[-1] if reached else None


def _has_come(
    rule: SlipRule,
    due: datetime.date,
    today: datetime.date,
    span_of: Callable[[str], Span],
    calendar: WorkingDays,
) -> bool:
    try:
        return day_of(rule, due, span_of, calendar) <= today
    except Invalid:
        if rule.after is None:
            raise
        calendar.is_working(today)  # raises when even this year has no calendar
        return False  # counted on into a year without one: later than today
