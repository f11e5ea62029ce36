"""Events of approvals and slips -> rows. Moves and extensions change records: see ledgers.apply."""

from __future__ import annotations

from bihuan.kernel.events.recorded import Recorded
from bihuan.kernel.workflow.models import Approval, Slip, SlipPerson
from bihuan.lib import canonical_json


def approval_asked(event: Recorded) -> Approval:
    body = event.body
    return Approval.objects.create(
        id=event.seq,
        record_id=event.subject_id,
        ledger=body["ledger"],
        act=body["act"],
        name=body["name"],
        body=canonical_json.dumps(body["asked"]).decode(),
        asked_by=event.actor,
        asked_on=event.on,
        seq=event.seq,
    )


def approval_decided(event: Recorded) -> None:
    """Granted, refused, or lapsed because the record went another way meanwhile."""
    Approval.objects.filter(id=event.body["approval"]).update(
        decision=event.verb.removeprefix("approval."),
        decided_by=event.actor,
        note=event.body.get("note", ""),
        seq=event.seq,
    )


def slip_issued(event: Recorded) -> Slip:
    body = event.body
    slip = Slip.objects.create(
        id=event.seq,
        record_id=event.subject_id,
        ledger=body["ledger"],
        deadline=body["deadline"],
        due=body["due"],
        rung=body["rung"],
        colour=body["colour"],
        on=event.on,
        seq=event.seq,
    )
    SlipPerson.objects.bulk_create(
        SlipPerson(slip_id=slip.id, person_id=person_id) for person_id in body["people"]
    )
    return slip


def slip_answered(event: Recorded) -> None:
    slip_id = event.body["slip"]
    Slip.objects.filter(id=slip_id).update(
        answer=event.body["answer"], answered_by=event.actor, seq=event.seq
    )
    SlipPerson.objects.filter(slip_id=slip_id).update(is_open=False)


APPLY = {
    "approval.asked": approval_asked,
    "approval.granted": approval_decided,
    "approval.refused": approval_decided,
    "approval.lapsed": approval_decided,
    "slip.issued": slip_issued,
    "slip.answered": slip_answered,
}
