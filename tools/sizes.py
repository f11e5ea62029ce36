"""Print what has grown long: files over 300 lines, functions over 40.

A test fails at 800 lines a file; below that it is a question, not a fault.
"""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOOK_AGAIN = {".py": 300, ".js": 300, ".css": 600, ".html": 150, ".yaml": 150}
LONGEST = 800
LONG_FUNCTION = 40
FOLDERS = ("bihuan", "packs", "tests", "tools", "bench")
NOT_WRITTEN = ("bihuan/kernel/migrations/", "bihuan/web/static/vendor/", "tests/snapshots/")


@dataclass(frozen=True)
class Long:
    """A file or a function, and how many lines it has."""

    name: str
    lines: int


def written_files() -> Iterator[Path]:
    """The files that a person wrote."""
    for folder in FOLDERS:
        for path in sorted((ROOT / folder).rglob("*")):
            name = path.relative_to(ROOT).as_posix()
            if path.suffix in LOOK_AGAIN and not name.startswith(NOT_WRITTEN):
                yield path


def long_files() -> Iterator[Long]:
    for path in written_files():
        lines = len(path.read_text().splitlines())
        if lines > LOOK_AGAIN[path.suffix]:
            yield Long(str(path.relative_to(ROOT)), lines)


def long_functions() -> Iterator[Long]:
    for path in written_files():
        if path.suffix != ".py" or "tests" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lines = (node.end_lineno or node.lineno) - node.lineno + 1
                if lines > LONG_FUNCTION:
                    yield Long(f"{path.relative_to(ROOT)}:{node.lineno} {node.name}", lines)


def main() -> None:
    for title, found in (("file", long_files()), ("function", long_functions())):
        for long in sorted(found, key=lambda item: -item.lines):
            print(f"long {title}: {long.lines:4} {long.name}")


if __name__ == "__main__":
    main()
