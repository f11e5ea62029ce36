"""A step that belongs only to some records is not offered to others, and refused with what is possible."""

from __future__ import annotations

import pytest

from bihuan.kernel.events.reads import position
from bihuan.kernel.ledgers.reads import get_record
from bihuan.kernel.ledgers.writes import correct_record
from bihuan.kernel.permissions import SYSTEM, Viewer
from bihuan.kernel.problems import Invalid
from bihuan.kernel.workflow.models import Approval
from bihuan.kernel.workflow.reads import list_moves, require_possible
from bihuan.kernel.workflow.writes import decide_approval, move_record
from tests.kernel.conftest import Zone
from tests.kernel.packs.test_upgrades import FLOW, upgrade

DROP = "from: [planned, started], to: dropped"
CITY_ONLY = (FLOW, DROP, f"{DROP}, when: level = 'city' and urgent")


@pytest.fixture
def flow(zone: Zone) -> None:
    upgrade(CITY_ONLY)


def names(viewer: Viewer, record: int) -> list[str]:
    return [move.name for move in list_moves(viewer, record)]


def test_a_step_of_others_is_not_offered_and_the_refusal_says_what_is_possible(
    zone: Zone, flow: None
) -> None:
    city, province = zone.case(level="city", urgent=True), zone.case()
    assert names(zone.ann, city) == ["start", "drop"]
    assert names(zone.ann, province) == ["start"]
    before = position()
    with pytest.raises(Invalid) as caught:
        move_record(province, "drop", actor=zone.ann, reason="x")
    assert position() == before
    zh, en = caught.value.sentence("zh"), caught.value.sentence("en")
    assert zh.startswith("“终止”只用于“级别是市级，且“紧急”为是”的记录") and "可以办理：开工" in zh
    assert en.startswith("“Drop” is only for records where “Level is City and “Urgent””")
    assert en.endswith("possible for it: Start.")
    with pytest.raises(Invalid, match="step-of-others"):
        require_possible(zone.ann, province, "drop")


def test_what_is_not_known_does_not_meet_a_condition(zone: Zone, flow: None) -> None:
    assert names(zone.ann, zone.case(level="city")) == ["start"]


def test_a_record_keeps_the_conditions_it_was_born_under(zone: Zone) -> None:
    old = zone.case()
    upgrade(CITY_ONLY)
    assert names(zone.ann, old) == ["start", "drop"]
    assert names(zone.ann, zone.case()) == ["start"]
    move_record(old, "drop", actor=zone.ann, reason="撤项")
    assert Approval.objects.filter(record_id=old, decision="").count() == 1


def test_a_condition_is_looked_at_again_when_a_step_is_agreed_to(zone: Zone, flow: None) -> None:
    record = zone.case(level="city", urgent=True)
    asked = move_record(record, "drop", actor=zone.ann, reason="撤项")
    seen = get_record(SYSTEM, record).seen
    correct_record(record, {"level": "province"}, actor=zone.ann, seen=seen, reason="登错")
    with pytest.raises(Invalid, match="step-of-others"):
        decide_approval(asked, actor=zone.cat, granted=True)
    assert get_record(SYSTEM, record).state == "planned"


def test_an_old_condition_gives_way_where_its_codes_are_gone(zone: Zone, flow: None) -> None:
    old = zone.case(level="city", urgent=True)
    upgrade(
        (FLOW, DROP, f"{DROP}, when: level = 'town'"),
        ("ledgers/case.yaml", "city: {zh: 市级", "town: {zh: 市级"),
        version="1.2.0",
        renames="{choices: {level: {city: town}}}",
    )
    assert names(zone.ann, old) == ["start", "drop"]
