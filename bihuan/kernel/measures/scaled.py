"""Decimal texts <-> ten-thousandths, the integers that tables and columns hold."""

from decimal import Decimal
from fractions import Fraction

SCALE = 10_000
DIGITS = 4


def to_scaled(text: str | None) -> int | None:
    """Return a decimal text as ten-thousandths. Raises ValueError beyond four decimals."""
    if text is None:
        return None
    scaled = Decimal(text) * SCALE
    if scaled != scaled.to_integral_value():
        raise ValueError(f"{text} has more than {DIGITS} decimals")
    return int(scaled)


def kept(value: Fraction) -> str:
    """Return an exact value as the decimal text that is kept of it, rounded half up."""
    whole, rest = divmod(abs(value) * SCALE, 1)
    scaled = int(whole) + (rest >= Fraction(1, 2))
    return f"{Decimal(scaled if value >= 0 else -scaled).scaleb(-DIGITS):f}"


def from_scaled(value: int | None) -> Decimal | None:
    """Return ten-thousandths as a Decimal without trailing zeros."""
    if value is None:
        return None
    return Decimal(value).scaleb(-DIGITS).normalize() + 0
