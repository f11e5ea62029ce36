"""The transaction being written: the tree's head, and rows held back so that they go together.

Rows are inserted late, in as few statements as possible. A query of the same transaction that names
a table with rows held back sends them first, so nobody has to know what is held.
"""

from __future__ import annotations

import contextlib
import functools
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

from bihuan.kernel.events import newest
from bihuan.kernel.events.merkle import Frontier
from bihuan.kernel.events.newest import NEVER, Stamp

COPY_FROM = 200  # rows
UPSERT_COUNTER = (
    "INSERT INTO kernel_codecounter (prefix, last) VALUES (%s, %s) "
    "ON CONFLICT (prefix) DO UPDATE SET last = excluded.last"
)
Row = tuple[Any, ...]
_current = threading.local()


@dataclass
class Batch:
    """What one transaction appends to the log and puts into the tables."""

    frontier: Frontier
    last_at: str
    stamp: Stamp  # of units, packs and parameters, as this batch leaves them
    held: dict[str, list[Row]] = field(default_factory=dict)
    nodes: list[tuple[int, int, bytes]] = field(default_factory=list)
    counters: dict[str, int] = field(default_factory=dict)
    is_signed: bool = False  # a checkpoint goes with it
    tree: Any = None  # of units, kept while nothing in it changes
    size_before: int = field(init=False)

    def __post_init__(self) -> None:
        self.size_before = self.frontier.size

    @property
    def is_empty(self) -> bool:
        return self.frontier.size == self.size_before

    @property
    def is_bulky(self) -> bool:
        """Whether a COPY is due, which cannot go together with other statements."""
        return any(
            len(rows) >= COPY_FROM and _is_plain(statement) for statement, rows in self.held.items()
        )

    def hold(self, statement: str, row: Row) -> None:
        """Send this row with others of its statement, at the latest at the transaction's end.

        Rows of one statement keep their order; different statements on one row of a table do not,
        unless the table is read in between.
        """
        self.held.setdefault(statement, []).append(row)

    def hold_many(self, statement: str, rows: Sequence[Row]) -> None:
        self.held.setdefault(statement, []).extend(rows)

    def flush(self) -> None:
        """Send everything that is held."""
        held, self.held = self.held, {}
        for statement, rows in held.items():
            _send(statement, rows)
        if self.counters:
            counters, self.counters = self.counters, {}
            with connection.cursor() as cursor:
                cursor.executemany(UPSERT_COUNTER, list(counters.items()))

    def send_what_is_read(
        self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any
    ) -> Any:
        """Send the rows held for a table that this statement names, then run it."""
        for statement in [held for held in self.held if held != sql and _names(sql, held)]:
            if rows := self.held.pop(statement, None):  # sending another one may have sent it
                _send(statement, rows)
        return execute(sql, params, many, context)


@functools.cache
def _table(statement: str) -> str:
    return next(word for word in statement.split() if word.startswith("kernel_"))


def _names(sql: str, statement: str) -> bool:
    table = _table(statement)
    return f"{table} " in sql or f'{table}"' in sql or sql.endswith(table)


def _send(statement: str, rows: Sequence[Row]) -> None:
    """Send rows; PostgreSQL takes many that are only inserted as a COPY."""
    with connection.cursor() as cursor:
        if connection.vendor != "postgresql" or len(rows) < COPY_FROM or not _is_plain(statement):
            cursor.executemany(statement, rows)
            return
        target = statement.removeprefix("INSERT INTO ").partition(" VALUES")[0]
        with cursor.cursor.copy(f"COPY {target} FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)


def _is_plain(statement: str) -> bool:
    return statement.startswith("INSERT") and "ON CONFLICT" not in statement


def batch_being_written() -> Batch | None:
    batch: Batch | None = getattr(_current, "batch", None)
    return batch


def current_batch() -> Batch:
    """Return the batch that this thread is writing. Raises outside `commit`."""
    batch = batch_being_written()
    if batch is None:
        raise RuntimeError("the log is written inside `commit` only")
    return batch


@contextlib.contextmanager
def writing(batch: Batch) -> Iterator[Batch]:
    """Make a batch the one that this thread writes."""
    _current.batch = batch
    newest.stand_at(batch.stamp)
    try:
        with connection.execute_wrapper(batch.send_what_is_read):
            yield batch
    finally:
        _current.batch = None
        newest.forget()


@contextlib.contextmanager
def replaying() -> Iterator[Batch]:
    """Give `apply` a batch to hold rows in while the log is read back; nothing is appended."""
    with writing(Batch(Frontier("sha256"), "", NEVER)) as batch:
        yield batch
