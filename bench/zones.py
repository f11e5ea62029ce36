"""Homes for benchmarks: an empty zone with a plain pack, in a folder of its own or on PostgreSQL."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

PACK = {
    "pack.yaml": "format: 1\nname: bench\ntitle: {zh: 测速, en: Bench}\nversion: 1.0.0\n",
    "ledgers/item.yaml": """title: {zh: 事项, en: Items}
code: IT-{year}-{number:07d}
name: name
fields:
  name: {type: text, title: {zh: 名称, en: Name}, required: true}
  level: {type: choice, title: {zh: 级别, en: Level}, required: true, choices: {province: {zh: 省, en: P}, city: {zh: 市, en: C}}}
  sector: {type: choice, title: {zh: 类别, en: Sector}, choices: {a: {zh: 甲, en: A}, b: {zh: 乙, en: B}, c: {zh: 丙, en: C}}}
  firm: {type: credit_code, title: {zh: 信用代码, en: Firm}}
  planned: {type: money, title: {zh: 计划, en: Planned}, unit: 万元, min: 0}
  due_on: {type: date, title: {zh: 期限, en: Due}}
duties:
  lead: {title: {zh: 牵头人, en: Lead}}
measures:
  invested: {type: money, title: {zh: 完成, en: Invested}, unit: 万元}
list: [code, name, level, state, planned, due_on, unit]
""",
    "workflows/item.yaml": """initial: open
states: {open: {title: {zh: 进行, en: Open}, owner: lead, untimed: x}, fixed: {title: {zh: 办结, en: Fixed}, owner: checker, untimed: x}, closed: {title: {zh: 销号, en: Closed}, tone: done}}
transitions:
  fix: {title: {zh: 办结, en: Fix}, from: [open], to: fixed, by: [reporter]}
  close: {title: {zh: 销号, en: Close}, from: [fixed], to: closed, by: [checker], not_by: [actor of fix]}
closed: [closed]
""",
    "indicators/items.yaml": "title: {zh: 数, en: Items}\nwhy: x\nunit: 个\ndigits: 0\nof: item\ncount: records\n",
    "indicators/open-items.yaml": "title: {zh: 进行, en: Open}\nwhy: x\nunit: 个\ndigits: 0\nof: item\ncount: records\nwhere: state = 'open'\n",
    "indicators/planned-sum.yaml": "title: {zh: 计划, en: Planned}\nwhy: x\nunit: 亿元\nof: item\nsum: planned\n",
    "indicators/invested-sum.yaml": "title: {zh: 完成, en: Invested}\nwhy: x\nunit: 亿元\nof: item\nsum: invested\nwindow: year_to_date\n",
    "indicators/rate.yaml": 'title: {zh: 率, en: Rate}\nwhy: x\nunit: "%"\nformula: invested_sum / planned_sum\n',
}
DEADLINES = """deadlines:
  fix: {title: {zh: 期限, en: Due}, from: [added], until: [fix], within: 15 working days, due: due_on, slips: [{colour: red, after: 1 working days}]}
