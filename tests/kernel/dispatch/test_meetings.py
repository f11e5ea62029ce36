"""Meetings: agendas fill themselves, decisions become tasks, minutes are signed by another."""

from __future__ import annotations

import datetime
import json
from collections.abc import Sequence

import pytest

from bihuan.kernel.dispatch.reads import (
    find_cause,
    get_agenda,
    get_meeting,
    list_corrections,
    list_meetings,
)
from bihuan.kernel.dispatch.standing import find_standing
from bihuan.kernel.dispatch.tasks import tasks_caused
from bihuan.kernel.dispatch.writes import (
    close_meeting,
    correct_minutes,
    decide,
    draft_minutes,
    open_meeting,
    plan_meeting,
    raise_item,
    record_outcome,
    sign_minutes,
)
from bihuan.kernel.events.models import Event
from bihuan.kernel.handlers import follow_log
from bihuan.kernel.indicators.record_lights import record_lights
from bihuan.kernel.ledgers.apply import Added
from bihuan.kernel.ledgers.reads import find_record, get_record, list_duties, rows_of
from bihuan.kernel.ledgers.writes import (
    add_evidence,
    add_record,
    assign_duty,
    correct_record,
    end_duty,
    transfer_record,
    void_record,
)
from bihuan.kernel.measures.reads import find_report
from bihuan.kernel.measures.writes import report_month
from bihuan.kernel.notices.reads import list_notices
from bihuan.kernel.org.reads import viewer_of
from bihuan.kernel.org.tree import tree
from bihuan.kernel.org.writes import add_person, assign_role
from bihuan.kernel.periods import clock
from bihuan.kernel.permissions import SYSTEM
from bihuan.kernel.problems import Conflict, Forbidden, Invalid, NotFound
from bihuan.kernel.replay import differing_projections
from bihuan.kernel.workflow.writes import decide_approval, move_record
from tests.kernel.conftest import FIRM
from tests.kernel.dispatch.conftest import Hall


def later(day: str) -> object:
    return clock.travel(datetime.date.fromisoformat(day))


def test_the_agenda_fills_itself_until_the_meeting_begins(hall: Hall) -> None:
    zone = hall.zone
    late = zone.case("拖延")
    assign_duty(late, "lead", actor=SYSTEM, person="ann")
    move_record(late, "start", actor=zone.ann, on="2022-05-05", values={"due_on": "2022-06-01"})
    problem = add_record(
        "problem", {"matter": "用地未批", "category": "land"}, actor=zone.ann, unit="S1"
    )
    meeting = hall.plan()
    raise_item(meeting, "高考保障", actor=hall.dot)
    agenda = get_agenda(hall.dot, meeting)
    assert [(item.source, item.title.zh) for item in agenda.items] == [
        ("figure", "超时序进度"),
        ("overdue", "拖延"),
        ("problem", "用地未批"),
        ("raised", "高考保障"),
    ]
    red = agenda.items[0]
    assert red.unit is not None and red.unit.code == "ZONE"
    assert red.facts["display"] == "-41.62"
    assert "红灯界线" in red.facts["why"]["zh"], "the figure says why"
    assert [part["unit"] for part in red.facts["parts"]] == [tree().get_by_code("S1").id]
    open_meeting(meeting, actor=hall.dot)
    asked = move_record(problem.id, "withdraw", actor=zone.ann, reason="已批")
    decide_approval(asked, actor=hall.dot, granted=True)
    assert len(get_agenda(hall.dot, meeting).items) == 4, "what stood there at the start stays"
    assert len(get_agenda(hall.dot, hall.plan("weekly", "2022-06-27")).items) == 2


def test_a_decision_is_a_task_tied_to_the_figure_as_it_stood(hall: Hall) -> None:
    meeting = hall.open()
    red = hall.item(meeting, "figure")
    task = decide(
        meeting, red.number, "一周内补报并追赶", actor=hall.dot, lead="S1", co_units=["S2"],
        deliverable="追赶计划",
    )  # fmt: skip
    row = get_record(hall.dot, task.id)
    assert (row.state, row.data["source"], row.data["due_on"]) == (
        "assigned", "meeting", "2022-07-10",
    )  # fmt: skip
    assert row.data["co_units"] == ["S2"] and "again" in row.data and not row.data["again"]
    assert "-41.57" in str(row.data["figure"])
    decided, added = Event.objects.order_by("-seq")[:2]
    assert (added.verb, decided.verb) == ("record.added", "decision.made")
    facts = json.loads(decided.body)["figure"]
    assert facts["at"] == added.seq - 1 and facts["light"] == "red"
    (item,) = [i for i in get_agenda(hall.dot, meeting).items if i.number == red.number]
    assert [made.code for made in item.tasks] == [row.code]


