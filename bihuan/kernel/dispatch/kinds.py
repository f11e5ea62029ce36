"""The three kinds of meetings, and how far up an item that stays unsettled has climbed. Pure."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from bihuan.kernel.problems import Words

KINDS = {
    "weekly": Words("周例会", "Weekly meeting"),
    "coordination": Words("部门协调会", "Coordination meeting"),
    "on_site": Words("现场办公会", "Meeting on site"),
}
STATES = {
    "planned": Words("待召开", "Planned"),
    "open": Words("进行中", "In progress"),
    "closed": Words("已结束", "Closed"),
}
SOURCES = {
    "figure": Words("红灯指标", "Red figures"),
    "overdue": Words("逾期事项", "Overdue records"),
    "problem": Words("未解决问题", "Open problems"),
    "raised": Words("提请议题", "Items raised"),
}
LEVELS = (*KINDS.values(), Words("主要领导", "The top leader"))


def level_reached(
    first_on: datetime.date, today: datetime.date, climbs_after: Sequence[int]
) -> int:
    """Return how many levels an item has climbed that stands unsettled since a day."""
    stood = (today - first_on).days
    return sum(stood >= days for days in climbs_after)


def least_level(kind: str) -> int:
    """Return the level from which an item comes before a meeting of this kind by itself."""
    return list(KINDS).index(kind)
