"""`bihuan bench NAME`: a benchmark beside its raw baseline."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Annotated

import typer

NAMES = ("log", "import", "figures", "web", "loop", "agenda", "drafts")


def bench(
    name: Annotated[str, typer.Argument(help=" | ".join(NAMES))],
    quick: Annotated[
        bool,
        typer.Option("--quick", help="小数据，只看能否运行 · little data, only whether it runs"),
    ] = False,
) -> None:
    """测速 · Measure a speed beside its raw baseline, in the same run."""
    if name not in NAMES:
        raise typer.BadParameter(" | ".join(NAMES))
    root = Path(__file__).resolve().parents[2]
    with tempfile.TemporaryDirectory(prefix="bihuan-bench-") as home:
        # A process of its own, on a home of its own: nothing here may touch the zone at hand.
        code = f"from bench.{name}_bench import main; main(quick={quick})"
        environment = {
            "BIHUAN_HOME": home,
            "BIHUAN_TODAY": "2022-12-31",
            "DJANGO_SETTINGS_MODULE": "bihuan.settings",
            "PYTHONPATH": str(root),
        }
        done = subprocess.run(  # noqa: S603
            [sys.executable, "-c", code], cwd=root, env=os.environ | environment, check=False
        )
    if done.returncode:
        raise typer.Exit(1)
