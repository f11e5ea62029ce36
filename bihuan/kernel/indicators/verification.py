"""Compare the columns and the kept sums with the versions in the database, exactly, on disk."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import duckdb
from django.conf import settings

from bihuan.kernel.definitions.language import LedgerUnit
from bihuan.kernel.indicators import columns, partial_files
from bihuan.kernel.indicators.columns import Manifest, Row
from bihuan.kernel.indicators.schema import MONTH_SYSTEM, RECORD_SYSTEM, columns_of
from bihuan.kernel.packs.reads import installed
from bihuan.kernel.problems import Words

RowsOf = Callable[[str, int, int], Iterator[list[Row]]]
MEMORY = "256MB"


def columns_fault() -> Words | None:
    """Name the first ledger whose columns or kept sums are not what its versions give."""
    manifest = columns.read_manifest()
    with (
        tempfile.TemporaryDirectory(dir=settings.HOME) as aside,
        columns.new_engine(str(Path(aside) / "compared.duckdb")) as engine,
    ):
        engine.execute(f"SET memory_limit = '{MEMORY}'")
        faults = (_ledger_fault(engine, ledger, manifest) for ledger in installed().ledgers())
        return next((fault for fault in faults if fault), None)


def _ledger_fault(
    engine: duckdb.DuckDBPyConnection, ledger: LedgerUnit, manifest: Manifest
) -> Words | None:
    files = manifest.ledgers.get(ledger.key)
    if files is None or files.shape != columns_of(ledger).digest:
        return None  # nothing that anybody would read
    records = RECORD_SYSTEM, columns_of(ledger).fields
    try:
        same = _is_same(
            engine, ledger, columns.record_rows, manifest.position, files.records, *records
        ) and _is_same(
            engine, ledger, columns.month_rows, manifest.position, files.months, MONTH_SYSTEM, {}
        )
    except duckdb.Error:
        same = False  # a file is missing or no longer what it was
    if not same:
        return Words(
            f"列存 {ledger.key} 与日志不符，请运行 bihuan rebuild",
            f"the columns of {ledger.key} differ from the log; run bihuan rebuild",
        )
    for path in sorted(partial_files.folder(ledger).glob(f"{manifest.generation}-*.parquet")):
        if not _holds(engine, path, f"{manifest.generation}-{manifest.position}"):
            return Words(
                f"列存 {ledger.key} 的合计 {path.name} 与日志不符，请运行 bihuan rebuild",
                f"the kept sums {path.name} of {ledger.key} differ from the log; run bihuan rebuild",
            )
    return None


def _is_same(
    engine: duckdb.DuckDBPyConnection,
    ledger: LedgerUnit,
    rows_of: RowsOf,
    to: int,
    files: Sequence[str],
    system: Mapping[str, str],
    fields: Mapping[str, str],
) -> bool:
    months = rows_of is columns.month_rows
    engine.execute(f"CREATE OR REPLACE TABLE truth AS {columns.empty(system, fields)}")
    for rows in rows_of(ledger.key, 0, to):
        engine.register("raw", columns.raw_table(rows, months=months))
        engine.execute(f"INSERT INTO truth {columns.typed_rows(ledger, 'raw', months=months)}")
        engine.unregister("raw")
    return _are_equal(engine, "SELECT * FROM truth", columns.stored_relation(files, system, fields))


def _are_equal(engine: duckdb.DuckDBPyConnection, one: str, other: str) -> bool:
    """Whether two queries give the same rows, each as often."""
    found = engine.execute(
        f"SELECT 1 FROM ((({one}) EXCEPT ALL ({other})) UNION ALL (({other}) EXCEPT ALL ({one}))) "
        "LIMIT 1"
    ).fetchall()
    return not found


def _holds(engine: duckdb.DuckDBPyConnection, path: Path, at: str) -> bool:
    """Whether a file of kept sums is named by its SQL and holds what that gives."""
    is_current = path.name.startswith(f"{at}-")
    try:
        sql = partial_files.told_sql(engine, path)
        if path.name != partial_files.name_of(sql, path.name.rpartition("-")[0]):
            return False
        return _are_equal(engine, sql, f"SELECT * FROM read_parquet('{path}')")
    except duckdb.Error:
        return not is_current  # the segments behind an older one are gone: nobody asks for it
