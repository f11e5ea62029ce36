"""Verify the stored log. Reads only, and holds up no writer.

The log may grow meanwhile. What was there before the head was read lies within it; what is read
behind it is taken up to the head only, or to a head read later still.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from django.db import connection

from bihuan.kernel.events import checkpoints, notes
from bihuan.kernel.events.leaves import leaf_bytes
from bihuan.kernel.events.merkle import Frontier, verify_consistency
from bihuan.kernel.events.models import Checkpoint as CheckpointRow
from bihuan.kernel.events.models import Event, TreeHead
from bihuan.kernel.events.newest import KINDS
from bihuan.kernel.events.proofs import proofs
from bihuan.kernel.events.reads import head, iterate_rows, position
from bihuan.kernel.permissions import EVERYWHERE, Viewer, require
from bihuan.kernel.problems import Broken, Invalid, Words

Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What verification found; `first_fault` names the first event that is not what it was."""

    ok: bool
    size: int
    root: str
    checkpoints: int
    first_fault: Words | None


class _Stored(NamedTuple):
    """What stands beside the events, read in this order; nodes of later events are left out."""

    files: Mapping[Path, bytes]
    signed: Mapping[int, str]
    last: int
    head: TreeHead
    nodes: dict[tuple[int, int], bytes]

    @classmethod
    def read(cls) -> _Stored:
        files = {path: path.read_bytes() for path in notes.files()}
        signed = dict(CheckpointRow.objects.order_by("size").values_list("size", "note"))
        last = Event.objects.order_by("-seq").values_list("seq", flat=True).first() or 0
        stored_head = TreeHead.objects.filter(id=1).first()
        if stored_head is None:
            raise Broken("not-initialised")
        with connection.cursor() as cursor:
            cursor.execute("SELECT level, node_index, hash FROM kernel_treenode")
            rows = cursor.fetchall()
        grown = range(stored_head.size + 1, position() + 1)
        nodes = {
            (level, index): bytes(digest)
            for level, index, digest in rows
            if (index + 1) << level not in grown
        }
        return cls(files, signed, last, stored_head, nodes)


def verify_log(viewer: Viewer, progress: Progress | None = None) -> Verdict:
    """Hash every event again and hold the result against leaves, head, nodes and checkpoints."""
    require(viewer, "log.verify", path=EVERYWHERE)
    stored = _Stored.read()
    frontier = Frontier(stored.head.algorithm)
    key = notes.verifier_key() if stored.signed or stored.files else ""
    fault: Words | None = None
    seen, last_at, stamp = 0, "", "0:none"
    for seq, at, on, actor, verb, subject, body, leaf in iterate_rows(1, stored.head.size):
        if seq != frontier.size + 1:
            break
        digest = frontier.leaf_hash(leaf_bytes(seq, at, on, actor, verb, subject, body))
        if digest != bytes(leaf):
            fault = Words(f"第 {seq} 号事件与记录时不同", f"event {seq} is not what was recorded")
            break
        for level, index, node in frontier.append(digest):
            if stored.nodes.pop((level, index), None) != node:
                fault = Words(
                    f"存储的树在第 {seq} 号事件处不符", f"the stored tree differs at event {seq}"
                )
        if fault is None and seq in stored.signed:
            fault = _note_fault(stored.signed[seq], seq, frontier.root(), key)
            seen += 1
        if fault:
            break
        last_at = at
        if verb.startswith(KINDS):
            stamp = f"{seq}:{digest.hex()}"
        if progress and seq % 5000 == 0:
            progress(seq)
    fault = fault or _head_fault(stored, frontier, last_at, stamp) or _files_fault(stored, key)
    return Verdict(fault is None, frontier.size, frontier.root().hex(), seen, fault)


def _head_fault(stored: _Stored, frontier: Frontier, last_at: str, stamp: str) -> Words | None:
    """Compare what the events give with what stands beside them, once none of them is wrong."""
    size = stored.head.size
    if frontier.size < size:
        missing = frontier.size + 1
        return Words(f"缺第 {missing} 号事件", f"event {missing} is missing")
    if stored.last > size:
        return Words(
            f"第 {size + 1} 号事件是在树头之后插入的",
            f"event {size + 1} was inserted behind the head",
        )
    if bytes(stored.head.root) != frontier.root():
        return Words("树头的根与事件不符", "the head's root is not that of the events")
    if bytes(stored.head.frontier) != frontier.to_bytes():
        return Words("树头的前沿与事件不符", "the head's frontier is not that of the events")
    if stored.head.last_at != last_at:
        return Words("树头的时间与事件不符", "the head's time is not that of the last event")
    if stored.head.stamp != stamp:
        return Words("树头的标记与事件不符", "the head's stamp is not that of the events")
    if stored.nodes:
        return Words("存储的树多出节点", "the stored tree has nodes that no event made")
    late = max(stored.signed, default=0)
    if late > size:
        return Words(
            f"签名的检查点有 {late} 个事件，日志只有 {size} 个",
            f"a checkpoint of {late} events is signed, but the log has {size}",
        )
    return None


def _note_fault(note: str, size: int, root: bytes, key: str) -> Words | None:
    try:
        stated = checkpoints.read_note(note, key)
    except Invalid:
        return Words(
            f"{size} 个事件的检查点签名不成立",
            f"the checkpoint of {size} events has no valid signature",
        )
    if stated.size != size or stated.root != root:
        return Words(
            f"前 {size} 个事件与检查点不符",
            f"the events up to {size} are not those of the checkpoint",
        )
    return None


def _files_fault(stored: _Stored, key: str) -> Words | None:
    for path, content in stored.files.items():
        try:
            note = content.decode()
            stated = checkpoints.read_note(note, key)
        except (UnicodeDecodeError, Invalid):
            return Words(
                f"检查点文件 {path.name} 已损坏", f"the checkpoint file {path.name} is damaged"
            )
        if stated.size not in stored.signed:
            return Words(
                f"检查点文件 {path.name} 不在数据库里",
                f"the checkpoint file {path.name} is not in the database",
            )
        if stored.signed[stated.size] != note:
            return Words(
                f"检查点文件 {path.name} 与数据库不同",
                f"the checkpoint file {path.name} differs from the database",
            )
    return None


def verify_against(viewer: Viewer, note: str, key: str = "") -> Verdict:
    """Prove that the log only grew since a checkpoint that somebody kept elsewhere."""
    require(viewer, "log.verify", path=EVERYWHERE)
    kept = checkpoints.read_note(note, key or notes.verifier_key())
    current = head()
    fault = None
    if kept.size > current.size:
        fault = Words(
            f"另存的检查点有 {kept.size} 个事件，日志只有 {current.size} 个",
            f"the kept checkpoint has {kept.size} events, the log {current.size}",
        )
    elif kept.size and not verify_consistency(
        kept.size,
        current.size,
        kept.root,
        bytes.fromhex(current.root),
        proofs(current.size).consistency(kept.size),
        current.algorithm,
    ):
        fault = Words(
            f"前 {kept.size} 个事件与另存的检查点不符",
            f"the first {kept.size} events are not those of the kept checkpoint",
        )
    return Verdict(fault is None, current.size, current.root, 1, fault)
