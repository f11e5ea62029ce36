"""Targets: what indicators should reach for a unit in a year and its months, beside what they are."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from bihuan.kernel.indicators.places import visible_units
from bihuan.kernel.indicators.reads import Ask, read_figures
from bihuan.kernel.measures.reads import list_targets
from bihuan.kernel.measures.writes import set_target
from bihuan.kernel.org.tree import tree
from bihuan.kernel.packs.reads import installed
from bihuan.kernel.periods import clock
from bihuan.kernel.periods.period import Period
from bihuan.kernel.permissions import allows
from bihuan.kernel.problems import Forbidden, Problem
from bihuan.web.shared.language import said
from bihuan.web.shared.viewers import signed_in, viewer

KINDS = ("city", "zone", "department", "street")


@signed_in
def targets(request: HttpRequest) -> HttpResponse:
    """The targets of a unit and a year; whoever may set one does it here."""
    who = viewer(request)
    units = tree()
    places = [
        node
        for top in visible_units(who, units)
        for node in units.subtree(top.id)
        if node.kind in KINDS and not node.is_closed
    ]
    if not places:
        raise Forbidden("unit-not-yours", unit="")
    place = units.get_by_code(request.GET.get("unit") or places[0].code)
    year = Period.parse(request.GET.get("year") or str(clock.today().year)).year
    problem_text, status = "", 200
    if request.method == "POST":
        try:
            set_target(
                request.POST.get("indicator", ""),
                request.POST.get("value", ""),
                actor=who,
                unit=place.code,
                period=request.POST.get("period", ""),
                basis=request.POST.get("basis", ""),
            )
        except Problem as problem:
            status, problem_text = problem.status, problem.sentence(said("zh", "en"))
        else:
            messages.success(request, said("目标已设定", "Target set"))
            return redirect(f"{reverse('measures:targets')}?unit={place.code}&year={year}")
    found = list_targets(who, place.code, year)
    context: dict[str, Any] = {
        "unit": place,
        "choices": sorted(places, key=lambda node: node.path),
        "year": year,
        "previous": year - 1,
        "following": year + 1,
        "rows": _beside_figures(request, found, place.code),
        "may_set": allows(who, "target.set", path=place.path),
        "packs": [pack for pack in installed().packs.values() if pack.indicators],
        "periods": [str(year), *(f"{year}-{month:02d}" for month in range(1, 13))],
        "problem": problem_text,
        "sent": request.POST,
    }
    return render(request, "measures/targets.html", context, status=status)


def _beside_figures(request: HttpRequest, found: list[Any], code: str) -> list[dict[str, Any]]:
    """Return each target with its indicator and the figure at the period's end, or today's."""
    rows = []
    for target in found:
        pack, _, definition = installed().find_indicator(target.indicator)
        on = min(Period.parse(target.period).last_day, clock.today())
        ask = Ask(indicators=[target.indicator], units=[code], on=on)
        figures = read_figures(viewer(request), ask)
        rows.append(
            {
                "target": target,
                "definition": definition,
                "pack": pack,
                "figure": figures[0] if figures else None,
                "on": on,
            }
        )
    return rows
