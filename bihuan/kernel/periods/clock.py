"""The one clock. BIHUAN_TODAY, or the file `$BIHUAN_HOME/today` that the demo zone has, set the day."""

from __future__ import annotations

import contextlib
import datetime
import os
from collections.abc import Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

from bihuan.kernel.problems import Invalid

ZONE = ZoneInfo("Asia/Shanghai")
_travelled: datetime.date | None = None
_file_read: tuple[float, datetime.date | None] = (0.0, None)


def today() -> datetime.date:
    """Return the business day."""
    return _set_day() or datetime.datetime.now(ZONE).date()


def now() -> datetime.datetime:
    """Return the time, aware, in UTC; on a set day it is that day at the wall clock's time."""
    wall = datetime.datetime.now(ZONE)
    day = _set_day()
    if day is not None:
        wall = wall.replace(year=day.year, month=day.month, day=day.day)
    return wall.astimezone(datetime.UTC)


def stamp(moment: datetime.datetime | None = None) -> str:
    """Return a moment (now) as the log writes it: UTC, to the microsecond."""
    at = now() if moment is None else moment.astimezone(datetime.UTC)
    return at.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def day_of(at: str) -> datetime.date:
    """Return the business day of a recorded time."""
    return datetime.datetime.fromisoformat(at).astimezone(ZONE).date()


def is_set() -> bool:
    """Whether the day is set rather than read from the machine."""
    return _set_day() is not None


def set_today(day: datetime.date | None) -> None:
    """Set (or with None free) the day of this installation, for all its processes."""
    path = _path()
    if day is None:
        path.unlink(missing_ok=True)
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_suffix(".new")
    temporary.write_text(day.isoformat(), "ascii")
    temporary.replace(path)


@contextlib.contextmanager
def travel(day: datetime.date) -> Iterator[None]:
    """Make it another day in this process for a while, as when a demo's history is written."""
    global _travelled
    before, _travelled = _travelled, day
    try:
        yield
    finally:
        _travelled = before


def _path() -> Path:
    return Path(os.environ.get("BIHUAN_HOME", "var")) / "today"


def _set_day() -> datetime.date | None:
    global _file_read
    if _travelled is not None:
        return _travelled
    text = os.environ.get("BIHUAN_TODAY")
    if text:
        return _day(text, "BIHUAN_TODAY")
    try:
        changed = _path().stat().st_mtime
    except FileNotFoundError:
        return None
    if _file_read[0] != changed:
        _file_read = (changed, _day(_path().read_text("utf-8").strip(), _path()))
    return _file_read[1]


def _day(text: str, where: object) -> datetime.date:
    try:
        return datetime.date.fromisoformat(text)
    except ValueError as error:
        raise Invalid("date-unreadable", where=where, text=text) from error
