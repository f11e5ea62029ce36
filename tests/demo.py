"""One demo zone for all tests that need a living one: made once a session, copied for each use."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BIHUAN = Path(sys.executable).parent / "bihuan"


def run(
    *arguments: str, home: Path, check: bool = True, **environment: str
) -> subprocess.CompletedProcess[str]:
    """Run the command on a home, on SQLite."""
    given = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    done = subprocess.run(
        [str(BIHUAN), *arguments],
        env=given | {"BIHUAN_HOME": str(home), **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    if check and done.returncode:
        raise AssertionError(
            f"bihuan {' '.join(arguments)}: {done.returncode}\n{done.stdout}{done.stderr}"
        )
    return done


def run_each(
    commands: Sequence[Sequence[str]], *, home: Path, cwd: Path = ROOT, **environment: str
) -> list[tuple[int, str]]:
    """Run many commands in one process, which saves a second each; returns exit code and output.

    What stands behind `>` is the file that the output goes to.
    """
    given = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    done = subprocess.run(
        [sys.executable, "-c", EACH, json.dumps(commands)],
        env=given | {"BIHUAN_HOME": str(home), **environment},
        cwd=cwd,
        capture_output=True,
        text=True,
        check=True,
        timeout=300,
    )
    return [(code, text) for code, text in json.loads(done.stdout.splitlines()[-1])]


EACH = """
import contextlib, io, json, pathlib, sys
from bihuan.cli.main import app
told = []
for command in json.loads(sys.argv[1]):
    *command, file = command if ">" in command else [*command, ">", ""]
    sys.argv = ["bihuan", *command[:-1]]
    with contextlib.redirect_stdout(io.StringIO()) as said, contextlib.redirect_stderr(said):
        try:
            app()
        except SystemExit as left:
            told.append((left.code, said.getvalue()))
    if file:
        pathlib.Path(file).write_text(said.getvalue(), "utf-8")
print(json.dumps(told))
"""


def make(folder: Path) -> Path:
    """Make the demo zone in a folder, once; several test processes may ask at the same time.

    The runs of one `make test` share a folder of its own, BIHUAN_TEST_ZONES.
    """
    import fcntl

    folder = Path(os.environ.get("BIHUAN_TEST_ZONES") or folder) / f"demo-{_code_at_hand()}"
    folder.mkdir(exist_ok=True)
    home = folder / "demo-zone"
    with (folder / "demo.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (home / "demo").exists():
            shutil.rmtree(home, ignore_errors=True)
            shutil.rmtree(_untouched(home), ignore_errors=True)
            run("demo", "--no-serve", home=home)
            shutil.copytree(home, _untouched(home), ignore=shutil.ignore_patterns("*.lock"))
    return home


def _code_at_hand() -> str:
    """Name the code that makes the zone: runs of other trees, or of before an edit, share nothing."""
    files = [*(ROOT / "bihuan").rglob("*.py"), *(ROOT / "packs").rglob("*.*")]
    newest = max(file.stat().st_mtime_ns for file in files)
    return hashlib.sha256(f"{ROOT} {len(files)} {newest}".encode()).hexdigest()[:12]


def _untouched(home: Path) -> Path:
    """A copy that no test works in: files come and go in the zone that many tests read."""
    return home.with_name("demo-untouched")


def copy(source: Path, target: Path) -> Path:
    shutil.copytree(_untouched(source), target)
    return target
