"""Ledgers as lists: all of them, one with its filters, one as CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from html import escape
from typing import Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString, mark_safe

from bihuan.kernel.definitions.field_types import FIELD_TYPES, from_yuan
from bihuan.kernel.definitions.labels import LIGHT_SHAPES
from bihuan.kernel.definitions.language import LedgerUnit
from bihuan.kernel.indicators.reads import read_record_figures
from bihuan.kernel.indicators.record_lights import RecordLight, ids_with_light, record_lights
from bihuan.kernel.ledgers.export import export_rows
from bihuan.kernel.ledgers.links import named_titles
from bihuan.kernel.ledgers.pages import COUNT_CAP, Question, count_capped, list_page
from bihuan.kernel.ledgers.reads import RecordRow, duty_names
from bihuan.kernel.ledgers.sealing import is_sealed_value, masked
from bihuan.kernel.measures.reads import newest_numbers
from bihuan.kernel.org.reads import units_for
from bihuan.kernel.org.tree import tree
from bihuan.kernel.packs.reads import installed
from bihuan.kernel.permissions import allows, require_somewhere
from bihuan.web.shared.language import language
from bihuan.web.shared.numbers import typed
from bihuan.web.shared.templatetags.bihuan import bracketed, light, measured_in
from bihuan.web.shared.templatetags.bihuan import figure as grouped_figure
from bihuan.web.shared.templatetags.bihuan import lit as shown_light
from bihuan.web.shared.viewers import signed_in, viewer

SHORT = 12  # a text up to here stays in one line
SPECIAL = {
    "code": ("编号", "Code"),
    "unit": ("单元", "Unit"),
    "state": ("环节", "State"),
    "on": ("日期", "Date"),
    "light": ("灯", "Light"),
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
            (
                unit,
                count_capped(who, Question(unit.key)),
                allows(who, "record.add", ledger=unit.key),
            )
            for unit in ledgers
            if allows(who, "record.read", ledger=unit.key)
        ]
        if (
            who.party
        ):  # an enterprise has a few records and asks: the zone's other work is none of its own
            seen = [(unit, count, may_add) for unit, count, may_add in seen if count or may_add]
        if seen:
            groups.append((pack, seen))
    return render(request, "records/index.html", {"groups": groups, "cap": COUNT_CAP})


@signed_in
def ledger(request: HttpRequest, key: str) -> HttpResponse:
    """A ledger: filter, search, sort, page by keyset. One table, no query per row."""
    who = viewer(request)
    unit = installed().ledger(key)
    question, lit = _question(request, unit), _light_asked(request, unit)
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
        "sums": _sums(unit, columns, page.rows) if not (page.next or question.after) else [],
        "is_narrowed": any(
            (question.search, question.state, question.unit_id, question.choices, lit)
        ),
        "lights": list(dict.fromkeys(rule.light for rule in unit.definition.lights)),
        "lit": lit,
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
    lit = _light_asked(request, unit)
    return Question(
        unit.key,
        only=ids_with_light(unit, lit) if lit else None,
        unit_id=tree().get_by_code(code).id if code else None,
        state=ask.get("state", "") if ask.get("state") in unit.workflow.states else "",
        search=ask.get("q", "")[:60],
        choices=choices,
        with_void=ask.get("void") == "1",
        order=ask.get("order", "-updated"),
        after=ask.get("after", ""),
    )


def _light_asked(request: HttpRequest, unit: LedgerUnit) -> str:
    lit = request.GET.get("light", "")
    return lit if unit.definition.lights and lit in LIGHT_SHAPES else ""


def _listed(unit: LedgerUnit) -> list[str]:
    """Return the names of a list's columns; a record's light stands before its name."""
    definition = unit.definition
    names = list(definition.list or ("code", definition.name, "state", "unit"))
    if definition.lights and "light" not in names:
        place = names.index(definition.name) if definition.name in names else 0
        names.insert(place, "light")
    return names


def _columns(unit: LedgerUnit) -> list[Column]:
    definition, pack = unit.definition, installed().packs[unit.pack]
    lang = language()
    columns = []
    for name in _listed(unit):
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
        unit_name = measured_in(getattr(spec, "unit", "")) if number else ""
        title = getattr(spec.title, lang) + bracketed(unit_name)
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
    titles = named_titles(who, unit, {c.name for c in columns}, [row.data for row in rows], lang)
    wanted = [c.name for c in columns if c.name in pack.indicators]
    figures = read_record_figures(who, unit.key, ids, names=wanted) if wanted else {}
    reported = [c.name for c in columns if c.name in definition.measures]
    numbers = newest_numbers(ids, reported) if reported else {}
    lit = record_lights(rows) if definition.lights else {}
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
            elif name == "light" and row.id in lit:
                text, light = getattr(lit[row.id].why, lang), lit[row.id].light
            elif name in definition.fields:
                text = _list_value(definition.fields[name], row.data.get(name), name, lang)
                text = titles.get((name, text), text)
            elif name in definition.measures:
                text = typed(numbers.get((row.id, name)), definition.measures[name])
            elif name in definition.duties:
                text = ("、" if lang == "zh" else ", ").join(duties.get((row.id, name), ()))
            elif name in own:
                text, light = grouped_figure(own[name]), own[name].light
            else:
                text = ""
            cells.append((column, text, light))
        state = unit.workflow.states[row.state]
        shown.append(
            {
                "row": row,
                "cells": cells,
                "tone": state.tone,
                "address": f"/records/{row.id}/",
                "lit": lit.get(row.id),
            }
        )
    return shown


def _sums(
    unit: LedgerUnit, columns: Sequence[Column], rows: Sequence[RecordRow]
) -> list[tuple[Column, str]]:
    """Return the sum of each money column, where the page holds all that was found."""
    fields = unit.definition.fields
    sums: list[tuple[Column, str]] = []
    for column in columns:
        spec = fields.get(column.name)
        text = ""
        if spec is not None and spec.type == "money":
            total = sum(Decimal(row.data.get(column.name) or 0) for row in rows)
            text = _list_value(spec, str(total), column.name, language())
        sums.append((column, text))
    return sums if any(text for _, text in sums) else []


def table_body(unit: LedgerUnit, rows: Sequence[dict[str, Any]]) -> SafeString:
    """Return a list's rows as HTML. Written here and not in a template: fifty rows of ten cells are
    most of a page, and a template takes five times as long for them."""
    parts: list[str] = []
    lights = {name: str(light(name)) for name in LIGHT_SHAPES}
    for item in rows:
        parts.append("<tr>")
        for column, text, lit in item["cells"]:
            shown: str = escape(text)
            kind = "num" if column.is_number else "nowrap" if len(text) <= SHORT else ""
            if not text:
                parts.append(f'<td class="{kind}"></td>')
                continue
            if column.name == unit.definition.name:
                kind, shown = (
                    "main",
                    f'<a href="{item["address"]}">{shown}</a>{_reason(item["lit"])}',
                )
            elif column.name == "light":
                shown = str(shown_light(item["lit"]))
            elif column.name == "state":
                shown = f'<span class="state state-{item["tone"]}">{shown}</span>'
            elif lit and lit != "none":
                shown = f"{shown} {lights[lit]}"
            parts.append(f'<td data-label="{escape(column.title)}" class="{kind}">{shown}</td>')
        parts.append("</tr>")
    return mark_safe("".join(parts))  # noqa: S308 - every text in it went through escape


def _reason(lit: RecordLight | None) -> str:
    """Return why a record is red or yellow, under its name."""
    if lit is None or lit.light not in ("red", "yellow"):
        return ""
    return f'<small class="why">{escape(getattr(lit.why, language()))}</small>'


def _list_value(spec: Any, value: Any, name: str, lang: str) -> str:
    if value is None:
        return ""
    if is_sealed_value(value):
        return masked(spec.type, value, name)
    if spec.type == "money":
        return f"{from_yuan(value, spec.unit).normalize():,f}"
    shown = FIELD_TYPES[spec.type].show(value, spec, lang)
    return shown.removesuffix(spec.unit) if FIELD_TYPES[spec.type].is_number else shown


class _Echo(io.StringIO):
    def write(self, text: str) -> str:  # type: ignore[override]
        return text


@signed_in
def export(request: HttpRequest, key: str) -> StreamingHttpResponse:
    """Give the whole of what a filter finds as CSV, row by row; nothing is cut off."""
    who = viewer(request)
    unit = installed().ledger(key)
    require_somewhere(who, "record.read", ledger=unit.key)  # before the first row is streamed
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
