"""From any state, any moves by any people: the invariants of the loop hold, whatever was tried.

The workflow has a condition, a side exit, requests, times of states; people get roles and lose them,
answer for records and hand that on, go on leave with a deputy. What they may is counted here from the
log alone, not asked of the code that decides.
"""

from __future__ import annotations

import datetime
import json
import random
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import pytest

from bihuan.kernel import replay
from bihuan.kernel.events.models import Event
from bihuan.kernel.events.reads import position
from bihuan.kernel.ledgers.models import Deadline, Record
from bihuan.kernel.ledgers.reads import get_record
from bihuan.kernel.ledgers.writes import add_evidence, assign_duty, correct_record
from bihuan.kernel.org.models import Assignment, Person
from bihuan.kernel.org.reads import viewer_of
from bihuan.kernel.org.tree import tree
from bihuan.kernel.org.writes import add_person, assign_role, delegate, end_role
from bihuan.kernel.packs.reads import installed
from bihuan.kernel.periods import clock
from bihuan.kernel.permissions import SYSTEM
from bihuan.kernel.problems import Problem
from bihuan.kernel.workflow.inbox import list_owed
from bihuan.kernel.workflow.models import Approval, Slip
from bihuan.kernel.workflow.reads import list_moves
from bihuan.kernel.workflow.writes import (
    ask_extension,
    ask_void,
    decide_approval,
    issue_slips,
    move_record,
)
from tests.kernel.conftest import Zone
from tests.kernel.packs.test_upgrades import FLOW, upgrade
from tests.kernel.workflow.test_clocks import FIXED, PLANNED, UNTIMED

PEOPLE = ("ann", "ann", "bob", "bob", "cat", "dan", "eve", "writer")
MOVES = ("start", "fix", "verify", "return", "drop", "reopen", "climb", "come_down", "fly")
ROLES = ("reporter", "checker", "approver", "dispatcher")
CLIMBED = (
    "  climbed: {title: {zh: 已提级, en: Climbed}, owner: dispatcher, aside: true, within: 2 working days}\n"
    "  closed: {title"
)
CLIMB = (
    "  climb: {title: {zh: 提级, en: Climb}, from: [started], to: climbed, by: [lead],"
    " when: level = 'province', reason: true}\n"
    "  come_down: {title: {zh: 退回本级, en: Come down}, from: [climbed], to: started, by: [dispatcher]}\n"
    "  fix: {title"
)


@dataclass
class Known:
    """What the log says of who may what, as far as it was read."""

    seq: int = 0
    held: dict[int, tuple[int, str]] = field(default_factory=dict)  # person and role by assignment
    leads: dict[int, int] = field(default_factory=dict)  # by record
    levels: dict[int, str] = field(default_factory=dict)
    asked: dict[int, Event] = field(default_factory=dict)
    late: dict[tuple[int, str, int], str] = field(default_factory=dict)
    starts: Counter[tuple[int, str]] = field(default_factory=Counter)
    seen: Counter[str] = field(default_factory=Counter)

    def roles(self, code: str) -> set[str]:
        person = Person.objects.get(code=code).id
        return {role for holder, role in self.held.values() if holder == person}

    def read_on(self) -> None:
        """Judge each new event by what was known when it was written, and learn from it."""
        reaching = {tree().get_by_code(code).id for code in ("S1", "ZONE", "CITY")}
        for event in Event.objects.filter(seq__gt=self.seq).order_by("seq"):
            body, named = json.loads(event.body), event.subject.partition(":")[2]
            subject = int(named) if named.isdigit() else 0
            if event.verb == "role.assigned" and body["unit"] in reaching:
                self.held[event.seq] = (subject, body["role"])
            elif event.verb == "role.ended":
                self.held.pop(body["assignment"], None)
            elif event.verb == "duty.assigned":
                self.leads[subject] = body["person"]
            elif event.verb == "approval.asked":
                self.asked[event.seq] = event
                if body["act"] == "move":
                    self.check_step(event, subject, body["name"])
            elif event.verb == "approval.granted":
                self.check_grant(event, body["approval"])
            elif event.verb == "record.moved":
                if "asked_by" not in body:
                    self.check_step(event, subject, body["transition"])
                assert holds(body["transition"], self.levels[subject]), "a step has its condition"
            if event.verb.startswith("record."):
                self.levels[subject] = body.get("values", {}).get("level", self.levels.get(subject))
            if event.verb != "deadline.extended":
                fates = body.get("deadlines", {}).items()
                self.starts.update((subject, name) for name, fate in fates if "due" in fate)
            self.seen[event.verb] += 1
            self.seq = event.seq

    def check_step(self, event: Event, record: int, name: str) -> None:
        move = flow().transitions[name]
        person = Person.objects.get(code=event.actor).id
        leads = "lead" in move.by and self.leads.get(record) == person
        assert leads or self.roles(event.actor) & set(move.by), "only whom the step is for takes it"

    def check_grant(self, event: Event, approval: int) -> None:
        asked = self.asked.pop(approval)  # decided once
        body = json.loads(asked.body)
        assert asked.actor != event.actor, "another person agrees"
        wanted = set(flow().transitions[body["name"]].approval) if body["act"] == "move" else None
        assert wanted is None or wanted & self.roles(event.actor), "of a role that may agree"


