"""Courses: no examination without attendance, no pass below the mark, and who has work afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from bihuan.kernel.ledgers.reads import get_record
from bihuan.kernel.permissions import SYSTEM
from bihuan.kernel.problems import Conflict, Forbidden, Invalid
from tests.packs.cast import Cast, cast_of

DAYS = {"starts_on": "2022-02-14", "ends_on": "2022-02-25"}


@pytest.fixture
def cast(db: None) -> Iterator[Cast]:
    with cast_of("base", "training") as found:
        yield found


def course(cast: Cast) -> str:
    given: dict[str, Any] = {
        "trade": "elder_care",
        "planned_persons": 20,
        "hours": 40,
        "sessions": 10,
        **DAYS,
    }
    record = cast.add("course", course_name="养老护理培训班", host="妇联", **given)
    return get_record(SYSTEM, record).code


def trainee(cast: Cast, held_in: str, number: int) -> int:
    person = cast.add("base.person", shown_as="林**", full_name=f"林{number}")
    who = get_record(SYSTEM, person).code
    return cast.add("trainee", seat=f"护理{number}", course=held_in, person=who)


def certified(cast: Cast, held_in: str, number: int) -> int:
    record = trainee(cast, held_in, number)
    cast.move("reporter", record, "complete", "2022-02-25", attended=8, held=10)
    cast.move("checker", record, "pass", "2022-02-28", theory=60, practice=75)
    card = f"S000041000021225{number:06d}"
    cast.move("reporter", record, "certify", "2022-03-08", certificate_no=card)
    return record


def test_nobody_is_examined_without_attendance_or_passes_below_the_mark(cast: Cast) -> None:
    record = trainee(cast, course(cast), 1)
    with pytest.raises(Invalid, match="出勤"):
        cast.move("reporter", record, "complete", "2022-02-25", attended=7, held=10)
    cast.move("reporter", record, "complete", "2022-02-25", attended=8, held=10)
    assert get_record(SYSTEM, record).data["attendance"] == "80"
    with pytest.raises(Invalid, match="两门"):
        cast.move("checker", record, "pass", "2022-02-28", theory=90, practice=59)
    with pytest.raises(Forbidden):
        cast.move("reporter", record, "pass", "2022-02-28", theory=90, practice=90)


def test_a_person_sits_in_a_course_once(cast: Cast) -> None:
    held_in = course(cast)
    first = get_record(SYSTEM, trainee(cast, held_in, 1)).data
    with pytest.raises(Conflict):
        cast.add("trainee", seat="护理2", course=held_in, person=first["person"])


def test_who_is_not_reached_stays_in_the_denominator(cast: Cast) -> None:
    held_in = course(cast)
    for number, work in enumerate(("employed", "own", "none", "unreached"), 1):
        record = certified(cast, held_in, number)
        assert get_record(SYSTEM, record).data["call_by"] == "2022-06-06"
        cast.move("reporter", record, "call", "2022-06-06", work_3=work)
    certified(cast, held_in, 5)
    shown = cast.figures("work_rate", "certified_share", "calls_over")
    assert shown == {"work_rate": "50.0", "certified_share": "100.0", "calls_over": "1"}
