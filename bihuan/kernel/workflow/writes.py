"""Take a transition; ask for what needs a second person's word, and give it."""

from __future__ import annotations

import datetime
import json
import logging
from collections.abc import Mapping
from functools import partial
from typing import Any

from django.db import connection

from bihuan.kernel.definitions.language import DeadlineDef, LedgerUnit, TransitionDef
from bihuan.kernel.events.writes import append, commit
from bihuan.kernel.ledgers import apply as ledgers
from bihuan.kernel.ledgers import sealing
from bihuan.kernel.ledgers.derived import derive, follow
from bihuan.kernel.ledgers.links import check_links, keys_of, party_of
from bihuan.kernel.ledgers.models import Deadline, Record
from bihuan.kernel.ledgers.promises import Place, calendar, promises, span_of
from bihuan.kernel.ledgers.reads import (
    check_record_rules,
    get_row,
    is_own,
    path_of,
    refuse_unreported,
    require_on,
)
from bihuan.kernel.ledgers.search import search_text
from bihuan.kernel.ledgers.timeline import Change
from bihuan.kernel.ledgers.together import check_together, groups_touched
from bihuan.kernel.ledgers.values import parse_values
from bihuan.kernel.ledgers.writes import check_date, void_record
from bihuan.kernel.org.reads import acts_for
from bihuan.kernel.org.tree import tree
from bihuan.kernel.periods import clock
from bihuan.kernel.periods.days import parse_day
from bihuan.kernel.permissions import SYSTEM, Viewer, require
from bihuan.kernel.problems import Broken, Conflict, Forbidden, Invalid, NotFound, Problem, in_a_row
from bihuan.kernel.workflow import apply
from bihuan.kernel.workflow.conditions import impossible
from bihuan.kernel.workflow.inbox import people_addressed
from bihuan.kernel.workflow.models import Approval, Slip, SlipPerson
from bihuan.kernel.workflow.reads import (
    as_approval,
    four_eyes,
    may_decide,
    missing_for,
    refusal,
    rules_of,
    steps_of,
)
from bihuan.kernel.workflow.slips import rung_reached

LOOKAHEAD = datetime.timedelta(days=60)  # no slip goes out earlier than this before its day
log = logging.getLogger(__name__)


def move_record(
    record_id: int,
    transition: str,
    *,
    actor: Viewer,
    seen: int | None = None,
    values: Mapping[str, object] | None = None,
    reason: str = "",
    on: str | None = None,
) -> int:
    """Move a record along a transition; returns the event's seq. Appends `record.moved`.

    `values` are the fields that the transition needs or takes (evidence among them); `on` is the
    business date of the move, which also fills its `dated` field. `seen` as in `correct_record`.
    A transition that needs a second person's word appends `approval.asked` and moves nothing yet.
    """
    row = get_row(record_id)
    ledger = rules_of(row)
    move = ledger.workflow.transitions.get(transition)
    if move is None:
        known = in_a_row(other.title for other in ledger.workflow.transitions.values())
        raise Invalid("transition-unknown", transition=transition, known=known)
    parsed, day = _on_the_way(ledger, move, values or {}, on)
    check_links(ledger, parsed, record_id=record_id)

    def work() -> int:
        # Checked inside the commit: two people who press at once are judged one after the other.
        held = get_row(record_id)
        _check_possible(ledger, held, move)
        if seen is not None and held.updated_seq != seen:
            raise Conflict("changed-meanwhile", code=held.code)
        steps = steps_of(record_id)
        refused = refusal(actor, ledger, held, move, steps)
        if refused is not None:
            raise refused
        if day < steps[-1].on:
            raise Invalid("move-before-last", on=day, last=steps[-1].on)
        if move.reason and not reason.strip():
            raise Invalid("reason-missing")
        refuse_unreported(ledger, held, parsed, actor)
        sealed = _checked(ledger, held, move, parsed, day)
        if move.approval:
            asked = {"values": sealed, "reason": reason, "on": day}
            return _ask(held, "move", transition, asked, actor)
        return _take(ledger, held, transition, sealed, reason=reason, on=day, actor=actor)

    return commit(work)