def flow() -> Any:
    return installed().ledger("tiny.case").workflow


def holds(transition: str, level: str) -> bool:
    return transition != "climb" or level == "province"


def play(draw: random.Random, records: list[int], proof: str, day: datetime.date) -> None:
    """Let somebody try something."""
    record, actor = draw.choice(records), viewer_of(draw.choice(PEOPLE))
    on = draw.choice([None, (day - datetime.timedelta(days=draw.randint(-2, 9))).isoformat()])
    match draw.randint(0, 13):
        case 0:
            days = datetime.timedelta(days=draw.randint(-3, 30))
            name = draw.choice([*flow().clocks])
            ask_extension(record, name, (day + days).isoformat(), actor=actor, reason="等配件")
        case 1:
            seen = get_record(SYSTEM, record).seen - draw.choice([0, 0, 1])
            ask_void(record, actor=actor, seen=seen, reason=draw.choice(["重复", ""]))
        case 2 | 3:
            waiting = list(Approval.objects.filter(decision=""))
            asked = draw.choice(waiting or [*Approval.objects.all()] or [Approval(id=0)])
            if asked.id and draw.random() < 0.4:  # who asked tries to agree alone
                actor = viewer_of(asked.asked_by)
            note = draw.choice(["", "不妥"])
            decide_approval(asked.id, actor=actor, granted=draw.random() < 0.6, note=note)
        case 4:
            given = list(Assignment.objects.filter(to_on="").exclude(role__in=["auditor"]))
            end_role(draw.choice(given).id, actor=SYSTEM, on=day.isoformat())
        case 5 | 6:
            who, unit = draw.choice(PEOPLE), draw.choice(["S1", "ZONE", "S2"])
            assign_role(who, draw.choice(ROLES), actor=SYSTEM, unit=unit, on=day.isoformat())
        case 7:
            assign_duty(record, "lead", actor=SYSTEM, person=draw.choice(PEOPLE))
        case 8:
            until = (day + datetime.timedelta(days=draw.randint(0, 6))).isoformat()
            away, deputy, first = draw.choice(PEOPLE), draw.choice(PEOPLE), day.isoformat()
            delegate(away, deputy, actor=SYSTEM, from_on=first, until=until, reason="出差")
        case 9:
            seen, level = get_record(SYSTEM, record).seen, draw.choice(["province", "city"])
            correct_record(record, {"level": level}, actor=actor, seen=seen, reason="重新定级")
        case _:
            values: dict[str, object] = {}
            if draw.random() < 0.7:
                values["story"] = "已换新"
            if draw.random() < 0.7:
                values["proof"] = [proof]
            moves = flow().transitions
            state = get_record(SYSTEM, record).state
            fitting = [name for name, move in moves.items() if state in move.sources]
            move = draw.choice(fitting if fitting and draw.random() < 0.7 else MOVES)
            if move in moves and draw.random() < 0.8:  # mostly what the move takes
                values = {k: v for k, v in values.items() if k in moves[move].may_fill}
            move_record(record, move, actor=actor, values=values, reason="原因", on=on)


def check_lateness(today: str, known: Known) -> None:
    """What was overdue once keeps its day for good, and is owed by that day while it runs."""
    for deadline in Deadline.objects.filter(ledger="tiny.case"):
        record = Record.objects.get(id=deadline.record_id)
        anew = flow().clocks[deadline.name].anew
        key = (record.id, deadline.name, known.starts[record.id, deadline.name] if anew else 0)
        if deadline.is_open and deadline.due < today and not record.is_void:
            known.late.setdefault(key, deadline.due)
            assert record.due <= deadline.due
            if record.owes == "lead":
                owed = list_owed(viewer_of(codes()[known.leads[record.id]]))
                assert record.id in [item.id for item in owed]
        if key in known.late:
            assert deadline.due == known.late[key], "overdue is never forgotten"


def codes() -> dict[int, str]:
    return dict(Person.objects.values_list("id", "code"))


