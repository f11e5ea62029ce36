"""Every figure that the newspaper page printed has a row in the page.csv of the pack that owes it."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest

from bihuan.kernel.packs.folders import pack_folders
from bihuan.kernel.printed_page.comparisons import Comparison, read_printed

ROOT = Path(__file__).resolve().parents[2]
Row = dict[str, str]


def rows_of(path: Path) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


PRINTED = rows_of(Path(__file__).with_name("printed_figures.csv"))
PRESENT = {folder.name: folder for folder in pack_folders(ROOT / "packs")}
OWING = sorted({row["pack"] for row in PRINTED})


def stated(printed: str) -> str:
    """Return the number that is printed, whatever the words around it."""
    return str(read_printed(printed).value.normalize()) if any(map(str.isdigit, printed)) else ""


def asked(row: Row, comparison: Comparison) -> tuple[str, str, Comparison, str]:
    number = "" if comparison in (Comparison.none, Comparison.flag) else stated(row["printed"])
    return row["story"], row["kind"], comparison, number


def test_the_list_is_the_whole_page() -> None:
    kinds = Counter(row["kind"] for row in PRINTED)
    assert kinds == {"statistic": 44, "target": 1, "wording": 1, "lost": 3, "implausible": 1}


@pytest.mark.parametrize("pack", OWING)
def test_a_pack_holds_every_figure_that_it_owes_the_page(pack: str) -> None:
    owed = Counter(
        asked(row, Comparison[row["comparison"]]) for row in PRINTED if row["pack"] == pack
    )
    page = PRESENT[pack] / "demo" / "page.csv"
    held = Counter(asked(row, Comparison(row["comparison"])) for row in rows_of(page))
    assert not owed - held
