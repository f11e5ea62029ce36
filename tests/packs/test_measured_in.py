"""What a number is measured in has its English, or is a counting word that needs none."""

from __future__ import annotations

from pathlib import Path

import pytest

from bihuan.kernel.definitions.reader import load_pack, pack_files
from bihuan.kernel.definitions.units import IN_ENGLISH

PACKS = sorted(path.parent for path in Path("packs").glob("*/pack.yaml"))


@pytest.mark.parametrize("folder", PACKS, ids=lambda folder: folder.name)
def test_every_unit_is_known_in_english(folder: Path) -> None:
    pack = load_pack(pack_files(folder))
    units = {each.unit for each in (*pack.indicators.values(), *pack.parameters.values())}
    for ledger in pack.ledgers.values():
        asked = (*ledger.fields.values(), *ledger.measures.values())
        units |= {each.unit for each in asked}
    assert {unit for unit in units if not unit.isascii()} <= IN_ENGLISH.keys()