def check_offers(record: int) -> None:
    """What the page offers is what the state and the condition allow."""
    row = get_record(SYSTEM, record)
    assert {move.name for move in list_moves(SYSTEM, record)} == {
        name
        for name, move in flow().transitions.items()
        if row.state in move.sources and holds(name, str(row.data["level"])) and not row.is_void
    }


def check_invariants() -> None:
    moves_of = flow().transitions
    for row in Record.objects.filter(ledger="tiny.case"):
        events = list(Event.objects.filter(subject=f"record:{row.id}").order_by("seq"))
        moves = [(e, json.loads(e.body)) for e in events if e.verb == "record.moved"]
        state, last_on, fixers = "planned", row.on, set()
        for event, body in moves:
            assert body["from"] == state, "a move starts where the record is"
            assert event.on >= last_on, "time runs forward"
            hands = {event.actor, body.get("asked_by", event.actor)}
            move = moves_of[body["transition"]]
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
        assert row.owes == ("" if row.is_void else flow().states[row.state].owner or "")
        voided = [e for e in events if e.verb == "record.voided"]
        assert len(voided) == row.is_void
        for event in voided:
            assert json.loads(event.body)["asked_by"] != event.actor, "nobody voids alone"
            assert event.seq == max(e.seq for e in events if e.verb.startswith("record."))
        running = [each for each in Deadline.objects.filter(record_id=row.id) if each.is_open]
        if running and not row.is_void:
            assert row.due == min(each.due for each in running), "what runs is owed by its day"
        assert {each.name for each in running} <= ALLOWED[row.state]
        for deadline in Deadline.objects.filter(record_id=row.id, name="fix"):
            begun = next(
                b["deadlines"]["fix"]["due"] for _, b in moves if "fix" in b.get("deadlines", {})
            )
            assert deadline.first_due == begun, "the first day is never forgotten"
            granted = sum(
                e.verb == "deadline.extended" and "fix" in json.loads(e.body)["deadlines"]
                for e in events
            )
            assert deadline.extended == granted <= 1
            assert deadline.due >= deadline.first_due
            if deadline.met_on:
                assert any(e.on == deadline.met_on for e, _ in moves)
    rungs = list(Slip.objects.values_list("record_id", "deadline", "due", "rung"))
    assert len(rungs) == len(set(rungs)), "nobody is chased twice for one thing"


ALLOWED = {
    "planned": {"leave_planned"},
    "started": {"fix"},
    "climbed": {"fix", "leave_climbed"},
    "fixed": {"leave_fixed"},
    "closed": set(),
    "dropped": set(),
}


@pytest.mark.parametrize("seed", range(5))
def test_no_sequence_of_moves_breaks_an_invariant(zone: Zone, seed: int) -> None:
    draw, known = random.Random(seed), Known()
    upgrade(
        (FLOW, PLANNED, PLANNED.replace(UNTIMED, ", within: 3 working days")),
        (FLOW, FIXED, "owner: checker, within: 5 working days"),
        (FLOW, "  closed: {title", CLIMBED),
        (FLOW, "  fix: {title", CLIMB),
        (FLOW, "    from: [start]\n", "    from: [start, return, reopen]\n"),
    )
    add_person("eve", "eve名", actor=SYSTEM, unit="ZONE")
    for person, role in (
        ("eve", "dispatcher"),
        ("bob", "reporter"),
        ("dan", "checker"),
        ("ann", "approver"),
    ):
        assign_role(person, role, actor=SYSTEM, unit="ZONE", on="2020-01-01")
    unit = tree().get_by_code("S1").id
    proof = add_evidence(b"%PDF-1.7", "a.pdf", actor=zone.ann, unit_id=unit).digest
    records = [
        zone.case(f"事项{number}", on="2022-05-04", level=("province", "city")[number % 2])
        for number in range(4)
    ]
    for record in records:
        assign_duty(record, "lead", actor=SYSTEM, person="ann")
    known.read_on()
    day, done, refused = datetime.date(2022, 5, 5), 0, 0
    for _ in range(120):
        day += datetime.timedelta(days=draw.choice([0, 0, 0, 1, 2]))
        with clock.travel(day):
            before = position()
            try:
                play(draw, records, proof, day)
                done += 1
            except Problem as problem:
                assert problem.sentence("zh") and problem.sentence("en")
                assert position() == before, "what is refused writes nothing"
                refused += 1
            issue_slips()
            check_offers(draw.choice(records))
            if position() != before:
                known.read_on()
                check_invariants()
                check_lateness(day.isoformat(), known)
    assert done > 5 and refused > 5
    assert known.seen["record.moved"] and known.late
    assert replay.differing_projections() == []
