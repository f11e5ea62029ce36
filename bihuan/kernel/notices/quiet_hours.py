"""When channels beside the app keep silent. Pure; the app itself is never quiet."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from bihuan.kernel.periods.working_days import WorkingDays
from bihuan.kernel.problems import Invalid


@dataclass(frozen=True, slots=True)
class Quiet:
    """From `start` to `end` o'clock, over midnight when it ends earlier than it starts."""

    start: datetime.time = datetime.time(22)
    end: datetime.time = datetime.time(7)
    free_days: bool = False  # whole days too on which nobody works

    def covers(self, moment: datetime.datetime, calendar: WorkingDays) -> bool:
        """Decide whether a moment (local time) is quiet."""
        time = moment.time()
        begun, over = time >= self.start, time >= self.end
        at_night = begun and not over if self.start <= self.end else begun or not over
        return at_night or (self.free_days and not _is_worked(moment.date(), calendar))


def _is_worked(day: datetime.date, calendar: WorkingDays) -> bool:
    try:
        return calendar.is_working(day)
    except Invalid:  # a year without a calendar must not silence a channel: plain weekends then
        return day.weekday() < 5


def parse_time(text: str) -> datetime.time:
    """Read 22:00. Raises Invalid."""
    try:
        return datetime.datetime.strptime(text.strip(), "%H:%M").time()  # noqa: DTZ007
    except ValueError as error:
        raise Invalid("time-unreadable", text=text) from error
