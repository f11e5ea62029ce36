"""A worker killed at any instant repeats nothing and loses nothing."""

from __future__ import annotations

import contextlib
import functools
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ROOT
from tests.demo import BIHUAN
from tests.kernel.ledgers.killed_clocks import DAYS, POSTS
from tests.kernel.notices.killed_workers import EVENTS

Ask = Callable[[str], list[tuple[Any, ...]]]


@contextlib.contextmanager
def asking(environment: dict[str, str]) -> Iterator[Ask]:
    """Give what asks the installation's database, whichever it is."""
    if "DATABASE_URL" in environment:
        import psycopg

        with psycopg.connect(environment["DATABASE_URL"], autocommit=True) as server:
            yield lambda sql: server.execute(sql.encode()).fetchall()
        return
    path = Path(environment["BIHUAN_HOME"]) / "bihuan.sqlite3"
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as file:
        yield lambda sql: file.execute(sql).fetchall()


def running(environment: dict[str, str], *command: str) -> None:
    done = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_killed_clocks_owe_each_post_one_record_a_day(installation: dict[str, str]) -> None:
    run = functools.partial(running, installation)
    run(sys.executable, "-m", "tests.kernel.ledgers.killed_clocks")
    with asking(installation) as ask:
        ((made,),) = ask("SELECT count(*) FROM kernel_owedperiod")
        assert 0 < made < POSTS * DAYS, "they were killed in the middle of the work, not after it"
        run(str(BIHUAN), "worker", "--once")
        ((made, posts, days),) = ask(
            "SELECT count(*), count(DISTINCT post_id), count(DISTINCT period) FROM kernel_owedperiod"
        )
        assert (posts, made) == (POSTS, POSTS * days)
        assert days >= DAYS
        assert ask("SELECT count(*) FROM kernel_record WHERE ledger = 'tiny.round'") == [(made,)]
    run(str(BIHUAN), "verify", "--full")


@pytest.mark.parametrize(
    ("many", "events"),
    [((), EVENTS), pytest.param(("many",), 10 * EVENTS, marks=pytest.mark.soak)],
    ids=["20 kills", "200 kills"],
)
def test_kills_of_a_worker_repeat_and_lose_nothing(
    installation: dict[str, str], many: tuple[str, ...], events: int
) -> None:
    run = functools.partial(running, installation)
    run(sys.executable, "-m", "tests.kernel.notices.killed_workers", *many)
    with asking(installation) as ask:
        ((size,),) = ask("SELECT size FROM kernel_treehead")
        ((position,),) = ask("SELECT seq FROM kernel_reader WHERE name = 'handlers'")
        assert 0 < position < size, "they were killed in the middle of the work, not after it"
        run(str(BIHUAN), "worker", "--once")
        assigned = ask("SELECT seq FROM kernel_event WHERE verb = 'duty.assigned' ORDER BY seq")
        assert len(assigned) == events
        assert ask("SELECT because FROM kernel_notice ORDER BY because") == assigned
        assert ask("SELECT count(*) FROM kernel_delivery") == [(events,)]
        ((size,),) = ask("SELECT size FROM kernel_treehead")
        assert ask("SELECT seq FROM kernel_reader WHERE name = 'handlers'") == [(size,)]
    run(str(BIHUAN), "verify", "--full")
