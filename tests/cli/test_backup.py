"""A backup is verified aside before it replaces anything."""

from __future__ import annotations

import json
import shutil
import sqlite3
import subprocess
import tarfile
from pathlib import Path

import pytest

from tests import demo
from tests.demo import BIHUAN, run


def saved(home: Path, folder: Path) -> tuple[Path, Path]:
    """Back a home up: the archive, and that of the keys."""
    archive, keys = folder / "zone.tar.gz", folder / "keys.tar.gz"
    run("backup", str(archive), "--keys", str(keys), home=home)
    return archive, keys


def spoilt(archive: Path, kind: str) -> None:
    """Change an archive as a bad disk or a bad hand would."""
    inside = archive.parent / "inside"
    with tarfile.open(archive) as opened:
        opened.extractall(inside, filter="data")
    if kind == "event":
        with sqlite3.connect(inside / "bihuan.sqlite3") as database:
            database.execute("UPDATE kernel_event SET actor = 'eve' WHERE seq = 700")
    elif kind == "table":
        with sqlite3.connect(inside / "bihuan.sqlite3") as database:
            database.execute("UPDATE kernel_record SET title = 'x' WHERE id % 7 = 0")
    elif kind == "database":
        (inside / "bihuan.sqlite3").write_bytes(b"no database" * 1000)
    elif kind == "evidence":
        next(path for path in (inside / "evidence").rglob("*") if path.is_file()).write_bytes(b"x")
    with tarfile.open(archive, "w:gz") as packed:
        for path in inside.iterdir():
            packed.add(path, path.name)
    if kind == "cut":
        archive.write_bytes(archive.read_bytes()[:-20_000])


def state(home: Path) -> dict[str, bytes]:
    """All that is kept in a home."""
    with sqlite3.connect(home / "bihuan.sqlite3") as database:
        kept = {"log": repr(list(database.execute("SELECT seq, leaf FROM kernel_event"))).encode()}
    database.close()
    for path in home.rglob("*"):
        if path.is_file() and "sqlite3" not in path.name:
            kept[str(path.relative_to(home))] = path.read_bytes()
    return kept


def test_a_backup_restores_into_an_empty_home_and_nowhere_else(
    demo_home: Path, tmp_path: Path
) -> None:
    archive, keys = saved(demo_home, tmp_path)
    other = tmp_path / "other"
    refused = run("restore", str(archive), home=other, check=False)
    assert refused.returncode == 3
    assert "restore-keys-missing" in refused.stderr
    assert not (other / "checkpoints").exists()
    run("restore", str(archive), "--keys", str(keys), home=other)
    run("page", home=other)
    assert "home-not-empty" in run("restore", str(archive), home=other, check=False).stderr
    run("unit", "add", "S9", "某街道", "--kind", "street", "--parent", "JK", home=other)
    size = json.loads(run("verify", "--format", "json", home=other).stdout)["size"]
    run("restore", str(archive), "--force", home=other)
    again = json.loads(run("verify", "--full", "--format", "json", home=other).stdout)
    assert again["size"] < size
    assert not list(other.glob(".restore-*"))


@pytest.fixture(scope="module")
def untouched(demo_source: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A home with evidence and its backup: whatever is refused leaves both as they are."""
    folder = tmp_path_factory.mktemp("untouched")
    home = demo.copy(demo_source, folder / "zone")
    plant_evidence(home)
    archive, _ = saved(home, folder)
    return home, archive


@pytest.mark.parametrize("kind", ["event", "table", "database", "evidence", "cut"])
def test_a_spoilt_backup_leaves_what_is_here_untouched(
    untouched: tuple[Path, Path], tmp_path: Path, kind: str
) -> None:
    home, whole = untouched
    archive = tmp_path / whole.name
    shutil.copy(whole, archive)
    spoilt(archive, kind)
    before = state(home)
    refused = run("restore", str(archive), "--force", home=home, check=False)
    assert refused.returncode == 3, refused.stdout
    assert "backup-unreadable" in refused.stderr or "没有改动" in refused.stderr
    assert "Traceback" not in refused.stderr
    assert state(home) == before


def test_a_home_that_refused_a_backup_still_verifies(untouched: tuple[Path, Path]) -> None:
    home, archive = untouched
    spoilt(archive, "event")
    assert run("restore", str(archive), "--force", home=home, check=False).returncode == 3
    run("verify", home=home)


def plant_evidence(home: Path) -> None:
    script = (
        "import django; django.setup()\n"
        "from bihuan.kernel.ledgers.writes import add_evidence\n"
        "from bihuan.kernel.org.tree import tree\n"
        "from bihuan.kernel.permissions import SYSTEM\n"
        "add_evidence(b'%PDF-1.7', 'a.pdf', actor=SYSTEM, unit_id=tree().get_by_code('JK').id)\n"
    )
    environment = {"BIHUAN_HOME": str(home), "DJANGO_SETTINGS_MODULE": "bihuan.settings"}
    subprocess.run([str(BIHUAN.with_name("python")), "-c", script], env=environment, check=True)


@pytest.mark.postgresql
def test_on_postgresql_too_a_backup_is_verified_before_it_replaces_anything(
    installation: dict[str, str], home: Path, tmp_path: Path
) -> None:
    import psycopg

    def bihuan(*arguments: str, code: int = 0) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            [str(BIHUAN), *arguments], env=installation, capture_output=True, text=True, check=False
        )
        assert done.returncode == code, done.stdout + done.stderr
        return done

    def size() -> int:
        return int(json.loads(bihuan("verify", "--full", "--format", "json").stdout)["size"])

    bihuan("init", "--no-packs")
    good, bad = tmp_path / "good.tar.gz", tmp_path / "bad.tar.gz"
    bihuan("backup", str(good))
    saved_size = size()
    with psycopg.connect(installation["DATABASE_URL"]) as database:
        before = database.execute("SELECT actor FROM kernel_event WHERE seq = 5").fetchone()
        database.execute("UPDATE kernel_event SET actor = 'eve' WHERE seq = 5")
    bihuan("backup", str(bad))
    with psycopg.connect(installation["DATABASE_URL"]) as database:
        database.execute("UPDATE kernel_event SET actor = %s WHERE seq = 5", before)
    bihuan("unit", "add", "S1", "某街道", "--kind", "street", "--parent", "ZONE")
    grown = size()
    assert "backup-broken" in bihuan("restore", str(bad), "--force", code=3).stderr
    assert size() == grown
    assert "home-not-empty" in bihuan("restore", str(good), code=3).stderr
    bihuan("restore", str(good), "--force")
    assert size() == saved_size < grown
    with psycopg.connect(installation["DATABASE_URL"]) as database:
        left = database.execute("SELECT datname FROM pg_database").fetchall()
    assert not [one for (one,) in left if one.startswith("bihuan_restore")]
    shutil.rmtree(home / "keys")
    assert "restore-keys-missing" in bihuan("restore", str(good), "--force", code=3).stderr
