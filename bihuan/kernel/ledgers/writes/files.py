"""Keep the files that prove something."""

from __future__ import annotations

from bihuan.kernel.events.writes import append, commit
from bihuan.kernel.ledgers import apply, evidence
from bihuan.kernel.ledgers.models import Evidence
from bihuan.kernel.org.tree import tree
from bihuan.kernel.permissions import Viewer, allows, require


def add_evidence(
    content: bytes, name: str, *, actor: Viewer, unit_id: int, own: bool = False
) -> Evidence:
    """Keep a file for a record of a unit (an `own` one). Appends `evidence.added` with its digest."""
    if not (own and allows(actor, "evidence.add")):
        require(actor, "evidence.add", path=tree().get(unit_id).path, own=own)
    kind = evidence.check_content(content)
    digest = evidence.store(content)

    def work() -> Evidence:
        held = Evidence.objects.filter(digest=digest).first()
        if held is not None:
            return held
        body = {
            "digest": digest,
            "name": name[:200],
            "media_type": kind,
            "size": len(content),
            "unit": unit_id,
        }
        return apply.evidence_added(
            append("evidence.added", f"evidence:{digest}", body, actor=actor.code)
        )

    return commit(work)
