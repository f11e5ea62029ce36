"""The cockpit: figures with lights by pack, what is red, the year's trend, all of one log position."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from bihuan.kernel.definitions.language import LedgerUnit, Pack, StateDef
from bihuan.kernel.indicators.figures import Figure, show
from bihuan.kernel.indicators.reads import (
    Ask,
    own_records,
    read_figures,
    read_record_figures,
    read_series,
    visible_units,
)
from bihuan.kernel.ledgers.reads import RecordRow
from bihuan.kernel.measures.reads import current_month
from bihuan.kernel.org.tree import UnitNode, tree
from bihuan.kernel.packs.reads import installed
from bihuan.kernel.periods import clock
from bihuan.kernel.periods.days import parse_day
from bihuan.kernel.periods.elapsed import closed_month_ends, elapsed_share
from bihuan.kernel.permissions import Viewer
from bihuan.web.shared.viewers import signed_in, viewer

RANK = {"red": 0, "yellow": 1, "blue": 2, "green": 3, "none": 4}
URGENT = ("red", "yellow", "blue")
TREND = "key-projects.completion_rate"


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

    @property
    def state(self) -> StateDef:
        return self.ledger.workflow.states[self.record.state]


@signed_in
def home(request: HttpRequest) -> HttpResponse:
    who = viewer(request)
    on = parse_day(request.GET["on"]) if request.GET.get("on") else clock.today()
    units = tree()
    places = visible_units(who, units)
    context: dict[str, Any] = {"on": on, "elapsed": elapsed_share(on), "month": current_month()}
    context["elapsed_percent"] = f"{float(elapsed_share(on)) * 100:.2f}"
    own = _own(who)
    context["own"] = own
    context["own_urgent"] = [item for item in own if item.light in URGENT]
    context["own_quiet"] = [item for item in own if item.light not in URGENT]
    if not places:
        return render(request, "cockpit/own.html", context)
    choices = [node for place in places for node in units.subtree(place.id) if not node.is_closed]
    choices = [node for node in choices if node.kind in ("city", "zone", "street", "department")]
    code = request.GET.get("unit") or _home_unit(places, choices)
    figures = read_figures(who, Ask(units=[code], on=on))
    at = figures[0].at if figures else 0
    context |= {
        "unit": units.get_by_code(code),
        "choices": sorted(choices, key=lambda node: node.path),
        "packs": _by_pack(figures),
        "alarms": sorted(
            (figure for figure in figures if figure.light in ("red", "yellow")),
            key=lambda figure: RANK[figure.light],
        ),
        "at": at,
        "counts": [(name, count) for name in RANK if (count := _count(figures, name))],
        "below": _below(who, figures, units.children(units.get_by_code(code).id), on, at),
    }
    return render(request, "cockpit/home.html", context)


def _count(figures: list[Figure], light: str) -> int:
    return sum(figure.light == light and bool(figure.definition.light) for figure in figures)


def _below(
    who: Viewer, figures: list[Figure], children: list[UnitNode], on: datetime.date, at: int
) -> list[tuple[UnitNode, list[Figure]]]:
    """Return each unit below with the figures that have a light, so that one sees who is behind."""
    lit = [figure.key for figure in figures if figure.definition.light]
    codes = [node.code for node in _compared(children)]
    if not lit or not codes:
        return []
    found = read_figures(who, Ask(indicators=lit, units=codes, on=on, at=at))
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
    on, code = parse_day(request.GET["on"]), request.GET["unit"]
    at = int(request.GET["at"])
    names = [
        f"{pack.name}.{name}"
        for pack in installed().packs.values()
        for name, definition in pack.indicators.items()
        if definition.headline
    ]
    rows: dict[str, list[Figure]] = {name: [] for name in names}
    for figure in read_series(who, Ask(indicators=names, units=[code], on=on, at=at)):
        rows[figure.key].append(figure)
    context = {
        "ends": closed_month_ends(on),
        "rows": [MonthRow(row) for row in rows.values() if row],
        "trend": _trend(rows.get(TREND, [])),
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


def _trend(series: list[Figure]) -> dict[str, Any] | None:
    """Return completion and elapsed share at each month's end of the year, for the chart."""
    english = (get_language() or "zh").startswith("en")
    if not series:
        return None
    return {
        "periods": [f"{figure.on:%Y-%m}" for figure in series],
        "unit": "%",
        "series": [
            {
                "name": series[0].title.en if english else series[0].title.zh,
                "values": [None if f.displayed is None else float(f.display) for f in series],
            },
            {
                "name": "Elapsed share" if english else "时间进度",
                "values": [round(float(elapsed_share(f.on)) * 100, 2) for f in series],
            },
        ],
    }


def _own(who: Viewer) -> list[OwnRecord]:
    """Return the records that the viewer answers for, the worst light first."""
    found: list[OwnRecord] = []
    for key, records in own_records(who).items():
        ledger = installed().ledger(key)
        figures = read_record_figures(who, key, [record.id for record in records])
        for record in records:
            lights = [figure.light for figure in figures[record.id]]
            shown = [f for f in figures[record.id] if f.definition.light and f.value is not None]
            worst = min(lights, key=lambda light: RANK[light], default="none")
            found.append(OwnRecord(record, ledger, shown, worst))
    return sorted(found, key=lambda own: (RANK[own.light], own.record.code))


@signed_in
def pack(request: HttpRequest, pack: str) -> HttpResponse:
    """All figures of one pack, the units below side by side."""
    who = viewer(request)
    units = tree()
    on = parse_day(request.GET["on"]) if request.GET.get("on") else clock.today()
    places = visible_units(who, units)
    code = request.GET.get("unit") or _home_unit(
        places, [n for p in places for n in units.subtree(p.id)]
    )
    place = units.get_by_code(code)
    below = _compared(units.children(place.id))
    figures = read_figures(
        who, Ask(packs=[pack], units=[code, *(node.code for node in below)], on=on)
    )
    rows: dict[str, list[Figure]] = {}
    for figure in figures:
        rows.setdefault(figure.name, []).append(figure)
    context = {
        "pack": installed().packs[pack],
        "unit": place,
        "below": [place, *below],
        "rows": list(rows.values()),
        "on": on,
        "at": figures[0].at if figures else 0,
    }
    return render(request, "cockpit/pack.html", context)
