"""Each pack file names its JSON Schema for editors; the schema says what the reader says."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bihuan.kernel.definitions.faults import PackFaults
from bihuan.kernel.definitions.reader import FOLDERS, load_pack, pack_files
from bihuan.kernel.definitions.yaml_text import load

ROOT = Path(__file__).resolve().parents[2]
PACK_FILES = sorted(
    [*(ROOT / "packs").glob("*/**/*.yaml"), *(ROOT / "tests/packs").glob("*/**/*.yaml")]
)
OPENING = "# yaml-language-server: $schema="


def schema_of(path: Path) -> Path:
    """Return the schema that a file names, resolved as an editor does."""
    first = path.read_text().partition("\n")[0]
    assert first.startswith(OPENING), f"{path} names no schema"
    return (path.parent / first.removeprefix(OPENING)).resolve()


@pytest.mark.parametrize("path", PACK_FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_each_file_of_a_pack_names_the_schema_of_its_kind(path: Path) -> None:
    folder = path.parent.name
    kind = folder.removesuffix("s") if folder in FOLDERS else path.stem
    schema = schema_of(path)
    assert schema == ROOT / "docs" / "reference" / f"{kind}.schema.json"
    known: dict[str, Any] = json.loads(schema.read_text())
    written = load(path.read_text())
    if kind not in ("parameters", "elements"):  # its keys are names of the pack's own
        assert set(known["required"]) <= set(written) <= set(known["properties"])


def test_the_line_changes_nothing_for_the_reader() -> None:
    files = pack_files(ROOT / "tests" / "packs" / "tiny")
    bare = {
        name: text.partition("\n")[2] if name.endswith(".yaml") else text
        for name, text in files.items()
    }
    assert load_pack(bare) == load_pack(files)
    broken = files | {"pack.yaml": files["pack.yaml"] + "colour: red\n"}
    with pytest.raises(PackFaults) as refused:
        load_pack(broken)
    (fault,) = refused.value.faults
    assert (fault.file, fault.line) == ("pack.yaml", files["pack.yaml"].count("\n") + 1)
