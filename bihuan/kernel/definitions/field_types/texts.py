"""Free text, and texts with a form of their own: codes, phones, identity numbers, files."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from bihuan.kernel.definitions.field_types.base import FieldType
from bihuan.kernel.definitions.language import FieldDef
from bihuan.kernel.periods.days import parse_day
from bihuan.kernel.problems import Invalid
from bihuan.lib import credit_code, id_number, industries, regions


class Text(FieldType):
    name = "text"
    is_derivable = True

    def parse(self, raw: object, field: FieldDef) -> Any:
        text = " ".join(super().parse(raw, field).split())
        if field.pattern and not re.fullmatch(field.pattern, text):
            raise Invalid("text-pattern", text=text, pattern=field.pattern)
        return text


class LongText(FieldType):
    name = "long_text"
    column = ""
    input = "textarea"

    def parse(self, raw: object, field: FieldDef) -> Any:
        longer = field if field.max_length else field.model_copy(update={"max_length": 5000})
        return super().parse(raw, longer)


class Date(FieldType):
    name = "date"
    column = "DATE"
    input = "date"
    is_derivable = True

    def derived(self, value: Any, field: FieldDef) -> Any:
        return value.isoformat()

    def parse(self, raw: object, field: FieldDef) -> Any:
        return parse_day(raw).isoformat()


class CreditCode(FieldType):
    name = "credit_code"

    def parse(self, raw: object, field: FieldDef) -> Any:
        text = unicodedata.normalize("NFKC", str(raw)).strip().upper()
        if not credit_code.is_valid(text):
            raise Invalid("credit-code-wrong", text=text)
        return text


class Industry(FieldType):
    name = "industry"

    def parse(self, raw: object, field: FieldDef) -> Any:
        text = unicodedata.normalize("NFKC", str(raw)).strip().upper()
        if not industries.is_valid(text):
            raise Invalid("industry-wrong", text=text)
        return text


class Region(FieldType):
    name = "region"

    def parse(self, raw: object, field: FieldDef) -> Any:
        text = unicodedata.normalize("NFKC", str(raw)).strip()
        if not regions.is_valid(text):
            raise Invalid("region-wrong", text=text)
        return text


class Phone(FieldType):
    """A mobile or landline number; sealed in the log, never in columns."""

    name = "phone"
    column = ""
    input = "tel"

    def parse(self, raw: object, field: FieldDef) -> Any:
        text = re.sub(r"[\s\-()（）]", "", unicodedata.normalize("NFKC", str(raw)))
        if not re.fullmatch(r"(?:\+?86)?(?:1[3-9]\d{9}|0\d{9,11}|\d{7,8})", text):
            raise Invalid("phone-wrong")
        return text


class IdNumber(FieldType):
    name = "id_number"
    column = ""

    def parse(self, raw: object, field: FieldDef) -> Any:
        text = unicodedata.normalize("NFKC", str(raw)).strip().upper()
        if not id_number.is_valid(text):
            raise Invalid("id-number-wrong")
        return text


class EvidenceField(FieldType):
    """Digests of stored files."""

    name = "evidence"
    column = ""
    input = "file"

    def parse(self, raw: object, field: FieldDef) -> Any:
        sent = raw if isinstance(raw, list | tuple) else re.split(r"[;,\s]+", str(raw))
        digests = [str(item) for item in sent if str(item)]
        if not all(re.fullmatch(r"[0-9a-f]{64}", digest) for digest in digests):
            raise Invalid("evidence-unreadable")
        return list(dict.fromkeys(digests))

    def show(self, value: Any, field: FieldDef, language: str = "zh") -> str:
        count = len(value or ())
        return f"{count} file(s)" if language.startswith("en") else f"{count} 份"
