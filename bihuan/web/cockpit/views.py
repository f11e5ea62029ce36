"""The cockpit: figures with lights by pack, what is red, the year's trend, all of one log position."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from bihuan.kernel.definitions.language import LedgerUnit, Pack, StateDef
from bihuan.kernel.indicators.figures import Figure, show
from bihuan.kernel.indicators.places import visible_units
from bihuan.kernel.indicators.reads import (
    Ask,
    listed_indicators,
    one_position,
    own_records,
    read_figures,
    read_record_figures,
    read_series,
)
from bihuan.kernel.indicators.record_lights import NONE, record_lights
from bihuan.kernel.ledgers.links import find_party_record
from bihuan.kernel.ledgers.reads import RecordRow
from bihuan.kernel.org.tree import UnitNode, tree
from bihuan.kernel.packs.reads import installed
from bihuan.kernel.periods import clock
from bihuan.kernel.periods.days import parse_day
from bihuan.kernel.periods.elapsed import closed_month_ends, elapsed_share
from bihuan.kernel.permissions import Viewer, allows
from bihuan.kernel.problems import Forbidden, NotFound, Problem, Words
from bihuan.kernel.workflow.inbox import list_owed
from bihuan.web.shared.templatetags.bihuan import label, t
from bihuan.web.shared.viewers import signed_in, viewer

RANK = {"red": 0, "yellow": 1, "blue": 2, "green": 3, "none": 4}
URGENT = ("red", "yellow", "blue")


@dataclass(frozen=True, slots=True)
class PackFigures:
    """One pack's share of the cockpit."""

    pack: Pack
    headlines: list[Figure]
    others: list[Figure]


@dataclass(frozen=True, slots=True)
class MonthRow:
    """One indicator at the end of each closed month of the year."""

    figures: list[Figure]

    @property
    def line(self) -> str:
        """The values as points of a small line, 96 wide and 24 high; empty below two values."""
        known = [(i, float(f.value)) for i, f in enumerate(self.figures) if f.value is not None]
        if len(known) < 2:
            return ""
        least, most = min(v for _, v in known), max(v for _, v in known)
        span, step = (most - least) or 1.0, 92 / max(len(self.figures) - 1, 1)
        return " ".join(f"{2 + i * step:.1f},{21 - (v - least) / span * 18:.1f}" for i, v in known)

    @property
    def change(self) -> str:
        """What the last month brought, as printed, with its sign."""
        if len(self.figures) < 2:
            return ""
        before, last = self.figures[-2].displayed, self.figures[-1].displayed
        if before is None or last is None:
            return ""
        text = show(last - before, self.figures[-1].definition.digits)
        return f"+{text}" if last > before else text


@dataclass(frozen=True, slots=True)
class OwnRecord:
    """A record that the viewer answers for, with its own figures."""

    record: RecordRow
    ledger: LedgerUnit
    figures: list[Figure]
    light: str
    why: Words | None  # of a ledger whose records have lights of their own

    @property
    def state(self) -> StateDef:
        return self.ledger.workflow.states[self.record.state]

    @property
    def telling(self) -> list[Figure]:
        """Return the figures that say why it is urgent, of one that is not those it has."""
        if self.why is not None:
            return []
        lit = [figure for figure in self.figures if figure.light in URGENT]
        return lit or [figure for figure in self.figures if figure.value]


@signed_in
def home(request: HttpRequest) -> HttpResponse:
    with one_position() as at:
        template, context = _home(request, viewer(request), at)
    return render(request, template, context)


