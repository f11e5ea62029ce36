"""From any state, any moves by any people: the invariants of the loop hold, whatever was tried."""

from __future__ import annotations

import datetime
import json
import random

import pytest

from bihuan.kernel import replay
from bihuan.kernel.events.models import Event
from bihuan.kernel.ledgers.models import Deadline, Record
from bihuan.kernel.ledgers.reads import get_record
from bihuan.kernel.ledgers.writes import add_evidence, assign_duty
from bihuan.kernel.org.reads import viewer_of
from bihuan.kernel.org.tree import tree
from bihuan.kernel.org.writes import add_person, assign_role
from bihuan.kernel.packs.reads import installed
from bihuan.kernel.periods import clock
from bihuan.kernel.permissions import SYSTEM
from bihuan.kernel.problems import Problem
from bihuan.kernel.workflow.inbox import list_owed
from bihuan.kernel.workflow.models import Approval, Slip
from bihuan.kernel.workflow.writes import (
    ask_extension,
    ask_void,
    decide_approval,
    issue_slips,
    move_record,
)
from tests.kernel.conftest import Zone

PEOPLE = ("ann", "ann", "bob", "bob", "cat", "dan", "eve", "writer")
MOVES = ("start", "fix", "verify", "return", "drop", "reopen", "fly")


def play(
    zone: Zone, draw: random.Random, records: list[int], proof: str, day: datetime.date
) -> None:
    """Let somebody try something."""
    record, actor = draw.choice(records), viewer_of(draw.choice(PEOPLE))
    on = draw.choice([None, (day - datetime.timedelta(days=draw.randint(-2, 9))).isoformat()])
    match draw.randint(0, 9):
        case 0:
            days = datetime.timedelta(days=draw.randint(-3, 30))
            ask_extension(record, "fix", (day + days).isoformat(), actor=actor, reason="等配件")
        case 1:
            seen = get_record(SYSTEM, record).seen - draw.choice([0, 0, 1])
            ask_void(record, actor=actor, seen=seen, reason=draw.choice(["重复", ""]))
        case 2 | 3:
            asked = list(Approval.objects.values_list("id", flat=True)) or [0]
            note = draw.choice(["", "不妥"])
            decide_approval(draw.choice(asked), actor=actor, granted=draw.random() < 0.6, note=note)
        case _:
            values: dict[str, object] = {}
            if draw.random() < 0.7:
                values["story"] = "已换新"
            if draw.random() < 0.7:
                values["proof"] = [proof]
            flow = installed().ledger("tiny.case").workflow.transitions
            state = get_record(SYSTEM, record).state
            fitting = [name for name, move in flow.items() if state in move.sources]
            move = draw.choice(fitting if fitting and draw.random() < 0.7 else MOVES)
            if move in flow and draw.random() < 0.8:  # mostly what the move takes
                values = {k: v for k, v in values.items() if k in flow[move].may_fill}
            move_record(record, move, actor=actor, values=values, reason="原因", on=on)


Late = dict[tuple[int, str], str]  # the day that a deadline of a record was overdue by


def check_lateness(zone: Zone, today: str, late: Late) -> None:
    """What was overdue once keeps its day for good, and stands first in the inbox while it runs."""
    owed = {item.id: item.due for item in list_owed(zone.ann)}
    for deadline in Deadline.objects.filter(ledger="tiny.case"):
        record, key = Record.objects.get(id=deadline.record_id), (deadline.record_id, deadline.name)
        if deadline.is_open and deadline.due < today and not record.is_void:
            late.setdefault(key, deadline.due)
            assert owed[record.id] == deadline.due
        if key in late:
            assert deadline.due == late[key], "overdue is never forgotten"


def check_invariants() -> None:
    flow = installed().ledger("tiny.case").workflow
    for row in Record.objects.filter(ledger="tiny.case"):
        events = list(Event.objects.filter(subject=f"record:{row.id}").order_by("seq"))
        moves = [(e, json.loads(e.body)) for e in events if e.verb == "record.moved"]
        state, last_on, fixers = "planned", row.on, set()
        for event, body in moves:
            assert body["from"] == state, "a move starts where the record is"
            assert event.on >= last_on, "time runs forward"
            hands = {event.actor, body.get("asked_by", event.actor)}
            move = flow.transitions[body["transition"]]
            if body["transition"] == "fix":
                fixers = hands
            if body["to"] == "closed":
                assert not hands & fixers, "the one who fixes never verifies"
                assert body["values"].get("proof") or json.loads(row.data).get("proof")
            if move.reason:
                assert body["reason"], "a reason is given where one is needed"
            if move.approval:
                assert body["asked_by"] != event.actor, "another person agrees"
            state, last_on = body["to"], event.on
        assert state == row.state
        assert row.owes == ("" if row.is_void else flow.states[row.state].owner or "")
        voided = [e for e in events if e.verb == "record.voided"]
        assert len(voided) == row.is_void
        for event in voided:
            assert json.loads(event.body)["asked_by"] != event.actor, "nobody voids alone"
            assert event.seq == max(e.seq for e in events if e.verb.startswith("record."))
        for deadline in Deadline.objects.filter(record_id=row.id):
            begun = next(b["deadlines"]["fix"]["due"] for _, b in moves if "deadlines" in b)
            assert deadline.first_due == begun, "the first day is never forgotten"
            granted = sum(e.verb == "deadline.extended" for e in events)
            assert deadline.extended == granted <= 1
            assert deadline.due >= deadline.first_due
            if deadline.is_open:
                assert row.state == "started"
                assert row.due == deadline.due, "what runs is in the inbox by its day"
            elif deadline.met_on:
                assert any(e.on == deadline.met_on for e, _ in moves)
    rungs = list(Slip.objects.values_list("record_id", "deadline", "due", "rung"))
    assert len(rungs) == len(set(rungs)), "nobody is chased twice for one thing"


@pytest.mark.parametrize("seed", range(8))
def test_no_sequence_of_moves_breaks_an_invariant(zone: Zone, seed: int) -> None:
    draw = random.Random(seed)
    add_person("eve", "eve名", actor=SYSTEM, unit="ZONE")
    for person, role in (("eve", "dispatcher"), ("bob", "reporter"), ("dan", "checker")):
        assign_role(person, role, actor=SYSTEM, unit="ZONE", on="2020-01-01")
    unit = tree().get_by_code("S1").id
    proof = add_evidence(b"%PDF-1.7", "a.pdf", actor=zone.ann, unit_id=unit).digest
    records = [zone.case(f"事项{number}") for number in range(4)]
    for record in records:
        assign_duty(record, "lead", actor=SYSTEM, person="ann")
    day, done, refused, late = datetime.date(2022, 5, 5), 0, 0, Late()
    for _ in range(150):
        day += datetime.timedelta(days=draw.choice([0, 0, 0, 1, 2]))
        with clock.travel(day):
            try:
                play(zone, draw, records, proof, day)
                done += 1
            except Problem as problem:
                assert problem.sentence("zh") and problem.sentence("en")
                refused += 1
            issue_slips()
            check_invariants()
            check_lateness(zone, day.isoformat(), late)
    assert done > 5 and refused > 5
    assert replay.differing_projections() == []
