"""Addresses and forms that no person would type: a sentence, never a traceback, nothing written."""

from __future__ import annotations

import pytest

from bihuan.kernel.events.reads import position
from bihuan.kernel.ledgers.reads import get_record
from bihuan.kernel.ledgers.writes import void_record
from bihuan.kernel.org.writes import add_person
from bihuan.kernel.permissions import SYSTEM
from tests.kernel.conftest import Zone, today, zone  # noqa: F401 - fixtures
from tests.kernel.packs.test_upgrades import FLOW, upgrade
from tests.web.conftest import client


@pytest.mark.parametrize(
    "query",
    [
        "after=99999999999999999999~1", "after=x~y", "after=1", "order=code&after=a~99999999999999999999",
        "q=%00", "q=%25_!", "state=nonsense", "order=nonsense", "unit=NOWHERE", "level=nonsense",
    ],
)  # fmt: skip
def test_a_ledger_takes_any_query(zone: Zone, query: str) -> None:  # noqa: F811
    answer = client("ann").get(f"/ledgers/tiny.case/?{query}")
    assert answer.status_code in (200, 404, 422)


@pytest.mark.parametrize(
    "form",
    [
        {"seen": "abc"}, {"seen": "9" * 30},
        {"name": "甲\0乙", "reason": "x"}, {"kind": "since", "on": "2022-99-99", "name": "乙", "reason": "x"},
        {"planned": "NaN", "reason": "x"}, {"planned": "Infinity", "reason": "x"}, {},
    ],
)  # fmt: skip
def test_a_correction_takes_any_form(zone: Zone, form: dict[str, str]) -> None:  # noqa: F811
    record = zone.case()
    ann = client("ann")
    before = position()
    answer = ann.post(f"/records/{record}/correct/", form)
    assert answer.status_code in (409, 422)
    assert position() == before


@pytest.mark.parametrize(
    "address",
    [
        "/?on=9999-12-31", "/?on=0001-01-01", "/?on=someday", "/?unit=NOWHERE", "/reports/?period=9999-12",
        "/reports/?period=0001-01", "/reports/?period=x", "/cockpit/tiny/", "/cockpit/nothing/", "/trace/tiny.ahead/",
        "/trace/tiny.ahead/?unit=S1&on=9999-12-31", "/trace/tiny.ahead/?unit=S1&at=99999999999999999999",
        "/records/99999999999999999999/", "/evidence/zz/", "/ledgers/no.such/",
        "/ledgers/tiny.case/export.csv?unit=NOWHERE",
    ],
)  # fmt: skip
@pytest.mark.parametrize("person", ["ann", "leader"])
def test_any_address_is_answered_with_a_page(
    zone: Zone,  # noqa: F811
    address: str,
    person: str,
) -> None:
    assert client(person).get(address).status_code < 500


def test_a_form_for_the_wrong_state_says_what_is_possible(zone: Zone) -> None:  # noqa: F811
    record = zone.case()
    ann = client("ann")
    late = ann.get(f"/records/{record}/moves/verify/")
    assert late.status_code == 409
    assert "现在是“计划”" in late.text
    assert "开工" in late.text
    unknown = ann.get(f"/records/{record}/moves/nonsense/")
    assert unknown.status_code == 404
    assert "核验销号" in unknown.text


def test_a_form_of_a_step_of_others_or_of_a_void_record_says_what_is_possible(
    zone: Zone,  # noqa: F811
) -> None:
    drop = "from: [planned, started], to: dropped"
    upgrade((FLOW, drop, f"{drop}, when: level = 'city'"))
    record, ann = zone.case(), client("ann")
    assert "/moves/drop/" not in ann.get(f"/records/{record}/").content.decode()
    others = ann.get(f"/records/{record}/moves/drop/")
    assert others.status_code == 422
    assert "“终止”只用于“级别是市级”的记录" in others.content.decode()
    pressed = ann.post(f"/records/{record}/moves/drop/", {"reason": "撤项"})
    assert pressed.status_code == 422 and "可以办理：开工" in pressed.content.decode()
    seen = get_record(SYSTEM, record).seen
    void_record(record, actor=SYSTEM, seen=seen, reason="x", asked_by="bob")
    void = ann.get(f"/records/{record}/moves/start/")
    assert void.status_code == 422 and "请另行登记" in void.content.decode()


def test_a_ledger_that_may_not_be_read_is_not_exported_either(zone: Zone) -> None:  # noqa: F811
    add_person("sys", "sys名", actor=SYSTEM, unit="ZONE")
    assert client("sys").get("/ledgers/tiny.case/export.csv").status_code == 403
