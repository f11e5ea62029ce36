"""A run in which anything was passed over fails, on one process and on two."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PASSED_OVER = {
    "skip": "@pytest.mark.skip\ndef test_other(): pass",
    "skip inside": "def test_other(): pytest.skip('no time')",
    "expected failure": "@pytest.mark.xfail\ndef test_other(): assert False",
}


def run(folder: Path, text: str, processes: str) -> subprocess.CompletedProcess[str]:
    file = folder / "test_one.py"
    file.write_text(f"import pytest\n{text}\n")
    command = [sys.executable, "-m", "pytest", "-c", str(ROOT / "pyproject.toml")]
    command += ["-p", "tests.conftest", "-p", "no:cacheprovider", "-n", processes, str(file)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True)


@pytest.mark.parametrize("text", PASSED_OVER.values(), ids=PASSED_OVER)
def test_a_test_that_is_passed_over_fails_the_run(tmp_path: Path, text: str) -> None:
    told = run(tmp_path, f"def test_good(): pass\n{text}", "0")
    assert told.returncode == 1, told.stdout
    assert "not allowed here" in told.stdout
    assert "test_other" in told.stdout


def test_two_processes_see_it_too(tmp_path: Path) -> None:
    told = run(tmp_path, f"def test_good(): pass\n{PASSED_OVER['skip']}", "2")
    assert told.returncode == 1, told.stdout


def test_a_file_that_is_skipped_whole_fails_the_run(tmp_path: Path) -> None:
    text = "pytest.importorskip('nothing_of_that_name')\ndef test_good(): pass"
    assert run(tmp_path, text, "0").returncode != 0


def test_no_test_at_all_fails_the_run(tmp_path: Path) -> None:
    assert run(tmp_path, "", "0").returncode == 5


def test_tests_that_all_pass_are_good(tmp_path: Path) -> None:
    assert run(tmp_path, "def test_good(): pass", "0").returncode == 0
