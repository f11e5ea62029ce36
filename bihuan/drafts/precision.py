"""What a printed number can stand for, and whether a result fits what is printed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Context, Decimal
from enum import Enum
from fractions import Fraction
from functools import lru_cache

from bihuan.drafts.numbers import Number, Qualifier
from bihuan.drafts.units import Family

HALF = Fraction(1, 2)
NEAR = Fraction(1, 5)  # as far as 约, 近 and 超过 reach
_EXACT = Context(prec=120)
# A printed value stays clear of its operands' own rounding up to this many printed steps.
COARSE_STEPS = 4
# A right value takes more places than the wrong one has where rounding takes away more than this of it,
# the less where the operands give it exactly, until it takes no more than `KEPT`.
MOST_LOST, MOST_LOST_OF_EXACT, KEPT = Fraction(1, 2), Fraction(1, 10), Fraction(1, 100)
MOST_PLACES = 6


@dataclass(slots=True, eq=False)
class Interval:
    """A result: what the printed operands give, and the least and most that they can stand for."""

    nominal: Fraction
    low: Fraction
    high: Fraction

    @property
    def is_exact(self) -> bool:
        return self.low is self.high

    def __add__(self, other: Interval) -> Interval:
        if self.is_exact and other.is_exact:
            return exactly(self.nominal + other.nominal)
        return Interval(self.nominal + other.nominal, self.low + other.low, self.high + other.high)

    def __sub__(self, other: Interval) -> Interval:
        if self.is_exact and other.is_exact:
            return exactly(self.nominal - other.nominal)
        return Interval(self.nominal - other.nominal, self.low - other.high, self.high - other.low)

    def __truediv__(self, other: Interval) -> Interval:
        """Divide what is not negative by what is positive."""
        if self.is_exact and other.is_exact:
            return exactly(self.nominal / other.nominal)
        return Interval(self.nominal / other.nominal, self.low / other.high, self.high / other.low)

    def times(self, factor: int | Fraction) -> Interval:
        if self.is_exact:
            return exactly(self.nominal * factor)
        return Interval(self.nominal * factor, self.low * factor, self.high * factor)

    def within(self, other: Interval) -> Interval:
        """Narrow by a second way to the same value; unchanged when the two exclude each other."""
        low, high = max(self.low, other.low), min(self.high, other.high)
        return self if low > high else Interval(other.nominal, low, high)


def exactly(value: Fraction) -> Interval:
    return Interval(value, value, value)


def stands_for(number: Number) -> Interval:
    """Return what a printed number can stand for: a count itself, a measured value half a step around."""
    value = Fraction(number.value)
    if number.qualifier is Qualifier.over:
        return Interval(value, value, value + Fraction(number.step * number.scale))
    if _is_count(number):
        return exactly(value)
    half = Fraction(number.step * number.scale) / 2
    return Interval(
        value, max(value - half, Fraction(0)) if value >= 0 else value - half, value + half
    )


def _is_count(number: Number) -> bool:
    whole = number.scale == 1 and number.step >= 1
    return whole and number.family in (Family.count, Family.bare, Family.time)


class Fit(Enum):
    """How a result stands to what is printed."""

    rounded = "rounded"  # the printed value is the result, rounded
    coarse = "coarse"  # only within what the operands' own rounding leaves open
    cut_off = "cut off"  # digits were dropped where rounding gives another value
    differs = "differs"


def fit(result: Interval, printed: Number) -> Fit:
    """Hold a result against a printed value, both in the unit of `printed.value`."""
    value, step, least, most = _printed(printed)
    if least <= result.nominal <= most:
        return Fit.rounded
    if result.low <= most and result.high >= least:
        return Fit.rounded if result.high - result.low <= COARSE_STEPS * step else Fit.coarse
    low, high = (value, value + step) if value >= 0 else (value - step, value)
    return Fit.cut_off if low <= result.low and result.high < high else Fit.differs


def fit_of_sum(result: Interval, printed: Number) -> Fit:
    """Hold a sum or a difference of printed values against a printed one: a reader adds what is printed.

    What only the rounding of the operands explains is coarse, however near.
    """
    _, _, least, most = _printed(printed)
    if least <= result.nominal <= most:
        return Fit.rounded
    return Fit.coarse if result.low <= most and result.high >= least else Fit.differs


@lru_cache(maxsize=4096)
def _printed(number: Number) -> tuple[Fraction, Fraction, Fraction, Fraction]:
    """Return a printed value, its step, and the least and most that round to it."""
    value, step = Fraction(number.value), Fraction(number.step * number.scale)
    return value, step, value - step / 2, value + step / 2


def holds(value: Fraction, printed: Number, *, is_open: bool = False) -> Fit | None:
    """Say how a known value stands to a printed number in the sense that it is printed in.

    `is_open` tells 超过100, which has no upper end, from 100多. None where the sense leaves open
    what it may be: a range, 数十, or a 约 or 超过 that is far off.
    """
    number, step = Fraction(printed.value), Fraction(printed.step * printed.scale)
    sense = printed.qualifier
    if sense is Qualifier.exact:
        return fit(exactly(value), printed)
    if sense is Qualifier.over and is_open:
        return Fit.differs if value < number else _near(value, number)
    if sense is Qualifier.over:
        return Fit.rounded if number <= value < number + step else Fit.differs
    if sense is Qualifier.at_least:
        return Fit.rounded if value >= number else Fit.differs
    if sense is Qualifier.at_most:
        return Fit.rounded if value <= number else Fit.differs
    if sense is Qualifier.under and value >= number:
        return Fit.differs
    return _near(value, number) if sense in (Qualifier.under, Qualifier.about) else None


def fit_of_approximate(fit_as_exact: Fit | None, value: Fraction, printed: Number) -> Fit | None:
    """Say how a value that is itself approximate stands to a printed number: what is near stays open.

    A number that says it is approximate is held as it would be; one printed as exact is not known to be.
    """
    if fit_as_exact is Fit.rounded and printed.qualifier is not Qualifier.exact:
        return fit_as_exact
    return None if _near(value, Fraction(printed.value)) else Fit.differs


def _near(value: Fraction, number: Fraction) -> Fit | None:
    return Fit.rounded if abs(value - number) <= abs(number) * NEAR else None


def rounded(value: Fraction, like: Number) -> Decimal:
    """Round half up to the printed precision of a number, in terms of its mantissa."""
    steps = value / Fraction(like.scale) / Fraction(like.step)
    whole = int(abs(steps) + HALF)
    return Decimal(whole if steps >= 0 else -whole) * like.step


def places_needed(value: Fraction, like: Number) -> int:
    """Return how many more places than a number's a value needs so that rounding keeps it: 0.3 printed as 3.

    A number said to be about right (100多万元) is as coarse as it is meant; nothing may not be left of it.
    """
    if like.qualifier is not Qualifier.exact and _to_places(value, like, 0):
        return 0
    off = _off(value, like, 0)
    if off <= MOST_LOST_OF_EXACT or (off <= MOST_LOST and _off(value, like, MOST_PLACES)):
        return 0
    more = range(1, MOST_PLACES)
    return next((places for places in more if _off(value, like, places) <= KEPT), MOST_PLACES)


def _off(value: Fraction, like: Number, more_places: int) -> Fraction:
    """Return how much of a value rounding takes away or adds."""
    return (
        abs(Fraction(_to_places(value, like, more_places)) * Fraction(like.scale) / value - 1)
        if value
        else Fraction(0)
    )


def _to_places(value: Fraction, like: Number, more_places: int) -> Decimal:
    return rounded(
        value, replace(like, step=_finer(like.step, more_places)) if more_places else like
    )


def _finer(step: Decimal, more_places: int) -> Decimal:
    """Return the step of a number with more decimal places: of 三百 these begin behind the point."""
    return min(step, Decimal(1)).scaleb(-more_places)


def right_value(value: Fraction, like: Number) -> Decimal:
    """Return what should be printed in place of a number, in terms of its mantissa.

    As precise as the number, but for a value of which that would leave nothing, or something else.
    """
    return _to_places(value, like, places_needed(value, like))


def shown(value: Fraction, like: Number, more_places: int = 0) -> str:
    """Write a value as the number is printed: its unit, its places and, asked, some more."""
    places = max(0, -int(like.step.as_tuple().exponent)) + more_places
    mantissa = _EXACT.divide(Decimal(value.numerator), Decimal(value.denominator) * like.scale)
    text = f"{mantissa.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP, _EXACT):f}"
    return f"{text}{scale_word(like.scale)}{like.unit}"


def shown_in(value: Fraction, like: Number, scale: Decimal) -> str:
    """Write a value as the number is printed, but in 万 or 亿."""
    return shown(value, replace(like, scale=scale))


def scale_word(scale: Decimal) -> str:
    words = {1: "", 1000: "千", 10**4: "万", 10**8: "亿", 10**12: "万亿", 100: "百", 10**5: "十万", 10**6: "百万",
             10**7: "千万", 10**9: "十亿", 10**10: "百亿", 10**11: "千亿"}  # fmt: skip
    return words[int(scale)]


def percent(value: Fraction) -> str:
    """Write a value in per cent with two places."""
    hundredths = int(abs(value) * 100 + HALF)
    return f"{'-' if value < 0 else ''}{hundredths // 100}.{hundredths % 100:02}%"
