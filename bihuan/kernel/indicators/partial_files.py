"""Partial sums kept beside the columns, so that a new process need not add everything up again.

A file is named by the generation and position of the columns and by a digest of the very SQL that made
it (which names the segments and every condition with its parameters), so it can never answer another
question; it carries that SQL, so that it can be checked.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import time
from pathlib import Path

import duckdb

from bihuan.kernel.definitions.language import LedgerUnit
from bihuan.kernel.indicators import columns
from bihuan.lib.whole_files import written_whole

MOST_KEPT = 64  # files of a ledger; of the others those go that nobody used for a while


def folder(ledger: LedgerUnit) -> Path:
    return columns.folder() / ledger.key / "partials"


def name_of(sql: str, at: str) -> str:
    """Return the name of the file for a question at a generation and position, `<one>-<other>`."""
    return f"{at}-{hashlib.sha256(sql.encode()).hexdigest()[:24]}.parquet"


def kept(engine: duckdb.DuckDBPyConnection, ledger: LedgerUnit, sql: str, at: str) -> str:
    """Return SQL that reads the result of `sql`, computing and keeping it at the first call."""
    path = folder(ledger) / name_of(sql, at)
    try:
        os.utime(path)  # in use: no process deletes it now
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True)
        with written_whole(path) as aside:
            told = sql.replace("'", "''")
            engine.execute(
                f"COPY ({sql}) TO '{aside}' (FORMAT parquet, KV_METADATA {{sql: '{told}'}})"
            ).fetchall()
        _drop_unused(path.parent)
    return f"SELECT * FROM read_parquet('{path}')"


def told_sql(engine: duckdb.DuckDBPyConnection, path: Path) -> str:
    """Return the SQL that a file says it is the result of."""
    found = engine.execute(
        "SELECT decode(value) FROM parquet_kv_metadata(?) WHERE decode(key) = 'sql'", [str(path)]
    ).fetchone()
    return str(found[0]) if found else ""


def _drop_unused(folder: Path) -> None:
    used: dict[Path, float] = {}
    for path in folder.glob("*.parquet"):
        with contextlib.suppress(FileNotFoundError):  # another process was faster
            used[path] = path.stat().st_mtime
    for path in sorted(used, key=lambda file: used[file])[:-MOST_KEPT]:
        if used[path] < time.time() - columns.SPARED:
            path.unlink(missing_ok=True)