def test_a_decided_task_has_people_who_are_told_and_the_co_unit_reports_its_part(
    hall: Hall,
) -> None:
    meeting = hall.open()
    zone, red = hall.zone, hall.item(meeting, "figure")
    task = decide(meeting, red.number, "追赶", actor=hall.dot, lead="S1", co_units=["S2", "V1"]).id
    held = {(duty.kind, duty.person_code) for duty in list_duties(hall.dot, task)}
    assert held == {("lead", "ann"), ("co", "dan"), ("supervisor", "dot")}, "V1 is acted for by ann"
    follow_log()
    told = {
        code: [n.text.zh for n in list_notices(viewer_of(code))] for code in ("ann", "dan", "dot")
    }
    assert "牵头责任人" in told["ann"][0] and "配合责任人" in told["dan"][0] and not told["dot"]
    row = get_record(zone.dan, task)  # another street's task, seen by the duty for it
    assert find_record(zone.dan, "dispatch.task", row.code) is None, "it is on no list of dan's"
    with pytest.raises(Forbidden):
        move_record(task, "sign", actor=zone.dan)
    move_record(task, "sign", actor=zone.ann)
    with pytest.raises(Forbidden, match="not-your-role"):
        move_record(task, "co_report", actor=zone.ann, values={"co_result": "已办"})
    move_record(task, "co_report", actor=zone.dan, values={"co_result": "已派人"})
    assert get_record(hall.dot, task).data["co_result"] == "已派人"
    other = decide(meeting, red.number, "再追", actor=hall.dot, lead="S1", person="leader").id
    assert ("lead", "leader") in {(d.kind, d.person_code) for d in list_duties(hall.dot, other)}
    end_duty(task, "co", actor=hall.dot, person_id=zone.dan.person_id)
    with pytest.raises(NotFound):
        get_record(viewer_of("dan"), task)


def test_a_figure_shows_its_tasks_and_a_task_its_figure_before_and_now(hall: Hall) -> None:
    meeting = hall.open()
    red = hall.item(meeting, "figure")
    task = decide(meeting, red.number, "追赶", actor=hall.dot, lead="S1").id
    zone_id = tree().get_by_code("ZONE").id
    (caused,) = tasks_caused(hall.dot, "tiny.ahead", zone_id)
    assert (caused.id, caused.display, caused.is_closed) == (task, "-41.57", False)
    assert tasks_caused(hall.zone.dan, "tiny.ahead", zone_id) == [], "another street's task"
    report = find_report(SYSTEM, hall.case, "2022-05")
    assert report is not None
    report_month(
        hall.case, "2022-05", {"invested": "500"}, actor=hall.zone.ann, seen=report.seq, reason="补报"
    )  # fmt: skip
    hall.finish(task)
    found = find_cause(hall.zone.ann, task)
    assert found is not None
    assert found[0] is not None, "ann was asked to the meeting"
    assert found[1].figure is None, "which shows her no figure of the zone"
    found = find_cause(hall.dot, task)
    assert found is not None and found[0] is not None and found[1].figure is not None
    assert (found[1].light, found[1].figure.light) == ("red", "green")
    assert found[1].is_closed and not found[1].is_late
    assert find_cause(hall.dot, hall.case) is None


def test_the_next_meeting_opens_with_what_became_of_the_last_ones_decisions(hall: Hall) -> None:
    first = hall.open()
    red = hall.item(first, "figure").number
    done = decide(first, red, "补报", actor=hall.dot, lead="S1").id
    open_ = decide(first, red, "约谈", actor=hall.dot, lead="S1", due="2022-06-22").id
    close_meeting(first, actor=hall.dot)
    hall.finish(done)
    with later("2022-06-27"):
        second = hall.plan("weekly", "2022-06-27")
        agenda = get_agenda(hall.dot, second)
        assert agenda.last is not None and agenda.last.id == first
        assert [(t.id, t.is_closed, t.is_late) for t in agenda.followed] == [
            (done, True, False), (open_, False, True),
        ]  # fmt: skip
        assert all(f"record:{open_}" != item.subject for item in agenda.items)
        open_meeting(second, actor=hall.dot)
        again = decide(
            second, hall.item(second, "figure").number, "再催", actor=hall.dot, lead="S1"
        )
        assert get_record(hall.dot, again.id).data["again"] is True


