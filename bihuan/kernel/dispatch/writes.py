"""Plan, open and close meetings; raise items, record outcomes, decide; draft and sign minutes."""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from bihuan.kernel.definitions.language import Label, LedgerUnit
from bihuan.kernel.dispatch import apply
from bihuan.kernel.dispatch.agenda import Found, figure_facts, figure_item
from bihuan.kernel.dispatch.kinds import KINDS, STATES
from bihuan.kernel.dispatch.models import AgendaItem, Decision, Meeting, MeetingPerson
from bihuan.kernel.dispatch.reads import (
    get_meeting,
    get_row,
    require_on,
    whole_agenda,
)
from bihuan.kernel.dispatch.tasks import task_ledger, told
from bihuan.kernel.events.reads import list_events_of
from bihuan.kernel.events.writes import append, commit
from bihuan.kernel.indicators.reads import Ask, read_figures
from bihuan.kernel.ledgers.apply import Added
from bihuan.kernel.ledgers.links import fields_referring
from bihuan.kernel.ledgers.reads import get_record
from bihuan.kernel.ledgers.reads import get_row as get_task
from bihuan.kernel.ledgers.writes import add_record
from bihuan.kernel.org.models import Person
from bihuan.kernel.org.reads import (
    codes_of,
    find_person_id,
    names_of,
    people_for,
    unfit_among,
    viewer_of,
)
from bihuan.kernel.org.tree import UnitNode, tree
from bihuan.kernel.periods import clock
from bihuan.kernel.periods.days import parse_day
from bihuan.kernel.permissions import Viewer, allows, holds_role, require
from bihuan.kernel.problems import Conflict, Forbidden, Invalid, NotFound, Words, in_a_row

ENTERED_LATE = datetime.timedelta(days=31)  # so long after its day a meeting may still be entered


def plan_meeting(
    kind: str,
    *,
    actor: Viewer,
    unit: str,
    on: str,
    chair: str,
    people: Sequence[str] = (),
    time: str = "",
    place: str = "",
    also: str = "",
) -> int:
    """Plan a meeting of a unit (by code) with people (by code); returns its id. Appends `meeting.planned`.

    The very same meeting sent again (pressed twice, retried, from a second tab) is the one that is there.
    """
    node = tree().get_by_code(unit)
    require(actor, "meeting.manage", path=node.path)
    if kind not in KINDS:
        raise Invalid("meeting-kind", kind=kind, known="、".join(KINDS))
    day = parse_day(on).isoformat()
    first = (clock.today() - ENTERED_LATE).isoformat()
    if day < first:
        raise Invalid("meeting-long-ago", day=day, first=first)
    if time and not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", time):
        raise Invalid("time-unreadable", text=time)
    asked = list(dict.fromkeys([chair, *people]))
    ids = dict(Person.objects.filter(code__in=asked, is_erased=False).values_list("code", "id"))
    for code in asked:
        if code not in ids:
            raise NotFound("person-unknown", person=code)
    if unfit_among([ids[chair]]):
        raise Invalid("holder-unfit", person=names_of([ids[chair]])[ids[chair]])

    def work() -> int:
        held = Meeting.objects.filter(unit_id=node.id, kind=kind, on__startswith=day[:4])
        body: dict[str, Any] = {
            "kind": kind,
            "unit": node.id,
            "number": held.count() + 1,
            "on": day,
            "time": time,
            "place": place.strip()[:120],
            "chair": ids[chair],
            "people": [ids[code] for code in asked],
            "also": also.strip()[:500],
        }
        for meeting in held.filter(on=day).exclude(state="closed"):
            if _is_same_meeting(meeting, body):
                return meeting.id
        return apply.meeting_planned(
            append("meeting.planned", "meeting:", body, actor=actor.code)
        ).id

    return commit(work)


def _is_same_meeting(meeting: Meeting, body: Mapping[str, Any]) -> bool:
    if (meeting.time, meeting.place, meeting.chair_id, meeting.also) != (
        body["time"], body["place"], body["chair"], body["also"],
    ):  # fmt: skip
        return False
    people = MeetingPerson.objects.filter(meeting_id=meeting.id)
    return set(people.values_list("person_id", flat=True)) == set(body["people"])


def raise_item(meeting_id: int, title: str, *, actor: Viewer, note: str = "") -> int:
    """Put something on an agenda; returns its number. Appends `item.raised`.

    Whoever may see a meeting may raise something until it begins; from then on its managers may. The same
    title raised again by the same person is the item that is there.
    """
    if not title.strip():
        raise Invalid("item-title")

    def work() -> int:
        _require_raising(actor, _held(meeting_id, "planned", "open"))
        text = title.strip()[:300]
        for there in AgendaItem.objects.filter(
            meeting_id=meeting_id, source="raised", title_zh=text
        ):
            if json.loads(there.facts)["by"] == actor.code:
                return there.number
        facts = {"note": note, "by": actor.code}
        return _append_raised(
            meeting_id, Found("raised", "", Label(zh=text, en=text), facts), actor
        )

    return commit(work)


