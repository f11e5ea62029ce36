"""Group commit: writers queue, one of them leads, all that wait share its transaction.

A write is a function that appends events and changes rows through the current `Batch`. The leader
takes the installation's one write lock (a file lock on SQLite, the tree head's row lock on
PostgreSQL), runs every waiting write in a savepoint of its own, and commits once. Nobody is told
that a write succeeded before that commit. Rows that only ever get inserted are held back and sent
together just before the commit.
"""

from __future__ import annotations

import contextlib
import fcntl
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from django.conf import settings
from django.db import DatabaseError, close_old_connections, connection, transaction

from bihuan.kernel.events import newest
from bihuan.kernel.events.merkle import Frontier, hasher
from bihuan.kernel.periods import clock
from bihuan.kernel.problems import Broken

T = TypeVar("T")
MOST_WRITES_IN_A_COMMIT = 64
COPY_FROM = 200  # rows
INSERT_EVENT = (
    "INSERT INTO kernel_event (seq, at, on_day, actor, verb, subject, body, leaf) "
    "VALUES (%s, %s, %s, %s, %s, %s, %s, %s)"
)
UPSERT_COUNTER = (
    "INSERT INTO kernel_codecounter (prefix, last) VALUES (%s, %s) "
    "ON CONFLICT (prefix) DO UPDATE SET last = excluded.last"
)
READ_HEAD = "SELECT size, frontier, last_at, algorithm FROM kernel_treehead WHERE id = 1"
_current = threading.local()


@dataclass
class Batch:
    """The transaction being written: the tree's head, and the rows held back until its end."""

    frontier: Frontier
    first_seq: int
    last_at: str
    algorithm: str
    held: dict[str, list[tuple[Any, ...]]] = field(default_factory=dict)
    nodes: list[tuple[int, int, bytes]] = field(default_factory=list)
    counters: dict[str, int] = field(default_factory=dict)
    tree: Any = None  # of units, kept while nothing in it changes

    def hold(self, statement: str, row: tuple[Any, ...]) -> None:
        """Insert this row with others of its statement at the end of the transaction."""
        self.held.setdefault(statement, []).append(row)

    def hold_many(self, statement: str, rows: Sequence[tuple[Any, ...]]) -> None:
        self.held.setdefault(statement, []).extend(rows)

    def flush(self, statement: str) -> None:
        """Send the rows held for a statement now, because something is about to read them."""
        rows = self.held.get(statement)
        if rows:
            _send(statement, rows)
            self.held[statement] = []

    def flush_all(self) -> None:
        for statement in list(self.held):
            self.flush(statement)
        if self.counters:
            with connection.cursor() as cursor:
                cursor.executemany(UPSERT_COUNTER, list(self.counters.items()))
            self.counters = {}

    def mark(self) -> _Mark:
        return _Mark(
            self.frontier.copy(),
            self.last_at,
            {statement: list(rows) for statement, rows in self.held.items()},
            len(self.nodes),
            dict(self.counters),
        )

    def reset(self, mark: _Mark) -> None:
        """Forget everything since the mark, as the savepoint does in the database."""
        self.frontier, self.last_at = mark.frontier, mark.last_at
        self.held = mark.held  # also what a flush inside the lost savepoint had sent
        del self.nodes[mark.nodes :]
        self.counters = mark.counters


