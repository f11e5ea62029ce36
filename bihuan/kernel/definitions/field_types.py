"""The field types: one class each, from what a person sends to the canonical value and back.

Built-ins are registered in `FIELD_TYPES`, the list that an installation would extend too. A class
says how to read (`parse`), show (`show`), store in columns (`column`, empty for none) and enter
(`input`) a value, and whether it may split a figure.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any, ClassVar

from bihuan.kernel.definitions import qualifiers
from bihuan.kernel.definitions.labels import measured_in
from bihuan.kernel.definitions.language import FieldDef, MeasureDef
from bihuan.kernel.periods.days import parse_day
from bihuan.kernel.problems import Invalid, Words
from bihuan.lib import credit_code, id_number, industries, regions

MONEY_FACTORS = {"元": Decimal(1), "": Decimal(1), "万元": Decimal(10**4), "亿元": Decimal(10**8)}
LARGEST = Decimal(10**14)
COLUMN_DECIMAL = "DECIMAL(18,4)"
_PLAIN = re.compile(r"[+-]?\d+(?:\.\d+)?")
_GROUPED = re.compile(r"[+-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?")
YES = {"是", "有", "true", "yes", "y", "1", "on", "√"}
NO = {"否", "无", "false", "no", "n", "0", "off", "×"}


def parse_number(raw: object) -> Decimal:
    """Read a number as people and sheets write it: 1,234.50, full-width digits, a float of Excel."""
    if isinstance(raw, bool):
        raise Invalid("number-unreadable", text=raw)
    if isinstance(raw, int | Decimal):
        return Decimal(raw)
    text = unicodedata.normalize("NFKC", str(raw)).strip().replace(" ", "")
    if _GROUPED.fullmatch(text):
        text = text.replace(",", "")
    if not _PLAIN.fullmatch(text):
        if isinstance(raw, float):
            return Decimal(repr(raw))
        raise Invalid("number-unreadable", text=raw)
    return Decimal(text)


def _text(number: Decimal) -> str:
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _bounded(number: Decimal, low: Decimal | None, high: Decimal | None) -> Decimal:
    if abs(number) >= LARGEST:
        raise Invalid("number-too-large", number=_text(number))
    if low is not None and number < low:
        raise Invalid("number-too-small", number=_text(number), least=_text(low))
    if high is not None and number > high:
        raise Invalid("number-above", number=_text(number), most=_text(high))
    return number


def _rounded(value: Fraction, digits: int) -> Decimal:
    """Return an exact value rounded half up, away from zero at the middle."""
    whole, rest = divmod(abs(value) * 10**digits, 1)
    rounded = int(whole) + (rest >= Fraction(1, 2))
    return _bounded(Decimal(-rounded if value < 0 else rounded).scaleb(-digits), None, None)


def _exact(number: Decimal, digits: int) -> Decimal:
    if number != number.quantize(Decimal(1).scaleb(-digits)):
        raise Invalid("number-digits", number=_text(number), digits=digits)
    return number


def _unit(unit: str, language: str) -> str:
    """Return a unit as it follows a number in a language."""
    words = measured_in(unit)
    return f" {words.en}".rstrip() if language.startswith("en") else words.zh


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


class Integer(FieldType):
    name = "integer"
    column = "BIGINT"
    input = "number"
    is_number = True
    is_derivable = True

    def derived(self, value: Any, field: FieldDef) -> Any:
        return int(_rounded(value, 0))

    def parse(self, raw: object, field: FieldDef) -> Any:
        number = _bounded(parse_number(raw), field.min, field.max)
        return int(_exact(number, 0))

    def show(self, value: Any, field: FieldDef, language: str = "zh") -> str:
        return "" if value is None else f"{value:,}{_unit(field.unit, language)}"


class DecimalNumber(FieldType):
    name = "decimal"
    column = COLUMN_DECIMAL
    input = "number"
    is_number = True
    is_derivable = True

    def derived(self, value: Any, field: FieldDef) -> Any:
        return _text(_rounded(value, 4 if field.digits is None else field.digits))

    def parse(self, raw: object, field: FieldDef) -> Any:
        digits = 4 if field.digits is None else field.digits
        return _text(_exact(_bounded(parse_number(raw), field.min, field.max), digits))

    def show(self, value: Any, field: FieldDef, language: str = "zh") -> str:
        return "" if value is None else f"{Decimal(value):,f}{_unit(field.unit, language)}"


class Percent(DecimalNumber):
    name = "percent"

    def parse(self, raw: object, field: FieldDef) -> Any:
        bare = raw.strip().removesuffix("%").removesuffix("％") if isinstance(raw, str) else raw
        return super().parse(bare, field)

    def show(self, value: Any, field: FieldDef, language: str = "zh") -> str:
        return "" if value is None else f"{value}%"


class Money(FieldType):
    """Entered in the field's unit (万元, 亿元, 元), kept in yuan with at most two decimals."""

    name = "money"
    column = COLUMN_DECIMAL
    input = "number"
    is_number = True
    is_derivable = True

    def derived(self, value: Any, field: FieldDef) -> Any:
        return _text(_rounded(value, 2))

    def parse(self, raw: object, field: FieldDef) -> Any:
        number = _bounded(parse_number(raw), field.min, field.max)
        return to_yuan(number, field.unit)

    def show(self, value: Any, field: FieldDef, language: str = "zh") -> str:
        if value is None:
            return ""
        unit = _unit(field.unit or "元", language).strip()
        return f"{_grouped(from_yuan(value, field.unit))} {unit}"


