"""Parameters are read as people write them, and nothing that is no number becomes one."""

from __future__ import annotations

from decimal import Decimal

import pytest

from bihuan.kernel import replay
from bihuan.kernel.events.models import Event
from bihuan.kernel.org.tree import tree
from bihuan.kernel.packs.reads import get_parameter, installed
from bihuan.kernel.packs.writes import set_parameter
from bihuan.kernel.permissions import SYSTEM
from bihuan.kernel.problems import Invalid, NotFound
from tests.kernel.conftest import Zone


def value(path: str = "/", on: str = "2022-06-20") -> object:
    return get_parameter(installed().packs["tiny"], "red_gap", path=path, on=on)


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        ("-25", -25),
        ("－２５", -25),
        ("1,234.5", Decimal("1234.5")),
        (Decimal("-2.5"), Decimal("-2.5")),
    ],
)
def test_a_number_is_read_as_people_write_it(zone: Zone, sent: str, read: object) -> None:
    set_parameter("tiny", "red_gap", sent, actor=SYSTEM, basis="b", on="2022-06-01")
    assert value() == read
    assert value(on="2022-05-31") == -30
    assert replay.differing_projections() == []


@pytest.mark.parametrize(
    "sent",
    ["NaN", "nan", "Infinity", "-inf", "1e9", "", "很多", "9" * 20, Decimal("NaN"), Decimal("Infinity"), True],
)  # fmt: skip
def test_what_is_no_number_is_refused(zone: Zone, sent: str) -> None:
    before = Event.objects.count()
    with pytest.raises(Invalid, match=r"number-unreadable|number-too-large"):
        set_parameter("tiny", "red_gap", sent, actor=SYSTEM, basis="b")
    assert Event.objects.count() == before


def test_a_parameter_needs_a_name_a_basis_and_a_day(zone: Zone) -> None:
    for pack, key in (("tiny", "colour"), ("nowhere", "red_gap")):
        with pytest.raises(NotFound, match="parameter-unknown"):
            set_parameter(pack, key, "1", actor=SYSTEM, basis="b")
    with pytest.raises(Invalid, match="basis-missing"):
        set_parameter("tiny", "red_gap", "1", actor=SYSTEM, basis=" ")
    with pytest.raises(Invalid, match="date-unreadable"):
        set_parameter("tiny", "red_gap", "1", actor=SYSTEM, basis="b", on="someday")


def test_the_value_of_the_nearest_unit_holds(zone: Zone) -> None:
    street = tree().get_by_code("S1")
    set_parameter("tiny", "red_gap", "-20", actor=SYSTEM, basis="b", unit=(street.id, street.path))
    assert value(tree().get_by_code("V1").path) == -20
    assert value(tree().get_by_code("S2").path) == -30
