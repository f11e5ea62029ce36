"""The field types: one class each, from what a person sends to the canonical value and back.

Built-ins are registered in `FIELD_TYPES`, the list that an installation would extend too. A class
says how to read (`parse`), show (`show`), store in columns (`column`, empty for none) and enter
(`input`) a value, and whether it may split a figure.
"""

from __future__ import annotations

from bihuan.kernel.definitions.field_types.amounts import (
    DecimalNumber,
    Integer,
    Percent,
    Qualified,
)
from bihuan.kernel.definitions.field_types.base import FieldType
from bihuan.kernel.definitions.field_types.choices import NO, YES, Boolean, Choice, Choices
from bihuan.kernel.definitions.field_types.money import (
    Money,
    from_yuan,
    measure_factor,
    parse_measure,
    to_yuan,
)
from bihuan.kernel.definitions.field_types.numbers import LARGEST, parse_number
from bihuan.kernel.definitions.field_types.places import Line, Point
from bihuan.kernel.definitions.field_types.references import PersonField, Ref, UnitField, Units
from bihuan.kernel.definitions.field_types.texts import (
    CreditCode,
    Date,
    EvidenceField,
    IdNumber,
    Industry,
    LongText,
    Phone,
    Region,
    Text,
)

__all__ = [
    "FIELD_TYPES",
    "LARGEST",
    "NO",
    "YES",
    "FieldType",
    "from_yuan",
    "measure_factor",
    "parse_measure",
    "parse_number",
    "to_yuan",
]

_BUILT_IN: tuple[FieldType, ...] = (
    Text(), LongText(), Integer(), DecimalNumber(), Money(), Percent(), Date(), Choice(), Choices(),
    Boolean(), UnitField(), Units(), PersonField(), Ref(), CreditCode(), Industry(), Region(), Phone(),
    IdNumber(), Point(), Line(), EvidenceField(), Qualified(),
)  # fmt: skip
FIELD_TYPES: dict[str, FieldType] = {kind.name: kind for kind in _BUILT_IN}
