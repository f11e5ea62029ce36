"""A figure: an indicator's value for a unit, a date and a log position. Exact until shown. Pure."""

from __future__ import annotations

import datetime
import functools
from collections.abc import Callable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction

from bihuan.kernel.definitions import qualifiers
from bihuan.kernel.definitions.language import IndicatorDef, Label
from bihuan.kernel.org.tree import UnitNode
from bihuan.kernel.problems import Problem, Words

# displayed = exact * factor: inside formulas money is in yuan and rates are 0-1
FACTORS = {
    "%": Fraction(100),
    "百分点": Fraction(100),
    "‰": Fraction(1000),
    "万元": Fraction(1, 10**4),
    "亿元": Fraction(1, 10**8),
}


@dataclass(frozen=True)
class Judged:
    """A light, the condition that gave it, and why in words (made only when somebody reads them)."""

    light: str
    rule: str = ""
    reason: Callable[[], Words] = lambda: Words("", "")

    @functools.cached_property
    def why(self) -> Words:
        return self.reason()


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure, with what it was made of and how many records stand behind it."""

    pack: str
    name: str
    definition: IndicatorDef
    unit: UnitNode
    on: datetime.date
    at: int
    value: Fraction | None  # exact, in base units
    numerator: Fraction | None
    denominator: Fraction | None
    judged: Judged
    records: int
    split: str | None = None
    qualifier: str = qualifiers.EXACT  # a sum is as exact as the numbers in it
    problem: Problem | None = None  # why there is no value, when the pack's figures failed

    @property
    def light(self) -> str:
        return self.judged.light

    @property
    def light_rule(self) -> str:
        """The condition that gave the light, as the pack writes it."""
        return self.judged.rule

    @property
    def why(self) -> Words:
        """Why it has this light, or no value, in one sentence; empty when there is nothing to say."""
        if self.problem is not None:
            return Words(self.problem.sentence("zh"), self.problem.sentence("en"))
        return self.judged.why

    @property
    def key(self) -> str:
        return f"{self.pack}.{self.name}"

    @property
    def title(self) -> Label:
        return self.definition.title

    @property
    def displayed(self) -> Fraction | None:
        """The unrounded value in the indicator's own unit."""
        return to_displayed(self.value, self.definition.unit)

    @property
    def approximate(self) -> bool:
        return self.qualifier != qualifiers.EXACT

    @property
    def rounded(self) -> str:
        """The value rounded once, half up, at the indicator's digits."""
        return show(self.displayed, self.definition.digits)

    @property
    def display(self) -> str:
        """The value as printed: rounded, and 多, 约, 近 or 以上 when it is approximate."""
        return self.display_in("zh")

    def display_in(self, language: str) -> str:
        if self.value is None or not self.approximate:
            return self.rounded
        return qualifiers.said(self.rounded, self.qualifier, language)


def to_displayed(value: Fraction | None, unit: str) -> Fraction | None:
    return None if value is None else value * FACTORS.get(unit, Fraction(1))


def from_displayed(value: Fraction, unit: str) -> Fraction:
    return value / FACTORS.get(unit, Fraction(1))


def show(value: Fraction | None, digits: int) -> str:
    """Return a value rounded half up (away from zero at the middle), `—` when there is none."""
    if value is None:
        return "—"
    scale = 10**digits
    whole, rest = divmod(abs(value) * scale, 1)
    rounded = int(whole) + (1 if rest >= Fraction(1, 2) else 0)
    sign = "-" if value < 0 and rounded else ""
    return f"{sign}{Decimal(rounded).scaleb(-digits):.{digits}f}"


def decimal_text(value: Fraction | None, digits: int = 28) -> str | None:
    """Return an exact value as decimal text: all digits when it ends, else `digits` of them."""
    if value is None:
        return None
    with localcontext() as context:
        context.prec = digits
        context.rounding = ROUND_HALF_UP
        number = Decimal(value.numerator) / Decimal(value.denominator)
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
