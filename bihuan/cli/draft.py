"""`bihuan draft check`: the numbers of a text, each with a verdict."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from bihuan.cli.options import FormatOption
from bihuan.cli.output import Format, language, say, show
from bihuan.drafts.encodings import Undecodable, decode
from bihuan.drafts.findings import Verdict
from bihuan.drafts.verdicts import Checked, check
from bihuan.kernel.problems import Invalid

app = typer.Typer(no_args_is_help=True, add_completion=False)
MOST_BYTES = 20 << 20
STYLES = {Verdict.supported: "green", Verdict.contradicted: "red", Verdict.cannot_check: "dim"}


@app.callback()
def draft() -> None:
    """核稿 · Drafts and their numbers."""


@app.command("check")
def check_file(
    file: Annotated[Path, typer.Argument(help="稿件（TXT） · a text", dir_okay=False)],
    alone: Annotated[
        bool, typer.Option("--alone", help="只按文中自己的数核算 · by its own numbers only")
    ] = False,
    form: FormatOption = Format.table,
) -> None:
    """核对稿件里的每个数 · Give a verdict on every number of a text; exit 1 if any is contradicted."""
    if not alone:
        raise typer.BadParameter(say("现在请加 --alone", "for now, add --alone"))
    checked = check(read_text(file))
    rows = [row(item) for item in checked]
    if form is Format.table:
        rows = [{**item, **_for_people(found)} for item, found in zip(rows, checked, strict=True)]
    show(rows, form, columns(), right=("value",))
    if any(item.verdict is Verdict.contradicted for item in checked):
        raise typer.Exit(1)


def read_text(path: Path) -> str:
    """Return a text file's text, or refuse with what is possible instead."""
    data = path.read_bytes()
    if len(data) > MOST_BYTES:
        raise Invalid("draft-too-large", size=len(data) >> 20, most=MOST_BYTES >> 20)
    try:
        return decode(data)
    except Undecodable as fault:
        raise Invalid(fault.code, path=path.name, line=fault.line) from fault


def row(item: Checked) -> dict[str, Any]:
    """Return a number as scripts get it."""
    return {
        "start": item.start,
        "end": item.end,
        "text": item.text,
        "value": f"{item.value:f}",
        "measured_in": item.measured_in,
        "qualifier": item.qualifier.value,
        "verdict": item.verdict.value,
        "expected": None if item.expected is None else f"{item.expected:f}",
        "expected_in": None if item.expected is None else item.expected_in,
        "implausible": item.implausible,
        "why": item.reason.sentence(language()),
    }


def _for_people(item: Checked) -> Mapping[str, Any]:
    name = {
        Verdict.supported: say("有据", "supported"),
        Verdict.contradicted: say("有误", "contradicted"),
        Verdict.cannot_check: say("无从核对", "cannot check"),
    }[item.verdict]
    flag = say(" ⚠不合常理", " ⚠ implausible") if item.implausible else ""
    return {
        "text": " ".join(item.text.split()),
        "verdict": f"[{STYLES[item.verdict]}]{name}[/]{flag}",
        "qualifier": "" if item.qualifier == "exact" else item.qualifier.value,
    }


def columns() -> dict[str, str]:
    return {
        "start": say("位置", "at"),
        "text": say("原文", "text"),
        "value": say("数值", "value"),
        "measured_in": say("单位", "unit"),
        "qualifier": say("限定", "qualifier"),
        "verdict": say("结论", "verdict"),
        "expected": say("应为", "expected"),
        "why": say("依据", "why"),
    }