def test_what_stays_unsettled_climbs_from_meeting_to_meeting(hall: Hall) -> None:
    levels = {}
    for day in ("2022-06-06", "2022-06-13", "2022-06-20", "2022-07-04"):
        with later(day):
            meeting = hall.open("weekly", day)
            levels[day] = hall.item(meeting, "figure").level
            close_meeting(meeting, actor=hall.dot)
    assert list(levels.values()) == [0, 1, 2, 3]
    with later("2022-07-04"):
        for kind in ("coordination", "on_site"):
            assert [i.source for i in get_agenda(hall.dot, hall.plan(kind, "2022-07-04")).items] == [
                "figure"
            ]  # fmt: skip


def test_a_settled_item_begins_anew_and_a_fresh_one_is_no_matter_for_a_higher_meeting(
    hall: Hall,
) -> None:
    with later("2022-06-06"):
        meeting = hall.open("weekly", "2022-06-06")
        number = hall.item(meeting, "figure").number
        record_outcome(meeting, number, "已有计划", actor=hall.dot, settled=True)
        close_meeting(meeting, actor=hall.dot)
    meeting = hall.open()
    assert hall.item(meeting, "figure").level == 0
    assert get_agenda(hall.dot, hall.plan("coordination")).items == ()


def test_outcomes_and_decisions_only_while_it_runs_and_closing_locks(hall: Hall) -> None:
    meeting = hall.plan()
    number = raise_item(meeting, "防汛", actor=hall.dot)
    with pytest.raises(Conflict, match="meeting-state"):
        record_outcome(meeting, number, "x", actor=hall.dot)
    with pytest.raises(Conflict, match="meeting-state"):
        decide(meeting, number, "x", actor=hall.dot, lead="S1")
    with pytest.raises(Conflict, match="meeting-state"):
        close_meeting(meeting, actor=hall.dot)
    open_meeting(meeting, actor=hall.dot)
    with pytest.raises(Conflict, match="meeting-state"):
        open_meeting(meeting, actor=hall.dot)
    with pytest.raises(Invalid, match="decision-past"):
        decide(meeting, number, "x", actor=hall.dot, lead="S1", due="2022-06-19")
    with pytest.raises(NotFound, match="item-unknown"):
        decide(meeting, 99, "x", actor=hall.dot, lead="S1")
    with pytest.raises(Invalid, match="field-required"):
        decide(meeting, number, " ", actor=hall.dot, lead="S1")
    record_outcome(meeting, number, "备好沙袋", actor=hall.dot)
    close_meeting(meeting, actor=hall.dot)
    for act in (
        lambda: record_outcome(meeting, number, "y", actor=hall.dot),
        lambda: decide(meeting, number, "y", actor=hall.dot, lead="S1"),
        lambda: raise_item(meeting, "y", actor=hall.dot),
    ):
        with pytest.raises(Conflict, match="meeting-state"):
            act()
    assert get_agenda(hall.dot, meeting).items[0].outcome == "备好沙袋"


def test_whoever_writes_the_minutes_does_not_sign_them(hall: Hall) -> None:
    meeting = hall.open()
    draft_minutes(meeting, "会议听取……", actor=hall.dot)
    with pytest.raises(Conflict, match="meeting-state"):
        sign_minutes(meeting, actor=hall.zone.cat)
    close_meeting(meeting, actor=hall.dot)
    with pytest.raises(Forbidden, match="four-eyes-minutes"):
        sign_minutes(meeting, actor=hall.dot)
    sign_minutes(meeting, actor=hall.zone.cat)
    assert get_meeting(hall.dot, meeting).signed_by == "cat名"
    with pytest.raises(Conflict, match="minutes-signed"):
        sign_minutes(meeting, actor=hall.zone.cat)


