"""`bihuan duty list|assign|end`."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from bihuan.cli.given import record_of
from bihuan.cli.options import AsPerson, FormatOption, OnOption, viewer
from bihuan.cli.output import Format, console, say, show
from bihuan.kernel.ledgers.reads import list_duties
from bihuan.kernel.ledgers.writes import assign_duty, end_duty
from bihuan.kernel.problems import NotFound

app = typer.Typer(no_args_is_help=True, add_completion=False)
Ledger = Annotated[str, typer.Argument(help="台账 · ledger")]
Code = Annotated[str, typer.Argument(help="记录编号 · the record's code")]
Duty = Annotated[str, typer.Argument(help="责任 · duty")]
Person = Annotated[str, typer.Argument(help="人员代码 · the person's code")]


@app.command("list")
def list_(
    ledger: Ledger, code: Code, form: FormatOption = Format.table, as_person: AsPerson = ""
) -> None:
    """一条记录的责任人 · Who answers for a record, and who did."""
    who = viewer(as_person)
    found, record = record_of(who, ledger, code)
    rows = [asdict(row) for row in list_duties(who, record.id)]
    columns = {
        "kind": say("责任", "duty"),
        "person_code": say("代码", "code"),
        "person_name": say("姓名", "name"),
        "from_on": say("自", "from"),
        "to_on": say("至", "to"),
    }
    duties = found.definition.duties
    show(rows, form, columns, named={"kind": lambda kind: duties[kind].title})


@app.command()
def assign(
    ledger: Ledger,
    code: Code,
    duty: Duty,
    person: Person,
    on: OnOption = "",
    as_person: AsPerson = "",
) -> None:
    """指定责任人 · Make a person answer for a record."""
    who = viewer(as_person)
    _, record = record_of(who, ledger, code)
    assign_duty(record.id, duty, actor=who, person=person, on=on or None)
    console().print(say(f"{code} 的 {duty}：{person}", f"{duty} of {code}: {person}"))


@app.command()
def end(
    ledger: Ledger,
    code: Code,
    duty: Duty,
    person: Person,
    on: OnOption = "",
    as_person: AsPerson = "",
) -> None:
    """终止责任 · End somebody's duty for a record."""
    who = viewer(as_person)
    _, record = record_of(who, ledger, code)
    held = [
        row
        for row in list_duties(who, record.id)
        if (row.kind, row.person_code, row.to_on) == (duty, person, "")
    ]
    if not held:
        raise NotFound("duty-not-held", person=person)
    end_duty(record.id, duty, actor=who, person_id=held[0].person_id, on=on or None)
    console().print(say("已终止", "Ended"))
