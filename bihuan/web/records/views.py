"""Ledgers as lists, records as pages."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from html import escape
from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from bihuan.kernel.definitions.field_types import FIELD_TYPES, from_yuan
from bihuan.kernel.definitions.language import LedgerUnit
from bihuan.kernel.dispatch.reads import find_cause
from bihuan.kernel.indicators.reads import read_record_figures
from bihuan.kernel.ledgers import evidence as store
from bihuan.kernel.ledgers.export import export_rows
from bihuan.kernel.ledgers.history import describe
from bihuan.kernel.ledgers.links import ledger_named, list_referring
from bihuan.kernel.ledgers.pages import COUNT_CAP, Question, count_capped, list_page
from bihuan.kernel.ledgers.reads import (
    RecordRow,
    duty_names,
    find_record,
    get_evidence,
    get_record,
    list_duties,
    list_evidence,
    list_history,
    may_on,
)
from bihuan.kernel.ledgers.sealing import is_sealed_value, masked
from bihuan.kernel.measures.reads import current_month, list_reports
from bihuan.kernel.org.reads import names_by_code, units_for
from bihuan.kernel.org.tree import tree
from bihuan.kernel.packs.reads import installed
from bihuan.kernel.permissions import Viewer, allows
from bihuan.kernel.workflow.reads import list_moves
from bihuan.web.records.forms import language
from bihuan.web.shared.templatetags.bihuan import LIGHTS, light
from bihuan.web.shared.templatetags.bihuan import figure as grouped_figure
from bihuan.web.shared.viewers import signed_in, viewer

SPECIAL = {
    "code": ("编号", "Code"),
    "unit": ("单元", "Unit"),
    "state": ("环节", "State"),
    "on": ("日期", "Date"),
}


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a list: what it shows and how."""

    name: str
    title: str
    is_number: bool
    order: str  # the order it can sort by, empty for none


@signed_in
def index(request: HttpRequest) -> HttpResponse:
    who = viewer(request)
    groups = []
    for pack in installed().packs.values():
        ledgers = [installed().ledger(f"{pack.name}.{name}") for name in pack.ledgers]
        seen = [
            (unit, count_capped(who, Question(unit.key)))
            for unit in ledgers
            if allows(who, "record.read", ledger=unit.key)
        ]
        if seen:
            groups.append((pack, seen))
    return render(request, "records/index.html", {"groups": groups, "cap": COUNT_CAP})


@signed_in
def ledger(request: HttpRequest, key: str) -> HttpResponse:
    """A ledger: filter, search, sort, page by keyset. One table, no query per row."""
    who = viewer(request)
    unit = installed().ledger(key)
    question = _question(request, unit)
    page = list_page(who, question)
    count = count_capped(who, question)
    columns = _columns(unit)
    context = {
        "ledger": unit,
        "question": question,
        "columns": columns,
        "rows": page.rows,
        "body": table_body(unit, _cells(request, unit, columns, page.rows)),
        "next": page.next,
        "count": f"{COUNT_CAP:,}+" if count > COUNT_CAP else f"{count:,}",
        "states": unit.workflow.states,
        "choices": [
            (name, spec)
            for name, spec in unit.definition.fields.items()
            if spec.type == "choice" and name in unit.definition.list
        ],
        "chosen": dict(question.choices),
        "units": [n for n in units_for(who, "record.read", key) if n.depth <= 4],
        "unit_code": request.GET.get("unit", ""),
        "may_add": allows(who, "record.add", ledger=key),
    }
    template = "records/_table.html" if request.headers.get("HX-Request") else "records/list.html"
    return render(request, template, context)


def _question(request: HttpRequest, unit: LedgerUnit) -> Question:
    ask = request.GET
    code = ask.get("unit", "")
    choices = tuple(
        (name, ask[name])
        for name, spec in unit.definition.fields.items()
        if spec.type == "choice" and ask.get(name) in spec.choices
    )
    return Question(
        unit.key,
        unit_id=tree().get_by_code(code).id if code else None,
        state=ask.get("state", "") if ask.get("state") in unit.workflow.states else "",
        search=ask.get("q", "")[:60],
        choices=choices,
        with_void=ask.get("void") == "1",
        order=ask.get("order", "-updated"),
        after=ask.get("after", ""),
    )


