"""What needs a second person's word: stopping a record, declaring it void."""

from __future__ import annotations

import pytest

from bihuan.kernel.definitions.reader import pack_files
from bihuan.kernel.ledgers.reads import get_record
from bihuan.kernel.ledgers.writes import assign_duty, correct_record
from bihuan.kernel.org.reads import viewer_of
from bihuan.kernel.org.writes import assign_role
from bihuan.kernel.packs.writes import install_pack
from bihuan.kernel.permissions import SYSTEM
from bihuan.kernel.problems import Conflict, Forbidden, Invalid
from bihuan.kernel.workflow.inbox import count_owed, list_owed, list_to_decide, list_waiting
from bihuan.kernel.workflow.writes import ask_extension, ask_void, decide_approval, move_record
from tests.kernel.conftest import TINY, Zone


def test_a_move_that_needs_approval_happens_only_when_another_agrees(zone: Zone) -> None:
    record = zone.case()
    asked = move_record(record, "drop", actor=zone.ann, reason="企业搬迁")
    assert get_record(zone.ann, record).state == "planned"
    with pytest.raises(Conflict, match="approval-waiting"):
        move_record(record, "drop", actor=zone.ann, reason="企业搬迁")
    assert [row.id for row, _ in list_to_decide(zone.cat)] == [asked]
    assert list_to_decide(zone.ann) == []
    decide_approval(asked, actor=zone.cat, granted=True, note="同意")
    assert get_record(zone.ann, record).state == "dropped"
    with pytest.raises(Conflict, match="approval-decided"):
        decide_approval(asked, actor=zone.cat, granted=True)


def test_what_was_asked_lapses_when_the_record_moves_on(zone: Zone) -> None:
    record = zone.case()
    asked = move_record(record, "drop", actor=zone.ann, reason="企业搬迁")
    move_record(record, "start", actor=zone.ann)
    with pytest.raises(Conflict, match="approval-decided"):
        decide_approval(asked, actor=zone.cat, granted=True)
    assert get_record(zone.ann, record).state == "started"


def test_what_was_asked_lapses_when_the_record_is_void(zone: Zone) -> None:
    record = zone.case()
    move_record(record, "start", actor=zone.ann, values={"due_on": "2022-06-24"})
    ask_extension(record, "fix", "2022-06-30", actor=zone.ann, reason="等配件")
    move_record(record, "drop", actor=zone.ann, reason="企业搬迁")
    seen = get_record(zone.ann, record).seen
    void = ask_void(record, actor=zone.ann, seen=seen, reason="重复登记")
    assert len(list_to_decide(zone.cat)) == 3
    decide_approval(void, actor=zone.cat, granted=True)
    assert list_to_decide(zone.cat) == []
    with pytest.raises(Invalid, match="record-void"):
        assign_duty(record, "lead", actor=SYSTEM, person="ann")


def test_what_was_asked_of_a_deadline_lapses_with_it(zone: Zone) -> None:
    record = zone.case()
    move_record(record, "start", actor=zone.ann, values={"due_on": "2022-06-24"})
    asked = ask_extension(record, "fix", "2022-06-30", actor=zone.ann, reason="等配件")
    move_record(record, "fix", actor=zone.ann, values={"story": "已换新"})
    assert list_to_decide(zone.cat) == []
    with pytest.raises(Conflict, match="approval-decided"):
        decide_approval(asked, actor=zone.cat, granted=True)


def test_nobody_voids_alone(zone: Zone) -> None:
    record = zone.case()
    asked = ask_void(record, actor=zone.ann, seen=record, reason="重复登记")
    assert get_record(zone.ann, record).is_void is False
    with pytest.raises(Forbidden, match="four-eyes-asked"):
        decide_approval(asked, actor=zone.ann, granted=True)
    decide_approval(asked, actor=zone.cat, granted=True)
    assert get_record(zone.ann, record).is_void is True
    with pytest.raises(Invalid, match="record-void"):
        move_record(record, "start", actor=zone.ann)


