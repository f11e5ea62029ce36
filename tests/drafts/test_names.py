"""Names that the words around a number bear, the right value in its place, and how values fit."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest

from bihuan.drafts.corrections import corrected
from bihuan.drafts.names import Name, Names, base_unit, surroundings
from bihuan.drafts.precision import Fit, holds
from bihuan.drafts.tokens import MAGNITUDES
from bihuan.drafts.verdicts import read

NAMES = Names(
    [
        Name("k.count", "k", "省、市重点项目", "个"),
        Name("k.done", "k", "完成投资", "元"),
        Name("k.rate", "k", "占年度计划投资的", "%"),
        Name("k.ahead", "k", "超时序进度", "百分点"),
        Name("b.signed", "b", "签约一批项目", "个"),
        Name("b.signed", "b", "签约一批", "个"),
        Name("b.done", "b", "签约一批完成投资", "元"),
        Name("b.rate", "b", "签约一批占年度计划投资", "%"),
        Name("s.hazards", "s", "发现隐患", "处"),
    ],
    ["全区", "云汀开发区"],
)


def found(text: str) -> list[tuple[str, bool] | None]:
    """The best name of each number, and whether its words leave no doubt."""
    reading = read(text)
    best = []
    for claim, around in zip(
        reading.draft.claims, surroundings(reading.draft, reading.numbers), strict=True
    ):
        matches = NAMES.find(claim, around)
        best.append((matches[0].name.key, matches[0].is_sure) if matches else None)
    return best


def test_the_words_of_a_page_name_its_numbers() -> None:
    text = (
        "1月~5月，全区48个省、市重点项目已累计完成投资129.62亿元，达到年度计划投资的80.41%，快于时间进度38.74个百分点。"
        "前四期签约一批项目6个，完成投资11.7亿元，为年度计划投资的99%；发现隐患31个。"
    )
    keys = ["k.count", "k.done", "k.rate", "k.ahead", "b.signed", "b.done", "b.rate", "s.hazards"]
    assert found(text) == [(key, True) for key in keys]


@pytest.mark.parametrize(
    "text",
    [
        "某精密制造园完成投资3.2亿元。",
        "某公司加快建设，完成投资3.2亿元。",
        "发现隐患31处的企业。",
        "其中省级签约一批项目2个。",
    ],
)
def test_words_that_nothing_explains_leave_a_doubt(text: str) -> None:
    assert [sure for _, sure in filter(None, found(text))] == [False]


@pytest.mark.parametrize(
    "text",
    [
        "完成投资同比增长12亿元。",
        "发现隐患较上月减少5处。",
        "完成投资31处。",
        "发现隐患并处理，出动45人次。",
        "新增48个省、市重点项目。",
    ],
)
def test_changes_plans_and_other_measures_are_no_such_number(text: str) -> None:
    assert found(text) == [None]


def test_what_is_to_be_reached_is_a_target() -> None:
    reading = read("力争完成投资161亿元。今年以来完成投资80亿元。")
    matches = [
        NAMES.find(claim, around)[0].is_meant
        for claim, around in zip(
            reading.draft.claims, surroundings(reading.draft, reading.numbers), strict=True
        )
    ]
    assert matches == [True, False]


def test_below_turns_the_sign() -> None:
    reading = read("投资完成率低于时序进度3.2个百分点。")
    (around,) = surroundings(reading.draft, reading.numbers)
    (match,) = NAMES.find(reading.draft.claims[0], around)
    assert match.is_reversed


def test_a_choice_is_remembered_by_the_words_that_say_something() -> None:
    for text in ("截至目前，云汀开发区在手的“活儿”已有3件。", "在手活儿，3件。"):
        reading = read(text)
        (around,) = surroundings(reading.draft, reading.numbers)
        assert NAMES.signature(around) in ("在手活儿〔〕", "〔〕")


def test_magnitudes_come_off_units_but_not_off_percentage_points() -> None:
    assert [base_unit(unit, MAGNITUDES) for unit in ("亿元", "万人", "百分点", "%", "个")] == [
        ("元", 10**8), ("人", 10**4), ("百分点", 1), ("%", 1), ("个", 1),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("printed", "value", "fit"),
    [
        ("129.6亿元", "12962000000", Fit.rounded),
        ("129.62亿元", "12900000000", Fit.differs),
        ("47%", "47.78", Fit.cut_off),
        ("30多处", "31", Fit.rounded),
        ("30多处", "45", Fit.differs),
        ("30处以上", "45", Fit.rounded),
        ("不超过30处", "31", Fit.differs),
        ("近40处", "38", Fit.rounded),
        ("近40处", "41", Fit.differs),
        ("约40处", "41", Fit.rounded),
        ("约40处", "90", None),
        ("数十处", "31", None),
    ],
)
def test_a_value_is_held_in_the_sense_that_is_printed(
    printed: str, value: str, fit: Fit | None
) -> None:
    (claim,) = read(f"发现隐患{printed}。").draft.claims
    assert holds(Fraction(value), claim.number) is fit


@pytest.mark.parametrize(
    ("printed", "right", "text"),
    [
        ("126.92 亿元", "129.62", "129.62 亿元"),
        ("１２６.９２亿元", "129.62", "129.62亿元"),
        ("39.74个百\n\n分点", "38.74", "38.74个百\n\n分点"),
        ("1,234,567元", "2345678", "2,345,678元"),
        ("五十个", "48", "48个"),
        ("三成", "40", "40%"),
    ],
)
def test_the_right_value_is_written_the_way_it_was_printed(
    printed: str, right: str, text: str
) -> None:
    (claim,) = read(f"完成{printed}。").draft.claims
    assert corrected(printed, claim.number, Decimal(right)) == text
