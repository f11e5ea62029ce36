"""Fields that a pack derives from a record's others: computed at every write, kept in its event.

What comes out goes into the event's body, so that a replay needs no definitions; a formula changed
later speaks at the next write of each record.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

from bihuan.kernel.definitions.expressions import compiled
from bihuan.kernel.definitions.field_rules import derivation_order
from bihuan.kernel.definitions.field_types import FIELD_TYPES
from bihuan.kernel.definitions.language import LedgerUnit
from bihuan.kernel.ledgers.apply import changes_of_record
from bihuan.kernel.ledgers.checks import comparable
from bihuan.kernel.ledgers.models import Record
from bihuan.kernel.ledgers.timeline import Change, fold
from bihuan.kernel.packs.reads import get_parameter, installed
from bihuan.kernel.problems import Invalid, InvalidMany, Problem

Data = Mapping[str, Any]


class Derivation:
    """What one ledger derives; parameters looked up once for a unit and a day."""

    def __init__(self, ledger: LedgerUnit) -> None:
        self.ledger = ledger
        self.order = derivation_order(ledger.definition)
        self._parameters: dict[tuple[str, str], dict[str, Any]] = {}

    def values(self, data: Data, *, path: str, on: str) -> dict[str, Any]:
        """Return every derived field for what a record has, None where nothing comes out."""
        if not self.order:
            return {}
        fields = self.ledger.definition.fields
        known = {
            **self._known(path, on),
            **{name: comparable(data.get(name), field) for name, field in fields.items()},
        }
        found: dict[str, Any] = {}
        for name in self.order:
            field = fields[name]
            known[name] = compiled(field.value or "")(known)
            if known[name] is not None:
                found[name] = FIELD_TYPES[field.type].derived(known[name], field)
                known[name] = comparable(found[name], field)
            else:
                found[name] = None
        return found

    def settled(self, data: Data, *, path: str, on: str) -> dict[str, Any]:
        """Return a new record's values with the derived ones.

        A derived field that was sent, as a sheet that was exported has it, must be what comes out.
        """
        fields = self.ledger.definition.fields
        found = self.values(data, path=path, on=on)
        faults: list[Problem] = []
        for name, value in found.items():
            sent, show = data.get(name), FIELD_TYPES[fields[name].type].show
            if sent is not None and sent != value:
                told = {
                    "sent": show(sent, fields[name]),
                    "derived": show(value, fields[name]) or "—",
                }
                faults.append(Invalid("derived-differs", where=fields[name].title, **told))
        if faults:
            raise faults[0] if len(faults) == 1 else InvalidMany(faults)
        kept = {**data, **found}
        return {name: value for name, value in kept.items() if value is not None}

    def _known(self, path: str, on: str) -> dict[str, Any]:
        if (path, on) not in self._parameters:
            pack = installed().packs[self.ledger.pack]
            self._parameters[path, on] = {
                name: comparable(get_parameter(pack, name, path=path, on=on), None)
                for name in pack.parameters
            }
        return self._parameters[path, on]


def derive(ledger: LedgerUnit, data: Data, *, path: str, on: str) -> dict[str, Any]:
    """Return every derived field of a ledger for what a record has."""
    return Derivation(ledger).values(data, path=path, on=on)


def what_is_typed(ledger: LedgerUnit, values: Data) -> dict[str, Any]:
    """Return what a person may change: what a form sent along though nobody types it is left out."""
    untyped = ledger.definition.untyped
    return {name: value for name, value in values.items() if name not in untyped}


def follow(ledger: LedgerUnit, record: Record, change: Change, *, path: str) -> dict[str, Any]:
    """Return what a change of a record must carry: its `values`, and `derived` by day if need be.

    A change at the end of the timeline carries what the record derives then. One of the past makes
    other values at other breakpoints; `derived` then says what holds from each of them.
    """
    derivation = Derivation(ledger)
    if not derivation.order:
        return {"values": dict(change.values)}
    earlier = changes_of_record(record.id)
    last_on, head = fold([*earlier, change])[-1]
    changed = {
        name: value
        for name, value in derivation.values(head.data, path=path, on=last_on).items()
        if head.data.get(name) != value
    }
    values = {**change.values, **changed}
    said: dict[str, Any] = {"values": values}
    derived, differs = {}, False
    for on, point in fold([*earlier, dataclasses.replace(change, values=values)]):
        if not change.always and on < change.on:
            continue  # what held before is not touched, though a formula has changed since
        derived[on] = derivation.values(point.data, path=path, on=on)
        differs = differs or any(point.data.get(n) != v for n, v in derived[on].items())
    return said | ({"derived": derived} if differs else {})
