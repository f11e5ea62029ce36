"""Deadlines: they start, run in working days, are kept or missed, and are remembered."""

from __future__ import annotations

import datetime

import pytest

from bihuan.kernel.definitions.reader import pack_files
from bihuan.kernel.events.reads import list_events_of
from bihuan.kernel.ledgers.history import describe
from bihuan.kernel.ledgers.reads import get_record
from bihuan.kernel.ledgers.writes import add_evidence, assign_duty, correct_record
from bihuan.kernel.org.reads import viewer_of
from bihuan.kernel.org.tree import tree
from bihuan.kernel.org.writes import assign_role, delegate
from bihuan.kernel.packs.reads import installed
from bihuan.kernel.packs.writes import install_pack
from bihuan.kernel.periods import clock
from bihuan.kernel.permissions import SYSTEM
from bihuan.kernel.problems import Forbidden, Invalid
from bihuan.kernel.replay import differing_projections
from bihuan.kernel.workflow.reads import DeadlineRow, list_approvals, list_deadlines
from bihuan.kernel.workflow.writes import (
    ask_extension,
    decide_approval,
    issue_slips,
    move_record,
)
from tests.kernel.conftest import TINY, Zone


def the_deadline(zone: Zone, record: int) -> DeadlineRow:
    (found,) = list_deadlines(zone.ann, record)
    return found


def started(zone: Zone, on: str = "2022-05-28", **values: object) -> int:
    record = zone.case()
    assign_duty(record, "lead", actor=SYSTEM, person="ann")
    move_record(record, "start", actor=zone.ann, on=on, values=values)
    return record


def test_a_deadline_runs_in_working_days_of_the_state_council(zone: Zone) -> None:
    # 15 working days after Saturday 28 May 2022; 3 June is the Dragon Boat Festival.
    record = started(zone)
    found = the_deadline(zone, record)
    assert (found.due, found.first_due, found.is_open) == ("2022-06-20", "2022-06-20", True)
    assert get_record(zone.ann, record).data["due_on"] == "2022-06-20"


def test_a_day_that_people_fill_in_counts_instead(zone: Zone) -> None:
    assert the_deadline(zone, started(zone, due_on="2022-06-24")).due == "2022-06-24"
    with pytest.raises(Invalid, match="deadline-past"):
        started(zone, due_on="2022-05-20")


def test_lateness_is_remembered_after_the_record_is_closed(zone: Zone) -> None:
    record = started(zone, on="2022-05-05", due_on="2022-05-31")
    move_record(record, "fix", actor=zone.ann, values={"story": "已换新"})
    found = the_deadline(zone, record)
    assert (found.is_open, found.met_on, found.due) == (False, "2022-06-20", "2022-05-31")
    assert get_record(zone.ann, record).data["fixed_on"] == "2022-06-20"


def test_a_reopened_record_keeps_its_first_day(zone: Zone) -> None:
    record = started(zone, due_on="2022-06-24")
    move_record(record, "fix", actor=zone.ann, values={"story": "已换新"})
    move_record(record, "return", actor=zone.bob, reason="照片不清")
    assert the_deadline(zone, record).is_open is False, (
        "a return does not start it in this workflow"
    )
    move_record(record, "fix", actor=zone.ann, values={"story": "又换新"})
    proof = add_evidence(b"%PDF-1.7", "a.pdf", actor=zone.ann, unit_id=tree().get_by_code("S1").id)
    move_record(record, "verify", actor=zone.bob, values={"proof": [proof.digest]})
    move_record(record, "reopen", actor=zone.bob, reason="复发")
    assert the_deadline(zone, record).due == "2022-06-24"


def test_an_extension_is_asked_in_time_and_granted_by_another(zone: Zone) -> None:
    record = started(zone, due_on="2022-06-24")
    asked = ask_extension(record, "fix", "2022-07-01", actor=zone.ann, reason="等配件")
    with pytest.raises(Forbidden, match="four-eyes-asked"):
        decide_approval(asked, actor=zone.ann, granted=True)
    with pytest.raises(Forbidden, match="approval-not-yours"):
        decide_approval(asked, actor=zone.bob, granted=True)
    decide_approval(asked, actor=zone.cat, granted=True)
    found = the_deadline(zone, record)
    assert (found.due, found.first_due, found.extended) == ("2022-07-01", "2022-06-24", 1)
    assert get_record(zone.ann, record).data["due_on"] == "2022-07-01"
    with pytest.raises(Invalid, match="extension-used-up"):
        ask_extension(record, "fix", "2022-07-08", actor=zone.ann, reason="再等")


def test_an_extension_is_refused_with_a_note_and_too_late_after_the_day(zone: Zone) -> None:
    record = started(zone, due_on="2022-06-24")
    asked = ask_extension(record, "fix", "2022-07-01", actor=zone.ann, reason="等配件")
    with pytest.raises(Invalid, match="reason-missing"):
        decide_approval(asked, actor=zone.cat, granted=False)
    decide_approval(asked, actor=zone.cat, granted=False, note="配件有货")
    assert the_deadline(zone, record).due == "2022-06-24"
    assert list_approvals(zone.ann, record) == []
    with (
        clock.travel(datetime.date(2022, 6, 25)),
        pytest.raises(Invalid, match="extension-late"),
    ):
        ask_extension(record, "fix", "2022-07-01", actor=zone.ann, reason="等配件")


