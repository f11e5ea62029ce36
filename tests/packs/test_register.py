"""The statistics register: thresholds with dates, numbers that only the firm corrects, the chain of audit."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from bihuan.kernel.definitions.reader import pack_files
from bihuan.kernel.indicators.reads import Ask, read_figures
from bihuan.kernel.ledgers.reads import get_record
from bihuan.kernel.ledgers.writes import add_evidence, add_record, correct_record
from bihuan.kernel.org.reads import viewer_of
from bihuan.kernel.org.tree import tree
from bihuan.kernel.org.writes import add_person, assign_role
from bihuan.kernel.packs.writes import install_pack, set_parameter
from bihuan.kernel.permissions import SYSTEM
from bihuan.kernel.problems import Forbidden, Invalid
from bihuan.kernel.workflow.writes import move_record
from tests.kernel.conftest import FIRM, Zone, today, zone

__all__ = ["today", "zone"]
PACKS = Path(__file__).parents[2] / "packs"
PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 20
ON = datetime.date(2022, 6, 20)


@pytest.fixture
def firm(zone: Zone) -> int:
    for name in ("base", "register"):
        install_pack(pack_files(PACKS / name), actor=SYSTEM)
    values = {
        "name": "甲公司", "credit_code": FIRM, "class": "retail", "industry_code": "F5211",
        "independent": "是", "origin": "pool", "opened_on": "2021-09-01", "revenue": "420",
        "revenue_as_of": "2022-05-31",
    }  # fmt: skip
    return add_record("registration", values, actor=zone.ann, unit="S1", on="2022-01-10").id


def figure(name: str, on: datetime.date = ON) -> object:
    (found,) = read_figures(SYSTEM, Ask([name], units=["ZONE"], on=on))
    return found.value


def test_a_threshold_that_rises_holds_from_its_day(firm: int) -> None:
    assert (figure("near_threshold"), figure("should_enter")) == (1, 0)
    set_parameter(
        "register", "threshold_retail", 400, actor=SYSTEM, basis="国家调整", on="2022-06-01"
    )
    assert (figure("near_threshold"), figure("should_enter")) == (0, 1)
    assert figure("near_threshold", datetime.date(2022, 5, 31)) == 1


def test_nobody_fills_to_the_threshold(zone: Zone, firm: int) -> None:
    seen = get_record(SYSTEM, firm).seen
    with pytest.raises(Forbidden, match="reported-by-party"):
        correct_record(firm, {"revenue": "520"}, actor=zone.ann, seen=seen, reason="凑数")
    add_person("owner", "企业员", actor=SYSTEM, unit="ZONE", party=FIRM)
    assign_role("owner", "enterprise", actor=SYSTEM, unit="ZONE", on="2020-01-01")
    move_record(firm, "prompt", actor=zone.bob)
    move_record(firm, "prepare", actor=zone.ann, values={"route": "monthly"})
    digest = add_evidence(PNG, "a.png", actor=SYSTEM, unit_id=tree().get_by_code("S1").id).digest
    papers = {
        name: [digest]
        for name in (
            "licence", "income_statement", "vat_return", "gate_photo", "site_photo", "review_form",
            "basic_form",
        )
    }  # fmt: skip
    with pytest.raises(Invalid, match="transition-needs"):
        move_record(firm, "submit", actor=zone.ann, values={"licence": [digest]})
    with pytest.raises(Invalid, match="check-failed"):
        move_record(firm, "submit", actor=zone.ann, values=papers)
    seen = get_record(SYSTEM, firm).seen
    owner = viewer_of("owner")
    with pytest.raises(Forbidden, match="party-reports-only"):
        correct_record(firm, {"class": "catering"}, actor=owner, seen=seen, reason="x")
    correct_record(firm, {"revenue": "520"}, actor=owner, seen=seen, reason="年报审计后调整")
    move_record(firm, "submit", actor=zone.ann, values=papers)
    move_record(firm, "pass_office", actor=zone.bob)
    with pytest.raises(Forbidden):
        move_record(firm, "send_up", actor=zone.bob)
    move_record(firm, "send_up", actor=zone.cat)
    assert get_record(SYSTEM, firm).state == "city"
    assert figure("firms_entered") == 0
