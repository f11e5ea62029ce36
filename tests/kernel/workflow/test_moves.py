"""Transitions: who, from where, with what; four eyes; two at once."""

from __future__ import annotations

import pytest

from bihuan.kernel.ledgers.reads import get_record
from bihuan.kernel.ledgers.writes import add_evidence
from bihuan.kernel.org.reads import viewer_of
from bihuan.kernel.org.tree import tree
from bihuan.kernel.org.writes import assign_role
from bihuan.kernel.permissions import SYSTEM
from bihuan.kernel.problems import Conflict, Forbidden, Invalid
from bihuan.kernel.workflow.reads import list_moves
from bihuan.kernel.workflow.writes import move_record
from tests.kernel.conftest import Zone


def fixed(zone: Zone) -> int:
    record = zone.case()
    move_record(record, "start", actor=zone.ann, on="2022-05-28")
    move_record(record, "fix", actor=zone.ann, values={"story": "已换新"})
    return record


def test_a_move_fills_its_date_and_says_what_is_possible_instead(zone: Zone) -> None:
    record = fixed(zone)
    assert get_record(zone.ann, record).data["started_on"] == "2022-05-28"
    with pytest.raises(Conflict, match="核验销号、退回"):
        move_record(record, "start", actor=zone.ann)
    with pytest.raises(Invalid, match="transition-unknown"):
        move_record(record, "fly", actor=zone.ann)


def test_the_one_who_fixes_never_verifies(zone: Zone) -> None:
    record = fixed(zone)
    proof = add_evidence(b"%PDF-1.7", "a.pdf", actor=zone.ann, unit_id=tree().get_by_code("S1").id)
    with pytest.raises(Forbidden, match="four-eyes"):
        move_record(record, "verify", actor=zone.ann, values={"proof": [proof.digest]})
    assign_role("dan", "reporter", actor=SYSTEM, unit="S1", on="2020-01-01")
    with pytest.raises(Invalid, match="transition-needs"):
        move_record(record, "verify", actor=viewer_of("dan"))
    move_record(record, "verify", actor=viewer_of("dan"), values={"proof": [proof.digest]})
    assert get_record(zone.ann, record).state == "closed"


def test_a_return_needs_a_reason_and_the_right_role(zone: Zone) -> None:
    record = fixed(zone)
    with pytest.raises(Forbidden):
        move_record(record, "return", actor=zone.ann, reason="x")
    with pytest.raises(Invalid, match="reason-missing"):
        move_record(record, "return", actor=zone.bob)
    move_record(record, "return", actor=zone.bob, reason="照片不清")
    assert get_record(zone.ann, record).state == "started"


def test_what_is_open_to_whom_is_told_beforehand(zone: Zone) -> None:
    record = fixed(zone)
    moves = {move.name: move.refusal and move.refusal.code for move in list_moves(zone.ann, record)}
    assert moves == {"verify": "four-eyes", "return": "not-your-role"}
    assert {move.name for move in list_moves(zone.bob, record) if move.is_open} == {
        "verify",
        "return",
    }


def test_a_move_of_a_stale_page_is_a_conflict(zone: Zone) -> None:
    record = zone.case()
    seen = get_record(zone.ann, record).seen
    move_record(record, "start", actor=zone.ann, seen=seen)
    with pytest.raises(Conflict):
        move_record(record, "fix", actor=zone.ann, seen=seen, values={"story": "x"})


def test_a_business_date_may_not_lie_ahead(zone: Zone) -> None:
    with pytest.raises(Invalid, match="date-ahead"):
        move_record(zone.case(), "start", actor=zone.ann, on="2022-06-21")
