"""Events of bulletins -> rows."""

from __future__ import annotations

import json

from bihuan.kernel.bulletins.models import Bulletin
from bihuan.kernel.events.recorded import Recorded
from bihuan.lib import canonical_json

WRITTEN = ("on", "heading", "text", "mark", "addressee", "copies")


def bulletin_drafted(event: Recorded) -> Bulletin:
    body = event.body
    return Bulletin.objects.create(
        id=event.seq,
        unit_id=body["unit"],
        kind=body["kind"],
        template=body["template"],
        corrects_id=body["corrects"],
        writers=json.dumps([event.actor]),
        seq=event.seq,
        **{name: body[name] for name in WRITTEN},
    )


def bulletin_revised(event: Recorded) -> None:
    row = Bulletin.objects.get(id=event.subject_id)
    for name in WRITTEN:
        setattr(row, name, event.body[name])
    row.writers = json.dumps(sorted({*json.loads(row.writers), event.actor}))
    row.seq = event.seq
    row.save()


def bulletin_submitted(event: Recorded) -> None:
    _move(event, state="in_review", reason="", reviewer="", signer="", signed_at=None)


def bulletin_returned(event: Recorded) -> None:
    reason = event.body["reason"]
    _move(event, state="draft", reason=reason, reviewer="", signer="", signed_at=None)


def bulletin_reviewed(event: Recorded) -> None:
    _move(event, state="reviewed", reviewer=event.actor)


def bulletin_signed(event: Recorded) -> None:
    _move(event, state="signed", signer=event.actor, signed_at=event.body["at"])


def bulletin_published(event: Recorded) -> None:
    body = event.body
    _move(
        event,
        state="published",
        year=body["year"],
        number=body["number"],
        published_on=event.on,
        published_seq=event.seq,
        document=canonical_json.dumps(body["document"]).decode(),
    )


def _move(event: Recorded, **changes: object) -> None:
    Bulletin.objects.filter(id=event.subject_id).update(seq=event.seq, **changes)


APPLY = {
    "bulletin.drafted": bulletin_drafted,
    "bulletin.revised": bulletin_revised,
    "bulletin.submitted": bulletin_submitted,
    "bulletin.returned": bulletin_returned,
    "bulletin.reviewed": bulletin_reviewed,
    "bulletin.signed": bulletin_signed,
    "bulletin.published": bulletin_published,
}
