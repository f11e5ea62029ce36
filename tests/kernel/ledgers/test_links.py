"""Values that must name something, values that one record alone may have, and who refers to whom."""

from __future__ import annotations

import pytest

from bihuan.kernel import replay
from bihuan.kernel.events.commits import commit
from bihuan.kernel.ledgers.bulk import ImportRow
from bihuan.kernel.ledgers.links import list_referring
from bihuan.kernel.ledgers.models import Record, RecordKey
from bihuan.kernel.ledgers.reads import get_record
from bihuan.kernel.ledgers.writes import add_record, add_records, correct_record, void_record
from bihuan.kernel.packs.reads import installed
from bihuan.kernel.permissions import SYSTEM
from bihuan.kernel.problems import Conflict, InvalidMany, Problem
from tests.kernel.conftest import Zone

BASE = {"name": "乙", "level": "市级"}


def test_names_of_nothing_are_refused_all_at_once(zone: Zone) -> None:
    sent = BASE | {"partner": "NOWHERE", "keeper": "nobody", "parent_case": "SX-1999-0001"}
    with pytest.raises(InvalidMany) as refused:
        add_record("case", sent, actor=zone.ann, unit="S1")
    assert [fault.code for fault in refused.value.faults] == ["link-unknown"] * 3
    assert not Record.objects.exists()


def test_a_record_lists_those_that_refer_to_it(zone: Zone) -> None:
    parent = add_record("case", BASE, actor=zone.ann, unit="S1")
    child = add_record("case", BASE | {"parent_case": parent.code}, actor=zone.ann, unit="S1")
    ((_, rows),) = list_referring(zone.ann, "tiny.case", parent.code)
    assert [row.id for row in rows] == [child.id]
    seen = get_record(zone.ann, child.id).seen
    correct_record(child.id, {"parent_case": ""}, actor=zone.ann, seen=seen, reason="不属于")
    assert list_referring(zone.ann, "tiny.case", parent.code) == []
    assert replay.differing_projections() == []


def test_a_unique_value_is_given_once_and_freed_by_a_void(zone: Zone) -> None:
    first = add_record("case", BASE | {"permit": "XK-1"}, actor=zone.ann, unit="S1")
    with pytest.raises(Conflict, match="value-taken"):
        add_record("case", BASE | {"permit": "XK-1"}, actor=zone.ann, unit="S1")
    seen = get_record(zone.ann, first.id).seen
    correct_record(first.id, {"permit": "XK-1"}, actor=zone.ann, seen=seen, reason="未变")
    seen = get_record(zone.ann, first.id).seen
    void_record(first.id, actor=SYSTEM, seen=seen, reason="重复登记", asked_by="ann")
    add_record("case", BASE | {"permit": "XK-1"}, actor=zone.ann, unit="S1")
    assert RecordKey.objects.filter(value="XK-1").count() == 1
    assert replay.differing_projections() == []


def test_two_that_come_in_one_commit_are_judged_one_after_the_other(zone: Zone) -> None:
    def both() -> None:
        add_record("case", BASE | {"permit": "XK-2"}, actor=zone.ann, unit="S1")
        add_record("case", BASE | {"permit": "XK-2"}, actor=zone.ann, unit="S1")

    with pytest.raises(Conflict, match="value-taken"):
        commit(both)
    assert not Record.objects.exists()


def test_an_import_names_rows_that_repeat_or_name_nothing(zone: Zone) -> None:
    add_record("case", BASE | {"permit": "XK-3"}, actor=zone.ann, unit="S1")
    rows = [
        ImportRow(2, "S1", BASE | {"permit": "XK-4"}),
        ImportRow(3, "S1", BASE | {"permit": "XK-4"}),
        ImportRow(4, "S1", BASE | {"permit": "XK-3"}),
        ImportRow(5, "S1", BASE | {"keeper": "nobody"}),
    ]
    with pytest.raises(InvalidMany) as refused:
        add_records(installed().find_ledger("case"), rows, actor=zone.ann)
    found = {fault.code: fault for fault in refused.value.faults if isinstance(fault, Problem)}
    assert set(found) == {"value-twice", "value-taken", "link-unknown"}
    assert "第 3 行 许可证号" in found["value-twice"].sentence("zh")
    assert Record.objects.count() == 1
    assert add_records(installed().find_ledger("case"), rows[:1], actor=zone.ann) == 1
    assert RecordKey.objects.filter(value="XK-4").exists()
