"""The signed notes of this installation: in the database, in files outside it, and the key they are by."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

from bihuan.kernel.events import checkpoints
from bihuan.kernel.events.checkpoints import Checkpoint
from bihuan.kernel.events.merkle import Frontier
from bihuan.kernel.events.models import Checkpoint as CheckpointRow
from bihuan.kernel.periods import clock
from bihuan.kernel.problems import Broken
from bihuan.lib.whole_files import written_whole


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


def sign(frontier: Frontier) -> str:
    """Sign a tree's root and keep the note in the database; one note for each size."""
    held = CheckpointRow.objects.filter(size=frontier.size).first()
    if held is not None:
        return held.note
    signer = checkpoints.load_signer(keys_folder())
    note = signer.sign(Checkpoint(signer.name, frontier.size, frontier.root()))
    at = clock.now().strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    CheckpointRow.objects.create(size=frontier.size, at=at, note=note)
    return note


def write_files() -> None:
    """Write each note of the database that has no file yet, also those that a crash left out."""
    folder = Path(settings.HOME) / "checkpoints"
    folder.mkdir(parents=True, exist_ok=True)
    there = {path.name for path in files()}
    for size in CheckpointRow.objects.order_by("size").values_list("size", flat=True):
        name = f"{size:012d}.txt"
        if name not in there:
            with written_whole(folder / name) as aside:
                aside.write_text(CheckpointRow.objects.get(size=size).note, encoding="utf-8")


def files() -> list[Path]:
    """Return the files outside the database, oldest first."""
    return sorted((Path(settings.HOME) / "checkpoints").glob("*.txt"))


def latest_checkpoint() -> Checkpoint | None:
    row = CheckpointRow.objects.order_by("-size").first()
    return checkpoints.read_note(row.note, verifier_key()) if row else None
