"""Rules over time: in every open state a deadline asks for the next step, or the pack says why none."""

from __future__ import annotations

from bihuan.kernel.definitions.language import Pack, WorkflowDef
from bihuan.kernel.definitions.source import Found, Others, Source
from bihuan.kernel.problems import Words

At = tuple[str, frozenset[str]]  # a state, and the deadlines that run there


def open_states_timed(pack: Pack, source: Source, others: Others) -> Found:
    for name, flow in pack.workflows.items():
        for state in _without_clock(flow):
            title = flow.states[state].title
            yield (
                source.at("workflows", name, "states", state),
                Words(
                    f"环节 {state}（{title.zh}）没有期限催它往下走。",
                    f"No deadline asks for a step out of the state {state}.",
                ),
            )


def state_times(pack: Pack, source: Source, others: Others) -> Found:
    for name, flow in pack.workflows.items():
        for key, state in flow.states.items():
            if state.within is None and state.untimed is None:
                continue
            is_shut = key in flow.closed or not _exits(flow, key)
            is_idle = state.within is not None and (
                state.owner is None or state.untimed is not None
            )
            if is_shut or is_idle:
                yield (
                    source.at("workflows", name, "states", key),
                    Words(
                        f"环节 {key} 不该这样写期限。",
                        f"The state {key} cannot say its time like this.",
                    ),
                )


def _without_clock(flow: WorkflowDef) -> list[str]:
    """Return the open states that some way of moves reaches with no deadline for the next step."""
    start = frozenset(name for name, each in flow.clocks.items() if "added" in each.starts)
    waiting: list[At] = [(flow.initial, start)]
    seen: set[At] = set()
    found = []
    while waiting:
        at = waiting.pop()
        state, running = at
        if at in seen or state in flow.closed or state not in flow.states:
            continue
        seen.add(at)
        exits = _exits(flow, state)
        asked = any(exits & set(flow.clocks[name].until) for name in running)
        if exits and not asked and flow.states[state].untimed is None:
            found.append(state)
        waiting += [
            (move.to, _running(flow, running, key))
            for key, move in flow.transitions.items()
            if state in move.sources
        ]
    return [state for state in flow.states if state in found]


def _exits(flow: WorkflowDef, state: str) -> set[str]:
    return {
        key for key, move in flow.transitions.items() if state in move.sources and move.to != state
    }


def _running(flow: WorkflowDef, running: frozenset[str], move: str) -> frozenset[str]:
    """Return which deadlines run after a move, as `ledgers.promises` has it."""
    return frozenset(
        name
        for name, each in flow.clocks.items()
        if (move in each.starts and (name not in running or each.anew))
        or (name in running and move not in each.until)
    )
