"""What an entry or a move promises: which deadlines start, which are kept, who owes the next move.

A record keeps the rules it was born under: the workflow of the pack that was installed when it was
added, and the parameters in force on its business date. What comes out goes into the event's body,
so that a replay needs no definitions.
"""

from __future__ import annotations

import datetime
import functools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from bihuan.kernel.definitions.language import (
    DeadlineDef,
    LedgerUnit,
    SpansByChoice,
    WorkflowDef,
)
from bihuan.kernel.definitions.upgrades import workflow_fits
from bihuan.kernel.definitions.workflow_rules import NO_SPAN, SPAN_UNITS
from bihuan.kernel.events.newest import newest
from bihuan.kernel.ledgers.models import NO_DUE, Deadline
from bihuan.kernel.org.reads import calendar_overrides
from bihuan.kernel.packs.reads import get_parameter, installed
from bihuan.kernel.periods.days import parse_day
from bihuan.kernel.periods.working_days import Span, WorkingDays
from bihuan.kernel.problems import Invalid


@dataclass(frozen=True, slots=True)
class Place:
    """Where and since when a record stands: what its parameters are looked up by."""

    ledger: LedgerUnit  # with the workflow in force at the record's birth
    path: str
    born_on: str
    born_at: int | None  # the log position of its entry; None while it is being added


def born_rules(ledger: LedgerUnit, record_id: int) -> LedgerUnit:
    """Return a ledger with the workflow that a record was added under.

    Where a later version has lost or renamed a state or field of it, the newest workflow holds.
    """
    then = installed(record_id).packs[ledger.pack].workflows[ledger.name]
    if then is ledger.workflow or not workflow_fits(
        then, ledger.workflow, ledger.definition.fields
    ):
        return ledger
    return ledger.model_copy(update={"workflow": then})


def span_of(place: Place, text: str) -> Span:
    """Return a time allowed, written out or named as a parameter."""
    pack = installed(place.born_at).packs[place.ledger.pack]
    parameter = pack.parameters.get(text)
    if parameter is None:
        return Span.parse(text)
    value = get_parameter(pack, text, path=place.path, on=place.born_on, at=place.born_at)
    count = int(parameter.default if value is None else value)
    return Span.parse(f"{count} {SPAN_UNITS[parameter.unit]}s")


def calendar() -> WorkingDays:
    """Return the working days as the zone has declared them."""
    _, leaf = newest()
    return _calendar(leaf) if leaf else WorkingDays(calendar_overrides())


@functools.lru_cache(maxsize=4)
def _calendar(leaf: str) -> WorkingDays:
    return WorkingDays(calendar_overrides())


def last_day(
    place: Place, deadline: DeadlineDef, start: datetime.date, data: Mapping[str, Any]
) -> str:
    """Return the last day allowed, empty when the deadline has no span."""
    span = deadline.within
    if isinstance(span, SpansByChoice):
        span = span.spans.get(str(data.get(span.by)))
    if span in (None, NO_SPAN):
        return ""
    return span_of(place, span).last_day(start, calendar()).isoformat()


def promises(
    place: Place,
    move: str,
    to: str,
    *,
    on: str,
    data: Mapping[str, Any],
    held: Iterable[Deadline] = (),
) -> dict[str, Any]:
    """Return what an entry (`added`) or a move adds to its event's body.

    `values` are date fields filled on the way, `deadlines` what becomes of each, `due` the first of
    those that run on, `owes` the duty or role that has to move next. A deadline that starts again
    keeps its day, unless it is `anew`: a record that is reopened is judged by its first promise.
    """
    workflow = place.ledger.workflow
    is_closed = to in workflow.closed
    running = {row.name: row.due for row in held if row.is_open}
    before = {row.name: row.due for row in held}
    values: dict[str, Any] = {}
    fates: dict[str, dict[str, str]] = {}
    for name, deadline in workflow.clocks.items():
        is_kept = name in running and move in deadline.until
        begins = move in deadline.starts and not is_closed
        if is_kept and deadline.met:
            values[deadline.met] = on
        # What comes back every year is kept and starts again with one move.
        if begins and (name not in running or (is_kept and deadline.anew)):
            again = deadline.anew and name in before
            due = "" if again else before.get(name) or data.get(deadline.due or "") or ""
            if not due and (due := last_day(place, deadline, parse_day(on), data)) and deadline.due:
                values[deadline.due] = due
            if name not in before and "" < due < on and move != "added":
                raise Invalid("deadline-past", deadline=deadline.title, due=due)
            if due:  # without a span and a day nothing is promised
                running[name] = due
                fates[name] = {"due": due}
                continue
        if is_kept or (name in running and is_closed):
            del running[name]
            fates[name] = {"met": on} if is_kept else {"dropped": on}
    owner = workflow.states[to].owner
    said: dict[str, Any] = {
        "due": min(running.values(), default=NO_DUE),
        "owes": "" if is_closed or owner is None else owner,
    }
    if values:
        said["values"] = values
    if fates:
        said["deadlines"] = fates
    return said


def deadline_fields(workflow: WorkflowDef) -> dict[str, str]:
    """Return the date fields that hold a deadline, with the deadline's name."""
    return {deadline.due: name for name, deadline in workflow.deadlines.items() if deadline.due}
