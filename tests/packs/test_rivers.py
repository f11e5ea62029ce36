"""Rivers: what a valid patrol is, copied and impossible ones, the dictionary, the nation's own count."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from bihuan.kernel.definitions.reader import pack_files
from bihuan.kernel.indicators import engine
from bihuan.kernel.indicators.reads import Ask, read_figures
from bihuan.kernel.ledgers.bulk import ImportRow
from bihuan.kernel.ledgers.models import Record
from bihuan.kernel.ledgers.reads import get_record, list_findings
from bihuan.kernel.ledgers.writes import add_evidence, add_record, add_records, owe_records
from bihuan.kernel.org.reads import viewer_of
from bihuan.kernel.org.tree import tree
from bihuan.kernel.org.writes import add_person, assign_role
from bihuan.kernel.packs.reads import installed
from bihuan.kernel.packs.writes import install_pack
from bihuan.kernel.periods import clock
from bihuan.kernel.permissions import SYSTEM, Viewer
from bihuan.kernel.problems import Conflict, Forbidden, Invalid
from bihuan.kernel.workflow.writes import move_record
from tests.kernel.conftest import make_zone
from tests.packs.cast import PACKS


def day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(f"2022-{text}")


@dataclass(frozen=True)
class River:
    """The chief of a street's reach, the river office, who mends and who verifies."""

    chief: Viewer
    office: Viewer
    reporter: Viewer
    checker: Viewer

    def patrol(self, stretch: str) -> int:
        return int(Record.objects.get(ledger="rivers.patrol", title__endswith=stretch).id)

    def walk(self, record: int, **values: object) -> int:
        sent = {"minutes": 25, "problems_seen": 0, "photos": photo(), **values}
        return move_record(record, "walk", actor=self.chief, values=sent)


def photo() -> list[str]:
    content = (PACKS / "rivers" / "demo" / "evidence" / "patrol.png").read_bytes()
    place = tree().get_by_code("S1").id
    return [add_evidence(content, "patrol.png", actor=SYSTEM, unit_id=place).digest]


def track(points: int, north: float = 34.1) -> str:
    """Return a track along a parallel, some 92 metres from point to point."""
    return "|".join(f"{115.6 + 0.001 * number:.4f},{north}" for number in range(points))


@pytest.fixture
def river(db: None) -> Iterator[River]:
    engine.reset()
    with clock.travel(day("03-01")):
        make_zone()
        for code, role, unit in (("chief", "chief", "S1"), ("office", "dispatcher", "ZONE")):
            add_person(code, f"{code}名", actor=SYSTEM, unit="ZONE")
            assign_role(code, role, actor=SYSTEM, unit=unit, on="2020-01-01")
        for name in ("base", "rivers"):
            install_pack(pack_files(PACKS / name), actor=SYSTEM)
        reach = {"reach": "清柳河一段", "watercourse": "清柳河"}
        add_record("rivers.river", reach, actor=SYSTEM, unit="S1")
        post = {"post_title": "街道级河长", "river": "HD-001", "level": "street"}
        duties = {"chief": ["chief"]}
        add_record("rivers.post", post, actor=SYSTEM, unit="S1", on="2022-03-01", duties=duties)
        with pytest.raises(Conflict, match="together-taken"):
            add_record("rivers.post", post, actor=SYSTEM, unit="S1")
    with clock.travel(day("06-20")):
        owe_records()
        yield River(viewer_of("chief"), viewer_of("office"), viewer_of("ann"), viewer_of("bob"))
    engine.reset()


def figure(name: str) -> str:
    (found,) = read_figures(SYSTEM, Ask(indicators=[name], units=["ZONE"], on=day("06-20")))
    return found.display


def test_each_month_owes_one_patrol_and_only_a_valid_one_in_time_counts(river: River) -> None:
    with clock.travel(day("03-20")):
        river.walk(river.patrol("2022-03"), track=track(13))
    with clock.travel(day("04-20")):
        short = river.patrol("2022-04")
        river.walk(short, track=track(9, 34.2))
        held = get_record(SYSTEM, short)
        assert (held.data["distance"], held.data["speed"]) == (736, "1.8")
        assert held.data["sound"] is False
        assert [fault.code for fault in list_findings(held, severity="warning")] == ["check-failed"]
    river.walk(river.patrol("2022-05"), track=track(13, 34.3))  # in June
    extra = {"patrol_title": "多巡一次", "post": "HZ-001"}
    more = add_record("rivers.patrol", extra, actor=SYSTEM, unit="S1").id
    river.walk(more, track=track(20, 34.4))
    assert (figure("patrols_due"), figure("patrols_done")) == ("3", "1")
    assert figure("patrol_rate") == "33.3"
    assert (figure("patrols_owed"), figure("patrols_late")) == ("1", "0")


def test_what_is_too_fast_or_copied_is_refused_and_a_return_owes_it_again(river: River) -> None:
    march, may = river.patrol("2022-03"), river.patrol("2022-05")
    with pytest.raises(Invalid) as refused:
        river.walk(may, track=track(200), minutes=10)
    assert "巡河速度" in refused.value.sentence("zh")
    river.walk(march, track=track(13))
    with pytest.raises(Conflict, match="together-taken"):
        river.walk(may, track=track(13))
    with pytest.raises(Forbidden):
        move_record(march, "return", actor=river.chief, reason="x")
    move_record(march, "return", actor=river.office, reason="里程对不上")
    assert get_record(SYSTEM, march).state == "owed"
    assert Record.objects.get(id=march).due == "2022-03-31"


def test_a_place_is_closed_by_another_and_its_kind_follows_from_the_item(river: River) -> None:
    what = {
        "what": "渣土",
        "river": "HD-001",
        "found_on": "2022-06-01",
        "found_by": "patrol",
        "item": "dump_waste",
    }
    site = add_record("rivers.site", what, actor=river.chief, unit="S1", on="2022-06-01").id
    assert get_record(SYSTEM, site).data["disorder"] == "dump"
    move_record(site, "assign", actor=river.office, values={"grade": "general"}, on="2022-06-02")
    assert get_record(SYSTEM, site).data["due_on"] == "2022-06-09"
    done = {"measure_text": "清运", "after": photo(), "spent": "3.5"}
    move_record(site, "mend", actor=river.reporter, values=done, on="2022-06-08")
    seen = {"verdict": "已清理到位"}
    move_record(site, "close", actor=river.checker, values=seen, on="2022-06-10")
    assert (figure("cleared_rate"), figure("closed_rate")) == ("100.0", "100.0")
    assert (figure("mean_days_to_mend"), figure("clearing_spent")) == ("7.0", "3.50")


def test_the_nations_count_of_august_2019_gives_its_published_rate(river: River) -> None:
    from bihuan.kernel.definitions.expressions import compiled

    formula = installed().packs["rivers"].indicators["cleared_rate"].formula
    assert formula is not None
    rate = compiled(formula)({"disorders_cleared": 54173, "disorders_listed": 56024})
    assert f"{float(rate) * 100:.1f}" == "96.7"
    rows = [ImportRow(n, "S1", {"what": f"第{n}处", "river": "HD-001", "found_on": "2022-04-01",
                                "found_by": "visit", "item": "occupy_crops"}) for n in range(2, 32)]  # fmt: skip
    add_records(installed().ledger("rivers.site"), rows, actor=SYSTEM)
    assert (figure("disorders_listed"), figure("cleared_rate")) == ("30", "0.0")
