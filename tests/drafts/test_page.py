"""A newspaper page as recognition leaves it: columns interleaved, sentences cut."""

from decimal import Decimal
from pathlib import Path

import pytest

from bihuan.drafts.findings import Verdict
from bihuan.drafts.verdicts import Checked, check

TEXT = (Path(__file__).parent / "page.txt").read_text(encoding="utf-8")
STATISTICS = [
    ("48", "个"), ("129.62", "亿元"), ("80.41", "%"), ("38.74", "百分点"), ("21", "个"), ("6", "个"), ("11.7", "亿元"),
    ("99", "%"), ("8", "个"), ("100", "%"), ("16", "亿元"), ("76.9", "%"), ("7", "个"), ("55", "亿元"), ("17", "次"),
    ("39", "批"), ("42", "个"), ("30", "家"), ("10", "支"), ("7", "个"), ("51", "名"), ("10", "个"), ("10", "间"),
    ("10000", "元"), ("4", "个"), ("120", "平方米"), ("2865", "台次"), ("30", "个"), ("60000", "棵"), ("50", "个"),
    ("1000000", "元"), ("18", "个"), ("12", "家"), ("12", "家"), ("5328", "人"), ("2", "人"), ("2", "人"), ("2", "人"),
    ("17", "人"), ("6", "人"), ("3000000", "元"), ("1100", "平方米"), ("7900000", "元"), ("15", "家"), ("31", "处"),
]  # fmt: skip


@pytest.fixture(scope="module")
def checked() -> list[Checked]:
    return check(TEXT)


def test_every_statistic_is_found_and_nothing_else(checked: list[Checked]) -> None:
    found = [(item.value, item.measured_in) for item in checked]
    assert found == [(Decimal(value), unit) for value, unit in STATISTICS]


def test_approximations_keep_their_sense(checked: list[Checked]) -> None:
    senses = {item.text: item.qualifier for item in checked if item.qualifier != "exact"}
    assert senses == {
        "上万元": "at_least",
        "120平方米以上": "at_least",
        "30多个": "over",
        "6万多棵": "over",
        "100 多万元": "over",
        "300 多万元": "over",
    }


@pytest.mark.parametrize("text", ["80.41%", "38.74个百\n\n分点", "21个", "6个", "8个"])
def test_what_the_page_bears_out_is_supported(checked: list[Checked], text: str) -> None:
    assert next(item for item in checked if item.text == text).verdict is Verdict.supported


def test_nothing_right_is_contradicted(checked: list[Checked]) -> None:
    assert [item.text for item in checked if item.verdict is Verdict.contradicted] == []


def test_ten_rooms_for_ten_thousand_yuan_are_implausible(checked: list[Checked]) -> None:
    [item] = [item for item in checked if item.implausible]
    assert (item.text, item.verdict) == ("上万元", Verdict.cannot_check)
    assert "10间" in item.reason.sentence("zh")
