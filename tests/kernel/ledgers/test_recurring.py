"""Recurring duties: one record for each post and stretch, whenever the worker comes by."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

import pytest

from bihuan.kernel.handlers import tick
from bihuan.kernel.indicators import engine
from bihuan.kernel.ledgers.bulk import ImportRow
from bihuan.kernel.ledgers.models import Record
from bihuan.kernel.ledgers.reads import get_record
from bihuan.kernel.ledgers.writes import (
    add_record,
    add_records,
    correct_record,
    owe_records,
    void_record,
)
from bihuan.kernel.packs.reads import installed
from bihuan.kernel.packs.writes import install_pack
from bihuan.kernel.periods import clock
from bihuan.kernel.permissions import SYSTEM
from bihuan.kernel.problems import Invalid, InvalidMany
from bihuan.kernel.replay import differing_projections, digests, rebuild
from bihuan.kernel.workflow.inbox import list_owed
from bihuan.kernel.workflow.writes import move_record
from tests.kernel.conftest import Zone, make_zone
from tests.kernel.ledgers.recurring_pack import recurring_pack


def day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(f"2022-{text}")


@pytest.fixture
def posted(db: None) -> Iterator[Zone]:
    """A zone of January whose pack came on 10 March, with a street's and a village's post."""
    engine.reset()
    with clock.travel(day("01-04")):
        zone = make_zone()
    with clock.travel(day("03-10")):
        install_pack(recurring_pack(), actor=SYSTEM)
        post("街道河长", "street", on="2022-01-10")
        post("村级河长", "village", on="2022-03-09", unit="V1")
        post("挂名", "none", on="2022-01-10")
    yield zone
    engine.reset()


def post(name: str, level: str, *, on: str, unit: str = "S1") -> int:
    duties = {"chief": ["leader"]}
    values = {"name": name, "level": level}
    return add_record("tiny.post", values, actor=SYSTEM, unit=unit, on=on, duties=duties).id


def rounds() -> list[str]:
    """Return what there is, as `post stretch`, in the order of codes."""
    rows = Record.objects.filter(ledger="tiny.round").order_by("code")
    return [row.title for row in rows]


def owe(on: str) -> int:
    with clock.travel(day(on)):
        return owe_records()


def named(title: str) -> Record:
    return Record.objects.get(title=title)


def test_each_post_owes_one_record_a_stretch_and_no_other(posted: Zone) -> None:
    assert owe("03-10") == 1
    assert rounds() == ["街道河长 2022-03"], "the week began before the village's post did"
    assert owe("03-10") == 0
    assert owe("03-13") == 0
    assert owe("03-14") == 1
    assert rounds()[-1] == "村级河长 2022-W11"
    row = named("街道河长 2022-03")
    assert (row.on, row.due, row.state, row.owes) == ("2022-03-01", "2022-03-31", "owed", "walker")
    assert get_record(SYSTEM, row.id).data["rank"] == "street"
    with clock.travel(day("03-14")):
        assert row.id in {item.id for item in list_owed(posted.leader)}
        walked = move_record(row.id, "walk", actor=posted.leader)
        assert walked
    assert owe("03-31") == 2
    assert owe("04-01") == 1
    assert differing_projections() == []
    before = digests()
    rebuild()
    assert digests() == before


def test_a_worker_that_was_away_catches_up_in_the_order_of_days(posted: Zone) -> None:
    assert owe("04-12") == 2 + 5
    assert rounds() == [
        "街道河长 2022-03", "村级河长 2022-W11", "村级河长 2022-W12", "村级河长 2022-W13",
        "街道河长 2022-04", "村级河长 2022-W14", "村级河长 2022-W15",
    ]  # fmt: skip
    late = named("街道河长 2022-03")
    assert late.due == "2022-03-31", "overdue from the start, as it is"


def test_a_post_that_ended_or_rests_owes_no_more_and_one_that_comes_later_owes_from_then(
    posted: Zone,
) -> None:
    village = named("村级河长")
    with clock.travel(day("03-30")):
        move_record(village.id, "end", actor=SYSTEM, on="2022-03-22")
        post("后来的", "village", on="2022-03-01")
    street = named("街道河长")
    with clock.travel(day("04-20")):
        seen = street.updated_seq
        correct_record(
            street.id, {"paused": "true"}, actor=SYSTEM, seen=seen, reason="x", on="2022-04-20"
        )
    owe("05-02")
    assert rounds() == [
        "街道河长 2022-03", "村级河长 2022-W11", "村级河长 2022-W12", "后来的 2022-W13",
        "街道河长 2022-04", "后来的 2022-W14", "后来的 2022-W15", "后来的 2022-W16",
        "后来的 2022-W17", "后来的 2022-W18",
    ]  # fmt: skip


def test_a_rule_changed_later_does_not_touch_old_stretches(posted: Zone) -> None:
    with clock.travel(day("04-13")):
        install_pack(
            recurring_pack("1.2.0", every="{by: level, spans: {street: week}}"), actor=SYSTEM
        )
    with clock.travel(day("04-20")):
        install_pack(
            recurring_pack("1.2.1", every="{by: level, spans: {street: week}}"), actor=SYSTEM
        )
    owe("04-25")  # only now does the worker come back
    assert [title for title in rounds() if title.startswith("街道")] == [
        "街道河长 2022-03", "街道河长 2022-04", "街道河长 2022-W16", "街道河长 2022-W17",
    ]  # fmt: skip
    assert [title for title in rounds() if title.startswith("村级")][-1] == "村级河长 2022-W15"


def test_a_void_record_is_not_owed_again_and_nobody_types_a_stretch(posted: Zone) -> None:
    owe("03-10")
    row = named("街道河长 2022-03")
    with clock.travel(day("03-12")):
        void_record(row.id, actor=SYSTEM, seen=row.updated_seq, reason="x", asked_by="ann")
        assert owe_records() == 0
        extra = {"name": "多巡一次", "post": "P-001"}
        added = add_record("tiny.round", extra, actor=SYSTEM, unit="S1").id
        assert "stretch" not in get_record(SYSTEM, added).data
        with pytest.raises(Invalid, match="period-untyped"):
            add_record("tiny.round", {**extra, "stretch": "2022-03"}, actor=SYSTEM, unit="S1")
        sheet = [ImportRow(2, "S1", {**extra, "stretch": "2022-03"})]
        with pytest.raises(InvalidMany):
            add_records(installed().ledger("tiny.round"), sheet, actor=SYSTEM)


def test_the_clock_owes_and_reminds_in_one_tick(posted: Zone) -> None:
    with clock.travel(day("04-05")):
        tick()
        assert len(rounds()) == 2 + 4
        assert Record.objects.filter(ledger="tiny.round").exclude(owes="walker").count() == 0


def test_a_post_whose_record_is_refused_holds_up_no_other(posted: Zone) -> None:
    files = recurring_pack("1.1.1")
    files["checks/not-this-one.yaml"] = (
        "title: {zh: 不是它, en: Not it}\nledger: round\nrule: not starts_with(name, '街道河长')\n"
        "introduction: x\nrecommendation: x\n"
    )
    with clock.travel(day("03-11")):
        install_pack(files, actor=SYSTEM)
    assert owe("03-28") == 3
    assert all(title.startswith("村级河长") for title in rounds())