def test_closing_locks_the_minutes_and_a_correction_is_on_record(hall: Hall) -> None:
    meeting = hall.open()
    red = hall.item(meeting, "figure").number
    decide(meeting, red, "追赶", actor=hall.dot, lead="S1")
    draft_minutes(meeting, "会议听取……", actor=hall.dot)
    with pytest.raises(Conflict, match="meeting-state"):
        correct_minutes(meeting, "改", actor=hall.dot, reason="笔误")
    close_meeting(meeting, actor=hall.dot)
    with pytest.raises(Conflict, match="minutes-locked"):
        draft_minutes(meeting, "改", actor=hall.dot)
    sign_minutes(meeting, actor=hall.zone.cat)
    for wrong in ({"text": "改", "reason": " "}, {"text": " ", "reason": "笔误"}):
        with pytest.raises(Invalid):
            correct_minutes(meeting, wrong["text"], actor=hall.dot, reason=wrong["reason"])
    with pytest.raises(Forbidden):
        correct_minutes(meeting, "改", actor=hall.zone.ann, reason="笔误")
    correct_minutes(meeting, "会议听取汇报。", actor=hall.dot, reason="漏字")
    row = get_meeting(hall.dot, meeting)
    assert (row.minutes, row.signed_by) == ("会议听取汇报。", ""), "who signed did not sign this"
    (said,) = list_corrections(hall.dot, meeting)
    assert (said.on, said.by, said.reason, said.before) == (
        "2022-06-20", "dot名", "漏字", "会议听取……",
    )  # fmt: skip
    assert list_corrections(hall.zone.ann, meeting) == [], "nobody signed what ann would read"
    with pytest.raises(Forbidden, match="four-eyes-minutes"):
        sign_minutes(meeting, actor=hall.dot)
    sign_minutes(meeting, actor=hall.zone.cat)
    correct_minutes(meeting, " 会议听取汇报。", actor=hall.dot, reason="漏字")
    assert len(list_corrections(hall.dot, meeting)) == 1, "the same words are no correction"
    assert get_meeting(hall.dot, meeting).signed_by == "cat名"
    assert [task.matter for task in hall.item(meeting, "figure").tasks] == ["追赶"]
    assert differing_projections() == []


def test_minutes_may_be_written_once_after_the_close(hall: Hall) -> None:
    meeting = hall.open()
    close_meeting(meeting, actor=hall.dot)
    draft_minutes(meeting, " ", actor=hall.dot)
    with pytest.raises(Invalid, match="minutes-missing"):
        sign_minutes(
            meeting, actor=hall.zone.cat
        )  # or what is written next would bear the signature
    draft_minutes(meeting, "会议听取……", actor=hall.dot)
    with pytest.raises(Conflict, match="minutes-locked"):
        draft_minutes(meeting, "改", actor=hall.dot)


def test_who_wrote_an_earlier_version_does_not_sign_either(hall: Hall) -> None:
    meeting = hall.open()
    assign_role("cat", "dispatcher", actor=SYSTEM, unit="ZONE", on="2020-01-01")
    cat = viewer_of("cat")
    draft_minutes(meeting, "会议听取……", actor=cat)
    draft_minutes(meeting, "会议听取汇报……", actor=hall.dot)
    close_meeting(meeting, actor=hall.dot)
    with pytest.raises(Forbidden, match="four-eyes-minutes"):
        sign_minutes(meeting, actor=cat)


def test_the_minutes_keep_what_was_decided_whatever_becomes_of_it(hall: Hall) -> None:
    with later("2022-06-13"):
        first = hall.open("weekly", "2022-06-13")
        red = hall.item(first, "figure").number
        task = decide(first, red, "追赶", actor=hall.dot, lead="S1", due="2022-06-24").id
        close_meeting(first, actor=hall.dot)
    second = hall.open()
    close_meeting(second, actor=hall.dot)
    hall.finish(task)
    row = get_record(hall.dot, task)
    correct_record(task, {"matter": "改了字"}, actor=hall.dot, seen=row.seen, reason="错字")
    transfer_record(
        task, actor=hall.dot, unit="S2", seen=get_record(hall.dot, task).seen, reason="改派"
    )  # fmt: skip
    (made,) = hall.item(first, "figure").tasks
    assert (made.matter, made.unit.code) == ("改了字", "S2")
    assert (made.decided.matter, made.decided.lead.code, made.decided.due) == (
        "追赶", "S1", "2022-06-24",
    )  # fmt: skip
    assert [(told["code"], told["state"]["zh"]) for told in get_agenda(hall.dot, second).kept] == [
        (row.code, "已交办")
    ]


