"""The loop speaks: slips reach those they name, requests those who decide, decisions who asked."""

from __future__ import annotations

from bihuan.kernel import handlers, replay
from bihuan.kernel.ledgers.writes import assign_duty
from bihuan.kernel.notices.reads import list_notices
from bihuan.kernel.permissions import SYSTEM, Viewer
from bihuan.kernel.workflow.writes import decide_approval, move_record
from tests.kernel.conftest import Zone


def texts(viewer: Viewer) -> list[str]:
    return [row.text.zh for row in list_notices(viewer)]


def test_a_slip_goes_out_by_the_clock_and_reaches_whom_it_names(zone: Zone) -> None:
    record = zone.case("新路")
    assign_duty(record, "lead", actor=zone.ann, person="ann")
    move_record(record, "start", actor=zone.ann, on="2022-05-05", values={"due_on": "2022-06-20"})
    handlers.tick()
    handlers.tick()
    told = "督办单：“新路”（SX-2022-0001）的整改期限是 2022-06-20，请办理并答复。"
    assert texts(zone.ann) == [told]
    handlers.tick()
    assert texts(zone.ann) == [told]
    assert replay.differing_projections() == []


def test_a_request_reaches_who_decides_and_the_decision_who_asked(zone: Zone) -> None:
    record = zone.case("新路")
    asked = move_record(record, "drop", actor=zone.ann, reason="企业搬迁")
    handlers.tick()
    assert texts(zone.cat) == ["请审批：“新路”（SX-2022-0001）终止 → 已终止。"]
    assert texts(zone.bob) == []
    decide_approval(asked, actor=zone.cat, granted=False, note="再谈一次")
    handlers.tick()
    assert texts(zone.ann) == ["“新路”（SX-2022-0001）终止 → 已终止：未同意。再谈一次"]
    assert SYSTEM.code not in {row.subject for row in list_notices(zone.ann)}
