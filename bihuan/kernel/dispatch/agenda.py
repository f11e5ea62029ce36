"""The agenda that fills itself: red figures, overdue records and open problems of a unit."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from bihuan.kernel.definitions.language import Label, LedgerUnit
from bihuan.kernel.dispatch.kinds import least_level, level_reached
from bihuan.kernel.dispatch.models import Meeting
from bihuan.kernel.dispatch.standing import climbs_after, standing_since
from bihuan.kernel.indicators.figures import Figure, decimal_text
from bihuan.kernel.indicators.reads import Ask, read_figures
from bihuan.kernel.ledgers.models import Record
from bihuan.kernel.org.tree import UnitNode, tree
from bihuan.kernel.packs.reads import installed
from bihuan.kernel.periods import clock
from bihuan.kernel.permissions import SYSTEM

MOST = 30  # records of a source that come on an agenda by themselves
DEEPEST_INDEXED = 3
RECORDS = (
    "SELECT r.id, r.ledger, r.code, r.title, r.unit_id, r.state, r.due FROM kernel_record r "
    "WHERE NOT r.is_void AND {where} ORDER BY {order} LIMIT {most}"
)


@dataclass(frozen=True, slots=True)
class Found:
    """One thing that came on the agenda by itself."""

    source: str  # figure | overdue | problem
    subject: str  # what tells it apart from one meeting to the next
    title: Label
    facts: Mapping[str, Any]


def collect(meeting: Meeting, unit: UnitNode, figures: Iterable[Figure]) -> list[Found]:
    """Return what comes before a meeting by itself, whoever asks: `sight` leaves out what is not theirs.

    `figures` are those of `figures_around`. Higher meetings get only what has climbed to them. No
    more than MOST records of each source, and one beyond when there are more.
    """
    return _climbed(
        meeting, unit, [*_red_figures(unit, figures), *_overdue(unit), *_problems(unit)]
    )


def find_coming(meeting: Meeting, unit: UnitNode, figure: Figure) -> Found | None:
    """Return what brings a figure before a meeting by itself: it, or that of the unit above with it."""
    around = figures_around(unit, [figure.key])
    for found in _climbed(meeting, unit, _red_figures(unit, around)):
        if figure.unit.id in {found.facts["unit"], *(p["unit"] for p in found.facts["parts"])}:
            return found
    return None


def _climbed(meeting: Meeting, unit: UnitNode, found: list[Found]) -> list[Found]:
    """Return what has climbed far enough for this kind of meeting."""
    least = least_level(meeting.kind)
    if not least:
        return found
    since, climbs = standing_since(meeting), climbs_after(unit)
    today = clock.today()
    return [
        item for item in found
        if item.subject in since
        and level_reached(datetime.date.fromisoformat(since[item.subject]), today, climbs) >= least
    ]  # fmt: skip


def figures_around(unit: UnitNode, only: Sequence[str] = ()) -> list[Figure]:
    """Return every figure that can be red, of a unit and of the units right below it."""
    places = [unit, *(n for n in tree().children(unit.id) if not n.is_closed)]
    wanted = [
        f"{pack.name}.{name}"
        for pack in installed().packs.values()
        for name, definition in pack.indicators.items()
        if any(rule.light == "red" for rule in definition.light)
        and (not only or f"{pack.name}.{name}" in only)
    ]
    if not wanted:
        return []
    return read_figures(SYSTEM, Ask(indicators=wanted, units=[place.code for place in places]))


def _red_figures(unit: UnitNode, around: Iterable[Figure]) -> list[Found]:
    """Return each indicator that is red for the unit, or for a unit right below it."""
    red: dict[str, list[Figure]] = {}
    for figure in around:
        if figure.light == "red":
            red.setdefault(figure.key, []).append(figure)
    found = []
    for figures in red.values():
        # one item when the unit itself is red, with those below it; else one for each below
        if figures[0].unit.id == unit.id:
            found.append(figure_item(figures[0], figures[1:]))
        else:
            found += [figure_item(figure, ()) for figure in figures]
    return found


def figure_facts(figure: Figure) -> dict[str, Any]:
    """Return a figure as an event keeps it."""
    return {
        "indicator": figure.key,
        "unit": figure.unit.id,
        "on": figure.on.isoformat(),
        "at": figure.at,
        "value": decimal_text(figure.displayed) or "",
        "display": figure.display,
        "measured_in": figure.definition.unit,
        "light": figure.light,
    }


def figure_subject(figure: Figure) -> str:
    return f"figure:{figure.key}:{figure.unit.id}"


def figure_item(figure: Figure, parts: Iterable[Figure] = ()) -> Found:
    """Return a figure as an item of an agenda, with the units below where it is red too."""
    when_red = figure.definition.when_red or ""
    facts = {
        **figure_facts(figure),
        "why": {"zh": figure.why.zh, "en": figure.why.en},
        "when_red": {
            "zh": getattr(when_red, "zh", when_red), "en": getattr(when_red, "en", when_red),
        },
        "parts": [{"unit": part.unit.id, "display": part.display} for part in parts],
    }  # fmt: skip
    return Found("figure", figure_subject(figure), figure.title, facts)


def _overdue(unit: UnitNode) -> list[Found]:
    today = clock.today().isoformat()
    ledgers = [ledger for ledger in installed().ledgers() if ledger.definition.serves != "problem"]
    # the far day stands written out, so that the database sees that its index holds these rows
    where = "r.due < '9999-12-31' AND r.due < %s"
    return _records(unit, ledgers, where, [today], "overdue", "r.due, r.id")


def _problems(unit: UnitNode) -> list[Found]:
    found: list[Found] = []
    for ledger in installed().ledgers():
        if ledger.definition.serves != "problem":
            continue
        workflow = ledger.workflow
        open_states = [state for state in workflow.states if state not in workflow.closed]
        marks = ", ".join("%s" for _ in open_states)
        where = f"r.state IN ({marks})"
        found += _records(unit, [ledger], where, open_states, "problem", "r.due, r.id")
    return found


def _records(
    unit: UnitNode,
    ledgers: Sequence[LedgerUnit],
    where: str,
    values: list[Any],
    source: str,
    order: str,
) -> list[Found]:
    keys = [ledger.key for ledger in ledgers]
    if not keys:
        return []
    depth = min(unit.depth, DEEPEST_INDEXED)
    reach, bound = f"r.u{depth} = %s", [unit.ancestors[depth - 1]]
    if unit.depth > depth:
        reach, bound = f"{reach} AND r.u{unit.depth} = %s", [*bound, unit.id]
    marks = ", ".join("%s" for _ in keys)
    statement = RECORDS.format(
        where=f"r.ledger IN ({marks}) AND {reach} AND {where}", order=order, most=MOST + 1
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [*keys, *bound, *values])
        rows = cursor.fetchall()
    kinds = _kinds(ledgers, [row[0] for row in rows]) if source == "problem" else {}
    found = []
    for record_id, ledger, code, title, unit_id, state, due in rows:
        facts: dict[str, Any] = {"record": record_id, "ledger": ledger, "code": code}
        facts |= {"unit": unit_id, "state": state, "due": due}
        if kind := kinds.get(record_id):
            facts["kind"] = {"zh": kind.zh, "en": kind.en}
        name = title or code
        found.append(Found(source, f"record:{record_id}", Label(zh=name, en=name), facts))
    return found


def _kinds(ledgers: Sequence[LedgerUnit], ids: Sequence[int]) -> dict[int, Label]:
    by_key = {ledger.key: ledger for ledger in ledgers}
    rows = Record.objects.filter(id__in=ids).values_list("id", "ledger", "data")
    return {each: _kind_of(by_key[ledger], json.loads(data)) for each, ledger, data in rows}


def _kind_of(ledger: LedgerUnit, data: Mapping[str, Any]) -> Label:
    """Return what kind of problem a record is: its first choice that had to be made, else its ledger."""
    for name, field in ledger.definition.fields.items():
        if field.type == "choice" and field.required and data.get(name) in field.choices:
            return field.choices[data[name]]
    return ledger.definition.title
