"""The cockpit: figures with lights by pack, what is red, the year's trend, all of one log position."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from bihuan.kernel.definitions.language import IndicatorDef, Pack
from bihuan.kernel.indicators.figures import Figure
from bihuan.kernel.indicators.places import visible_units
from bihuan.kernel.indicators.reads import Ask, one_position, read_figures
from bihuan.kernel.ledgers.links import find_party_record
from bihuan.kernel.org.tree import UnitNode, tree
from bihuan.kernel.packs.reads import installed
from bihuan.kernel.periods import clock
from bihuan.kernel.periods.days import parse_day
from bihuan.kernel.periods.elapsed import elapsed_share
from bihuan.kernel.permissions import Viewer, allows
from bihuan.kernel.problems import Forbidden, NotFound, Problem
from bihuan.kernel.workflow.inbox import list_owed
from bihuan.web.cockpit.first_page import read_first_page
from bihuan.web.cockpit.own import RANK, URGENT, read_own
from bihuan.web.shared.viewers import signed_in, viewer

WATCHED = 8  # alarms told in full; the rest are a line each


@dataclass(frozen=True, slots=True)
class PackFigures:
    """One pack's share of the cockpit."""

    pack: Pack
    headlines: list[Figure]

    @property
    def silent(self) -> bool:
        """Whether no record stands behind any of it."""
        return not any(figure.records for figure in self.headlines)


@dataclass(frozen=True, slots=True)
class PackBelow:
    """How a pack stands in the units below."""

    pack: Pack
    cells: list[CellBelow]


@dataclass(frozen=True, slots=True)
class CellBelow:
    """A pack in one unit: how many of its figures are lit how, the worst first."""

    unit: UnitNode
    lights: list[tuple[str, int]]


@signed_in
def home(request: HttpRequest) -> HttpResponse:
    with one_position() as at:
        template, context = _home(request, viewer(request), at)
    return render(request, template, context)


def _home(request: HttpRequest, who: Viewer, at: int) -> tuple[str, dict[str, Any]]:
    on = parse_day(request.GET["on"]) if request.GET.get("on") else clock.today()
    units = tree(None, at)
    places = visible_units(who, units)
    own = read_own(who)
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
        return "cockpit/own.html", context | read_first_page(who, own)
    choices = [node for place in places for node in units.subtree(place.id) if not node.is_closed]
    choices = [node for node in choices if node.kind in ("city", "zone", "street", "department")]
    code = request.GET.get("unit") or _home_unit(places, choices)
    figures = read_figures(who, Ask(units=[code], on=on))
    packs = _by_pack(figures)
    below = _compared(units.children(units.get_by_code(code).id))
    alarms = sorted(
        (figure for figure in figures if figure.light in ("red", "yellow")),
        key=lambda figure: RANK[figure.light],
    )
    context |= {
        "unit": units.get_by_code(code),
        "choices": sorted(choices, key=lambda node: node.path),
        "packs": [group for group in packs if not group.silent],
        "silent_packs": [group.pack for group in packs if group.silent],
        "problems": _problems(figures),
        "alarms": alarms[:WATCHED],
        "more_alarms": alarms[WATCHED:],
        "at": at,
        "counts": [(name, count) for name in RANK if (count := _count(figures, name))],
        "below": below,
        "packs_below": _below(who, figures, below, on),
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
    who: Viewer, figures: list[Figure], below: list[UnitNode], on: datetime.date
) -> list[PackBelow]:
    """Return how each pack stands in each unit below, so that one sees who is behind with what."""
    lit = [figure.key for figure in figures if figure.definition.light]
    if not lit or not below:
        return []
    cells: dict[str, dict[str, list[str]]] = {}
    for figure in read_figures(who, Ask(indicators=lit, units=[n.code for n in below], on=on)):
        seen = cells.setdefault(figure.pack, {}).setdefault(figure.unit.code, [])
        if figure.records:
            seen.append(figure.light)
    return [
        PackBelow(
            installed().packs[name],
            [CellBelow(node, _counted(found.get(node.code, []))) for node in below],
        )
        for name, found in cells.items()
        if any(found.values())
    ]


def _counted(lights: list[str]) -> list[tuple[str, int]]:
    """Return how many are red, yellow or blue; of none of them, how many are green."""
    urgent = [(name, count) for name in URGENT if (count := lights.count(name))]
    return urgent or [("green", count) for count in [lights.count("green")] if count]


def _prominence(definition: IndicatorDef) -> int:
    """Return where a figure stands on its pack's page: headlines, then what has a light, then the rest."""
    return 0 if definition.headline else 1 if definition.light else 2


def _compared(children: list[UnitNode]) -> list[UnitNode]:
    return [node for node in children if node.kind in ("zone", "street") and not node.is_closed]


def _home_unit(places: list[Any], choices: list[Any]) -> str:
    """Return the unit to open with: the zone under a city, else the highest one."""
    zones = [node for node in choices if node.kind == "zone"]
    return str(zones[0].code if zones and places[0].kind == "city" else places[0].code)


def _by_pack(figures: list[Figure]) -> list[PackFigures]:
    headlines: dict[str, list[Figure]] = {}
    for figure in figures:
        if figure.definition.headline:
            headlines.setdefault(figure.pack, []).append(figure)
    return [PackFigures(installed().packs[name], found) for name, found in headlines.items()]


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
    counted = {figure.unit.code for figure in figures if figure.records}
    columns = [place, *(node for node in below if node.code in counted)]
    shown = {node.code for node in columns}
    rows: dict[str, list[Figure]] = {}
    for figure in figures:
        if figure.unit.code in shown:
            rows.setdefault(figure.name, []).append(figure)
    context = {
        "pack": installation.packs[pack],
        "ledgers": [
            ledger
            for ledger in installation.ledgers()
            if ledger.pack == pack and allows(who, "record.read", ledger=ledger.key)
        ],
        "unit": place,
        "below": columns,
        "rows": sorted(rows.values(), key=lambda row: _prominence(row[0].definition)),
        "problems": _problems(figures),
        "on": on,
        "at": at,
    }
    return render(request, "cockpit/pack.html", context)
