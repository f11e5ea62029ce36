"""Listings: a project has several, and its money counts in one of them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bihuan.kernel.ledgers.reads import get_record
from bihuan.kernel.ledgers.writes import correct_record
from bihuan.kernel.permissions import SYSTEM
from bihuan.kernel.problems import Conflict
from tests.packs.cast import Cast, cast_of

PROJECT = {
    "name": "电子元件厂",
    "project_key": "K-1",
    "total_investment": 50000,
    "annual_plan": 20000,
}
PLANNED = ("batch_signed_planned", "batch_started_planned")


@pytest.fixture
def cast(db: None) -> Iterator[Cast]:
    with cast_of("base", "three-batches") as found:
        yield found


def test_a_project_in_two_phases_counts_its_money_once(cast: Cast) -> None:
    signed = cast.add("listing", phase=3, batch="signed", phase_month="2022-01-04", **PROJECT)
    later = {**PROJECT, "phase": 4, "batch": "started", "phase_month": "2022-04-08"}
    with pytest.raises(Conflict, match="计投资"):
        cast.add("listing", on="2022-04-11", **later)
    assert cast.figures("batch_signed_planned") == {"batch_signed_planned": "2.00"}
    correct_record(
        signed,
        {"counted_elsewhere": True},
        actor=SYSTEM,
        seen=get_record(SYSTEM, signed).seen,
        reason="四期开工一批中计",
        on="2022-04-11",
    )
    cast.add("listing", on="2022-04-11", **later)
    assert cast.figures("listings", "listed_projects", *PLANNED) == {
        "listings": "2",  # two listings of
        "listed_projects": "1",  # one project
        "batch_signed_planned": "—",  # whose money is in the later one
        "batch_started_planned": "2.00",
    }
