"""A record as a page, and its evidence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render

from bihuan.kernel.definitions.field_types import FIELD_TYPES, measure_factor
from bihuan.kernel.definitions.labels import measured_in
from bihuan.kernel.definitions.language import LedgerUnit
from bihuan.kernel.dispatch.reads import find_cause
from bihuan.kernel.dispatch.standing import find_standing
from bihuan.kernel.indicators.reads import listed_indicators, read_record_figures
from bihuan.kernel.indicators.record_lights import record_lights
from bihuan.kernel.ledgers import evidence as store
from bihuan.kernel.ledgers.history import describe
from bihuan.kernel.ledgers.links import ledger_named, list_referring
from bihuan.kernel.ledgers.reads import (
    RecordRow,
    find_record,
    get_evidence,
    get_record,
    list_duties,
    list_evidence,
    list_findings,
    list_history,
    may_on,
)
from bihuan.kernel.ledgers.sealing import is_sealed_value, masked
from bihuan.kernel.measures.reads import current_month, list_reports
from bihuan.kernel.org.reads import list_holders, names_by_code
from bihuan.kernel.org.tree import tree
from bihuan.kernel.packs.reads import installed
from bihuan.kernel.permissions import Viewer
from bihuan.kernel.workflow.reads import list_approvals, list_deadlines, list_moves, what_is_asked
from bihuan.web.shared.language import language, said
from bihuan.web.shared.viewers import signed_in, viewer

SOON = 6  # of a record's history are shown at once


@signed_in
def record(request: HttpRequest, record_id: int) -> HttpResponse:
    who = viewer(request)
    row = get_record(who, record_id)
    unit = installed().ledger(row.ledger)
    reports = list_reports(who, record_id) if unit.definition.measures else []
    reported = [
        name
        for name in unit.definition.measures
        if any(report.values.get(name) is not None for report in reports)
    ]
    history = list_history(who, record_id)
    shown = listed_indicators(unit)
    figures = read_record_figures(who, row.ledger, [record_id], names=shown) if shown else {}
    duties = list_duties(who, record_id)
    told = [describe(event, unit, language()) for event in reversed(history)]
    context = {
        "row": row,
        "lit": record_lights([row]).get(record_id),
        "ledger": unit,
        "place": tree().get(row.unit_id),
        "path": [tree().get(int(part)) for part in row.path.split("/") if part],
        "state": unit.workflow.states[row.state],
        "steps": _steps(unit, row, history),
        "groups": _grouped(f for f in _shown_fields(who, unit, row) if not _told(who, f)),
        # what is not an enterprise's to do is no business of its
        "moves": [m for m in list_moves(who, record_id) if m.is_open or not who.party],
        "deadlines": list_deadlines(who, record_id),
        "approvals": [
            (
                asked,
                what_is_asked(asked, language()),
                names_by_code({asked.asked_by}).get(asked.asked_by, ""),
            )
            for asked in list_approvals(who, record_id)
        ],
        "duties": [duty for duty in duties if not duty.to_on],
        "figures": [f for f in figures.get(record_id, ()) if f.name in shown and f.value is not None],
        "warnings": [] if row.is_void else list_findings(row, severity="warning"),
        "reported": reported,
        "reports": [
            (report, _month_cells(unit, report, reported)) for report in reversed(reports)
        ],
        "chart": _chart(unit, row, reports),
        "month": current_month(),
        "is_party": bool(who.party),
        "owes": unit.definition.measures and current_month() not in {r.period for r in reports},
        "photos": _evidence(unit, row),
        "cause": find_cause(who, record_id),
        "standing": None if row.is_void or row.state in unit.workflow.closed
        else find_standing(who, f"record:{record_id}"),
        "referring": list_referring(who, row.ledger, row.code),
        "history": told[:SOON],
        "earlier": told[SOON:],
        "people": list_holders(who) if may_on(who, "duty.assign", record_id) else [],
        "may": {
            name: may_on(who, act, record_id)
            for name, act in (
                ("correct", "record.correct"), ("move", "record.move"), ("duty", "duty.assign"),
                ("report", "measure.report"), ("unmask", "sensitive.read"), ("check", "measure.check"),
                ("approve", "measure.approve"),
            )
        },
    }  # fmt: skip
    return render(request, "records/record.html", context)


def _steps(unit: LedgerUnit, row: RecordRow, history: Sequence[Any]) -> list[tuple[Any, str]]:
    """Return the states along the way: passed, here, still to come; side exits only when taken."""
    passed = {unit.workflow.initial}
    passed |= {event.body["to"] for event in history if event.verb == "record.moved"}
    return [
        (state, "here" if name == row.state else "past" if name in passed else "")
        for name, state in unit.workflow.states.items()
        if not (state.aside or state.tone == "stopped")
        or name == row.state
        or (state.aside and name in passed)
    ]


GROUPS = (
    (("概况", "About"), ()),
    (("数量与资金", "Numbers"), ("integer", "decimal", "money", "percent", "qualified")),
    (("日期", "Dates"), ("date",)),
    (("说明", "Text"), ("long_text",)),
)


def _told(who: Viewer, field: dict[str, Any]) -> bool:
    """Whether an enterprise reads a field elsewhere on its page: days are among the deadlines."""
    return bool(who.party) and field["type"] == "date"


def _grouped(fields: Iterator[dict[str, Any]]) -> list[tuple[str, list[dict[str, Any]]]]:
    """Return fields by what they are, so that an eye finds money with money and days with days."""
    groups: list[list[dict[str, Any]]] = [[] for _ in GROUPS]
    for field in fields:
        place = next((n for n, (_, types) in enumerate(GROUPS) if field["type"] in types), 0)
        groups[place].append(field)
    english = language() == "en"
    return [(GROUPS[n][0][english], held) for n, held in enumerate(groups) if held]


def _shown_fields(who: Viewer, unit: LedgerUnit, row: RecordRow) -> Iterator[dict[str, Any]]:
    lang = language()
    for name, spec in unit.definition.fields.items():
        value = row.data.get(name)
        if spec.type == "evidence" or name == unit.definition.name or value is None:
            continue
        sealed = is_sealed_value(value)
        text = (
            masked(spec.type, value, name)
            if sealed
            else FIELD_TYPES[spec.type].show(value, spec, lang)
        )
        address = ""
        if spec.type == "unit":
            text = _unit_title(text)
        elif spec.type == "units":
            text = said("、", ", ").join(_unit_title(code) for code in value)
        elif spec.type == "person":
            text = names_by_code({text}).get(text, text)
        elif spec.type == "ref":
            target = find_record(who, ledger_named(unit.pack, spec.ledger or ""), text)
            if target is not None:
                text, address = f"{target.code} {target.title}", f"/records/{target.id}/"
        yield {
            "name": name,
            "title": spec.title,
            "type": spec.type,
            "text": text,
            "address": address,
            "sealed": sealed,
            "derived": spec.value is not None,
            "wide": spec.type == "long_text",
        }


def _unit_title(code: str) -> str:
    node = tree().by_code.get(code)
    return getattr(node.title, language()) if node else code


def _month_cells(unit: LedgerUnit, report: Any, names: Sequence[str]) -> list[str]:
    cells = []
    for name in names:
        measure = unit.definition.measures[name]
        value = report.values.get(name)
        if value is None:
            cells.append("—")
        else:
            cells.append(f"{(value * measure_factor(measure)).normalize():,f}")
    return cells


def _chart(unit: LedgerUnit, row: RecordRow, reports: Sequence[Any]) -> dict[str, Any] | None:
    """Return the months of the first measure, their running total, and the plan's straight line."""
    if not reports or not unit.definition.measures:
        return None
    name, measure = next(iter(unit.definition.measures.items()))
    scale = measure_factor(measure)
    known = {report.period: report.values.get(name) for report in reports}
    year = max(known)[:4]
    periods = [f"{year}-{month:02d}" for month in range(1, 13)]
    values = [None if known.get(p) is None else float(known[p] * scale) for p in periods]
    totals: list[float | None] = []
    total = 0.0
    for value in values if measure.adds_up else ():
        total += value or 0
        totals.append(None if value is None else round(total, 2))
    planned = row.data.get(measure.plan or "")
    plan = None
    if planned is not None:
        yearly = float(Decimal(planned) * scale)
        plan = [round(yearly * month / 12, 2) for month in range(1, 13)]
    title = getattr(measure.title, language())
    names = (
        [title, "Year to date", "Straight to the plan"]
        if language() == "en"
        else [title, "年初累计", "按时序应完成"]
    )
    return {
        "periods": periods,
        "values": values,
        "totals": totals or None,
        "plan": plan,
        "unit": getattr(measured_in(measure.unit), language()),
        "names": names,
    }


def _evidence(unit: LedgerUnit, row: RecordRow) -> list[tuple[Any, list[Any]]]:
    groups = []
    for name, spec in unit.definition.fields.items():
        if spec.type == "evidence" and row.data.get(name):
            groups.append((spec.title, list_evidence(row.data[name])))
    return groups


@signed_in
def evidence(request: HttpRequest, digest: str) -> FileResponse:
    """Serve a stored file: images in place, the rest as a download; nothing in it can run."""
    row = get_evidence(viewer(request), digest)
    response = FileResponse(
        store.open_intact(digest),
        as_attachment=not row.is_image,
        filename=row.name,
        content_type=row.media_type,
    )
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Cache-Control"] = "private, max-age=31536000, immutable"
    return response
