"""`bihuan person add|import|change|erase|erase-record|list`."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from bihuan.cli.options import AsPerson, FormatOption, viewer
from bihuan.cli.output import Format, console, say, show
from bihuan.kernel.ledgers.writes import erase_personal
from bihuan.kernel.org import writes
from bihuan.kernel.org.people_sheet import read_people
from bihuan.kernel.org.reads import list_people
from bihuan.kernel.packs.reads import installed

app = typer.Typer(no_args_is_help=True, add_completion=False)


@app.command()
def add(
    code: str,
    name: str,
    unit: Annotated[str, typer.Option("--unit")],
    position: Annotated[str, typer.Option("--position")] = "",
    phone: Annotated[str, typer.Option("--phone")] = "",
    party: Annotated[
        str,
        typer.Option(
            "--party",
            help="所代表企业的信用代码 · credit code of the person's firm",
        ),
    ] = "",
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
    rows = read_people(file.read_bytes(), file.name)
    count = writes.add_people(rows, actor=viewer(as_person))
    console().print(say(f"已导入 {count} 人", f"{count} people added"))


@app.command()
def change(
    code: str,
    name: Annotated[str | None, typer.Option("--name", help="姓名 · name")] = None,
    unit: Annotated[str | None, typer.Option("--unit", help="调入的单元 · new unit")] = None,
    position: Annotated[str | None, typer.Option("--position", help="职务 · position")] = None,
    phone: Annotated[
        str | None, typer.Option("--phone", help="电话，空为删去 · phone; empty takes it away")
    ] = None,
    as_person: AsPerson = "",
) -> None:
    """更改姓名、单元、职务、电话 · Change what is given of a person."""
    writes.change_person(
        code, actor=viewer(as_person), name=name, unit=unit, position=position, phone=phone
    )
    console().print(say(f"已更改 {code}", f"Changed {code}"))


@app.command()
def erase(
    code: str, reason: Annotated[str, typer.Option("--reason")], as_person: AsPerson = ""
) -> None:
    """销毁密钥，删除个人信息 · Destroy a person's key."""
    writes.erase_person(code, actor=viewer(as_person), reason=reason)
    console().print(say(f"已删除 {code} 的个人信息", f"Erased {code}"))


@app.command("erase-record")
def erase_record(
    ledger: Annotated[str, typer.Argument(help="台账 · ledger")],
    code: Annotated[str, typer.Argument(help="记录编号 · the record's code")],
    reason: Annotated[str, typer.Option("--reason")],
    as_person: AsPerson = "",
) -> None:
    """删除一条记录里的个人信息 · Destroy the keys of a record's personal fields."""
    key = installed().find_ledger(ledger).key
    erase_personal(key, code, actor=viewer(as_person), reason=reason)
    console().print(say(f"已删除 {code} 里的个人信息", f"Erased the personal fields of {code}"))


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