def to_yuan(number: Decimal, unit: str) -> str:
    """Return an amount in a unit as yuan text. Raises Invalid below a fen."""
    yuan = _bounded(number * MONEY_FACTORS[unit], None, None)
    return _text(_exact(yuan, 2))


def measure_factor(measure: MeasureDef) -> Decimal:
    """Return what a stored number of a measure is multiplied by to be as people enter it."""
    if measure.type == "money":
        return from_yuan("1", measure.unit)
    return Decimal(100) if measure.type == "percent" else Decimal(1)


def from_yuan(text: str, unit: str) -> Decimal:
    return Decimal(text) / MONEY_FACTORS[unit]


def _grouped(number: Decimal) -> str:
    return f"{Decimal(_text(number)):,f}"


class Date(FieldType):
    name = "date"
    column = "DATE"
    input = "date"
    is_derivable = True

    def derived(self, value: Any, field: FieldDef) -> Any:
        return value.isoformat()

    def parse(self, raw: object, field: FieldDef) -> Any:
        return parse_day(raw).isoformat()


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


class Point(FieldType):
    """`x,y[,crs]`: longitude and latitude as given, with their coordinate system."""

    name = "point"
    column = ""
    input = "point"
    SYSTEMS = ("CGCS2000", "WGS84", "GCJ02", "BD09")

    def parse(self, raw: object, field: FieldDef) -> Any:
        if isinstance(raw, dict):
            parts: Sequence[object] = [raw.get("x"), raw.get("y"), raw.get("crs") or "CGCS2000"]
        else:
            parts = [part for part in re.split(r"[,，;()（）\s]+", str(raw).strip()) if part]
        if len(parts) == 2:
            parts = [*parts, "CGCS2000"]
        if len(parts) != 3 or str(parts[2]) not in self.SYSTEMS:
            raise Invalid("point-unreadable", text=raw)
        x, y = (parse_number(part) for part in parts[:2])
        if not (Decimal(73) <= x <= Decimal(136) and Decimal(3) <= y <= Decimal(54)):
            raise Invalid("point-outside", text=raw)
        return {"x": _text(x), "y": _text(y), "crs": str(parts[2])}

    def show(self, value: Any, field: FieldDef, language: str = "zh") -> str:
        return "" if value is None else f"{value['x']}, {value['y']} ({value['crs']})"


class Line(Point):
    name = "line"
    input = "line"

    def parse(self, raw: object, field: FieldDef) -> Any:
        sent = raw
        if isinstance(raw, str):
            if raw.lstrip().startswith("["):
                try:
                    sent = json.loads(raw)
                except json.JSONDecodeError as error:
                    raise Invalid("line-unreadable") from error
            else:
                sent = [part for part in re.split(r"[|\n]", raw) if part.strip()]
        if not isinstance(sent, list) or len(sent) < 2:
            raise Invalid("line-unreadable")
        return [super(Line, self).parse(point, field) for point in sent]

    def show(self, value: Any, field: FieldDef, language: str = "zh") -> str:
        """Return where a line begins and ends, and how many points it has."""
        if not value:
            return ""
        first, last = (super(Line, self).show(value[end], field, language) for end in (0, -1))
        count = f"{len(value)} points" if language.startswith("en") else f"{len(value)} 个点"
        return f"{first} → {last}，{count}" if language == "zh" else f"{first} → {last}, {count}"


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
            return {"value": _text(parse_number(raw.get("value"))), "qualifier": qualifier}
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
        return {"value": _text(_bounded(number, field.min, field.max)), "qualifier": qualifier}

    def show(self, value: Any, field: FieldDef, language: str = "zh") -> str:
        if value is None:
            return ""
        number = f"{Decimal(value['value']):,f}"
        return (
            f"{qualifiers.said(number, value['qualifier'], language)}{_unit(field.unit, language)}"
        )


_BUILT_IN: tuple[FieldType, ...] = (
    Text(), LongText(), Integer(), DecimalNumber(), Money(), Percent(), Date(), Choice(), Choices(),
    Boolean(), UnitField(), Units(), PersonField(), Ref(), CreditCode(), Industry(), Region(), Phone(),
    IdNumber(), Point(), Line(), EvidenceField(), Qualified(),
)  # fmt: skip
FIELD_TYPES: dict[str, FieldType] = {kind.name: kind for kind in _BUILT_IN}


def parse_measure(raw: object, measure: MeasureDef) -> str:
    """Return a reported number as decimal text; money in yuan. Raises Invalid."""
    bare = raw.strip().removesuffix("%").removesuffix("％") if isinstance(raw, str) else raw
    number = _bounded(parse_number(bare), measure.min, None)
    if measure.type == "money":
        return to_yuan(number, measure.unit)
    if measure.type == "percent":
        return _text(_exact(number, min(measure.digits, 2)) / 100)
    return _text(_exact(number, 0 if measure.type == "integer" else measure.digits))
