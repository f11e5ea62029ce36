"""Government services: a county's published ratios come out of its 2075 items."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from bihuan.kernel.definitions.reader import pack_files
from bihuan.kernel.indicators.reads import Ask, read_figures
from bihuan.kernel.ledgers.bulk import ImportRow
from bihuan.kernel.ledgers.writes import add_record, add_records
from bihuan.kernel.packs.reads import installed
from bihuan.kernel.packs.writes import install_pack
from bihuan.kernel.permissions import SYSTEM
from bihuan.kernel.problems import Invalid
from tests.kernel.conftest import Zone, today, zone

__all__ = ["today", "zone"]
PACKS = Path(__file__).parents[2] / "packs"
ITEMS = 2075


@pytest.fixture(autouse=True)
def packs(zone: Zone) -> None:
    for name in ("base", "government-services"):
        install_pack(pack_files(PACKS / name), actor=SYSTEM)


def item(number: int) -> dict[str, object]:
    """One of 2075: 5 with a visit, 1380 at once, 2069 online; 20 days by law, 3490 promised in all."""
    return {
        "name": f"事项{number}", "item_code": f"{number:08d}", "kind": "licence", "settled": "是",
        "one_window": "是", "visits": "0" if number < 2070 else "1",
        "instant": "是" if number < 1380 else "否", "statutory_days": "20",
        "promised_days": "0" if number < 1380 else "6" if number < 1395 else "5",
        "online_depth": "four" if number < 2069 else "two",
    }  # fmt: skip


def test_published_ratios_of_2075_items() -> None:
    rows = [ImportRow(number + 1, "S1", item(number)) for number in range(ITEMS)]
    assert add_records(installed().ledger("government-services.item"), rows, actor=SYSTEM) == ITEMS
    names = (
        "items", "items_zero_visit", "instant_rate", "time_saved_rate", "online_rate",
        "one_window_rate",
    )  # fmt: skip
    ask = Ask(list(names), units=["ZONE"], on=datetime.date(2022, 6, 20))
    shown = {figure.name: figure.display for figure in read_figures(SYSTEM, ask)}
    assert [shown[name] for name in names] == ["2075", "2070", "66.5", "91.59", "99.71", "100.0"]


def test_a_promise_longer_than_the_law_is_refused() -> None:
    with pytest.raises(Invalid, match="check-failed"):
        add_record("item", {**item(0), "promised_days": "21"}, actor=SYSTEM, unit="S1")
