"""The demo's page data: what a newspaper printed, held against what the ledgers give."""

from __future__ import annotations

import csv
import datetime
import re
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

from bihuan.cli.folders import pack_folders
from bihuan.kernel.indicators.figures import show
from bihuan.kernel.indicators.reads import Ask, read_figures
from bihuan.kernel.packs.reads import installed
from bihuan.kernel.permissions import Viewer

_NUMBER = re.compile(r"(\d+(?:\.\d+)?)")


@dataclass(frozen=True, slots=True)
class PageRow:
    """One printed figure and the ledgers' own."""

    story: str
    printed: str
    what: str
    indicator: str
    unit: str
    kind: str
    computed: str | None
    agrees: bool | None
    lost: bool
    records: int


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


def printed_figures(root: Path | None = None) -> list[PrintedFigure]:
    """Return the page data of every installed pack, in the order of packs."""
    rows = []
    for folder in pack_folders(root):
        path = folder / "demo" / "page.csv"
        if folder.name in installed().packs and path.exists():
            with path.open(encoding="utf-8", newline="") as file:
                rows += [PrintedFigure(**row) for row in csv.DictReader(file)]
    return rows


def compare(viewer: Viewer, printed: list[PrintedFigure]) -> list[PageRow]:
    """Compute each printed figure from the ledgers and say whether it agrees."""
    return [_compare(viewer, row) for row in printed]


def _compare(viewer: Viewer, row: PrintedFigure) -> PageRow:
    lost = row.kind == "lost"
    ask = Ask(indicators=[row.indicator], units=[row.unit], on=datetime.date.fromisoformat(row.on))
    (figure,) = read_figures(viewer, ask)
    if lost:  # the page lost the number: nothing may be computed as if it were printed
        return PageRow(
            row.story, row.printed, row.what, row.indicator, row.unit, row.kind, None, None, True,
            figure.records,
        )  # fmt: skip
    value = figure.displayed
    expected, digits = _read(row)
    computed = show(value, digits)
    agrees = value is not None and Fraction(Decimal(computed)) == expected
    unit = figure.definition.unit
    return PageRow(
        row.story, row.printed, row.what, row.indicator, row.unit, row.kind,
        f"{computed}{unit}" if value is not None else None, agrees, False, figure.records,
    )  # fmt: skip


def _read(row: PrintedFigure) -> tuple[Fraction, int]:
    """Return the printed number and its decimals; a wording without a number says 100 percent."""
    if row.kind == "wording":
        return Fraction(100), 0
    found = _NUMBER.search(row.printed)
    if found is None:
        raise ValueError(f"page.csv: no number in {row.printed!r}")
    return Fraction(found[1]), len(found[1].partition(".")[2])
