"""Notices: given once by what happened, read by whom they are for, also by the deputy."""

from __future__ import annotations

from functools import partial

import pytest

from bihuan.kernel import handlers, replay
from bihuan.kernel.events.models import Event, FailedFollowUp, Reader
from bihuan.kernel.events.reads import position
from bihuan.kernel.events.recorded import Recorded
from bihuan.kernel.events.writes import append, commit
from bihuan.kernel.ledgers.apply import duty_assigned
from bihuan.kernel.ledgers.models import Record
from bihuan.kernel.ledgers.reads import get_record
from bihuan.kernel.ledgers.writes import assign_duty
from bihuan.kernel.measures.writes import chase_reports, move_report, report_month
from bihuan.kernel.notices.models import Notice
from bihuan.kernel.notices.reads import count_unread, list_notices
from bihuan.kernel.notices.writes import give_notice, mark_read
from bihuan.kernel.org.reads import acts_for, list_colleagues, list_delegations, viewer_of
from bihuan.kernel.org.writes import add_person, assign_role, delegate, end_delegation
from bihuan.kernel.permissions import SYSTEM, Viewer
from bihuan.kernel.problems import Conflict, Forbidden, Invalid, NotFound, Words
from tests.kernel.conftest import FIRM, TODAY, Zone


def texts(viewer: Viewer) -> list[str]:
    return [row.text.zh for row in list_notices(viewer)]


def test_a_duty_is_told_once_and_the_log_gives_it_back(zone: Zone) -> None:
    record = zone.case("新路")
    assign_duty(record, "lead", actor=SYSTEM, person="leader")
    assert handlers.tick() >= 1
    (row,) = list_notices(zone.leader)
    assert row.text == Words(
        "您被指定为“新路”（SX-2022-0001）的牵头人。", "You are now Lead of “新路” (SX-2022-0001)."
    )
    assert (row.subject, row.kind, row.is_read) == (f"record:{record}", "duty.assigned", False)
    handlers.tick()
    assert Notice.objects.count() == 1
    assert replay.differing_projections() == []


def test_who_took_a_duty_is_not_told_of_it(zone: Zone) -> None:
    assign_duty(zone.case(), "lead", actor=zone.ann, person="ann")
    handlers.tick()
    assert not Notice.objects.exists()


def test_a_chased_and_a_returned_month_reach_those_who_answer(zone: Zone) -> None:
    record = zone.case("新路")
    assign_duty(record, "lead", actor=SYSTEM, person="leader")
    chase_reports([record], "2022-05", actor=zone.bob)
    seen = report_month(record, "2022-05", {"invested": "1", "workers": "1"}, actor=zone.ann)
    move_report(record, "2022-05", "draft", actor=zone.bob, seen=seen, note="单位不对")
    handlers.tick()
    assert texts(zone.leader)[0] == (
        "“新路”（SX-2022-0001）2022-05 的数据还没有报送，截止日期 2022-06-05，请尽快填报。"
    )
    assert texts(zone.ann)[0] == "“新路”（SX-2022-0001）2022-05 的数据被退回：单位不对"
    assert len(texts(zone.ann)) == 2, "chased as the street's reporter, and told of the return"
    assert replay.differing_projections() == []


def test_only_ones_own_notices_are_read(zone: Zone) -> None:
    assign_duty(zone.case(), "lead", actor=SYSTEM, person="leader")
    handlers.tick()
    (row,) = list_notices(zone.leader)
    assert mark_read([row.id], actor=zone.ann) == 0
    assert list_notices(zone.ann) == []
    assert count_unread(zone.leader) == 1
    assert mark_read([row.id], actor=zone.leader) == 1
    assert mark_read([row.id], actor=zone.leader) == 0
    assert count_unread(zone.leader) == 0
    assert list_notices(zone.leader, unread=True) == []
    assert replay.differing_projections() == []


def test_people_give_no_notices(zone: Zone) -> None:
    with pytest.raises(Forbidden):
        give_notice(1, "record:1", "duty.assigned", Words("x", "x"), actor=zone.bob)
    with pytest.raises(Invalid, match="notice-kind-unknown"):
        give_notice(1, "record:1", "gossip", Words("x", "x"), actor=SYSTEM)


