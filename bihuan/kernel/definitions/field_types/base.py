"""What every field type can do."""

from __future__ import annotations

import unicodedata
from typing import Any, ClassVar

from bihuan.kernel.definitions.language import FieldDef
from bihuan.kernel.problems import Invalid


class FieldType:
    """What every field type can do; the base reads and shows plain text."""

    name: ClassVar[str]
    column: ClassVar[str] = "VARCHAR"
    input: ClassVar[str] = "text"
    is_split: ClassVar[bool] = False
    is_number: ClassVar[bool] = False
    is_derivable: ClassVar[bool] = False

    def derived(self, value: Any, field: FieldDef) -> Any:
        """Return what an expression gave as the canonical value."""
        return str(value)[: field.max_length or 200]

    def parse(self, raw: object, field: FieldDef) -> Any:
        """Return the canonical JSON value. Raises Invalid."""
        text = unicodedata.normalize("NFC", str(raw)).strip()
        most = field.max_length or 200
        if len(text) > most:
            raise Invalid("text-too-long", length=len(text), most=most)
        if any(unicodedata.category(c) == "Cc" and c not in "\n\t" for c in text):
            raise Invalid("text-control")
        return text

    def show(self, value: Any, field: FieldDef, language: str = "zh") -> str:
        """Return a canonical value as a person reads it."""
        return "" if value is None else str(value)