def raise_figure(meeting_id: int, indicator: str, *, actor: Viewer, unit: str) -> int:
    """Put a figure of a unit (code) on an agenda; returns its number. Appends `item.raised`.

    Whoever may raise an item may, with a figure within sight; one that stands there already is that item.
    """
    meeting = get_row(meeting_id)
    _require_raising(actor, meeting)
    node = tree().get_by_code(unit)
    if meeting.unit_id not in node.ancestors:
        raise Invalid("figure-elsewhere", unit=Words(node.title.zh, node.title.en))
    (figure,) = read_figures(actor, Ask(indicators=[indicator], units=[unit]))
    found = figure_item(figure)

    def work() -> int:
        _require_raising(actor, _held(meeting_id, "planned", "open"))
        there = AgendaItem.objects.filter(meeting_id=meeting_id, subject=found.subject).first()
        return there.number if there else _append_raised(meeting_id, found, actor)

    return commit(work)


def _require_raising(actor: Viewer, meeting: Meeting) -> None:
    require_on(actor, "meeting.read" if meeting.state == "planned" else "meeting.manage", meeting)


def _append_raised(meeting_id: int, found: Found, actor: Viewer) -> int:
    item = {
        "number": _next_number(meeting_id),
        "source": found.source,
        "subject": found.subject,
        "title": {"zh": found.title.zh, "en": found.title.en},
        "facts": found.facts,
        "first_on": clock.today().isoformat(),
    }
    event = append("item.raised", f"meeting:{meeting_id}", {"item": item}, actor=actor.code)
    return apply.item_raised(event).number


def open_meeting(meeting_id: int, *, actor: Viewer) -> int:
    """Begin a meeting: its agenda is fixed as it stands; returns the seq. Appends `meeting.opened`."""
    meeting = get_row(meeting_id)
    require_on(actor, "meeting.manage", meeting)
    # figures are read before the commit; what was raised stands there already, with a number
    fresh = [item for item in whole_agenda(meeting).items if not item.number]

    def work() -> int:
        _held(meeting_id, "planned")
        first = _next_number(meeting_id)
        items = [
            {
                "number": number,
                "source": item.source,
                "subject": item.subject,
                "title": {"zh": item.title.zh, "en": item.title.en},
                "facts": item.facts,
                "first_on": item.first_on,
            }
            for number, item in enumerate(fresh, first)
        ]
        event = append(
            "meeting.opened", f"meeting:{meeting_id}", {"items": items}, actor=actor.code
        )
        apply.meeting_opened(event)
        return event.seq

    return commit(work)


def record_outcome(
    meeting_id: int, item: int, outcome: str, *, actor: Viewer, settled: bool = False
) -> int:
    """Write what was said on an item; a settled one does not come again. Appends `outcome.recorded`."""
    require_on(actor, "meeting.manage", get_row(meeting_id))

    def work() -> int:
        _held(meeting_id, "open")
        _item(meeting_id, item)
        body = {"item": item, "outcome": outcome.strip(), "settled": settled}
        event = append("outcome.recorded", f"meeting:{meeting_id}", body, actor=actor.code)
        apply.outcome_recorded(event)
        return event.seq

    return commit(work)


