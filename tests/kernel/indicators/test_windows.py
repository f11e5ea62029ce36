"""Windows that look back: what is dated some months ago or longer, on any day."""

from __future__ import annotations

import datetime
from decimal import Decimal
from fractions import Fraction

import pytest

from bihuan.kernel.definitions.reader import pack_files
from bihuan.kernel.events.reads import position
from bihuan.kernel.indicators.questions import months_before
from bihuan.kernel.indicators.reads import Ask, read_figures
from bihuan.kernel.measures.reads import find_report, newest_numbers
from bihuan.kernel.measures.writes import report_month
from bihuan.kernel.packs.writes import install_pack, set_parameter
from bihuan.kernel.permissions import SYSTEM
from bihuan.kernel.problems import Invalid
from bihuan.kernel.workflow.writes import move_record
from tests.kernel.conftest import TINY, Zone

STALE = (
    "title: {zh: 久拖, en: Stale}\nwhy: x\nunit: 个\ndigits: 0\nof: case\ncount: records\n"
    "dated: started_on\nwindow: patience months ago\n"
)
OVERDUE = (
    "title: {zh: 逾期天数, en: Days late}\nwhy: x\nunit: 天\ndigits: 0\nof: case\n"
    "sum: days_between(due_on, today)\nwhere: due_on < today and state in ('planned', 'started')\n"
)
PATIENCE = "patience: {title: {zh: 耐心, en: Patience}, default: 2, unit: 月, basis: DEFAULT}\n"


@pytest.mark.parametrize(
    ("day", "months", "before"),
    [
        ("2022-05-31", 3, "2022-02-28"), ("2022-02-28", 1, "2022-01-31"),
        ("2022-05-30", 3, "2022-02-28"), ("2022-01-15", 1, "2021-12-15"),
    ],
)  # fmt: skip
def test_a_month_before_a_months_end_is_a_months_end(day: str, months: int, before: str) -> None:
    assert months_before(datetime.date.fromisoformat(day), months).isoformat() == before


def test_only_what_is_old_enough_is_counted(zone: Zone) -> None:
    files = pack_files(TINY)
    files["pack.yaml"] = files["pack.yaml"].replace("1.0.0", "1.1.0")
    files["indicators/stale.yaml"] = STALE
    files["parameters.yaml"] += PATIENCE
    install_pack(files, actor=SYSTEM)
    for day in ("2022-03-31", "2022-04-10", "2022-05-01"):
        zone.case(started_on=day)

    def stale(on: str) -> int:
        ask = Ask(indicators=["stale"], units=["ZONE"], on=datetime.date.fromisoformat(on))
        (figure,) = read_figures(SYSTEM, ask)
        return int(figure.displayed or 0)

    days = ("2022-05-30", "2022-05-31", "2022-06-09", "2022-06-10", "2022-06-20")
    assert [stale(on) for on in days] == [0, 1, 1, 2, 2]
    set_parameter("tiny", "patience", 1, actor=SYSTEM, on="2022-06-01", basis="改")
    assert stale("2022-06-20") == 3


LEVEL = (
    "measures:\n"
    "  growth: {type: percent, adds_up: false, min: -100, title: {zh: 增速, en: Growth}, unit: '%', required: false}\n"
    "  gap: {type: percent, adds_up: false, title: {zh: 目标差, en: Gap}, unit: 百分点, value: growth - share / 100}\n"
    "  behind: {type: integer, title: {zh: 连续落后, en: Behind}, unit: 次,"
    " value: case when gap < 0 and prior_gap < 0 then 1 when gap is not null then 0 end}\n"
)
GROWTH = 'title: {zh: 增速, en: Growth}\nwhy: x\nunit: "%"\nof: case\nsum: growth\nwindow: latest\n'
BEHIND = (
    "title: {zh: 落后数, en: Behind}\nwhy: x\nunit: 个\nof: case\nsum: behind\nwindow: latest\n"
)


