"""Derived fields: computed at every write, of every day of a record, and never typed."""

from __future__ import annotations

import pytest

from bihuan.kernel.definitions.reader import pack_files
from bihuan.kernel.events.reads import list_events_of
from bihuan.kernel.ledgers.bulk import ImportRow
from bihuan.kernel.ledgers.reads import get_record, get_record_as_of
from bihuan.kernel.ledgers.writes import add_records, check_rows, correct_record
from bihuan.kernel.packs.reads import installed
from bihuan.kernel.packs.writes import install_pack, set_parameter
from bihuan.kernel.permissions import SYSTEM
from bihuan.kernel.problems import Invalid, InvalidMany
from bihuan.kernel.replay import digests, rebuild
from bihuan.kernel.workflow.writes import move_record
from tests.kernel.conftest import TINY, Zone

DERIVED = """
  cost: {type: money, title: {zh: 费用, en: Cost}, unit: 万元,
    value: count_of * price * case size when 'big' then 2 else 1 end}
  size: {type: choice, title: {zh: 规模, en: Size}, choices: {big: {zh: 大, en: Big}, small: {zh: 小, en: Small}},
    value: case when count_of >= 10 then 'big' when count_of > 0 then 'small' end}
  wait: {type: integer, title: {zh: 用时, en: Wait}, unit: 天, value: "days_between(started_on, fixed_on)"}
  length: {type: decimal, title: {zh: 长度, en: Length}, digits: 1, unit: 公里, value: metres(route) / 1000}
measures:"""
PRICE = "price: {title: {zh: 单价, en: Price}, default: 3, unit: 元, basis: DEFAULT}\n"


@pytest.fixture
def priced(zone: Zone) -> Zone:
    files = pack_files(TINY)
    files["pack.yaml"] = files["pack.yaml"].replace("1.0.0", "1.1.0")
    files["ledgers/case.yaml"] = files["ledgers/case.yaml"].replace("\nmeasures:", DERIVED, 1)
    files["parameters.yaml"] += PRICE
    install_pack(files, actor=SYSTEM)
    return zone


def held(record: int, on: str = "2022-06-20") -> dict[str, object]:
    row = get_record_as_of(SYSTEM, record, on=on, at=10**9)
    assert row is not None
    return {n: row.data[n] for n in ("cost", "size", "wait", "length") if n in row.data}


def correct(record: int, on: str | None = None, **values: object) -> None:
    seen = get_record(SYSTEM, record).seen
    correct_record(record, values, actor=SYSTEM, seen=seen, reason="x", on=on)


def test_what_is_entered_moved_and_corrected_is_derived_at_once(priced: Zone) -> None:
    case = priced.case(count_of="12", route="114,34|114,34.1")
    assert held(case) == {"cost": "72", "size": "big", "length": "11.1"}
    move_record(case, "start", actor=SYSTEM, on="2022-02-01")
    move_record(case, "fix", actor=SYSTEM, on="2022-02-11", values={"story": "x"})
    assert held(case)["wait"] == 10
    assert "wait" not in held(case, "2022-02-10")
    correct(case, count_of="2", on="2022-03-01")
    assert (held(case)["cost"], held(case)["size"]) == ("6", "small")
    assert held(case, "2022-02-28")["cost"] == "72"
    correct(case, count_of=None)
    assert "cost" not in held(case), "nothing to compute it from"


def test_a_correction_of_the_past_derives_every_day_anew(priced: Zone) -> None:
    case = priced.case(count_of="2", on="2022-01-10")
    set_parameter("tiny", "price", 5, actor=SYSTEM, on="2022-04-01", basis="改")
    move_record(case, "start", actor=SYSTEM, on="2022-05-01")
    assert [held(case, f"2022-0{month}-02")["cost"] for month in (2, 5)] == ["6", "10"]
    correct(case, count_of="20")
    assert [held(case, f"2022-0{month}-02")["cost"] for month in (2, 5)] == ["120", "200"]
    correct(case, count_of="3", on="2022-03-01")
    costs = [held(case, f"2022-0{month}-02")["cost"] for month in (2, 3, 5)]
    assert costs == ["120", "9", "15"]
    assert get_record(SYSTEM, case).data["cost"] == "15"
    before = digests()
    rebuild()
    assert digests() == before


def test_a_sheet_may_hold_what_comes_out_and_nothing_else(priced: Zone) -> None:
    ledger = installed().ledger("tiny.case")

    def row(line: int, **values: str) -> ImportRow:
        return ImportRow(line, "S1", {"name": "甲", "level": "city", "count_of": "1", **values})

    assert add_records(ledger, [row(2, cost="0.0003", size="小"), row(3)], actor=SYSTEM) == 2
    with pytest.raises(InvalidMany) as refused:
        check_rows(ledger, [row(2, cost="0.0004")], actor=SYSTEM)
    (fault,) = refused.value.faults
    assert fault.code == "derived-differs"
    assert "第 2 行 费用" in fault.sentence("zh")
    with pytest.raises(Invalid, match="derived-differs"):
        priced.case(count_of="1", wait="4")
    case = priced.case(count_of="1")
    with pytest.raises(Invalid, match="nothing-changed"):
        correct(case, cost="9")


def test_an_event_holds_what_was_derived_whatever_the_formula_is_later(priced: Zone) -> None:
    case = priced.case(count_of="2")
    set_parameter("tiny", "price", 9, actor=SYSTEM, on="2022-01-01", basis="改")
    (added, *_) = list_events_of(f"record:{case}")
    assert added.body["values"]["cost"] == "6"
    assert held(case)["cost"] == "6"
    correct(case, urgent="true")
    assert held(case)["cost"] == "18", "the next write derives anew"