def test_the_inbox_knows_who_has_to_move_next(zone: Zone) -> None:
    first, second = zone.case(), zone.case("乙")
    for record in (first, second):
        assign_duty(record, "lead", actor=SYSTEM, person="ann")
    move_record(second, "start", actor=zone.ann, values={"due_on": "2022-06-24"})
    assert [item.id for item in list_owed(zone.ann)] == [second, first]
    (due,) = list_owed(zone.ann, limit=1)
    assert [item.id for item in list_owed(zone.ann, after=f"{due.due}~{due.id}")] == [first]
    move_record(second, "fix", actor=zone.ann, values={"story": "已换新"})
    assert [item.id for item in list_owed(zone.ann)] == [first]
    assert [item.id for item in list_waiting(zone.ann)] == [second]
    assert [item.id for item in list_owed(zone.bob)] == [second], "the checker's turn"
    assert count_owed(zone.bob) == 1
    assert list_owed(zone.dan) == []


def test_what_somebody_owes_by_a_role_does_not_wait_on_others(zone: Zone) -> None:
    record = zone.case()
    assign_duty(record, "lead", actor=SYSTEM, person="bob")
    move_record(record, "start", actor=zone.ann)
    move_record(record, "fix", actor=zone.ann, values={"story": "已换新"})
    assert [item.id for item in list_owed(zone.bob)] == [record]
    assert list_waiting(zone.bob) == []


def test_a_move_takes_only_its_own_fields_and_no_earlier_day(zone: Zone) -> None:
    record = zone.case()
    with pytest.raises(Invalid, match="field-not-of-move"):
        move_record(record, "start", actor=zone.ann, values={"name": "改名"})
    move_record(record, "start", actor=zone.ann, on="2022-06-10")
    with pytest.raises(Invalid, match="move-before-last"):
        move_record(record, "fix", actor=zone.ann, on="2022-06-01", values={"story": "x"})
    with pytest.raises(Invalid, match="date-ahead"):
        move_record(zone.case("乙"), "start", actor=zone.ann, values={"started_on": "2035-01-01"})


def strict(zone: Zone) -> None:
    """Ask of `drop` a story, and that whoever started a case has no word in it."""
    files = pack_files(TINY)
    files["pack.yaml"] = files["pack.yaml"].replace("1.0.0", "1.1.0")
    flow = files["workflows/case.yaml"]
    files["workflows/case.yaml"] = flow.replace(
        "to: dropped, by: [reporter], reason: true,",
        "to: dropped, by: [reporter], not_by: [actor of start], needs: [story], reason: true,",
    )
    install_pack(files, actor=SYSTEM)


def test_whom_a_move_bars_does_not_agree_to_it_either(zone: Zone) -> None:
    strict(zone)
    assign_role("cat", "reporter", actor=SYSTEM, unit="ZONE", on="2020-01-01")
    cat = viewer_of("cat")
    record = zone.case(story="搬迁协议")
    move_record(record, "start", actor=cat)
    asked = move_record(record, "drop", actor=zone.ann, reason="企业搬迁")
    assert list_to_decide(cat) == []
    with pytest.raises(Forbidden, match="four-eyes"):
        decide_approval(asked, actor=cat, granted=True)
    assert get_record(zone.ann, record).state == "started"


def test_what_a_move_needs_is_there_when_it_is_agreed_to(zone: Zone) -> None:
    strict(zone)
    record = zone.case(story="搬迁协议")
    asked = move_record(record, "drop", actor=zone.ann, reason="企业搬迁")
    correct_record(record, {"story": None}, actor=zone.ann, seen=record, reason="写错了")
    with pytest.raises(Invalid, match="transition-needs"):
        decide_approval(asked, actor=zone.cat, granted=True)
    assert get_record(zone.ann, record).state == "planned"