def test_who_may_run_and_see_meetings(hall: Hall) -> None:
    zone = hall.zone
    meeting = hall.plan()
    with pytest.raises(Forbidden):
        plan_meeting("weekly", actor=zone.ann, unit="ZONE", on="2022-06-20", chair="leader")
    with pytest.raises(NotFound, match="meeting-unknown"):
        get_agenda(zone.dan, meeting)
    assert list_meetings(zone.dan) == []
    assert [row.id for row in list_meetings(zone.leader)] == [meeting], "the chair's own"
    with pytest.raises(Forbidden):
        open_meeting(meeting, actor=zone.leader)
    assert raise_item(meeting, "请协调用电", actor=zone.leader) == 1
    with pytest.raises(Invalid, match="meeting-kind"):
        plan_meeting("party", actor=hall.dot, unit="ZONE", on="2022-06-20", chair="leader")
    with pytest.raises(NotFound, match="person-unknown"):
        plan_meeting("weekly", actor=hall.dot, unit="ZONE", on="2022-06-20", chair="nobody")
    with pytest.raises(Invalid, match="time-unreadable"):
        plan_meeting("weekly", actor=hall.dot, unit="ZONE", on="2022-06-20", chair="leader", time="25:00")  # fmt: skip


def test_meetings_are_numbered_in_their_year(hall: Hall) -> None:
    first, second = hall.plan(), hall.plan(on="2022-06-27")
    other = hall.plan("on_site")
    titles = [get_meeting(hall.dot, meeting).title.zh for meeting in (first, second, other)]
    assert titles == [
        "ZONE单元2022年第1次周例会", "ZONE单元2022年第2次周例会", "ZONE单元2022年第1次现场办公会",
    ]  # fmt: skip


def test_a_replay_gives_the_same_meetings(hall: Hall) -> None:
    meeting = hall.plan()
    number = raise_item(meeting, "防汛", actor=hall.dot)
    open_meeting(meeting, actor=hall.dot)
    decide(meeting, number, "备沙袋", actor=hall.dot, lead="S1")
    decide(meeting, hall.item(meeting, "figure").number, "追赶", actor=hall.dot, lead="S1")
    record_outcome(meeting, number, "议定", actor=hall.dot)
    draft_minutes(meeting, "略", actor=hall.dot)
    close_meeting(meeting, actor=hall.dot)
    sign_minutes(meeting, actor=hall.zone.cat)
    assert differing_projections() == []


def test_a_problem_on_the_agenda_is_named_by_its_task(hall: Hall) -> None:
    problem = add_record(
        "problem", {"matter": "用地未批", "category": "land"}, actor=hall.zone.ann, unit="S1"
    )
    meeting = hall.open()
    task = decide(
        meeting, hall.item(meeting, "problem").number, "协调报批", actor=hall.dot, lead="S1"
    )
    assert get_record(hall.dot, task.id).data["problem"] == problem.code


def test_spans_depend_on_where_a_task_comes_from(hall: Hall) -> None:
    due = {}
    for source in ("meeting", "document", "urgent", "instruction"):
        task = add_record("task", {"matter": "事", "source": source}, actor=hall.dot, unit="S1")
        due[source] = get_record(hall.dot, task.id).data["due_on"]
    assert due == {
        "meeting": "2022-07-10", "document": "2022-07-20", "urgent": "2022-06-25",
        "instruction": "2022-07-05",
    }  # fmt: skip


def test_a_task_assigned_again_has_a_day_of_its_own_to_be_signed_by(hall: Hall) -> None:
    ann = hall.zone.ann
    sent = {"matter": "清运渣土", "source": "document"}
    with later("2022-06-13"):
        task = add_record("task", sent, actor=hall.dot, unit="S1").id
    with later("2022-06-14"):
        move_record(task, "dispute", actor=ann, reason="不属本街道")
    with later("2022-06-20"):
        move_record(task, "reassign", actor=hall.dot, reason="维持原派")
        assert get_record(hall.dot, task).data["sign_by"] == "2022-06-21"


