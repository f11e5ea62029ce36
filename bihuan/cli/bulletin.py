"""`bihuan bulletin`: write, sign, publish, render and prove bulletins."""

from __future__ import annotations

import datetime
import json
import os
from pathlib import Path
from typing import Annotated, Any

import typer

from bihuan.cli.options import AsPerson, FormatOption, KeyOption, OnOption, UnitOption, viewer
from bihuan.cli.output import Format, console, say, show
from bihuan.documents.bulletin_pages import FORMS, draft_file, published_file
from bihuan.documents.proving import prove_file
from bihuan.drafts.encodings import Undecodable, decode
from bihuan.kernel.bulletins.composing import compose
from bihuan.kernel.bulletins.corrections import list_touched
from bihuan.kernel.bulletins.document import place
from bihuan.kernel.bulletins.kinds import KINDS
from bihuan.kernel.bulletins.reads import (
    BulletinRow,
    compose_bulletin,
    get_bulletin,
    list_bulletins,
    list_templates,
)
from bihuan.kernel.bulletins.writes import (
    draft_bulletin,
    draft_correction,
    publish_bulletin,
    return_bulletin,
    review_bulletin,
    revise_bulletin,
    sign_bulletin,
    submit_bulletin,
)
from bihuan.kernel.events import notes
from bihuan.kernel.org.reads import units_for
from bihuan.kernel.periods import clock
from bihuan.kernel.periods.days import parse_day
from bihuan.kernel.permissions import Viewer
from bihuan.kernel.problems import Invalid

app = typer.Typer(no_args_is_help=True, add_completion=False)
Number = Annotated[int, typer.Argument(help="简报号 · id of a bulletin")]
TextOption = Annotated[Path | None, typer.Option("--text", help="正文文件 · file of the text")]
Heading = Annotated[str, typer.Option("--heading", help="标题 · heading")]
Mark = Annotated[str, typer.Option("--mark", help="机关代字 · mark in front of the number")]


@app.command("list")
def list_(form: FormatOption = Format.table, as_person: AsPerson = "") -> None:
    """简报及其状态 · Bulletins and where they stand."""
    rows = [_row(row) for row in list_bulletins(viewer(as_person))]
    columns = {
        "id": say("号", "id"),
        "state": say("状态", "state"),
        "kind": say("类别", "kind"),
        "number": say("文号", "number"),
        "title": say("标题", "title"),
        "unit": say("单元", "unit"),
        "on": say("日期", "day"),
    }
    show(rows, form, columns, right=("id",))


def _row(row: BulletinRow) -> dict[str, Any]:
    return {
        "id": row.id,
        "state": say(*row.state_title),
        "kind": say(*row.kind_title),
        "number": row.number,
        "title": row.plain_title,
        "unit": row.unit.code,
        "on": row.on,
        "published_on": row.published_on,
        "seq": row.published_seq,
    }


@app.command()
def templates(form: FormatOption = Format.table) -> None:
    """业务包带来的模板 · The templates that packs bring."""
    rows = [
        {
            "template": each.key,
            "title": say(each.title.zh, each.title.en),
            "kind": say(*KINDS[each.kind]),
            "summary": say(each.summary.zh, each.summary.en) if each.summary else "",
        }
        for each in list_templates()
    ]
    columns = {
        "template": say("模板", "template"),
        "title": say("名称", "title"),
        "kind": say("类别", "kind"),
        "summary": say("用途", "what for"),
    }
    show(rows, form, columns)


@app.command()
def new(
    template: Annotated[str, typer.Argument(help="包名.模板名 · pack.template")] = "",
    unit: UnitOption = "",
    on: OnOption = "",
    kind: Annotated[str, typer.Option("--kind", help=" | ".join(KINDS))] = "",
    heading: Heading = "",
    text: TextOption = None,
    mark: Mark = "",
    as_person: AsPerson = "",
) -> None:
    """起草：从模板或文件 · Begin one, from a template or a file."""
    who = viewer(as_person)
    made = draft_bulletin(
        actor=who, unit=unit or _first_unit(who), template=template, kind=kind, on=on,
        heading=heading, text=_read(text) if text else "", mark=mark,
    )  # fmt: skip
    print(made)


@app.command()
def edit(
    bulletin: Number,
    on: OnOption = "",
    heading: Heading = "",
    text: TextOption = None,
    mark: Mark = "",
    as_person: AsPerson = "",
) -> None:
    """改写草稿 · Rewrite a draft; what is not given stays."""
    who = viewer(as_person)
    row = get_bulletin(who, bulletin)
    revise_bulletin(
        bulletin, actor=who, seen=row.seq, on=on or row.on, heading=heading or row.heading,
        text=_read(text) if text else row.text, mark=mark or row.mark, addressee=row.addressee,
        copies=row.copies,
    )  # fmt: skip


@app.command()
def preview(
    what: Annotated[str, typer.Argument(help="简报号或正文文件 · id, or a file of text")],
    unit: UnitOption = "",
    on: OnOption = "",
    as_person: AsPerson = "",
) -> None:
    """预览：数字按现在的台账 · Show it with the figures of now; exit 1 when some are missing."""
    who = viewer(as_person)
    if what.isdigit():
        composed = compose_bulletin(who, get_bulletin(who, int(what)))
    else:
        node = next(
            node
            for node in units_for(who, "bulletin.write")
            if node.code == (unit or _first_unit(who))
        )
        composed = compose(
            who, heading=Path(what).stem, text=_read(Path(what)), unit=node, on=_day(on)
        )
    for text in composed.document.lines():
        print(text)
    print(say(f"—— 日志位置 {composed.at}", f"—— log position {composed.at}"))
    for line, fault in composed.faults:
        console().print(f"[red]{say(*place(line))}: {say(fault.zh, fault.en)}[/]")
    if composed.faults:
        raise typer.Exit(1)


