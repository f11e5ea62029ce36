"""DuckDB in this process: the delta since the columns, the partial sums, and answers.

One in-memory engine per process holds, for each ledger, the versions that came after the columns'
position (the delta, read straight from the database) and the partial sums at the engine's own
position. `advance` moves that position to the head of the log before a head figure is read; what a
changed record contributed before and contributes now is computed from its own versions alone.
"""

from __future__ import annotations

import datetime
import json
import os
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import pyarrow as pa

from bihuan.kernel.definitions.language import LedgerUnit
from bihuan.kernel.events.reads import position
from bihuan.kernel.indicators import columns, compile, partial_files, shares
from bihuan.kernel.indicators.questions import LedgerQuestion, is_month_end
from bihuan.kernel.indicators.schema import MONTH_SYSTEM, RECORD_SYSTEM, columns_of
from bihuan.kernel.packs.reads import Installation, installed

MOST_EVENTS_BESIDE_COLUMNS = 20_000  # more, and they become a segment
MOST_CHANGED_RECORDS = 2_000  # more, and partial sums are built anew rather than carried on
MOST_PARTIAL_ROWS_APPENDED = 50_000

Answer = dict[
    tuple[int, object], tuple[Decimal | int | None, int]
]  # (target, split) -> value, records


@dataclass
class _Partials:
    """Partial sums of one question shape: two tables in the engine."""

    records: str
    months: str | None
    question: LedgerQuestion
    split: str | None
    appended: int = 0


@dataclass
class _LedgerState:
    unit: LedgerUnit
    stored: columns.LedgerFiles
    last_days: dict[str, datetime.date]  # the latest business date, and the latest of date fields
    partials: dict[tuple[object, ...], _Partials] = field(default_factory=dict)
    waiting: dict[str, list[Sequence[columns.Row]]] = field(
        default_factory=lambda: {"records": [], "months": []}
    )