def test_a_task_sent_back_is_late_again_and_its_light_says_so(hall: Hall) -> None:
    ann = hall.zone.ann
    with later("2022-06-13"):
        meeting = hall.open("weekly", "2022-06-13")
        red = hall.item(meeting, "figure").number
        task = decide(meeting, red, "追赶", actor=hall.dot, lead="S1", due="2022-06-17").id
        close_meeting(meeting, actor=hall.dot)
        unit = tree().get_by_code("S1").id
        proof = add_evidence(b"%PDF-1.7", "a.pdf", actor=ann, unit_id=unit)
        move_record(task, "sign", actor=ann)
        sent = {"result": "已办", "proof": [proof.digest]}
        move_record(task, "report", actor=ann, values=sent)
        move_record(task, "reject", actor=hall.dot, reason="现场没有动")
    (followed,) = get_agenda(hall.dot, hall.plan()).followed
    assert followed.is_late, "what was sent back is owed again by its first day"
    lit = record_lights(rows_of([task]))[task]
    assert (lit.light, lit.why.zh) == ("red", "办理期限 2022-06-17，已逾期 3 天。")


def test_who_is_asked_opens_the_meeting_and_sees_no_other_units_figures(hall: Hall) -> None:
    ann, dan = hall.zone.ann, hall.zone.dan
    for unit, actor in (("S1", ann), ("S2", dan)):
        sent = {"matter": f"{unit}用地未批", "category": "land"}
        add_record("problem", sent, actor=actor, unit=unit)
    meeting = hall.plan()
    raise_item(meeting, "道路积水", actor=ann)
    assert [row.id for row in list_meetings(ann)] == [meeting] and list_meetings(dan) == []
    with pytest.raises(NotFound):
        get_meeting(dan, meeting)
    with pytest.raises(Forbidden):
        open_meeting(meeting, actor=ann)
    for state in ("planned", "open"):
        agenda = get_agenda(ann, meeting)
        titles = [item.title.zh for item in agenda.items]
        assert sorted(titles) == ["S1用地未批", "道路积水"], state
        assert (agenda.hidden_items, agenda.hidden_decisions) == (2, 0), "S2's problem, the figure"
        assert not get_agenda(hall.dot, meeting).is_part
        if state == "planned":
            open_meeting(meeting, actor=hall.dot)
    red = hall.item(meeting, "figure")
    decide(meeting, red.number, "约谈S2", actor=hall.dot, lead="S2")
    assert len(get_agenda(ann, meeting).items) == 2, "a decision for another unit names nobody else"
    decide(meeting, red.number, "追赶", actor=hall.dot, lead="S2", co_units=["S1"])
    agenda = get_agenda(ann, meeting)
    (item,) = (item for item in agenda.items if item.source == "figure")
    assert [task.decided.matter for task in item.tasks] == ["追赶"]
    assert (agenda.hidden_items, agenda.hidden_decisions) == (1, 1)
    assert not item.is_open_to, "what caused the decision is read, its trace is not"
    assert [part["unit"] for part in item.facts["parts"]] == [tree().get_by_code("S1").id]
    draft_minutes(meeting, "S2完成 3.1 亿元。", actor=hall.dot)
    assert get_meeting(ann, meeting).minutes == "", "a draft is for those who run the meeting"
    close_meeting(meeting, actor=hall.dot)
    sign_minutes(meeting, actor=hall.zone.cat)
    assert get_meeting(ann, meeting).minutes


def test_the_chair_sees_all_and_a_later_meeting_tells_only_ones_own_tasks(hall: Hall) -> None:
    first = hall.open("weekly", "2022-06-13")
    red = hall.item(first, "figure").number
    for lead in ("S1", "S2"):
        decide(first, red, f"{lead}追赶", actor=hall.dot, lead=lead)
    close_meeting(first, actor=hall.dot)
    second = hall.open()
    assert len(get_agenda(hall.zone.leader, second).followed) == 2, "leader chairs"
    assert [task.matter for task in get_agenda(hall.zone.ann, second).followed] == ["S1追赶"]
    close_meeting(second, actor=hall.dot)
    assert [line["matter"] for line in get_agenda(hall.zone.ann, second).kept] == ["S1追赶"]
    assert len(get_agenda(hall.dot, second).kept) == 2