def _on_the_way(
    ledger: LedgerUnit, move: TransitionDef, values: Mapping[str, object], on: str | None
) -> tuple[dict[str, Any], str]:
    """Return canonical values and the business date; the `dated` field and the date are one."""
    fields = ledger.definition.fields
    surplus = [name for name in values if name in fields and name not in move.may_fill]
    if surplus:
        allowed = in_a_row(fields[name].title for name in fields if name in move.may_fill)
        raise Invalid(
            "field-not-of-move", where=fields[surplus[0]].title, transition=move.title,
            allowed=allowed,
        )  # fmt: skip
    sent = dict(values)
    if move.dated and sent.get(move.dated) and on is None:
        on = parse_day(sent[move.dated]).isoformat()
    day = parse_day(on).isoformat() if on else clock.today().isoformat()
    check_date(day)
    if move.dated:
        sent[move.dated] = day
    return parse_values(ledger, sent, partial=True), day


def _check_possible(ledger: LedgerUnit, held: Record, move: TransitionDef) -> None:
    refused = impossible(ledger, held, move)
    if refused is not None:
        raise refused


def _checked(
    ledger: LedgerUnit, held: Record, move: TransitionDef, parsed: Mapping[str, Any], on: str
) -> dict[str, Any]:
    """Refuse a move that lacks a field or breaks a pack's check; return its values, sealed."""
    _check_complete(ledger, held, move, parsed, on)
    return sealing.seal_values(ledger, parsed, record=held)


def _check_complete(
    ledger: LedgerUnit, held: Record, move: TransitionDef, parsed: Mapping[str, Any], on: str
) -> None:
    merged = {**json.loads(held.data), **parsed}
    merged |= derive(ledger, merged, path=path_of(held), on=on)
    missing = missing_for(move, merged)
    if missing:
        titles = in_a_row(ledger.definition.fields[name].title for name in missing)
        raise Invalid("transition-needs", transition=move.title, fields=titles)
    check_record_rules(ledger, merged, state=move.to)


def _take(
    ledger: LedgerUnit,
    held: Record,
    transition: str,
    values: Mapping[str, Any],
    *,
    reason: str,
    on: str,
    actor: Viewer,
    asked_by: str = "",
) -> int:
    move = ledger.workflow.transitions[transition]
    data = {**json.loads(held.data), **values}
    place = Place(ledger, path_of(held), held.on, held.id)
    running = Deadline.objects.filter(record_id=held.id)
    promised = promises(place, transition, move.to, on=on, data=data, held=running)
    change = Change(on, state=move.to, values={**values, **promised.pop("values", {})})
    said = follow(ledger, held, change, path=place.path)
    filled = said["values"]
    body: dict[str, Any] = {
        "transition": transition,
        "from": held.state,
        "to": move.to,
        **said,
        **promised,
    }
    if reason:
        body["reason"] = reason
    if asked_by:
        body["asked_by"] = asked_by
    if keys := keys_of(ledger, filled):
        check_links(ledger, keys, record_id=held.id)
        body["keys"] = keys
    if groups := groups_touched(ledger, filled):
        check_together(ledger, {**data, **filled}, groups, record_id=held.id)
        body["together"] = list(map(list, groups))
    name, party = ledger.definition.name, ledger.definition.party
    if name in filled:
        title = str(filled[name] or "")[:200]
        body |= {"title": title, "search": search_text(held.code, title)}
    if party in filled:
        body["party"] = party_of(ledger, filled)
    if move.hands_to and (unit := data.get(move.hands_to)):
        body["unit"] = _destination(str(unit))
    event = append("record.moved", f"record:{held.id}", body, actor=actor.code, on=on)
    ledgers.record_changed(event, held)
    _lapse(held.id, actor)
    return event.seq


def _destination(code: str) -> int:
    place = tree().get_by_code(code)
    if place.is_closed:
        raise Invalid("unit-closed", unit=place.title)
    return place.id


def _lapse(record_id: int, actor: Viewer) -> None:
    """Let what was asked about the place that a record has left, and about ended deadlines, fall away."""
    with connection.cursor() as cursor:  # each move asks: the ORM takes three times as long
        cursor.execute(
            "SELECT a.id FROM kernel_approval a WHERE a.record_id = %s AND a.decision = '' "
            "AND (a.act = 'move' OR a.act = 'extend' AND NOT EXISTS (SELECT 1 FROM kernel_deadline d "
            "WHERE d.record_id = a.record_id AND d.name = a.name AND d.is_open))",
            [record_id],
        )
        asked = cursor.fetchall()
    for (approval,) in asked:
        body = {"approval": approval}
        apply.approval_decided(
            append("approval.lapsed", f"record:{record_id}", body, actor=actor.code)
        )


