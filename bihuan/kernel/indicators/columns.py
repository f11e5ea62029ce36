"""The columns: one append-only Parquet data set per ledger, versioned by log position.

    $BIHUAN_HOME/columns/generation               a name drawn anew whenever everything starts afresh
    $BIHUAN_HOME/columns/manifest.json            {generation, position, leaf, ledgers: {key: {shape, records, months}}}
    $BIHUAN_HOME/columns/<ledger>/records/<from>-<to>.parquet   record versions of that span of the log
    $BIHUAN_HOME/columns/<ledger>/months/<from>-<to>.parquet    measure versions of that span

A segment is never rewritten in place: it is written aside, renamed, and then named by the manifest,
which is itself replaced in one step. Readers keep using what they opened; many processes read
while one (holding a file lock) writes. The manifest carries the leaf hash of its last event, so
columns of another log, or of a log restored to an earlier point, are noticed and made anew; so are
those of an older generation. A file that nothing names any more stays for a while: another process may
be about to read it.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import time
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
from django.conf import settings
from django.db import connection

from bihuan.kernel.definitions.expressions import WHOLE_NUMBER
from bihuan.kernel.definitions.language import LedgerUnit
from bihuan.kernel.indicators.schema import MONTH_SYSTEM, RECORD_SYSTEM, columns_of
from bihuan.kernel.packs.reads import Installation
from bihuan.lib.whole_files import written_whole

Row = tuple[Any, ...]
MOST_SEGMENTS = 8  # of a ledger, before they are merged into one
MACROS = f"""
CREATE MACRO month_number(d) AS CAST(year(d) * 100 + month(d) AS INTEGER);
CREATE MACRO days_between(a, b) AS date_diff('day', a, b);
CREATE MACRO whole_number(t) AS
  CASE WHEN regexp_full_match(t, '{WHOLE_NUMBER}') THEN TRY_CAST(t AS BIGINT) END;
CREATE MACRO whole_months(a, b) AS (year(b) - year(a)) * 12 + month(b) - month(a)
    - CASE WHEN day(a) > day(b) AND b <> last_day(b) THEN 1 ELSE 0 END;
"""
SPARED = 3600  # seconds that an unused file stays
RAW_RECORD = ("record_id", "on_day", "seq", "unit_id", "code", "state", "is_void", "data")
RAW_MONTH = ("record_id", "period", "seq", "status", "measure", "value")
_RECORD_TYPES = pa.schema(
    [
        ("record_id", pa.int64()), ("on_day", pa.string()), ("seq", pa.int64()),
        ("unit_id", pa.int64()), ("code", pa.string()), ("state", pa.string()),
        ("is_void", pa.bool_()), ("data", pa.string()),
    ]
)  # fmt: skip
_MONTH_TYPES = pa.schema(
    [
        ("record_id", pa.int64()), ("period", pa.string()), ("seq", pa.int64()),
        ("status", pa.string()), ("measure", pa.string()), ("value", pa.int64()),
    ]
)  # fmt: skip
# Ten-thousandths become a decimal by exact multiplication: division would give a double.
TYPED_MONTHS = (
    "SELECT record_id AS _record, CAST(replace(period, '-', '') AS INTEGER) AS _period, "
    "seq AS _seq, status AS _status, measure, "
    "CAST(CAST(value AS DECIMAL(18,0)) * CAST(0.0001 AS DECIMAL(5,4)) AS DECIMAL(18,4)) AS value "
    "FROM {rows}"
)


@dataclass(frozen=True)
class LedgerFiles:
    """One ledger's segments, oldest first."""

    shape: str
    records: tuple[str, ...] = ()
    months: tuple[str, ...] = ()


@dataclass(frozen=True)
class Manifest:
    """What the columns hold: every version up to `position`, in the log whose event there has `leaf`."""

    position: int = 0
    leaf: str = ""
    ledgers: Mapping[str, LedgerFiles] = field(default_factory=dict)
    generation: str = ""


def new_engine(database: str = ":memory:") -> duckdb.DuckDBPyConnection:
    """Return an engine that knows the functions of compiled questions and prints nothing: what a
    command prints is read by scripts.
    """
    engine = duckdb.connect(database, config={"threads": 2})
    engine.execute("SET enable_progress_bar = false")
    engine.execute(MACROS)
    return engine


def folder() -> Path:
    return Path(settings.HOME) / "columns"


def generation() -> str:
    """Return what the columns now in force are called; empty before there are any."""
    try:
        return (folder() / "generation").read_text("ascii")
    except FileNotFoundError:
        return ""


