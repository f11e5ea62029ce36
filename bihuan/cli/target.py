"""`bihuan target`: what an indicator should reach."""

from __future__ import annotations

from typing import Annotated

import typer

from bihuan.cli.options import AsPerson, viewer
from bihuan.cli.output import console
from bihuan.kernel.measures.writes import set_target


def target(
    indicator: str,
    value: str,
    unit: Annotated[str, typer.Option("--unit")],
    period: Annotated[str, typer.Option("--period", help="2022, 2022-05")],
    basis: Annotated[str, typer.Option("--basis")],
    as_person: AsPerson = "",
) -> None:
    """设定目标 · Say what an indicator should reach for a unit in a period."""
    set_target(indicator, value, actor=viewer(as_person), unit=unit, period=period, basis=basis)
    console().print(f"{indicator} {period} {unit} = {value}")
