"""What people send for a record's fields -> canonical values, every fault named."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from typing import Any

from bihuan.kernel.definitions.field_types import FIELD_TYPES
from bihuan.kernel.definitions.language import FieldDef, LedgerUnit
from bihuan.kernel.problems import Invalid, InvalidMany, Problem

SEALED_TYPES = ("phone", "id_number")


def is_sealed(field: FieldDef) -> bool:
    """Whether values of a field enter the log only under a key."""
    return field.personal or field.type in SEALED_TYPES


def parse_values(
    ledger: LedgerUnit, raw: Mapping[str, object], *, partial: bool = False
) -> dict[str, Any]:
    """Return canonical values by field name.

    An empty text stands for no value. `partial` takes the fields sent as a change: an empty one
    becomes None, which removes the value. Raises `Invalid` or `InvalidMany`, each fault with its
    field in `where`.
    """
    fields = ledger.definition.fields
    faults: list[Problem] = [
        Invalid("field-unknown", where=name, ledger=ledger.definition.title)
        for name in raw
        if name not in fields
    ]
    period = ledger.definition.recurs.period if ledger.definition.recurs else ""
    if raw.get(period) and not partial:
        faults.append(Invalid("period-untyped", where=fields[period].title))
    values: dict[str, Any] = {}
    for name in raw if partial else fields:
        field = fields.get(name)
        if field is None:
            continue
        sent = raw.get(name)
        if sent is None or (isinstance(sent, str) and not sent.strip()) or sent == []:
            if field.required:
                faults.append(Invalid("field-required", where=field.title))
            elif partial:
                values[name] = None
            continue
        try:
            values[name] = _parser(field.type)(sent, field)
        except Problem as fault:
            fault.where = fault.where or field.title
            faults.append(fault)
    if faults:
        raise faults[0] if len(faults) == 1 else InvalidMany(faults)
    return values


@functools.cache
def _parser(type_name: str) -> Callable[[object, FieldDef], Any]:
    return FIELD_TYPES[type_name].parse
