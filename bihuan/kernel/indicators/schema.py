"""The columns of a ledger's data set: what a field or measure becomes in the engine."""

from __future__ import annotations

import datetime
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from bihuan.kernel.definitions.field_types import FIELD_TYPES
from bihuan.kernel.definitions.language import LedgerUnit
from bihuan.kernel.ledgers.values import is_sealed

RECORD_SYSTEM = {
    "_record": "BIGINT",
    "_on": "DATE",
    "_seq": "BIGINT",
    "_unit": "BIGINT",
    "_code": "VARCHAR",
    "state": "VARCHAR",
    "_void": "BOOLEAN",
}
MONTH_SYSTEM = {
    "_record": "BIGINT",
    "_period": "INTEGER",  # 202205
    "_seq": "BIGINT",
    "_status": "VARCHAR",
    "measure": "VARCHAR",
    "value": "DECIMAL(18,4)",
}


@dataclass(frozen=True)
class ColumnSet:
    """The typed columns of one ledger's records; sealed fields have none."""

    ledger: str
    fields: Mapping[str, str]  # name -> engine type
    paths: Mapping[str, str]  # name -> JSON path in the record's data

    @property
    def digest(self) -> str:
        """Names the shape, so that a changed definition gets fresh columns."""
        text = repr((sorted(self.fields.items()), sorted(self.paths.items())))
        return hashlib.sha256(text.encode()).hexdigest()[:12]

    def values(self, data: Mapping[str, Any]) -> dict[str, Any]:
        """Return a record's data typed as its columns are; numbers exact."""
        return {
            name: typed_value(kind, _at(data, self.paths[name]))
            for name, kind in self.fields.items()
        }

    def select_from_rows(self, rows: str) -> str:
        """Return SQL that types raw rows (record_id, on_day, seq, unit_id, code, state, is_void, data)."""
        typed = [
            "record_id AS _record",
            "CAST(on_day AS DATE) AS _on",
            "seq AS _seq",
            "unit_id AS _unit",
            "code AS _code",
            "state",
            "CAST(is_void AS BOOLEAN) AS _void",
        ]
        for name, type_name in self.fields.items():
            text = f"json_extract_string(data, '{self.paths[name]}')"
            typed.append(f'TRY_CAST({text} AS {type_name}) AS "{name}"')
        return f"SELECT {', '.join(typed)} FROM {rows}"


def qualifier_of(field: str) -> str:
    """Return the hidden column that says how exact a field's number is; no field's name begins so."""
    return f"_qualifier_{field}"


def columns_of(ledger: LedgerUnit) -> ColumnSet:
    """Return the columns that a ledger's fields become."""
    fields: dict[str, str] = {}
    paths: dict[str, str] = {}
    for name, field in ledger.definition.fields.items():
        column = FIELD_TYPES[field.type].column
        if is_sealed(field) or not column:
            continue
        fields[name] = column
        paths[name] = f"$.{name}"
        if field.type == "qualified":
            paths[name] = f"$.{name}.value"
            fields[qualifier_of(name)] = "VARCHAR"
            paths[qualifier_of(name)] = f"$.{name}.qualifier"
    return ColumnSet(ledger.key, fields, paths)


def typed_value(column: str, value: Any) -> Any:
    """Return a canonical value as the column of its type holds it."""
    if value is None:
        return None
    if column.startswith("DECIMAL") or column == "BIGINT":
        return Fraction(str(value))
    if column == "DATE":
        return datetime.date.fromisoformat(value)
    if isinstance(value, list):
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return value


def _at(data: Mapping[str, Any], path: str) -> Any:
    """Return what a record's data has at a path such as `$.visitors.value`."""
    name, _, part = path.removeprefix("$.").partition(".")
    value = data.get(name)
    return value.get(part) if part and value is not None else value