"""
STATES = ("open", "fixed", "closed")
# A screen has more than five figures: three of each part of the ledger.
PARTS = {"city": "level", "province": "level", "a": "sector", "b": "sector", "c": "sector"}
for part, chosen in PARTS.items():
    for name, said in (
        ("items", "unit: 个\ndigits: 0\ncount: records\n"),
        ("planned", "unit: 亿元\nsum: planned\n"),
        ("invested", "unit: 亿元\nsum: invested\nwindow: year_to_date\n"),
    ):
        PACK[f"indicators/{name}-of-{part}.yaml"] = (
            f"title: {{zh: {name}{part}, en: {name} of {part}}}\nwhy: x\nof: item\n{said}"
            f"where: {chosen} = '{part}'\n"
        )


def open_home() -> Path:
    """Return the fresh home that the caller (`bihuan bench`) set, with Django ready on it."""
    home = Path(os.environ["BIHUAN_HOME"])
    import django

    django.setup()
    return home


def make_zone(streets: int = 10, *, deadlines: bool = False) -> None:
    """Make log, roles, ten streets, one reporter over all, and the plain pack (with deadlines)."""
    from django.core.management import call_command

    from bihuan.kernel.definitions.language import Label
    from bihuan.kernel.events.keeping import make_log
    from bihuan.kernel.org.writes import (
        add_person,
        add_unit,
        assign_role,
        install_default_roles,
        open_account,
    )
    from bihuan.kernel.packs.writes import install_pack
    from bihuan.kernel.permissions import SYSTEM

    call_command("migrate", verbosity=0)
    make_log("bihuan.bench")
    install_default_roles(actor=SYSTEM)
    add_unit("Z", Label(zh="区", en="Zone"), actor=SYSTEM, kind="zone", on="2020-01-01")
    for number in range(streets):
        label = Label(zh=f"街道{number}", en=f"Street {number}")
        add_unit(f"S{number}", label, actor=SYSTEM, kind="street", parent="Z", on="2020-01-01")
    add_person("rep", "测速员", actor=SYSTEM, unit="Z")
    assign_role("rep", "reporter", actor=SYSTEM, unit="Z", on="2020-01-01")
    add_person("four", "四街员", actor=SYSTEM, unit="Z")
    for number in range(4):
        assign_role("four", "reporter", actor=SYSTEM, unit=f"S{number}", on="2020-01-01")
    for person in ("rep", "four"):
        open_account(person, actor=SYSTEM, password="bench-2022-pass", temporary=False)
    flow = PACK["workflows/item.yaml"] + (DEADLINES if deadlines else "")
    install_pack(PACK | {"workflows/item.yaml": flow}, actor=SYSTEM)


def fill_columns(records: int, months: int) -> None:
    """Put records and months straight into the columns, where no database of this machine follows."""
    from bihuan.kernel.events.reads import position
    from bihuan.kernel.indicators import columns
    from bihuan.kernel.indicators.schema import columns_of
    from bihuan.kernel.org.tree import tree
    from bihuan.kernel.packs.reads import installed

    ledger = installed().ledger("bench.item")
    head = position()
    units = [tree().get_by_code(f"S{number}").id for number in range(10)]
    where = columns.folder() / ledger.key
    where.mkdir(parents=True, exist_ok=True)
    files = str(where / "records.parquet"), str(where / "months.parquet")
    state = f"{list(STATES)!r}[1 + n % 7 % 3]"
    made = f"""
        SELECT n + 10000000000 AS _record, DATE '2022-01-10' AS _on, {head}::BIGINT AS _seq, {units!r}[1 + n % 10]::BIGINT AS _unit,
          'IF-' || n AS _code, {state} AS state, false AS _void, '事项' || n AS name,
          CASE WHEN n % 3 = 0 THEN 'province' ELSE 'city' END AS level, ['a', 'b', 'c'][1 + n % 3] AS sector,
          NULL::VARCHAR AS firm, (1000000 + n % 977)::DECIMAL(18,2) AS planned, DATE '2022-06-30' AS due_on
        FROM range({records}) t(n)"""
    numbers = f"""
        SELECT n + 10000000000 AS _record, (202200 + m)::INTEGER AS _period, {head}::BIGINT AS _seq, 'submitted' AS _status,
          'invested' AS measure, (10000 + (n * 7 + m) % 5000)::DECIMAL(18,4) AS value
        FROM range({records}) t(n), range(1, {months + 1}) u(m)"""
    with columns.new_engine() as engine:
        for query, file in zip((made, numbers), files, strict=True):
            engine.execute(f"COPY ({query}) TO '{file}' (FORMAT parquet)")
    shape = columns_of(ledger).digest
    kept = {ledger.key: columns.LedgerFiles(shape, (files[0],), (files[1],))}
    columns.replace_manifest(columns.Manifest(head, columns.leaf_at(head), kept))


def item(number: int) -> dict[str, object]:
    """Return what `fill` puts into a record of the plain pack."""
    return {
        "ledger": "bench.item", "code": f"IF-2022-{number + 1:07d}", "title": f"事项{number}",
        "state": STATES[number % 7 % 3], "due": "9999-12-31", "owes": "",
        "data": {
            "due_on": "2022-06-30", "level": "city" if number % 3 else "province",
            "name": f"事项{number}", "planned": str(1_000_000 + number % 977),
            "sector": "abc"[number % 3],
        },
    }  # fmt: skip


def fill(
    records: int,
    months: int,
    first: int = 0,
    make: Callable[[int], dict[str, object]] = item,
) -> None:
    """Put records and months straight into the tables of versions, as an import would leave them.

    The rows are those that the kernel writes (the import benchmark measures that path); here they
    are made by plain SQL, because a million of them is only the stage for another measurement.
    """
    import json

    from django.db import connection, transaction

    from bihuan.kernel.events.commits import INSERT_EVENT
    from bihuan.kernel.events.merkle import Frontier
    from bihuan.kernel.ledgers.apply import INSERT_RECORD, INSERT_VERSION
    from bihuan.kernel.measures.apply import INSERT_VERSION as INSERT_MONTH
    from bihuan.kernel.org.tree import tree

    units = [tree().get_by_code(f"S{number}") for number in range(10)]
    zone = tree().get_by_code("Z").id
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT size FROM kernel_treehead")
        (size,) = cursor.fetchone()
        step = 20_000
        for start in range(first, first + records, step):
            rows, versions, numbers = [], [], []
            for number in range(start, min(start + step, first + records)):
                seq = size + 1 + number - first
                unit = units[number % 10].id
                made = make(number)
                ledger, code, title, state = (made[k] for k in ("ledger", "code", "title", "state"))
                data = json.dumps(made["data"], ensure_ascii=False, separators=(",", ":"))
                rows.append(
                    (seq, ledger, code, title, f"{code} {title}".lower(), unit, zone, unit, None, None, None,
                     None, state, "2022-01-10", "2022-01-10", "", False, seq, made["due"], made["owes"], data)
                )  # fmt: skip
                versions.append((seq, "2022-01-10", seq, ledger, unit, code, state, False, data))
                for month in range(1, months + 1):
                    value = (10_000 + (number * 7 + month) % 5000) * 10_000
                    numbers.append(
                        (
                            seq,
                            0,
                            "bench.item",
                            "invested",
                            f"2022-{month:02d}",
                            value,
                            "exact",
                            "submitted",
                            seq,
                        )
                    )
            cursor.executemany(INSERT_RECORD, rows)
            cursor.executemany(INSERT_VERSION, versions)
            if numbers:
                cursor.executemany(INSERT_MONTH, numbers)
        last = size + records
        cursor.execute(
            INSERT_EVENT,
            (
                last,
                "2022-12-31T00:00:00.000000Z",
                "2022-12-31",
                "bench",
                "bench.filled",
                "bench:1",
                "{}",
                b"\0" * 32,
            ),
        )
        cursor.execute("SELECT frontier FROM kernel_treehead")
        frontier = Frontier.from_bytes(size, bytes(cursor.fetchone()[0]))
        for _ in range(records):
            frontier.append(b"\0" * 32)
        cursor.execute(
            "UPDATE kernel_treehead SET size = %s, frontier = %s WHERE id = 1",
            [last, frontier.to_bytes()],
        )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE" if connection.vendor == "postgresql" else "PRAGMA optimize")
