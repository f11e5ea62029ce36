"""`bihuan worker`: it works things off, stops when asked, and refuses where nothing is installed."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import time
from pathlib import Path

from tests.demo import BIHUAN, run


def position(home: Path) -> int:
    with sqlite3.connect(home / "bihuan.sqlite3") as file:
        rows = file.execute("SELECT seq FROM kernel_reader WHERE name = 'handlers'").fetchall()
    file.close()
    return int(rows[0][0]) if rows else 0


def test_it_refuses_where_nothing_is_installed(tmp_path: Path) -> None:
    done = run("worker", "--once", home=tmp_path / "nothing", check=False)
    assert done.returncode == 3
    assert "not-initialised" in done.stderr


def test_it_works_off_the_log_and_stops_when_asked(demo_home: Path) -> None:
    before = position(demo_home)
    run("calendar", "set", "2022-07-02", "--working", "--basis", "补班", home=demo_home)
    given = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    worker = subprocess.Popen(
        [str(BIHUAN), "worker"], env=given | {"BIHUAN_HOME": str(demo_home)}, stderr=subprocess.PIPE
    )
    deadline = time.monotonic() + 120
    while position(demo_home) == before:
        assert worker.poll() is None
        assert time.monotonic() < deadline, "it does nothing"
    worker.send_signal(signal.SIGTERM)
    _, told = worker.communicate(timeout=60)
    assert (worker.returncode, told) == (0, b"")
    done = run("worker", "--once", home=demo_home, BIHUAN_LANGUAGE="en")
    assert done.stdout.startswith("Followed ")
    assert (
        run("worker", "--once", home=demo_home, BIHUAN_LANGUAGE="en").stdout
        == "Followed 0 events\n"
    )
    run("verify", "--full", home=demo_home)