@app.command()
def submit(bulletin: Number, as_person: AsPerson = "") -> None:
    """送审 · Hand in for review."""
    submit_bulletin(bulletin, actor=viewer(as_person))


@app.command("return")
def return_(
    bulletin: Number,
    reason: Annotated[str, typer.Option("--reason", help="理由 · why")] = "",
    as_person: AsPerson = "",
) -> None:
    """退回修改 · Give it back to its writer."""
    return_bulletin(bulletin, reason, actor=viewer(as_person))


@app.command()
def review(bulletin: Number, as_person: AsPerson = "") -> None:
    """审核通过 · Pass it on to be signed."""
    review_bulletin(bulletin, actor=viewer(as_person))


@app.command()
def sign(bulletin: Number, as_person: AsPerson = "") -> None:
    """签发 · Sign it with its figures as they stand."""
    sign_bulletin(bulletin, actor=viewer(as_person))


@app.command()
def publish(bulletin: Number, as_person: AsPerson = "") -> None:
    """发布：固定数字、编号、签检查点 · Freeze the figures, number it, sign a checkpoint."""
    who = viewer(as_person)
    publish_bulletin(bulletin, actor=who)
    row = get_bulletin(who, bulletin)
    console().print(f"{row.number} {row.title}")


@app.command()
def render(
    bulletin: Number,
    file: Annotated[Path, typer.Argument(help=" | ".join(f"*.{form}" for form in FORMS))],
    as_person: AsPerson = "",
) -> None:
    """生成文件 · Write it as DOCX, PDF, XLSX, or its proof as JSON."""
    who = viewer(as_person)
    row = get_bulletin(who, bulletin)
    form = file.suffix.removeprefix(".").lower()
    if row.state == "published":
        file.write_bytes(published_file(bulletin, form))
    else:
        file.write_bytes(draft_file(who, row, form))


@app.command()
def prove(
    file: Annotated[
        Path, typer.Argument(help="DOCX、PDF 或 JSON · or", exists=True, dir_okay=False)
    ],
    key: KeyOption = "",
    form: FormatOption = Format.table,
) -> None:
    """验证已发布的简报，不用数据库 · Prove a published bulletin from its file; no database is asked."""
    given = Path(key).read_text("utf-8", "replace") if key and os.path.isfile(key) else key
    held = given or (notes.verifier_key() if notes.has_key() else "")
    verdict, proof = prove_file(file, held)
    faults = [say(*fault) for fault in verdict.faults]
    if form is not Format.table:
        told = {
            "ok": verdict.ok, "seq": proof.seq, "size": verdict.size, "root": verdict.root,
            "signed_by": verdict.signed_by, "key_is_from_file": not held, "faults": faults,
        }  # fmt: skip
        print(json.dumps(told, ensure_ascii=False))
        raise typer.Exit(0 if verdict.ok else 1)
    body = verdict.statement.body
    state = say("属实", "proved") if verdict.ok else say("不符", "not as published")
    out = console()
    out.print(
        f"[{'green' if verdict.ok else 'red'}]{state}[/] {body['mark']}〔{body['year']}〕{body['number']}号 "
        f"{verdict.statement.document.title}"
    )
    figures = len(verdict.statement.document.figures)
    out.print(
        say(
            f"{figures} 个数字，第 {proof.seq} 号事件，检查点含 {verdict.size} 个事件，根 {verdict.root}",
            f"{figures} figures, event {proof.seq}, checkpoint of {verdict.size} events, root {verdict.root}",
        )
    )
    out.print(say(f"核验公钥 {held or proof.vkey}", f"checked by the key {held or proof.vkey}"))
    if not held:
        out.print(
            say(
                "[yellow]这是文件自带的公钥，请与另行取得的对照，或用 --key 给出。[/]",
                "[yellow]That key is the file's own: compare it with a copy got another way, or give --key.[/]",
            )
        )
    for fault in faults:
        out.print(f"[red]{fault}[/]")
    if faults:
        raise typer.Exit(1)


@app.command()
def touched(form: FormatOption = Format.table, as_person: AsPerson = "") -> None:
    """台账更正波及的已发布简报 · Published bulletins that later corrections touch."""
    rows = [
        {
            "id": each.id,
            "number": each.number,
            "title": each.title,
            "figure": say(changed.was.title_zh, changed.was.title_en),
            "unit": changed.was.unit,
            "on": changed.was.on,
            "was": changed.was.text,
            "is": changed.text or (say(*changed.why) if changed.why else ""),
            "correction": each.correction,
        }
        for each in list_touched(viewer(as_person))
        for changed in each.changed
    ]
    columns = {
        "id": say("号", "id"),
        "number": say("文号", "number"),
        "figure": say("数字", "figure"),
        "unit": say("单元", "unit"),
        "on": say("截至", "on"),
        "was": say("发布时", "was"),
        "is": say("现在", "is"),
    }
    show(rows, form, columns, right=("id",))


@app.command()
def correct(bulletin: Number, as_person: AsPerson = "") -> None:
    """起草更正 · Draft the correction of a published bulletin."""
    print(draft_correction(bulletin, actor=viewer(as_person)))


def _read(path: Path) -> str:
    try:
        return decode(path.read_bytes())
    except Undecodable as fault:
        raise Invalid(fault.code, path=path.name, line=fault.line) from fault


def _first_unit(who: Viewer) -> str:
    units = units_for(who, "bulletin.write")
    return units[0].code if units else ""


def _day(text: str) -> datetime.date:
    return parse_day(text) if text else clock.today()
