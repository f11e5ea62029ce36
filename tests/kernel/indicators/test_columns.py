"""The files beside the database: made anew, compared with it, and never pulled from under a reader."""

from __future__ import annotations

import os
import time
from dataclasses import replace
from pathlib import Path

import pytest

from bihuan.kernel.events.reads import position
from bihuan.kernel.indicators import columns, engine, partial_files
from bihuan.kernel.indicators.columns import Manifest
from bihuan.kernel.indicators.reads import Ask, read_figures
from bihuan.kernel.indicators.verification import columns_fault
from bihuan.kernel.packs.reads import installed
from bihuan.kernel.permissions import SYSTEM
from tests.kernel.conftest import Zone


def counted() -> int:
    figures = read_figures(SYSTEM, Ask(indicators=["cases"], units=["ZONE"]))
    return int(figures[0].value or 0)


def with_columns(zone: Zone) -> None:
    for name in "甲乙丙":
        zone.case(name)
    columns.extend(installed(), position())
    engine.reset()
    assert counted() == 3


def rewrite(path: Path, sql: str) -> None:
    """Put other rows into a file, its metadata as they were."""
    with columns.new_engine() as tool:
        told = partial_files.told_sql(tool, path).replace("'", "''")
        tool.execute(f"CREATE TABLE held AS SELECT * FROM read_parquet('{path}')")
        tool.execute(sql)
        tool.execute(f"COPY held TO '{path}' (FORMAT parquet, KV_METADATA {{sql: '{told}'}})")


def segment(kind: str = "records") -> Path:
    return Path(getattr(columns.read_manifest().ledgers["tiny.case"], kind)[0])


def sums() -> list[Path]:
    return sorted(partial_files.folder(installed().ledger("tiny.case")).glob("*.parquet"))


def test_columns_that_say_what_the_database_says_are_found_equal(zone: Zone) -> None:
    assert columns_fault() is None
    with_columns(zone)
    zone.case("丁")
    assert columns_fault() is None


@pytest.mark.parametrize("kind", ["changed", "doubled", "removed", "cut", "sums", "sums of others"])
def test_a_changed_file_is_found_and_discarding_mends_it(zone: Zone, kind: str) -> None:
    with_columns(zone)
    if kind == "changed":
        rewrite(segment(), "UPDATE held SET level = 'city'")
    elif kind == "doubled":
        rewrite(segment(), "INSERT INTO held FROM held LIMIT 1")
    elif kind == "removed":
        segment().unlink()
    elif kind == "cut":
        segment().write_bytes(segment().read_bytes()[:-20])
    elif kind == "sums":
        for path in sums():
            rewrite(path, "UPDATE held SET n = n + 5")
    else:
        one, other = sums()[:2]
        one.write_bytes(other.read_bytes())
    fault = columns_fault()
    assert fault
    assert "tiny.case" in fault.en
    assert "tiny.case" in fault.zh
    columns.discard()
    assert columns_fault() is None
    assert counted() == 3, "an engine that has the old columns open starts again"


def test_an_engine_keeps_reading_while_the_columns_start_again(zone: Zone) -> None:
    with_columns(zone)
    running = engine.engine()
    relation = running.versions.relation(installed().ledger("tiny.case"), "records")
    columns.discard()
    columns.extend(installed(), position())
    assert running.versions.run(f"SELECT COUNT(*) FROM {relation}") == [(3,)]


def test_files_that_nothing_names_go_after_a_while(zone: Zone) -> None:
    with_columns(zone)
    old = segment()
    zone.case("丁")
    columns.discard()
    columns.extend(installed(), position())
    assert old.exists()
    long_ago = time.time() - 2 * columns.SPARED
    os.utime(old, (long_ago, long_ago))
    zone.case("戊")
    columns.extend(installed(), position())
    assert not old.exists()
    engine.reset()
    assert counted() == 5


def test_kept_sums_in_use_stay_however_many_there_are(zone: Zone) -> None:
    ledger = installed().ledger("tiny.case")
    long_ago = time.time() - 2 * columns.SPARED
    with columns.new_engine() as tool:

        def read(number: int) -> list[tuple[int]]:
            sql = partial_files.kept(tool, ledger, f"SELECT {number} AS n", "g-1")
            return tool.execute(sql).fetchall()

        for number in range(partial_files.MOST_KEPT + 5):
            assert read(number) == [(number,)]
        files = list(partial_files.folder(ledger).iterdir())
        assert len(files) == partial_files.MOST_KEPT + 5
        for file in files:
            os.utime(file, (long_ago, long_ago))
        sql = partial_files.kept(tool, ledger, "SELECT 0 AS n", "g-1")
        for number in range(100, 110):
            read(number)
        assert tool.execute(sql).fetchall() == [(0,)]
        assert len(list(partial_files.folder(ledger).iterdir())) == partial_files.MOST_KEPT


def test_columns_of_an_older_bihuan_are_made_anew_though_nothing_was_written_since(
    zone: Zone,
) -> None:
    with_columns(zone)
    rewrite(segment(), "ALTER TABLE held DROP COLUMN level")
    manifest = columns.read_manifest()
    files = replace(manifest.ledgers["tiny.case"], shape="as it was")
    columns.replace_manifest(
        Manifest(manifest.position, manifest.leaf, {**manifest.ledgers, "tiny.case": files})
    )
    engine.reset()
    (provincial,) = read_figures(SYSTEM, Ask(["cases"], units=["ZONE"], split="level"))
    assert (provincial.split, provincial.value) == ("province", 3)
    assert columns_fault() is None