def decide(
    meeting_id: int,
    item: int,
    matter: str,
    *,
    actor: Viewer,
    lead: str,
    co_units: Sequence[str] = (),
    due: str | None = None,
    deliverable: str = "",
    leader: str = "",
    person: str = "",
) -> Added:
    """Decide something on an item: a task of the lead unit (codes), in the same commit.

    `person` answers for it, else whoever acts for the lead unit; those who act for the co-units have a
    duty too, and who decided supervises. Without a day, the pack's span for decisions of meetings
    counts. Appends `record.added` and `decision.made`, which keeps the figure as it stands now. The same
    decision sent again (the item, the words, the units, the day) is the task that is there.
    """
    meeting = get_row(meeting_id)
    require_on(actor, "meeting.manage", meeting)
    ledger = task_ledger()
    if ledger is None:
        raise NotFound("task-ledger-missing")
    day = parse_day(due).isoformat() if due else None
    if day is not None and day < clock.today().isoformat():
        raise Invalid("decision-past", day=day)
    leading = tree().get_by_code(lead)
    others = [tree().get_by_code(code) for code in co_units if code != lead]
    if person:
        _check_can_begin(ledger, leading, person)
    facts = json.loads(_item(meeting_id, item).facts)
    figure = _figure_now(actor, facts)  # read before the commit: the engine sees what is committed
    row = get_meeting(actor, meeting_id)

    def work() -> Added:
        _held(meeting_id, "open")
        held = _item(meeting_id, item)
        there = _find_same_decision(held, matter, leading, others, day)
        if there is not None:
            return there
        values: dict[str, object] = {
            ledger.definition.name: matter.strip(),
            "source": "meeting",
            "source_ref": row.title.zh[:80],
            "deliverable": deliverable,
            "co_units": [unit.code for unit in others],
            "leader": leader,
            "figure": _figure_text(held, figure),
            "again": _came_before(held),
            "due_on": day,
            **_reference(ledger, actor, facts),
        }
        sent = {name: value for name, value in values.items() if value not in (None, "", [])}
        duties = _duties(ledger, leading, others, person, actor)
        task = add_record(ledger, sent, actor=actor, unit=lead, duties=duties)
        body: dict[str, Any] = {
            "item": item,
            "subject": held.subject,
            "task": task.id,
            "matter": matter.strip()[:200],
            "lead": leading.id,
            "due": json.loads(get_task(task.id).data)["due_on"],
            "co_units": [unit.id for unit in others],
        }
        if figure is not None:
            body["figure"] = figure
        event = append("decision.made", f"meeting:{meeting_id}", body, actor=actor.code)
        apply.decision_made(event)
        return task

    return commit(work)


def _check_can_begin(ledger: LedgerUnit, leading: UnitNode, code: str) -> None:
    """Refuse a person who, with the duty to lead, may take no first step of a task of the lead unit."""
    person = find_person_id(code)
    if person is None:
        raise NotFound("person-unknown", person=code)
    if unfit_among([person]):
        raise Invalid("holder-unfit", person=names_of([person])[person])
    viewer, workflow = viewer_of(person), ledger.workflow
    steps = [
        move
        for move in workflow.transitions.values()
        if workflow.initial in move.sources and move.to not in workflow.closed
    ]
    may_move = allows(viewer, "record.move", ledger=ledger.key, path=leading.path, own=True)
    roles = {role for move in steps for role in move.by}
    if "lead" not in roles and not (
        may_move and any(holds_role(viewer, role, path=leading.path, own=True) for role in roles)
    ):
        raise Invalid(
            "decision-person", person=names_of([person])[person], unit=leading.title,
            steps=in_a_row(move.title for move in steps),
        )  # fmt: skip


def _find_same_decision(
    item: AgendaItem, matter: str, lead: UnitNode, others: Sequence[UnitNode], due: str | None
) -> Added | None:
    """Return the task of a decision in the same words on the same item, or None."""
    made = Decision.objects.filter(
        meeting_id=item.meeting_id, number=item.number, matter=matter.strip()[:200], lead_id=lead.id
    )
    for decision in made if due is None else made.filter(due=due):
        task = get_task(decision.task_id)
        if set(json.loads(decision.co_units)) == {u.id for u in others} and not task.is_void:
            return Added(task.id, task.code)
    return None


def _duties(
    ledger: LedgerUnit,
    leading: UnitNode,
    others: Sequence[UnitNode],
    person: str,
    actor: Viewer,
) -> dict[str, list[str]]:
    """Return who answers for a task, by duty: one of the lead unit, all of the co-units, who decided."""
    role = ledger.workflow.states[ledger.workflow.initial].owner or ""
    lead = [person] if person else list(codes_of(people_for(role, leading)[:1]).values())
    helping = [each for unit in others for each in people_for(role, unit)]
    co = [code for code in codes_of(helping).values() if code not in lead]
    supervisor = [actor.code] if actor.person_id else []
    wanted = {"lead": lead, "co": co, "supervisor": supervisor}
    return {duty: people for duty, people in wanted.items() if people}


def close_meeting(meeting_id: int, *, actor: Viewer) -> int:
    """End a meeting: nothing of it changes any more but by `correct_minutes`. Appends `meeting.closed`.

    The event keeps how the last decisions' tasks stand, as the minutes tell it.
    """
    require_on(actor, "meeting.manage", get_row(meeting_id))

    def work() -> int:
        meeting = _held(meeting_id, "open")
        body = {"followed": told(whole_agenda(meeting).followed)}
        event = append("meeting.closed", f"meeting:{meeting_id}", body, actor=actor.code)
        apply.meeting_closed(event)
        return event.seq

    return commit(work)


