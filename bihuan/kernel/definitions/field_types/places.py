"""Points and lines on the map."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from bihuan.kernel.definitions.field_types.base import FieldType
from bihuan.kernel.definitions.field_types.numbers import (
    number_text,
    parse_number,
)
from bihuan.kernel.definitions.language import FieldDef
from bihuan.kernel.problems import Invalid


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
        return {"x": number_text(x), "y": number_text(y), "crs": str(parts[2])}

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
