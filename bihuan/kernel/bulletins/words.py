"""The words and days that a bulletin may name instead of writing them out. Pure."""

from __future__ import annotations

import datetime
import re

from bihuan.kernel.definitions.bulletin_text import parse_text
from bihuan.kernel.periods.elapsed import last_closed_month
from bihuan.kernel.periods.period import Period


def word_of(name: str, unit: str, on: datetime.date) -> str:
    """Return what a word prints, of a unit (by its title) and a day."""
    closed = last_closed_month(on)
    match name:
        case "day":
            return f"{on.year}年{on.month}月{on.day}日"
        case "month_day":
            return f"{on.month}月{on.day}日"
        case "year":
            return str(closed.year)
        case "period":
            return f"1—{closed.month}月" if closed.month > 1 else "1月"
        case "flash":
            return "快报数"
        case _:
            return unit


def day_of(said: str, on: datetime.date) -> datetime.date:
    """Return the day that `on=` or `since=` means, of a bulletin's own day."""
    end = Period.of_day("month", last_closed_month(on)).last_day
    match said or "today":
        case "today":
            return on
        case "month_end":
            return end
        case "month_before":
            return end.replace(day=1) - datetime.timedelta(days=1)
        case "week_before":
            return on - datetime.timedelta(days=7)
        case "year_before":
            is_leap_day = (on.month, on.day) == (2, 29)
            return on.replace(year=on.year - 1, day=28 if is_leap_day else on.day)
        case _:
            return datetime.date.fromisoformat(said)


def without_figures(heading: str, unit: str, on: datetime.date) -> str:
    """Return a heading with its words put in, dots where a figure will stand."""
    pieces = [piece for block in parse_text(heading).blocks for piece in block.pieces]
    shown = "".join(
        piece.text
        if piece.tag is None
        else word_of(piece.tag.names[0], unit, on)
        if piece.tag.kind == "word"
        else "…"
        for piece in pieces
    )
    return shown or re.sub(r"\{\{.*?\}\}", "…", heading)