def _home(request: HttpRequest, who: Viewer, at: int) -> tuple[str, dict[str, Any]]:
    on = parse_day(request.GET["on"]) if request.GET.get("on") else clock.today()
    units = tree(None, at)
    places = visible_units(who, units)
    own = _own(who)
    context: dict[str, Any] = {
        "on": on,
        "elapsed_percent": f"{float(elapsed_share(on)) * 100:.2f}",
        "own": own,
        "own_urgent": [item for item in own if item.light in URGENT],
        "own_quiet": [item for item in own if item.light not in URGENT],
    }
    if not places and who.party:
        return "cockpit/party.html", context | _party(who)
    if not places:
        return "cockpit/own.html", context
    choices = [node for place in places for node in units.subtree(place.id) if not node.is_closed]
    choices = [node for node in choices if node.kind in ("city", "zone", "street", "department")]
    code = request.GET.get("unit") or _home_unit(places, choices)
    figures = read_figures(who, Ask(units=[code], on=on))
    below = _below(who, figures, units.children(units.get_by_code(code).id), on)
    context |= {
        "unit": units.get_by_code(code),
        "choices": sorted(choices, key=lambda node: node.path),
        "packs": _by_pack(figures),
        "problems": _problems(figures),
        "alarms": sorted(
            (figure for figure in figures if figure.light in ("red", "yellow")),
            key=lambda figure: RANK[figure.light],
        ),
        "at": at,
        "counts": [(name, count) for name in RANK if (count := _count(figures, name))],
        "below": below,
    }
    return "cockpit/home.html", context


def _party(who: Viewer) -> dict[str, Any]:
    """Return what an enterprise comes for: what it may ask, and what waits for its word."""
    packs = installed()
    return {
        "firm": find_party_record(who),
        "asks": [
            unit
            for unit in packs.ledgers()
            if unit.definition.party_asks and allows(who, "record.add", ledger=unit.key)
        ],
        "waits": [
            (item, packs.ledger(item.ledger).workflow.states[item.state])
            for item in list_owed(who, limit=20)
        ],
    }


def _problems(figures: list[Figure]) -> list[Problem]:
    """Return why some packs have no figures, once each."""
    return list({figure.pack: figure.problem for figure in figures if figure.problem}.values())


def _count(figures: list[Figure], light: str) -> int:
    return sum(figure.light == light and bool(figure.definition.light) for figure in figures)


def _below(
    who: Viewer, figures: list[Figure], children: list[UnitNode], on: datetime.date
) -> list[tuple[UnitNode, list[Figure]]]:
    """Return each unit below with the figures that have a light, so that one sees who is behind."""
    lit = [figure.key for figure in figures if figure.definition.light]
    codes = [node.code for node in _compared(children)]
    if not lit or not codes:
        return []
    found = read_figures(who, Ask(indicators=lit, units=codes, on=on))
    rows: dict[str, list[Figure]] = {code: [] for code in codes}
    for figure in found:
        rows[figure.unit.code].append(figure)
    return [(row[0].unit, row) for row in rows.values() if any(f.records for f in row)]


def _compared(children: list[UnitNode]) -> list[UnitNode]:
    return [node for node in children if node.kind in ("zone", "street") and not node.is_closed]


@signed_in
def months(request: HttpRequest) -> HttpResponse:
    """The headline figures month by month, a part of the cockpit that comes after the rest."""
    who = viewer(request)
    on = parse_day(request.GET["on"]) if request.GET.get("on") else clock.today()
    at = request.GET.get("at", "")
    position = int(at) if at.isdecimal() else None
    names = [
        f"{pack.name}.{name}"
        for pack in installed(position).packs.values()
        for name, definition in pack.indicators.items()
        if definition.headline or definition.trend
    ]
    units = [code] if (code := request.GET.get("unit", "")) else []
    rows: dict[str, list[Figure]] = {name: [] for name in names}
    if names:  # none would mean all
        for figure in read_series(who, Ask(indicators=names, units=units, on=on, at=position)):
            rows[figure.key].append(figure)
    found = [row for row in rows.values() if row]
    context = {
        "ends": closed_month_ends(on) if found else [],
        "rows": [MonthRow(row) for row in found if row[0].definition.headline],
        "trend": _trend([row for row in found if row[0].definition.trend]),
    }
    return render(request, "cockpit/_months.html", context)