def ask_extension(record_id: int, deadline: str, to: str, *, actor: Viewer, reason: str) -> int:
    """Ask for a later day before the old one has passed. Appends `approval.asked`."""
    row = get_row(record_id)
    require_on(actor, "record.move", row)
    definition = rules_of(row).workflow.clocks.get(deadline)
    if definition is None:
        raise NotFound("deadline-unknown", deadline=deadline)
    day = parse_day(to).isoformat()
    if not reason.strip():
        raise Invalid("reason-missing")

    def work() -> int:
        held = get_row(record_id)
        _check_extension(held, deadline, definition, day)
        return _ask(held, "extend", deadline, {"to": day, "reason": reason}, actor)

    return commit(work)


def _check_extension(held: Record, name: str, definition: DeadlineDef, day: str) -> None:
    running = Deadline.objects.filter(record_id=held.id, name=name, is_open=True).first()
    if held.is_void or running is None:
        raise Invalid("deadline-not-running", deadline=definition.title)
    if running.due < clock.today().isoformat():
        raise Invalid("extension-late", deadline=definition.title, due=running.due)
    if day <= running.due:
        raise Invalid("extension-earlier", due=running.due)
    if running.extended >= definition.extensions:
        raise Invalid("extension-used-up", deadline=definition.title, most=definition.extensions)


def ask_void(record_id: int, *, actor: Viewer, seen: int, reason: str) -> int:
    """Ask that a record be declared void; somebody else decides. Appends `approval.asked`."""
    row = get_row(record_id)
    if not is_own(actor, row):
        require(actor, "record.correct", ledger=row.ledger, path=path_of(row))
    if not reason.strip():
        raise Invalid("reason-missing")

    def work() -> int:
        held = get_row(record_id)
        if held.is_void:
            raise Invalid("record-void", code=held.code)
        if held.updated_seq != seen:
            raise Conflict("changed-meanwhile", code=held.code)
        return _ask(held, "void", "", {"reason": reason}, actor)

    return commit(work)


def _ask(held: Record, act: str, name: str, asked: Mapping[str, Any], actor: Viewer) -> int:
    if Approval.objects.filter(record_id=held.id, act=act, name=name, decision="").exists():
        raise Conflict("approval-waiting", code=held.code)
    body = {"ledger": held.ledger, "act": act, "name": name, "asked": asked}
    event = append("approval.asked", f"record:{held.id}", body, actor=actor.code)
    apply.approval_asked(event)
    return event.seq


def decide_approval(approval: int, *, actor: Viewer, granted: bool, note: str = "") -> int:
    """Agree to what another person asked, or not; what is agreed to happens in the same commit.

    Appends `approval.granted` and the change itself, or `approval.refused`, which needs a note.
    """

    def work() -> int:
        asked = Approval.objects.filter(id=approval).first()
        if asked is None:
            raise NotFound("approval-unknown")
        held = get_row(asked.record_id)
        if asked.decision:
            raise Conflict("approval-decided", code=held.code)
        if actor.code == asked.asked_by:
            raise Forbidden("four-eyes-asked")
        barred = four_eyes(actor, as_approval(asked), held)
        if barred is not None:
            raise barred
        if not may_decide(actor, as_approval(asked), held):
            raise Forbidden("approval-not-yours")
        if not granted and not note.strip():
            raise Invalid("reason-missing")
        verb = "approval.granted" if granted else "approval.refused"
        body = {"approval": approval, "note": note}
        event = append(verb, f"record:{held.id}", body, actor=actor.code)
        apply.approval_decided(event)
        return _carry_out(asked, held, actor) if granted else event.seq

    return commit(work)


def _carry_out(asked: Approval, held: Record, actor: Viewer) -> int:
    body = json.loads(asked.body)
    ledger = rules_of(held)
    if asked.act == "void":
        seq = void_record(
            held.id, actor=actor, seen=held.updated_seq, reason=body["reason"],
            asked_by=asked.asked_by,
        )  # fmt: skip
        _lapse(held.id, actor)
        return seq
    if asked.act == "extend":
        definition = ledger.workflow.clocks[asked.name]
        running = Deadline.objects.filter(record_id=held.id, name=asked.name, is_open=True)
        if held.is_void or not running.exists():
            raise Invalid("deadline-not-running", deadline=definition.title)
        # Asked in time is enough: the decision may come later.
        today = clock.today().isoformat()
        change = Change(today, values={definition.due: body["to"]} if definition.due else {})
        said = {
            **follow(ledger, held, change, path=path_of(held)),
            "deadlines": {asked.name: {"due": body["to"]}},
            "due": _first_due(held.id, asked.name, body["to"]),
            "reason": body["reason"],
            "asked_by": asked.asked_by,
        }
        event = append("deadline.extended", f"record:{held.id}", said, actor=actor.code)
        ledgers.record_changed(event)
        return event.seq
    move = ledger.workflow.transitions[asked.name]
    _check_possible(ledger, held, move)
    if body["on"] < steps_of(held.id)[-1].on:
        raise Invalid("move-before-last", on=body["on"], last=steps_of(held.id)[-1].on)
    # What the move needs may have been corrected away since it was asked for.
    _check_complete(ledger, held, move, body["values"], body["on"])
    return _take(
        ledger, held, asked.name, body["values"], reason=body["reason"], on=body["on"],
        actor=actor, asked_by=asked.asked_by,
    )  # fmt: skip


