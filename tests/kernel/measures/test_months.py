"""Months: report, check, approve, lock, correct, chase; who may do what to whose numbers."""

from __future__ import annotations

import pytest

from bihuan.kernel import replay
from bihuan.kernel.ledgers.writes import assign_duty
from bihuan.kernel.measures.models import MeasureValue, Reminder
from bihuan.kernel.measures.reads import board, count_reminders, find_report
from bihuan.kernel.measures.writes import (
    chase_report,
    correct_month,
    move_report,
    report_month,
    set_target,
)
from bihuan.kernel.packs.reads import installed
from bihuan.kernel.permissions import SYSTEM, Viewer
from bihuan.kernel.problems import Conflict, Forbidden, Invalid, InvalidMany
from tests.kernel.conftest import Zone


def report(zone: Zone, record: int, period: str = "2022-05", invested: str = "100") -> int:
    return report_month(record, period, {"invested": invested, "workers": "7"}, actor=zone.ann)


def test_a_month_goes_all_the_way_by_three_people(zone: Zone) -> None:
    record = zone.case()
    seen = report(zone, record)
    with pytest.raises(Forbidden):
        move_report(record, "2022-05", "checked", actor=zone.ann, seen=seen)
    seen = move_report(record, "2022-05", "checked", actor=zone.bob, seen=seen)
    seen = move_report(record, "2022-05", "approved", actor=zone.cat, seen=seen)
    move_report(record, "2022-05", "locked", actor=zone.cat, seen=seen)
    row = find_report(SYSTEM, record, "2022-05")
    assert row and (row.status, row.reported_by, row.checked_by) == ("locked", "ann", "bob")
    assert (
        MeasureValue.objects.get(record_id=record, measure="invested").value == 1_000_000 * 10_000
    )
    assert replay.differing_projections() == []


def test_nobody_checks_what_he_reported_or_approves_what_he_checked(zone: Zone) -> None:
    record = zone.case()
    everything = Viewer("eve", 0, SYSTEM.grants)
    seen = report_month(record, "2022-05", {"invested": "1"}, actor=everything)
    with pytest.raises(Forbidden, match="four-eyes-check"):
        move_report(record, "2022-05", "checked", actor=everything, seen=seen)
    seen = move_report(record, "2022-05", "checked", actor=zone.bob, seen=seen)
    with pytest.raises(Forbidden, match="four-eyes-approve"):
        move_report(record, "2022-05", "approved", actor=Viewer("bob", 0, SYSTEM.grants), seen=seen)


def test_a_submitted_month_changes_only_by_a_correction_with_a_reason(zone: Zone) -> None:
    record = zone.case()
    seen = report(zone, record)
    with pytest.raises(Conflict, match="report-submitted"):
        report_month(record, "2022-05", {"invested": "5"}, actor=zone.ann, seen=seen)
    with pytest.raises(Invalid, match="reason-missing"):
        correct_month(record, "2022-05", {"invested": "5"}, actor=zone.ann, seen=seen, reason=" ")
    with pytest.raises(Conflict):
        correct_month(record, "2022-05", {"invested": "5"}, actor=zone.ann, seen=1, reason="笔误")
    correct_month(record, "2022-05", {"invested": "5"}, actor=zone.ann, seen=seen, reason="笔误")


def test_a_returned_month_is_a_draft_again(zone: Zone) -> None:
    record = zone.case()
    seen = report(zone, record)
    with pytest.raises(Invalid, match="reason-missing"):
        move_report(record, "2022-05", "draft", actor=zone.bob, seen=seen)
    seen = move_report(record, "2022-05", "draft", actor=zone.bob, seen=seen, note="单位不对")
    report_month(record, "2022-05", {"invested": "6"}, actor=zone.ann, seen=seen)


@pytest.mark.parametrize(
    ("period", "values", "code"),
    [
        ("2022-07", {"invested": "1"}, "period-ahead"),
        ("2022Q2", {"invested": "1"}, "period-not-month"),
        ("五月", {"invested": "1"}, "period-unreadable"),
        ("2022-05", {}, "field-required"),
        ("2022-05", {"invested": "-1"}, "number-too-small"),
        ("2022-05", {"invested": "1", "profit": "2"}, "measure-unknown"),
        ("2022-05", {"invested": "2000.01"}, "check-failed"),
        ("2022-05", {"invested": "0.0000001"}, "number-digits"),
    ],
)
def test_bad_months_are_refused(zone: Zone, period: str, values: dict[str, str], code: str) -> None:
    record = zone.case()
    with pytest.raises((Invalid, InvalidMany)) as refused:
        report_month(record, period, values, actor=zone.ann)
    assert refused.value.code == code
    assert not MeasureValue.objects.exists()


def test_the_board_says_who_owes_and_one_click_chases_once_a_day(zone: Zone) -> None:
    done, owed = zone.case("已报"), zone.case("未报")
    report(zone, done)
    assign_duty(owed, "lead", actor=SYSTEM, person="leader")
    found = board(zone.bob, installed().ledger("tiny.case"), "2022-05")
    assert [(row.record.id, row.status) for row in found.rows] == [(owed, ""), (done, "submitted")]
    assert found.due_on.isoformat() == "2022-06-05"
    assert chase_report(owed, "2022-05", actor=zone.bob) == 1
    assert chase_report(owed, "2022-05", actor=zone.bob) == 0
    assert Reminder.objects.count() == 1
    assert count_reminders(zone.leader) == 1
    with pytest.raises(Invalid):
        chase_report(done, "2022-05", actor=zone.bob)


def test_a_target_needs_a_basis(zone: Zone) -> None:
    with pytest.raises(Invalid, match="basis-missing"):
        set_target("cases", "30", actor=SYSTEM, unit="ZONE", period="2022", basis="")
    assert (
        set_target("cases", "30", actor=SYSTEM, unit="ZONE", period="2022", basis="年度任务").value
        == "30"
    )
