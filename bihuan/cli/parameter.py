"""`bihuan parameter list|set`."""

from __future__ import annotations

from typing import Annotated

import typer

from bihuan.cli.options import AsPerson, FormatOption, OnOption, UnitOption, viewer
from bihuan.cli.output import Format, console, said, say, show
from bihuan.kernel.definitions.labels import measured_in
from bihuan.kernel.org.tree import tree
from bihuan.kernel.packs.reads import get_parameter, installed
from bihuan.kernel.packs.writes import set_parameter
from bihuan.kernel.periods import clock

app = typer.Typer(no_args_is_help=True, add_completion=False)


@app.command("list")
def list_(form: FormatOption = Format.table) -> None:
    """参数、默认值与来源 · Parameters with defaults and sources."""
    today = clock.today().isoformat()
    rows = [
        {
            "parameter": f"{pack.name}.{key}", "title": said(spec.title), "unit": spec.unit,
            "value": str(get_parameter(pack, key, on=today)), "default": str(spec.default), "basis": spec.basis,
        }
        for pack in installed().packs.values()
        for key, spec in pack.parameters.items()
    ]  # fmt: skip
    columns = {
        "parameter": say("参数", "parameter"),
        "title": say("名称", "title"),
        "value": say("现值", "value"),
        "default": say("默认", "default"),
        "unit": say("单位", "in"),
        "basis": say("依据", "basis"),
    }
    show(rows, form, columns, right=("value", "default"), named={"unit": measured_in})


@app.command("set")
def set_(
    parameter: str,
    value: str,
    basis: Annotated[str, typer.Option("--basis", help="依据 · basis")],
    unit: UnitOption = "",
    on: OnOption = "",
    as_person: AsPerson = "",
) -> None:
    """设定参数 · Set a parameter."""
    pack, _, key = parameter.partition(".")
    node = tree().get_by_code(unit) if unit else None
    set_parameter(
        pack, key, value, actor=viewer(as_person), basis=basis, on=on or None,
        unit=(node.id, node.path) if node else None,
    )  # fmt: skip
    console().print(f"{parameter} = {value}")
