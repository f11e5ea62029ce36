"""Whose months wait for whom: to report, to check, to approve; late or not."""

from __future__ import annotations

import datetime

from bihuan.kernel.ledgers.reads import get_record
from bihuan.kernel.ledgers.writes import void_record
from bihuan.kernel.measures.owed import list_months_owed, list_months_to_decide
from bihuan.kernel.measures.writes import move_report, report_month
from bihuan.kernel.org.reads import viewer_of
from bihuan.kernel.org.writes import assign_role
from bihuan.kernel.periods import clock
from bihuan.kernel.permissions import SYSTEM, Viewer
from bihuan.kernel.workflow.writes import decide_approval, move_record
from tests.kernel.conftest import Zone


def owed(viewer: Viewer) -> list[tuple[str, int]]:
    return [(months.period, months.count) for months in list_months_owed(viewer)]


def test_a_month_is_owed_until_it_is_submitted_and_late_after_its_day(zone: Zone) -> None:
    record = zone.case(on="2022-05-10")
    zone.case("乙", unit="S2", on="2022-05-10")
    assert owed(zone.ann) == [("2022-05", 1)]
    (months,) = list_months_owed(zone.ann)
    assert (months.due_on, months.is_late, months.record_id) == (
        datetime.date(2022, 6, 5), True, record,
    )  # fmt: skip
    with clock.travel(datetime.date(2022, 6, 3)):
        assert not list_months_owed(zone.ann)[0].is_late
    draft = report_month(record, "2022-05", {"invested": "1"}, actor=zone.ann, submit=False)
    assert owed(zone.ann) == [("2022-05", 1)]
    report_month(record, "2022-05", {"invested": "1"}, actor=zone.ann, seen=draft)
    assert owed(zone.ann) == []
    assert owed(zone.dan) == [("2022-05", 1)]


def test_the_month_before_is_not_forgotten_and_closed_or_void_records_owe_nothing(
    zone: Zone,
) -> None:
    record = zone.case(on="2022-01-10")
    other = zone.case("乙", on="2022-01-10")
    assert owed(zone.ann) == [("2022-04", 2), ("2022-05", 2)]
    asked = move_record(other, "drop", actor=zone.ann, reason="x", on="2022-05-05")
    decide_approval(asked, actor=zone.cat, granted=True)
    assert owed(zone.ann) == [("2022-04", 2), ("2022-05", 1)]  # it stood open when April ended
    seen = get_record(SYSTEM, record).seen
    void_record(record, actor=SYSTEM, seen=seen, reason="x", asked_by="ann")
    assert owed(zone.ann) == [("2022-04", 1)]


def test_who_chases_others_does_not_owe_what_they_owe(zone: Zone) -> None:
    zone.case()
    assign_role("bob", "dispatcher", actor=SYSTEM, unit="ZONE", on="2020-01-01")
    assert owed(viewer_of("bob")) == []
    assert owed(zone.leader) == owed(zone.auditor) == []


def test_a_month_waits_for_a_check_then_for_an_approval_by_others(zone: Zone) -> None:
    record = zone.case()

    def waiting(viewer: Viewer, act: str) -> list[tuple[str, int]]:
        return [(each.period, each.count) for each in list_months_to_decide(viewer, act)]

    seen = report_month(record, "2022-05", {"invested": "1"}, actor=zone.ann)
    assert waiting(zone.bob, "measure.check") == [("2022-05", 1)]
    assert waiting(zone.cat, "measure.approve") == []
    assert waiting(zone.ann, "measure.check") == []
    seen = move_report(record, "2022-05", "checked", actor=zone.bob, seen=seen)
    assert waiting(zone.bob, "measure.check") == []
    assert waiting(zone.cat, "measure.approve") == [("2022-05", 1)]
    assign_role("bob", "approver", actor=SYSTEM, unit="ZONE", on="2020-01-01")
    assert waiting(viewer_of("bob"), "measure.approve") == []  # who checked does not approve
    move_report(record, "2022-05", "approved", actor=zone.cat, seen=seen)
    assert waiting(zone.cat, "measure.approve") == []
