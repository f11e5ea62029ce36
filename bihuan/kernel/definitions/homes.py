"""Where a name of another pack is at home."""

from __future__ import annotations

from bihuan.kernel.definitions.language import (
    ElementDef,
    LedgerDef,
    Pack,
)
from bihuan.kernel.definitions.source import Others


def element_key(pack: Pack, name: str) -> str:
    """Return `pack.element` for what a field of a pack calls its element."""
    return name if "." in name else f"{pack.name}.{name}"


def find_element(pack: Pack, name: str, others: Others) -> ElementDef | None:
    """Return an element of the pack, or `pack.element` of one that it needs."""
    home, bare = home_of(pack, name, others)
    return None if home is None else home.elements.get(bare)


def find_ledger(pack: Pack, name: str, others: Others) -> LedgerDef | None:
    """Return a ledger of the pack, or `pack.ledger` of one that it needs."""
    home, bare = home_of(pack, name, others)
    return None if home is None else home.ledgers.get(bare)


def home_of(pack: Pack, name: str, others: Others) -> tuple[Pack | None, str]:
    """Return the pack that a ledger's name points into, and the ledger's bare name there."""
    other, _, bare = name.rpartition(".")
    if other in ("", pack.name):
        return pack, bare
    return (others.get(other) if other in pack.header.needs else None), bare
