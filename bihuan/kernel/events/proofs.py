"""Proofs from the stored log. Reads only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection

from bihuan.kernel.events.merkle import Proofs
from bihuan.kernel.events.models import Event
from bihuan.kernel.events.reads import get_event, head, iterate_leaves
from bihuan.kernel.permissions import Viewer
from bihuan.kernel.problems import Broken, NotFound


@dataclass(frozen=True, slots=True)
class InclusionProof:
    """That one event is in the log: leaf hash, audit path, and the root it leads to."""

    seq: int
    size: int
    leaf: str
    path: Sequence[str]
    root: str
    algorithm: str


def _read_nodes(level: int, first: int, count: int) -> list[bytes]:
    with connection.cursor() as cursor:
        if level == 0:
            cursor.execute(
                "SELECT leaf FROM kernel_event WHERE seq > %s AND seq <= %s ORDER BY seq",
                [first, first + count],
            )
        else:
            cursor.execute(
                "SELECT hash FROM kernel_treenode WHERE level = %s AND node_index >= %s "
                "AND node_index < %s ORDER BY node_index",
                [level, first, first + count],
            )
        found = [bytes(row[0]) for row in cursor.fetchall()]
    if len(found) != count:
        raise Broken("log-broken", where=f"level {level}, index {first}")
    return found


def proofs(size: int) -> Proofs:
    """Return the maker of proofs for the tree of a size."""
    return Proofs(_read_nodes, size, head().algorithm)


def prove_event(viewer: Viewer, seq: int, size: int | None = None) -> InclusionProof:
    """Prove that an event is in the log of a size. Raises NotFound."""
    get_event(viewer, seq)
    return prove_leaf(seq, size)


def prove_leaf(seq: int, size: int | None = None) -> InclusionProof:
    """Prove an event to whoever the caller shows it to, as of something published. Raises NotFound."""
    current = head()
    size = size or current.size
    leaf = Event.objects.filter(seq=seq).values_list("leaf", flat=True).first()
    if leaf is None or not seq <= size <= current.size:
        raise NotFound("event-unknown", seq=seq)
    maker = proofs(size)
    path = maker.inclusion(seq - 1)
    return InclusionProof(
        seq, size, bytes(leaf).hex(), [step.hex() for step in path], maker.subtree(0, size).hex(),
        current.algorithm,
    )  # fmt: skip


def leaf_of(seq: int) -> bytes:
    """Return the bytes of an event that the tree hashes."""
    ((_, leaf, _),) = iterate_leaves(seq, seq)
    return leaf
