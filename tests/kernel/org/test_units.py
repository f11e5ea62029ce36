"""Changes of the tree that lie ahead, that cross, and that nobody may make."""

from __future__ import annotations

import datetime
import threading

import pytest
from django.db import connection

from bihuan.kernel import replay
from bihuan.kernel.definitions.language import Label
from bihuan.kernel.ledgers.reads import get_record
from bihuan.kernel.org.reads import viewer_of
from bihuan.kernel.org.tree import tree
from bihuan.kernel.org.writes import (
    add_person,
    add_unit,
    assign_role,
    close_unit,
    follow_tree,
    move_unit,
    rename_unit,
)
from bihuan.kernel.periods import clock
from bihuan.kernel.permissions import SYSTEM
from bihuan.kernel.problems import Invalid, NotFound, Problem
from tests.kernel.conftest import Zone, make_zone

L = Label(zh="新", en="New")
LATER = datetime.date(2022, 7, 1)


def test_a_change_ahead_holds_from_its_day_and_not_before(zone: Zone) -> None:
    record = zone.case(unit="V1")
    move_unit("V1", actor=SYSTEM, parent="S2", on="2022-07-01")
    rename_unit("S1", L, actor=SYSTEM, on="2022-07-01")
    assert tree().get_by_code("S1").title.zh == "S1单元"
    assert get_record(viewer_of("ann"), record).id == record
    with pytest.raises(NotFound):
        get_record(viewer_of("dan"), record)
    assert replay.differing_projections() == []
    with clock.travel(LATER):
        follow_tree()
        assert get_record(viewer_of("dan"), record).path == tree().get_by_code("V1").path
        with pytest.raises(NotFound):
            get_record(viewer_of("ann"), record)
        assert tree().get_by_code("S1").title.zh == "新"
        assert replay.differing_projections() == []


def test_a_unit_closed_ahead_takes_records_until_then(zone: Zone) -> None:
    close_unit("S2", actor=SYSTEM, on="2022-07-01")
    assert zone.case(unit="S2")
    with clock.travel(LATER), pytest.raises(Invalid, match="unit-closed"):
        zone.case(unit="S2", on="2022-07-01")
    with pytest.raises(Invalid, match="unit-closed"):
        add_unit("V9", L, actor=SYSTEM, kind="village", parent="S2", on="2022-08-01")


def test_a_unit_of_the_future_can_be_prepared(zone: Zone) -> None:
    add_unit("S3", L, actor=SYSTEM, kind="street", parent="ZONE", on="2022-07-01")
    add_unit("V3", L, actor=SYSTEM, kind="village", parent="S3", on="2022-07-01")
    with pytest.raises(NotFound):
        add_unit("V4", L, actor=SYSTEM, kind="village", parent="S3")
    with pytest.raises(NotFound):
        zone.case(unit="S3")
    with clock.travel(LATER):
        assert zone.case(unit="V3", on="2022-07-01")
        assert replay.differing_projections() == []


def test_no_later_day_has_a_cycle_either(zone: Zone) -> None:
    move_unit("S1", actor=SYSTEM, parent="S2", on="2022-07-01")
    with pytest.raises(Invalid, match="tree-cycle"):
        move_unit("S2", actor=SYSTEM, parent="V1")
    with pytest.raises(Invalid, match="open-children"):
        close_unit("S2", actor=SYSTEM)


@pytest.mark.django_db(transaction=True)
def test_of_two_crossing_moves_one_is_refused(today: datetime.date) -> None:
    make_zone()
    both = threading.Barrier(2)
    refused: list[str] = []

    def go(unit: str, parent: str) -> None:
        with clock.travel(today):
            both.wait(30)
            try:
                move_unit(unit, actor=SYSTEM, parent=parent)
            except Problem as problem:
                refused.append(problem.code)
        connection.close()

    threads = [threading.Thread(target=go, args=pair) for pair in (("S1", "S2"), ("S2", "S1"))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert refused == ["tree-cycle"]
    assert all(len(set(node.ancestors)) == node.depth for node in tree())


def test_who_may_change_a_unit_is_decided_by_where_it_stands_today(zone: Zone) -> None:
    add_person("adm", "adm", actor=SYSTEM, unit="S1")
    assign_role("adm", "system_admin", actor=SYSTEM, unit="S1", on="2020-01-01")
    move_unit("V1", actor=SYSTEM, parent="S2", on="2022-07-01")
    rename_unit("V1", L, actor=viewer_of("adm"))
    with clock.travel(LATER), pytest.raises(Problem, match="not-allowed"):
        rename_unit("V1", L, actor=viewer_of("adm"))
