"""For any text: no exception, spans that match, work that grows with length alone."""

import importlib
import pkgutil
import re
import sys
from collections.abc import Callable, Iterable
from re import _constants as codes  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from types import FrameType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bihuan import drafts
from bihuan.drafts.encodings import Undecodable, decode
from bihuan.drafts.flat import flatten
from bihuan.drafts.numbers import find_numbers
from bihuan.drafts.verdicts import Checked, check

WORDS = [
    "完成投资", "占年度计划投资的", "其中", "分别为", "同比增长", "较上年", "减少",
    "超时序进度", "合计", "开工率", "由", "到", "去年同期的",
    "1—5月", "截至6月底", "2022年", "亿元", "万", "个", "家", "%", "个百分点", "倍",
    "成", "分之", "一百二十", "两", "半", "几", "第", "多",
    "上", "近", "0", "12", "3.5", "999999999999999", "1,000", ".", "-", "~", "，", "。",
    "；", "、", "（", "）", "\n", "\n\n", " ", "\t",
    "|", "|---|", "“", "”", "项目", "投资", "时序进度", "率", "A", "③", "\u3000", "％", "１",
]  # fmt: skip
official = st.lists(st.sampled_from(WORDS), max_size=60).map("".join)


def hold(text: str, checked: list[Checked]) -> None:
    last = 0
    for item in checked:
        assert last <= item.start < item.end <= len(text)
        assert text[item.start : item.end] == item.text
        assert item.reason.sentence("zh")
        assert item.reason.sentence("en")
        last = item.end


@given(st.text(max_size=300))
def test_any_text_is_checked(text: str) -> None:
    hold(text, check(text))


@settings(max_examples=400)
@given(official)
def test_any_words_of_office_are_checked(text: str) -> None:
    hold(text, check(text))


@given(official)
def test_each_position_of_the_flat_text_has_an_origin(text: str) -> None:
    flat = flatten(text)
    origins = [flat.origin(position) for position in range(len(flat.text))]
    assert origins == sorted(origins)
    assert all(0 <= origin < len(text) for origin in origins)
    for number in find_numbers(flat.text):
        assert flat.text[number.start : number.end]


@given(st.binary(max_size=200))
def test_any_bytes_are_text_or_refused(data: bytes) -> None:
    try:
        assert "\x00" not in decode(data) or data[:2] in (b"\xff\xfe", b"\xfe\xff")
    except Undecodable as fault:
        assert fault.code in ("draft-not-text", "draft-encoding")


HARD = {
    "digits": "1",
    "points": "1.",
    "thousands": "1,000,",
    "numerals": "一百万",
    "amounts without a stop": "完成投资12亿元，占年度计划的",
    "counts without a stop": "签约12个、",
    "of which": "其中12个",
    "spaces": "1 ",
    "breaks": "亿\n",
    "cells": "12|",
    "rows": "甲\t12\t34\n",
    "many tables": "|名|数（个）|率（%）|\n|甲乙|12|34|\n|丙丁|56|78|\n甲乙数为12个。\n",
    "rates": "完成率12%，超时序进度3个百分点，",
    "growth": "由12家增加到13家，增长8.3%，",
    "quotes": "“",
    "periods": "1月~",
    "same statement": "开发区共有267家企业完成技改。",
    "words": "会议要求压实责任",
}


SHORT, LONG = 1_000, 8_000
LINEAR = LONG / SHORT
# Work in proportion to n log n is 10 times as much here, quadratic work is 64 times as much.
MOST = 1.4 * LINEAR


def work(act: Callable[[], object]) -> int:
    """Count the lines run and the functions called, C's too: the same number on any machine."""
    count = 0

    def line(frame: FrameType, event: str, arg: Any) -> Any:
        nonlocal count
        count += 1
        return line

    def call(frame: FrameType, event: str, arg: Any) -> None:
        nonlocal count
        count += event == "c_call"

    before, profile = sys.gettrace(), sys.getprofile()
    sys.settrace(line)
    sys.setprofile(call)
    try:
        act()
    finally:
        sys.setprofile(profile)
        sys.settrace(before)
    return count


@pytest.mark.parametrize("piece", HARD.values(), ids=HARD)
def test_eight_times_the_text_takes_about_eight_times_the_work(piece: str) -> None:
    short, long = (piece * (characters // len(piece)) for characters in (SHORT, LONG))
    check(short)  # fills the caches
    assert work(lambda: check(long)) < MOST * work(lambda: check(short))


@pytest.mark.parametrize(
    "quadratic",
    [
        lambda size: [one for one in range(size) for other in range(size) if one == other],
        lambda size: ["x" for _ in range(size * size)],
        lambda size: [sorted(range(size), key=lambda one: -one) for _ in range(size)],
    ],
    ids=["two loops", "one long loop", "calls"],
)
def test_the_count_of_work_tells_quadratic_from_linear(
    quadratic: Callable[[int], object],
) -> None:
    assert work(lambda: quadratic(400)) > MOST * work(lambda: quadratic(50))


# What the count cannot see is how far a pattern reads. Each either reads a bounded stretch, or is one run of
# signs that a match takes whole; of these the stretch read is part of the match, or begins but once.
TAKES_WHAT_IT_READS = {"numbers.TOKEN", "tokens.TOKEN", "flat._WIDE_GAP", "tables._CELL"}


def patterns() -> dict[str, re.Pattern[str]]:
    found = {}
    for module in pkgutil.iter_modules(drafts.__path__):
        named = vars(importlib.import_module(f"{drafts.__name__}.{module.name}"))
        for name, value in named.items():
            if isinstance(value, re.Pattern):
                found[f"{module.name}.{name}"] = value
    return found


def without_end(parsed: Iterable[object]) -> bool:
    widest: int = parser.SubPattern(parser.State(), list(parsed)).getwidth()[1]
    return bool(widest >= codes.MAXREPEAT)


def test_no_pattern_reads_without_end() -> None:
    faults = []
    for name, pattern in patterns().items():
        parsed = list(parser.parse(pattern.pattern, pattern.flags))
        if name not in TAKES_WHAT_IT_READS and len(parsed) > 1 and without_end(parsed):
            faults.append(name)
    assert faults == []
    assert len(patterns()) > 50


def test_a_paste_of_ten_megabytes_is_checked() -> None:
    line = f"完成投资12.96亿元，占全年任务30亿元的43.2%。{'会议要求压实责任、狠抓落实。' * 40}\n"
    text = line * (10_000_000 // len(line.encode()))
    assert len(check(text)) == 3 * text.count("\n")
