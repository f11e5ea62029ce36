"""`bihuan role list|assign|end`."""

from __future__ import annotations

from typing import Annotated

import typer

from bihuan.cli.options import AsPerson, FormatOption, OnOption, viewer
from bihuan.cli.output import Format, console, say, show
from bihuan.kernel.org import writes
from bihuan.kernel.org.reads import list_assignments, list_roles

app = typer.Typer(no_args_is_help=True, add_completion=False)


@app.command("list")
def list_(
    person: Annotated[str, typer.Option("--person")] = "",
    form: FormatOption = Format.table,
    as_person: AsPerson = "",
) -> None:
    """角色，或某人的任职 · Roles, or who holds which."""
    who = viewer(as_person)
    if person:
        rows = [
            {
                "id": row.id,
                "role": row.role,
                "unit": row.unit.code if row.unit else "",
                "from": row.from_on,
                "to": row.to_on,
            }
            for row in list_assignments(who, person=person)
        ]
        columns = {name: name for name in ("id", "role", "unit", "from", "to")}
    else:
        rows = [
            {
                "code": role.code, "title": role.title.zh, "scope": role.scope, "group": role.group,
                "acts": " ".join(role.acts),
            }
            for role in list_roles(who)
        ]  # fmt: skip
        columns = {name: name for name in ("code", "title", "scope", "group", "acts")}
    show(rows, form, columns)


@app.command()
def assign(
    person: str,
    role: str,
    unit: Annotated[str, typer.Option("--unit")],
    on: OnOption = "",
    as_person: AsPerson = "",
) -> None:
    """任职 · Give a person a role at a unit."""
    writes.assign_role(person, role, actor=viewer(as_person), unit=unit, on=on or None)
    console().print(say(f"{person} 任 {role}", f"{person} is {role}"))


@app.command()
def end(assignment: int, on: OnOption = "", as_person: AsPerson = "") -> None:
    """免职 · Take a role away."""
    writes.end_role(assignment, actor=viewer(as_person), on=on or None)
    console().print(say("已终止", "Ended"))
