"""What takes minutes: many kills in the middle of an import, a log of a million events."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import time
from pathlib import Path

import pytest

from bihuan.lib.credit_code import check_character
from tests.demo import BIHUAN, run

pytestmark = pytest.mark.soak
HEADS = "单元,企业名称,统一社会信用代码\n"


def sheet(path: Path, rows: int, first: int = 0) -> Path:
    """Write firms, each with a credit code of its own."""
    bodies = ((number, f"91411700MD{number:07d}") for number in range(first, first + rows))
    lines = (
        f"JK-LX,企业{number}有限公司,{body}{check_character(body)}\n" for number, body in bodies
    )
    path.write_text(HEADS + "".join(lines), "utf-8")
    return path


def test_twenty_kills_at_random_moments_lose_nothing(demo_home: Path, tmp_path: Path) -> None:
    draw = random.Random(7)
    for turn in range(20):
        file = sheet(tmp_path / "firms.csv", 20_000, turn * 20_000)
        process = subprocess.Popen(
            [str(BIHUAN), "import", "enterprise", str(file)],
            env=os.environ | {"BIHUAN_HOME": str(demo_home)},
        )
        deadline = time.monotonic() + draw.uniform(0.3, 3.0)
        while time.monotonic() < deadline and process.poll() is None:
            os.sched_yield()
        process.send_signal(signal.SIGKILL)
        process.wait()
        run("verify", home=demo_home)
    run("verify", "--full", home=demo_home)
    run("export", "enterprise", str(tmp_path / "a.csv"), home=demo_home)
    rows = len((tmp_path / "a.csv").read_text("utf-8-sig").splitlines()) - 1
    assert (rows - 40) % 20_000 == 0, "an import is whole or not there"
    run("page", home=demo_home)


def test_a_million_events_verify_within_a_minute(demo_home: Path, tmp_path: Path) -> None:
    for turn in range(10):
        file = sheet(tmp_path / "firms.csv", 100_000, turn * 100_000)
        run("import", "enterprise", str(file), home=demo_home)
    began = time.monotonic()
    run("verify", home=demo_home)
    assert time.monotonic() - began < 60
    run("page", home=demo_home)
