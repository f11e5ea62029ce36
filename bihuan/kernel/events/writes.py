"""Append to the log. Only `kernel.*.writes` may import this module (a contract checks it)."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.conf import settings

from bihuan.kernel.events import checkpoints
from bihuan.kernel.events.commits import (
    INSERT_EVENT,
    commit,
    current_batch,
    now_after,
    start_log,
)
from bihuan.kernel.events.leaves import leaf_bytes
from bihuan.kernel.events.models import Checkpoint as CheckpointRow
from bihuan.kernel.events.proofs import keys_folder
from bihuan.kernel.events.recorded import Recorded
from bihuan.kernel.periods import clock
from bihuan.kernel.permissions import Viewer, require
from bihuan.lib import canonical_json

__all__ = ["Recorded", "append", "commit", "make_log", "write_checkpoint"]


def append(
    verb: str, subject: str, body: Mapping[str, Any], *, actor: str, on: str | None = None
) -> Recorded:
    """Append one event to the batch being written; `{seq}` in the subject names itself.

    `on` is the business date (ISO), today when not given.
    """
    batch = current_batch()
    seq = batch.frontier.size + 1
    at = batch.last_at = now_after(batch.last_at)
    on = on or clock.today().isoformat()
    if subject.endswith(":"):
        subject = f"{subject}{seq}"
    text = canonical_json.dumps(body).decode()
    leaf = batch.frontier.leaf_hash(leaf_bytes(seq, at, on, actor, verb, subject, text))
    batch.nodes += batch.frontier.append(leaf)
    batch.hold(INSERT_EVENT, (seq, at, on, actor, verb, subject, text, leaf))
    # The body is read back from its text: apply sees the same values now and at a replay.
    return Recorded(seq, at, on, actor, verb, subject, json.loads(text))


def make_log(name: str, algorithm: str = "sha256") -> None:
    """Make the empty log of an installation and its signing key; harmless when they are there."""
    start_log(algorithm)
    if not (keys_folder() / "checkpoint.key").exists():
        checkpoints.make_signer(keys_folder(), name)


def write_checkpoint(*, actor: Viewer) -> str:
    """Sign the head, keep the note in the database and in a file outside it; returns the note."""
    require(actor, "log.checkpoint")
    signer = checkpoints.load_signer(keys_folder())

    def work() -> str:
        frontier = current_batch().frontier
        held = CheckpointRow.objects.filter(size=frontier.size).first()
        if held is not None:
            return held.note
        stated = checkpoints.Checkpoint(signer.name, frontier.size, frontier.root())
        note = signer.sign(stated)
        at = clock.now().strftime("%Y-%m-%dT%H:%M:%S.%fZ")
        CheckpointRow.objects.create(size=frontier.size, at=at, note=note)
        return note

    note = commit(work)
    size = int(note.splitlines()[1])
    folder = Path(settings.HOME) / "checkpoints"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{size:012d}.txt"
    if not path.exists():
        temporary = path.with_suffix(".new")
        with temporary.open("w", encoding="utf-8") as file:
            file.write(note)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    return note
