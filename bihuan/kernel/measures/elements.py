"""A number that many forms ask for each month is asked once: what another record's month says stands there.

The monthly side of `ledgers.elements`: the same element, the same subject, the same month. The same number
confirms; another one needs the month's note to say why.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from bihuan.kernel.definitions.field_types import measure_factor
from bihuan.kernel.definitions.language import Label, LedgerUnit, MeasureDef
from bihuan.kernel.ledgers.elements import monthly_elements_of
from bihuan.kernel.ledgers.models import Record
from bihuan.kernel.ledgers.reads import may
from bihuan.kernel.measures.models import MeasureValue
from bihuan.kernel.measures.scaled import from_scaled, to_scaled
from bihuan.kernel.packs.reads import installed
from bihuan.kernel.permissions import Viewer
from bihuan.kernel.problems import Invalid, InvalidMany


@dataclass(frozen=True, slots=True)
class KnownNumber:
    """What another record reported of an element for the same month, and where."""

    measure: MeasureDef
    value: Decimal  # as it is kept: money in yuan
    ledger: Label
    record_id: int
    code: str

    @property
    def typed(self) -> str:
        """The number as people enter it."""
        return f"{(self.value * measure_factor(self.measure)).normalize():f}"


def known_numbers(viewer: Viewer, row: Record, period: str) -> dict[str, KnownNumber]:
    """Return what other records of the same subject say of a month, by measure of a record's ledger."""
    asked = monthly_elements_of(installed().ledger(row.ledger))
    if not asked or not row.party:
        return {}
    uses = {unit.key: (unit, monthly_elements_of(unit)) for unit in installed().ledgers()}
    asking = [key for key, (_, held) in uses.items() if set(held.values()) & set(asked.values())]
    others = {
        other.id: other
        for other in Record.objects.filter(party=row.party, ledger__in=asking, is_void=False)
        if other.id != row.id and may(viewer, "record.read", other)
    }
    numbers = MeasureValue.objects.filter(
        record_id__in=others, period=period, value__isnull=False
    ).exclude(status="draft")
    found: dict[str, KnownNumber] = {}
    for number in numbers.order_by("-seq"):
        other = others[number.record_id]
        unit, held = uses[other.ledger]
        value = from_scaled(number.value)
        for name, key in asked.items():
            if name not in found and held.get(number.measure) == key and value is not None:
                found[name] = KnownNumber(
                    unit.definition.measures[number.measure],
                    value,
                    unit.definition.title,
                    other.id,
                    other.code,
                )
    return found


def compare(
    ledger: LedgerUnit,
    numbers: Mapping[str, str | None],
    known: Mapping[str, KnownNumber],
    note: str,
) -> dict[str, dict[str, Any]]:
    """Return what became of each number that is known: confirmed, or disputed in the month's note.

    Raises `Invalid` for another number without a note.
    """
    said: dict[str, dict[str, Any]] = {}
    faults = []
    for name, before in known.items():
        value = numbers.get(name)
        if value is None:
            continue
        said[name] = {"from": before.record_id}
        if to_scaled(value) != to_scaled(str(before.value)):
            said[name]["disputed"] = note.strip()
            if not note.strip():
                title = ledger.definition.measures[name].title
                faults.append(
                    Invalid(
                        "number-known",
                        where=title,
                        value=f"{before.typed}{before.measure.unit}",
                        source=before.ledger,
                        code=before.code,
                    )
                )
    if faults:
        raise faults[0] if len(faults) == 1 else InvalidMany(faults)
    return said
