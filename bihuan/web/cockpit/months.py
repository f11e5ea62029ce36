"""Figures month by month: a part of the cockpit and of a pack's page that comes after the rest."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from bihuan.kernel.definitions.language import Pack
from bihuan.kernel.indicators.figures import Figure, show
from bihuan.kernel.indicators.reads import Ask, read_series
from bihuan.kernel.packs.reads import installed
from bihuan.kernel.periods import clock
from bihuan.kernel.periods.days import parse_day
from bihuan.kernel.periods.elapsed import closed_month_ends, elapsed_share
from bihuan.web.shared.templatetags.bihuan import label, t
from bihuan.web.shared.viewers import signed_in, viewer


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


@signed_in
def months(request: HttpRequest) -> HttpResponse:
    """The first headline figure of each pack by months, or all of one pack."""
    who = viewer(request)
    on = parse_day(request.GET["on"]) if request.GET.get("on") else clock.today()
    at = request.GET.get("at", "")
    position = int(at) if at.isdecimal() else None
    wanted = request.GET.get("pack")
    names = [
        name
        for pack in installed(position).packs.values()
        if wanted in (None, pack.name)
        for name in _by_months(pack, only_first=wanted is None)
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
        "of_pack": wanted is not None,
        "trend": _trend([row for row in found if row[0].definition.trend]),
    }
    return render(request, "cockpit/_months.html", context)


def _by_months(pack: Pack, *, only_first: bool) -> Iterator[str]:
    """Yield what is shown by months: headlines, and what the pack wants drawn."""
    shown = 0
    for name, definition in pack.indicators.items():
        shown += definition.headline
        if definition.trend or (definition.headline and (shown == 1 or not only_first)):
            yield f"{pack.name}.{name}"


def _trend(rows: list[list[Figure]]) -> dict[str, Any] | None:
    """Return what packs want drawn by months, in the unit of the first; a share with the elapsed one."""
    if not rows:
        return None
    unit = rows[0][0].definition.unit
    drawn = [row for row in rows if row[0].definition.unit == unit]
    series: list[dict[str, Any]] = [
        {
            "name": label(row[0].title),
            "values": [None if f.displayed is None else float(f.rounded) for f in row],
        }
        for row in drawn
    ]
    if unit == "%":
        elapsed = [round(float(elapsed_share(figure.on)) * 100, 2) for figure in drawn[0]]
        series.append({"name": t("时间进度", "Elapsed share"), "values": elapsed})
    return {
        "title": t("{name}走势", "{name} by months", name=label(drawn[0][0].title)),
        "periods": [f"{figure.on:%Y-%m}" for figure in drawn[0]],
        "unit": unit,
        "series": series,
    }
