"""`bihuan role list|define|assign|end`."""

from __future__ import annotations

from typing import Annotated

import typer

from bihuan.cli.options import AsPerson, FormatOption, OnOption, viewer
from bihuan.cli.output import Format, console, said, say, show
from bihuan.kernel.definitions.labels import ROLE_GROUPS, ROLE_SCOPES
from bihuan.kernel.definitions.language import Label
from bihuan.kernel.org import writes
from bihuan.kernel.org.reads import list_assignments, list_roles
from bihuan.kernel.org.roles import RoleDef

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
        columns = {
            "id": say("任职号", "id"),
            "role": say("角色", "role"),
            "unit": say("单元", "unit"),
            "from": say("自", "from"),
            "to": say("至", "to"),
        }
        titles = {role.code: role.title for role in list_roles(who)}
        show(rows, form, columns, named={"role": titles.__getitem__})
    else:
        rows = [
            {
                "code": role.code, "title": said(role.title), "scope": role.scope, "group": role.group,
                "acts": " ".join(role.acts),
            }
            for role in list_roles(who)
        ]  # fmt: skip
        columns = {
            "code": say("代码", "code"),
            "title": say("名称", "title"),
            "scope": say("范围", "scope"),
            "group": say("类别", "group"),
            "acts": say("权限", "acts"),
        }
        named = {"scope": ROLE_SCOPES.__getitem__, "group": ROLE_GROUPS.__getitem__}
        show(rows, form, columns, named=named)


@app.command()
def define(
    code: str,
    acts: Annotated[
        list[str],
        typer.Argument(
            help="权限，可限定到业务包：record.read@safety · acts, or of one pack alone"
        ),
    ],
    title: Annotated[
        str, typer.Option("--title", help="中文名称；已有的角色可省 · title, when the role is new")
    ] = "",
    title_en: Annotated[str, typer.Option("--title-en")] = "",
    scope: Annotated[str, typer.Option("--scope", help="unit | own")] = "",
    group: Annotated[str, typer.Option("--group", help="business | administrator")] = "",
    as_person: AsPerson = "",
) -> None:
    """规定角色的全部权限 · Say all that a role may do."""
    who = viewer(as_person)
    held = next((role for role in list_roles(who) if role.code == code), None)
    zh = title or (held.title.zh if held else code)
    en = title_en or (held.title.en if held and not title else zh)
    role = RoleDef(
        Label(zh=zh, en=en),
        tuple(acts),
        scope or (held.scope if held else "unit"),
        group or (held.group if held else "business"),
    )
    writes.define_role(code, role, actor=who)
    console().print(say(f"角色 {code} 有 {len(acts)} 项权限", f"Role {code} has {len(acts)} acts"))


@app.command()
def assign(
    person: str,
    role: str,
    unit: Annotated[str, typer.Option("--unit")],
    on: OnOption = "",
    until: Annotated[
        str, typer.Option("--until", help="到这一天为止（不含）· up to that day")
    ] = "",
    as_person: AsPerson = "",
) -> None:
    """任职 · Give a person a role at a unit."""
    writes.assign_role(person, role, actor=viewer(as_person), unit=unit, on=on or None, until=until)
    console().print(say(f"{person} 任 {role}", f"{person} is {role}"))


@app.command()
def end(assignment: int, on: OnOption = "", as_person: AsPerson = "") -> None:
    """免职 · Take a role away."""
    writes.end_role(assignment, actor=viewer(as_person), on=on or None)
    console().print(say("已终止", "Ended"))