def test_a_deadline_is_not_corrected_away(zone: Zone) -> None:
    record = started(zone)
    seen = get_record(zone.ann, record).seen
    with pytest.raises(Invalid, match="field-is-deadline"):
        correct_record(record, {"due_on": "2022-12-31"}, actor=zone.ann, seen=seen, reason="写错了")


def test_a_record_keeps_the_rules_it_was_born_under(zone: Zone) -> None:
    old = zone.case()
    files = pack_files(TINY)
    files["pack.yaml"] = files["pack.yaml"].replace("1.0.0", "1.1.0")
    flow = files["workflows/case.yaml"].replace("within: fix_days", "within: 2 days")
    files["workflows/case.yaml"] = flow
    files["parameters.yaml"] = "\n".join(
        line for line in files["parameters.yaml"].splitlines() if not line.startswith("fix_days")
    )
    install_pack(files, actor=SYSTEM)
    new = zone.case("乙")
    for record in (old, new):
        move_record(record, "start", actor=zone.ann, on="2022-05-28")
    assert the_deadline(zone, old).due == "2022-06-20"
    assert the_deadline(zone, new).due == "2022-05-30"


def test_slips_climb_once_each_and_go_to_named_people(zone: Zone) -> None:
    from bihuan.kernel.workflow.slips_waiting import list_slips
    from bihuan.kernel.workflow.writes import answer_slip

    assign_role("dan", "dispatcher", actor=SYSTEM, unit="ZONE", on="2020-01-01")
    record = started(zone, due_on="2022-06-24")
    ann, dan = viewer_of("ann"), viewer_of("dan")
    assert issue_slips() == 0, "Monday: three working days before Friday is Tuesday"
    seen = []
    for day, sent in (
        ("2022-06-21", 1), ("2022-06-22", 0), ("2022-06-24", 1), ("2022-06-25", 0), ("2022-06-27", 1),
    ):  # fmt: skip
        with clock.travel(datetime.date.fromisoformat(day)):
            assert issue_slips() == sent, day
            assert issue_slips() == 0, "nobody is chased twice for one thing"
            seen += [slip.colour for slip in list_slips(ann)]
    assert seen == ["blue", "blue", "yellow", "yellow", "red"], "only the hardest waits"
    (slip,) = list_slips(dan)
    assert (slip.record_id, slip.colour) == (record, "red")
    with pytest.raises(Forbidden, match="slip-not-yours"):
        answer_slip(slip.id, actor=zone.bob, answer="知道了")
    answer_slip(slip.id, actor=ann, answer="周三前完成")
    assert list_slips(dan) == []


def test_a_deputy_answers_a_slip_for_who_is_away(zone: Zone) -> None:
    from bihuan.kernel.workflow.slips_waiting import list_slips
    from bihuan.kernel.workflow.writes import answer_slip

    record = started(zone, due_on="2022-06-24")
    delegate("ann", "bob", actor=SYSTEM, from_on="2022-06-20", until="2022-06-24", reason="休假")
    with clock.travel(datetime.date(2022, 6, 21)):
        issue_slips()
        (slip,) = list_slips(viewer_of("ann"))
    with clock.travel(datetime.date(2022, 6, 25)), pytest.raises(Forbidden, match="slip-not-yours"):
        answer_slip(slip.id, actor=zone.bob, answer="委托已到期")
    with clock.travel(datetime.date(2022, 6, 22)):
        answer_slip(slip.id, actor=zone.bob, answer="周三前完成")
    assert list_slips(viewer_of("ann")) == []
    answered = list_events_of(f"record:{record}")[-1]
    assert (answered.verb, answered.actor) == ("slip.answered", "bob")
    assert answered.body["on_behalf"] == viewer_of("ann").person_id
    ledger = installed().ledger(get_record(SYSTEM, record).ledger)
    assert describe(answered, ledger, "zh").what == "答复督办单（代ann名）"
    assert differing_projections() == []


def test_whoever_slept_gets_only_the_last_rung(zone: Zone) -> None:
    started(zone, on="2022-05-05", due_on="2022-05-31")
    assert issue_slips() == 1
    assert issue_slips() == 0


def test_a_year_without_a_calendar_holds_up_no_other_slip(
    zone: Zone, monkeypatch: pytest.MonkeyPatch
) -> None:
    from bihuan.kernel.periods import working_days
    from bihuan.kernel.workflow.slips_waiting import list_slips

    def known(year: int) -> frozenset[datetime.date]:
        if year > 2022:
            raise Invalid("calendar-year", year=year)
        return real(year)

    real = working_days._working_days_of
    late = started(zone, due_on="2022-12-28")
    next_year = started(zone, due_on="2023-01-03")
    also_late = started(zone, due_on="2022-12-29")
    monkeypatch.setattr(working_days, "_working_days_of", known)
    # The last rung of `late` runs into 2023, the first of `next_year` comes from there.
    with clock.travel(datetime.date(2022, 12, 30)):
        with pytest.raises(Invalid, match="calendar-year"):
            issue_slips()
        reached = {slip.record_id: slip.colour for slip in list_slips(viewer_of("ann"))}
    assert reached == {late: "red", also_late: "red"}
    assert next_year not in reached
