"""Options that many commands share."""

from __future__ import annotations

import datetime
from typing import Annotated

import typer

from bihuan.cli.output import Format
from bihuan.kernel.org.reads import viewer_of
from bihuan.kernel.org.writes import follow_tree
from bihuan.kernel.periods.days import parse_day
from bihuan.kernel.permissions import Viewer

AsPerson = Annotated[str, typer.Option("--as", help="以谁的身份 · act as this person")]
FormatOption = Annotated[Format, typer.Option("--format", help="table | json | csv")]
UnitOption = Annotated[str, typer.Option("--unit", help="组织单元代码 · unit code")]
OnOption = Annotated[str, typer.Option("--on", help="业务日期 · business date")]
KeyOption = Annotated[
    str, typer.Option("--key", help="检查点公钥或其文件 · public key, or its file")
]
AtOption = Annotated[int | None, typer.Option("--at", help="日志位置 · log position")]


def viewer(code: str) -> Viewer:
    """Return who a command acts as; the machine's operator when nobody is named."""
    follow_tree()
    return viewer_of(code or "system")


def day(text: str) -> datetime.date | None:
    return parse_day(text) if text else None
