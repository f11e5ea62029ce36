"""Chinese numerals as texts write them."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bihuan.lib import chinese_numerals

SIGNS = "零一二三四五六七八九"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("十", 10), ("十二", 12), ("二十", 20), ("一百零五", 105), ("一百二十", 120), ("二百五", 250), ("两千", 2000),
        ("一千零一十", 1010), ("一万三", 13000), ("一百一十万", 1_100_000), ("三万亿", 3 * 10**12), ("二〇二二", 2022),
        ("三点五", "3.5"), ("1亿3000万", 130_000_000), ("3.5万", 35000), ("百万", 1_000_000), ("壹佰贰拾", 120),
    ],
)  # fmt: skip
def test_it_reads(text: str, value: int | str) -> None:
    assert chinese_numerals.read(text) == Decimal(value)


@pytest.mark.parametrize("text", ["", "十十", "千百", "三四", "点", "一点", "个", "一" * 41])
def test_what_is_no_numeral_is_none(text: str) -> None:
    assert chinese_numerals.read(text) is None


def written(number: int) -> str:
    """Write a number below 10,000 the way it is said."""
    if number < 10:
        return SIGNS[number]
    text, gap = "", False
    for place, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // place % 10
        if digit:
            text += ("零" if gap and text else "") + SIGNS[digit] + name
        gap = not digit
    return text


@given(st.integers(0, 9999), st.integers(1, 9999))
def test_it_reads_back_what_is_written(low: int, high: int) -> None:
    assert chinese_numerals.read(written(low)) == low
    tail = ("零" if low < 1000 else "") + written(low) if low else ""
    assert chinese_numerals.read(f"{written(high)}万{tail}") == high * 10_000 + low


@given(st.text(chinese_numerals.SIGNS + "点0123456789.", max_size=60))
def test_it_never_raises(text: str) -> None:
    chinese_numerals.read(text)