class Engine:
    """All columns of an installation as one process sees them."""

    def __init__(self) -> None:
        self.pid = os.getpid()
        self.lock = threading.RLock()
        self.connection = columns.new_engine()
        self.run("CREATE MACRO month_number(d) AS CAST(year(d) * 100 + month(d) AS INTEGER)")
        self.run("CREATE MACRO days_between(a, b) AS date_diff('day', a, b)")
        self.position = -1
        self.stored_position = 0
        self.leaf = ""
        self.installation: Installation | None = None
        self.ledgers: dict[str, _LedgerState] = {}
        self._names = 0

    def run(self, sql: str) -> list[tuple[Any, ...]]:
        """Run a statement to its end: DuckDB takes no other while a result is unread."""
        return self.connection.execute(sql).fetchall()

    # -- keeping up -------------------------------------------------------------------------

    def advance(self) -> int:
        """Take in every committed event; returns the log position reached."""
        head = position()
        installation = installed()
        stale = self.installation is not installation or columns.leaf_at(self.position) != self.leaf
        if self.position < 0 or stale or head - self.position > MOST_EVENTS_BESIDE_COLUMNS:
            self._open(installation, head)
        if head > self.position:
            self._take_in(head)
        return self.position

    def _open(self, installation: Installation, head: int) -> None:
        """Start from the columns, extending them first when they lag far behind."""
        manifest = columns.read_manifest()
        shapes_differ = any(
            unit.key not in manifest.ledgers
            or manifest.ledgers[unit.key].shape != columns_of(unit).digest
            for unit in installation.ledgers()
        )
        lag = head - manifest.position
        if lag > MOST_EVENTS_BESIDE_COLUMNS // 2 or (shapes_differ and manifest.position):
            manifest = columns.extend(installation, head)
        for (table,) in self.run("SELECT table_name FROM duckdb_tables()"):
            self.run(f'DROP TABLE "{table}"')
        self.installation = installation
        self.ledgers = {}
        for unit in installation.ledgers():
            stored = manifest.ledgers.get(unit.key) or columns.LedgerFiles("")
            self.ledgers[unit.key] = _LedgerState(unit, stored, {})
            for kind, system, fields in (
                ("records", RECORD_SYSTEM, columns_of(unit).fields),
                ("months", MONTH_SYSTEM, {}),
            ):
                self.run(
                    f"CREATE TABLE {self._delta(unit, kind)} AS {columns.empty(system, fields)}"
                )
            self._note_last_days(self.ledgers[unit.key], self.relation(unit, "records"))
        self.position = self.stored_position = manifest.position
        self.leaf = manifest.leaf

    def _note_last_days(self, state: _LedgerState, relation: str) -> None:
        names = ["_on"] + [
            name for name, kind in columns_of(state.unit).fields.items() if kind == "DATE"
        ]
        row = self._one(
            f"SELECT {', '.join(f'MAX({chr(34)}{name}{chr(34)})' for name in names)} FROM {relation}"
        )
        for name, last in zip(names, row, strict=True):
            if last is not None:
                state.last_days[name] = max(last, state.last_days.get(name, last))

    def _delta(self, unit: LedgerUnit, kind: str) -> str:
        return f'"delta {kind} {unit.key}"'

    def _take_in(self, head: int) -> None:
        """Add the versions between the engine's position and the head to delta and partials."""
        changed: dict[str, set[int]] = {}
        for kind, rows in (
            ("records", columns.all_record_rows(self.position, head)),
            ("months", columns.all_month_rows(self.position, head)),
        ):
            for key, found in rows.items():
                state = self.ledgers.get(key)
                if state is None:
                    continue
                state.waiting[kind].append(found)
                changed.setdefault(key, set()).update(row[0] for row in found)
                if kind == "records":
                    self._note_dates(state, found)
        for key, ids in changed.items():
            self._carry_on(self.ledgers[key], ids, head)
        self.position, self.leaf = head, columns.leaf_at(head)

    def _note_dates(self, state: _LedgerState, rows: Sequence[columns.Row]) -> None:
        """Remember the latest dates, so that a mid-month figure knows whether steps will do."""
        dated = [n for n, kind in columns_of(state.unit).fields.items() if kind == "DATE"]
        for row in rows:
            data = json.loads(row[-1])
            said = {"_on": row[1]} | {name: data[name] for name in dated if data.get(name)}
            for name, text in said.items():
                day = datetime.date.fromisoformat(text)
                state.last_days[name] = max(day, state.last_days.get(name, day))

    def _settle(self, state: _LedgerState) -> None:
        """Put waiting versions into the delta tables, because a scan is about to read them."""
        for kind, waiting in state.waiting.items():
            for rows in waiting:
                self._load(rows, f"INSERT INTO {self._delta(state.unit, kind)} ", state.unit, kind)
            waiting.clear()

    def _load(self, rows: Sequence[columns.Row], into: str, unit: LedgerUnit, kind: str) -> None:
        months = kind == "months"
        self.connection.register("raw", columns.raw_table(rows, months=months))
        self.run(into + columns.typed_rows(unit, "raw", months=months))
        self.connection.unregister("raw")

    def _carry_on(self, state: _LedgerState, ids: set[int], head: int) -> None:
        """Move the partial sums of a ledger from the engine's position to the head."""
        if len(ids) > MOST_CHANGED_RECORDS or any(
            partial.appended > MOST_PARTIAL_ROWS_APPENDED for partial in state.partials.values()
        ):
            self._forget(state)
        if state.partials:
            self._carry(state, list(state.partials.values()), ids, self.position, head)

    def _carry(
        self, state: _LedgerState, partials: Sequence[_Partials], ids: set[int], old: int, new: int
    ) -> None:
        """Add to partial sums the difference that some records make between two positions."""
        listed = sorted(ids)
        key, fields = state.unit.key, columns_of(state.unit).fields
        versions = [
            shares.Version(
                row[0], datetime.date.fromisoformat(row[1]), row[2], row[3], row[5], bool(row[6]),
                {name: shares.typed_value(kind, data.get(name)) for name, kind in fields.items()},
            )
            for rows in columns.record_rows(key, 0, new, listed)
            for row in rows
            for data in (json.loads(row[-1]),)
        ]  # fmt: skip
        numbers = [
            shares.Number(row[0], int(row[1].replace("-", "")), *row[2:])
            for rows in columns.month_rows(key, 0, new, listed)
            for row in rows
        ]
        positions = ((1, new), (-1, old))
        for partial in partials:
            every = shares.steps(versions, positions, partial.question.markers)
            self._add(partial.records, shares.record_rows(partial.question, partial.split, every))
            if partial.months:
                rows = shares.month_rows(partial.question, partial.split, every, numbers, positions)
                self._add(partial.months, rows)
            partial.appended += 2 * len(ids)

    def _add(self, target: str, rows: Sequence[Mapping[str, Any]]) -> None:
        if rows:
            self.connection.register("share", pa.Table.from_pylist(list(rows)))
            self.run(f"INSERT INTO {target} BY NAME SELECT * FROM share")
            self.connection.unregister("share")

    def _load_versions(self, unit: LedgerUnit, ids: Sequence[int], to: int, prefix: str) -> None:
        """Put all versions of some records, from the database, into `<prefix>_records|months`."""
        for kind, rows, system, fields in (
            ("records", columns.record_rows, RECORD_SYSTEM, columns_of(unit).fields),
            ("months", columns.month_rows, MONTH_SYSTEM, {}),
        ):
            name = f"{prefix}_{kind}"
            self.run(f"CREATE OR REPLACE TEMP TABLE {name} AS {columns.empty(system, fields)}")
            for found in rows(unit.key, 0, to, ids):
                self._load(found, f"INSERT INTO {name} ", unit, kind)

    def _forget(self, state: _LedgerState) -> None:
        for partial in state.partials.values():
            for table in (partial.records, partial.months):
                if table:
                    self.run(f"DROP TABLE {table}")
        state.partials = {}

    # -- answering --------------------------------------------------------------------------

    def relation(self, unit: LedgerUnit, kind: str, *, stored_only: bool = False) -> str:
        """Return the relation of all versions of a ledger, columns and delta together."""
        system, fields = (
            (RECORD_SYSTEM, columns_of(unit).fields) if kind == "records" else (MONTH_SYSTEM, {})
        )
        files = getattr(self.ledgers[unit.key].stored, kind)
        delta = self._delta(unit, kind)
        if not stored_only:
            self._settle(self.ledgers[unit.key])
        if not files and not stored_only:
            return delta
        stored = columns.stored_relation(files, system, fields)
        return (
            f"({stored})" if stored_only else f"({stored} UNION ALL BY NAME SELECT * FROM {delta})"
        )

    def answer(
        self,
        question: LedgerQuestion,
        *,
        at: int,
        on: datetime.date,
        reach: Mapping[int, Sequence[int]],
        split: str | None = None,
        approved_only: bool = False,
        only: Sequence[int] | None = None,
    ) -> dict[str, Answer]:
        """Answer a question for targets, each reaching some units; by base indicator's name.

        Uses partial sums at the engine's own position, a scan elsewhere.
        """
        self._register_reach(reach)
        statements: list[compile.Statement]
        if only is None and at == self.position and self._partials_hold(question, on):
            partial = self._partials(question, split)
            statements = compile.read_partials(
                question,
                records=partial.records,
                months=partial.months,
                on=on,
                reach="reach",
                split=split,
                approved_only=approved_only,
            )
            for base in question.bases:
                if base.takes_distinct and split is None:
                    by_value = self._partials(question, base.definition.distinct, months=False)
                    statements.append(
                        compile.read_distinct(
                            question, base, records=by_value.records, on=on, reach="reach"
                        )
                    )
            if split is None or not any(base.takes_distinct for base in question.bases):
                return self._collect(statements, split)
        kept = None
        if only is not None:
            self.connection.register("kept", pa.table({"_record": pa.array(only, pa.int64())}))
            kept = "kept"
        statements = compile.scan(
            question,
            versions=self.relation(question.ledger, "records"),
            months=self.relation(question.ledger, "months"),
            at=at,
            on=on,
            group="_record",
            reach="reach",
            split=split,
            approved_only=approved_only,
            only=kept,
        )
        return self._collect(statements, split)

    def answer_records(
        self, question: LedgerQuestion, ids: Sequence[int], *, at: int, on: datetime.date
    ) -> dict[str, Answer]:
        """Answer a question for single records, from their own versions; the target is the id."""
        self._load_versions(question.ledger, ids, at, "asked")
        statements = compile.scan(
            question,
            versions="asked_records",
            months="asked_months",
            at=at,
            on=on,
            group="_record",
            reach=None,
        )
        return self._collect(statements, None)

    def answer_by_record(
        self,
        question: LedgerQuestion,
        *,
        at: int,
        on: datetime.date,
        units: Sequence[int],
        only: Sequence[int] | None = None,
    ) -> dict[str, dict[int, tuple[Decimal | int | None, int]]]:
        """Answer a question for every record under some units: base name -> record -> answer."""
        self._register_reach({0: units})
        kept = "kept" if only is not None else None
        if only is not None:
            self.connection.register("kept", pa.table({"_record": pa.array(only, pa.int64())}))
        versions = self.relation(question.ledger, "records")
        statements = compile.scan(
            question,
            versions=versions,
            months=self.relation(question.ledger, "months"),
            at=at,
            on=on,
            group="_record",
            reach=None,
            only=kept,
            inside="reach",
        )
        answers = self._collect(statements, None)
        return {
            name: {key[0]: found for key, found in answer.items()}
            for name, answer in answers.items()
        }

    def _register_reach(self, reach: Mapping[int, Sequence[int]]) -> None:
        pairs = [(target, unit) for target, units in reach.items() for unit in units]
        table = pa.table(
            {
                "target": pa.array([pair[0] for pair in pairs], pa.int64()),
                "_unit": pa.array([pair[1] for pair in pairs], pa.int64()),
            }
        )
        self.connection.register("reach", table)

    def _collect(
        self, statements: Sequence[compile.Statement], split: str | None
    ) -> dict[str, Answer]:
        answers: dict[str, Answer] = {}
        first = 2 if split else 1
        for statement in statements:
            for row in self.run(statement.sql):
                key = (row[0], row[1] if split else None)
                for number, base in enumerate(statement.bases):
                    value, records = row[first + 2 * number : first + 2 * number + 2]
                    held = answers.setdefault(base.name, {})
                    before = held.get(key)
                    if before is not None:  # the months' statement brings the value only
                        value = before[0] if value is None else value
                        records = before[1] + int(records)
                    held[key] = (value, int(records))
        return answers

    def narrowed(
        self, question: LedgerQuestion, names: Sequence[str], on: datetime.date
    ) -> LedgerQuestion:
        """Return a question that a scan will answer with only the bases named; others as they are.

        Partial sums are kept for all of a pack's bases at once, and cost the same for a few.
        """
        few = [base for base in question.bases if base.name.rpartition(".")[2] in names]
        narrow = LedgerQuestion(question.ledger, few)
        return question if not few or self._partials_hold(narrow, on) else narrow

    def _partials_hold(self, question: LedgerQuestion, on: datetime.date) -> bool:
        """Whether steps by month tell what held on a day: a month's end, or nothing came later."""
        if is_month_end(on):
            return True
        last_days = self.ledgers[question.ledger.key].last_days
        return all(last_days.get(name, on) <= on for name in ("_on", *question.dated_fields))

    def _one(self, sql: str) -> tuple[Any, ...]:
        (row,) = self.run(sql)
        return row

    def _partials(
        self, question: LedgerQuestion, split: str | None, *, months: bool = True
    ) -> _Partials:
        state = self.ledgers[question.ledger.key]
        key = (split, tuple(question.conditions), tuple(question.dated_fields),
               tuple(question.summed_fields), months and bool(question.monthly))  # fmt: skip
        if key not in state.partials:
            state.partials[key] = self._build(question, split, months and bool(question.monthly))
        return state.partials[key]

    def _build(self, question: LedgerQuestion, split: str | None, monthly: bool) -> _Partials:
        """Make partial sums at the columns' position (or read them back), then carry them on."""
        self._names += 1
        state = self.ledgers[question.ledger.key]
        made = _Partials(
            f'"partial records {self._names}"',
            f'"partial months {self._names}"' if monthly else None,
            question,
            split,
        )
        stored = bool(state.stored.records)
        at = self.stored_position if stored else self.position
        for target, kind in ((made.records, "records"), (made.months, "months")):
            if target is None:
                continue
            months = self.relation(question.ledger, "months", stored_only=stored)
            sql = compile.partials(
                question,
                versions=self.relation(question.ledger, "records", stored_only=stored),
                months=months if kind == "months" else None,
                positions=((1, at),),
                split=split,
            )
            if stored:
                sql = partial_files.kept(self.connection, question.ledger, sql, at)
            self.run(f"CREATE TABLE {target} AS {sql}")
        if stored and self.position > at:
            self._settle(state)
            changed = self.run(
                f"SELECT _record FROM {self._delta(question.ledger, 'records')} UNION "
                f"SELECT _record FROM {self._delta(question.ledger, 'months')}"
            )
            if changed:
                self._carry(state, [made], {row[0] for row in changed}, at, self.position)
        return made


_engine: Engine | None = None
_making = threading.Lock()


def engine() -> Engine:
    """Return this process's engine; a forked child gets its own."""
    global _engine
    with _making:
        if _engine is None or _engine.pid != os.getpid():
            _engine = Engine()
        return _engine


def reset() -> None:
    """Forget everything in memory, as after a restore or between tests."""
    global _engine
    with _making:
        _engine = None
