"""`bihuan draft check`: the numbers of a text, each with a verdict."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any

import typer

from bihuan.cli.options import AsPerson, FormatOption, OnOption, UnitOption, day, viewer
from bihuan.cli.output import Format, language, said, say, show
from bihuan.drafts.findings import Verdict
from bihuan.drafts.numbers import Qualifier
from bihuan.drafts.verdicts import Checked, check
from bihuan.kernel.definitions.labels import measured_in
from bihuan.kernel.draft_checks.files import read_file
from bihuan.kernel.draft_checks.judgements import Judgement
from bihuan.kernel.draft_checks.reads import MOST_CHARACTERS
from bihuan.kernel.draft_checks.sentences import told
from bihuan.kernel.draft_checks.writes import check_draft
from bihuan.kernel.problems import Words

app = typer.Typer(no_args_is_help=True, add_completion=False)
QUALIFIERS = {
    Qualifier.exact: Words("", ""),
    Qualifier.about: Words("约", "about"),
    Qualifier.over: Words("多", "over"),
    Qualifier.at_least: Words("以上", "at least"),
    Qualifier.under: Words("近", "nearly"),
    Qualifier.at_most: Words("以内", "at most"),
    Qualifier.range: Words("范围", "range"),
    Qualifier.several: Words("若干", "several"),
}
STYLES = {Verdict.supported: "green", Verdict.contradicted: "red", Verdict.cannot_check: "dim"}


@app.callback()
def draft() -> None:
    """核稿 · Drafts and their numbers."""


@app.command("check")
def check_file(
    file: Annotated[Path, typer.Argument(help="稿件（TXT、DOCX、PDF） · a draft", dir_okay=False)],
    alone: Annotated[
        bool, typer.Option("--alone", help="只按文中自己的数核算 · by its own numbers only")
    ] = False,
    unit: UnitOption = "",
    on: OnOption = "",
    form: FormatOption = Format.table,
    as_person: AsPerson = "",
) -> None:
    """核对稿件里的每个数 · Give a verdict on every number of a text; exit 1 if any is contradicted."""
    text = read_file(file.read_bytes(), file.name, None if alone else MOST_CHARACTERS)
    if alone:
        _print([row(item) for item in check(text)], form)
        return
    done = check_draft(text, actor=viewer(as_person), unit=unit or None, on=day(on))
    _print([judged_row(item, done.examined.at) for item in done.examined.judgements], form)


def _print(rows: Sequence[Mapping[str, Any]], form: Format) -> None:
    if form is Format.table:
        show([{**item, **_for_people(item)} for item in rows], form, columns(), right=("value",))
    else:
        show(rows, form, columns())
    if any(item["verdict"] == Verdict.contradicted for item in rows):
        raise typer.Exit(1)


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
        "expected": _plain(item.expected),
        "expected_in": None if item.expected is None else item.expected_in,
        "implausible": item.implausible,
        "why": item.reason.sentence(language()),
    }


def judged_row(item: Judgement, at: int) -> dict[str, Any]:
    """Return a number held against the ledgers as scripts get it: more keys, the same meanings."""
    why = told(item.reason, language())
    note = told(item.note, language()) if item.note else ""
    return row(item.checked) | {
        "verdict": item.verdict.value,
        "expected": item.expected,
        "expected_in": None if item.expected is None else item.expected_in,
        "why": why,
        "note": note,
        "correction": item.correction,
        "indicator": item.figure.key if item.figure else None,
        "org_unit": item.unit.code if item.unit else None,
        "on": item.figure.on.isoformat() if item.figure else None,
        "at": at,
        "may_be": [option.key for option in item.options],
    }


def _plain(value: Decimal | None) -> str | None:
    return None if value is None else f"{value:f}"


def _for_people(item: Mapping[str, Any]) -> Mapping[str, Any]:
    verdict = Verdict(item["verdict"])
    name = {
        Verdict.supported: say("有据", "supported"),
        Verdict.contradicted: say("有误", "contradicted"),
        Verdict.cannot_check: say("无从核对", "cannot check"),
    }[verdict]
    flag = say(" ⚠不合常理", " ⚠ implausible") if item["implausible"] else ""
    return {
        "text": " ".join(item["text"].split()),
        "verdict": f"[{STYLES[verdict]}]{name}[/]{flag}",
        "qualifier": said(QUALIFIERS[item["qualifier"]]),
        "measured_in": said(measured_in(item["measured_in"])),
        "expected": item["expected"] if verdict is Verdict.contradicted else None,
        "why": f"{item['why']} {item.get('note', '')}".strip(),
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
