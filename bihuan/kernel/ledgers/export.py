"""A ledger as rows of text: everything that a question finds, within the asker's scope, masked."""

from __future__ import annotations

from collections.abc import Iterator

from bihuan.kernel.definitions.field_types import FIELD_TYPES, from_yuan
from bihuan.kernel.definitions.language import FieldDef, LedgerUnit
from bihuan.kernel.ledgers.pages import Question, every_record
from bihuan.kernel.ledgers.sealing import is_sealed_value, masked
from bihuan.kernel.org.tree import tree
from bihuan.kernel.permissions import Viewer

DANGEROUS = ("=", "+", "-", "@", "\t", "\r")


def export_rows(
    viewer: Viewer, ledger: LedgerUnit, question: Question, language: str = "zh"
) -> Iterator[list[str]]:
    """Yield the heading, then every record by keyset; what it yields can be imported again."""
    fields = ledger.definition.fields
    heads = (
        ("编号", "单元", "日期", "环节") if language == "zh" else ("code", "unit", "on", "state")
    )
    yield [*heads, *(getattr(spec.title, language) for spec in fields.values())]
    units = tree()
    for row in every_record(viewer, question):
        state = getattr(ledger.workflow.states[row.state].title, language)
        values = [cell(spec, name, row.data.get(name), language) for name, spec in fields.items()]
        yield [
            safe(text) for text in (row.code, units.get(row.unit_id).code, row.on, state, *values)
        ]


def cell(spec: FieldDef, name: str, value: object, language: str) -> str:
    """Return one value as a sheet holds it: numbers bare, labels in words, secrets masked."""
    if value is None:
        return ""
    if is_sealed_value(value):
        return masked(spec.type, value, name)
    if spec.type == "money":
        return f"{from_yuan(str(value), spec.unit).normalize():f}"
    if spec.type in ("integer", "decimal", "percent", "date"):
        return str(value)
    if spec.type == "line" and isinstance(value, list):
        return "|".join(f"{point['x']},{point['y']},{point['crs']}" for point in value)
    if spec.type == "evidence":
        return ";".join(str(item) for item in value) if isinstance(value, list) else str(value)
    return FIELD_TYPES[spec.type].show(value, spec, language)


def safe(text: str) -> str:
    """Keep a text from being read as a formula by a spreadsheet; numbers stay numbers."""
    bare = text.lstrip("'")
    if bare.startswith(DANGEROUS) and not (text == bare and _is_number(text)):
        return f"'{text}"
    return text


def bare(text: str) -> str:
    """Undo `safe`: return a cell as it was before the export."""
    return text[1:] if text.startswith("'") and text.lstrip("'").startswith(DANGEROUS) else text


def _is_number(text: str) -> bool:
    return text.lstrip("+-").replace(".", "", 1).isdigit()
