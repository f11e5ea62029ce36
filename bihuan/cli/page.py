"""`bihuan page`: the demo's newspaper page, figure by figure."""

from __future__ import annotations

from dataclasses import asdict

import typer

from bihuan.cli.options import AsPerson, FormatOption, viewer
from bihuan.cli.output import Format, say, show
from bihuan.cli.pages import PageRow, compare, printed_figures


def page(form: FormatOption = Format.table, as_person: AsPerson = "") -> None:
    """报上印的数与台账算的数 · What the page printed, and what the ledgers give."""
    if not print_page(form, as_person):
        raise typer.Exit(1)


def print_page(form: Format, as_person: str = "") -> bool:
    """Print the table; returns whether every figure agrees."""
    rows = compare(viewer(as_person), printed_figures())
    shown = []
    for row in rows:
        item = asdict(row)
        if form is Format.table:
            item["printed"] = row.printed or say("版面缺字", "lost on the page")
            item["computed"] = row.computed if row.computed is not None else "—"
            item["agrees"] = _verdict(row)
        shown.append(item)
    columns = {
        "story": say("篇", "story"),
        "what": say("内容", "what"),
        "printed": say("印", "printed"),
        "computed": say("算", "computed"),
        "agrees": say("对照", "verdict"),
        "records": say("记录", "records"),
        "indicator": say("指标", "indicator"),
    }
    show(shown, form, columns, right=("printed", "computed", "records"))
    return all(row.agrees is not False for row in rows)


def _verdict(row: PageRow) -> str:
    if row.lost:
        return say("版面缺字", "lost on the page")
    if row.agrees is None:
        return f"[yellow]{say('存疑，不计算', 'implausible, not computed')}[/]"
    if row.agrees:
        return f"[green]{say('一致', 'agrees')}[/]"
    return f"[red]{say('不一致', 'differs')}[/]"
