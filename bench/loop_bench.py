"""The loop: moves over HTTP at eight clients, and the inbox of somebody with ten thousand items."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

from bench.measured import Result, in_threads, percentile, show
from bench.web_bench import CLIENTS, Browser, free_port, serve, static_files
from bench.zones import fill, make_zone, open_home

ITEMS = 10_000


def main(quick: bool = False) -> None:
    home = open_home()
    make_zone(deadlines=True)
    from django.db import connection, connections

    vendor = connection.vendor
    moves = 160 if quick else 2400
    records = _add(moves + CLIENTS * 5)
    connections.close_all()
    port = free_port()
    result = Result(f"loop, {vendor}, 8 clients beside the server on the same cores")
    server = serve(home, port)
    try:
        browsers = [Browser(port, "rep") for _ in range(CLIENTS)]
        tokens = [browser.token(f"/records/{records[0]}/moves/fix/") for browser in browsers]

        def move(number: int, of: list[int]) -> Iterator[float]:
            for record in of:
                began = time.perf_counter()
                status, text = browsers[number].post(
                    f"/records/{record}/moves/fix/", {"csrfmiddlewaretoken": tokens[number]}
                )
                assert status == 302, text[:2000]
                yield time.perf_counter() - began

        warm, rest = records[: CLIENTS * 5], records[CLIENTS * 5 :]
        in_threads(CLIENTS, lambda number: move(number, warm[number::CLIENTS]))
        wall, waits = in_threads(CLIENTS, lambda number: move(number, rest[number::CLIENTS]))
        asked = ">= 250" if vendor == "postgresql" else ""
        result.add(
            "moves over HTTP", len(rest) / wall, "/s", raw=static_files(port, quick), asked=asked,
            note="permission, rule, deadline, event, projection; raw: a static file by the same server",
        )  # fmt: skip
        result.add("move, p99", percentile(waits, 0.99) * 1000, "ms")
    finally:
        server.terminate()
        server.wait(30)
    fill(ITEMS if quick else 100_000, 0)
    _owe(ITEMS)
    _inbox(result)
    show(result)


def _add(count: int) -> list[int]:
    from bihuan.kernel.ledgers.bulk import ImportRow
    from bihuan.kernel.ledgers.models import Record
    from bihuan.kernel.ledgers.writes import add_records
    from bihuan.kernel.packs.reads import installed
    from bihuan.kernel.permissions import SYSTEM

    rows = [ImportRow(n, f"S{n % 10}", {"name": f"事{n}", "level": "city"}) for n in range(count)]
    add_records(installed().ledger("bench.item"), rows, actor=SYSTEM)
    return list(Record.objects.order_by("id").values_list("id", flat=True))


def _owe(count: int) -> None:
    """Make one person the lead of many records, as a take-over would leave them."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM kernel_person WHERE code = 'rep'")
        (person,) = cursor.fetchone()
        cursor.execute("SELECT id FROM kernel_record WHERE code LIKE 'IF-%%' ORDER BY id")
        ids = [row[0] for row in cursor.fetchmany(count)]
        cursor.executemany(
            "INSERT INTO kernel_duty (seq, record_id, ledger, kind, person_id, from_on, to_on) "
            "VALUES (1, %s, 'bench.item', 'lead', %s, '2022-01-10', '')",
            [(record, person) for record in ids],
        )
        cursor.execute(
            "UPDATE kernel_record SET owes = CASE state WHEN 'open' THEN 'lead' WHEN 'fixed' THEN "
            "'checker' ELSE '' END, due = '2022-12-' || CAST(10 + id % 20 AS CHAR(2)) "
            "WHERE code LIKE 'IF-%'"
        )
        cursor.execute("ANALYZE")


def _inbox(result: Result) -> None:
    from bihuan.kernel.events.newest import remembering
    from bihuan.kernel.indicators.record_lights import record_lights
    from bihuan.kernel.ledgers.reads import rows_of
    from bihuan.kernel.measures.owed import STEPS, list_months_owed, list_months_to_decide
    from bihuan.kernel.org.reads import viewer_of
    from bihuan.kernel.workflow.inbox import (
        count_owed,
        count_to_do,
        list_owed,
        list_waiting,
    )
    from bihuan.kernel.workflow.slips_waiting import list_slips

    who = viewer_of("rep")
    timed: dict[str, list[float]] = {}

    def inbox() -> None:
        with remembering():  # as a request does
            owed, waiting = list_owed(who), list_waiting(who)
            record_lights(rows_of([item.id for item in (*owed, *waiting)]))
            list_slips(who)
            count_to_do(who)
            list_months_owed(who)
            for act in STEPS:
                list_months_to_decide(who, act)

    reads: dict[str, Any] = {
        "inbox page": inbox,
        "what I owe": lambda: list_owed(who),
        "months I owe": lambda: list_months_owed(who),
        "badge in the header": lambda: count_owed(who),
        "all counts": lambda: count_to_do(who),
    }
    for name, read in reads.items():
        for _ in range(30):
            began = time.perf_counter()
            read()
            timed.setdefault(name, []).append(time.perf_counter() - began)
    for name, times in timed.items():
        asked = "<= 100" if name == "inbox page" else ""
        result.add(
            f"{name}, {ITEMS:,} duties, p95", percentile(times, 0.95) * 1000, "ms", asked=asked
        )
