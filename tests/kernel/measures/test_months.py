"""Months: report, check, approve, lock, correct, chase; who may do what to whose numbers."""

from __future__ import annotations

import pytest

from bihuan.kernel import replay
from bihuan.kernel.definitions.reader import pack_files
from bihuan.kernel.ledgers.bulk import ImportRow
from bihuan.kernel.ledgers.history import describe
from bihuan.kernel.ledgers.reads import get_record, list_history
from bihuan.kernel.ledgers.writes import add_evidence, add_records, assign_duty, void_record
from bihuan.kernel.measures.boards import board
from bihuan.kernel.measures.models import MeasureValue, Reminder
from bihuan.kernel.measures.reads import find_report, list_warnings
from bihuan.kernel.measures.writes import (
    chase_reports,
    move_report,
    report_month,
    set_target,
)
from bihuan.kernel.org.reads import viewer_of
from bihuan.kernel.packs.reads import installed
from bihuan.kernel.packs.writes import install_pack
from bihuan.kernel.permissions import SYSTEM, Viewer
from bihuan.kernel.problems import Conflict, Forbidden, Invalid, InvalidMany
from bihuan.kernel.workflow.writes import move_record
from tests.kernel.conftest import TINY, Zone

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 32


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
    with pytest.raises(Invalid, match="correction-reason"):
        report_month(record, "2022-05", {"invested": "5"}, actor=zone.ann, seen=seen)
    with pytest.raises(Conflict, match="report-submitted"):
        report_month(record, "2022-05", {}, actor=zone.ann, seen=seen, submit=False, reason="笔误")
    with pytest.raises(Invalid, match="correction-reason"):
        report_month(record, "2022-05", {"invested": "5"}, actor=zone.ann, seen=seen, reason=" ")
    with pytest.raises(Conflict):
        report_month(record, "2022-05", {"invested": "5"}, actor=zone.ann, seen=1, reason="笔误")
    report_month(record, "2022-05", {"invested": "5"}, actor=zone.ann, seen=seen, reason="笔误")


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
        ("2022-06", {"invested": "1"}, "period-unfinished"),
        ("1999-01", {"invested": "1"}, "period-before-record"),
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
        report_month(record, period, values, actor=zone.ann, note="属实")
    assert refused.value.code == code
    assert not MeasureValue.objects.exists()


def test_a_number_not_sent_again_is_gone(zone: Zone) -> None:
    record = zone.case()
    seen = report(zone, record)
    seen = report_month(
        record,
        "2022-05",
        {"invested": "5", "workers": " "},
        actor=zone.ann,
        seen=seen,
        reason="笔误",
    )
    row = find_report(SYSTEM, record, "2022-05")
    assert row
    assert (row.values["invested"], row.values["workers"]) == (50_000, None)
    assert replay.differing_projections() == []


def test_a_locked_month_is_unlocked_with_a_reason_then_corrected_by_its_reporter(
    zone: Zone,
) -> None:
    record = zone.case()
    seen = report(zone, record)
    for to, who in (("checked", zone.bob), ("approved", zone.cat), ("locked", zone.cat)):
        seen = move_report(record, "2022-05", to, actor=who, seen=seen)
    with pytest.raises(Invalid, match="report-locked"):
        report_month(record, "2022-05", {"invested": "5"}, actor=zone.ann, seen=seen, reason="错")
    with pytest.raises(Forbidden):
        move_report(record, "2022-05", "approved", actor=zone.bob, seen=seen, note="错")
    with pytest.raises(Invalid, match="reason-missing"):
        move_report(record, "2022-05", "approved", actor=zone.cat, seen=seen)
    seen = move_report(record, "2022-05", "approved", actor=zone.cat, seen=seen, note="发票重复")
    held = find_report(SYSTEM, record, "2022-05")
    assert held
    assert held.return_reason == "发票重复"
    report_month(
        record,
        "2022-05",
        {"invested": "5"},
        actor=zone.ann,
        seen=seen,
        reason="重复",
    )
    after = find_report(SYSTEM, record, "2022-05")
    assert after
    assert (after.status, after.checked_by, after.return_reason) == ("submitted", "", "")


