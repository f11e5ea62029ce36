"""Which steps belong to a record as it stands: from its state, and by its own fields."""

from __future__ import annotations

import json
from collections.abc import Mapping

from bihuan.kernel.definitions.expressions import compiled
from bihuan.kernel.definitions.language import LedgerUnit, TransitionDef
from bihuan.kernel.definitions.wording import condition_in_words, titles_with_ledger
from bihuan.kernel.ledgers.checks import comparables
from bihuan.kernel.ledgers.models import Record
from bihuan.kernel.packs.reads import installed
from bihuan.kernel.problems import Conflict, Invalid, Problem, Words, in_a_row


def steps_from(ledger: LedgerUnit, row: Record) -> dict[str, TransitionDef]:
    """Return the transitions that this record can take from where it is; none of a void record."""
    if row.is_void:
        return {}
    return {
        name: move
        for name, move in ledger.workflow.transitions.items()
        if row.state in move.sources and belongs(ledger, row, move)
    }


def belongs(ledger: LedgerUnit, row: Record, move: TransitionDef) -> bool:
    """Whether a record meets a transition's `when`; what cannot be decided does not."""
    if move.when is None:
        return True
    known = comparables(ledger.definition.fields, json.loads(row.data), state=row.state)
    known = {name: None if value == [] else value for name, value in known.items()}
    return compiled(move.when)(known) is True


def impossible(ledger: LedgerUnit, row: Record, move: TransitionDef) -> Problem | None:
    """Return why a record cannot take a transition from where it is, whoever asks, or None."""
    if row.is_void:
        return Invalid("record-void", code=row.code)
    if row.state not in move.sources:
        state = ledger.workflow.states[row.state].title
        return Conflict("wrong-state", code=row.code, state=state, possible=_possible(ledger, row))
    if move.when is None or belongs(ledger, row, move):
        return None
    titles = titles_with_ledger(installed().packs[ledger.pack], ledger)
    condition = Words(*(condition_in_words(move.when, titles, each) for each in ("zh", "en")))
    return Invalid(
        "step-of-others", transition=move.title, condition=condition, code=row.code,
        possible=_possible(ledger, row),
    )  # fmt: skip


def _possible(ledger: LedgerUnit, row: Record) -> Words:
    steps: Mapping[str, TransitionDef] = steps_from(ledger, row)
    return in_a_row(step.title for step in steps.values())
