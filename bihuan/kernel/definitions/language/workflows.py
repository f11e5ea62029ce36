"""Where a record can go: states, transitions, deadlines and slips."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Literal

from pydantic import Field

from bihuan.kernel.definitions.language.shapes import (
    Expression,
    Label,
    Name,
    Said,
    Shape,
)

LEAVE = "leave_"  # before a state's name: the promise that its `within` makes


class StateDef(Shape):
    title: Label
    tone: Literal["neutral", "active", "waiting", "done", "stopped"] = "neutral"
    owner: Name | None = Field(
        default=None, description="who owes the next move: a duty of the ledger, else a role"
    )
    aside: bool = Field(
        default=False, description="off the usual way; among the stages only once it was taken"
    )
    within: str | None = Field(
        default=None,
        description="how long the next step may take each time a record comes here; may name a parameter",
    )
    untimed: Said | None = Field(default=None, description="why no day is set for the next step")


class TransitionDef(Shape):
    """A move between states. `by` names roles and duties, `not_by` roles and `actor of <transition>`."""

    title: Label
    sources: tuple[Name, ...] = Field(alias="from", min_length=1)
    to: Name
    by: tuple[str, ...] = Field(min_length=1)
    not_by: tuple[str, ...] = ()
    when: Expression | None = Field(
        default=None,
        description="over the record's fields before it: only such a record has this step",
    )
    needs: tuple[Name, ...] = ()  # fields (evidence among them) that must be filled
    takes: tuple[Name, ...] = ()  # fields that may be filled on the way, and need not
    reason: bool = False  # a reason must be given
    approval: tuple[str, ...] = ()  # roles of whom another person must agree before it happens
    dated: Name | None = None  # the date field that the business date of the move fills
    hands_to: Name | None = Field(
        default=None, description="the unit field that names where the record belongs from then on"
    )

    @property
    def may_fill(self) -> frozenset[str]:
        """Return every field that the move may change."""
        return frozenset((*self.needs, *self.takes, *((self.dated,) if self.dated else ())))


class SlipRule(Shape):
    """When a supervision slip of a colour goes out: so long before or after the deadline."""

    colour: Literal["blue", "yellow", "red"]
    before: str | None = None  # `3 working days`
    after: str | None = None  # neither: on the day itself
    to: tuple[str, ...] = ()  # duties or roles; who owes the move when empty


class SpansByChoice(Shape):
    """A time allowed that depends on a choice field; each span may name a parameter."""

    by: Name
    spans: dict[str, str]  # by the choice's code; `none` where nothing is promised


class DeadlineDef(Shape):
    """A promise of time: from one move until another. `within` may name a parameter.

    The day stands in a date field of the record, so that figures can ask for it; what people fill in
    there counts, else `within` fills it.
    """

    title: Label
    starts: tuple[Name, ...] = Field(alias="from", min_length=1)  # transitions, or `added`
    until: tuple[Name, ...] = Field(min_length=1)  # the transitions that keep the promise
    within: str | SpansByChoice | None = None  # `15 working days`, `3 days`
    due: Name | None = None  # None for the time allowed in a state, which no figure asks for
    met: Name | None = None  # the date field that says when it was kept
    extensions: int = Field(default=1, ge=0, le=9, description="how often it may be extended")
    anew: bool = Field(
        default=False,
        description="a new start gives a new day, as for what comes back every year; else the first day stays",
    )
    slips: tuple[SlipRule, ...] = ()

    @property
    def spans(self) -> tuple[str, ...]:
        """Return every time allowed that the deadline names."""
        return self.spans_by_choice or ((str(self.within),) if self.within else ())

    @property
    def spans_by_choice(self) -> tuple[str, ...]:
        return tuple(self.within.spans.values()) if isinstance(self.within, SpansByChoice) else ()


class WorkflowDef(Shape):
    """workflows/<ledger>.yaml: the same name as its ledger."""

    initial: Name
    states: dict[Name, StateDef]
    transitions: dict[Name, TransitionDef]
    deadlines: dict[Name, DeadlineDef] = {}
    closed: tuple[Name, ...] = Field(default=(), description="states in which a record is closed")

    @cached_property
    def clocks(self) -> dict[str, DeadlineDef]:
        """Return every promise of time by name: the deadlines, and what `within` of a state says."""
        found = dict(self.deadlines)
        for name, state in self.states.items():
            coming = [key for key, move in self.transitions.items() if move.to == name]
            starts = ["added", *coming] if name == self.initial else coming
            until = [key for key, move in self.transitions.items() if self._goes_on(name, move)]
            if state.within is not None and starts and until:
                found[f"{LEAVE}{name}"] = _leaving(state, starts, until)
        return found

    def _goes_on(self, state: str, move: TransitionDef) -> bool:
        """Whether a transition leads on from a state; one that stops the record does not."""
        is_stop = move.to in self.closed and self.states[move.to].tone == "stopped"
        return state in move.sources and move.to != state and not is_stop


def _leaving(state: StateDef, starts: Sequence[str], until: Sequence[str]) -> DeadlineDef:
    title = state.title
    return DeadlineDef.model_validate(
        {
            "from": starts,
            "title": Label(zh=f"下一步期限（{title.zh}）", en=f"Next step ({title.en})"),
            "until": until,
            "within": state.within,
            "anew": True,
            "slips": (SlipRule(colour="red", after="1 working days"),),  # to whoever owes the step
        }
    )
