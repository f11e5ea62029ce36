"""`bihuan calendar list|set`."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from bihuan.cli.options import AsPerson, FormatOption, viewer
from bihuan.cli.output import Format, console, say, show
from bihuan.kernel.org.reads import list_calendar
from bihuan.kernel.org.writes import set_calendar_day
from bihuan.kernel.problems import Words

WORKING = {True: Words("上班", "working"), False: Words("休息", "free")}
app = typer.Typer(no_args_is_help=True, add_completion=False)


@app.command("list")
def list_(form: FormatOption = Format.table, as_person: AsPerson = "") -> None:
    """另行规定的工作日 · Days that the zone declared."""
    rows = [asdict(row) for row in list_calendar(viewer(as_person))]
    columns = {
        "day": say("日期", "day"),
        "is_working": say("上班或休息", "working or free"),
        "basis": say("依据", "basis"),
    }
    show(rows, form, columns, named={"is_working": WORKING.__getitem__})


@app.command("set")
def set_(
    day: str,
    working: Annotated[bool, typer.Option("--working/--free")],
    basis: Annotated[str, typer.Option("--basis")],
    as_person: AsPerson = "",
) -> None:
    """规定某天上班或休息 · Declare a day working or free."""
    set_calendar_day(day, actor=viewer(as_person), working=working, basis=basis)
    console().print(say("已保存", "Saved"))
