"""A place aside: one committed state of the database, with empty tables of one's own in front.

A statement that names such a table finds the temporary one; all others are found as they are. So
`apply` can run again without touching what it made. Nothing here is seen outside or holds up a writer.
"""

from __future__ import annotations

import contextlib
import copy
from collections.abc import Iterable, Iterator

from django.db import connection, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.utils import load_backend

ALIAS = "default"


class _Undo(Exception):
    """Takes the tables away again."""


@contextlib.contextmanager
def standing_aside(tables: Iterable[str]) -> Iterator[None]:
    """Run what is inside on a connection of its own at one committed state.

    Inside a transaction it stands at that transaction's state, on its connection.
    """
    with (
        contextlib.nullcontext() if connection.in_atomic_block else _own_connection(),
        contextlib.suppress(_Undo),
        transaction.atomic(),
    ):
        for table in tables:
            _make_in_front(table)
        yield
        raise _Undo


def real(table: str) -> str:
    """Return the name of a table that may have one in front, as everybody else sees it."""
    if connection.vendor == "sqlite":
        return f"main.{table}"
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_schema()")
        return f"{cursor.fetchone()[0]}.{table}"


@contextlib.contextmanager
def _own_connection() -> Iterator[None]:
    everybodys = connections[ALIAS]
    settings = copy.deepcopy(everybodys.settings_dict)
    if everybodys.vendor == "sqlite":
        settings["OPTIONS"].pop("transaction_mode", None)  # a reader's transaction
    else:
        from psycopg import IsolationLevel

        settings["OPTIONS"]["isolation_level"] = IsolationLevel.REPEATABLE_READ
    own: BaseDatabaseWrapper = load_backend(settings["ENGINE"]).DatabaseWrapper(settings, ALIAS)
    connections[ALIAS] = own
    try:
        if own.vendor == "sqlite":
            with own.cursor() as cursor:  # on disk, however long the log is
                cursor.execute("PRAGMA temp_store = FILE")
                cursor.execute("PRAGMA temp.cache_size = -65536")
        yield
    finally:
        connections[ALIAS] = everybodys
        own.close()


def _make_in_front(table: str) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"CREATE TEMPORARY TABLE {table} (LIKE {real(table)} INCLUDING ALL)")
            return
        cursor.execute(
            "SELECT sql FROM main.sqlite_master WHERE tbl_name = %s AND sql IS NOT NULL "
            "ORDER BY type DESC",  # the table, then its indexes
            [table],
        )
        for (statement,) in cursor.fetchall():
            words = statement.split(" ")
            if words[1] == "TABLE":
                words[1] = "TEMPORARY TABLE"
            else:
                name = words.index("INDEX") + 1
                words[name] = f"temp.{words[name]}"
            cursor.execute(" ".join(words))