def test_rates_and_what_is_derived_of_them_count_by_the_newest_month(zone: Zone) -> None:
    files = pack_files(TINY)
    files["pack.yaml"] = files["pack.yaml"].replace("1.0.0", "1.1.0")
    files["ledgers/case.yaml"] = files["ledgers/case.yaml"].replace("measures:\n", LEVEL)
    files |= {"indicators/growing.yaml": GROWTH, "indicators/lagging.yaml": BEHIND}
    install_pack(files, actor=SYSTEM)
    record = zone.case(share="9")

    def report(period: str, growth: str) -> None:
        report_month(record, period, {"invested": "1", "growth": growth}, actor=zone.ann)

    def shown(name: str, on: str) -> Fraction | None:
        (figure,) = read_figures(
            SYSTEM, Ask([name], units=["ZONE"], on=datetime.date.fromisoformat(on))
        )
        return figure.displayed

    for period, growth in (("2022-01", "8.5"), ("2022-02", "-1.25%"), ("2022-03", "9.6")):
        report(period, growth)
    days = ("2022-01-31", "2022-02-28", "2022-03-30", "2022-05-31", "2022-06-20")
    assert [shown("growing", on) for on in days] == [
        Fraction("8.5"), Fraction("-1.25"), Fraction("-1.25"), Fraction("9.6"), Fraction("9.6"),
    ]  # fmt: skip
    assert [shown("lagging", on) for on in days] == [0, 1, 1, 0, 0]
    held = find_report(SYSTEM, record, "2022-02")
    assert held is not None
    assert held.values["gap"] == Decimal("-0.1025")
    assert newest_numbers([record], ["gap"]) == {(record, "gap"): Decimal("0.006")}
    with pytest.raises(Invalid, match="measure-derived"):
        report_month(record, "2022-04", {"invested": "1", "gap": "1"}, actor=zone.ann)


def test_what_names_today_is_of_the_day_and_position_asked_for(zone: Zone) -> None:
    files = pack_files(TINY)
    files["pack.yaml"] = files["pack.yaml"].replace("1.0.0", "1.1.0")
    files["indicators/days-late.yaml"] = OVERDUE
    install_pack(files, actor=SYSTEM)
    case = zone.case(due_on="2022-03-28")
    zone.case(due_on="2022-05-30", unit="S2")
    before = position()
    move_record(case, "start", actor=SYSTEM, on="2022-03-20")
    move_record(case, "fix", actor=SYSTEM, on="2022-05-10", values={"story": "x"})

    def late(on: str, at: int | None = None) -> dict[str, int]:
        names = ["days_late", "cases"]
        ask = Ask(indicators=names, units=["ZONE"], on=datetime.date.fromisoformat(on), at=at)
        return {figure.name: int(figure.value or 0) for figure in read_figures(SYSTEM, ask)}

    days = ("2022-03-28", "2022-03-31", "2022-04-30", "2022-05-10", "2022-05-31", "2022-06-20")
    assert [late(on)["days_late"] for on in days] == [0, 3, 33, 0, 1, 21]
    assert late("2022-05-31", before) == {"days_late": 64 + 1, "cases": 2}


def test_a_product_over_one_record_has_room_for_large_sums(zone: Zone) -> None:
    files = pack_files(TINY)
    files["pack.yaml"] = files["pack.yaml"].replace("1.0.0", "1.1.0")
    files["indicators/weighed.yaml"] = (
        "title: {zh: 加权, en: Weighed}\nwhy: x\nunit: 亿元\nof: case\n"
        "sum: planned * coalesce(count_of, 25) * 0.01\n"
    )
    install_pack(files, actor=SYSTEM)
    zone.case(planned="40000000")  # 万元
    zone.case(planned="40000000", count_of="50")
    ask = Ask(indicators=["weighed"], units=["ZONE"], on=datetime.date(2022, 6, 20))
    (figure,) = read_figures(SYSTEM, ask)
    assert figure.display == "3000.00"
