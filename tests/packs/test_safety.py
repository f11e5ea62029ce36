"""Hazards: what was sent back is owed again, and its light says so."""

from __future__ import annotations

import pytest

from bihuan.kernel.indicators.record_lights import record_lights
from bihuan.kernel.ledgers.reads import rows_of
from tests.kernel.conftest import FIRM
from tests.packs.cast import cast_of


@pytest.mark.usefixtures("db")
def test_a_hazard_sent_back_past_its_day_is_red_not_green() -> None:
    with cast_of("base", "safety") as cast:
        hazard = cast.add(
            "hazard", on="2022-06-01", problem="通道堆物", category="fire", severity="general",
            found_on="2022-06-01", photo_before=cast.photo(), enterprise="企业一", enterprise_code=FIRM,
        )  # fmt: skip
        ordered = {"responsible": "王某", "due_on": "2022-06-10"}
        cast.move("dispatcher", hazard, "order", "2022-06-01", **ordered)
        measures = {"responsible": "王某", "measures_text": "清走"}
        cast.move("reporter", hazard, "take_measures", "2022-06-02", **measures)
        cast.move("reporter", hazard, "rectify", "2022-06-03", photo_after=cast.photo())
        cast.move("checker", hazard, "reject", "2022-06-06", reason="又堆上了")
        lit = record_lights(rows_of([hazard]))[hazard]
        assert (lit.light, lit.why.zh) == ("red", "整改期限 2022-06-10，已逾期 10 天。")
