"""Partial sums kept beside the columns, so that a new process need not add everything up again.

A file is named by a digest of the very SQL that made it (which names the segments, the log
position, every condition with its parameters) and so can never answer another question.
"""

from __future__ import annotations

import hashlib

import duckdb

from bihuan.kernel.definitions.language import LedgerUnit
from bihuan.kernel.indicators import columns
from bihuan.lib.whole_files import written_whole

MOST_KEPT = 64  # files of a ledger; the oldest go


def kept(engine: duckdb.DuckDBPyConnection, ledger: LedgerUnit, sql: str, position: int) -> str:
    """Return SQL that reads the result of `sql`, computing and keeping it at the first call."""
    folder = columns.folder() / ledger.key / "partials"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{position}-{hashlib.sha256(sql.encode()).hexdigest()[:24]}.parquet"
    if not path.exists():
        with written_whole(path) as aside:
            engine.execute(f"COPY ({sql}) TO '{aside}' (FORMAT parquet)").fetchall()
        files = sorted(folder.glob("*.parquet"), key=lambda file: file.stat().st_mtime)
        for old in files[:-MOST_KEPT]:
            old.unlink(missing_ok=True)
    return f"SELECT * FROM read_parquet('{path}')"