def test_a_deputy_is_told_too_and_told_for_whom(zone: Zone) -> None:
    leader, writer = zone.leader.person_id, zone.writer.person_id
    held = delegate(
        "leader", "writer", actor=zone.leader, from_on="2022-06-20", until="2022-06-24", reason="年休假"
    )  # fmt: skip
    assert acts_for(writer, TODAY) == [leader]
    assert acts_for(leader, TODAY) == []
    record = zone.case()
    assign_duty(record, "lead", actor=SYSTEM, person="leader")
    handlers.tick()
    assert [row.behalf for row in list_notices(zone.leader)] == [""]
    assert [row.behalf for row in list_notices(zone.writer)] == ["leader名"]
    assert viewer_of("writer").grants == zone.writer.grants
    assert "年休假" not in Event.objects.get(verb="duty.delegated").body
    assert list_delegations(zone.writer)[0].reason == "年休假"
    assert get_record(zone.writer, record).title == "甲"
    with pytest.raises(Forbidden):
        report_month(record, "2022-05", {"invested": "1", "workers": "1"}, actor=zone.writer)
    with pytest.raises(NotFound, match="record-unknown"):
        get_record(zone.writer, zone.case("与他无关"))
    end_delegation(held.id, actor=zone.leader)
    assert acts_for(writer, TODAY) == []
    with pytest.raises(NotFound, match="record-unknown"):
        get_record(zone.writer, record)
    assert replay.differing_projections() == []


def test_delegations_that_cannot_be_are_refused(zone: Zone) -> None:
    def give(person: str, to: str, actor: Viewer, **changed: str) -> int:
        sent = {"from_on": "2022-06-21", "until": "2022-06-24", "reason": "出差"} | changed
        return delegate(person, to, actor=actor, **sent).id

    with pytest.raises(Invalid, match="delegation-self"):
        give("ann", "ann", zone.ann)
    with pytest.raises(Invalid, match="delegation-span"):
        give("ann", "bob", zone.ann, until="2022-06-20")
    with pytest.raises(Invalid, match="delegation-span"):
        give("ann", "bob", zone.ann, from_on="2022-06-01", until="2022-06-02")
    with pytest.raises(Invalid, match="reason-missing"):
        give("ann", "bob", zone.ann, reason=" ")
    with pytest.raises(NotFound, match="person-unknown"):
        give("ann", "zoe", zone.ann)
    with pytest.raises(Forbidden):
        give("ann", "bob", zone.dan)
    add_person("sys", "系统员", actor=SYSTEM, unit="ZONE")
    assign_role("sys", "system_admin", actor=SYSTEM, unit="ZONE", on="2020-01-01")
    add_person("firm", "企业员", actor=SYSTEM, unit="ZONE", party=FIRM)
    for unfit in ("sys", "firm"):
        with pytest.raises(Invalid, match="deputy-unfit"):
            give("ann", unfit, zone.ann)
    assert not {"ann", "sys", "firm"} & {code for code, _ in list_colleagues(zone.ann)}
    held = give("ann", "bob", zone.ann)
    with pytest.raises(Conflict, match="delegation-held"):
        give("ann", "cat", zone.ann)
    with pytest.raises(Conflict, match="deputy-away"):
        give("dan", "ann", zone.dan)
    with pytest.raises(Forbidden):
        end_delegation(held, actor=zone.bob)
    end_delegation(held, actor=zone.ann)
    with pytest.raises(NotFound, match="delegation-unknown"):
        end_delegation(held, actor=zone.ann)
    give("dan", "ann", zone.dan)


def test_a_follow_up_that_fails_is_put_aside_and_holds_up_nothing(zone: Zone) -> None:
    ahead = position() + 2  # the id that the next record but one event will have
    event = commit(partial(duty_ahead_of_its_record, ahead, zone.leader.person_id))
    later = zone.case("后来才有的记录")
    assert later == ahead
    Record.objects.filter(id=later).update(id=-1)  # as if it were not there yet
    assign_duty(zone.case("别的"), "lead", actor=SYSTEM, person="leader")
    handlers.tick()
    assert [row.subject != f"record:{later}" for row in list_notices(zone.leader)] == [True]
    (failed,) = FailedFollowUp.objects.all()
    assert (failed.seq, failed.attempts) == (event.seq, 1)
    assert "record-unknown" in failed.error
    assert Reader.objects.get(name="handlers").seq == position()
    FailedFollowUp.objects.update(next_at="2022-06-20")
    handlers.tick()
    failed.refresh_from_db()
    assert failed.attempts == 2
    assert failed.next_at > "2022-06-20T"
    Record.objects.filter(id=-1).update(id=later)
    handlers.tick()
    assert len(texts(zone.leader)) == 1, "not before its time"
    FailedFollowUp.objects.update(next_at="2022-06-20")
    handlers.tick()
    assert len(texts(zone.leader)) == 2
    assert not FailedFollowUp.objects.exists()
    assert replay.differing_projections() == []


def duty_ahead_of_its_record(record: int, person: int) -> Recorded:
    body = {"ledger": "tiny.case", "duty": "lead", "person": person}
    event = append("duty.assigned", f"record:{record}", body, actor="system")
    duty_assigned(event)
    return event
