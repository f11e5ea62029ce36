"""Where a record can go from here, for whom, and what that takes."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from bihuan.kernel.definitions.language import DeadlineDef, Label, LedgerUnit, TransitionDef
from bihuan.kernel.ledgers.models import Deadline, Record
from bihuan.kernel.ledgers.promises import born_rules
from bihuan.kernel.ledgers.reads import duties_held, get_row, is_own, may, may_see, path_of
from bihuan.kernel.org.reads import find_person_id, holders_of, role_titles, roles_with
from bihuan.kernel.packs.reads import installed
from bihuan.kernel.permissions import ACTS, Viewer, allows, holds_role
from bihuan.kernel.problems import Forbidden, NotFound, Problem, in_a_row
from bihuan.kernel.workflow.conditions import impossible, steps_from
from bihuan.kernel.workflow.models import Approval

READ_STEPS = (
    "SELECT verb, on_day, actor, body FROM kernel_event WHERE subject = %s "
    "AND verb IN ('record.added', 'record.moved') ORDER BY seq"
)


@dataclass(frozen=True, slots=True)
class Move:
    """A transition out of the record's state; `refusal` says why this viewer may not take it."""

    name: str
    title: Label
    definition: TransitionDef
    refusal: Problem | None

    @property
    def is_open(self) -> bool:
        return self.refusal is None


@dataclass(frozen=True, slots=True)
class Step:
    """A move that a record made; `people` are all who had a hand in it."""

    transition: str  # `added` for its entry
    to: str
    on: str
    people: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DeadlineRow:
    """A promise of time as it stands: running, kept in time or late, or given up."""

    name: str
    definition: DeadlineDef
    due: str
    first_due: str
    met_on: str
    is_open: bool
    extended: int


@dataclass(frozen=True, slots=True)
class ApprovalRow:
    """Something that waits for another person's word."""

    id: int
    record_id: int
    ledger: str
    act: str
    name: str
    asked: Mapping[str, Any]
    asked_by: str
    asked_on: str


def rules_of(row: Record) -> LedgerUnit:
    """Return a record's ledger with the workflow that the record was born under."""
    return born_rules(installed().ledger(row.ledger), row.id)


def rules_for(record_id: int) -> LedgerUnit:
    """Return the rules that a record is under, by its id."""
    return rules_of(get_row(record_id))


def list_moves(viewer: Viewer, record_id: int) -> list[Move]:
    """Return the transitions out of a record's state, those open to the viewer first."""
    row = get_row(record_id)
    if not may_see(viewer, row):
        raise NotFound("record-unknown", record=record_id)
    ledger = rules_of(row)
    possible = steps_from(ledger, row)
    steps = steps_of(record_id) if possible else []
    moves = [
        Move(name, move.title, move, refusal(viewer, ledger, row, move, steps))
        for name, move in possible.items()
    ]
    return sorted(moves, key=lambda move: not move.is_open)


def require_possible(viewer: Viewer, record_id: int, transition: str) -> None:
    """Raise what keeps a record from a transition where it is, then what keeps the viewer from it."""
    row = get_row(record_id)
    if not may_see(viewer, row):
        raise NotFound("record-unknown", record=record_id)
    ledger = rules_of(row)
    move = ledger.workflow.transitions[transition]
    refused = impossible(ledger, row, move)
    refused = refused or refusal(viewer, ledger, row, move, steps_of(record_id))
    if refused is not None:
        raise refused


def list_deadlines(viewer: Viewer, record_id: int) -> list[DeadlineRow]:
    """Return every promise of time that a record ever came under, in the workflow's order."""
    row = get_row(record_id)
    if not may_see(viewer, row):
        raise NotFound("record-unknown", record=record_id)
    held = {deadline.name: deadline for deadline in Deadline.objects.filter(record_id=record_id)}
    return [
        DeadlineRow(
            name, definition, found.due, found.first_due, found.met_on, found.is_open,
            found.extended,
        )
        for name, definition in rules_of(row).workflow.clocks.items()
        if (found := held.get(name)) is not None
    ]  # fmt: skip


def list_approvals(viewer: Viewer, record_id: int) -> list[ApprovalRow]:
    """Return what waits for somebody's word about a record."""
    row = get_row(record_id)
    if not may_see(viewer, row):
        raise NotFound("record-unknown", record=record_id)
    return [as_approval(asked) for asked in Approval.objects.filter(record_id=row.id, decision="")]


def as_approval(row: Approval) -> ApprovalRow:
    return ApprovalRow(
        row.id, row.record_id, row.ledger, row.act, row.name, json.loads(row.body), row.asked_by,
        row.asked_on,
    )  # fmt: skip


def what_is_asked(asked: ApprovalRow, language: str) -> str:
    """Tell in words what somebody asks for."""
    workflow = installed().ledger(asked.ledger).workflow
    if asked.act == "void":
        return "Void this record" if language == "en" else "作废这条记录"
    if asked.act == "extend":
        title, to = workflow.clocks[asked.name].title, asked.asked["to"]
        return f"Extend “{title.en}” to {to}" if language == "en" else f"“{title.zh}”延至 {to}"
    move = workflow.transitions[asked.name]
    ends = (move.title, workflow.states[move.to].title)
    return " → ".join(getattr(title, language) for title in ends)


