"""One or several of a field's choices, yes or no."""

from __future__ import annotations

import re
from typing import Any

from bihuan.kernel.definitions.field_types.base import FieldType
from bihuan.kernel.definitions.language import FieldDef
from bihuan.kernel.problems import Invalid, Words

YES = {"是", "有", "true", "yes", "y", "1", "on", "√"}
NO = {"否", "无", "false", "no", "n", "0", "off", "×"}


class Choice(FieldType):
    """The code, or either label, of one of the field's choices."""

    name = "choice"
    input = "select"
    is_split = True
    is_derivable = True

    def parse(self, raw: object, field: FieldDef) -> Any:
        text = str(raw).strip()
        if text in field.choices:
            return text
        for code, label in field.choices.items():
            if text in (label.zh, label.en):
                return code
        known = Words(
            "、".join(label.zh for label in field.choices.values()),
            ", ".join(label.en for label in field.choices.values()),
        )
        raise Invalid("choice-unknown", text=text, known=known)

    def show(self, value: Any, field: FieldDef, language: str = "zh") -> str:
        label = field.choices.get(value)
        if label is None:
            return str(value or "")
        return label.en if language.startswith("en") else label.zh


class Choices(Choice):
    name = "choices"
    column = "VARCHAR"
    input = "multiselect"
    is_split = is_derivable = False

    def parse(self, raw: object, field: FieldDef) -> Any:
        sent = raw if isinstance(raw, list | tuple) else re.split(r"[;；、,，]", str(raw))
        return sorted(
            {super(Choices, self).parse(item, field) for item in sent if str(item).strip()}
        )

    def show(self, value: Any, field: FieldDef, language: str = "zh") -> str:
        mark = ", " if language.startswith("en") else "、"
        return mark.join(super(Choices, self).show(item, field, language) for item in value or ())


class Boolean(FieldType):
    name = "boolean"
    column = "BOOLEAN"
    input = "switch"
    is_split = True
    is_derivable = True

    def derived(self, value: Any, field: FieldDef) -> Any:
        return bool(value)

    def parse(self, raw: object, field: FieldDef) -> Any:
        text = str(raw).strip().lower()
        if text in YES:
            return True
        if text in NO:
            return False
        raise Invalid("boolean-unreadable", text=raw)

    def show(self, value: Any, field: FieldDef, language: str = "zh") -> str:
        if value is None:
            return ""
        return (
            ("Yes" if value else "No") if language.startswith("en") else ("是" if value else "否")
        )