def test_nobody_approves_what_he_reported(zone: Zone) -> None:
    record = zone.case()
    eve = Viewer("eve", 0, SYSTEM.grants)
    seen = report_month(record, "2022-05", {"invested": "1"}, actor=eve)
    seen = move_report(record, "2022-05", "checked", actor=zone.bob, seen=seen)
    with pytest.raises(Forbidden, match="four-eyes-report"):
        move_report(record, "2022-05", "approved", actor=eve, seen=seen)


def test_an_approver_sends_back_what_is_wrong(zone: Zone) -> None:
    record = zone.case()
    seen = report(zone, record)
    seen = move_report(record, "2022-05", "checked", actor=zone.bob, seen=seen)
    move_report(record, "2022-05", "draft", actor=zone.cat, seen=seen, note="单位不对")


def test_a_void_record_takes_no_months(zone: Zone) -> None:
    record = zone.case()
    seen = report(zone, record)
    void_record(
        record,
        actor=SYSTEM,
        seen=get_record(SYSTEM, record).seen,
        reason="重复登记",
        asked_by="ann",
    )
    with pytest.raises(Invalid, match="record-void"):
        report(zone, record, "2022-04")
    with pytest.raises(Invalid, match="record-void"):
        move_report(record, "2022-05", "checked", actor=zone.bob, seen=seen)


def test_texts_and_files_go_with_the_numbers(zone: Zone) -> None:
    record = zone.case()
    photo = add_evidence(PNG, "a.png", actor=SYSTEM, unit_id=get_record(SYSTEM, record).unit_id)
    sent = {"progress_text": "主体封顶", "problems": "", "site_photos": [photo.digest]}
    with pytest.raises(Invalid, match="link-unknown"):
        report_month(
            record, "2022-05", {"invested": "1"}, actor=zone.ann, notes={"site_photos": "0" * 64}
        )
    with pytest.raises(Invalid, match="measure-unknown"):
        report_month(record, "2022-05", {"invested": "1"}, actor=zone.ann, notes={"poem": "x"})
    seen = report_month(
        record,
        "2022-05",
        {"invested": "1"},
        actor=zone.ann,
        notes=sent,
        note="票据已核",
        submit=False,
    )
    report_month(record, "2022-05", {"invested": "2"}, actor=zone.ann, seen=seen)
    row = find_report(SYSTEM, record, "2022-05")
    assert row
    assert row.notes == {"progress_text": "主体封顶", "site_photos": [photo.digest]}
    assert row.note == "票据已核"
    ledger = installed().ledger("tiny.case")
    told = describe(list_history(SYSTEM, record)[-1], ledger, "zh")
    assert ("形象进度", "主体封顶") in told.changes
    assert board(zone.bob, ledger, "2022-05").rows[0].notes == row.notes
    assert replay.differing_projections() == []


def test_a_number_out_of_the_ordinary_needs_a_note(zone: Zone) -> None:
    record = zone.case()
    with pytest.raises(Invalid, match="check-unexplained"):
        report_month(record, "2022-05", {"invested": "1500"}, actor=zone.ann)
    report_month(
        record, "2022-05", {"invested": "1500"}, actor=zone.ann, submit=False
    )  # a draft may wait
    seen = find_report(SYSTEM, record, "2022-05")
    assert seen
    report_month(
        record, "2022-05", {"invested": "1500"}, actor=zone.ann, seen=seen.seq, note="设备提前到货"
    )
    (warning,) = list_warnings(zone.ann, record, "2022-05")
    assert warning.code == "check-failed"


