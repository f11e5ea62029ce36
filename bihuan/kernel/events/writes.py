"""Append to the log. Only `kernel.*.writes` may import this module (a contract checks it)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from bihuan.kernel.events import newest
from bihuan.kernel.events.batches import current_batch
from bihuan.kernel.events.commits import INSERT_EVENT, commit, now_after
from bihuan.kernel.events.leaves import leaf_bytes
from bihuan.kernel.events.recorded import Recorded
from bihuan.kernel.periods import clock
from bihuan.lib import canonical_json

__all__ = ["Recorded", "append", "commit"]


def append(
    verb: str,
    subject: str,
    body: Mapping[str, Any],
    *,
    actor: str,
    on: str | None = None,
    at: str = "",
    reread: bool = True,
) -> Recorded:
    """Append one event to the batch being written; `{seq}` in the subject names itself.

    `on` is the business date (ISO), today when not given. Bulk writes pass one time `at` for many
    events, and do without reading the body back when they made it of plain JSON values.
    """
    batch = current_batch()
    seq = batch.frontier.size + 1
    at = batch.last_at = max(at, batch.last_at) if at else now_after(batch.last_at)
    on = on or clock.today().isoformat()
    if subject.endswith(":"):
        subject = f"{subject}{seq}"
    text = canonical_json.dumps(body).decode()
    leaf = batch.frontier.leaf_hash(leaf_bytes(seq, at, on, actor, verb, subject, text))
    batch.nodes += batch.frontier.append(leaf)
    if verb.startswith(newest.KINDS):
        batch.stamp = seq, leaf.hex()
        newest.stand_at(newest.NEVER)
    batch.hold(INSERT_EVENT, (seq, at, on, actor, verb, subject, text, leaf))
    # The body is read back from its text: apply sees the same values now and at a replay.
    return Recorded(seq, at, on, actor, verb, subject, json.loads(text) if reread else body)
