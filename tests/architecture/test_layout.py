"""The tree says what it is: business is data, tables live in the kernel, files stay short."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest
from django.apps import apps

from tools import sizes

ROOT = Path(__file__).resolve().parents[2]
MODULES = sorted((ROOT / "bihuan").rglob("*.py"))
KERNEL_PACKAGES = sorted(p.parent for p in (ROOT / "bihuan" / "kernel").glob("*/__init__.py"))
EMPTY_NAMES = {"utils", "helpers", "helper", "manager", "managers", "common", "misc"}


def test_imports_point_down() -> None:
    command = [Path(sys.executable).parent / "lint-imports", "--no-logo", "--no-cache"]
    told = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert told.returncode == 0, told.stdout


def test_packs_hold_no_code() -> None:
    code = {".py", ".pyc", ".so", ".sh", ".js", ".html"}
    assert [str(p) for p in (ROOT / "packs").rglob("*") if p.suffix in code] == []


def test_only_the_kernel_has_tables() -> None:
    ours = {m for m in apps.get_models() if m.__module__.startswith("bihuan.")}
    assert ours, "no table at all?"
    places = {model.__module__ for model in ours}
    outside = {p for p in places if not (p.startswith("bihuan.kernel.") and p.endswith(".models"))}
    assert outside == set()


def test_no_module_is_named_by_what_it_is_not() -> None:
    assert [str(p) for p in MODULES if p.stem in EMPTY_NAMES or p.parent.name in EMPTY_NAMES] == []


@pytest.mark.parametrize("package", KERNEL_PACKAGES, ids=lambda path: path.name)
def test_a_kernel_package_opens_with_what_it_owns(package: Path) -> None:
    body = ast.parse((package / "__init__.py").read_text()).body
    if package.name == "migrations":
        assert body == []
        return
    assert len(body) == 1, f"{package.name}/__init__.py holds only a docstring"
    text = ast.get_docstring(ast.parse((package / "__init__.py").read_text())) or ""
    assert len(text) > 40, f"{package.name}/__init__.py says what it owns, promises and does not"


def test_no_file_passes_the_hard_line() -> None:
    assert [long for long in sizes.long_files() if long.lines > sizes.LONGEST] == []
