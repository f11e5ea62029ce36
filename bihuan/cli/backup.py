"""`bihuan backup` and `bihuan restore`: a consistent copy in one file; keys go apart."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
from pathlib import Path
from typing import Annotated

import typer
from django.conf import settings
from django.db import connection, connections

from bihuan.cli.output import console, say
from bihuan.kernel.events.reads import head
from bihuan.kernel.events.verification import verify_log
from bihuan.kernel.indicators import columns
from bihuan.kernel.permissions import SYSTEM
from bihuan.kernel.problems import Conflict, Invalid
from bihuan.lib.whole_files import written_whole

FOLDERS = ("evidence", "checkpoints")
FILES = ("today", "demo")


def backup(
    file: Annotated[Path, typer.Argument(help="备份文件 .tar.gz")],
    keys: Annotated[Path | None, typer.Option("--keys", help="密钥另存到这个文件")] = None,
) -> None:
    """备份数据库、证据、检查点；密钥另存 · Back up; the keys only where you say."""
    size = head().size
    home = Path(settings.HOME)
    with tempfile.TemporaryDirectory(dir=file.resolve().parent) as folder:
        dump = _dump(Path(folder))
        members = [(dump, dump.name)]
        members += [(home / name, name) for name in (*FOLDERS, *FILES) if (home / name).exists()]
        _pack(file, members)
    if keys is not None:
        _pack(keys, [(home / "keys", "keys")])
        keys.chmod(0o600)
    console().print(say(f"已备份 {size} 个事件到 {file}", f"{size} events backed up to {file}"))
    if keys is None:
        console().print(
            say(
                "密钥不在其中；请用 --keys 另存并分开保管。",
                "Keys are not in it; save them with --keys, elsewhere.",
            )
        )


def _dump(folder: Path) -> Path:
    """Write a consistent copy of the database into a folder."""
    if connection.vendor == "sqlite":
        target = folder / "bihuan.sqlite3"
        with sqlite3.connect(settings.HOME / "bihuan.sqlite3") as source:
            with sqlite3.connect(target) as copy:
                source.backup(copy)
            copy.close()
        source.close()
        return target
    target = folder / "bihuan.pgdump"
    _postgresql(
        "pg_dump", "--format=custom", f"--file={target}", f"--dbname={os.environ['DATABASE_URL']}"
    )
    return target


def _postgresql(program: str, *arguments: str) -> None:
    done = subprocess.run(  # noqa: S603
        [program, *arguments], capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise Invalid("backup-unreadable", path=done.stderr.strip().splitlines()[-1])


def _pack(file: Path, members: list[tuple[Path, str]]) -> None:
    """Write an archive aside, make it durable, and put it in place."""
    with written_whole(file) as aside, tarfile.open(aside, "w:gz", compresslevel=6) as archive:
        for path, name in members:
            archive.add(path, name)


def restore(
    file: Annotated[Path, typer.Argument(help="备份文件")],
    keys: Annotated[Path | None, typer.Option("--keys", help="密钥文件")] = None,
    force: Annotated[bool, typer.Option("--force", help="覆盖已有的安装")] = False,
) -> None:
    """恢复并核验 · Restore a backup and verify it."""
    home = Path(settings.HOME)
    if _is_used() and not force:
        raise Conflict("home-not-empty", path=home)
    connections.close_all()
    with tempfile.TemporaryDirectory(dir=home.parent) as folder:
        base = Path(folder)
        for archive_path in filter(None, (file, keys)):
            try:
                with tarfile.open(archive_path) as archive:
                    archive.extractall(base, filter="data")
            except (OSError, tarfile.TarError) as error:
                raise Invalid("backup-unreadable", path=archive_path) from error
        names = ("bihuan.sqlite3", "bihuan.pgdump")
        if not any((base / name).exists() for name in names):
            raise Invalid("backup-unreadable", path=file)
        _put_in_place(base, home)
    columns.discard()
    verdict = verify_log(SYSTEM)
    if verdict.first_fault:
        console().print(f"[red]{say(*verdict.first_fault)}[/]")
        raise typer.Exit(1)
    console().print(
        say(f"已恢复并核验 {verdict.size} 个事件", f"{verdict.size} events restored and verified")
    )


def _is_used() -> bool:
    try:
        return head().size > 0
    except Exception:  # no tables: nothing is here
        return False


def _put_in_place(base: Path, home: Path) -> None:
    home.mkdir(parents=True, exist_ok=True)
    if (base / "bihuan.sqlite3").exists():
        for stale in home.glob("bihuan.sqlite3*"):
            stale.unlink()
        shutil.move(base / "bihuan.sqlite3", home / "bihuan.sqlite3")
    else:
        _postgresql(
            "pg_restore", "--clean", "--if-exists", f"--dbname={os.environ['DATABASE_URL']}",
            str(base / "bihuan.pgdump"),
        )  # fmt: skip
    for name in (*FOLDERS, *FILES, "keys"):
        if (base / name).exists():
            if (home / name).is_dir():
                shutil.rmtree(home / name)
            shutil.move(base / name, home / name)
