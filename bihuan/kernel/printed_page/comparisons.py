"""How a printed number and a computed one agree. Pure; both are read by `drafts`, units and all."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from bihuan.drafts.kinds import Kind
from bihuan.drafts.numbers import Number, find_numbers
from bihuan.drafts.precision import rounded, shown

HUNDRED_PERCENT = "100%"  # what a wording such as 已完成 or 全部 says without a number


class Comparison(StrEnum):
    """The ways in which `page.csv` may ask for a comparison."""

    rounded = "equal after rounding to the printed precision"
    below_next_step = "printed <= x < next step of the printed precision"
    at_least = "x >= printed"
    none = "null: nothing may be computed as printed"
    flag = "flag, never computed"


def read_printed(text: str) -> Number:
    """Return the number that a printed text states. Raises ValueError."""
    for number in find_numbers(text):
        if number.kind is Kind.statistic:
            return number
    raise ValueError(f"page.csv: no number in {text!r}")


def agree(comparison: Comparison, printed: Number, computed: Fraction) -> bool:
    """Decide whether a computed value, without 万 or 亿, is what is printed."""
    if comparison is Comparison.rounded:
        return rounded(computed, printed) == printed.mantissa
    if comparison is Comparison.at_least:
        return computed >= printed.value
    if comparison is Comparison.below_next_step:
        return printed.value <= computed < printed.value + printed.step * printed.scale
    raise ValueError(f"page.csv: {comparison} compares nothing")


def plain_value(displayed: Fraction, unit: str) -> tuple[Fraction, str]:
    """Return a figure without the 万 or 亿 of its unit, and that unit without it."""
    read = find_numbers(f"1{unit}")
    if read and read[0].kind is Kind.statistic and read[0].end == len(unit) + 1:
        return displayed * Fraction(read[0].scale), read[0].unit
    return displayed, unit


def as_printed(computed: Fraction, unit: str, like: Number, *, exactly: bool) -> str:
    """Write a computed value in the printed number's 万 or 亿: rounded as it is, or with what is behind."""
    like = replace(like, unit=unit)
    if not exactly:
        return shown(computed, like)
    places = 0
    while places < 6 and (computed / Fraction(like.scale) * 10**places).denominator != 1:
        places += 1
    return shown(computed, replace(like, step=Decimal(1).scaleb(-places)))
