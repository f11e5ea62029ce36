"""Rules over the workflows of a pack. One function each."""

from __future__ import annotations

import re

from bihuan.kernel.definitions.language import LEAVE, Pack, SpansByChoice
from bihuan.kernel.definitions.source import Found, Others, Source
from bihuan.kernel.problems import Words

SPAN = r"\d{1,4} (working days?|days?|hours?|months?)"
NO_SPAN = "none"  # of one choice: nothing is promised to such a record
SPAN_UNITS = {"工作日": "working day", "天": "day", "日": "day", "小时": "hour", "月": "month"}


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
            for kind in ("needs", "takes"):
                for field in getattr(move, kind):
                    if field not in fields:
                        where = source.at("workflows", name, "transitions", key, kind)
                        yield where, Words(f"字段 {field} 不存在。", f"There is no field {field}.")
            if move.hands_to and (
                move.hands_to not in fields or fields[move.hands_to].type != "unit"
            ):
                where = source.at("workflows", name, "transitions", key, "hands_to")
                yield (
                    where,
                    Words(
                        f"{move.hands_to} 不是单元字段。", f"{move.hands_to} is not a unit field."
                    ),
                )
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
        for key, deadline in flow.clocks.items():
            where = source.at("workflows", name, "deadlines", key)
            if key not in flow.deadlines:
                where = source.at("workflows", name, "states", key.removeprefix(LEAVE), "within")
            slips = [span for slip in deadline.slips for span in (slip.before, slip.after)]
            for span in (*deadline.spans, *slips):
                if span is None or (span == NO_SPAN and span in deadline.spans_by_choice):
                    continue
                parameter = pack.parameters.get(span)
                if parameter is not None and parameter.unit not in SPAN_UNITS:
                    yield (
                        where,
                        Words(
                            f"参数 {span} 的单位应为工作日、天、小时或月。",
                            f"The parameter {span} should be in 工作日, 天, 小时 or 月.",
                        ),
                    )
                if parameter is None and not re.fullmatch(SPAN, span):
                    yield (
                        where,
                        Words(f"期限 {span} 读不懂。", f"The term {span} cannot be read."),
                    )
            if isinstance(deadline.within, SpansByChoice):
                fields = pack.ledgers[name].fields if name in pack.ledgers else {}
                by = deadline.within.by
                if by not in fields or set(deadline.within.spans) != set(fields[by].choices):
                    yield (
                        where,
                        Words(
                            f"期限须给 {by} 的每个选项各写一个，且只写这些。",
                            f"The deadline should have one term for each choice of {by}, and no other.",
                        ),
                    )


def deadlines(pack: Pack, source: Source, others: Others) -> Found:
    for name, flow in pack.workflows.items():
        fields = pack.ledgers[name].fields if name in pack.ledgers else {}
        for key, deadline in flow.deadlines.items():
            where = source.at("workflows", name, "deadlines", key)
            known = {*flow.transitions}
            for move in sorted({*deadline.starts} - known - {"added"} | {*deadline.until} - known):
                yield (
                    where,
                    Words(
                        f"期限 {key} 用到的办理 {move} 不存在。",
                        f"The deadline {key} uses a transition {move} that is not there.",
                    ),
                )
            for field in (deadline.due, deadline.met):
                if field is not None and (field not in fields or fields[field].type != "date"):
                    yield where, Words(f"{field} 不是日期字段。", f"{field} is not a date field.")
