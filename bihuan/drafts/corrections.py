"""A printed number with the right value in its place, written the way it was printed."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction

from bihuan.drafts.numbers import Number
from bihuan.drafts.precision import places_needed, scale_word, shown

_DIGITS = re.compile(r"-?[\d０-９][\d０-９,，]{0,60}(?:\s{0,9}[.．]\s{0,9}[\d０-９]{1,60})?")


def corrected(text: str, number: Number, expected: Decimal, unit: str = "") -> str:
    """Return the text of a number with another mantissa; `unit` where that was wrong too.

    Arabic digits are exchanged where they stand, so that line breaks and thousands' marks stay.
    """
    if unit and unit not in (number.unit, scale_word(number.scale) + number.unit):
        return f"{expected:f}{unit}"
    found = _DIGITS.search(text)
    if found is None:
        value = Fraction(expected) * Fraction(number.scale)
        return shown(value, number, places_needed(value, number))
    digits = f"{expected:,f}" if "," in found[0] or "，" in found[0] else f"{expected:f}"
    return text[: found.start()] + digits + text[found.end() :]
