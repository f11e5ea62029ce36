"""The files that start the project keep their promises to a newcomer."""

import json
import re
from pathlib import Path

import pytest

from tools import reference

ROOT = Path(__file__).resolve().parents[2]
TARGETS = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
PAGES = ["README.md", "README.zh.md", "CONTRIBUTING.md"]


def commands_of(page: str) -> set[str]:
    """The targets of every `make target ...` in the code of a page."""
    text = (ROOT / page).read_text()
    return {t for line in re.findall(r"\bmake ([a-z -]+)", text) for t in line.split()[:1]}


def paths_of(page: str) -> set[str]:
    """What stands alone in backticks and is a path or a file's name."""
    quoted = re.findall(r"`([^`\s]+)`", (ROOT / page).read_text())
    file = re.compile(r"\.[a-z]+|[\w.-]+\.(?:py|md|yaml|toml|json|txt)")
    return {word for word in quoted if "/" in word or file.fullmatch(word)}


def is_there(path: str) -> bool:
    """A path from the root, or a file's name that stands somewhere in the product."""
    if "/" in path or (ROOT / path).exists():
        return any(ROOT.glob(path))
    return any(any((ROOT / folder).rglob(path)) for folder in ("bihuan", "packs"))


@pytest.mark.parametrize("page", PAGES)
def test_every_make_target_of_a_page_exists(page: str) -> None:
    assert commands_of(page) - TARGETS == set()
    assert commands_of(page), f"{page} names no make target?"


def test_every_path_of_contributing_exists() -> None:
    paths = paths_of("CONTRIBUTING.md")
    assert len(paths) > 10
    assert [path for path in sorted(paths) if not is_there(path)] == []


def test_contributing_fits_two_pages() -> None:
    assert len((ROOT / "CONTRIBUTING.md").read_text().splitlines()) <= 120


def test_every_dependency_says_who_needs_it() -> None:
    text = (ROOT / "pyproject.toml").read_text()
    lists = re.findall(r"^(?:dependencies|\w+) = \[\n(.*?)^\]", text, re.MULTILINE | re.DOTALL)
    named = re.compile(r'^    "([a-zA-Z][\w.\[\]-]*[<>=~!].*)",')
    lines = [line for block in lists for line in block.splitlines() if named.match(line)]
    assert len(lines) > 20
    assert [line for line in lines if not re.search(r'",\s+# \w+', line)] == []


def test_lock_files_name_only_the_public_registries() -> None:
    addresses = re.findall(r"https?://([^/\"]+)", (ROOT / "uv.lock").read_text())
    assert set(addresses) == {"pypi.org", "files.pythonhosted.org"}
    packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    assert [name for name, package in packages.items() if "resolved" in package] == []
    assert all("integrity" in package for name, package in packages.items() if name)


def test_front_end_versions_are_exact() -> None:
    versions = json.loads((ROOT / "package.json").read_text())["dependencies"]
    assert [v for v in versions.values() if not re.fullmatch(r"\d+\.\d+\.\d+", v)] == []


def test_the_served_front_end_files_are_there() -> None:
    vendor = ROOT / "bihuan" / "web" / "static" / "vendor"
    names = {"htmx.min.js", "tabler.min.css", "tabler.min.js", "echarts.min.js", "icons.svg"}
    assert {path.name for path in vendor.iterdir()} >= names


def test_ci_runs_the_command_of_the_readme() -> None:
    script = (ROOT / ".ci" / "run").read_text()
    assert script.splitlines()[-1] == "make test"
    assert "set -euo pipefail" in script
    assert "make test" in (ROOT / "README.md").read_text()


@pytest.mark.parametrize("name", reference.PAGES)
def test_a_generated_page_is_fresh(name: str) -> None:
    assert (reference.REFERENCE / name).read_text() == reference.PAGES[name](), "run `make docs`"
