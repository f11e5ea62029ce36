"""Where a record can go from here, for whom, and what that takes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Q

from bihuan.kernel.definitions.language import Label, LedgerUnit, TransitionDef
from bihuan.kernel.events.models import Event
from bihuan.kernel.ledgers.models import Record
from bihuan.kernel.ledgers.reads import get_row, is_own, may, may_see, path_of
from bihuan.kernel.packs.reads import installed
from bihuan.kernel.permissions import ACTS, Viewer, holds_role
from bihuan.kernel.problems import Forbidden, NotFound, Problem


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


def list_moves(viewer: Viewer, record_id: int) -> list[Move]:
    """Return the transitions out of a record's state, those open to the viewer first."""
    row = get_row(record_id)
    if not may_see(viewer, row):
        raise NotFound("record-unknown", record=record_id)
    ledger = installed().ledger(row.ledger)
    if row.is_void:
        return []
    moves = [
        Move(name, transition.title, transition, refusal(viewer, ledger, row, name, transition))
        for name, transition in ledger.workflow.transitions.items()
        if row.state in transition.sources
    ]
    return sorted(moves, key=lambda move: not move.is_open)


def refusal(
    viewer: Viewer, ledger: LedgerUnit, row: Record, name: str, transition: TransitionDef
) -> Problem | None:
    """Return why the viewer may not take a transition of a record, or None."""
    own = is_own(viewer, row)
    path = path_of(row)
    if not may(viewer, "record.move", row):
        return Forbidden("not-allowed", act=ACTS["record.move"])
    if not any(holds_role(viewer, role, path=path, own=own) for role in transition.by):
        return Forbidden("not-your-role", transition=transition.title)
    barred = [rule for rule in transition.not_by if not rule.startswith("actor of ")]
    if any(
        holds_role(viewer, role, path=path, own=own) and role in viewer.roles for role in barred
    ):
        return Forbidden("not-your-role", transition=transition.title)
    earlier = [rule[9:].strip() for rule in transition.not_by if rule.startswith("actor of ")]
    if earlier and _took(viewer, row.id, earlier):
        return Forbidden("four-eyes", transition=transition.title)
    return None


def _took(viewer: Viewer, record_id: int, transitions: Sequence[str]) -> bool:
    """Whether the viewer took one of these transitions of the record (`added` is its entry)."""
    verbs = Q(verb="record.moved")
    if "added" in transitions:
        verbs |= Q(verb="record.added")
    events = Event.objects.filter(
        verbs, subject=f"record:{record_id}", actor=viewer.code
    ).values_list("verb", "body")
    for verb, body in events:
        if verb == "record.added" or any(
            f'"transition":"{transition}"' in body for transition in transitions
        ):
            return True
    return False


def missing_for(
    ledger: LedgerUnit, transition: TransitionDef, values: Mapping[str, object]
) -> list[str]:
    """Return the fields that a transition needs and the record (with new values) lacks."""
    return [name for name in transition.needs if values.get(name) in (None, "", [])]
