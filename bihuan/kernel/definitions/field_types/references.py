"""Units, people and records, named by code."""

from __future__ import annotations

import re
from typing import Any

from bihuan.kernel.definitions.field_types.base import FieldType
from bihuan.kernel.definitions.language import FieldDef
from bihuan.kernel.problems import Invalid


class Code(FieldType):
    """A short code that names something else in the installation; checked where it is used."""

    def parse(self, raw: object, field: FieldDef) -> Any:
        text = str(super().parse(raw, field))
        if not re.fullmatch(r"[\w.\-/]{1,60}", text):
            raise Invalid("code-unreadable", text=text)
        return text


class UnitField(Code):
    name = "unit"
    input = "unit"
    is_split = True


class Units(Code):
    """Several units, by code."""

    name = "units"
    column = ""
    input = "multiselect"
    is_derivable = False

    def parse(self, raw: object, field: FieldDef) -> Any:
        sent = raw if isinstance(raw, list | tuple) else re.split(r"[;；、,，]", str(raw))
        return sorted({super(Units, self).parse(item, field) for item in sent if str(item).strip()})

    def show(self, value: Any, field: FieldDef, language: str = "zh") -> str:
        return "、".join(value or ())


class PersonField(Code):
    name = "person"
    input = "person"


class Ref(Code):
    name = "ref"
    input = "ref"
