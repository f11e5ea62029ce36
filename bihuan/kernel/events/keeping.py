"""Keep the log: make it, and sign checkpoints of it. Appends no event."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

from bihuan.kernel.events import checkpoints
from bihuan.kernel.events.batches import current_batch
from bihuan.kernel.events.commits import commit, start_log
from bihuan.kernel.events.models import Checkpoint as CheckpointRow
from bihuan.kernel.events.proofs import keys_folder
from bihuan.kernel.periods import clock
from bihuan.kernel.permissions import Viewer, require
from bihuan.lib.whole_files import written_whole


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
        CheckpointRow.objects.create(size=frontier.size, at=clock.stamp(), note=note)
        return note

    note = commit(work)
    size = int(note.splitlines()[1])
    folder = Path(settings.HOME) / "checkpoints"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{size:012d}.txt"
    if not path.exists():
        with written_whole(path) as aside:
            aside.write_text(note, encoding="utf-8")
    return note
