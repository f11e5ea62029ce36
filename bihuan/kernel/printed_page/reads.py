"""What a newspaper printed, from the demo's page.csv files, and what the ledgers give."""

from __future__ import annotations

import csv
import datetime
from collections.abc import Sequence
from dataclasses import dataclass, replace

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


def compare_page(viewer: Viewer, printed: Sequence[PrintedFigure]) -> list[PageRow]:
    """Compute each printed figure from the ledgers, all at one log position, and say whether it agrees."""
    with one_position():
        return [_compare(viewer, row) for row in printed]


def _compare(viewer: Viewer, row: PrintedFigure) -> PageRow:
    comparison = Comparison(row.comparison)
    compared = PageRow(
        row.story, row.printed, row.what, row.indicator, row.unit, row.on, row.kind,
        lost=comparison is Comparison.none, flagged=comparison is Comparison.flag,
    )  # fmt: skip
    if not row.indicator:
        return compared
    pack, name, _ = installed().find_indicator(row.indicator)
    place = tree().get_by_code(row.unit)
    if not allows(viewer, "figure.read", ledger=f"{pack.name}.any", path=place.path):
        return compared  # a page tells of all records of two zones; this viewer sees fewer
    on = datetime.date.fromisoformat(row.on)
    ask = Ask(indicators=[f"{pack.name}.{name}"], units=[place.code], on=on)
    (figure,) = read_figures(viewer, ask)
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
