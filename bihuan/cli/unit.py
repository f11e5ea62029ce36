"""`bihuan unit add|move|rename|close|list`."""

from __future__ import annotations

from typing import Annotated

import typer

from bihuan.cli.options import AsPerson, FormatOption, OnOption, viewer
from bihuan.cli.output import Format, console, said, say, show
from bihuan.kernel.definitions.labels import UNIT_KINDS
from bihuan.kernel.definitions.language import Label
from bihuan.kernel.org import writes
from bihuan.kernel.org.tree import tree

app = typer.Typer(no_args_is_help=True, add_completion=False)


@app.command()
def add(
    code: str,
    title: str,
    kind: Annotated[str, typer.Option("--kind", help=", ".join(writes.UNIT_KINDS))],
    parent: Annotated[str, typer.Option("--parent")] = "",
    title_en: Annotated[str, typer.Option("--title-en")] = "",
    on: OnOption = "",
    as_person: AsPerson = "",
) -> None:
    """增加单元 · Add a unit."""
    label = Label(zh=title, en=title_en or title)
    writes.add_unit(
        code, label, actor=viewer(as_person), kind=kind, parent=parent or None, on=on or None
    )
    console().print(say(f"已增加 {code}", f"Added {code}"))


@app.command()
def move(code: str, parent: str, on: OnOption = "", as_person: AsPerson = "") -> None:
    """调整上级 · Put a unit under another parent."""
    writes.move_unit(code, actor=viewer(as_person), parent=parent, on=on or None)
    console().print(say(f"已调整 {code}", f"Moved {code}"))


@app.command()
def rename(
    code: str,
    title: str,
    title_en: Annotated[str, typer.Option("--title-en")] = "",
    on: OnOption = "",
    as_person: AsPerson = "",
) -> None:
    """更名 · Rename a unit."""
    writes.rename_unit(
        code, Label(zh=title, en=title_en or title), actor=viewer(as_person), on=on or None
    )
    console().print(say(f"已更名 {code}", f"Renamed {code}"))


@app.command()
def close(code: str, on: OnOption = "", as_person: AsPerson = "") -> None:
    """撤销 · Close a unit."""
    writes.close_unit(code, actor=viewer(as_person), on=on or None)
    console().print(say(f"已撤销 {code}", f"Closed {code}"))


@app.command("list")
def list_(on: OnOption = "", form: FormatOption = Format.table) -> None:
    """组织树 · The tree."""
    rows = [
        {
            "title": "  " * (node.depth - 1) + said(node.title),
            "code": node.code,
            "kind": node.kind,
            "closed": node.is_closed,
        }
        for node in tree(on or None)
    ]
    show(
        rows,
        form,
        {"title": say("名称", "title"), "code": say("代码", "code"), "kind": say("类别", "kind")},
        named={"kind": UNIT_KINDS.__getitem__},
    )
