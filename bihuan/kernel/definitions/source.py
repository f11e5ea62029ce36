"""Where each declared thing stands: files, lines, and the faults found so far."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from bihuan.kernel.definitions.faults import Fault
from bihuan.kernel.definitions.language import Pack
from bihuan.kernel.definitions.yaml_text import Items, Keys
from bihuan.kernel.problems import Words

Place = tuple[str, int]  # file and line
Others = Mapping[str, Pack]  # the packs that one may need
Found = Iterator[tuple[Place, Words]]


class Source:
    """The files of a pack as loaded, to name a line for anything in them."""

    def __init__(self) -> None:
        self.trees: dict[str, Any] = {}
        self.files: dict[tuple[str, str], str] = {}  # (folder, name) -> file
        self.faults: list[Fault] = []

    def fault(self, file: str, line: int, code: str, sentence: Words, hint: Words) -> None:
        self.faults.append(Fault(file, line, code, sentence, hint))

    def at(self, folder: str, name: str, *path: Any) -> Place:
        """Return file and line of a path in a declared thing."""
        file = self.files.get((folder, name), f"{folder}/{name}.yaml")
        return file, self.line(file, *path)

    def line(self, file: str, *path: Any) -> int:
        return line_in(self.trees.get(file), *path)


def line_in(tree: Any, *path: Any) -> int:
    """Return the line (from 1) of a path in a loaded file, of its nearest known parent otherwise."""
    node, line = tree, 1
    for part in path:
        known = isinstance(node, Keys) and part in node
        known = known or (isinstance(node, Items) and isinstance(part, int) and part < len(node))
        if not known:
            break
        line = node.lines[part] + 1
        node = node[part]
    return line
