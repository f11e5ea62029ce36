"""The demo's page data: what a newspaper printed, held against what the ledgers give."""

from __future__ import annotations

import csv
import datetime
import re
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import partial
from pathlib import Path

from bihuan.cli.folders import pack_folders
from bihuan.drafts.numbers import find_numbers
from bihuan.drafts.units import Family
from bihuan.kernel.indicators.figures import Figure, show
from bihuan.kernel.indicators.reads import Ask, read_figures
from bihuan.kernel.packs.reads import installed
from bihuan.kernel.permissions import Viewer

EQUAL = "equal after rounding to the printed precision"
AT_LEAST = "x >= printed"
NEXT_STEP = "printed <= x < next step of the printed precision"
# What the page lost has nothing to be held against, and what it cannot have meant is only flagged.
NEVER_COMPUTED = ("lost", "implausible")
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
    ask = Ask(indicators=[row.indicator], units=[row.unit], on=datetime.date.fromisoformat(row.on))
    (figure,) = read_figures(viewer, ask)
    given = partial(
        PageRow, row.story, row.printed, row.what, row.indicator, row.unit, row.kind,
        lost=row.kind == "lost", records=figure.records,
    )  # fmt: skip
    value = figure.displayed
    if row.kind in NEVER_COMPUTED or value is None:
        return given(computed=None, agrees=None if row.kind in NEVER_COMPUTED else False)
    expected, digits = _read(row)
    if row.comparison == EQUAL:
        computed = show(value, digits)
        agrees = Fraction(Decimal(computed)) == expected
    else:
        computed, agrees = figure.display, _lies_within(figure, row)
    return given(computed=f"{computed}{figure.definition.unit}", agrees=agrees)


def _lies_within(figure: Figure, row: PrintedFigure) -> bool:
    """Whether a figure is what 以上 or 多 said: 300多万元 lies below 400万元."""
    (printed,) = find_numbers(row.printed)
    value = figure.value if printed.family is Family.money else figure.displayed
    if value is None or value < printed.value:
        return False
    if row.comparison == AT_LEAST:
        return True
    if row.comparison == NEXT_STEP:
        return value < Fraction(printed.value + printed.step * printed.scale)
    raise ValueError(f"page.csv: unknown comparison {row.comparison!r}")


def _read(row: PrintedFigure) -> tuple[Fraction, int]:
    """Return the printed number and its decimals; a wording without a number says 100 percent."""
    if row.kind == "wording":
        return Fraction(100), 0
    found = _NUMBER.search(row.printed)
    if found is None:
        raise ValueError(f"page.csv: no number in {row.printed!r}")
    return Fraction(found[1]), len(found[1].partition(".")[2])
