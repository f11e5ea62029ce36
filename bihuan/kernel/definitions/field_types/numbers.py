"""Numbers as people type them, as they are kept and as they are shown."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from fractions import Fraction

from bihuan.kernel.definitions.labels import measured_in
from bihuan.kernel.problems import Invalid

LARGEST = Decimal(10**14)
COLUMN_DECIMAL = "DECIMAL(18,4)"
_PLAIN = re.compile(r"[+-]?\d+(?:\.\d+)?")
_GROUPED = re.compile(r"[+-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?")


def parse_number(raw: object) -> Decimal:
    """Read a number as people and sheets write it: 1,234.50, full-width digits, a float of Excel."""
    if isinstance(raw, bool):
        raise Invalid("number-unreadable", text=raw)
    if isinstance(raw, int | Decimal):
        return Decimal(raw)
    text = unicodedata.normalize("NFKC", str(raw)).strip().replace(" ", "")
    if _GROUPED.fullmatch(text):
        text = text.replace(",", "")
    if not _PLAIN.fullmatch(text):
        if isinstance(raw, float):
            return Decimal(repr(raw))
        raise Invalid("number-unreadable", text=raw)
    return Decimal(text)


def number_text(number: Decimal) -> str:
    """Return a number without trailing zeros and without an exponent."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def bounded(number: Decimal, low: Decimal | None, high: Decimal | None) -> Decimal:
    """Return a number that lies between two others, where given. Raises Invalid."""
    if abs(number) >= LARGEST:
        raise Invalid("number-too-large", number=number_text(number))
    if low is not None and number < low:
        raise Invalid("number-too-small", number=number_text(number), least=number_text(low))
    if high is not None and number > high:
        raise Invalid("number-above", number=number_text(number), most=number_text(high))
    return number


def round_half_up(value: Fraction, digits: int) -> Decimal:
    """Return an exact value rounded half up, away from zero at the middle."""
    whole, rest = divmod(abs(value) * 10**digits, 1)
    rounded = int(whole) + (rest >= Fraction(1, 2))
    return bounded(Decimal(-rounded if value < 0 else rounded).scaleb(-digits), None, None)


def check_digits(number: Decimal, digits: int) -> Decimal:
    """Return a number that has no more digits behind the point. Raises Invalid."""
    if number != number.quantize(Decimal(1).scaleb(-digits)):
        raise Invalid("number-digits", number=number_text(number), digits=digits)
    return number


def unit_after(unit: str, language: str) -> str:
    """Return a unit as it follows a number in a language."""
    words = measured_in(unit)
    return f" {words.en}".rstrip() if language.startswith("en") else words.zh


def grouped(number: Decimal) -> str:
    """Return a number with thousands separators."""
    return f"{Decimal(number_text(number)):,f}"
