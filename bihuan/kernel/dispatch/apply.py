"""Events of meetings -> rows. The task of a decision is a record: see ledgers.apply."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bihuan.kernel.dispatch.models import AgendaItem, Decision, Meeting, MeetingPerson
from bihuan.kernel.events.recorded import Recorded
from bihuan.lib import canonical_json


def meeting_planned(event: Recorded) -> Meeting:
    body = event.body
    meeting = Meeting.objects.create(
        id=event.seq,
        unit_id=body["unit"],
        kind=body["kind"],
        number=body["number"],
        on=body["on"],
        time=body["time"],
        place=body["place"],
        chair_id=body["chair"],
        also=body["also"],
        seq=event.seq,
    )
    MeetingPerson.objects.bulk_create(
        MeetingPerson(meeting_id=meeting.id, person_id=person_id) for person_id in body["people"]
    )
    return meeting


def _item(event: Recorded, meeting_id: int, item: Mapping[str, Any]) -> AgendaItem:
    return AgendaItem(
        meeting_id=meeting_id,
        number=item["number"],
        source=item["source"],
        subject=item["subject"],
        title_zh=item["title"]["zh"],
        title_en=item["title"]["en"],
        facts=canonical_json.dumps(item["facts"]).decode(),
        first_on=item["first_on"],
        seq=event.seq,
    )


def item_raised(event: Recorded) -> AgendaItem:
    item = _item(event, event.subject_id, event.body["item"])
    item.save()
    return item


def meeting_opened(event: Recorded) -> None:
    """The agenda that had filled itself is fixed as it stands."""
    Meeting.objects.filter(id=event.subject_id).update(state="open", seq=event.seq)
    AgendaItem.objects.bulk_create(
        _item(event, event.subject_id, item) for item in event.body["items"]
    )


def outcome_recorded(event: Recorded) -> None:
    body = event.body
    AgendaItem.objects.filter(meeting_id=event.subject_id, number=body["item"]).update(
        outcome=body["outcome"], is_settled=body["settled"], seq=event.seq
    )


def decision_made(event: Recorded) -> Decision:
    body = event.body
    figure = body.get("figure") or {}
    return Decision.objects.create(
        id=event.seq,
        meeting_id=event.subject_id,
        number=body["item"],
        subject=body["subject"],
        task_id=body["task"],
        matter=body["matter"],
        lead_id=body["lead"],
        co_units=canonical_json.dumps(body["co_units"]).decode(),
        due=body["due"],
        indicator=figure.get("indicator", ""),
        unit_id=figure.get("unit"),
        on=figure.get("on", event.on),
        at=figure.get("at"),
        value=figure.get("value", ""),
        display=figure.get("display", ""),
        light=figure.get("light", ""),
    )


def meeting_closed(event: Recorded) -> None:
    Meeting.objects.filter(id=event.subject_id).update(
        state="closed",
        followed=canonical_json.dumps(event.body["followed"]).decode(),
        seq=event.seq,
    )


def minutes_drafted(event: Recorded) -> None:
    Meeting.objects.filter(id=event.subject_id).update(
        minutes=event.body["text"], minutes_by=event.actor, seq=event.seq
    )


def minutes_corrected(event: Recorded) -> None:
    """Who signed did not sign this text."""
    Meeting.objects.filter(id=event.subject_id).update(
        minutes=event.body["text"], signed_by="", signed_on="", seq=event.seq
    )


def minutes_signed(event: Recorded) -> None:
    Meeting.objects.filter(id=event.subject_id).update(
        signed_by=event.actor, signed_on=event.on, seq=event.seq
    )


APPLY = {
    "meeting.planned": meeting_planned,
    "meeting.opened": meeting_opened,
    "meeting.closed": meeting_closed,
    "item.raised": item_raised,
    "outcome.recorded": outcome_recorded,
    "decision.made": decision_made,
    "minutes.drafted": minutes_drafted,
    "minutes.corrected": minutes_corrected,
    "minutes.signed": minutes_signed,
}