def read_manifest() -> Manifest:
    """Return the manifest in force, an empty one when there is none or it is of other columns."""
    current = generation()
    nothing = Manifest(generation=current)
    try:
        content = json.loads((folder() / "manifest.json").read_text("utf-8"))
    except FileNotFoundError:
        return nothing
    if content.get("generation") != current:
        return nothing
    manifest = Manifest(
        content["position"],
        content["leaf"],
        {
            key: LedgerFiles(files["shape"], tuple(files["records"]), tuple(files["months"]))
            for key, files in content["ledgers"].items()
        },
        current,
    )
    return manifest if leaf_at(manifest.position) == manifest.leaf else nothing


def leaf_at(seq: int) -> str:
    """Return the leaf hash of an event as hex, empty at position 0, `-` when there is none."""
    if seq == 0:
        return ""
    with connection.cursor() as cursor:
        cursor.execute("SELECT leaf FROM kernel_event WHERE seq = %s", [seq])
        row = cursor.fetchone()
    return bytes(row[0]).hex() if row else "-"


def has_outgrown(manifest: Manifest, installation: Installation) -> bool:
    """Whether a ledger has other columns now: by a pack's next version, or a newer bihuan's."""
    return any(
        unit.key not in manifest.ledgers
        or manifest.ledgers[unit.key].shape != columns_of(unit).digest
        for unit in installation.ledgers()
    )


def extend(installation: Installation, to: int) -> Manifest:
    """Write the versions between the manifest and a position as new segments; harmless when done."""
    with _writing():
        manifest = read_manifest()
        if manifest.position >= to and not has_outgrown(manifest, installation):
            return manifest
        to = max(to, manifest.position)
        if manifest.position == 0:
            _start_generation()
        ledgers: dict[str, LedgerFiles] = {}
        with new_engine() as engine:
            for ledger in installation.ledgers():
                files = manifest.ledgers.get(ledger.key)
                ledgers[ledger.key] = _extend_ledger(engine, ledger, files, manifest.position, to)
        replace_manifest(Manifest(to, leaf_at(to), ledgers))
        _drop_unused()
        return read_manifest()


def _extend_ledger(
    engine: duckdb.DuckDBPyConnection,
    ledger: LedgerUnit,
    files: LedgerFiles | None,
    after: int,
    to: int,
) -> LedgerFiles:
    shape = columns_of(ledger).digest
    if files is None or files.shape != shape:
        files, after = LedgerFiles(shape), 0
    base = folder() / ledger.key
    records = _segment(engine, base / "records", after, to, files.records, record_rows, ledger)
    months = _segment(engine, base / "months", after, to, files.months, month_rows, ledger)
    return LedgerFiles(shape, records, months)


def _segment(
    engine: duckdb.DuckDBPyConnection,
    where: Path,
    after: int,
    to: int,
    present: tuple[str, ...],
    rows_of: Any,
    ledger: LedgerUnit,
) -> tuple[str, ...]:
    where.mkdir(parents=True, exist_ok=True)
    target = where / f"{after + 1}-{to}.parquet"
    written = False
    pieces: list[str] = []
    for number, rows in enumerate(rows_of(ledger.key, after, to)):
        engine.register("raw", raw_table(rows, months=rows_of is month_rows))
        typed = typed_rows(ledger, "raw", months=rows_of is month_rows)
        piece = where / f".{to}-{number}.parquet"
        _copy(engine, typed, piece)
        pieces.append(str(piece))
        written = True
    if not written:
        return present
    merged = [*present, *pieces] if len(present) + 1 > MOST_SEGMENTS else pieces
    if len(merged) > len(pieces):
        target = where / f"1-{to}.parquet"
    order = "_record, _seq"
    _copy(engine, f"SELECT * FROM read_parquet({merged!r}) ORDER BY {order}", target)
    for piece_path in pieces:
        Path(piece_path).unlink()
    return (str(target),) if len(merged) > len(pieces) else (*present, str(target))


def _copy(engine: duckdb.DuckDBPyConnection, query: str, target: Path) -> None:
    temporary = target.with_suffix(".new")
    engine.execute(f"COPY ({query}) TO '{temporary}' (FORMAT parquet, COMPRESSION zstd)").fetchall()
    temporary.replace(target)


def typed_rows(ledger: LedgerUnit, rows: str, *, months: bool) -> str:
    """Return SQL that types raw rows of a ledger."""
    return TYPED_MONTHS.format(rows=rows) if months else columns_of(ledger).select_from_rows(rows)


def record_rows(
    ledger: str, after: int, to: int, ids: Sequence[int] | None = None
) -> Iterator[list[Row]]:
    """Yield raw record versions of a span of the log, thousands at a time; of some records only
    when `ids` are given.
    """
    return _rows("kernel_recordversion", RAW_RECORD, ledger, after, to, ids)


