"""Personal fields of records: sealed on the way into the log, masked on the way to a screen."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from bihuan.kernel.definitions.language import LedgerUnit
from bihuan.kernel.ledgers.models import Record
from bihuan.kernel.ledgers.values import is_sealed
from bihuan.kernel.org import keys
from bihuan.kernel.org.keys import is_sealed_value, unseal

__all__ = ["is_sealed_value", "masked", "seal_many", "seal_values", "sealed_fields", "unseal"]


def sealed_fields(ledger: LedgerUnit) -> list[str]:
    """Return the names of a ledger's personal fields."""
    return [name for name, field in ledger.definition.fields.items() if is_sealed(field)]


def seal_values(
    ledger: LedgerUnit, values: Mapping[str, Any], *, record: Record | None = None
) -> dict[str, Any]:
    """Return values with the personal ones sealed under the record's own key."""
    names = [name for name in sealed_fields(ledger) if values.get(name) is not None]
    if not names:
        return dict(values)
    held = keys.key_ids(list(json.loads(record.data).values())) if record is not None else []
    key_id = held[0] if held and keys.find_key(held[0]) else keys.make_key()
    return dict(values) | {name: keys.seal(values[name], key_id, name) for name in names}


def seal_many(ledger: LedgerUnit, many: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Seal the values of many new records; the keys are made in one go."""
    names = sealed_fields(ledger)
    if not names:
        return [dict(values) for values in many]
    wanting = [i for i, values in enumerate(many) if any(values.get(n) is not None for n in names)]
    made = dict(zip(wanting, keys.make_keys(len(wanting)), strict=True))
    return [
        dict(values)
        | {
            name: keys.seal(values[name], made[i], name)
            for name in names
            if values.get(name) is not None
        }
        for i, values in enumerate(many)
    ]


def masked(field_type: str, value: Any, name: str) -> str:
    """Return a sealed value as a screen shows it: masked, or `erased` once its key is gone."""
    text = str(unseal(value, name))
    if text == keys.ERASED:
        return text
    if field_type == "id_number":
        return f"{text[:6]}********{text[-4:]}"
    if field_type == "phone":
        return f"{text[:3]}****{text[-4:]}" if len(text) > 8 else "****" + text[-2:]
    return text[:1] + "*" * min(len(text) - 1, 3)
