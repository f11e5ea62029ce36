"""What meetings decided: tasks as they stand, beside the figures that caused them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bihuan.kernel.definitions.language import LedgerUnit, StateDef
from bihuan.kernel.dispatch.models import Decision
from bihuan.kernel.indicators.figures import Figure
from bihuan.kernel.indicators.reads import Ask, read_figures
from bihuan.kernel.ledgers.models import Deadline, Record
from bihuan.kernel.ledgers.reads import may as may_record
from bihuan.kernel.org.tree import UnitNode, tree
from bihuan.kernel.packs.reads import Installation, installed
from bihuan.kernel.periods import clock
from bihuan.kernel.permissions import Viewer, allows

Figures = Mapping[tuple[str, int | None], Figure]  # by indicator and unit


@dataclass(frozen=True, slots=True)
class Decided:
    """What was decided, in the words of the meeting; the task itself may have changed since."""

    matter: str
    lead: UnitNode
    due: str


@dataclass(frozen=True, slots=True)
class TaskRow:
    """A task as it stands, beside the figure that caused it as it stood."""

    decision: int
    meeting_id: int
    number: int
    decided: Decided
    id: int
    ledger: str
    code: str
    matter: str
    unit: UnitNode
    co_units: tuple[UnitNode, ...]
    state: StateDef
    due: str
    is_closed: bool
    is_late: bool  # past its day now, or reported after it
    indicator: str
    display: str
    light: str
    at: int | None
    measured_in: str = ""  # what the figure is measured in
    figure: Figure | None = None  # as it is now
    is_open_to: bool = True  # whether the viewer may look at the task itself


def task_ledger(installation: Installation | None = None) -> LedgerUnit | None:
    """Return the ledger that serves as the tasks of meetings, or None."""
    for ledger in (installation or installed()).ledgers():
        if ledger.definition.serves == "task":
            return ledger
    return None


def told(tasks: Iterable[TaskRow]) -> list[dict[str, Any]]:
    """Return how tasks stand, as an event and the minutes keep it."""
    return [
        {
            "code": task.code,
            "matter": task.decided.matter,
            "unit": {"zh": task.unit.title.zh, "en": task.unit.title.en},
            "due": task.due,
            "state": {"zh": task.state.title.zh, "en": task.state.title.en},
            "late": task.is_late,
        }
        for task in tasks
    ]


def tasks_caused(viewer: Viewer, indicator: str, unit_id: int) -> list[TaskRow]:
    """Return the tasks that an indicator of a unit led to (`pack.indicator`), the newest first."""
    decided = Decision.objects.filter(indicator=indicator, unit_id=unit_id).order_by("-id")
    return tasks_of(viewer, decided)


def tasks_of(
    viewer: Viewer, decisions: Iterable[Decision], figures: Figures | None = None
) -> list[TaskRow]:
    """Return the tasks of decisions that the viewer may see, in the decisions' order."""
    decided = list(decisions)
    records = Record.objects.in_bulk([decision.task_id for decision in decided])
    units, packs, today = tree(), installed(), clock.today().isoformat()
    running = Deadline.objects.filter(record_id__in=records, is_open=True)
    still_due = set(running.values_list("record_id", "name"))
    found = []
    for decision in decided:
        row = records[decision.task_id]
        if not may_record(viewer, "record.read", row):
            continue
        data = json.loads(row.data)
        due = str(data.get("due_on") or "")
        workflow = packs.ledger(row.ledger).workflow
        closed = row.state in workflow.closed or row.is_void
        # A task sent back or opened again is late once more, though it was reported before.
        promised = {name for name, each in workflow.deadlines.items() if each.due == "due_on"}
        is_running = any((row.id, name) in still_due for name in promised)
        done = "" if is_running else str(data.get("finished_on") or "")
        found.append(
            TaskRow(
                decision.id, decision.meeting_id, decision.number,
                Decided(decision.matter, units.get(decision.lead_id), decision.due), row.id, row.ledger, row.code,
                row.title,
                units.get(row.unit_id),
                tuple(units.get(unit) for unit in json.loads(decision.co_units)),
                workflow.states[row.state], due, closed,
                due < (done or today) if due else False,
                decision.indicator, decision.display, decision.light, decision.at,
                _measured_in(packs, decision.indicator),
                (figures or {}).get((decision.indicator, decision.unit_id)),
            )
        )  # fmt: skip
    return found


def _measured_in(installation: Installation, indicator: str) -> str:
    """Return what an indicator is measured in, nothing for one that its pack no longer has."""
    pack, _, name = indicator.partition(".")
    held = installation.packs.get(pack)
    definition = held.indicators.get(name) if held else None
    return definition.unit if definition else ""


def figures_now(viewer: Viewer, decided: Sequence[Decision], known: Iterable[Figure]) -> Figures:
    """Return the figures that caused tasks, as they are now, where the viewer may see them."""
    found: dict[tuple[str, int | None], Figure] = {
        (figure.key, figure.unit.id): figure for figure in known
    }
    wanted: dict[int, list[str]] = {}
    for decision in decided:
        pair = decision.indicator, decision.unit_id
        if decision.indicator and decision.unit_id is not None and pair not in found:
            wanted.setdefault(decision.unit_id, []).append(decision.indicator)
    for unit_id, indicators in wanted.items():
        unit = tree().nodes.get(unit_id)
        seen = [
            name
            for name in dict.fromkeys(indicators)
            if unit is not None and may_figure(viewer, name, unit)
        ]
        if unit is not None and seen:
            for figure in read_figures(viewer, Ask(indicators=seen, units=[unit.code])):
                found[figure.key, unit_id] = figure
    return found


def may_figure(viewer: Viewer, indicator: str, unit: UnitNode) -> bool:
    """Decide whether the viewer may see an indicator (`pack.indicator`) of a unit."""
    pack = indicator.partition(".")[0]
    return allows(viewer, "figure.read", ledger=f"{pack}.any", path=unit.path)
