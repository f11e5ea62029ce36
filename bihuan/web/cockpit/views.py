"""The cockpit: figures with lights by pack, what is red, the year's trend, all of one log position."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from bihuan.kernel.definitions.language import Pack
from bihuan.kernel.indicators.figures import Figure
from bihuan.kernel.indicators.places import visible_units
from bihuan.kernel.indicators.reads import (
    Ask,
    own_records,
    read_figures,
    read_record_figures,
    read_series,
)
from bihuan.kernel.ledgers.reads import RecordRow
from bihuan.kernel.measures.reads import current_month
from bihuan.kernel.org.tree import tree
from bihuan.kernel.packs.reads import installed
from bihuan.kernel.periods import clock
from bihuan.kernel.periods.days import parse_day
from bihuan.kernel.periods.elapsed import elapsed_share
from bihuan.kernel.permissions import Viewer
from bihuan.web.shared.viewers import signed_in, viewer

RANK = {"red": 0, "yellow": 1, "blue": 2, "green": 3, "none": 4}
TREND = "key-projects.completion_rate"


@dataclass(frozen=True, slots=True)
class PackFigures:
    """One pack's share of the cockpit."""

    pack: Pack
    headlines: list[Figure]
    others: list[Figure]


@dataclass(frozen=True, slots=True)
class OwnRecord:
    """A record that the viewer answers for, with its own figures."""

    record: RecordRow
    ledger: Any
    figures: list[Figure]
    light: str


@signed_in
def home(request: HttpRequest) -> HttpResponse:
    who = viewer(request)
    on = parse_day(request.GET["on"]) if request.GET.get("on") else clock.today()
    units = tree()
    places = visible_units(who, units)
    context: dict[str, Any] = {"on": on, "elapsed": elapsed_share(on), "month": current_month()}
    context["elapsed_percent"] = f"{float(elapsed_share(on)) * 100:.2f}"
    context["own"] = _own(who)
    if not places:
        return render(request, "cockpit/own.html", context)
    choices = [node for place in places for node in units.subtree(place.id) if not node.is_closed]
    choices = [node for node in choices if node.kind in ("city", "zone", "street", "department")]
    code = request.GET.get("unit") or _home_unit(places, choices)
    figures = read_figures(who, Ask(units=[code], on=on))
    place = units.get_by_code(code)
    context |= {
        "unit": place,
        "choices": sorted(choices, key=lambda node: node.path),
        "packs": _by_pack(figures),
        "alarms": sorted(
            (figure for figure in figures if figure.light in ("red", "yellow")),
            key=lambda figure: RANK[figure.light],
        ),
        "at": figures[0].at if figures else 0,
        "counts": {name: sum(f.light == name for f in figures) for name in RANK},
        "trend": _trend(who, code, on),
    }
    return render(request, "cockpit/home.html", context)


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


def _trend(who: Viewer, code: str, on: datetime.date) -> dict[str, Any] | None:
    """Return completion and elapsed share at each month's end of the year, for the chart."""
    english = (get_language() or "zh").startswith("en")
    if "key-projects" not in installed().packs:
        return None
    series = read_series(who, Ask([TREND], units=[code], on=on))
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
            shown = [
                f
                for f in figures[record.id]
                if f.definition.light or f.name in ledger.definition.list
            ]
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
    below = [
        node
        for node in units.children(place.id)
        if node.kind in ("zone", "street") and not node.is_closed
    ]
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
