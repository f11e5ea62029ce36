"""The signed notes of this installation: in the database, in files outside it, and the key they are by."""

from __future__ import annotations

import logging
from pathlib import Path

from django.conf import settings

from bihuan.kernel.events import checkpoints
from bihuan.kernel.events.batches import Batch
from bihuan.kernel.events.checkpoints import Checkpoint
from bihuan.kernel.events.models import Checkpoint as CheckpointRow
from bihuan.kernel.periods import clock
from bihuan.kernel.problems import Broken, NotFound
from bihuan.lib.whole_files import written_whole

log = logging.getLogger(__name__)


def keys_folder() -> Path:
    return Path(settings.HOME) / "keys"


def verifier_key() -> str:
    """Return the installation's public checkpoint key as text."""
    path = keys_folder() / "checkpoint.vkey"
    if not path.exists():
        raise Broken("checkpoint-key-missing", path=path)
    return path.read_text("utf-8").strip()


def has_key() -> bool:
    """Whether this installation has a key of its own to check notes by."""
    return (keys_folder() / "checkpoint.vkey").exists()


def may_sign() -> bool:
    return (keys_folder() / "checkpoint.key").exists()


def sign(batch: Batch) -> str:
    """Sign the tree as a batch has it now and keep the note in the database; one for each size."""
    held = CheckpointRow.objects.filter(size=batch.frontier.size).first()
    if held is not None:
        return held.note
    signer = checkpoints.load_signer(keys_folder())
    note = signer.sign(Checkpoint(signer.name, batch.frontier.size, batch.frontier.root()))
    at = clock.now().strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    CheckpointRow.objects.create(size=batch.frontier.size, at=at, note=note)
    batch.is_signed = True
    return note


def write_files() -> None:
    """Write each note that has no file yet, also one that a crash behind its commit left out.

    The notes are committed already: a file that cannot be written now is written next time.
    """
    folder = Path(settings.HOME) / "checkpoints"
    there = {path.name for path in files()}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for size in CheckpointRow.objects.order_by("size").values_list("size", flat=True):
            name = f"{size:012d}.txt"
            if name not in there:
                with written_whole(folder / name) as aside:
                    aside.write_text(CheckpointRow.objects.get(size=size).note, encoding="utf-8")
    except OSError as fault:
        log.warning("a checkpoint has no file yet: %s", fault)


def note_of(size: int) -> str:
    """Return the signed note over the tree of a size. Raises NotFound."""
    held = CheckpointRow.objects.filter(size=size).values_list("note", flat=True).first()
    if held is None:
        raise NotFound("checkpoint-unknown", size=size)
    return held


def files() -> list[Path]:
    """Return the files outside the database, oldest first."""
    return sorted((Path(settings.HOME) / "checkpoints").glob("*.txt"))


def latest_checkpoint() -> Checkpoint | None:
    row = CheckpointRow.objects.order_by("-size").first()
    return checkpoints.read_note(row.note, verifier_key()) if row else None
