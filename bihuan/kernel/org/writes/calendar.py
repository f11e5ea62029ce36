"""Declare days working or free."""

from __future__ import annotations

from bihuan.kernel.events.writes import append, commit
from bihuan.kernel.org import apply
from bihuan.kernel.org.models import CalendarDay
from bihuan.kernel.periods.days import parse_day
from bihuan.kernel.permissions import EVERYWHERE, Viewer, require
from bihuan.kernel.problems import Invalid


def set_calendar_day(day: str, *, actor: Viewer, working: bool, basis: str) -> CalendarDay:
    """Declare a day working or free, against the State Council calendar. Appends `calendar.set`."""
    require(actor, "calendar.set", path=EVERYWHERE)
    if not basis.strip():
        raise Invalid("basis-missing")
    text = parse_day(day).isoformat()

    def work() -> CalendarDay:
        body = {"day": text, "working": working, "basis": basis}
        return apply.calendar_set(
            append("calendar.set", f"calendar:{text}", body, actor=actor.code)
        )

    return commit(work)
