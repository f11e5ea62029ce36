"""The demo zone's meetings, planned, held and written up by its people."""

from __future__ import annotations

import csv
import datetime
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from bihuan.kernel.dispatch.reads import get_agenda, list_meetings
from bihuan.kernel.dispatch.writes import (
    close_meeting,
    decide,
    draft_minutes,
    open_meeting,
    plan_meeting,
    raise_item,
    record_outcome,
    sign_minutes,
)
from bihuan.kernel.org.reads import viewer_of
from bihuan.kernel.permissions import SYSTEM

Row = dict[str, str]


class Meetings:
    """What a pack's demo/meetings*.csv say, as deeds of single days."""

    def __init__(self, folder: Path) -> None:
        self.rows = _rows(folder / "meetings.csv")
        self.items = _rows(folder / "meetings.items.csv")
        self.decisions = _rows(folder / "meetings.decisions.csv")

    def deeds(self) -> Iterator[tuple[datetime.date, bool, Callable[[], None]]]:
        """Yield (day, whether the meeting is held, what is done)."""
        for row in self.rows:
            yield _day(row["recorded"]), False, partial(self._plan, row)
            if row["closes"]:
                yield _day(row["on"]), True, partial(self._hold, row)
            if row["signed_by"]:
                yield _day(row["signed_on"]), False, partial(self._sign, row)

    def _plan(self, row: Row) -> None:
        meeting = plan_meeting(
            row["kind"], actor=viewer_of(row["actor"]), unit=row["unit"], on=row["on"],
            chair=row["chair"], people=row["people"].split(), time=row["time"],
            place=row["place"], also=row["also"],
        )  # fmt: skip
        for item in self.items:
            if item["meeting"] == row["key"]:
                actor = viewer_of(item["actor"])
                raise_item(meeting, item["title"], actor=actor, note=item["note"])

    def _hold(self, row: Row) -> None:
        meeting, actor = _found(row), viewer_of(row["actor"])
        open_meeting(meeting, actor=actor)
        numbers = {item.title.zh: item.number for item in get_agenda(actor, meeting).items}
        for said in self.decisions:
            if said["meeting"] != row["key"]:
                continue
            number = numbers[said["about"]]
            settled = said["settled"] == "yes"
            record_outcome(meeting, number, said["outcome"], actor=actor, settled=settled)
            if said["matter"]:
                decide(
                    meeting, number, said["matter"], actor=actor, lead=said["lead"],
                    co_units=said["co_units"].split(), due=said["due"],
                    deliverable=said["deliverable"],
                )  # fmt: skip
        draft_minutes(meeting, row["minutes"], actor=actor)
        close_meeting(meeting, actor=actor)

    def _sign(self, row: Row) -> None:
        sign_minutes(_found(row), actor=viewer_of(row["signed_by"]))


def have_been_held() -> bool:
    return any(meeting.state == "closed" for meeting in list_meetings(SYSTEM))


def _found(row: Row) -> int:
    return next(
        meeting.id
        for meeting in list_meetings(SYSTEM)
        if (meeting.kind, meeting.on) == (row["kind"], row["on"])
    )


def _day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


def _rows(path: Path) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
