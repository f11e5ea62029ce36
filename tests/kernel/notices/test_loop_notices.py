"""The loop speaks: slips reach those they name, requests those who decide, decisions who asked."""

from __future__ import annotations

import datetime

from bihuan.kernel import handlers, replay
from bihuan.kernel.ledgers.writes import assign_duty
from bihuan.kernel.notices.reads import list_notices
from bihuan.kernel.org.writes import assign_role
from bihuan.kernel.periods import clock
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


def test_who_stands_above_the_owners_is_told_of_slips_once_a_day(zone: Zone) -> None:
    assign_role("dan", "dispatcher", actor=SYSTEM, unit="ZONE", on="2020-01-01")

    def late(name: str) -> None:
        record = zone.case(name)
        assign_duty(record, "lead", actor=SYSTEM, person="ann")
        move_record(record, "start", actor=zone.ann, on="2022-05-05", values={"due_on": "2022-06-10"})  # fmt: skip

    for name in ("甲路", "乙路"):
        late(name)
    for _ in range(3):
        handlers.tick()
    told = [row for row in list_notices(zone.dan) if row.kind == "slip.digest"]
    assert [row.text.zh.partition("，最早")[0] for row in told] == [
        "督办单：有 2 张送到您这里（红 2）"
    ]
    assert not [row for row in list_notices(zone.dan) if row.kind == "slip.issued"]
    owner = [row.kind for row in list_notices(zone.ann)]
    assert owner.count("slip.issued") == 2 and "slip.digest" not in owner
    late("丙路")
    for _ in range(3):
        handlers.tick()
    assert len([row for row in list_notices(zone.dan) if row.kind == "slip.digest"]) == 1
    with clock.travel(datetime.date(2022, 6, 21)):
        for _ in range(3):
            handlers.tick()
        told = [row for row in list_notices(zone.dan) if row.kind == "slip.digest"]
    assert [row.text.zh[:9] for row in told] == ["督办单：有 1 张", "督办单：有 2 张"]
    assert replay.differing_projections() == []
