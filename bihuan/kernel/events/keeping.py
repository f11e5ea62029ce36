"""Keep the log: make it, and sign checkpoints of it. Appends no event."""

from __future__ import annotations

from bihuan.kernel.events import checkpoints, notes
from bihuan.kernel.events.batches import current_batch
from bihuan.kernel.events.commits import commit, start_log
from bihuan.kernel.permissions import EVERYWHERE, Viewer, require


def make_log(name: str, algorithm: str = "sha256") -> None:
    """Make the empty log of an installation and its signing key; harmless when they are there."""
    start_log(algorithm)
    if not notes.may_sign():
        checkpoints.make_signer(notes.keys_folder(), name)


def write_checkpoint(*, actor: Viewer) -> str:
    """Sign the head, keep the note in the database and in a file outside it; returns the note."""
    require(actor, "log.checkpoint", path=EVERYWHERE)
    return commit(lambda: notes.sign(current_batch()))


def keep_daily_checkpoint() -> None:
    """Sign the last day with events once it is over, as the first write of a day would."""
    commit(lambda: None)
    notes.write_files()
