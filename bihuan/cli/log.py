"""`bihuan verify`, `bihuan rebuild`, `bihuan log proof|checkpoint|export`."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import Annotated, Any

import typer

from bihuan.cli.options import AsPerson, FormatOption, KeyOption, viewer
from bihuan.cli.output import Format, console, progress, say
from bihuan.kernel import replay
from bihuan.kernel.events import bundles, notes
from bihuan.kernel.events.keeping import write_checkpoint
from bihuan.kernel.events.proofs import prove_event
from bihuan.kernel.events.reads import head, iterate_leaves
from bihuan.kernel.events.verification import Verdict, verify_against, verify_log
from bihuan.kernel.permissions import EVERYWHERE, require
from bihuan.kernel.problems import Invalid

app = typer.Typer(no_args_is_help=True, add_completion=False)


def verify(
    full: Annotated[
        bool,
        typer.Option("--full", help="并重放比较全部投影、证据、列存 · replay too, and compare all"),
    ] = False,
    bundle: Annotated[
        Path | None,
        typer.Option("--bundle", help="核验日志包，不用数据库 · a bundle; no database is asked"),
    ] = None,
    against: Annotated[
        Path | None,
        typer.Option("--against", help="与另存的检查点比较 · a checkpoint kept elsewhere"),
    ] = None,
    key: KeyOption = "",
    form: FormatOption = Format.table,
    as_person: AsPerson = "",
) -> None:
    """核验日志：有无改动、缺失、插入、错序 · Verify that nothing was changed, lost or slipped in."""
    given = Path(key).read_text("utf-8") if key and Path(key).exists() else key
    if bundle is not None:
        _verify_bundle(bundle, given, form)
        return
    actor = viewer(as_person)
    if against is not None:
        _print(verify_against(actor, _note(against), given), form)
        return
    with progress() as bar:
        task = bar.add_task(say("核验", "Verifying"), total=head().size)
        verdict = verify_log(actor, lambda done: bar.update(task, completed=done))
    if verdict.ok and full:
        with progress() as bar:
            task = bar.add_task(say("重放比较", "Replaying"), total=head().size)
            fault = replay.verify_projections(actor, lambda done: bar.update(task, completed=done))
        if fault:
            verdict = dataclasses.replace(verdict, ok=False, first_fault=fault)
    _print(verdict, form)


def _verify_bundle(bundle: Path, key: str, form: Format) -> None:
    """Verify a bundle by the key given, else by this installation's, else by the bundle's own."""
    held = key or (notes.verifier_key() if notes.has_key() else "")
    found = bundles.verify_bundle(bundle, held)
    if form is Format.table and not held and found.signed_by:
        console().print(
            say(
                f"[yellow]仅按包内自带的公钥核验：{found.signed_by}；"
                "请与另行取得的公钥对照，或用 --key 给出。[/]",
                f"[yellow]Checked only by the key inside: {found.signed_by}; "
                "compare it with a copy that you got another way, or give --key.[/]",
            )
        )
    elif form is Format.table:
        console().print(say(f"核验公钥 {held}", f"checked by the key {held}"))
    if form is Format.table and held and not key and not found.signed_by:
        console().print(
            say(
                "日志包若出自别处，请用 --key 给出那里的公钥。",
                "If the bundle is of another installation, give its key with --key.",
            )
        )
    verdict = Verdict(found.ok, found.size, found.root, 1, found.first_fault)
    _print(verdict, form, signed_by=found.signed_by, key_is_from_bundle=not held)


def _note(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except UnicodeDecodeError as error:
        raise Invalid("checkpoint-unreadable") from error


def _print(verdict: Verdict, form: Format, **more: Any) -> None:
    fault = verdict.first_fault and say(*verdict.first_fault)
    if form is Format.table:
        out = console()
        state = say("完好", "intact") if verdict.ok else say("有误", "broken")
        out.print(
            f"[{'green' if verdict.ok else 'red'}]{state}[/] "
            f"{verdict.size} {say('个事件', 'events')}  {verdict.root}"
        )
        out.print(say(f"检查点 {verdict.checkpoints} 份", f"{verdict.checkpoints} checkpoints"))
        if fault:
            out.print(f"[red]{fault}[/]")
    else:
        shown = dataclasses.asdict(verdict) | {"first_fault": fault, **more}
        print(json.dumps(shown, ensure_ascii=False))
    if not verdict.ok:
        raise typer.Exit(1)


def rebuild() -> None:
    """丢弃并由日志重建全部投影 · Drop every projection and replay the log."""
    with progress() as bar:
        task = bar.add_task(say("重建", "Rebuilding"), total=head().size)
        count = replay.rebuild(lambda done: bar.update(task, completed=done))
    console().print(
        say(
            f"已由 {count} 个事件重建；正在运行的 bihuan serve 请重新启动",
            f"Rebuilt from {count} events; restart a bihuan serve that is running",
        )
    )


@app.command()
def proof(
    seq: Annotated[int, typer.Argument(help="事件号 · event")],
    form: FormatOption = Format.table,
    as_person: AsPerson = "",
) -> None:
    """事件的包含证明 · Prove that an event is in the log."""
    found = prove_event(viewer(as_person), seq)
    if form is Format.table:
        console().print(f"#{found.seq} / {found.size}\n{say('叶', 'leaf')} {found.leaf}")
        for step in found.path:
            console().print(f"  {step}")
        console().print(f"{say('根', 'root')} {found.root}")
        return
    print(json.dumps(dataclasses.asdict(found), ensure_ascii=False, indent=1))


@app.command()
def checkpoint(as_person: AsPerson = "") -> None:
    """签发检查点并打印 · Sign the head and print the checkpoint."""
    print(write_checkpoint(actor=viewer(as_person)), end="")


@app.command()
def export(
    file: Annotated[Path, typer.Argument(help="日志包 · bundle to write")], as_person: AsPerson = ""
) -> None:
    """导出可离线核验的日志包 · Write a bundle that anybody can verify offline."""
    actor = viewer(as_person)
    require(actor, "log.read", path=EVERYWHERE)
    note = write_checkpoint(actor=actor)
    size = int(note.splitlines()[1])
    leaves = (data for _, data, _ in iterate_leaves(1, size))
    count = bundles.write_bundle(file, leaves, note, notes.verifier_key(), head().algorithm)
    console().print(say(f"已导出 {count} 个事件到 {file}", f"Wrote {count} events to {file}"))


@app.command()
def key() -> None:
    """检查点公钥，交审计方另存 · The public key for auditors to keep elsewhere."""
    print(notes.verifier_key())
