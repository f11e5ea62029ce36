"""`bihuan bench NAME`: a benchmark beside its raw baseline."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path
from typing import Annotated

import typer

NAMES = ("log", "import", "figures", "web")


def bench(
    name: Annotated[str, typer.Argument(help=" | ".join(NAMES))],
    quick: Annotated[bool, typer.Option("--quick", help="小数据，只看能否运行")] = False,
) -> None:
    """测速 · Measure a speed beside its raw baseline, in the same run."""
    if name not in NAMES:
        raise typer.BadParameter(" | ".join(NAMES))
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
    module = importlib.import_module(f"bench.{name}_bench")
    module.main(quick=quick)
