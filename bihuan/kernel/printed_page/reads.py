"""What a newspaper printed, from the demo's page.csv files, and what the ledgers give."""

from __future__ import annotations

import csv
import datetime
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bihuan.kernel.indicators.figures import Figure
from bihuan.kernel.indicators.reads import Ask, one_position, read_figures
from bihuan.kernel.indicators.targets import find_target
from bihuan.kernel.org.tree import tree
from bihuan.kernel.packs.folders import pack_folders
from bihuan.kernel.packs.reads import installed
from bihuan.kernel.permissions import Viewer, allows
from bihuan.kernel.printed_page.comparisons import (
    HUNDRED_PERCENT,
    Comparison,
    agree,
    as_printed,
    plain_value,
    read_printed,
)
from bihuan.kernel.problems import Words


@dataclass(frozen=True, slots=True)
class PrintedFigure:
    """A row of page.csv."""

    story: str
    printed: str
    what: str
    indicator: str
    unit: str
    on: str
    kind: str
    comparison: str


@dataclass(frozen=True, slots=True)
class PageRow:
    """One printed figure and the ledgers' own; what is not compared has no verdict."""

    story: str
    printed: str
    what: str
    indicator: str
    unit: str
    on: str
    kind: str
    computed: str | None = None
    agrees: bool | None = None
    lost: bool = False
    flagged: bool = False
    records: int | None = None


def printed_figures() -> list[PrintedFigure]:
    """Return the page data of every installed pack, story by story, in the order of packs."""
    rows = []
    for folder in pack_folders():
        path = folder / "demo" / "page.csv"
        if folder.name in installed().packs and path.exists():
            with path.open(encoding="utf-8", newline="") as file:
                rows += [PrintedFigure(**row) for row in csv.DictReader(file)]
    return sorted(rows, key=lambda row: row.story)


def subject_of(row: PageRow) -> Words:
    """Return what a row is about: in English by its indicator's title, as the page is Chinese."""
    if not row.indicator:
        return Words(row.what, row.what)
    _, _, definition = installed().find_indicator(row.indicator)
    return Words(row.what, definition.title.en)


def compare_page(viewer: Viewer, printed: Sequence[PrintedFigure]) -> list[PageRow]:
    """Compute each printed figure from the ledgers, all at one log position, and say whether it agrees."""
    with one_position():
        figures = _figures(viewer, printed)
        return [_compare(row, figures.get(_asked(row))) for row in printed]


Asked = tuple[str, str, str]  # indicator with its pack, unit, date


def _asked(row: PrintedFigure) -> Asked:
    if not row.indicator:
        return "", row.unit, row.on
    pack, name, _ = installed().find_indicator(row.indicator)
    return f"{pack.name}.{name}", row.unit, row.on


def _figures(viewer: Viewer, printed: Sequence[PrintedFigure]) -> dict[Asked, Figure]:
    """Return the figures that the viewer may see, those of one unit and day read together.

    A page tells of all records of its units: who sees only some of them gets no figure.
    """
    together: dict[tuple[str, str], list[str]] = {}
    for key, unit, on in {_asked(row) for row in printed if row.indicator}:
        ledger = f"{key.partition('.')[0]}.any"
        if allows(viewer, "figure.read", ledger=ledger, path=tree().get_by_code(unit).path):
            together.setdefault((unit, on), []).append(key)
    return {
        (figure.key, unit, on): figure
        for (unit, on), keys in together.items()
        for figure in read_figures(
            viewer, Ask(indicators=keys, units=[unit], on=datetime.date.fromisoformat(on))
        )
    }


def _compare(row: PrintedFigure, figure: Figure | None) -> PageRow:
    comparison = Comparison(row.comparison)
    compared = PageRow(
        row.story, row.printed, row.what, row.indicator, row.unit, row.on, row.kind,
        lost=comparison is Comparison.none, flagged=comparison is Comparison.flag,
    )  # fmt: skip
    if figure is None:
        return compared
    compared = replace(compared, records=figure.records)
    if compared.lost or compared.flagged:
        return compared
    displayed = figure.displayed
    if row.kind == "target":
        displayed = find_target(figure.key, figure.unit, figure.on, figure.at)
    if displayed is None:
        return replace(compared, agrees=False)
    number = read_printed(HUNDRED_PERCENT if row.kind == "wording" else row.printed)
    value, unit = plain_value(displayed, figure.definition.unit)
    return replace(
        compared,
        computed=as_printed(value, unit, number, exactly=comparison is not Comparison.rounded),
        agrees=agree(comparison, number, value),
    )
