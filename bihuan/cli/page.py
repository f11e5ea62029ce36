"""`bihuan page`: the demo's newspaper page, figure by figure."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict
from typing import Any

import typer

from bihuan.cli.options import AsPerson, FormatOption, viewer
from bihuan.cli.output import Format, console, said, say, show
from bihuan.kernel.printed_page.reads import PageRow, compare_page, printed_figures, subject_of

NARROW = 120  # on a narrower terminal the indicators' names are left out


def page(form: FormatOption = Format.table, as_person: AsPerson = "") -> None:
    """报上印的数与台账算的数 · What the page printed, and what the ledgers give."""
    if not print_page(form, as_person):
        raise typer.Exit(1)


def print_page(form: Format, as_person: str = "") -> bool:
    """Print the table; returns whether every figure agrees."""
    rows = compare_page(viewer(as_person), printed_figures())
    columns = {
        "story": say("篇", "story"),
        "what": say("内容", "what"),
        "printed": say("印", "printed"),
        "computed": say("算", "computed"),
        "agrees": say("对照", "verdict"),
        "records": say("记录", "records"),
        "indicator": say("指标", "indicator"),
    }
    if console().width < NARROW:
        del columns["indicator"]
    shown = [_for_people(row) if form is Format.table else asdict(row) for row in rows]
    show(shown, form, columns, right=("printed", "computed", "records"))
    if form is Format.table:
        console().print(_in_words(rows))
    return all(row.agrees is not False for row in rows)


def _for_people(row: PageRow) -> dict[str, Any]:
    if row.lost:
        verdict = f"[dim]{say('版面缺字', 'lost on the page')}[/]"
    elif row.flagged:
        verdict = f"[yellow]{say('存疑，不比', 'doubtful, not compared')}[/]"
    elif row.agrees is None:
        verdict = f"[dim]{say('无权查看', 'not yours to see')}[/]"
    elif row.agrees:
        verdict = f"[green]{say('一致', 'agrees')}[/]"
    else:
        verdict = f"[red]{say('不一致', 'differs')}[/]"
    return asdict(row) | {
        "what": said(subject_of(row)),
        "printed": row.printed or "—",
        "computed": row.computed or "—",
        "agrees": verdict,
    }


def _in_words(rows: list[PageRow]) -> str:
    kinds = Counter(row.kind for row in rows)
    differing = sum(row.agrees is False for row in rows)
    zh = (
        f"共 {len(rows)} 行：统计数 {kinds['statistic']}，目标 {kinds['target']}，文字 {kinds['wording']}，"
        f"版面缺字 {kinds['lost']}，存疑 {kinds['implausible']}；不一致 {differing}"
    )
    en = (
        f"{len(rows)} rows: statistics {kinds['statistic']}, targets {kinds['target']}, "
        f"in words {kinds['wording']}, lost on the page {kinds['lost']}, "
        f"doubtful {kinds['implausible']}; differing {differing}"
    )
    return say(zh, en)
