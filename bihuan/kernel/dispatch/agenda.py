"""The agenda that fills itself: red figures, overdue records and open problems of a unit."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import connection

from bihuan.kernel.definitions.language import Label, LedgerUnit
from bihuan.kernel.dispatch.kinds import least_level, level_reached
from bihuan.kernel.dispatch.models import AgendaItem, Meeting
from bihuan.kernel.indicators.figures import Figure, decimal_text
from bihuan.kernel.indicators.reads import Ask, read_figures
from bihuan.kernel.org.tree import UnitNode, tree
from bihuan.kernel.packs.reads import Installation, get_parameter, installed
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
    found = [
        *_red_figures(unit, figures),
        *_overdue(unit),
        *_problems(unit),
    ]
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


def figures_around(unit: UnitNode) -> list[Figure]:
    """Return every figure that can be red, of a unit and of the units right below it."""
    places = [unit, *(n for n in tree().children(unit.id) if not n.is_closed)]
    wanted = [
        f"{pack.name}.{name}"
        for pack in installed().packs.values()
        for name, definition in pack.indicators.items()
        if any(rule.light == "red" for rule in definition.light)
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
            found.append(_figure_item(figures[0], figures[1:]))
        else:
            found += [_figure_item(figure, ()) for figure in figures]
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


def _figure_item(figure: Figure, parts: Iterable[Figure]) -> Found:
    when_red = figure.definition.when_red or ""
    facts = {
        **figure_facts(figure),
        "why": {"zh": figure.why.zh, "en": figure.why.en},
        "when_red": {
            "zh": getattr(when_red, "zh", when_red), "en": getattr(when_red, "en", when_red),
        },
        "parts": [{"unit": part.unit.id, "display": part.display} for part in parts],
    }  # fmt: skip
    return Found("figure", f"figure:{figure.key}:{figure.unit.id}", figure.title, facts)


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
    ledgers: Iterable[LedgerUnit],
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
    return [
        Found(
            source,
            f"record:{record_id}",
            Label(zh=title or code, en=title or code),
            {"record": record_id, "ledger": ledger, "code": code, "unit": unit_id, "state": state, "due": due},
        )
        for record_id, ledger, code, title, unit_id, state, due in rows
    ]  # fmt: skip


def task_ledger(installation: Installation | None = None) -> LedgerUnit | None:
    """Return the ledger that serves as the tasks of meetings, or None."""
    for ledger in (installation or installed()).ledgers():
        if ledger.definition.serves == "task":
            return ledger
    return None


def climbs_after(unit: UnitNode) -> list[int]:
    """Return after how many days an unsettled item climbs to each further kind of meeting."""
    ledger = task_ledger()
    if ledger is None:
        return []
    pack = installed().packs[ledger.pack]
    on = clock.today().isoformat()
    after = [get_parameter(pack, key, path=unit.path, on=on) for key in ledger.definition.climbs]
    return [int(days) for days in after if days is not None]


def standing_since(meeting: Meeting) -> dict[str, str]:
    """Return since when each subject stands unsettled before the meetings of a unit.

    The weekly meeting speaks of all: what it did not have, or settled, starts anew.
    """
    last = last_closed(meeting, "weekly")
    if last is None:
        return {}
    items = AgendaItem.objects.filter(meeting_id=last.id, is_settled=False).exclude(subject="")
    return dict(items.values_list("subject", "first_on"))


def last_closed(meeting: Meeting, kind: str) -> Meeting | None:
    """Return the newest closed meeting of a kind and this meeting's unit, before this one."""
    held = Meeting.objects.filter(
        unit_id=meeting.unit_id, kind=kind, state="closed", on__lte=meeting.on
    )
    return held.exclude(id=meeting.id).order_by("-on", "-id").first()
