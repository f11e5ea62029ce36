"""Addresses and forms that no person would type: a sentence, never a traceback, nothing written."""

from __future__ import annotations

import pytest

from bihuan.kernel.events.reads import position
from bihuan.kernel.org.writes import add_person
from bihuan.kernel.permissions import SYSTEM
from tests.kernel.conftest import Zone, today, zone  # noqa: F401 - fixtures
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


def test_a_ledger_that_may_not_be_read_is_not_exported_either(zone: Zone) -> None:  # noqa: F811
    add_person("sys", "sys名", actor=SYSTEM, unit="ZONE")
    assert client("sys").get("/ledgers/tiny.case/export.csv").status_code == 403