def what_was_asked(approval: int) -> ApprovalRow:
    """Return a request, decided or not. Raises NotFound."""
    found = Approval.objects.filter(id=approval).first()
    if found is None:
        raise NotFound("approval-unknown")
    return as_approval(found)


def list_deciders(asked: ApprovalRow, row: Record) -> list[int]:
    """Return the people nearest to a record who hold a role that may agree to what was asked."""
    if asked.act == "move":
        roles = list(rules_of(row).workflow.transitions[asked.name].approval)
    else:
        roles = roles_with("record.void" if asked.act == "void" else "deadline.extend")
    own = find_person_id(asked.asked_by)
    found = [person for role in roles for person in holders_of(role, path_of(row))]
    return [person for person in dict.fromkeys(found) if person != own]


def may_decide(viewer: Viewer, asked: ApprovalRow, row: Record) -> bool:
    """Whether somebody may agree to what was asked: of the right role, and not who asked."""
    if viewer.code == asked.asked_by:
        return False
    if asked.act == "move":
        move = rules_of(row).workflow.transitions[asked.name]
        if four_eyes(viewer, asked, row) is not None:
            return False
        own, path = is_own(viewer, row), path_of(row)
        return any(holds_role(viewer, role, path=path, own=own) for role in move.approval)
    return may(viewer, "record.void" if asked.act == "void" else "deadline.extend", row)


def four_eyes(viewer: Viewer, asked: ApprovalRow, row: Record) -> Problem | None:
    """Return why the viewer's own moves bar that person from agreeing to a move, or None."""
    if asked.act != "move":
        return None
    ledger = rules_of(row)
    move = ledger.workflow.transitions[asked.name]
    if not move.not_by and not closes_well(ledger, move):
        return None
    return _had_a_hand(viewer, ledger, move, steps_of(row.id))


def steps_of(record_id: int) -> list[Step]:
    """Return a record's entry and moves, oldest first."""
    with connection.cursor() as cursor:
        cursor.execute(READ_STEPS, [f"record:{record_id}"])
        rows = cursor.fetchall()
    steps = []
    for verb, on, actor, text in rows:
        body = json.loads(text)
        added = verb == "record.added"
        people = (actor, *([body["asked_by"]] if body.get("asked_by") else ()))
        steps.append(
            Step(
                "added" if added else body["transition"],
                body["state"] if added else body["to"],
                on,
                people,
            )
        )
    return steps


def refusal(
    viewer: Viewer,
    ledger: LedgerUnit,
    row: Record,
    transition: TransitionDef,
    steps: Sequence[Step],
) -> Problem | None:
    """Return why the viewer may not take a transition of a record, or None."""
    own = is_own(viewer, row)
    path = path_of(row)
    if not _by_duty(viewer, ledger, row, transition):
        if not may(viewer, "record.move", row):
            return Forbidden("not-allowed", act=ACTS["record.move"])
        if not any(holds_role(viewer, role, path=path, own=own) for role in transition.by):
            return _not_for(ledger, transition)
    barred = [rule for rule in transition.not_by if not rule.startswith("actor of ")]
    if any(
        holds_role(viewer, role, path=path, own=own) and role in viewer.roles for role in barred
    ):
        return _not_for(ledger, transition)
    return _had_a_hand(viewer, ledger, transition, steps)


def _had_a_hand(
    viewer: Viewer, ledger: LedgerUnit, transition: TransitionDef, steps: Sequence[Step]
) -> Problem | None:
    """Return why the viewer's own earlier moves bar that person from a transition, or None."""
    earlier = {rule[9:].strip() for rule in transition.not_by if rule.startswith("actor of ")}
    if any(viewer.code in step.people for step in steps if step.transition in earlier):
        return Forbidden("four-eyes", transition=transition.title)
    # Whatever a pack says: who brought a record to where it waits does not close it.
    if closes_well(ledger, transition) and len(steps) > 1 and viewer.code in steps[-1].people:
        return Forbidden("four-eyes", transition=transition.title)
    return None


def _not_for(ledger: LedgerUnit, transition: TransitionDef) -> Forbidden:
    """Say who may take a transition, as somebody asks who may not."""
    titles = {**role_titles(), **{name: d.title for name, d in ledger.definition.duties.items()}}
    known = in_a_row(titles[name] for name in transition.by if name in titles)
    return Forbidden("not-your-role", transition=transition.title, known=known)


def _by_duty(viewer: Viewer, ledger: LedgerUnit, row: Record, transition: TransitionDef) -> bool:
    """Whether a transition is open to the holders of a duty, and the viewer holds it."""
    named = ledger.definition.duties.keys() & transition.by
    if not named or not allows(viewer, "record.move", ledger=row.ledger):
        return False
    return bool(named & duties_held(viewer, row))


def closes_well(ledger: LedgerUnit, transition: TransitionDef) -> bool:
    """Whether a transition closes a record as done, rather than stopping it or changing a closed one."""
    workflow = ledger.workflow
    is_done = transition.to in workflow.closed and workflow.states[transition.to].tone == "done"
    return is_done and not set(transition.sources) <= set(workflow.closed)


def missing_for(transition: TransitionDef, values: Mapping[str, object]) -> list[str]:
    """Return the fields that a transition needs and the record (with new values) lacks."""
    return [name for name in transition.needs if values.get(name) in (None, "", [])]
