"""The stamp of what caches hang on: the newest event on units, packs, parameters, working days.

It moves with the tree head. Seq and leaf hash together name a state: a seq alone may be given again
after a rollback. One request reads it once (`remembering`); a write carries it in its batch.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator

from django.db import connection

Stamp = tuple[int, str]  # seq, and leaf hash; no hash while the change is not committed
NEVER: Stamp = (2**62, "")  # names no state: read the tables, keep nothing
KINDS = ("unit.", "pack.", "parameter.", "calendar.")
_thread = threading.local()


def newest() -> Stamp:
    """Return the stamp in force for this thread; nothing may be kept under an empty hash."""
    stamp: Stamp | None = getattr(_thread, "stamp", None)
    if stamp is not None:
        return stamp
    stamp = _ask()
    if getattr(_thread, "is_remembering", False):
        _thread.stamp = stamp
    return stamp


def _ask() -> Stamp:
    with connection.cursor() as cursor:
        cursor.execute("SELECT stamp FROM kernel_treehead WHERE id = 1")
        row = cursor.fetchone()
    return read_stamp(row[0]) if row else (0, "none")


def read_stamp(text: str) -> Stamp:
    """Read the tree head's column: `17:ab12…`."""
    seq, _, leaf = text.partition(":")
    return int(seq), leaf


def show_stamp(stamp: Stamp) -> str:
    return f"{stamp[0]}:{stamp[1]}"


def remember(stamp: str) -> None:
    """Take the stamp that another query of this request brought along."""
    if getattr(_thread, "is_remembering", False):
        _thread.stamp = read_stamp(stamp)


@contextlib.contextmanager
def remembering() -> Iterator[None]:
    """Read the stamp once for as long as this thread writes nothing."""
    _thread.is_remembering, _thread.stamp = True, None
    try:
        yield
    finally:
        _thread.is_remembering, _thread.stamp = False, None


def forget() -> None:
    """Read the stamp anew at the next question: something was written."""
    _thread.stamp = None


def stand_at(stamp: Stamp) -> None:
    """Let this thread see the stamp of the batch that it writes, until `forget`."""
    _thread.stamp = stamp