def _columns(unit: LedgerUnit) -> list[Column]:
    definition, pack = unit.definition, installed().packs[unit.pack]
    lang = language()
    columns = []
    for name in definition.list or ("code", definition.name, "state", "unit"):
        if name in SPECIAL:
            title = SPECIAL[name][lang == "en"]
            order = {"code": "code", "on": "on"}.get(name, "")
            columns.append(Column(name, title, False, order))
            continue
        if name in definition.fields:
            spec: Any = definition.fields[name]
            number = FIELD_TYPES[spec.type].is_number
        elif name in definition.measures:
            spec, number = definition.measures[name], True
        elif name in definition.duties:
            spec, number = definition.duties[name], False
        else:
            spec, number = pack.indicators[name], True
        measured_in = getattr(spec, "unit", "") if number else ""
        title = getattr(spec.title, lang) + (f"（{measured_in}）" if measured_in else "")
        columns.append(Column(name, title, number, "title" if name == definition.name else ""))
    return columns


def _cells(
    request: HttpRequest, unit: LedgerUnit, columns: Sequence[Column], rows: Sequence[RecordRow]
) -> list[dict[str, Any]]:
    """Return rows ready to print; duties and figures are fetched for all of them at once."""
    who, lang, definition = viewer(request), language(), unit.definition
    pack, units = installed().packs[unit.pack], tree()
    ids = [row.id for row in rows]
    duties = duty_names(ids) if any(c.name in definition.duties for c in columns) else {}
    wanted = [c.name for c in columns if c.name in pack.indicators]
    figures = read_record_figures(who, unit.key, ids, names=wanted) if wanted else {}
    shown = []
    for row in rows:
        cells = []
        own = {figure.name: figure for figure in figures.get(row.id, ())}
        for column in columns:
            name, light = column.name, ""
            if name == "code":
                text = row.code
            elif name == "unit":
                node = units.nodes.get(row.unit_id)
                text = getattr(node.title, lang) if node else ""
            elif name == "state":
                text = getattr(unit.workflow.states[row.state].title, lang)
            elif name == "on":
                text = row.on
            elif name in definition.fields:
                text = _list_value(definition.fields[name], row.data.get(name), name, lang)
            elif name in definition.duties:
                text = "、".join(duties.get((row.id, name), ()))
            elif name in own:
                text, light = grouped_figure(own[name]), own[name].light
            else:
                text = ""
            cells.append((column, text, light))
        state = unit.workflow.states[row.state]
        shown.append(
            {"row": row, "cells": cells, "tone": state.tone, "address": f"/records/{row.id}/"}
        )
    return shown


def table_body(unit: LedgerUnit, rows: Sequence[dict[str, Any]]) -> SafeString:
    """Return a list's rows as HTML. Written here and not in a template: fifty rows of ten cells are
    most of a page, and a template takes five times as long for them."""
    parts: list[str] = []
    lights = {name: str(light(name)) for name in LIGHTS}
    for item in rows:
        parts.append("<tr>")
        for column, text, lit in item["cells"]:
            shown: str = escape(text)
            kind = "num" if column.is_number else "nowrap" if column.name == "code" else ""
            if column.name == unit.definition.name:
                kind, shown = "main", f'<a href="{item["address"]}">{shown}</a>'
            elif column.name == "state":
                shown = f'<span class="state state-{item["tone"]}">{shown}</span>'
            elif lit and lit != "none":
                shown = f"{shown} {lights[lit]}"
            parts.append(f'<td data-label="{escape(column.title)}" class="{kind}">{shown}</td>')
        parts.append("</tr>")
    return mark_safe("".join(parts))  # noqa: S308 - every text in it went through escape


def _list_value(spec: Any, value: Any, name: str, lang: str) -> str:
    if value is None:
        return ""
    if is_sealed_value(value):
        return masked(spec.type, value, name)
    if spec.type == "money":
        return f"{from_yuan(value, spec.unit).normalize():,f}"
    return FIELD_TYPES[spec.type].show(value, spec, lang)