def test_the_board_judges_by_the_end_of_the_month_and_by_reach(zone: Zone) -> None:
    ledger = installed().ledger("tiny.case")
    moved, mine, other = zone.case("已办"), zone.case("我的"), zone.case("别处", unit="S2")
    late = zone.case("后来的", on="2022-06-02")
    add_records(
        ledger,
        [
            ImportRow(n, "S2", {"name": f"第{n}", "level": "city"}, on="2022-01-10")
            for n in range(9)
        ],
        actor=SYSTEM,
    )
    move_record(moved, "start", actor=zone.ann, on="2022-05-03")
    move_record(moved, "fix", actor=zone.ann, values={"story": "毕"}, on="2022-06-03")
    photo = add_evidence(PNG, "a.png", actor=SYSTEM, unit_id=get_record(SYSTEM, moved).unit_id)
    move_record(moved, "verify", actor=zone.bob, values={"proof": [photo.digest]}, on="2022-06-04")
    found = {row.record.id: row.record.state for row in board(zone.ann, ledger, "2022-05").rows}
    assert found == {moved: "started", mine: "planned"}
    assert late in {row.record.id for row in board(SYSTEM, ledger, "2022-06").rows}
    assert moved not in {row.record.id for row in board(SYSTEM, ledger, "2022-06").rows}
    assert board(zone.leader, ledger, "2022-05").rows == []
    assign_duty(other, "lead", actor=SYSTEM, person="leader")
    own = board(viewer_of("leader"), ledger, "2022-05")
    assert [row.record.id for row in own.rows] == [other]
    assert board(SYSTEM, ledger, "2022-05").total == 12


def test_chasing_many_is_one_write(zone: Zone) -> None:
    first, second = zone.case("甲"), zone.case("乙", unit="S2")
    void_record(
        second, actor=SYSTEM, seen=get_record(SYSTEM, second).seen, reason="重复", asked_by="ann"
    )
    with pytest.raises(Invalid, match="record-void"):
        chase_reports([first, second], "2022-05", actor=zone.bob)
    assert not Reminder.objects.exists()


def test_the_board_says_who_owes_and_one_click_chases_once_a_day(zone: Zone) -> None:
    done, owed = zone.case("已报"), zone.case("未报")
    report(zone, done)
    assign_duty(owed, "lead", actor=SYSTEM, person="leader")
    found = board(zone.bob, installed().ledger("tiny.case"), "2022-05")
    assert [(row.record.id, row.status) for row in found.rows] == [(owed, ""), (done, "submitted")]
    assert found.due_on.isoformat() == "2022-06-05"
    assert chase_reports([owed], "2022-05", actor=zone.bob) == 2, "the lead, and who reports here"
    assert chase_reports([owed], "2022-05", actor=zone.bob) == 0
    chased = Reminder.objects.values_list("person_id", flat=True)
    assert sorted(chased) == sorted((zone.leader.person_id, zone.ann.person_id))
    with pytest.raises(Invalid):
        chase_reports([done], "2022-05", actor=zone.bob)


def test_a_target_needs_a_basis(zone: Zone) -> None:
    for text in ("NaN", "Infinity", "-inf", "很多"):
        with pytest.raises(Invalid, match="number-unreadable"):
            set_target("cases", text, actor=SYSTEM, unit="ZONE", period="2022", basis="年度任务")
    with pytest.raises(Invalid, match="basis-missing"):
        set_target("cases", "30", actor=SYSTEM, unit="ZONE", period="2022", basis="")
    assert (
        set_target("cases", "30", actor=SYSTEM, unit="ZONE", period="2022", basis="年度任务").value
        == "30"
    )


def test_a_quarterly_record_owes_its_quarters(zone: Zone) -> None:
    files = pack_files(TINY)
    files["pack.yaml"] = files["pack.yaml"].replace("1.0.0", "1.1.0")
    files["ledgers/case.yaml"] += "report_where: level = 'city' or month in (3, 6, 9, 12)\n"
    install_pack(files, actor=SYSTEM)
    zone.case()
    ledger = installed().ledger("tiny.case")
    months = ("2022-02", "2022-03", "2022-04")
    assert [board(SYSTEM, ledger, month).total for month in months] == [0, 1, 0]


def test_history_shows_numbers_as_they_were_entered(zone: Zone) -> None:
    record = zone.case()
    report(zone, record, invested="234.5")
    last = list_history(SYSTEM, record)[-1]
    told = dict(describe(last, installed().ledger("tiny.case"), "zh").changes)
    assert (told["本月完成投资"], told["用工"]) == ("234.5 万元", "7 人")


def test_history_names_units_by_their_titles(zone: Zone) -> None:
    record = zone.case(partner="S2")
    (added,) = list_history(SYSTEM, record)
    ledger = installed().ledger("tiny.case")
    told = dict(describe(added, ledger, "zh", whole=True).changes)
    assert told["配合单位"] == "S2单元"
