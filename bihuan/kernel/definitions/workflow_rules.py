"""Rules over the workflows of a pack. One function each."""

from __future__ import annotations

import re

from bihuan.kernel.definitions.language import Pack
from bihuan.kernel.definitions.source import Found, Others, Source
from bihuan.kernel.problems import Words


def workflow_has_ledger(pack: Pack, source: Source, others: Others) -> Found:
    for name in pack.workflows:
        if name not in pack.ledgers:
            yield (
                source.at("workflows", name),
                Words(f"流程 {name} 没有同名台账。", f"The workflow {name} has no ledger of its name."),
            )  # fmt: skip


def states_known(pack: Pack, source: Source, others: Others) -> Found:
    for name, flow in pack.workflows.items():
        if flow.initial not in flow.states:
            yield source.at("workflows", name, "initial"), _no_state(flow.initial)
        for number, state in enumerate(flow.closed):
            if state not in flow.states:
                yield source.at("workflows", name, "closed", number), _no_state(state)
        for key, move in flow.transitions.items():
            for state in (*move.sources, move.to):
                if state not in flow.states:
                    yield (
                        source.at("workflows", name, "transitions", key),
                        Words(
                            f"办理 {key} 用到的环节 {state} 不存在。",
                            f"The transition {key} uses a state {state} that is not there.",
                        ),
                    )


def _no_state(state: str) -> Words:
    return Words(f"环节 {state} 不存在。", f"There is no state {state}.")


def states_reached(pack: Pack, source: Source, others: Others) -> Found:
    for name, flow in pack.workflows.items():
        reached = {flow.initial}
        for _ in flow.states:
            for move in flow.transitions.values():
                if reached & set(move.sources):
                    reached.add(move.to)
        for state in flow.states:
            if state not in reached:
                where = source.at("workflows", name, "states", state)
                yield (
                    where,
                    Words(f"环节 {state} 无法到达。", f"No way leads to the state {state}."),
                )


def closing_possible(pack: Pack, source: Source, others: Others) -> Found:
    for name, flow in pack.workflows.items():
        if not flow.closed:
            continue
        open_ended = set(flow.closed)
        for _ in flow.states:
            for move in flow.transitions.values():
                if move.to in open_ended:
                    open_ended |= set(move.sources)
        for state in flow.states:
            if state not in open_ended:
                yield (
                    source.at("workflows", name, "states", state),
                    Words(f"从环节 {state} 走不到结束。", f"From the state {state} no way leads to closing."),
                )  # fmt: skip


def transition_fields(pack: Pack, source: Source, others: Others) -> Found:
    for name, flow in pack.workflows.items():
        fields = pack.ledgers[name].fields if name in pack.ledgers else {}
        for key, move in flow.transitions.items():
            for field in move.needs:
                if field not in fields:
                    where = source.at("workflows", name, "transitions", key, "needs")
                    yield where, Words(f"字段 {field} 不存在。", f"There is no field {field}.")
            if move.dated and (move.dated not in fields or fields[move.dated].type != "date"):
                where = source.at("workflows", name, "transitions", key, "dated")
                yield (
                    where,
                    Words(f"{move.dated} 不是日期字段。", f"{move.dated} is not a date field."),
                )


def four_eyes_names(pack: Pack, source: Source, others: Others) -> Found:
    for name, flow in pack.workflows.items():
        for key, move in flow.transitions.items():
            for rule in move.not_by:
                earlier = rule.removeprefix("actor of ").strip()
                if rule.startswith("actor of ") and earlier not in (*flow.transitions, "added"):
                    yield (
                        source.at("workflows", name, "transitions", key, "not_by"),
                        Words(
                            f"not_by 提到的办理 {earlier} 不存在。",
                            f"not_by speaks of a transition {earlier} that is not there.",
                        ),
                    )


def durations(pack: Pack, source: Source, others: Others) -> Found:
    for name, flow in pack.workflows.items():
        for key, move in flow.transitions.items():
            if move.within is None or move.within in pack.parameters:
                continue
            if not re.fullmatch(r"[1-9]\d* (working days?|days?|hours?)", move.within):
                where = source.at("workflows", name, "transitions", key, "within")
                yield (
                    where,
                    Words(f"期限 {move.within} 读不懂。", f"Cannot read the term {move.within}."),
                )