def _send(statement: str, rows: Sequence[tuple[Any, ...]]) -> None:
    """Insert rows; PostgreSQL takes many of them as a COPY."""
    with connection.cursor() as cursor:
        if connection.vendor != "postgresql" or len(rows) < COPY_FROM or "ON CONFLICT" in statement:
            cursor.executemany(statement, rows)
            return
        target = statement.removeprefix("INSERT INTO ").partition(" VALUES")[0]
        with cursor.cursor.copy(f"COPY {target} FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)


@dataclass(frozen=True)
class _Mark:
    frontier: Frontier
    last_at: str
    held: dict[str, list[tuple[Any, ...]]]
    nodes: int
    counters: dict[str, int]


class _Job:
    """One waiting write and what came of it."""

    def __init__(self, work: Callable[[], Any]) -> None:
        self.work = work
        self.value: Any = None
        self.error: BaseException | None = None
        self.done = False

    def result(self) -> Any:
        if self.error is not None:
            raise self.error
        return self.value


_waiting: deque[_Job] = deque()
_leading = threading.Lock()


def current_batch() -> Batch:
    """Return the batch that this thread is writing. Raises outside `commit`."""
    batch: Batch | None = getattr(_current, "batch", None)
    if batch is None:
        raise RuntimeError("the log is written inside `commit` only")
    return batch


def flush_if_writing(statement: str) -> None:
    """Make rows held by the batch being written visible to a query; nothing outside a write."""
    batch: Batch | None = getattr(_current, "batch", None)
    if batch is not None:
        batch.flush(statement)


def commit(work: Callable[[], T]) -> T:
    """Run a write durably and return its value; inside another write, join it.

    Raises what the write raised (then nothing of it remains), or `Broken` when the disk or the
    database refused the commit (then nothing of the whole batch remains).
    """
    if getattr(_current, "batch", None) is not None:
        return work()
    job = _Job(work)
    _waiting.append(job)
    while not job.done:
        with _leading:
            if not job.done:
                jobs: list[_Job] = []
                while _waiting and len(jobs) < MOST_WRITES_IN_A_COMMIT:
                    jobs.append(_waiting.popleft())
                _lead(jobs)
    newest.forget()
    value: T = job.result()
    return value


def _lead(jobs: list[_Job]) -> None:
    try:
        if not connection.in_atomic_block:
            close_old_connections()
        with newest.asking_anew(), _write_lock(), transaction.atomic():
            batch = _open()
            _current.batch = batch
            try:
                for job in jobs:
                    _run(job, batch, alone=len(jobs) == 1)
                _close(batch)
            finally:
                _current.batch = None
    except BaseException as error:
        refusal = _refusal(error)
        for job in jobs:
            job.error = job.error or refusal
        if not isinstance(error, Exception):
            raise
    finally:
        for job in jobs:
            job.done = True


def _run(job: _Job, batch: Batch, *, alone: bool) -> None:
    if alone:  # the transaction itself is its savepoint
        job.value = job.work()
        return
    mark = batch.mark()
    try:
        with transaction.atomic():
            job.value = job.work()
    except Exception as error:
        batch.reset(mark)
        job.error = error


def _refusal(error: BaseException) -> BaseException:
    text = str(error).lower()
    if isinstance(error, DatabaseError) and (
        "full" in text or "no space" in text or "disk i/o" in text
    ):
        return Broken("disk-full")
    if isinstance(error, DatabaseError) and ("locked" in text or "timeout" in text):
        return Broken("database-busy")
    return error


@contextlib.contextmanager
def _write_lock() -> Iterator[None]:
    """Queue the processes that write to one SQLite file; PostgreSQL queues on the tree head."""
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        yield
        return
    path = Path(settings.HOME) / "write.lock"
    with path.open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _open() -> Batch:
    with connection.cursor() as cursor:
        cursor.execute(READ_HEAD if connection.vendor == "sqlite" else f"{READ_HEAD} FOR UPDATE")
        row = cursor.fetchone()
    if row is None:
        raise Broken("not-initialised")
    size, frontier, last_at, algorithm = row
    return Batch(
        Frontier.from_bytes(size, bytes(frontier), algorithm), size + 1, last_at, algorithm
    )


def _close(batch: Batch) -> None:
    if batch.frontier.size + 1 == batch.first_seq:
        return  # nothing was appended
    batch.flush_all()
    with connection.cursor() as cursor:
        if batch.nodes:
            cursor.executemany(
                "INSERT INTO kernel_treenode (level, node_index, hash) VALUES (%s, %s, %s)",
                batch.nodes,
            )
        cursor.execute(
            "UPDATE kernel_treehead SET size = %s, root = %s, frontier = %s, last_at = %s "
            "WHERE id = 1",
            [
                batch.frontier.size,
                batch.frontier.root(),
                batch.frontier.to_bytes(),
                batch.last_at,
            ],
        )


def start_log(algorithm: str = "sha256") -> None:
    """Make the head of an empty log. Harmless when there is one."""
    frontier = Frontier(algorithm)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO kernel_treehead (id, size, root, frontier, last_at, algorithm) "
            "VALUES (1, 0, %s, %s, %s, %s) ON CONFLICT (id) DO NOTHING",
            [hasher(algorithm)(b"").digest(), frontier.to_bytes(), "", algorithm],
        )


@contextlib.contextmanager
def replaying() -> Iterator[Batch]:
    """Give `apply` a batch to hold rows in while the log is read back; nothing is appended."""
    batch = Batch(Frontier("sha256"), 1, "", "sha256")
    _current.batch = batch
    try:
        yield batch
    finally:
        _current.batch = None


def now_after(last_at: str) -> str:
    """Return the time to record, never before the event in front of it."""
    text = clock.now().strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    return max(text, last_at)
