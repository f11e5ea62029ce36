"""Figures over 100,000 records and 12 months beside hand-written DuckDB on the same data."""

from __future__ import annotations

import datetime
import subprocess
import sys
import time
from statistics import median
from typing import Any

import duckdb

from bench.measured import Result, seconds, show
from bench.zones import PARTS, fill, fill_columns, make_zone, open_home

ON = datetime.date(2022, 12, 31)
FIVE = ("items", "open_items", "planned_sum", "invested_sum", "rate")


def main(quick: bool = False) -> None:
    home = open_home()
    make_zone()
    records = 5_000 if quick else 100_000
    fill(records, 12)
    from django.db import connection

    from bihuan.kernel.indicators import columns
    from bihuan.kernel.indicators.reads import Ask, read_figures, warm
    from bihuan.kernel.ledgers.writes import add_record
    from bihuan.kernel.permissions import SYSTEM

    streets = [f"S{number}" for number in range(10)]
    extending = seconds(warm)
    asks = Ask(FIVE, units=streets, on=ON)
    split = Ask(
        ("items", "open_items", "planned_sum", "invested_sum"), units=streets, on=ON, split="state"
    )

    def five() -> Any:
        return read_figures(SYSTEM, asks)

    def by_state() -> Any:
        return read_figures(SYSTEM, split)

    first = seconds(five)
    by_state()
    heads = [seconds(five) for _ in range(15)]
    splits = [seconds(by_state) for _ in range(15)]
    after: list[float] = []
    visible: list[float] = []
    for number in range(15):
        began = time.perf_counter()
        add_record("item", {"name": f"新{number}", "level": "city"}, actor=SYSTEM, unit="S1")
        written = time.perf_counter()
        found = five()
        done = time.perf_counter()
        after.append(done - written)
        visible.append(done - began)
        assert (
            sum(figure.value for figure in found if figure.name == "items") == records + number + 1
        )
    raw_cold, raw_warm = _by_hand(columns)
    cold = _cold(home)
    result = Result(f"figures, {records:,} records x 12 months, {connection.vendor}")
    result.add(
        "five figures, ten districts, at the head, warm",
        median(heads) * 1000,
        "ms",
        raw=raw_warm * 1000,
        asked="<= 25",
    )
    result.add(
        "by state as well, warm", median(splits) * 1000, "ms", raw=raw_warm * 1000, asked="<= 25"
    )
    result.add("right after a write", median(after) * 1000, "ms", asked="<= 25")
    result.add("write to visible in a figure", median(visible) * 1000, "ms", asked="<= 50")
    result.add(
        "first figure of a process", first * 1000, "ms", note="builds or reads back partial sums"
    )
    result.add(
        "cold, new process with columns there",
        cold * 1000,
        "ms",
        raw=raw_cold * 1000,
        asked="<= 1.5 x raw",
    )
    result.add("columns written", records * 13 / extending, "rows/s")
    for records in (10_000,) if quick else (100_000, 1_000_000, 10_000_000):
        _twenty(result, records)
    show(result)


def _twenty(result: Result, records: int) -> None:
    """Measure a screen's figures over columns of some size, also right after a write."""
    from bihuan.kernel.indicators import engine
    from bihuan.kernel.indicators.reads import Ask, read_figures
    from bihuan.kernel.ledgers.writes import add_record
    from bihuan.kernel.permissions import SYSTEM

    names = [
        *FIVE,
        *(f"{what}_of_{part}" for what in ("items", "planned", "invested") for part in PARTS),
    ]
    ask = Ask(names, units=["Z"], on=ON)
    engine.reset()
    fill_columns(records, 12)

    def read() -> Any:
        return read_figures(SYSTEM, ask)

    first = seconds(read)
    warm = [seconds(read) for _ in range(15)]
    after = []
    for number in range(15):
        add_record("item", {"name": f"再{number}", "level": "city"}, actor=SYSTEM, unit="S1")
        after.append(seconds(read))
    counted = {figure.name: figure.value for figure in read()}
    assert counted["items"] == records + 15, counted["items"]
    title = f"{len(names)} figures over {records * 12:,} months"
    result.add(f"{title}, warm", median(warm) * 1000, "ms", asked="<= 50")
    result.add(f"{title}, right after a write", median(after) * 1000, "ms", asked="<= 50")
    result.add(
        f"{title}, partial sums built", first, "s", note="once, then kept beside the columns"
    )


def _by_hand(columns: Any) -> tuple[float, float]:
    """Return seconds, cold and warm, of one hand-written query over the same Parquet files."""
    files = columns.read_manifest().ledgers["bench.item"]
    query = f"""
        WITH r AS (SELECT _record, _unit, state, planned FROM read_parquet({list(files.records)!r}) WHERE NOT _void),
        m AS (SELECT _record, SUM(value) v FROM read_parquet({list(files.months)!r})
              WHERE measure = 'invested' AND _period BETWEEN 202201 AND 202212 GROUP BY 1)
        SELECT _unit, state, COUNT(*), COUNT(*) FILTER (WHERE state = 'open'), SUM(planned), SUM(v), SUM(v) / SUM(planned)
        FROM r LEFT JOIN m USING (_record) GROUP BY ALL"""
    cold = []
    for _ in range(5):
        began = time.perf_counter()
        with duckdb.connect(config={"threads": 2}) as engine:
            engine.execute(query).fetchall()
        cold.append(time.perf_counter() - began)
    with duckdb.connect(config={"threads": 2}) as engine:
        engine.execute(query).fetchall()
        warm = median(seconds(lambda: engine.execute(query).fetchall()) for _ in range(9))
    return median(cold), warm


def _cold(home: Any) -> float:
    """Return the seconds of the first five figures in a new process (its start apart)."""
    script = (
        "import django, time, datetime; django.setup()\n"
        "from bihuan.kernel.indicators.reads import Ask, read_figures\n"
        "from bihuan.kernel.permissions import SYSTEM\n"
        "from bihuan.kernel.packs.reads import installed; from bihuan.kernel.org.tree import tree\n"
        "installed(); tree()\n"
        f"ask = Ask({FIVE!r}, units=[f'S{{n}}' for n in range(10)], on=datetime.date(2022, 12, 31))\n"
        "began = time.perf_counter(); read_figures(SYSTEM, ask); print(time.perf_counter() - began)\n"
    )
    times = [
        float(
            subprocess.run(
                [sys.executable, "-c", script], capture_output=True, text=True, check=True
            ).stdout
        )
        for _ in range(5)
    ]
    return median(times)