def _first_due(record_id: int, changed: str, to: str) -> str:
    others = Deadline.objects.filter(record_id=record_id, is_open=True).exclude(name=changed)
    return min([to, *others.values_list("due", flat=True)])


def issue_slips(*, limit: int = 500) -> int:
    """Send every supervision slip whose day has come; returns how many. Appends `slip.issued` each.

    Harmless when repeated: a rung of a deadline goes out once, and a rung passed over never. This
    is the clock's work, done by the system. A deadline that cannot be judged holds up no other; the
    last refusal is raised when all are through.
    """
    today = clock.today()
    due_by = (today + LOOKAHEAD).isoformat()
    waiting = Deadline.objects.filter(is_open=True, due__lte=due_by).order_by("due", "id")
    count = 0
    refused: Problem | None = None
    for deadline in waiting.iterator():
        if count >= limit:
            break
        try:
            if _rung_to_send(deadline) is not None:  # asked without the lock, and again under it
                count += commit(partial(_issue, deadline.record_id, deadline.name))
        except Broken:
            raise  # the installation's trouble, not the deadline's
        except Problem as problem:
            refused = problem
            log.warning(
                "no slip for %s of record %s: %s", deadline.name, deadline.record_id, problem
            )
    if refused is not None:
        raise refused
    return count


def _issue(record_id: int, name: str) -> int:
    deadline = Deadline.objects.filter(record_id=record_id, name=name, is_open=True).first()
    rung = None if deadline is None else _rung_to_send(deadline)
    if deadline is None or rung is None:
        return 0
    held = get_row(record_id)
    rule = rules_of(held).workflow.clocks[name].slips[rung]
    body = {
        "ledger": held.ledger,
        "deadline": name,
        "due": deadline.due,
        "rung": rung,
        "colour": rule.colour,
        "people": people_addressed(held, rule.to or (held.owes,)),
    }
    apply.slip_issued(append("slip.issued", f"record:{record_id}", body, actor=SYSTEM.code))
    return 1


def _rung_to_send(deadline: Deadline) -> int | None:
    """Return the rung of a deadline's ladder whose day has come and that was not sent yet."""
    held = get_row(deadline.record_id)
    if held.is_void:
        return None
    ledger = rules_of(held)
    definition = ledger.workflow.clocks[deadline.name]
    place = Place(ledger, path_of(held), held.on, held.id)
    rung = rung_reached(
        definition, parse_day(deadline.due), clock.today(), partial(span_of, place), calendar()
    )
    sent = Slip.objects.filter(
        record_id=deadline.record_id, deadline=deadline.name, due=deadline.due
    )
    return None if rung is None or sent.filter(rung__gte=rung).exists() else rung


def answer_slip(slip: int, *, actor: Viewer, answer: str) -> int:
    """Answer a supervision slip, as one of those it is addressed to or as a deputy. Appends `slip.answered`.

    A deputy's answer says for whom it is given (`on_behalf`); who is named answers for oneself.
    """
    if not answer.strip():
        raise Invalid("reason-missing")

    def work() -> int:
        held = Slip.objects.filter(id=slip).first()
        if held is None:
            raise NotFound("slip-unknown")
        if held.answered_by:
            raise Conflict("slip-answered")
        named = set(SlipPerson.objects.filter(slip_id=slip).values_list("person_id", flat=True))
        away = acts_for(actor.person_id, clock.today()) if actor.person_id else []
        absent = [person for person in away if person in named]
        body: dict[str, Any] = {"slip": slip, "answer": answer}
        if actor.person_id not in named:
            if not absent:
                raise Forbidden("slip-not-yours")
            body["on_behalf"] = absent[0]
        event = append("slip.answered", f"record:{held.record_id}", body, actor=actor.code)
        apply.slip_answered(event)
        return event.seq

    return commit(work)
