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
from collections.abc import Hashable, Iterator, Mapping, Sequence
from typing import Any

import pyarrow as pa

from bihuan.kernel.events.reads import position
from bihuan.kernel.indicators import columns, compile
from bihuan.kernel.indicators.partial_sums import Partials, PartialSums
from bihuan.kernel.indicators.questions import (
    Answer,
    Base,
    LedgerQuestion,
    Windows,
    is_month_end,
    month_end_before,
)
from bihuan.kernel.indicators.versions import Versions
from bihuan.kernel.packs.reads import Installation, installed

logger = logging.getLogger(__name__)
MOST_ANSWERS_KEPT = 200  # of one ledger
MOST_EVENTS_BESIDE_COLUMNS = 20_000  # more, and they become a segment


class Parts:
    """What statements said of base indicators, added up: value, records, and numbers in the value."""

    def __init__(self, is_split: bool) -> None:
        self.first = 2 if is_split else 1
        self.found: dict[str, dict[tuple[int, object], list[Any]]] = {}

    def add(self, bases: Sequence[Base], rows: Sequence[tuple[Any, ...]], sign: int) -> None:
        """Add the rows of one statement, or take them off."""
        for base in bases:
            self.found.setdefault(base.name, {})
        for row in rows:
            key = (row[0], row[1] if self.first == 2 else None)
            for number, base in enumerate(bases):
                at = self.first + 3 * number
                value, records, present = row[at : at + 3]
                held = self.found[base.name].setdefault(key, [0, 0, 0])
                held[0] += sign * (value or 0)
                held[1] += sign * int(records)
                held[2] += sign * int(present)

    def answers(self) -> dict[str, Answer]:
        return {
            name: {
                key: (value if present else None, records)
                for key, (value, records, present) in rows.items()
            }
            for name, rows in self.found.items()
        }


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
        self._answered: dict[str, dict[Hashable, dict[str, Answer]]] = {}  # by ledger
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
        outgrown = manifest.position and columns.has_outgrown(manifest, installation)
        if head - manifest.position > MOST_EVENTS_BESIDE_COLUMNS // 2 or outgrown:
            manifest = columns.extend(installation, head)
        self.versions.open(installation, manifest)
        self.sums = PartialSums(self.versions, manifest.generation)
        self.installation = installation
        self._answered = {}
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
            self._answered.pop(key, None)
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

        What was answered at the engine's own position holds until the ledger changes.
        """
        if at != self.position:
            return self._answer(question, at, on, reach, split, approved_only, only)
        reached = tuple((target, tuple(units)) for target, units in reach.items())
        kept = None if only is None else tuple(only)
        asked = (question.signature, on, reached, split, approved_only, kept)
        known = self._answered.setdefault(question.ledger.key, {})
        if asked not in known:
            if len(known) >= MOST_ANSWERS_KEPT:
                known.clear()
            known[asked] = self._answer(question, at, on, reach, split, approved_only, only)
        return known[asked]

    def _answer(
        self,
        question: LedgerQuestion,
        at: int,
        on: datetime.date,
        reach: Mapping[int, Sequence[int]],
        split: str | None,
        approved_only: bool,
        only: Sequence[int] | None,
    ) -> dict[str, Answer]:
        """At the engine's own position, what adds up comes from sums by month; all else from a scan."""
        if not self.versions.ledgers[question.ledger.key].last_days:  # an empty ledger
            return {base.name: {} for base in question.bases}
        self._register_reach(reach)
        if only is not None or at != self.position:
            return self._scanned(question, at, on, split, approved_only=approved_only, only=only)
        summed = [base for base in question.bases if base.adds_up]
        holds = self._partials_hold(question.of(summed), on)
        if (
            split is not None or not holds
        ):  # of values in several groups, or days, sums tell nothing
            summed = [base for base in summed if not base.takes_distinct]
        names = {base.name for base in summed}
        rest = [base for base in question.bases if base.name not in names]
        found: dict[str, Answer] = {}
        if summed:
            from_sums = self._from_partials if holds else self._inside_month
            found |= from_sums(question.of(summed), on, split, approved_only=approved_only)
        if rest:
            found |= self._scanned(question.of(rest), at, on, split, approved_only=approved_only)
        return found

    def _scanned(
        self,
        question: LedgerQuestion,
        at: int,
        on: datetime.date,
        split: str | None,
        *,
        approved_only: bool,
        only: Sequence[int] | None = None,
    ) -> dict[str, Answer]:
        """Answer from all versions, of some records only where asked."""
        kept = None
        if only is not None:
            kept = "kept"
            asked = pa.table({"_record": pa.array(only, pa.int64())})
            self.versions.connection.register(kept, asked)
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

    def _from_partials(
        self, question: LedgerQuestion, on: datetime.date, split: str | None, *, approved_only: bool
    ) -> dict[str, Answer]:
        """Answer from sums by month, which tell what held on this day."""
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
        for base in question.distinct:
            by_value = self._sums(question, base.definition.distinct, months=False)
            statements.append(
                compile.read_distinct(
                    question, base, records=by_value.records, on=on, reach="reach"
                )
            )
        return self._collect(statements, split)

    def _inside_month(
        self, question: LedgerQuestion, on: datetime.date, split: str | None, *, approved_only: bool
    ) -> dict[str, Answer]:
        """Answer for a day inside a month; distinct counts cannot be told so.

        Sums by month tell the whole months before it. Of the records to which its days matter, and of
        them alone, what they were taken for then is taken off, and what they are on the day is added.
        """
        before, whole = month_end_before(on), Windows(on, whole_months=True)
        partial = self._sums(question, split)
        sums = compile.read_partials(
            question,
            records=partial.records,
            months=partial.months,
            on=before,
            reach="reach",
            split=split,
            approved_only=approved_only,
            windows=whole,
        )
        parts = Parts(split is not None)
        self._gather(sums, parts, 1)
        if not self._touch(question, before, on):
            return parts.answers()

        def of_touched(day: datetime.date, windows: Windows) -> list[compile.Statement]:
            return compile.scan(
                question,
                versions="touched_records",
                months="touched_months",
                at=self.position,
                on=day,
                group="_record",
                reach="reach",
                split=split,
                approved_only=approved_only,
                windows=windows,
            )

        self._gather(of_touched(before, whole), parts, -1)
        self._gather(of_touched(on, Windows(on)), parts, 1)
        return parts.answers()

    def _touch(self, question: LedgerQuestion, before: datetime.date, on: datetime.date) -> bool:
        """Put what is known of the records that the days of a month matter to into tables of their own.

        Returns whether there are any.
        """
        versions = self.versions.relation(question.ledger, "records")
        ids = compile.touched(question, versions=versions, at=self.position, before=before, on=on)
        self.versions.run(
            "CREATE OR REPLACE TEMP TABLE touched_records AS "
            f"SELECT * FROM {versions} WHERE _record IN ({ids})"
        )
        ((count,),) = self.versions.run("SELECT COUNT(*) FROM touched_records")
        if count and question.monthly:
            self.versions.run(
                "CREATE OR REPLACE TEMP TABLE touched_months AS "
                f"SELECT * FROM {self.versions.relation(question.ledger, 'months')} "
                "WHERE _record IN (SELECT _record FROM touched_records)"
            )
        return bool(count)

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
        parts = Parts(split is not None)
        self._gather(statements, parts, 1)
        return parts.answers()

    def _gather(self, statements: Sequence[compile.Statement], parts: Parts, sign: int) -> None:
        for statement in statements:
            parts.add(statement.bases, self.versions.run(statement.sql), sign)

    def _partials_hold(self, question: LedgerQuestion, on: datetime.date) -> bool:
        """Whether steps by month tell what held on a day: a month's end, or nothing came later."""
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
