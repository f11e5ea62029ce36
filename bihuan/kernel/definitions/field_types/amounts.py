"""Integers, decimals, percentages, and numbers with a qualifier."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from typing import Any, ClassVar

from bihuan.kernel.definitions import qualifiers
from bihuan.kernel.definitions.field_types.base import FieldType
from bihuan.kernel.definitions.field_types.numbers import (
    COLUMN_DECIMAL,
    bounded,
    check_digits,
    number_text,
    parse_number,
    round_half_up,
    unit_after,
)
from bihuan.kernel.definitions.language import FieldDef
from bihuan.kernel.problems import Invalid


class Integer(FieldType):
    name = "integer"
    column = "BIGINT"
    input = "number"
    is_number = True
    is_derivable = True

    def derived(self, value: Any, field: FieldDef) -> Any:
        return int(round_half_up(value, 0))

    def parse(self, raw: object, field: FieldDef) -> Any:
        number = bounded(parse_number(raw), field.min, field.max)
        return int(check_digits(number, 0))

    def show(self, value: Any, field: FieldDef, language: str = "zh") -> str:
        return "" if value is None else f"{value:,}{unit_after(field.unit, language)}"


class DecimalNumber(FieldType):
    name = "decimal"
    column = COLUMN_DECIMAL
    input = "number"
    is_number = True
    is_derivable = True

    def derived(self, value: Any, field: FieldDef) -> Any:
        return number_text(round_half_up(value, 4 if field.digits is None else field.digits))

    def parse(self, raw: object, field: FieldDef) -> Any:
        digits = 4 if field.digits is None else field.digits
        return number_text(check_digits(bounded(parse_number(raw), field.min, field.max), digits))

    def show(self, value: Any, field: FieldDef, language: str = "zh") -> str:
        return "" if value is None else f"{Decimal(value):,f}{unit_after(field.unit, language)}"


class Percent(DecimalNumber):
    name = "percent"

    def parse(self, raw: object, field: FieldDef) -> Any:
        bare = raw.strip().removesuffix("%").removesuffix("％") if isinstance(raw, str) else raw
        return super().parse(bare, field)

    def show(self, value: Any, field: FieldDef, language: str = "zh") -> str:
        return "" if value is None else f"{value}%"


class Qualified(FieldType):
    """A number that says how exact it is: 6万多, 约300, 120以上."""

    name = "qualified"
    column = COLUMN_DECIMAL
    is_number = True
    PREFIXES: ClassVar = {
        "约": "about",
        "近": "nearly",
        "超": "more_than",
        "不足": "below",
        "不到": "below",
    }
    SUFFIXES: ClassVar = {
        "左右": "about", "多": "more_than", "余": "more_than", "以上": "at_least", "以下": "below",
    }  # fmt: skip

    def parse(self, raw: object, field: FieldDef) -> Any:
        if isinstance(raw, dict):
            qualifier = str(raw.get("qualifier", "exact"))
            if qualifier not in qualifiers.SIGNS["zh"]:
                raise Invalid("number-unreadable", text=raw)
            return {"value": number_text(parse_number(raw.get("value"))), "qualifier": qualifier}
        text = unicodedata.normalize("NFKC", str(raw)).strip().removesuffix(field.unit)
        qualifier = "exact"
        for sign, name in self.PREFIXES.items():
            if text.startswith(sign):
                text, qualifier = text.removeprefix(sign), name
        for sign, name in self.SUFFIXES.items():
            if text.endswith(sign):
                text, qualifier = text.removesuffix(sign), name
        found = re.fullmatch(r"([\d,.]+)([万亿]?)(多?)", text)
        if found is None:
            raise Invalid("number-unreadable", text=raw)
        number = parse_number(found[1]) * {"": 1, "万": 10**4, "亿": 10**8}[found[2]]
        if found[3]:
            qualifier = "more_than"
        return {"value": number_text(bounded(number, field.min, field.max)), "qualifier": qualifier}

    def show(self, value: Any, field: FieldDef, language: str = "zh") -> str:
        if value is None:
            return ""
        number = f"{Decimal(value['value']):,f}"
        return f"{qualifiers.said(number, value['qualifier'], language)}{unit_after(field.unit, language)}"