@signed_in
def record(request: HttpRequest, record_id: int) -> HttpResponse:
    who = viewer(request)
    row = get_record(who, record_id)
    unit = installed().ledger(row.ledger)
    reports = list_reports(who, record_id) if unit.definition.measures else []
    history = list_history(who, record_id)
    figures = read_record_figures(who, row.ledger, [record_id])[record_id]
    duties = list_duties(who, record_id)
    context = {
        "row": row,
        "ledger": unit,
        "place": tree().get(row.unit_id),
        "path": [tree().get(int(part)) for part in row.path.split("/") if part],
        "state": unit.workflow.states[row.state],
        "steps": _steps(unit, row, history),
        "fields": list(_shown_fields(who, unit, row)),
        "moves": list_moves(who, record_id),
        "duties": [duty for duty in duties if not duty.to_on],
        "figures": [
            figure
            for figure in figures
            if figure.value is not None
            and (figure.definition.light or figure.name in unit.definition.list)
        ],
        "reports": [(report, _month_cells(unit, report)) for report in reports],
        "chart": _chart(unit, row, reports),
        "month": current_month(),
        "owes": unit.definition.measures and current_month() not in {r.period for r in reports},
        "photos": _evidence(unit, row),
        "cause": find_cause(who, record_id),
        "referring": list_referring(who, row.ledger, row.code),
        "history": [describe(event, unit, language()) for event in reversed(history)],
        "may": {
            name: may_on(who, act, record_id)
            for name, act in (
                ("correct", "record.correct"), ("void", "record.void"), ("duty", "duty.assign"),
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
        if state.tone != "stopped" or name == row.state
    ]


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
        elif spec.type == "person":
            text = names_by_code({text}).get(text, text)
        elif spec.type == "ref":
            target = find_record(who, ledger_named(unit.pack, spec.ledger or ""), text)
            if target is not None:
                text, address = f"{target.code} {target.title}", f"/records/{target.id}/"
        yield {
            "name": name,
            "title": spec.title,
            "text": text,
            "address": address,
            "sealed": sealed,
            "wide": spec.type == "long_text",
        }


def _unit_title(code: str) -> str:
    node = tree().by_code.get(code)
    return getattr(node.title, language()) if node else code


def _month_cells(unit: LedgerUnit, report: Any) -> list[str]:
    cells = []
    for name, measure in unit.definition.measures.items():
        value = report.values.get(name)
        if value is None:
            cells.append("—")
        else:
            shown = from_yuan(str(value), measure.unit) if measure.type == "money" else value
            cells.append(f"{Decimal(shown).normalize():,f}")
    return cells


def _chart(unit: LedgerUnit, row: RecordRow, reports: Sequence[Any]) -> dict[str, Any] | None:
    """Return the months of the first measure, their running total, and the plan's straight line."""
    if not reports or not unit.definition.measures:
        return None
    name, measure = next(iter(unit.definition.measures.items()))
    scale = from_yuan("1", measure.unit) if measure.type == "money" else Decimal(1)
    known = {report.period: report.values.get(name) for report in reports}
    year = max(known)[:4]
    periods = [f"{year}-{month:02d}" for month in range(1, 13)]
    values = [None if known.get(p) is None else float(known[p] * scale) for p in periods]
    totals: list[float | None] = []
    total = 0.0
    for value in values:
        total += value or 0
        totals.append(None if value is None else round(total, 2))
    planned = row.data.get("annual_plan")
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
        "totals": totals,
        "plan": plan,
        "unit": measure.unit,
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
        store.path_of_digest(digest).open("rb"),
        as_attachment=not row.is_image,
        filename=row.name,
        content_type=row.media_type,
    )
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Cache-Control"] = "private, max-age=31536000, immutable"
    return response


class _Echo(io.StringIO):
    def write(self, text: str) -> str:  # type: ignore[override]
        return text


@signed_in
def export(request: HttpRequest, key: str) -> StreamingHttpResponse:
    """Give the whole of what a filter finds as CSV, row by row; nothing is cut off."""
    who = viewer(request)
    unit = installed().ledger(key)
    question = replace(_question(request, unit), after="", limit=1000)
    writer = csv.writer(_Echo())
    rows = export_rows(who, unit, question, language())
    lines = (writer.writerow(row) for row in rows)
    response = StreamingHttpResponse(_with_mark(lines), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{key}.csv"'
    return response


def _with_mark(lines: Iterator[Any]) -> Iterator[str]:
    yield "\ufeff"  # spreadsheets then read the file as UTF-8
    for line in lines:
        yield str(line)


def address_of(record_id: int) -> str:
    return reverse("records:record", args=[record_id])