def test_what_is_sent_twice_is_made_once(hall: Hall) -> None:
    meeting = hall.plan()
    assert hall.plan() == meeting, "pressed twice"
    people = ["dot", "ann"]
    other = plan_meeting("weekly", actor=hall.dot, unit="ZONE", on="2022-06-20", chair="leader",
                         people=people, time="15:00")  # fmt: skip
    assert other != meeting, "another hour is another meeting"
    assert {raise_item(meeting, "防汛", actor=hall.dot) for _ in range(2)} == {1}
    open_meeting(meeting, actor=hall.dot)
    assert hall.plan() == meeting, "a retry that comes late"
    red = hall.item(meeting, "figure").number
    before = Event.objects.count()

    def decided(co_units: Sequence[str] = ("S2",)) -> Added:
        return decide(
            meeting, red, "追赶", actor=hall.dot, lead="S1", co_units=co_units, due="2022-06-24"
        )

    first = decided()
    assert decided() == first
    assert Event.objects.count() == before + 2, "one record.added, one decision.made"
    assert decided(()) != first
    assert len(hall.item(meeting, "figure").tasks) == 2
    seen = get_record(hall.dot, first.id).seen
    void_record(first.id, actor=SYSTEM, seen=seen, reason="记错", asked_by="dot")
    assert decided() != first, "a void one can be decided anew"


def test_what_a_higher_meeting_settles_begins_anew_and_the_figure_says_how_far_it_climbed(
    hall: Hall,
) -> None:
    subject = f"figure:tiny.ahead:{tree().get_by_code('ZONE').id}"
    assert find_standing(hall.dot, subject) is None
    for day in ("2022-06-06", "2022-06-13"):
        with later(day):
            close_meeting(hall.open("weekly", day), actor=hall.dot)
    with later("2022-06-14"):
        standing = find_standing(hall.dot, subject)
        assert standing is not None and standing.climbs_to is not None
        assert (standing.since, standing.climbs_to.zh) == ("2022-06-06", "部门协调会")
        assert standing.meeting_id is not None
        unseen = find_standing(hall.zone.dan, subject)
        assert unseen is not None and unseen.meeting_id is None, "dan was asked to no meeting"
        higher = hall.open("coordination", "2022-06-14")
        number = hall.item(higher, "figure").number
        record_outcome(higher, number, "有了办法", actor=hall.dot, settled=True)
        close_meeting(higher, actor=hall.dot)
        assert find_standing(hall.dot, subject) is None
    meeting = hall.plan()
    assert hall.item(meeting, "figure").level == 0
    assert hall.item(meeting, "figure").first_on == "2022-06-20"


def test_business_is_charged_only_to_who_can_do_it(hall: Hall) -> None:
    add_person("sys", "sys名", actor=SYSTEM, unit="ZONE")
    assign_role("sys", "system_admin", actor=SYSTEM, unit="ZONE", on="2020-01-01")
    add_person("firm", "firm名", actor=SYSTEM, unit="S1", party=FIRM)
    assign_role("firm", "enterprise", actor=SYSTEM, unit="S1", on="2020-01-01")
    meeting = hall.open()
    red = hall.item(meeting, "figure").number
    for code in ("sys", "firm"):
        refused = pytest.raises(Invalid, match=f"不能由{code}名承担")
        with refused:
            plan_meeting("weekly", actor=hall.dot, unit="ZONE", on="2022-06-20", chair=code)
        with refused:
            decide(meeting, red, "追赶", actor=hall.dot, lead="S1", person=code)
        with refused:
            assign_duty(hall.case, "lead", actor=SYSTEM, person=code)
    with pytest.raises(Invalid, match=r"bob名办不了这项任务的第一步，请选.*签收"):
        decide(meeting, red, "追赶", actor=hall.dot, lead="S1", person="bob")
    assert decide(meeting, red, "追赶", actor=hall.dot, lead="S1", person="ann").id
    own = hall.zone.case("本企业的", firm=FIRM)
    assert assign_duty(own, "lead", actor=SYSTEM, person="firm").id


def test_a_meeting_is_entered_a_month_late_and_no_later(hall: Hall) -> None:
    assert hall.plan(on="2022-05-20")
    with pytest.raises(Invalid, match="最早可填 2022-05-20"):
        hall.plan(on="2022-05-19")
