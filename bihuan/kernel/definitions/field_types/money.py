"""Money, and numbers reported by the month."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from bihuan.kernel.definitions.field_types.base import FieldType
from bihuan.kernel.definitions.field_types.numbers import (
    COLUMN_DECIMAL,
    bounded,
    check_digits,
    grouped,
    number_text,
    parse_number,
    round_half_up,
    unit_after,
)
from bihuan.kernel.definitions.language import FieldDef, MeasureDef

MONEY_FACTORS = {"元": Decimal(1), "": Decimal(1), "万元": Decimal(10**4), "亿元": Decimal(10**8)}


class Money(FieldType):
    """Entered in the field's unit (万元, 亿元, 元), kept in yuan with at most two decimals."""

    name = "money"
    column = COLUMN_DECIMAL
    input = "number"
    is_number = True
    is_derivable = True

    def derived(self, value: Any, field: FieldDef) -> Any:
        return number_text(round_half_up(value, 2))

    def parse(self, raw: object, field: FieldDef) -> Any:
        number = bounded(parse_number(raw), field.min, field.max)
        return to_yuan(number, field.unit)

    def show(self, value: Any, field: FieldDef, language: str = "zh") -> str:
        if value is None:
            return ""
        unit = unit_after(field.unit or "元", language).strip()
        return f"{grouped(from_yuan(value, field.unit))} {unit}"


def to_yuan(number: Decimal, unit: str) -> str:
    """Return an amount in a unit as yuan text. Raises Invalid below a fen."""
    yuan = bounded(number * MONEY_FACTORS[unit], None, None)
    return number_text(check_digits(yuan, 2))


def from_yuan(text: str, unit: str) -> Decimal:
    return Decimal(text) / MONEY_FACTORS[unit]


def measure_factor(measure: MeasureDef) -> Decimal:
    """Return what a stored number of a measure is multiplied by to be as people enter it."""
    if measure.type == "money":
        return from_yuan("1", measure.unit)
    return Decimal(100) if measure.type == "percent" else Decimal(1)


def parse_measure(raw: object, measure: MeasureDef) -> str:
    """Return a reported number as decimal text; money in yuan. Raises Invalid."""
    bare = raw.strip().removesuffix("%").removesuffix("％") if isinstance(raw, str) else raw
    number = bounded(parse_number(bare), measure.min, None)
    if measure.type == "money":
        return to_yuan(number, measure.unit)
    if measure.type == "percent":
        return number_text(check_digits(number, min(measure.digits, 2)) / 100)
    return number_text(check_digits(number, 0 if measure.type == "integer" else measure.digits))
