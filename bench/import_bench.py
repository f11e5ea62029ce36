"""A CSV of 100,000 rows, validated, logged and projected, beside raw inserts of the same rows."""

from __future__ import annotations

import csv
import hashlib
import random
import time
from pathlib import Path

from bench.measured import Result, show
from bench.zones import make_zone, open_home


def main(quick: bool = False) -> None:
    home = open_home()
    make_zone()
    rows = 5_000 if quick else 100_000
    sheet = _sheet(home / "items.csv", rows)
    from django.db import connection

    from bihuan.cli.sheets import read_rows
    from bihuan.kernel.events.verification import verify_log
    from bihuan.kernel.ledgers.writes import add_records
    from bihuan.kernel.org.reads import viewer_of
    from bihuan.kernel.packs.reads import installed
    from bihuan.kernel.permissions import SYSTEM

    ledger = installed().find_ledger("item")
    began = time.perf_counter()
    add_records(ledger, read_rows(sheet, ledger), actor=viewer_of("rep"))
    took = time.perf_counter() - began
    raw = _raw(rows)
    began = time.perf_counter()
    verdict = verify_log(SYSTEM)
    verifying = time.perf_counter() - began
    result = Result(f"import, {connection.vendor}")
    asked = ">= 15,000" if connection.vendor == "sqlite" else ">= 8,000"
    result.add(f"CSV of {rows:,} rows", rows / took, "rows/s", raw=rows / raw, asked=asked)
    result.add(
        "verify",
        verdict.size / verifying,
        "events/s",
        asked="1,000,000 in 60 s",
        note="intact" if verdict.ok else "BROKEN",
    )
    show(result)


def _sheet(path: Path, rows: int) -> Path:
    draw = random.Random(1)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["单元", "名称", "级别", "类别", "计划", "期限"])
        for number in range(rows):
            writer.writerow(
                [f"S{number % 10}", f"导入事项{number}号", draw.choice(["省", "市"]), draw.choice("甲乙丙"),
                 f"{draw.randint(1, 99999) / 10}", f"2022-{draw.randint(1, 12):02d}-15"]
            )  # fmt: skip
    return path


def _raw(rows: int) -> float:
    """Insert as many events, records and versions in one transaction, a hash of each; seconds."""
    from django.db import connection, transaction

    from bihuan.kernel.events.commits import INSERT_EVENT
    from bihuan.kernel.ledgers.apply import INSERT_RECORD, INSERT_VERSION

    data = (
        '{"due_on":"2022-06-15","level":"city","name":"导入事项","planned":"1000000","sector":"a"}'
    )
    began = time.perf_counter()
    with transaction.atomic(), connection.cursor() as cursor:
        for start in range(0, rows, 5000):
            seqs = range(60_000_000 + start, 60_000_000 + min(start + 5000, rows))
            cursor.executemany(
                INSERT_EVENT,
                [(s, "2022-12-31T00:00:00.000000Z", "2022-12-31", "rep", "record.added", f"raw:{s}", data,
                  hashlib.sha256(f"{s}{data}".encode()).digest()) for s in seqs],
            )  # fmt: skip
            cursor.executemany(
                INSERT_RECORD,
                [(s, "bench.raw", f"R-{s}", "事项", "事项", 9, 9, 9, None, None, None, None, "open", "2022-12-31",
                  "2022-12-31", "", False, s, "9999-12-31", "", data) for s in seqs],
            )  # fmt: skip
            cursor.executemany(
                INSERT_VERSION,
                [(s, "2022-12-31", s, "bench.raw", 9, f"R-{s}", "open", False, data) for s in seqs],
            )
    took = time.perf_counter() - began
    with connection.cursor() as cursor:
        for table in ("kernel_event", "kernel_record", "kernel_recordversion"):
            column = "id" if table == "kernel_record" else "seq"
            cursor.execute(f"DELETE FROM {table} WHERE {column} >= 60000000")
    return took
