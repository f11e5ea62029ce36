"""Rules over the conditions of transitions."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from typing import Any

from bihuan.kernel.definitions.expressions import ExpressionFault, compiled, parse_expression
from bihuan.kernel.definitions.language import FieldDef, Pack, TransitionDef, WorkflowDef
from bihuan.kernel.definitions.source import Found, Others, Source
from bihuan.kernel.problems import Words

MOST = 4096  # combinations of choices that are tried; more than any workflow has use for
Values = Mapping[str, Any]


def ways_out(pack: Pack, source: Source, others: Others) -> Found:
    """Whatever choices a record has, closing can be reached from wherever it can come."""
    for name, flow in pack.workflows.items():
        if not flow.closed or name not in pack.ledgers:
            continue
        told: set[str] = set()
        for values in _combinations(flow, pack.ledgers[name].fields):
            steps = [move for move in flow.transitions.values() if _may_hold(move, values)]
            for state in _stuck(flow, steps) - told:
                told.add(state)
                having = ", ".join(f"{key} = {value or 'null'}" for key, value in values.items())
                yield (
                    source.at("workflows", name, "states", state),
                    Words(
                        f"{having} 时，从环节 {state} 走不到结束。",
                        f"With {having}, no way leads from the state {state} to closing.",
                    ),
                )


def _combinations(flow: WorkflowDef, fields: Mapping[str, FieldDef]) -> Iterator[Values]:
    """Yield what records may have in the choice and boolean fields that conditions name."""
    moves = flow.transitions.values()
    named = sorted({name for move in moves for name in _names(move)})
    asked = {name for move in moves for name in move.needs}
    choices: dict[str, list[Any]] = {}
    for name in named:
        field = fields.get(name)
        if field is None or field.type not in ("choice", "boolean"):
            continue
        known = list(field.choices) if field.type == "choice" else [True, False]
        choices[name] = known if field.required or name in asked else [*known, None]
    if choices:
        for values in itertools.islice(itertools.product(*choices.values()), MOST):
            yield dict(zip(choices, values, strict=True))


def _names(move: TransitionDef) -> frozenset[str]:
    try:
        return parse_expression(move.when).names if move.when else frozenset()
    except ExpressionFault:
        return frozenset()


def _may_hold(move: TransitionDef, values: Values) -> bool:
    """Whether a condition may hold; one that speaks of more than these values may."""
    if not move.when or not _names(move) <= values.keys():
        return True
    try:
        return compiled(move.when)(values) is True
    except ExpressionFault:
        return True


def _stuck(flow: WorkflowDef, steps: list[TransitionDef]) -> set[str]:
    reached, ending = {flow.initial}, set(flow.closed)
    for _ in flow.states:
        for move in steps:
            if reached & set(move.sources):
                reached.add(move.to)
            if move.to in ending:
                ending |= set(move.sources)
    return reached - ending
