"""`bihuan backup` and `bihuan restore`: a consistent copy in one file; keys go apart."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tarfile
import tempfile
import zlib
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit, urlunsplit

import typer
from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError, ProgrammingError, connection, connections

from bihuan.cli.output import console, say
from bihuan.kernel.events.reads import head
from bihuan.kernel.problems import Broken, Conflict, Invalid
from bihuan.lib.whole_files import written_whole

FOLDERS = ("evidence", "checkpoints")
FILES = ("today", "demo")
DUMPS = {"sqlite": "bihuan.sqlite3", "postgresql": "bihuan.pgdump"}
# All that a backup replaces; the columns are of the old log and go with it.
STATE = (
    *FOLDERS, *FILES, "columns", "bihuan.sqlite3", "bihuan.sqlite3-wal", "bihuan.sqlite3-shm",
)  # fmt: skip


def backup(
    file: Annotated[Path, typer.Argument(help="备份文件 · backup, .tar.gz")],
    keys: Annotated[
        Path | None, typer.Option("--keys", help="密钥另存到这个文件 · file for the keys")
    ] = None,
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
        target = folder / DUMPS["sqlite"]
        with sqlite3.connect(settings.HOME / "bihuan.sqlite3") as source:
            with sqlite3.connect(target) as copy:
                source.backup(copy)
            copy.close()
        source.close()
        return target
    target = folder / DUMPS["postgresql"]
    _postgresql(
        "pg_dump", "--format=custom", f"--file={target}", f"--dbname={os.environ['DATABASE_URL']}"
    )
    return target


def _postgresql(program: str, *arguments: str) -> None:
    done = subprocess.run(  # noqa: S603
        [program, *arguments], capture_output=True, text=True, check=False
    )
    if done.returncode:
        lines = done.stderr.strip().splitlines() or [str(done.returncode)]
        raise Broken("database-program", program=program, why=lines[-1])


def _pack(file: Path, members: list[tuple[Path, str]]) -> None:
    """Write an archive aside, make it durable, and put it in place."""
    with written_whole(file) as aside, tarfile.open(aside, "w:gz", compresslevel=6) as archive:
        for path, name in members:
            archive.add(path, name)


def restore(
    file: Annotated[Path, typer.Argument(help="备份文件 · backup")],
    keys: Annotated[Path | None, typer.Option("--keys", help="密钥文件 · file of the keys")] = None,
    force: Annotated[
        bool, typer.Option("--force", help="覆盖已有的安装 · replace what is there")
    ] = False,
) -> None:
    """恢复：先在旁边核验，无误才替换 · Restore a backup: verified aside first, then put in place."""
    home = Path(settings.HOME)
    if _is_used() and not force:
        raise Conflict("home-not-empty", path=home)
    connections.close_all()
    with tempfile.TemporaryDirectory(dir=home, prefix=".restore-") as folder:
        stage, replaced = Path(folder) / "new", Path(folder) / "old"
        replaced.mkdir()
        for archive in filter(None, (file, keys)):
            _unpack(archive, stage)
        dump = stage / DUMPS[connection.vendor]
        if not dump.exists():
            other = any((stage / name).exists() for name in DUMPS.values())
            raise Invalid("backup-other-database" if other else "backup-unreadable", path=file)
        if keys is None and (home / "keys").exists():
            shutil.copytree(home / "keys", stage / "keys", dirs_exist_ok=True)
        if not (stage / "keys" / "checkpoint.vkey").exists():
            raise Broken("restore-keys-missing")
        on_postgresql = connection.vendor == "postgresql"
        size = _restore_postgresql(dump, stage) if on_postgresql else _verified(stage, "")
        _swap(stage, home, replaced, (*STATE, "keys") if keys else STATE)
    console().print(say(f"已核验并恢复 {size} 个事件", f"{size} events verified and restored"))


def _is_used() -> bool:
    try:
        return head().size > 0
    except (DatabaseError, Broken):  # no tables, or no log yet
        return False


def _unpack(archive: Path, into: Path) -> None:
    try:
        with tarfile.open(archive) as opened:
            opened.extractall(into, filter="data")
    except (OSError, EOFError, zlib.error, tarfile.TarError) as error:
        raise Invalid("backup-unreadable", path=archive) from error


def _verified(stage: Path, database: str) -> int:
    """Bring an installation aside up to date and verify it in full; returns its size."""
    environment = os.environ | {
        "BIHUAN_HOME": str(stage),
        "DATABASE_URL": database,
        "DJANGO_SETTINGS_MODULE": "bihuan.settings",
    }
    for arguments in (
        ["-m", "django", "migrate", "--verbosity=0"],
        ["-m", "bihuan.cli.main", "verify", "--full", "--format=json"],
    ):
        done = subprocess.run(  # noqa: S603
            [sys.executable, *arguments],
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode == 1 and done.stdout.startswith("{"):
            raise Invalid("backup-broken", why=json.loads(done.stdout)["first_fault"])
        if done.returncode:
            lines = done.stderr.strip().splitlines() or [str(done.returncode)]
            raise Invalid("backup-broken", why=lines[-1])
    return int(json.loads(done.stdout)["size"])


def _restore_postgresql(dump: Path, stage: Path) -> int:
    """Verify a dump in a database of its own, then let it replace the tables in one transaction."""
    here = os.environ["DATABASE_URL"]
    name = f"bihuan_restore_{os.getpid()}"
    scratch = urlunsplit(urlsplit(here)._replace(path=f"/{name}"))
    try:
        with connection.cursor() as cursor:
            cursor.execute(f"CREATE DATABASE {name}")
    except ProgrammingError as error:
        raise Broken("restore-needs-database") from error
    try:
        _postgresql("pg_restore", "--no-owner", f"--dbname={scratch}", str(dump))
        size = _verified(stage, scratch)
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"DROP DATABASE {name}")
    _postgresql(
        "pg_restore", "--no-owner", "--clean", "--if-exists", "--single-transaction",
        f"--dbname={here}", str(dump),
    )  # fmt: skip
    call_command("migrate", verbosity=0)
    return size


def _swap(stage: Path, home: Path, replaced: Path, names: tuple[str, ...]) -> None:
    """Put what was verified in place by renames; when one fails, everything is as it was."""
    try:
        for folder, target in ((home, replaced), (stage, home)):
            for name in names:
                if (folder / name).exists():
                    (folder / name).rename(target / name)
    except OSError:
        for path in list(replaced.iterdir()):
            if (home / path.name).exists():
                (home / path.name).rename(stage / path.name)
            path.rename(home / path.name)
        raise
