"""`bihuan person add|import|erase|list`."""

from __future__ import annotations

import csv
import io
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from bihuan.cli.options import AsPerson, FormatOption, viewer
from bihuan.cli.output import Format, console, say, show
from bihuan.cli.sheets import decode
from bihuan.kernel.org import writes
from bihuan.kernel.org.reads import list_people
from bihuan.kernel.problems import Invalid

app = typer.Typer(no_args_is_help=True, add_completion=False)
HEADS = ("code", "name", "unit", "position", "phone", "party")


@app.command()
def add(
    code: str,
    name: str,
    unit: Annotated[str, typer.Option("--unit")],
    position: Annotated[str, typer.Option("--position")] = "",
    phone: Annotated[str, typer.Option("--phone")] = "",
    party: Annotated[str, typer.Option("--party", help="所代表企业的信用代码")] = "",
    as_person: AsPerson = "",
) -> None:
    """增加人员 · Add a person."""
    writes.add_person(
        code, name, actor=viewer(as_person), unit=unit, position=position, phone=phone, party=party
    )
    console().print(say(f"已增加 {code}", f"Added {code}"))


@app.command("import")
def import_(file: Path, as_person: AsPerson = "") -> None:
    """按表导入：code, name, unit, position, phone, party · Add people from a sheet."""
    rows = list(csv.DictReader(io.StringIO(decode(file))))
    if not rows or not set(HEADS[:3]) <= set(rows[0]):
        raise Invalid("sheet-header", columns="code, name, unit", known=", ".join(HEADS))
    count = writes.add_people(rows, actor=viewer(as_person))
    console().print(say(f"已导入 {count} 人", f"{count} people added"))


@app.command()
def erase(
    code: str, reason: Annotated[str, typer.Option("--reason")], as_person: AsPerson = ""
) -> None:
    """销毁密钥，删除个人信息 · Destroy a person's key."""
    writes.erase_person(code, actor=viewer(as_person), reason=reason)
    console().print(say(f"已删除 {code} 的个人信息", f"Erased {code}"))


@app.command("list")
def list_(form: FormatOption = Format.table, as_person: AsPerson = "") -> None:
    """人员 · People."""
    rows = [
        asdict(row) | {"unit": row.unit.code if row.unit else ""}
        for row in list_people(viewer(as_person))
    ]
    columns = {
        "code": say("代码", "code"),
        "name": say("姓名", "name"),
        "position": say("职务", "position"),
        "unit": say("单元", "unit"),
        "username": say("账号", "login"),
    }
    show(rows, form, columns)
