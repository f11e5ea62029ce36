"""Proofs and verification from the stored log. Reads only."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import connection

from bihuan.kernel.events import checkpoints
from bihuan.kernel.events.checkpoints import Checkpoint
from bihuan.kernel.events.merkle import Frontier, Proofs, verify_consistency
from bihuan.kernel.events.models import Checkpoint as CheckpointRow
from bihuan.kernel.events.models import TreeHead
from bihuan.kernel.events.reads import get_event, head, iterate_leaves
from bihuan.kernel.permissions import EVERYWHERE, Viewer, require
from bihuan.kernel.problems import Broken, Invalid, NotFound

Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What verification found; `first_fault` names the first event that is not what it was."""

    ok: bool
    size: int
    root: str
    checkpoints: int
    first_fault: str | None


@dataclass(frozen=True, slots=True)
class InclusionProof:
    """That one event is in the log: leaf hash, audit path, and the root it leads to."""

    seq: int
    size: int
    leaf: str
    path: Sequence[str]
    root: str
    algorithm: str


def keys_folder() -> Path:
    return Path(settings.HOME) / "keys"


def verifier_key() -> str:
    """Return the installation's public checkpoint key as text."""
    path = keys_folder() / "checkpoint.vkey"
    if not path.exists():
        raise Broken("checkpoint-key-missing", path=path)
    return path.read_text("utf-8").strip()


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


def proofs(size: int | None = None) -> Proofs:
    """Return the maker of proofs for the tree of a size, the head's when none is given."""
    current = head()
    return Proofs(_read_nodes, current.size if size is None else size, current.algorithm)


def prove_event(viewer: Viewer, seq: int, size: int | None = None) -> InclusionProof:
    """Prove that an event is in the log of a size. Raises NotFound."""
    event = get_event(viewer, seq)
    current = head()
    size = size or current.size
    if not seq <= size <= current.size:
        raise NotFound("event-unknown", seq=seq)
    maker = proofs(size)
    path = maker.inclusion(seq - 1)
    return InclusionProof(
        seq, size, event.leaf, [step.hex() for step in path], maker.subtree(0, size).hex(),
        current.algorithm,
    )  # fmt: skip


def verify_log(viewer: Viewer, progress: Progress | None = None) -> Verdict:
    """Hash every event again and hold the result against leaves, head, nodes and checkpoints."""
    require(viewer, "log.verify", path=EVERYWHERE)
    current = head()
    frontier = Frontier(current.algorithm)
    signed = {row.size: row for row in CheckpointRow.objects.order_by("size")}
    nodes = _stored_nodes()
    fault: str | None = None
    seen = 0
    for seq, data, leaf in iterate_leaves():
        if seq != frontier.size + 1:
            fault = f"event {frontier.size + 1} is missing"
            break
        digest = frontier.leaf_hash(data)
        if digest != leaf:
            fault = f"event {seq} is not what was recorded"
            break
        for level, index, node in frontier.append(digest):
            if nodes.pop((level, index), None) != node:
                fault = f"the stored tree differs at event {seq}"
                break
        if fault:
            break
        if seq in signed:
            fault = _checkpoint_fault(signed[seq], frontier.root())
            if fault:
                break
            seen += 1
        if progress and seq % 5000 == 0:
            progress(seq)
    if fault is None:
        fault = _end_fault(frontier, current.size, current.root, signed, nodes)
    return Verdict(fault is None, frontier.size, frontier.root().hex(), seen, fault)


def _end_fault(
    frontier: Frontier,
    size: int,
    root: str,
    signed: dict[int, CheckpointRow],
    nodes: dict[tuple[int, int], bytes],
) -> str | None:
    if frontier.size < size:
        return f"event {frontier.size + 1} is missing"
    if frontier.size > size:
        return f"event {size + 1} was inserted behind the head"
    if frontier.root().hex() != root:
        return "the head's root is not that of the events"
    stored = TreeHead.objects.get(id=1)
    if bytes(stored.frontier) != frontier.to_bytes():
        return "the head's frontier is not that of the events"
    if nodes:
        return "the stored tree has nodes that no event made"
    late = [checkpoint for checkpoint in signed if checkpoint > size]
    if late:
        return f"a checkpoint of {late[0]} events is signed, but the log has {size}"
    for path in checkpoint_files():
        stated = checkpoints.read_note(path.read_text("utf-8"), verifier_key())
        if stated.size not in signed:
            return f"checkpoint file {path.name} is not in the database"
        if signed[stated.size].note != path.read_text("utf-8"):
            return f"checkpoint file {path.name} differs from the database"
    return None


def _checkpoint_fault(row: CheckpointRow, root: bytes) -> str | None:
    try:
        stated = checkpoints.read_note(row.note, verifier_key())
    except Invalid:
        return f"the checkpoint of {row.size} events has no valid signature"
    if stated.size != row.size or stated.root != root:
        return f"the events up to {row.size} are not those of the checkpoint"
    return None


def _stored_nodes() -> dict[tuple[int, int], bytes]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT level, node_index, hash FROM kernel_treenode")
        return {(level, index): bytes(digest) for level, index, digest in cursor.fetchall()}


def verify_against(viewer: Viewer, note: str, key: str = "") -> Verdict:
    """Prove that the log only grew since a checkpoint that somebody kept elsewhere."""
    require(viewer, "log.verify", path=EVERYWHERE)
    kept = checkpoints.read_note(note, key or verifier_key())
    current = head()
    if kept.size > current.size:
        shrunk = f"the kept checkpoint has {kept.size} events, the log {current.size}"
        return Verdict(False, current.size, current.root, 0, shrunk)
    if kept.size == 0:
        return Verdict(True, current.size, current.root, 1, None)
    maker = proofs()
    ok = verify_consistency(
        kept.size,
        current.size,
        kept.root,
        bytes.fromhex(current.root),
        maker.consistency(kept.size),
        current.algorithm,
    )
    fault = None if ok else f"the first {kept.size} events are not those of the kept checkpoint"
    return Verdict(ok, current.size, current.root, 1, fault)


def checkpoint_files() -> list[Path]:
    """Return the checkpoint files outside the database, oldest first."""
    return sorted((Path(settings.HOME) / "checkpoints").glob("*.txt"))


def latest_checkpoint() -> Checkpoint | None:
    row = CheckpointRow.objects.order_by("-size").first()
    return checkpoints.read_note(row.note, verifier_key()) if row else None
