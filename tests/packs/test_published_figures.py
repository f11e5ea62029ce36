"""What other places have published comes out of the packs' own formulas, from the counts they gave."""

from __future__ import annotations

import datetime
from decimal import Decimal
from fractions import Fraction
from functools import cache
from pathlib import Path

import pytest

from bihuan.kernel.definitions.expressions import compiled
from bihuan.kernel.definitions.language import Pack
from bihuan.kernel.definitions.reader import load_pack, pack_files
from bihuan.kernel.indicators.figures import show, to_displayed
from bihuan.kernel.periods.elapsed import elapsed_share

PACKS = Path(__file__).resolve().parents[2] / "packs"


@cache
def pack_named(name: str) -> Pack:
    return load_pack(pack_files(PACKS / name))


def computed(pack: str, indicator: str, **operands: Fraction) -> Fraction:
    """Return an indicator's exact value from its operands, by the formula that the pack has."""
    value = compiled(pack_named(pack).indicators[indicator].formula or "")(operands)
    assert isinstance(value, Fraction)
    return value


@pytest.mark.parametrize(
    ("indicator", "operands", "shown"),
    [
        ("signed_start_rate", {"signed_batch_started": 23, "batch_signed": 29}, "79.3"),
        ("started_start_rate", {"started_batch_started": 116, "batch_started": 123}, "94.3"),
        ("started_production_rate", {"started_batch_producing": 53, "batch_started": 123}, "43.1"),
        ("producing_effect_rate", {"producing_batch_effective": 82, "batch_producing": 121}, "67.8"),
    ],
)  # fmt: skip
def test_the_citys_rates_of_four_phases(
    indicator: str, operands: dict[str, int], shown: str
) -> None:
    value = computed("three-batches", indicator, **{k: Fraction(v) for k, v in operands.items()})
    unit = pack_named("three-batches").indicators[indicator].unit
    assert show(to_displayed(value, unit), 1) == shown
    assert 29 + 123 + 121 == 273


@pytest.mark.parametrize(
    ("completed", "planned", "on", "rate", "ahead"),
    [
        ("129.62", "161.20", "2022-05-31", "80.41", "38.74"),
        ("547", "1115.5", "2022-04-30", "49.0", "15.7"),
        ("629.0", "647.4", "2022-10-31", "97.2", "13.8"),  # not 13.9: rounded once, at the end
    ],
)
def test_completion_and_its_lead_are_rounded_once(
    completed: str, planned: str, on: str, rate: str, ahead: str
) -> None:
    share = computed(
        "key-projects",
        "completion_rate",
        investment_completed=Fraction(completed),
        investment_planned=Fraction(planned),
    )
    lead = computed(
        "key-projects",
        "ahead_of_schedule",
        completion_rate=share,
        elapsed_share=elapsed_share(datetime.date.fromisoformat(on)),
    )
    digits = -int(Decimal(rate).as_tuple().exponent)
    assert show(share * 100, digits) == rate
    assert show(lead * 100, digits) == ahead


def test_hazards_a_firm() -> None:
    value = computed(
        "safety", "hazards_per_firm", hazards_of_heat=Fraction(31), firms_inspected=Fraction(15)
    )
    assert show(value, 2) == "2.07"


@pytest.mark.parametrize(
    ("pack", "indicator", "operands", "shown"),
    [
        # started of signed projects, a city of three quarters; key projects of the year begun
        ("investment", "lead_start_rate", {"leads_started": 30, "leads_signed": 42}, "71.4"),
        ("key-projects", "started_rate", {"projects_started": 206, "key_project_count": 255}, "80.8"),
        # 95 projects with 215 approvals
        ("key-projects", "approval_rate", {"approvals_completed": 200, "approvals_assigned": 215}, "93.0"),
        # a county's register of 2075 items
        ("government-services", "zero_visit_rate", {"items_zero_visit": 2070, "items": 2075}, "99.8"),
        ("services", "request_solve_rate", {"requests_solved": 2594, "requests_accepted": 2594}, "100.0"),
        ("rivers", "cleared_rate", {"disorders_cleared": 54173, "disorders_listed": 56024}, "96.7"),
        ("talent", "certified_each", {"persons_certified": 5328, "firms_evaluating": 12}, "444.0"),
    ],
)  # fmt: skip
def test_rates_from_the_counts_that_were_published(
    pack: str, indicator: str, operands: dict[str, int], shown: str
) -> None:
    value = computed(pack, indicator, **{name: Fraction(n) for name, n in operands.items()})
    assert show(to_displayed(value, pack_named(pack).indicators[indicator].unit), 1) == shown


def test_a_rate_below_the_schedule_has_its_sign() -> None:
    lead = computed(
        "key-projects",
        "ahead_of_schedule",
        completion_rate=Fraction("0.281"),
        elapsed_share=elapsed_share(datetime.date(2014, 5, 31)),
    )
    assert show(lead * 100, 1) == "-13.6"
