"""Group commit: writers queue, one of them leads, all that wait share its transaction.

A write is a function that appends events and changes rows through the current `Batch`. The leader
takes the installation's one write lock (a file lock on SQLite, the tree head's row lock on
PostgreSQL), runs every waiting write, and commits once. Nobody is told that a write succeeded before
that commit. When one write of several is refused, the transaction is dropped and each is run again
in one of its own: so a write may run twice, and keeps everything that it changes in the batch.
"""

from __future__ import annotations

import contextlib
import fcntl
import threading
from collections import deque
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

from django.conf import settings
from django.db import DatabaseError, close_old_connections, connection, transaction

from bihuan.kernel.events import notes
from bihuan.kernel.events.batches import Batch, batch_being_written, writing
from bihuan.kernel.events.merkle import Frontier, hasher
from bihuan.kernel.events.newest import read_stamp, show_stamp
from bihuan.kernel.periods import clock
from bihuan.kernel.problems import Broken

T = TypeVar("T")
MOST_WRITES_IN_A_COMMIT = 64
INSERT_EVENT = (
    "INSERT INTO kernel_event (seq, at, on_day, actor, verb, subject, body, leaf) "
    "VALUES (%s, %s, %s, %s, %s, %s, %s, %s)"
)
INSERT_NODE = "INSERT INTO kernel_treenode (level, node_index, hash) VALUES (%s, %s, %s)"
READ_HEAD = "SELECT size, frontier, last_at, algorithm, stamp FROM kernel_treehead WHERE id = 1"
MOVE_HEAD = (
    "UPDATE kernel_treehead SET size = %s, root = %s, frontier = %s, last_at = %s, stamp = %s "
    "WHERE id = 1"
)


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


def commit(work: Callable[[], T]) -> T:
    """Run a write durably and return its value; inside another write, join it.

    Raises what the write raised (then nothing of it remains), or `Broken` when the disk or the
    database refused the commit (then nothing of it remains either).
    """
    if batch_being_written() is not None:
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
    value: T = job.result()
    return value


def _lead(jobs: list[_Job]) -> None:
    try:
        if not connection.in_atomic_block:
            close_old_connections()
        _write(jobs)
    except Exception as error:
        if len(jobs) == 1:
            jobs[0].error = _refusal(error)
        else:
            for job in jobs:
                _lead([job])
    except BaseException as error:  # the leader is being stopped: nobody may wait for it
        for job in jobs:
            job.error = job.error or error
        raise
    finally:
        for job in jobs:
            job.done = True


def _write(jobs: list[_Job]) -> None:
    with _write_lock(), transaction.atomic(), writing(_open()) as batch:
        if batch.last_at and clock.day_of(batch.last_at) < clock.today() and notes.may_sign():
            notes.sign(batch)  # the daily checkpoint: the day that is over, as it ended
        for job in jobs:
            job.value = job.work()
        _close(batch)
    if batch.is_signed:
        notes.write_files()


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


@contextlib.contextmanager
def excluding_writers() -> Iterator[None]:
    """Keep every writer of this installation waiting, for a transaction that appends nothing."""
    with _write_lock(), transaction.atomic():
        _open()
        yield


@contextlib.contextmanager
def _together() -> Iterator[None]:
    """Send the statements inside without waiting for each answer, where the database can."""
    if connection.vendor == "postgresql":
        connection.ensure_connection()
        with connection.wrap_database_errors, connection.connection.pipeline():
            yield
    else:
        yield


def _open() -> Batch:
    with _together(), connection.cursor() as cursor:
        cursor.execute(READ_HEAD if connection.vendor == "sqlite" else f"{READ_HEAD} FOR UPDATE")
        row = cursor.fetchone()
    if row is None:
        raise Broken("not-initialised")
    size, frontier, last_at, algorithm, stamp = row
    return Batch(Frontier.from_bytes(size, bytes(frontier), algorithm), last_at, read_stamp(stamp))


def _close(batch: Batch) -> None:
    if batch.is_empty:
        return
    if batch.is_bulky:
        batch.flush()
    with _together():
        batch.flush()
        with connection.cursor() as cursor:
            if batch.nodes:
                cursor.executemany(INSERT_NODE, batch.nodes)
            cursor.execute(
                MOVE_HEAD,
                [
                    batch.frontier.size, batch.frontier.root(), batch.frontier.to_bytes(),
                    batch.last_at, show_stamp(batch.stamp),
                ],
            )  # fmt: skip


def start_log(algorithm: str = "sha256") -> None:
    """Make the head of an empty log. Harmless when there is one."""
    frontier = Frontier(algorithm)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO kernel_treehead (id, size, root, frontier, last_at, algorithm, stamp) "
            "VALUES (1, 0, %s, %s, %s, %s, '0:none') ON CONFLICT (id) DO NOTHING",
            [hasher(algorithm)(b"").digest(), frontier.to_bytes(), "", algorithm],
        )


def now_after(last_at: str) -> str:
    """Return the time to record, never before the event in front of it."""
    return max(clock.stamp(), last_at)
