"""Kernel writes at eight writers beside raw SQL that inserts the same rows with a hash."""

from __future__ import annotations

import hashlib
import threading
import time
from collections.abc import Iterator
from typing import Any

from bench.measured import Result, in_threads, median_of, percentile, show
from bench.zones import make_zone, open_home

WRITERS = 8


def raw(writes: int) -> float:
    """Insert event, record and version of each write by plain SQL, a hash of each, a commit of each."""
    from django.db import connection, transaction

    from bihuan.kernel.events.commits import INSERT_EVENT
    from bihuan.kernel.ledgers.apply import INSERT_RECORD, INSERT_VERSION

    turn = threading.Lock()
    counter = [50_000_000 + int(time.time() * 1000) % 1_000_000 * 100]

    def work(number: int) -> Iterator[float]:
        for _ in range(writes // WRITERS):
            began = time.perf_counter()
            with turn, transaction.atomic(), connection.cursor() as cursor:
                counter[0] += 1
                seq = counter[0]
                data = '{"level":"city","name":"事项","planned":"1000000","sector":"a"}'
                leaf = hashlib.sha256(f"{seq}{data}".encode()).digest()
                event: tuple[Any, ...] = (
                    seq, "2022-12-31T00:00:00.000000Z", "2022-12-31", "rep", "record.added", f"raw:{seq}", data, leaf,
                )  # fmt: skip
                cursor.execute(INSERT_EVENT, event)
                cursor.execute(
                    INSERT_RECORD,
                    (seq, "bench.raw", f"R-{seq}", "事项", "事项", 9, 9, 9, None, None, None, None, "open", "2022-12-31",
                     "2022-12-31", "", False, seq, "9999-12-31", "", data),
                )  # fmt: skip
                cursor.execute(
                    INSERT_VERSION,
                    (seq, "2022-12-31", seq, "bench.raw", 9, f"R-{seq}", "open", False, data),
                )
                cursor.execute("UPDATE kernel_treehead SET root = %s WHERE id = 1", [leaf])
            yield time.perf_counter() - began
        connection.close()

    wall, _ = in_threads(WRITERS, work)
    return writes / wall


def kernel(writes: int, latencies: list[float]) -> float:
    from django.db import connection

    from bihuan.kernel.ledgers.writes import add_record
    from bihuan.kernel.org.reads import viewer_of

    def work(number: int) -> Iterator[float]:
        actor = viewer_of("rep")
        for turn in range(writes // WRITERS):
            values = {"name": f"事项{turn}", "level": "city", "planned": "100", "sector": "a"}
            began = time.perf_counter()
            add_record("item", values, actor=actor, unit=f"S{number}")
            yield time.perf_counter() - began
        connection.close()

    wall, waits = in_threads(WRITERS, work)
    latencies += waits
    return writes / wall


def main(quick: bool = False) -> None:
    open_home()
    make_zone()
    from django.db import connection

    from bihuan.kernel.events.verification import verify_log
    from bihuan.kernel.permissions import SYSTEM

    writes = 800 if quick else 4_000
    latencies: list[float] = []
    kernel(160, [])
    fast = median_of(3, lambda: kernel(writes, latencies))
    verdict = verify_log(SYSTEM)
    slow = median_of(3, lambda: raw(writes))
    result = Result(f"log, {connection.vendor}")
    result.add("kernel writes, 8 writers", fast, "/s", raw=slow, asked="ratio >= 0.5")
    result.add("wait, p99", percentile(latencies, 0.99) * 1000, "ms", asked="<= 100")
    result.add(
        "events verified afterwards",
        verdict.size,
        "",
        note=verdict.first_fault.en if verdict.first_fault else "intact",
    )
    show(result)
