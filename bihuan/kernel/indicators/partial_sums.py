"""Partial sums: made once for a question's shape, carried on by what changed records make."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from bihuan.kernel.indicators import compile, partial_files, shares, single_records
from bihuan.kernel.indicators.questions import LedgerQuestion
from bihuan.kernel.indicators.versions import LedgerVersions, Versions

MOST_CHANGED_RECORDS = 2_000  # more, and partial sums are built anew rather than carried on
MOST_PARTIAL_ROWS_APPENDED = 50_000


@dataclass
class Partials:
    """Partial sums of one question shape: two tables in the engine."""

    records: str
    months: str | None
    question: LedgerQuestion
    split: str | None
    appended: int = 0


class PartialSums:
    """The partial sums of every ledger, all at the engine's position."""

    def __init__(self, versions: Versions, generation: str = "") -> None:
        self.generation = generation  # of the columns that sums on disk belong to
        self.versions = versions
        self.run = versions.run
        self.kept: dict[str, dict[tuple[object, ...], Partials]] = {}
        self._names = 0

    def get(
        self,
        question: LedgerQuestion,
        split: str | None,
        *,
        position: int,
        stored_position: int,
        months: bool = True,
    ) -> Partials:
        """Return the sums for a question, made now if need be."""
        monthly = months and bool(question.monthly)
        kept = self.kept.setdefault(question.ledger.key, {})
        key = (split, tuple(question.conditions), tuple(question.dated_fields),
               tuple(question.addends), monthly)  # fmt: skip
        if key not in kept:
            kept[key] = self._build(question, split, monthly, position, stored_position)
        return kept[key]

    def carry_on(self, key: str, ids: set[int], old: int, new: int) -> None:
        """Move the sums of a ledger from one position to a later one, which changed some records."""
        kept = list(self.kept.get(key, {}).values())
        too_many = len(ids) > MOST_CHANGED_RECORDS
        if too_many or any(each.appended > MOST_PARTIAL_ROWS_APPENDED for each in kept):
            self.forget(key)
        elif kept:
            self._carry(self.versions.ledgers[key], kept, ids, old, new)

    def forget(self, key: str) -> None:
        """Drop a ledger's sums; they are made anew when they are asked for."""
        for partial in self.kept.pop(key, {}).values():
            for table in (partial.records, partial.months):
                if table:
                    self.run(f"DROP TABLE {table}")

    def _carry(
        self, held: LedgerVersions, partials: Sequence[Partials], ids: set[int], old: int, new: int
    ) -> None:
        """Add to partial sums the difference that some records make between two positions."""
        known = single_records.read(held.unit, sorted(ids), new)
        positions = ((1, new), (-1, old))
        for partial in partials:
            every = shares.steps(known.versions, positions, partial.question.markers)
            self._add(partial.records, shares.record_rows(partial.question, partial.split, every))
            if partial.months:
                rows = shares.month_rows(
                    partial.question, partial.split, every, known.numbers, positions
                )
                self._add(partial.months, rows)
            partial.appended += 2 * len(ids)

    def _add(self, target: str, rows: Sequence[Mapping[str, Any]]) -> None:
        if rows:
            self.versions.connection.register("share", pa.Table.from_pylist(list(rows)))
            self.run(f"INSERT INTO {target} BY NAME SELECT * FROM share")
            self.versions.connection.unregister("share")

    def _build(
        self,
        question: LedgerQuestion,
        split: str | None,
        monthly: bool,
        position: int,
        stored_at: int,
    ) -> Partials:
        """Make partial sums at the columns' position (or read them back), then carry them on."""
        self._names += 1
        versions, unit = self.versions, question.ledger
        held = versions.ledgers[unit.key]
        made = Partials(
            f'"partial records {self._names}"',
            f'"partial months {self._names}"' if monthly else None,
            question,
            split,
        )
        stored = bool(held.stored.records)
        at = stored_at if stored else position
        for target, kind in ((made.records, "records"), (made.months, "months")):
            if target is None:
                continue
            months = versions.relation(unit, "months", stored_only=stored)
            sql = compile.partials(
                question,
                versions=versions.relation(unit, "records", stored_only=stored),
                months=months if kind == "months" else None,
                positions=((1, at),),
                split=split,
            )
            if stored:
                sql = partial_files.kept(versions.connection, unit, sql, f"{self.generation}-{at}")
            self.run(f"CREATE TABLE {target} AS {sql}")
        if stored and position > at:
            versions.settle(held)
            changed = self.run(
                f"SELECT _record FROM {versions.delta(unit, 'records')} UNION "
                f"SELECT _record FROM {versions.delta(unit, 'months')}"
            )
            if changed:
                self._carry(held, [made], {row[0] for row in changed}, at, position)
        return made
