"""How what is printed and what is computed agree."""

from __future__ import annotations

from fractions import Fraction

import pytest

from bihuan.kernel.measures.writes import set_target
from bihuan.kernel.permissions import SYSTEM
from bihuan.kernel.printed_page.comparisons import (
    Comparison,
    agree,
    as_printed,
    plain_value,
    read_printed,
)
from bihuan.kernel.printed_page.reads import PageRow, PrintedFigure, compare_page
from tests.kernel.conftest import Zone


@pytest.mark.parametrize(
    ("comparison", "printed", "computed", "agrees"),
    [
        (Comparison.rounded, "129.62亿元", "12962000000", True),
        (Comparison.rounded, "129.62亿元", "12961500000", True),
        (Comparison.rounded, "129.62亿元", "12961499999", False),
        (Comparison.rounded, "16亿元", "1550000000", True),
        (Comparison.rounded, "99%", "98.5", True),
        (Comparison.rounded, "99%", "98.49", False),
        (Comparison.rounded, "-3.2%", "-3.249", True),
        (Comparison.rounded, "48个省、市重点项目", "48", True),
        (Comparison.rounded, "48个省、市重点项目", "49", False),
        (Comparison.below_next_step, "6万多棵", "60000", True),
        (Comparison.below_next_step, "6万多棵", "69999", True),
        (Comparison.below_next_step, "6万多棵", "70000", False),
        (Comparison.below_next_step, "6万多棵", "59999", False),
        (Comparison.below_next_step, "30多个自然村", "39", True),
        (Comparison.below_next_step, "30多个自然村", "40", False),
        (Comparison.below_next_step, "100多万元", "1999999", True),
        (Comparison.below_next_step, "100多万元", "2000000", False),
        (Comparison.at_least, "120平方米以上", "120", True),
        (Comparison.at_least, "120平方米以上", "119.9", False),
    ],
)
def test_a_printed_number_stands_for_what_rounds_to_it(
    comparison: Comparison, printed: str, computed: str, agrees: bool
) -> None:
    assert agree(comparison, read_printed(printed), Fraction(computed)) is agrees


@pytest.mark.parametrize(
    ("unit", "plain"),
    [("亿元", (10**8, "元")), ("万元", (10**4, "元")), ("个", (1, "个")), ("%", (1, "%")), ("人", (1, "人")),
     ("百分点", (1, "百分点")), ("万平方米", (10**4, "平方米")), ("台次", (1, "台次")), ("颗星", (1, "颗星"))],
)  # fmt: skip
def test_a_unit_loses_its_magnitude(unit: str, plain: tuple[int, str]) -> None:
    assert plain_value(Fraction(1), unit) == plain


def test_a_result_is_written_like_what_is_printed() -> None:
    assert as_printed(Fraction(129619), "元", read_printed("13.0万元"), exactly=False) == "13.0万元"  # fmt: skip
    assert as_printed(Fraction(62350), "棵", read_printed("6万多棵"), exactly=True) == "6.235万棵"
    assert as_printed(Fraction(130), "平方米", read_printed("120平方米以上"), exactly=True) == "130平方米"  # fmt: skip


def row(zone: Zone, **values: str) -> PageRow:
    printed = PrintedFigure(
        **{
            "story": "S1",
            "printed": "2个",
            "what": "",
            "indicator": "cases",
            "unit": "S1",
            "on": "2022-06-20",
            "kind": "statistic",
            "comparison": Comparison.rounded.value,
            **values,
        }
    )
    (found,) = compare_page(zone.ann, [printed])
    return found


def test_each_kind_is_compared_as_it_should_be(zone: Zone) -> None:
    zone.case()
    zone.case("乙")
    found = row(zone)
    assert (found.agrees, found.computed, found.records) == (True, "2个", 2)
    assert row(zone, printed="3个").agrees is False
    lost = row(zone, printed="", kind="lost", comparison=Comparison.none.value)
    assert (lost.lost, lost.computed, lost.agrees) == (True, None, None)
    vague = row(
        zone, printed="上万元", kind="implausible", comparison=Comparison.flag.value, indicator=""
    )
    assert (vague.flagged, vague.computed, vague.agrees) == (True, None, None)
    other = row(zone, unit="S2")
    assert (other.computed, other.agrees) == (None, None)


def test_a_target_is_held_against_the_page_and_not_its_figure(zone: Zone) -> None:
    zone.case()
    assert row(zone, kind="target", printed="30个").agrees is False
    set_target("cases", "30", actor=SYSTEM, unit="S1", period="2022", basis="年度计划")
    found = row(zone, kind="target", printed="30个")
    assert (found.agrees, found.computed, found.records) == (True, "30个", 1)
