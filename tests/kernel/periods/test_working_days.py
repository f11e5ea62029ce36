"""Working days: the published calendar of 2022, its moved days, a zone's own days, an unknown year."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bihuan.kernel.periods.working_days import Span, WorkingDays
from bihuan.kernel.problems import Invalid

D = datetime.date
CALENDAR = WorkingDays()


@pytest.mark.parametrize(
    ("day", "worked"),
    [
        (D(2022, 6, 3), False),  # Dragon Boat festival, a Friday
        (D(2022, 6, 6), True),
        (D(2022, 10, 8), True),  # a Saturday worked for the national holiday
        (D(2022, 10, 9), True),
        (D(2022, 10, 7), False),
        (D(2022, 4, 24), True),  # a Sunday worked for Labour Day
        (D(2022, 6, 18), False),
    ],
)
def test_the_state_council_calendar_holds(day: datetime.date, worked: bool) -> None:
    assert CALENDAR.is_working(day) is worked


def test_spans_skip_holidays_and_count_moved_days() -> None:
    assert CALENDAR.after(D(2022, 6, 2), 1) == D(2022, 6, 6)
    assert CALENDAR.after(D(2022, 9, 30), 2) == D(2022, 10, 9)
    assert CALENDAR.before(D(2022, 6, 6), 1) == D(2022, 6, 2)
    assert CALENDAR.between(D(2022, 6, 2), D(2022, 6, 7)) == 2
    assert CALENDAR.between(D(2022, 6, 7), D(2022, 6, 2)) == -2


def test_a_zone_overrides_single_days() -> None:
    calendar = WorkingDays({D(2022, 6, 18): True, D(2022, 6, 20): False})
    assert calendar.after(D(2022, 6, 17), 1) == D(2022, 6, 18)
    assert calendar.after(D(2022, 6, 18), 1) == D(2022, 6, 21)


def test_a_year_outside_the_calendar_is_refused() -> None:
    with pytest.raises(Invalid, match="calendar-year"):
        CALENDAR.is_working(D(2040, 3, 1))
    assert WorkingDays({D(2040, 3, 1): True}).is_working(D(2040, 3, 1))


@given(st.dates(D(2020, 1, 5), D(2025, 11, 30)), st.integers(1, 25))
def test_after_and_between_agree(day: datetime.date, count: int) -> None:
    end = CALENDAR.after(day, count)
    assert CALENDAR.is_working(end)
    assert CALENDAR.between(day, end) == count


def test_a_span_ends_with_a_day() -> None:
    start = D(2022, 6, 2)
    assert Span.parse("1 working day").last_day(start, CALENDAR) == D(2022, 6, 6)
    assert Span.parse("3 days").last_day(start, CALENDAR) == D(2022, 6, 5)
    ends = {"4 hours": D(2022, 6, 2), "24 hours": D(2022, 6, 3), "47 hours": D(2022, 6, 3)}
    for text, day in ends.items():
        assert Span.parse(text).last_day(start, CALENDAR) == day
    with pytest.raises(Invalid):
        Span.parse("soon")


def test_months_end_with_the_day_of_their_number_or_the_last_of_the_month() -> None:
    span = Span.parse("3 months")
    assert span.last_day(D(2021, 11, 30), CALENDAR) == D(2022, 2, 28)
    assert span.last_day(D(2022, 3, 20), CALENDAR) == D(2022, 6, 20)
    assert span.day_before(D(2022, 3, 15), CALENDAR) == D(2021, 12, 15)