def _home_unit(places: list[Any], choices: list[Any]) -> str:
    """Return the unit to open with: the zone under a city, else the highest one."""
    zones = [node for node in choices if node.kind == "zone"]
    return str(zones[0].code if zones and places[0].kind == "city" else places[0].code)


def _by_pack(figures: list[Figure]) -> list[PackFigures]:
    grouped: dict[str, list[Figure]] = {}
    for figure in figures:
        grouped.setdefault(figure.pack, []).append(figure)
    return [
        PackFigures(
            installed().packs[name],
            [figure for figure in found if figure.definition.headline],
            [figure for figure in found if not figure.definition.headline],
        )
        for name, found in grouped.items()
    ]


def _trend(rows: list[list[Figure]]) -> dict[str, Any] | None:
    """Return what packs want drawn by months, in the unit of the first; a share with the elapsed one."""
    if not rows:
        return None
    unit = rows[0][0].definition.unit
    drawn = [row for row in rows if row[0].definition.unit == unit]
    series: list[dict[str, Any]] = [
        {
            "name": label(row[0].title),
            "values": [None if f.displayed is None else float(f.display) for f in row],
        }
        for row in drawn
    ]
    if unit == "%":
        elapsed = [round(float(elapsed_share(figure.on)) * 100, 2) for figure in drawn[0]]
        series.append({"name": t("时间进度", "Elapsed share"), "values": elapsed})
    return {
        "title": t("{names}走势", "{names} by months", names="、".join(s["name"] for s in series)),
        "periods": [f"{figure.on:%Y-%m}" for figure in drawn[0]],
        "unit": unit,
        "series": series,
    }


def _own(who: Viewer) -> list[OwnRecord]:
    """Return the records that the viewer answers for, the worst light first."""
    found: list[OwnRecord] = []
    for key, records in own_records(who).items():
        ledger = installed().ledger(key)
        if ledger.definition.lights:
            lit = record_lights(records)
            found += [
                OwnRecord(record, ledger, [], mine.light, mine.why)
                for record in records
                for mine in [lit.get(record.id, NONE)]
            ]
            continue
        names = listed_indicators(ledger)
        ids = [record.id for record in records] if names else []
        figures = read_record_figures(who, key, ids, names=names)
        for record in records:
            shown = [
                f for f in figures.get(record.id, ()) if f.name in names and f.value is not None
            ]
            worst = min((f.light for f in shown), key=lambda light: RANK[light], default="none")
            found.append(OwnRecord(record, ledger, shown, worst, None))
    return sorted(found, key=lambda own: (RANK[own.light], own.record.code))


@signed_in
def pack(request: HttpRequest, pack: str) -> HttpResponse:
    """All figures of one pack, the units below side by side."""
    who = viewer(request)
    with one_position() as at:
        installation, units = installed(at), tree(None, at)
        if pack not in installation.packs:
            raise NotFound("pack-unknown", pack=pack)
        on = parse_day(request.GET["on"]) if request.GET.get("on") else clock.today()
        places = visible_units(who, units)
        if not places:
            raise Forbidden("figures-not-yours", indicator=installation.packs[pack].header.title)
        code = request.GET.get("unit") or _home_unit(
            places, [node for place in places for node in units.subtree(place.id)]
        )
        place = units.get_by_code(code)
        below = _compared(units.children(place.id))
        codes = [code, *(node.code for node in below)]
        figures = read_figures(who, Ask(packs=[pack], units=codes, on=on))
    rows: dict[str, list[Figure]] = {}
    for figure in figures:
        rows.setdefault(figure.name, []).append(figure)
    context = {
        "pack": installation.packs[pack],
        "unit": place,
        "below": [place, *below],
        "rows": list(rows.values()),
        "problems": _problems(figures),
        "on": on,
        "at": at,
    }
    return render(request, "cockpit/pack.html", context)
