"""The cast with a publicity officer, two streets of figures, and a bulletin on its way."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from bihuan.kernel.bulletins.writes import (
    draft_bulletin,
    publish_bulletin,
    review_bulletin,
    sign_bulletin,
    submit_bulletin,
)
from bihuan.kernel.measures.reads import find_report
from bihuan.kernel.measures.writes import move_report, report_month
from bihuan.kernel.org.reads import viewer_of
from bihuan.kernel.org.writes import add_person, assign_role
from bihuan.kernel.permissions import SYSTEM, Viewer
from tests.kernel.conftest import Zone


@dataclass(frozen=True)
class Press:
    """Wen writes for the zone, dot reviews and publishes, cat signs; a case in each street."""

    zone: Zone
    wen: Viewer
    dot: Viewer
    cases: tuple[int, int]

    def report(self, case: int, invested: str, **more: Any) -> None:
        """Report May of a case and have it approved."""
        zone = self.zone
        report_month(case, "2022-05", {"invested": invested}, actor=SYSTEM, **more)
        for status, who in (("checked", zone.bob), ("approved", zone.cat)):
            move_report(case, "2022-05", status, actor=who, seen=self.seen(case))

    def seen(self, case: int) -> int:
        held = find_report(SYSTEM, case, "2022-05")
        assert held is not None
        return held.seq

    def draft(self, text: str = "", **more: str) -> int:
        given = {"template": "tiny.monthly", "mark": "云开督"} | more
        return draft_bulletin(actor=self.wen, unit="ZONE", text=text, **given)

    def sign(self, bulletin: int) -> int:
        submit_bulletin(bulletin, actor=self.wen)
        review_bulletin(bulletin, actor=self.dot)
        sign_bulletin(bulletin, actor=self.zone.cat)
        return bulletin

    def publish(self, text: str = "", **more: str) -> int:
        bulletin = self.sign(self.draft(text, **more))
        publish_bulletin(bulletin, actor=self.dot)
        return bulletin


@pytest.fixture
def press(zone: Zone) -> Press:
    for code, role in (("wen", "writer"), ("dot", "dispatcher")):
        add_person(code, f"{code}名", actor=SYSTEM, unit="ZONE")
        assign_role(code, role, actor=SYSTEM, unit="ZONE", on="2020-01-01")
    cases = zone.case("甲", "S1", planned="200000"), zone.case("乙", "S2", planned="100000")
    made = Press(zone, viewer_of("wen"), viewer_of("dot"), cases)
    made.report(cases[0], "160000")
    made.report(cases[1], "20000")
    return made
