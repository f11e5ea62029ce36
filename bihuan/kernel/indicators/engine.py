"""Answers of one process: versions and partial sums at one log position, moved on before a read.

`advance` moves that position to the head of the log before a head figure is read; what a changed
record contributed before and contributes now is computed from its own versions alone. `pinned` keeps
it where it is, so that all that a screen shows is of one position.
"""

from __future__ import annotations

import contextlib
import datetime
import logging
import os
import threading
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

import pyarrow as pa

from bihuan.kernel.events.reads import position
from bihuan.kernel.indicators import columns, compile
from bihuan.kernel.indicators.partial_sums import Partials, PartialSums
from bihuan.kernel.indicators.questions import LedgerQuestion, is_month_end
from bihuan.kernel.indicators.schema import columns_of
from bihuan.kernel.indicators.versions import Versions
from bihuan.kernel.packs.reads import Installation, installed

logger = logging.getLogger(__name__)
MOST_EVENTS_BESIDE_COLUMNS = 20_000  # more, and they become a segment

# (target, split) -> value, records
Answer = dict[tuple[int, object], tuple[Decimal | int | None, int]]


class Engine:
    """All columns of an installation as one process sees them."""

    def __init__(self) -> None:
        self.pid = os.getpid()
        self.lock = threading.RLock()
        self.versions = Versions()
        self.sums = PartialSums(self.versions)
        self.position = -1
        self.stored_position = 0
        self.leaf = self.generation = ""
        self.installation: Installation | None = None
        self._pins = 0

    # -- keeping up -------------------------------------------------------------------------

    @contextlib.contextmanager
    def pinned(self) -> Iterator[int]:
        """Stay at the head of now for several reads; gives that log position."""
        with self.lock:
            here = self.advance()
            self._pins += 1
            try:
                yield here
            finally:
                self._pins -= 1

    def advance(self) -> int:
        """Take in every committed event, unless pinned; returns the log position reached."""
        if self._pins:
            return self.position
        head = position()
        installation = installed()
        stale = (
            self.installation is not installation
            or columns.leaf_at(self.position) != self.leaf
            or columns.generation() != self.generation
        )
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
        self.versions.open(installation, manifest)
        self.sums = PartialSums(self.versions, manifest.generation)
        self.installation = installation
        self.position = self.stored_position = manifest.position
        self.leaf, self.generation = manifest.leaf, manifest.generation

    def _take_in(self, head: int) -> None:
        """Add the versions between the engine's position and the head to delta and partial sums."""
        changed: dict[str, set[int]] = {}
        for kind, rows in (
            ("records", columns.all_record_rows(self.position, head)),
            ("months", columns.all_month_rows(self.position, head)),
        ):
            for key, found in rows.items():
                if key in self.versions.ledgers:
                    self.versions.take_in(key, kind, found)
                    changed.setdefault(key, set()).update(row[0] for row in found)
        for key, ids in changed.items():
            try:
                self.sums.carry_on(key, ids, self.position, head)
            except Exception:  # one ledger's condition must not keep the others from moving on
                logger.exception("partial sums of %s are made anew", key)
                self.sums.forget(key)
        self.position, self.leaf = head, columns.leaf_at(head)

    # -- answering --------------------------------------------------------------------------

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
            partial = self._sums(question, split)
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
                    by_value = self._sums(question, base.definition.distinct, months=False)
                    statements.append(
                        compile.read_distinct(
                            question, base, records=by_value.records, on=on, reach="reach"
                        )
                    )
            if split is None or not any(base.takes_distinct for base in question.bases):
                return self._collect(statements, split)
        kept = None
        if only is not None:
            self.versions.connection.register(
                "kept", pa.table({"_record": pa.array(only, pa.int64())})
            )
            kept = "kept"
        statements = compile.scan(
            question,
            versions=self.versions.relation(question.ledger, "records"),
            months=self.versions.relation(question.ledger, "months"),
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
        self.versions.load_all(question.ledger, ids, at, "asked")
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
    ) -> dict[str, Answer]:
        """Answer a question for every record under some units: the target is the id."""
        self._register_reach({0: units})
        kept = "kept" if only is not None else None
        if only is not None:
            self.versions.connection.register(
                "kept", pa.table({"_record": pa.array(only, pa.int64())})
            )
        versions = self.versions.relation(question.ledger, "records")
        statements = compile.scan(
            question,
            versions=versions,
            months=self.versions.relation(question.ledger, "months"),
            at=at,
            on=on,
            group="_record",
            reach=None,
            only=kept,
            inside="reach",
        )
        return self._collect(statements, None)

    def _register_reach(self, reach: Mapping[int, Sequence[int]]) -> None:
        pairs = [(target, unit) for target, units in reach.items() for unit in units]
        table = pa.table(
            {
                "target": pa.array([pair[0] for pair in pairs], pa.int64()),
                "_unit": pa.array([pair[1] for pair in pairs], pa.int64()),
            }
        )
        self.versions.connection.register("reach", table)

    def _collect(
        self, statements: Sequence[compile.Statement], split: str | None
    ) -> dict[str, Answer]:
        answers: dict[str, Answer] = {}
        first = 2 if split else 1
        for statement in statements:
            for row in self.versions.run(statement.sql):
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

    def _partials_hold(self, question: LedgerQuestion, on: datetime.date) -> bool:
        """Whether steps by month tell what held on a day: a month's end, or nothing came later.

        They never tell what differs from day to day.
        """
        if question.moves_daily or any(base.takes_latest for base in question.bases):
            return False
        if is_month_end(on):
            return True
        if any(base.looks_back for base in question.bases):
            return False
        last_days = self.versions.ledgers[question.ledger.key].last_days
        return all(last_days.get(name, on) <= on for name in ("_on", *question.dated_fields))

    def _sums(
        self, question: LedgerQuestion, split: str | None, *, months: bool = True
    ) -> Partials:
        return self.sums.get(
            question,
            split,
            position=self.position,
            stored_position=self.stored_position,
            months=months,
        )


_engine: Engine | None = None
_making = threading.Lock()
_inherited: list[Engine] = []


def engine() -> Engine:
    """Return this process's engine; a forked child gets its own."""
    global _engine
    with _making:
        if _engine is not None and _engine.pid != os.getpid():
            _inherited.append(_engine)  # letting it go would wait for threads that stayed behind
            _engine = None
        if _engine is None:
            _engine = Engine()
        return _engine


def reset() -> None:
    """Forget everything in memory, as after a restore or between tests."""
    global _engine
    with _making:
        _engine = None
