"""Events of draft checks -> rows."""

from __future__ import annotations

from collections import Counter

from bihuan.kernel.draft_checks.models import DraftCheck, DraftPhrase
from bihuan.kernel.events.recorded import Recorded
from bihuan.lib import canonical_json


def draft_checked(event: Recorded) -> DraftCheck:
    body = event.body
    counts = Counter(number["verdict"] for number in body["verdicts"])
    return DraftCheck.objects.create(
        id=event.seq,
        by=event.actor,
        unit_id=body["unit"],
        on=body["on"],
        at=body["at"],
        made_at=event.at,
        sha256=body["sha256"],
        characters=body["characters"],
        supported=counts["supported"],
        contradicted=counts["contradicted"],
        cannot_check=counts["cannot_check"],
        verdicts=canonical_json.dumps(body["verdicts"]).decode(),
    )


def phrase_remembered(event: Recorded) -> DraftPhrase:
    body = event.body
    return DraftPhrase.objects.create(
        id=event.seq,
        words=body["words"],
        indicator=body["indicator"],
        measured_in=body["measured_in"],
        unit_id=body["unit"],
        by=event.actor,
        on=event.on,
    )


def phrase_revoked(event: Recorded) -> None:
    DraftPhrase.objects.filter(id=event.subject_id).update(
        revoked_by=event.actor, revoked_on=event.on
    )


APPLY = {
    "draft.checked": draft_checked,
    "phrase.remembered": phrase_remembered,
    "phrase.revoked": phrase_revoked,
}
