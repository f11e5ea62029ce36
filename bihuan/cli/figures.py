"""`bihuan figures` and `bihuan trace`."""

from __future__ import annotations

import json
import sys
from typing import Annotated, Any

import typer
from rich.tree import Tree

from bihuan.cli.options import AsPerson, AtOption, FormatOption, OnOption, UnitOption, day, viewer
from bihuan.cli.output import Format, console, language, lit, said, say, show
from bihuan.kernel.definitions.labels import measured_in
from bihuan.kernel.indicators.figures import Figure, decimal_text, to_displayed
from bihuan.kernel.indicators.reads import Ask, read_figures
from bihuan.kernel.indicators.traces import Trace, in_words, trace_figure


def figures(
    indicator: Annotated[list[str] | None, typer.Argument(help="指标 · indicators")] = None,
    unit: UnitOption = "",
    on: OnOption = "",
    at: AtOption = None,
    pack: Annotated[str, typer.Option("--pack", help="业务包 · pack")] = "",
    split: Annotated[str, typer.Option("--split", help="按选择字段拆分 · split by a field")] = "",
    approved: Annotated[
        bool, typer.Option("--approved", help="只用已审批数据 · approved numbers alone")
    ] = False,
    form: FormatOption = Format.table,
    as_person: AsPerson = "",
) -> None:
    """指标数值：按单元、日期与日志位置计算 · Figures for a unit, a date and a log position."""
    ask = Ask(
        indicators=indicator or (),
        packs=[pack] if pack else (),
        units=[unit] if unit else (),
        on=day(on),
        at=at,
        split=split or None,
        approved_only=approved,
    )
    found = read_figures(viewer(as_person), ask)
    columns = {
        "pack": say("业务包", "pack"),
        "title": say("指标", "indicator"),
        "org_unit": say("单元", "unit"),
        **({"split": say("拆分", "split")} if split else {}),
        "display": say("数值", "value"),
        "measured_in": say("单位", "in"),
        "light": say("灯", "light"),
        "records": say("记录", "records"),
    }
    title = ""
    if found:
        title = say(
            f"截至 {found[0].on}，日志位置 {found[0].at}",
            f"On {found[0].on}, at log position {found[0].at}",
        )
    show(
        [as_json(figure) for figure in found],
        form,
        columns,
        title=title,
        right=("display", "records"),
        named={"measured_in": measured_in},
    )
    problems = {say(*figure.why) for figure in found if figure.problem is not None}
    for problem in sorted(problems):
        print(problem, file=sys.stderr)
    if problems:
        raise typer.Exit(1)


def printed(figure: Figure) -> str:
    return say(figure.display, figure.display_in("en"))


def as_json(figure: Figure) -> dict[str, Any]:
    """Return a figure in the shape that scripts rely on."""
    unit = figure.definition.unit
    shown: dict[str, Any] = {
        "indicator": figure.name,
        "pack": figure.pack,
        "title": said(figure.title),
        "org_unit": figure.unit.code,
        "measured_in": unit,
        "on": figure.on.isoformat(),
        "at": figure.at,
        "value": decimal_text(figure.displayed),
        "display": printed(figure),
        "approximate": figure.approximate,
        "light": figure.light,
        "why": say(*figure.why) or None,
        "numerator": decimal_text(figure.numerator),
        "denominator": decimal_text(figure.denominator),
        "records": figure.records,
    }
    if figure.split is not None:
        shown["split"] = figure.split
    return shown


def trace(
    indicator: Annotated[str, typer.Argument(help="指标 · indicator")],
    unit: UnitOption = "",
    on: OnOption = "",
    at: AtOption = None,
    form: FormatOption = Format.table,
    as_person: AsPerson = "",
    most: Annotated[
        int, typer.Option("--most", help="最多列出的记录 · records listed at most")
    ] = 500,
) -> None:
    """溯源：从数值到公式、操作数、记录、事件 · A figure down to its events."""
    found = trace_figure(
        viewer(as_person), indicator, unit=unit or None, on=day(on), at=at, most=most
    )
    if form is Format.json:
        print(json.dumps(trace_json(found), ensure_ascii=False, indent=1))
        return
    console().print(_tree(found))


def trace_json(found: Trace) -> dict[str, Any]:
    """Return a trace in the shape that scripts rely on."""
    figure = found.figure
    unit = figure.definition.unit
    return {
        "indicator": figure.name,
        "pack": figure.pack,
        "title": said(figure.title),
        "org_unit": figure.unit.code,
        "on": figure.on.isoformat(),
        "value": decimal_text(figure.displayed),
        "display": printed(figure),
        "approximate": figure.approximate,
        "measured_in": unit,
        "light": figure.light,
        "why": say(*figure.why) or None,
        "at": figure.at,
        "size": found.head.size,
        "root": found.head.root,
        "formula": found.formula,
        "operands": [trace_json(operand) for operand in found.operands],
        "records": [
            {
                "code": each.record.code,
                "title": each.record.title,
                "share": decimal_text(to_displayed(each.share, unit)),
                "events": [
                    {
                        "seq": event.seq,
                        "at": event.at,
                        "on": event.on,
                        "actor": event.actor,
                        "verb": event.verb,
                        "leaf": event.leaf,
                    }
                    for event in each.events
                ],
            }
            for each in found.records
        ],
        "more_records": found.more,
    }


def _tree(found: Trace, branch: Tree | None = None) -> Tree:
    figure = found.figure
    title = said(figure.title)
    unit = said(measured_in(figure.definition.unit))
    formula = in_words(found.formula, figure, language())
    light = "" if figure.light == "none" else f" {lit(figure.light)}"
    label = f"[bold]{title}[/] {printed(figure)} {unit}{light} = {formula}"
    node = branch.add(label) if branch else Tree(f"{label}  @{figure.at} {found.head.root[:16]}…")
    if figure.why.zh:
        node.add(f"[dim]{say(*figure.why)}[/]")
    for operand in found.operands:
        _tree(operand, node)
    for each in found.records:
        share = (
            ""
            if each.share is None
            else decimal_text(to_displayed(each.share, figure.definition.unit))
        )
        seqs = " ".join(f"#{event.seq}" for event in each.events)
        node.add(f"{each.record.code} {each.record.title} [cyan]{share}[/] [dim]{seqs}[/]")
    if found.more > 0:
        node.add(say(f"另有 {found.more} 条记录", f"{found.more} more records"))
    return node