def draft_minutes(meeting_id: int, text: str, *, actor: Viewer) -> int:
    """Write what the minutes say beside items and decisions. Appends `minutes.drafted`.

    Closing locks what is written: from then on `correct_minutes`. Who wrote nothing until the close
    may still do so once.
    """
    require_on(actor, "meeting.manage", get_row(meeting_id))

    def work() -> int:
        meeting = _held(meeting_id, "open", "closed")
        if meeting.state == "closed" and (meeting.minutes or meeting.signed_by):
            raise Conflict("minutes-locked")
        event = append(
            "minutes.drafted", f"meeting:{meeting_id}", {"text": text.strip()}, actor=actor.code
        )
        apply.minutes_drafted(event)
        return event.seq

    return commit(work)


def correct_minutes(meeting_id: int, text: str, *, actor: Viewer, reason: str) -> int:
    """Correct the minutes of a closed meeting, on record. Appends `minutes.corrected`.

    The minutes name every correction with its reason; a signature given before it falls. What was
    decided stays as it was decided: its task is changed as a task. What says the same changes nothing.
    """
    require_on(actor, "meeting.manage", get_row(meeting_id))
    if not reason.strip():
        raise Invalid("reason-missing")
    if not text.strip():
        raise Invalid("minutes-missing")

    def work() -> int:
        meeting = _held(meeting_id, "closed")
        if not meeting.minutes:
            raise Invalid("minutes-missing")
        if meeting.minutes == text.strip():  # pressed twice, or nothing changed
            held = list_events_of(f"meeting:{meeting_id}")
            return max(event.seq for event in held if event.verb.startswith("minutes."))
        body = {"text": text.strip(), "reason": reason.strip()[:500]}
        event = append("minutes.corrected", f"meeting:{meeting_id}", body, actor=actor.code)
        apply.minutes_corrected(event)
        return event.seq

    return commit(work)


def sign_minutes(meeting_id: int, *, actor: Viewer) -> int:
    """Sign the minutes of a closed meeting, as somebody who did not write them. Appends `minutes.signed`."""
    require_on(actor, "meeting.manage", get_row(meeting_id))

    def work() -> int:
        meeting = _held(meeting_id, "closed")
        if meeting.signed_by:
            raise Conflict("minutes-signed")
        if not meeting.minutes:
            raise Invalid("minutes-missing")
        held = list_events_of(f"meeting:{meeting_id}")
        wrote = ("minutes.drafted", "minutes.corrected")
        if actor.code in {event.actor for event in held if event.verb in wrote}:
            raise Forbidden("four-eyes-minutes")
        event = append("minutes.signed", f"meeting:{meeting_id}", {}, actor=actor.code)
        apply.minutes_signed(event)
        return event.seq

    return commit(work)


def _held(meeting_id: int, *states: str) -> Meeting:
    """Return the meeting as it stands inside the commit, refusing one in another state."""
    meeting = get_row(meeting_id)
    if meeting.state not in states:
        possible = Words(
            "、".join(STATES[state].zh for state in states),
            " or ".join(STATES[state].en for state in states),
        )
        raise Conflict("meeting-state", state=STATES[meeting.state], possible=possible)
    return meeting


def _item(meeting_id: int, number: int) -> AgendaItem:
    found = AgendaItem.objects.filter(meeting_id=meeting_id, number=number).first()
    if found is None:
        raise NotFound("item-unknown", item=number)
    return found


def _next_number(meeting_id: int) -> int:
    last = AgendaItem.objects.filter(meeting_id=meeting_id).order_by("-number").first()
    return last.number + 1 if last else 1


def _figure_now(actor: Viewer, facts: Mapping[str, Any]) -> dict[str, Any] | None:
    if "indicator" not in facts:
        return None
    unit = tree().get(facts["unit"])
    (figure,) = read_figures(actor, Ask(indicators=[facts["indicator"]], units=[unit.code]))
    return figure_facts(figure)


def _came_before(item: AgendaItem) -> bool:
    """Whether an earlier meeting decided something on the same matter."""
    if not item.subject:
        return False
    made = Decision.objects.filter(subject=item.subject)
    return made.exclude(meeting_id=item.meeting_id).exists()


def _figure_text(item: AgendaItem, figure: Mapping[str, Any] | None) -> str | None:
    if figure is None:
        return None
    unit = tree().get(figure["unit"]).title.zh
    shown = f"{figure['display']}{figure['measured_in']}"
    return f"{unit}{item.title_zh} {shown}（{figure['on']}，日志 #{figure['at']}）"


def _reference(ledger: LedgerUnit, actor: Viewer, facts: Mapping[str, Any]) -> dict[str, str]:
    """Return the task's field that refers to the record on the agenda, where it has one."""
    if "record" not in facts:
        return {}
    return {
        field: get_record(actor, facts["record"]).code
        for unit, field in fields_referring(facts["ledger"])
        if unit.key == ledger.key
    }
