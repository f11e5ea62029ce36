"""The browser's page fails its test when a screen misbehaves unseen."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FAULTS = {
    "script error": "<script>nothing_of_that_name()</script>",
    "console error": "<script>console.error('broken')</script>",
    "outside request": "<img src='https://example.invalid/a.png'>",
}
TEST = """
def test_page(browser_page):
    browser_page.set_content({html!r})
    assert browser_page.text_content("p") == "闭环"
"""


def run(folder: Path, html: str) -> subprocess.CompletedProcess[str]:
    file = folder / "test_one.py"
    file.write_text(TEST.format(html=f"<p>闭环</p>{html}"))
    command = [sys.executable, "-m", "pytest", "-c", str(ROOT / "pyproject.toml")]
    command += ["-p", "tests.conftest", "-p", "no:cacheprovider", str(file)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True)


@pytest.mark.browser
@pytest.mark.parametrize("html", FAULTS.values(), ids=FAULTS)
def test_a_fault_on_the_page_fails_its_test(tmp_path: Path, html: str) -> None:
    told = run(tmp_path, html)
    assert told.returncode == 1, told.stdout
    assert "1 passed, 1 error" in told.stdout


@pytest.mark.browser
def test_a_good_page_is_good(tmp_path: Path) -> None:
    told = run(tmp_path, "")
    assert told.returncode == 0, told.stdout
