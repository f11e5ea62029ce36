"""The newest row of the projections that caches hang on: units, packs, parameters.

Together, seq and leaf hash of the event behind a row name a state for caches: a seq alone may be
given again after a rollback. One request asks once (`remembering`), a write asks anew.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator

from django.db import connection

TABLES = ("kernel_unitversion", "kernel_packversion", "kernel_parametervalue")
NEWEST = " UNION ALL ".join(
    f"SELECT * FROM (SELECT '{table}' AS name, p.seq, e.leaf FROM {table} p "  # noqa: S608
    f"LEFT JOIN kernel_event e ON e.seq = p.seq ORDER BY p.seq DESC LIMIT 1) AS {table}"
    for table in TABLES
)
Newest = dict[str, tuple[int, str]]
_thread = threading.local()


def newest_of(table: str) -> tuple[int, str]:
    """Return the seq of a table's newest row and the leaf hash of the event that made it.

    The hash is `none` for an empty table, and empty for an event of the batch being written.
    """
    known: Newest | None = getattr(_thread, "known", None)
    if known is None:
        known = _ask()
    elif not known:
        known.update(_ask())
    return known[table]


def _ask() -> Newest:
    with connection.cursor() as cursor:
        cursor.execute(NEWEST)
        rows = cursor.fetchall()
    found = {
        name: (int(seq), bytes(leaf).hex() if leaf is not None else "") for name, seq, leaf in rows
    }
    return {table: found.get(table, (0, "none")) for table in TABLES}


@contextlib.contextmanager
def remembering() -> Iterator[None]:
    """Ask the database once for as long as this thread writes nothing."""
    _thread.known = {}
    try:
        yield
    finally:
        _thread.known = None


def forget() -> None:
    """Ask again at the next question: something was written."""
    if getattr(_thread, "known", None):
        _thread.known = {}


@contextlib.contextmanager
def asking_anew() -> Iterator[None]:
    """Remember nothing while a batch is written: it changes what is newest."""
    before = getattr(_thread, "known", None)
    _thread.known = None
    try:
        yield
    finally:
        _thread.known = None if before is None else {}
