"""Where the packs that come with bihuan lie."""

from __future__ import annotations

import os
from pathlib import Path

from bihuan.kernel.definitions.reader import pack_files, read_header

FIRST = ("base", "key-projects", "three-batches", "investment", "safety")


def packs_root() -> Path:
    """Return the folder of packs: BIHUAN_PACKS, or the one beside the program."""
    given = os.environ.get("BIHUAN_PACKS")
    return Path(given) if given else Path(__file__).resolve().parents[3] / "packs"


def pack_folders(root: Path | None = None) -> list[Path]:
    """Return the packs' folders, each after those that it needs."""
    found = {path.parent.name: path.parent for path in (root or packs_root()).glob("*/pack.yaml")}
    order = {name: number for number, name in enumerate(FIRST)}
    waiting = {
        name: set(read_header(pack_files(found[name])).needs) & found.keys()
        for name in sorted(found, key=lambda name: (order.get(name, len(order)), name))
    }
    folders = []
    while waiting:
        name = next((name for name, needs in waiting.items() if not needs & waiting.keys()), None)
        name = name or next(iter(waiting))  # they need each other: the reader says so
        del waiting[name]
        folders.append(found[name])
    return folders
