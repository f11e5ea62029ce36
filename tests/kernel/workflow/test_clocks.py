"""The time allowed in a state: it starts whenever a record comes there, and is kept by moving on."""

from __future__ import annotations

import datetime

import pytest

from bihuan.kernel.ledgers.reads import get_record
from bihuan.kernel.ledgers.writes import assign_duty
from bihuan.kernel.periods import clock
from bihuan.kernel.permissions import SYSTEM
from bihuan.kernel.replay import differing_projections
from bihuan.kernel.workflow.inbox import list_owed
from bihuan.kernel.workflow.reads import DeadlineRow, list_deadlines
from bihuan.kernel.workflow.slips_waiting import list_slips
from bihuan.kernel.workflow.writes import ask_extension, decide_approval, issue_slips, move_record
from tests.kernel.conftest import Zone
from tests.kernel.packs.test_upgrades import FLOW, upgrade

UNTIMED = ', untimed: {zh: 小样里不设, en: "None in this sample"}'
PLANNED = f"planned: {{title: {{zh: 计划, en: Planned}}, owner: lead{UNTIMED}"
AGAIN = "{title: {zh: 再开, en: Again}, from: [started], to: started, by: [reporter]}"
FIXED = f"owner: checker{UNTIMED}"


@pytest.fixture
def flow(zone: Zone) -> None:
    upgrade(
        (FLOW, PLANNED, PLANNED.replace(UNTIMED, ", within: 3 working days")),
        (FLOW, FIXED, "owner: checker, within: 1 months"),
    )


def clocks(zone: Zone, record: int) -> dict[str, DeadlineRow]:
    return {row.name: row for row in list_deadlines(zone.ann, record)}


def test_it_runs_from_the_entry_and_is_kept_by_the_next_step(zone: Zone, flow: None) -> None:
    record = zone.case(on="2022-06-01")
    assign_duty(record, "lead", actor=SYSTEM, person="ann")
    (owed,) = list_owed(zone.ann)
    assert (owed.id, owed.due) == (record, "2022-06-07")  # 3 June is the Dragon Boat Festival
    assert issue_slips() == 1
    assert [slip.colour for slip in list_slips(zone.ann)] == ["red"]
    move_record(record, "start", actor=zone.ann, on="2022-06-08")
    found = clocks(zone, record)["leave_planned"]
    assert (found.is_open, found.due, found.met_on) == (False, "2022-06-07", "2022-06-08")
    assert found.definition.title.zh == "下一步期限（计划）"


def test_each_coming_gives_it_a_day_anew(zone: Zone, flow: None) -> None:
    record = zone.case()
    move_record(record, "start", actor=zone.ann, on="2022-01-31")
    with clock.travel(datetime.date(2022, 1, 31)):
        move_record(record, "fix", actor=zone.ann, values={"story": "x"})
    assert clocks(zone, record)["leave_fixed"].due == "2022-02-28", "a month ends in February"
    move_record(record, "return", actor=zone.bob, reason="照片不清", on="2022-03-01")
    assert clocks(zone, record)["leave_fixed"].met_on == "2022-03-01"
    move_record(record, "fix", actor=zone.ann, values={"story": "y"}, on="2022-06-20")
    found = clocks(zone, record)["leave_fixed"]
    assert (found.is_open, found.due, found.met_on) == (True, "2022-07-20", "")


def test_a_record_that_is_stopped_kept_no_promise(zone: Zone, flow: None) -> None:
    record = zone.case(on="2022-06-20")
    asked = move_record(record, "drop", actor=zone.ann, reason="撤项")
    decide_approval(asked, actor=zone.cat, granted=True)
    found = clocks(zone, record)["leave_planned"]
    assert (found.is_open, found.met_on) == (False, "")


def test_more_time_is_given_though_no_field_holds_the_day(zone: Zone, flow: None) -> None:
    record = zone.case(on="2022-06-20")
    before = get_record(SYSTEM, record).data
    asked = ask_extension(record, "leave_planned", "2022-07-01", actor=zone.ann, reason="等批复")
    decide_approval(asked, actor=zone.cat, granted=True)
    found = clocks(zone, record)["leave_planned"]
    assert (found.due, found.first_due, found.extended) == ("2022-07-01", "2022-06-23", 1)
    assert get_record(SYSTEM, record).data == before
    assert differing_projections() == []


def test_a_record_born_before_has_no_such_time(zone: Zone) -> None:
    old = zone.case(on="2022-06-20")
    upgrade((FLOW, PLANNED, PLANNED.replace(UNTIMED, ", within: 3 working days")))
    assert clocks(zone, old) == {}
    assert "leave_planned" in clocks(zone, zone.case(on="2022-06-20"))


def test_what_comes_back_every_year_is_kept_and_starts_again_with_one_move(zone: Zone) -> None:
    upgrade(
        (FLOW, "    until: [fix]\n", "    until: [fix, start_again]\n    anew: true\n"),
        (FLOW, "    from: [start]\n", "    from: [start, start_again]\n"),
        (FLOW, "  fix: {title", f"  start_again: {AGAIN}\n  fix: {{title"),
    )
    record = zone.case()
    move_record(record, "start", actor=zone.ann, on="2022-05-28")
    with clock.travel(datetime.date(2022, 6, 27)):
        move_record(record, "start_again", actor=zone.ann)
    found = clocks(zone, record)["fix"]
    assert (found.is_open, found.due) == (True, "2022-07-18")
    assert get_record(SYSTEM, record).data["fixed_on"] == "2022-06-27", "the last time it was kept"


def test_of_one_choice_nothing_may_be_promised(zone: Zone) -> None:
    spans = "{by: level, spans: {province: none, city: fix_days}}"
    upgrade((FLOW, "within: fix_days", f"within: {spans}"))
    for level, promised in (("province", set()), ("city", {"fix"})):
        record = zone.case(level=level)
        move_record(record, "start", actor=zone.ann)
        assert clocks(zone, record).keys() == promised
