"""`bihuan pack new|check|install|list|findings`."""

from __future__ import annotations

import contextlib
import functools
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import typer

from bihuan.cli.new_pack import new
from bihuan.cli.options import AsPerson, FormatOption, viewer
from bihuan.cli.output import Format, console, language, said, say, show
from bihuan.kernel.definitions.faults import Fault, PackFaults
from bihuan.kernel.definitions.labels import SEVERITIES
from bihuan.kernel.definitions.language import Pack
from bihuan.kernel.definitions.reader import load_pack, pack_files, read_pack
from bihuan.kernel.ledgers.pages import Question, every_record
from bihuan.kernel.ledgers.reads import list_findings
from bihuan.kernel.packs.archives import unzip_pack
from bihuan.kernel.packs.folders import pack_folders, packs_root
from bihuan.kernel.packs.reads import installed
from bihuan.kernel.packs.upgrades import Upgrade, explain_upgrade
from bihuan.kernel.packs.writes import install_pack

app = typer.Typer(no_args_is_help=True, add_completion=False)
app.command()(new)
Folders = Annotated[list[Path], typer.Argument(help="业务包文件夹 · folders of packs")]
FolderOrZip = Annotated[
    Path, typer.Argument(help="文件夹或 ZIP · the pack's folder, or a ZIP of it")
]


def known_packs(besides: Path) -> dict[str, Pack]:
    """Return the packs that a folder's `needs` may mean: those beside it, else installed or shipped.

    Packs that lie together are changed together; what is installed may be older.
    """
    try:
        present = installed().packs
    except Exception:  # no installation: check against the folders alone
        present = {}
    known = {**_packs_in(packs_root()), **present, **_packs_in(besides.resolve().parent)}
    known.pop(besides.resolve().name, None)
    return known


@functools.cache
def _packs_in(root: Path) -> dict[str, Pack]:
    """Return the packs of a folder; one that is no pack is for its own check to tell."""
    found = {}
    for folder in pack_folders(root):
        with contextlib.suppress(PackFaults):
            pack = load_pack(pack_files(folder))
            found[pack.name] = pack
    return found


@app.command()
def check(folders: Folders, form: FormatOption = Format.table) -> None:
    """检查：一次列出全部错误 · Check packs; every fault at once."""
    faults: list[Fault] = []
    for folder in folders:
        try:
            pack = read_pack(folder, others=known_packs(folder))
        except PackFaults as found:
            inside = folder.as_posix() + "/" if len(folders) > 1 else ""
            faults += [replace(fault, file=inside + fault.file) for fault in found.faults]
            continue
        if form is Format.table:
            name = f"{said(pack.header.title)} {pack.header.version}"
            console().print(say(f"{name}：没有错误", f"{name}: no faults"))
    if form is Format.table:
        for fault in faults:
            print(fault.text(language()))
    else:
        rows: list[dict[str, Any]] = [
            {
                "file": fault.file,
                "line": fault.line,
                "code": fault.code,
                "sentence": say(*fault.sentence),
                "hint": say(*fault.hint),
            }
            for fault in faults
        ]
        show(rows, form, {} if rows else {"file": "file"})
    if faults:
        raise typer.Exit(1)


@app.command()
def install(
    folder: FolderOrZip,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="只看改什么、什么挡着 · only say what would change")
    ] = False,
    as_person: AsPerson = "",
) -> None:
    """安装或升级 · Install a pack or its next version."""
    is_zip = folder.is_file()
    texts = unzip_pack(folder.read_bytes(), folder.name) if is_zip else pack_files(folder)
    if dry_run:
        _explain(explain_upgrade(viewer(as_person), texts))
        return
    pack = install_pack(texts, actor=viewer(as_person))
    console().print(
        say(
            f"已安装 {pack.name} {pack.header.version}",
            f"Installed {pack.name} {pack.header.version}",
        )
    )


def _explain(upgrade: Upgrade) -> None:
    """Print what an installation would change; the answer is no when something is in the way."""
    before = upgrade.old.header.version if upgrade.old else "—"
    print(f"{upgrade.new.name} {before} → {upgrade.new.header.version}")
    for difference in upgrade.differences:
        print(f"  {say(*difference)}")
    if not upgrade.differences:
        print(f"  {say('没有改动', 'nothing changes')}")
    if upgrade.obstacles:
        print(say("挡着的：", "In the way:"))
        for obstacle in upgrade.obstacles:
            print(f"  {obstacle.text(language())}")
        raise typer.Exit(1)
    print(say("没有挡着的，可以安装。", "Nothing is in the way; it can be installed."))


@app.command("list")
def list_(form: FormatOption = Format.table) -> None:
    """已安装的业务包 · Packs in force."""
    found = installed()
    rows = [
        {
            "pack": pack.name,
            "title": said(pack.header.title),
            "version": pack.header.version,
            "ledgers": len(pack.ledgers),
            "indicators": len(pack.indicators),
            "seq": found.seqs[pack.name],
        }
        for pack in found.packs.values()
    ]
    columns = {
        "pack": say("业务包", "pack"),
        "title": say("名称", "title"),
        "version": say("版本", "version"),
        "ledgers": say("台账", "ledgers"),
        "indicators": say("指标", "indicators"),
        "seq": say("日志", "seq"),
    }
    show(rows, form, columns, right=("ledgers", "indicators", "seq"))


@app.command()
def findings(
    ledger: Annotated[str, typer.Argument(help="台账 · ledger")],
    form: FormatOption = Format.table,
    as_person: AsPerson = "",
) -> None:
    """不符合校验规则的记录 · Records that break a check of their pack, warnings among them."""
    who = viewer(as_person)
    rows: list[dict[str, Any]] = []
    for row in every_record(who, Question(installed().find_ledger(ledger).key, order="code")):
        for severity in ("error", "warning"):
            rows += [
                {
                    "code": row.code,
                    "title": row.title,
                    "severity": severity,
                    "check": problem.facts["check"],
                    "sentence": problem.sentence(language()),
                }
                for problem in list_findings(row, severity=severity)
            ]
    columns = {
        "code": say("编号", "code"),
        "title": say("名称", "title"),
        "severity": say("程度", "severity"),
        "sentence": say("不符合", "finding"),
    }
    show(rows, form, columns, named={"severity": SEVERITIES.__getitem__})
    if rows:
        raise typer.Exit(1)
