"""What cannot be done is refused in a sentence that says what is possible instead; nothing is written."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from django.db import connections

from bihuan.kernel.events.reads import position
from bihuan.kernel.ledgers.reads import get_record
from bihuan.kernel.ledgers.writes import add_evidence, void_record
from bihuan.kernel.org.reads import viewer_of
from bihuan.kernel.org.tree import tree
from bihuan.kernel.org.writes import assign_role, end_role
from bihuan.kernel.permissions import SYSTEM
from bihuan.kernel.problems import Problem
from bihuan.kernel.workflow.writes import move_record
from tests.kernel.conftest import Zone
from tests.kernel.workflow.test_moves import fixed


def refused(work: Callable[[], object]) -> Problem:
    """Return the refusal, after making sure that it wrote nothing."""
    before = position()
    with pytest.raises(Problem) as caught:
        work()
    assert position() == before
    return caught.value


def says(problem: Problem, code: str, zh: str, en: str) -> None:
    assert problem.code == code
    assert zh in problem.sentence("zh") and en in problem.sentence("en"), problem.sentence("zh")


def test_from_a_wrong_state_the_moves_from_there_are_named(zone: Zone) -> None:
    record = fixed(zone)
    problem = refused(lambda: move_record(record, "start", actor=zone.ann))
    says(problem, "wrong-state", "核验销号、退回", "Verify, Return")


def test_a_wrong_person_reads_who_may(zone: Zone) -> None:
    record = fixed(zone)
    problem = refused(lambda: move_record(record, "return", actor=zone.ann, reason="x"))
    says(problem, "not-your-role", "由审核员办理", "for: Checker")
    problem = refused(lambda: move_record(record, "return", actor=zone.writer, reason="x"))
    says(problem, "not-allowed", "请由有这项权限的人办理", "somebody do it who may")


def test_evidence_of_the_wrong_kind_reads_which_kinds_are_taken(zone: Zone) -> None:
    unit = tree().get_by_code("S1").id
    problem = refused(lambda: add_evidence(b"MZ\x90\0", "a.exe", actor=zone.ann, unit_id=unit))
    says(problem, "evidence-type", "可用：图片、PDF", "images, PDF")
    record = fixed(zone)
    values = {"proof": ["not-a-digest"]}
    problem = refused(lambda: move_record(record, "verify", actor=zone.bob, values=values))
    says(problem, "evidence-unreadable", "已上传文件的摘要", "digests of uploaded files")


@pytest.mark.django_db(transaction=True)
def test_of_two_at_once_one_moves_and_the_other_reads_what_is_left(zone: Zone) -> None:
    record = fixed(zone)
    told: list[str] = []
    start = threading.Barrier(2)

    def press() -> None:
        start.wait(10)
        try:
            move_record(record, "return", actor=zone.bob, reason="照片不清")
            told.append("moved")
        except Problem as problem:
            told.append(problem.sentence("zh"))
        finally:
            connections.close_all()

    pressing = [threading.Thread(target=press) for _ in range(2)]
    for one in pressing:
        one.start()
    for one in pressing:
        one.join(30)
    told.sort(key=lambda text: text != "moved")
    assert told[0] == "moved" and "整改" in told[1] and "已开工" in told[1], told
    assert get_record(SYSTEM, record).state == "started"


def test_a_void_record_is_to_be_added_anew(zone: Zone) -> None:
    record = fixed(zone)
    seen = get_record(SYSTEM, record).seen
    void_record(record, actor=SYSTEM, seen=seen, reason="x", asked_by="ann")
    problem = refused(lambda: move_record(record, "return", actor=zone.bob, reason="x"))
    says(problem, "record-void", "请另行登记", "add it anew")


def test_a_deadline_in_the_past_asks_for_a_later_day(zone: Zone) -> None:
    record = zone.case()
    values = {"due_on": "2022-06-01"}
    problem = refused(lambda: move_record(record, "start", actor=zone.ann, values=values))
    says(problem, "deadline-past", "请填之后的日期", "give a later day")


def test_after_the_role_has_ended_the_security_administrator_is_named(zone: Zone) -> None:
    record = fixed(zone)
    given = assign_role("dan", "checker", actor=SYSTEM, unit="ZONE", on="2022-01-01")
    assert viewer_of("dan").roles == {"reporter", "checker"}
    end_role(given.id, actor=SYSTEM, on="2022-06-01")
    reporting = viewer_of("dan")
    problem = refused(lambda: move_record(record, "return", actor=reporting, reason="x"))
    says(
        problem, "not-allowed", "请安全管理员给您角色", "ask the security administrator for a role"
    )
