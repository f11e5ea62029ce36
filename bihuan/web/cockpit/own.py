"""The records that the viewer answers for, the worst light first."""

from __future__ import annotations

from dataclasses import dataclass

from bihuan.kernel.definitions.language import LedgerUnit, StateDef
from bihuan.kernel.indicators.figures import Figure
from bihuan.kernel.indicators.reads import listed_indicators, own_records, read_record_figures
from bihuan.kernel.indicators.record_lights import NONE, record_lights
from bihuan.kernel.ledgers.reads import RecordRow
from bihuan.kernel.packs.reads import installed
from bihuan.kernel.permissions import Viewer
from bihuan.kernel.problems import Words

RANK = {"red": 0, "yellow": 1, "blue": 2, "green": 3, "none": 4}
URGENT = ("red", "yellow", "blue")


@dataclass(frozen=True, slots=True)
class OwnRecord:
    """A record that the viewer answers for, with its own figures."""

    record: RecordRow
    ledger: LedgerUnit
    figures: list[Figure]
    light: str
    why: Words | None  # of a ledger whose records have lights of their own

    @property
    def state(self) -> StateDef:
        return self.ledger.workflow.states[self.record.state]

    @property
    def telling(self) -> list[Figure]:
        """Return the figures that say why it is urgent, of one that is not those it has."""
        if self.why is not None:
            return []
        lit = [figure for figure in self.figures if figure.light in URGENT]
        return lit or [figure for figure in self.figures if figure.value]


def read_own(who: Viewer) -> list[OwnRecord]:
    """Return the records that the viewer answers for, the worst light first."""
    found: list[OwnRecord] = []
    for key, records in own_records(who).items():
        ledger = installed().ledger(key)
        if ledger.definition.lights:
            lit = record_lights(records)
            found += [
                OwnRecord(record, ledger, [], mine.light, mine.why)
                for record in records
                for mine in [lit.get(record.id, NONE)]
            ]
            continue
        names = listed_indicators(ledger)
        ids = [record.id for record in records] if names else []
        figures = read_record_figures(who, key, ids, names=names)
        for record in records:
            shown = [
                f for f in figures.get(record.id, ()) if f.name in names and f.value is not None
            ]
            worst = min((f.light for f in shown), key=lambda light: RANK[light], default="none")
            found.append(OwnRecord(record, ledger, shown, worst, None))
    return sorted(found, key=lambda own: (RANK[own.light], own.record.code))
