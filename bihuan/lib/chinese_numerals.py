"""Chinese numerals, also mixed with Arabic digits: 一百二十, 二〇二二, 三点五, 1亿3000万."""

from __future__ import annotations

import re
from decimal import Decimal

DIGITS = {
    **{sign: value for value, sign in enumerate("零一二三四五六七八九")},
    "〇": 0,
    "○": 0,
    "两": 2,
    "俩": 2,
    **{sign: value for value, sign in enumerate("零壹贰叁肆伍陆柒捌玖")},
}
TENS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
MYRIADS = {"万": 10**4, "亿": 10**8}
SIGNS = "".join(dict.fromkeys("".join([*DIGITS, *TENS, *MYRIADS])))

_PART = re.compile(rf"\d+(?:\.\d+)?|[{SIGNS}]")
_LONGEST = 40


def read(text: str) -> Decimal | None:
    """Return the number that a numeral stands for, or None when it is not well formed."""
    if not 0 < len(text) <= _LONGEST:
        return None
    whole, point, fraction = text.partition("点")
    if point:
        places = _places(fraction)
        value = read(whole)
        return None if value is None or places is None else value + Decimal(f"0.{places}")
    if len(text) > 1 and (places := _places(text)) is not None:
        # 二〇二二 has one sign a place; 三四 is three or four
        return Decimal(places) if len(text) > 2 or text[1] in "零〇○" else None
    parts = _PART.findall(text)
    return _sum(parts) if sum(map(len, parts)) == len(text) else None


def _places(text: str) -> str | None:
    digits = [DIGITS.get(sign) for sign in text]
    return "".join(map(str, digits)) if digits and None not in digits else None


def _sum(parts: list[str]) -> Decimal | None:
    """Add up: a digit times its ten, the section below 万 or 亿 times that."""
    total, section, digit = Decimal(0), Decimal(0), None
    last_ten = last = 0
    for part in parts:
        if part in TENS:
            ten = TENS[part]
            if last_ten and ten >= last_ten:
                return None
            if digit is None and section:
                return None
            section += (1 if digit is None else digit) * ten
            digit, last_ten, last = None, ten, ten
        elif part in MYRIADS:
            myriad = MYRIADS[part]
            section += digit or 0
            if not (section or digit == 0):
                if not total:
                    section = Decimal(1)  # 万 alone, as in 上万
                elif last != 10**4 or myriad != 10**8:
                    return None
            if total and total < myriad:  # 三万亿
                total, section = (total + section) * myriad, Decimal(0)
            else:
                total, section = total + section * myriad, Decimal(0)
            digit, last_ten, last = None, 0, myriad
        else:
            value = Decimal(DIGITS[part]) if part in DIGITS else Decimal(part)
            if digit:
                return None
            digit = value
    if (
        digit
        and last >= 100
        and len(parts) > 1
        and parts[-2] not in "零〇○"
        and not parts[-1][0].isdigit()
    ):
        digit *= last // 10  # 一万三, 二百五
    return total + section + (digit or 0)
