"""`bihuan import` and `bihuan export`: CSV in and out of a ledger."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from bihuan.cli.options import AsPerson, viewer
from bihuan.cli.output import console, language, progress, say
from bihuan.kernel.definitions.language import LedgerUnit
from bihuan.kernel.ledgers.bulk import ImportRow
from bihuan.kernel.ledgers.export import bare, export_rows
from bihuan.kernel.ledgers.pages import Question
from bihuan.kernel.ledgers.writes import add_records, check_rows
from bihuan.kernel.packs.reads import installed
from bihuan.kernel.problems import Invalid, Problem, Words, in_a_row
from bihuan.lib import sheet_text
from bihuan.lib.whole_files import written_whole

SYSTEM_HEADS = {
    "编号": "code", "code": "code", "单元": "unit", "unit": "unit", "日期": "on", "业务日期": "on",
    "on": "on", "环节": "state", "state": "state",
}  # fmt: skip
HEAD_STATE = Words("环节", "state")
csv.field_size_limit(1 << 20)


def import_(
    ledger: Annotated[str, typer.Argument(help="台账 · ledger")],
    file: Annotated[
        Path,
        typer.Argument(help="CSV（UTF-8、带 BOM 或 GBK）· UTF-8, with or without a mark, or GBK"),
    ],
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="只检查，不写入 · check, write nothing")
    ] = False,
    unit: Annotated[
        str,
        typer.Option(
            "--unit", help="没有“单元”列时的单元 · unit of a sheet that has no such column"
        ),
    ] = "",
    dispute: Annotated[
        str,
        typer.Option(
            "--dispute",
            help="与已报的不同处，以表为准的理由 · why the sheet is right where it differs",
        ),
    ] = "",
    as_person: AsPerson = "",
) -> None:
    """导入 CSV：全部写入或全不写入 · Import a CSV, all rows or none."""
    found = installed().find_ledger(ledger)
    rows = list(read_rows(file, found, unit))
    actor = viewer(as_person)
    if dry_run:
        count = check_rows(found, rows, actor=actor, dispute=dispute)
        console().print(
            say(f"检查通过：{count} 行，没有写入", f"{count} rows are right; nothing written")
        )
        return
    with progress() as bar:
        task = bar.add_task(say("导入", "Importing"), total=len(rows))
        count = add_records(
            found,
            rows,
            actor=actor,
            dispute=dispute,
            progress=lambda done: bar.update(task, completed=done),
        )
    console().print(say(f"已导入 {count} 条", f"{count} records added"))


def read_rows(file: Path, ledger: LedgerUnit, unit: str = "") -> Iterator[ImportRow]:
    """Read a sheet: headings are field names or labels; lines count as an editor shows them."""
    reader = csv.reader(io.StringIO(decode(file), newline=""))
    try:
        heads = next(reader)
    except StopIteration:
        raise Invalid(
            "sheet-unreadable", path=file.name, why=say("文件是空的", "it is empty")
        ) from None
    while heads and not heads[-1].strip():
        heads.pop()
    names = _columns(heads, ledger)
    if "unit" not in names and not unit:
        raise Invalid(
            "sheet-header",
            columns=say("缺“单元”", "“unit” is missing"),
            known=", ".join(SYSTEM_HEADS),
        )
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield _row(ledger, names, cells, reader.line_num, unit)
    except csv.Error as error:
        raise Invalid("sheet-unreadable", path=file.name, why=str(error)) from error


def _row(ledger: LedgerUnit, names: list[str], cells: list[str], line: int, unit: str) -> ImportRow:
    faults: list[Problem] = []
    beyond = [cell for cell in cells[len(names) :] if cell.strip()]
    if beyond:
        faults.append(
            Invalid("sheet-row-long", count=len(beyond), cells=say("、", ", ").join(beyond)[:60])
        )
    row = {name: bare(cell) for name, cell in zip(names, cells, strict=False)}
    state = row.pop("state", "").strip()
    initial = ledger.workflow.states[ledger.workflow.initial].title
    if state and state not in (ledger.workflow.initial, initial.zh, initial.en):
        faults.append(Invalid("sheet-state", where=HEAD_STATE, state=state, initial=initial))
    return ImportRow(
        line,
        row.pop("unit", "").strip() or unit,
        {name: value for name, value in row.items() if name not in ("code", "on")},
        row.get("code", "").strip(),
        row.get("on", "").strip(),
        faults=tuple(faults),
    )


def decode(file: Path) -> str:
    """Return a sheet's text: UTF-8 with or without a mark, else GBK. Raises Invalid."""
    try:
        return sheet_text.decode(file.read_bytes())
    except ValueError as error:
        raise Invalid("sheet-unreadable", path=file.name, why=str(error)) from error


def _columns(heads: list[str], ledger: LedgerUnit) -> list[str]:
    fields = ledger.definition.fields
    known = dict(SYSTEM_HEADS)
    for name, spec in fields.items():
        known |= {name: name, spec.title.zh: name, spec.title.en: name}
    found: list[str] = []
    unknown = []
    for head in heads:
        label = head.strip() if head.strip() in known else head.strip().split("（")[0]
        name = known.get(label, "")
        if not name:
            unknown.append(head)
        elif name in found:
            raise Invalid("sheet-heading-twice", column=head.strip())
        found.append(name)
    if unknown:
        own = Words("单元", "unit"), Words("编号", "code"), Words("日期", "on")
        known_heads = in_a_row([*own, *(spec.title for spec in fields.values())])
        raise Invalid("sheet-header", columns=say("、", ", ").join(unknown), known=known_heads)
    return found


def export(
    ledger: Annotated[str, typer.Argument(help="台账 · ledger")],
    file: Annotated[Path, typer.Argument(help="要写的 CSV · the file to write")],
    as_person: AsPerson = "",
) -> None:
    """导出 CSV：权限范围内的全部记录 · Export every record within scope."""
    found = installed().find_ledger(ledger)
    count = -1
    with (
        written_whole(file) as aside,
        aside.open("w", encoding="utf-8-sig", newline="") as target,
    ):
        writer = csv.writer(target)
        for row in export_rows(
            viewer(as_person), found, Question(found.key, order="code", limit=1000), language()
        ):
            writer.writerow(row)
            count += 1
    console().print(say(f"已导出 {count} 条到 {file}", f"{count} records written to {file}"))
