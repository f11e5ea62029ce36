"""Finds every number of a flat text: statistics, and the periods, ordinals and names that are none."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from bihuan.drafts.kinds import (
    LONGEST_NUMBER,
    NOT_TENTHS,
    PLAIN_MAGNITUDE,
    Kind,
    is_threshold,
    kind_of_arabic,
    kind_of_chinese,
)
from bihuan.drafts.tokens import MAGNITUDES, TOKEN
from bihuan.drafts.units import SAME, Family, family
from bihuan.lib import chinese_numerals


class Qualifier(StrEnum):
    """How exactly a number is meant."""

    exact = "exact"
    about = "about"  # 约 左右
    over = "over"  # 多 余 超 逾
    at_least = "at_least"  # 以上 不少于 上(万)
    under = "under"  # 近 不足 不到
    at_most = "at_most"  # 以内 以下 不超过
    range = "range"  # 10亿元至20亿元
    several = "several"  # 数十 几百


# Not frozen, as setting the fields of a frozen one costs as much again as reading the number.
@dataclass(slots=True, eq=False)
class Number:
    """A number, where it stands in the flat text, and what is printed: `mantissa` × `scale` `unit`."""

    start: int
    end: int
    kind: Kind
    mantissa: Decimal = Decimal(0)
    scale: Decimal = Decimal(1)
    step: Decimal = Decimal(1)  # of the last printed place, in mantissa's terms
    unit: str = ""
    family: Family = Family.bare
    qualifier: Qualifier = Qualifier.exact

    @property
    def value(self) -> Decimal:
        return self.mantissa * self.scale


_BEFORE = (
    (re.compile(r"(?:不低于|不少于|至少|不小于|[^\w]上|[达投资过]上|^上)$"), Qualifier.at_least),
    (re.compile(r"(?:不超过|不高于|不多于|最多|控制在)$"), Qualifier.at_most),
    (re.compile(r"(?:不足|不到|(?<![附邻临就最靠亲])近|未达)$"), Qualifier.under),
    (re.compile(r"(?:超过?|超额|逾|突破|多于|大于|高于)$"), Qualifier.over),
    (re.compile(r"(?:(?<![签节预合履违集邀公契条])约|左右|大概|估计)$"), Qualifier.about),
)
_BEFORE_LAST = frozenset("于少小上过高多在足到近达超额逾破大约右概计乎")
_AFTER = {
    "以上": Qualifier.at_least, "以下": Qualifier.at_most, "以内": Qualifier.at_most, "左右": Qualifier.about,
    "上下": Qualifier.about, "有余": Qualifier.over, "开外": Qualifier.over, "多": Qualifier.over,
}  # fmt: skip
MYRIAD = Decimal(10_000)


def find_numbers(text: str) -> list[Number]:
    """Return the numbers of a flat text in order."""
    found = [number for match in TOKEN.finditer(text) if (number := _read(text, match))]
    return list(_with_ranges(text, found))


def _read(text: str, match: re.Match[str]) -> Number | None:
    start, end = match.span()
    if match["period"]:
        return Number(start, end, Kind.period)
    if match["fraction"]:
        return _fraction(match)
    if match["half"]:
        qualifier = (
            Qualifier.over
            if match["half"] in ("过半", "半数以上")
            else _qualifier_before(text, start)
        )
        return _statistic(start, end, Decimal(50), Decimal(1), Decimal(1), "%", qualifier)
    return _plain(text, match)


def _fraction(match: re.Match[str]) -> Number | None:
    below, above = _value(match["below"]), _value(match["above"])
    if not below or above is None:
        return Number(*match.span(), Kind.name)
    share = above * 100 / below
    if below in (100, 1000):
        step = Decimal(100) / below * _step(match["above"])
    else:
        share, step = share.quantize(Decimal("0.01")), Decimal(10)
    after = match["after1"]
    qualifier = _AFTER[after] if after else _qualifier_before(match.string, match.start())
    return _statistic(*match.span(), share, Decimal(1), step, "%", qualifier)


def _plain(text: str, match: re.Match[str]) -> Number | None:
    start, end = match.span()
    digits, chinese = match["digits"], match["chinese"]
    unit = match["unit"] or ""
    before = text[start - 1] if start else "\n"
    if unit == "成" and text[end : end + 1] in NOT_TENTHS:
        unit = ""
    if chinese:
        kind = kind_of_chinese(
            text, start, match.start("unit") if unit else end, end, chinese, unit
        )
        if kind is None:
            return None
    else:
        kind = kind_of_arabic(text, start, end, digits, unit, before)
    if kind is not Kind.statistic:
        return Number(start, end, kind)
    value = _value(digits)
    if value is None or is_threshold(text, end, unit, match["after"] or ""):
        return Number(start, end, Kind.name)
    scale = Decimal(MAGNITUDES[match["magnitude"] or ""])
    step = _step(digits) if digits[-1] != "万" or chinese else MYRIAD
    if chinese:
        value, scale, step = _normal(value, scale, chinese)
    if not chinese and before == "-" and _is_sign(text, start - 1):
        start, value = start - 1, -value
    qualifier = _qualifier_before(text, start)
    if digits[0] in "数几" or digits[-1] == "几":
        qualifier = Qualifier.several
    elif match["more"] or match["more2"]:
        qualifier = Qualifier.over
        step = _leading_step(value)
    elif match["after"]:
        qualifier = _AFTER[match["after"]]
    if before == "上" and chinese and PLAIN_MAGNITUDE.fullmatch(chinese):
        start -= 1  # 上万元: what is printed is both
    return _statistic(start, end, value, scale, step, unit, qualifier)


def _statistic(
    start: int,
    end: int,
    value: Decimal,
    scale: Decimal,
    step: Decimal,
    unit: str,
    qualifier: Qualifier,
) -> Number:
    if unit == "‰":
        value, step, unit = value / 10, step / 10, "%"
    elif unit == "成":
        value, step, unit = value * 10, step * 10, "%"
    unit = SAME.get(unit, unit)
    return Number(start, end, Kind.statistic, value, scale, step, unit, family(unit), qualifier)


def _qualifier_before(text: str, start: int) -> Qualifier:
    if not start or text[start - 1] not in _BEFORE_LAST:
        return Qualifier.exact
    lead = text[max(0, start - 4) : start]
    for pattern, qualifier in _BEFORE:
        if pattern.search(lead):
            return qualifier
    return Qualifier.exact


def _is_sign(text: str, position: int) -> bool:
    """Whether a hyphen is a minus: 增长-3.2%, not 1-5月 or 10亿元-20亿元."""
    before = text[position - 1] if position else " "
    return not (
        before.isdigit()
        or before in "月日年元%个期级亿万"
        or (before.isascii() and before.isalpha())
    )


def _value(text: str) -> Decimal | None:
    if text[0].isascii() and text.isascii():
        return Decimal(text.replace(",", "")) if len(text) <= LONGEST_NUMBER else None
    if text[0] in "数几":
        text = text[1:]
    return chinese_numerals.read(text.rstrip("几"))


def _step(text: str) -> Decimal:
    _, point, places = text.rpartition(".") if "." in text else text.rpartition("点")
    return Decimal(1).scaleb(-len(places)) if point else Decimal(1)


def _leading_step(value: Decimal) -> Decimal:
    """Return the step of the last place that is not zero: 300多 lies below 400."""
    normal = abs(value).normalize()
    return Decimal(1).scaleb(int(normal.as_tuple().exponent)) if normal else Decimal(1)


def _normal(value: Decimal, scale: Decimal, chinese: str) -> tuple[Decimal, Decimal, Decimal]:
    """Take the trailing 万 or 亿 of a Chinese numeral as the scale, so that precision is what was said."""
    for sign in ("亿", "万"):
        if chinese.endswith(sign):
            myriad = Decimal(chinese_numerals.MYRIADS[sign])
            return value / myriad, scale * myriad, _step(chinese[:-1])
    return value, scale, _step(chinese)


def _with_ranges(text: str, numbers: list[Number]) -> Iterator[Number]:
    """Mark the ends of a range; its first end takes the unit of its last."""
    last: Number | None = None
    for number in numbers:
        if last is not None:
            joined = _range(text, last, number)
            yield joined[0] if joined else last
            last = joined[1] if joined else number
        else:
            last = number
    if last is not None:
        yield last


def _range(text: str, first: Number, second: Number) -> tuple[Number, Number] | None:
    between = text[first.end : second.start]
    if not between or len(between) > 2 or between.strip("~-—至到"):
        return None
    if first.kind is not Kind.statistic or second.kind is not Kind.statistic:
        return None
    if (
        first.unit not in ("", second.unit)
        or text[max(0, first.start - 4) : first.start].find("由") >= 0
    ):
        return None
    if text[max(0, first.start - 2) : first.start].endswith("从"):
        return None
    scale = first.scale if first.unit or first.scale > 1 else second.scale
    parts = (
        Number(first.start, first.end, Kind.statistic, first.mantissa, scale, first.step, second.unit, second.family,
               Qualifier.range),
        Number(second.start, second.end, Kind.statistic, second.mantissa, second.scale, second.step, second.unit,
               second.family, Qualifier.range),
    )  # fmt: skip
    return parts
