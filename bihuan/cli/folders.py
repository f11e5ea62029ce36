"""Where the packs that come with bihuan lie."""

from __future__ import annotations

import os
from pathlib import Path

FIRST = ("base", "key-projects", "three-batches", "investment", "safety", "dispatch")


def packs_root() -> Path:
    """Return the folder of packs: BIHUAN_PACKS, or the one beside the program."""
    given = os.environ.get("BIHUAN_PACKS")
    return Path(given) if given else Path(__file__).resolve().parents[2] / "packs"


def pack_folders(root: Path | None = None) -> list[Path]:
    """Return the packs' folders, those that others need first."""
    found = [path.parent for path in sorted((root or packs_root()).glob("*/pack.yaml"))]
    order = {name: number for number, name in enumerate(FIRST)}
    return sorted(found, key=lambda path: (order.get(path.name, len(order)), path.name))
