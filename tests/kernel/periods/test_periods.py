"""Periods, elapsed share, days, the clock."""

import datetime
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bihuan.kernel.periods import clock
from bihuan.kernel.periods.days import parse_day
from bihuan.kernel.periods.elapsed import elapsed_share, last_closed_month
from bihuan.kernel.periods.period import LENGTHS, Period
from bihuan.kernel.problems import Invalid

D = datetime.date


@pytest.mark.parametrize(
    ("on", "share"),
    [
        (D(2022, 5, 31), Fraction(5, 12)), (D(2022, 6, 20), Fraction(5, 12)), (D(2022, 6, 30), Fraction(1, 2)),
        (D(2022, 1, 15), Fraction(0)), (D(2022, 1, 31), Fraction(1, 12)), (D(2022, 12, 31), Fraction(1)),
        (D(2024, 2, 28), Fraction(1, 12)), (D(2024, 2, 29), Fraction(1, 6)),
    ],
)  # fmt: skip
def test_elapsed_share_counts_closed_months(on: datetime.date, share: Fraction) -> None:
    assert elapsed_share(on) == share


@given(st.dates(D(2000, 1, 1), D(2100, 1, 1)), st.sampled_from(list(LENGTHS)))
def test_a_period_holds_its_day_and_reads_back(day: datetime.date, kind: str) -> None:
    period = Period.of_day(kind, day)
    assert day in period
    assert Period.parse(str(period)) == period
    assert period.next().previous() == period
    assert period.next().first_day == period.last_day + datetime.timedelta(days=1)
    assert len(period.months()) == LENGTHS[kind]
    assert last_closed_month(period.last_day).month == period.last_day.month


@pytest.mark.parametrize("text", ["2022-13", "2022Q5", "2022H3", "二〇二二", "", "2022-5"])
def test_what_is_no_period_is_refused(text: str) -> None:
    with pytest.raises(Invalid):
        Period.parse(text)


@pytest.mark.parametrize(
    "text", ["2022-05-03", "2022/5/3", "2022.5.3", "2022年5月3日", " 2022-5-3 "]
)
def test_days_as_people_write_them(text: str) -> None:
    assert parse_day(text) == D(2022, 5, 3)


@pytest.mark.parametrize("text", ["2022-02-30", "5月3日", "2022", "", "2022-5-3-1"])
def test_what_is_no_day_is_refused(text: str) -> None:
    with pytest.raises(Invalid):
        parse_day(text)


def test_one_clock(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BIHUAN_HOME", str(tmp_path))
    assert not clock.is_set()
    clock.set_today(D(2022, 6, 20))
    assert clock.today() == D(2022, 6, 20)
    assert clock.now().astimezone(clock.ZONE).date() == D(2022, 6, 20)
    monkeypatch.setenv("BIHUAN_TODAY", "2022-07-01")
    assert clock.today() == D(2022, 7, 1)
    with clock.travel(D(2021, 1, 1)):
        assert clock.today() == D(2021, 1, 1)
    monkeypatch.delenv("BIHUAN_TODAY")
    clock.set_today(None)
    assert not clock.is_set()
