"""Economic monitoring: what the rest of the year needs, contributions, owed months, drops explained."""

from __future__ import annotations

import datetime
from decimal import Decimal
from pathlib import Path

import pytest

from bihuan.kernel.definitions.reader import pack_files
from bihuan.kernel.indicators.reads import Ask, read_figures
from bihuan.kernel.ledgers.writes import add_record
from bihuan.kernel.measures.boards import board
from bihuan.kernel.measures.reads import newest_numbers
from bihuan.kernel.measures.writes import report_month
from bihuan.kernel.packs.reads import installed
from bihuan.kernel.packs.writes import install_pack
from bihuan.kernel.permissions import SYSTEM
from bihuan.kernel.problems import Invalid
from tests.kernel.conftest import FIRM, Zone, today, zone

__all__ = ["today", "zone"]
PACKS = Path(__file__).parents[2] / "packs"


@pytest.fixture(autouse=True)
def packs(zone: Zone) -> None:
    for name in ("base", "economy"):
        install_pack(pack_files(PACKS / name), actor=SYSTEM)


def series(subject: str, frequency: str, **values: str) -> int:
    sent = {
        "name": subject,
        "subject": subject,
        "measured_in": "亿元",
        "frequency": frequency,
        **values,
    }
    return add_record("series", sent, actor=SYSTEM, unit="S1", on="2022-01-05").id


def shown(name: str) -> str:
    ask = Ask([name], units=["ZONE"], on=datetime.date(2022, 6, 20))
    return read_figures(SYSTEM, ask)[0].display


def test_what_the_rest_of_the_year_must_grow_by() -> None:
    record = series("retail_sales", "from_february", target_growth="10", base_total="100")
    month = {"growth": "5", "amount": "42", "base": "40", "rank": "4", "city_growth": "4"}
    before = {"growth": "5", "amount": "31", "base": "30", "rank": "6", "city_growth": "4"}
    report_month(record, "2022-04", before, actor=SYSTEM)
    report_month(record, "2022-05", month, actor=SYSTEM)
    derived = ("needed", "gap", "rank_up", "is_red", "increment")
    found = newest_numbers([record], derived)
    told = [found[record, name] for name in derived]
    # the year needs 110, 42 are done: 68 over the 60 of last year's rest
    assert told == [Decimal("0.1333"), Decimal("-0.05"), Decimal(2), Decimal(1), Decimal(2)]
    assert (shown("retail_needed"), shown("retail_gap")) == ("13.3", "-5.0")


def test_contributions_add_up_to_the_growth() -> None:
    whole = series("gdp", "quarterly")
    report_month(whole, "2022-03", {"growth": "5", "amount": "105", "base": "100"}, actor=SYSTEM)
    for subject, amount, base in (
        ("gdp_primary", "10.5", "10"), ("gdp_secondary", "52", "50"), ("gdp_tertiary", "42.5", "40"),
    ):  # fmt: skip
        part = series(subject, "quarterly")
        sent = {"growth": "5", "amount": amount, "base": base}
        report_month(part, "2022-03", sent, actor=SYSTEM)
    parts = ("primary", "secondary", "tertiary")
    assert [shown(f"{part}_contribution") for part in parts] == ["10.0", "40.0", "50.0"]
    assert [shown(f"{part}_pull") for part in parts] == ["0.5", "2.0", "2.5"]


def test_january_comes_with_february_and_quarters_by_quarter() -> None:
    for frequency in ("monthly", "from_february", "quarterly"):
        series("other", frequency)
    ledger = installed().ledger("economy.series")
    months = ("2022-01", "2022-02", "2022-03", "2022-04")
    assert [board(SYSTEM, ledger, month).total for month in months] == [1, 2, 3, 2]


def test_a_firm_that_drops_says_why(zone: Zone) -> None:
    values = {"name": "甲公司", "credit_code": FIRM, "sector": "food"}
    firm = add_record("key_firm", values, actor=zone.ann, unit="S1", on="2022-01-05").id
    month = {
        "output": "80", "output_base": "100", "power_used": "9", "power_base": "10", "employees": "50",
    }  # fmt: skip
    with pytest.raises(Invalid, match="check-unexplained"):
        report_month(firm, "2022-05", month, actor=zone.ann)
    report_month(firm, "2022-05", {**month, "output": "81"}, actor=zone.ann)
    assert shown("firms_alerted") == "0"
    firm2 = add_record(
        "key_firm", {**values, "credit_code": "91411700MA00000470"}, actor=zone.ann, unit="S1"
    ).id
    report_month(firm2, "2022-05", month, actor=zone.ann, note="设备大修")
    assert shown("firms_alerted") == "1"


def test_a_number_far_from_the_month_before_is_explained(zone: Zone) -> None:
    values = {"name": "甲公司", "credit_code": FIRM, "sector": "food"}
    firm = add_record("key_firm", values, actor=zone.ann, unit="S1", on="2022-01-05").id
    usual = {
        "output": "100", "output_base": "90", "power_used": "10", "power_base": "9", "employees": "50",
    }  # fmt: skip
    february = {"output": "210", "output_base": "180", "power_used": "21", "power_base": "18"}
    report_month(firm, "2022-02", {**usual, **february}, actor=zone.ann)
    report_month(firm, "2022-03", usual, actor=zone.ann)  # half of two months together is no drop
    for jump, title in (
        ({"output": "151"}, "产值"),
        ({"power_used": "15.1"}, "用电"),
        ({"employees": "500"}, "用工"),
    ):
        with pytest.raises(Invalid, match=f"check-unexplained {title}与上月"):
            report_month(firm, "2022-04", {**usual, **jump}, actor=zone.ann)
    report_month(firm, "2022-04", {**usual, "output": "150"}, actor=zone.ann)
    report_month(firm, "2022-05", {**usual, "employees": "500"}, actor=zone.ann, note="收购乙厂")
