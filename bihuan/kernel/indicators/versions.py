"""Every version of every ledger: the columns on disk, and the delta since them in memory."""

from __future__ import annotations

import datetime
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from bihuan.kernel.definitions.language import LedgerUnit
from bihuan.kernel.indicators import columns
from bihuan.kernel.indicators.schema import MONTH_SYSTEM, RECORD_SYSTEM, columns_of
from bihuan.kernel.packs.reads import Installation

EVERY = 2**62  # a log position behind all others


@dataclass
class LedgerVersions:
    """What is known of one ledger's versions."""

    unit: LedgerUnit
    stored: columns.LedgerFiles
    last_days: dict[str, datetime.date]  # the latest business date, and the latest of date fields
    waiting: dict[str, list[Sequence[columns.Row]]] = field(
        default_factory=lambda: {"records": [], "months": []}
    )


class Versions:
    """Versions as relations of an engine; those that came last wait until a scan reads them."""

    def __init__(self) -> None:
        self.connection = columns.new_engine()
        self.ledgers: dict[str, LedgerVersions] = {}
        self.outgrown: set[str] = set()  # tables of ledgers as an older version of a pack had them

    def run(self, sql: str) -> list[tuple[Any, ...]]:
        """Run a statement to its end: DuckDB takes no other while a result is unread."""
        return self.connection.execute(sql).fetchall()

    def open(self, installation: Installation, manifest: columns.Manifest) -> None:
        """Start from the columns on disk, with an empty delta."""
        for (table,) in self.run("SELECT table_name FROM duckdb_tables()"):
            self.run(f'DROP TABLE "{table}"')
        self.ledgers, self.outgrown = {}, set()
        for unit in installation.ledgers():
            stored = manifest.ledgers.get(unit.key) or columns.LedgerFiles("")
            self.ledgers[unit.key] = LedgerVersions(unit, stored, {})
            for kind, system, fields in (
                ("records", RECORD_SYSTEM, columns_of(unit).fields),
                ("months", MONTH_SYSTEM, {}),
            ):
                self.run(
                    f"CREATE TABLE {self.delta(unit, kind)} AS {columns.empty(system, fields)}"
                )
            self._note_last_days(self.ledgers[unit.key], self.relation(unit, "records"))

    def take_in(self, key: str, kind: str, rows: Sequence[columns.Row]) -> None:
        """Add rows that came after what is held."""
        held = self.ledgers[key]
        held.waiting[kind].append(rows)
        if kind == "records":
            self._note_dates(held, rows)

    def _note_last_days(self, state: LedgerVersions, relation: str) -> None:
        names = ["_on"] + [
            name for name, kind in columns_of(state.unit).fields.items() if kind == "DATE"
        ]
        (row,) = self.run(
            f"SELECT {', '.join(f'MAX({chr(34)}{name}{chr(34)})' for name in names)} FROM {relation}"
        )
        for name, last in zip(names, row, strict=True):
            if last is not None:
                state.last_days[name] = max(last, state.last_days.get(name, last))

    def _note_dates(self, state: LedgerVersions, rows: Sequence[columns.Row]) -> None:
        """Remember the latest dates, so that a mid-month figure knows whether steps will do."""
        dated = [n for n, kind in columns_of(state.unit).fields.items() if kind == "DATE"]
        for row in rows:
            data = json.loads(row[-1])
            said = {"_on": row[1]} | {name: data[name] for name in dated if data.get(name)}
            for name, text in said.items():
                day = datetime.date.fromisoformat(text)
                state.last_days[name] = max(day, state.last_days.get(name, day))

    def delta(self, unit: LedgerUnit, kind: str) -> str:
        return f'"delta {kind} {unit.key}"'

    def settle(self, state: LedgerVersions) -> None:
        """Put waiting versions into the delta tables, because a scan is about to read them."""
        for kind, waiting in state.waiting.items():
            for rows in waiting:
                self.load(rows, f"INSERT INTO {self.delta(state.unit, kind)} ", state.unit, kind)
            waiting.clear()

    def load(self, rows: Sequence[columns.Row], into: str, unit: LedgerUnit, kind: str) -> None:
        months = kind == "months"
        self.connection.register("raw", columns.raw_table(rows, months=months))
        self.run(into + columns.typed_rows(unit, "raw", months=months))
        self.connection.unregister("raw")

    def relation(self, unit: LedgerUnit, kind: str, *, stored_only: bool = False) -> str:
        """Return the relation of all versions of a ledger, columns and delta together."""
        held = self.ledgers.get(unit.key)
        if held is None or columns_of(held.unit).digest != columns_of(unit).digest:
            return self._outgrown(unit, kind)
        system, fields = (
            (RECORD_SYSTEM, columns_of(unit).fields) if kind == "records" else (MONTH_SYSTEM, {})
        )
        files = getattr(self.ledgers[unit.key].stored, kind)
        delta = self.delta(unit, kind)
        if not stored_only:
            self.settle(self.ledgers[unit.key])
        if not files and not stored_only:
            return delta
        stored = columns.stored_relation(files, system, fields)
        return (
            f"({stored})" if stored_only else f"({stored} UNION ALL BY NAME SELECT * FROM {delta})"
        )

    def _outgrown(self, unit: LedgerUnit, kind: str) -> str:
        """Return the versions of a ledger in the shape that an older version of its pack gave it.

        Only figures of log positions before an upgrade ask for it; read from the database, once.
        """
        digest = columns_of(unit).digest
        prefix = f'"outgrown {digest} {unit.key}'
        if prefix not in self.outgrown:
            for name, system, fields, rows in (
                ("records", RECORD_SYSTEM, columns_of(unit).fields, columns.record_rows),
                ("months", MONTH_SYSTEM, {}, columns.month_rows),
            ):
                table = f'{prefix} {name}"'
                self.run(f"CREATE OR REPLACE TABLE {table} AS {columns.empty(system, fields)}")
                for found in rows(unit.key, 0, EVERY):
                    self.load(found, f"INSERT INTO {table} ", unit, name)
            self.outgrown.add(prefix)
        return f'{prefix} {kind}"'