def month_rows(
    ledger: str, after: int, to: int, ids: Sequence[int] | None = None
) -> Iterator[list[Row]]:
    """Yield raw measure versions, likewise."""
    return _rows("kernel_measureversion", RAW_MONTH, ledger, after, to, ids)


def all_record_rows(after: int, to: int) -> dict[str, list[Row]]:
    """Return the raw record versions of a short span of the log, by ledger."""
    return _by_ledger("kernel_recordversion", RAW_RECORD, after, to)


def all_month_rows(after: int, to: int) -> dict[str, list[Row]]:
    return _by_ledger("kernel_measureversion", RAW_MONTH, after, to)


def _by_ledger(table: str, names: Sequence[str], after: int, to: int) -> dict[str, list[Row]]:
    statement = f"SELECT ledger, {', '.join(names)} FROM {table} WHERE seq > %s AND seq <= %s"
    rows: dict[str, list[Row]] = {}
    with connection.cursor() as cursor:
        cursor.execute(statement, [after, to])
        for row in cursor.fetchall():
            rows.setdefault(row[0], []).append(row[1:])
    return rows


def raw_table(rows: Sequence[Row], *, months: bool) -> pa.Table:
    """Return raw rows as an Arrow table that the engine can read in place."""
    types = _MONTH_TYPES if months else _RECORD_TYPES
    arrays = [
        pa.array(
            [bool(value) for value in column] if types.field(i).type == pa.bool_() else column,
            types.field(i).type,
        )
        for i, column in enumerate(zip(*rows, strict=True))
    ]
    return pa.Table.from_arrays(arrays, schema=types)


def _rows(
    table: str,
    names: Sequence[str],
    ledger: str,
    after: int,
    to: int,
    ids: Sequence[int] | None,
) -> Iterator[list[Row]]:
    values: list[Any]
    where, values = "ledger = %s AND seq > %s AND seq <= %s", [ledger, after, to]
    if ids is not None:
        if not ids:
            return
        where += f" AND record_id IN ({', '.join(str(int(one)) for one in ids)})"
    statement = f"SELECT {', '.join(names)} FROM {table} WHERE {where}"
    with connection.chunked_cursor() as cursor:
        cursor.execute(statement, values)
        while rows := cursor.fetchmany(50_000):
            yield rows


def empty(system: Mapping[str, str], fields: Mapping[str, str]) -> str:
    """Return SQL of a relation with these columns and no rows."""
    columns = ", ".join(
        f'CAST(NULL AS {type_name}) AS "{name}"' for name, type_name in {**system, **fields}.items()
    )
    return f"SELECT {columns} WHERE FALSE"


def stored_relation(
    files: Sequence[str], system: Mapping[str, str], fields: Mapping[str, str]
) -> str:
    """Return SQL of all rows in some segments."""
    if not files:
        return empty(system, fields)
    columns = ", ".join(f'"{name}"' for name in {**system, **fields})
    return f"SELECT {columns} FROM read_parquet({list(files)!r})"


def discard() -> None:
    """Let nobody use these columns any more; the next figure makes them anew from the database."""
    with _writing():
        _start_generation()


def _start_generation() -> None:
    folder().mkdir(parents=True, exist_ok=True)
    with written_whole(folder() / "generation") as aside:
        aside.write_text(uuid.uuid4().hex, "ascii")


def _drop_unused() -> None:
    """Delete segments that the manifest does not name and that nobody can be about to open."""
    named = {
        name for files in read_manifest().ledgers.values() for name in files.records + files.months
    }
    for kind in ("records", "months"):
        for path in folder().glob(f"*/{kind}/*"):
            if str(path) not in named and path.stat().st_mtime < time.time() - SPARED:
                path.unlink()


def replace_manifest(manifest: Manifest) -> None:
    """Let readers find these segments from now on."""
    path = folder() / "manifest.json"
    content = {
        "generation": generation(),
        "position": manifest.position,
        "leaf": manifest.leaf,
        "ledgers": {
            key: {"shape": files.shape, "records": files.records, "months": files.months}
            for key, files in manifest.ledgers.items()
        },
    }
    with written_whole(path) as aside:
        aside.write_text(json.dumps(content), encoding="utf-8")


@contextlib.contextmanager
def _writing() -> Iterator[None]:
    Path(settings.HOME).mkdir(parents=True, exist_ok=True)
    with (Path(settings.HOME) / "columns.lock").open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


__all__ = [
    "MONTH_SYSTEM",
    "RECORD_SYSTEM",
    "LedgerFiles",
    "Manifest",
    "discard",
    "extend",
    "generation",
    "leaf_at",
    "new_engine",
    "read_manifest",
    "replace_manifest",
]
