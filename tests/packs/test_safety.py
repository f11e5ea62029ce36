"""Hazards: what was sent back is owed again; a general one and a major one go different ways."""

from __future__ import annotations

import pytest

from bihuan.kernel.indicators.record_lights import record_lights
from bihuan.kernel.ledgers.bulk import ImportRow
from bihuan.kernel.ledgers.reads import get_record, rows_of
from bihuan.kernel.ledgers.writes import add_evidence, add_record, check_rows, correct_record
from bihuan.kernel.org.tree import tree
from bihuan.kernel.packs.reads import installed
from bihuan.kernel.permissions import SYSTEM
from bihuan.kernel.problems import Invalid, InvalidMany
from bihuan.kernel.workflow.reads import list_moves
from tests.kernel.conftest import FIRM
from tests.packs.cast import Cast, cast_of


def add_hazard(cast: Cast, severity: str) -> int:
    return cast.add(
        "hazard", on="2022-06-01", problem="通道堆物", category="fire", severity=severity,
        found_on="2022-06-01", photo_before=cast.photo(), enterprise="企业一", enterprise_code=FIRM,
    )  # fmt: skip


@pytest.mark.usefixtures("db")
def test_a_hazard_sent_back_past_its_day_is_red_not_green() -> None:
    with cast_of("base", "safety") as cast:
        hazard = add_hazard(cast, "general")
        ordered = {"responsible": "王某", "due_on": "2022-06-10"}
        cast.move("dispatcher", hazard, "order", "2022-06-01", **ordered)
        measures = {"responsible": "王某", "measures_text": "清走"}
        cast.move("reporter", hazard, "take_measures", "2022-06-02", **measures)
        cast.move("reporter", hazard, "rectify", "2022-06-03", photo_after=cast.photo())
        cast.move("checker", hazard, "reject", "2022-06-06", reason="又堆上了")
        lit = record_lights(rows_of([hazard]))[hazard]
        assert (lit.light, lit.why.zh) == ("red", "整改期限 2022-06-10，已逾期 10 天。")


@pytest.mark.usefixtures("db")
def test_a_photo_is_a_picture_when_added_corrected_moved_and_imported() -> None:
    with cast_of("base", "safety") as cast:
        place = tree().get_by_code("S1").id
        paper = [add_evidence(b"%PDF-1.7", "回执.pdf", actor=SYSTEM, unit_id=place).digest]
        hazard = add_hazard(cast, "general")
        cast.move(
            "dispatcher", hazard, "order", "2022-06-01", responsible="王某", due_on="2022-06-10"
        )
        refused = pytest.raises(Invalid, match=r"整改.照片.*回执.pdf不是图片；这一项只收图片")
        with refused:
            cast.move("reporter", hazard, "rectify_at_once", "2022-06-02", photo_after=paper)
        seen = get_record(SYSTEM, hazard).seen
        with refused:
            correct_record(hazard, {"photo_before": paper}, actor=SYSTEM, seen=seen, reason="换")
        sent = {
            **{name: value for name, value in get_record(SYSTEM, hazard).data.items() if value},
            "photo_before": paper,
        }
        with refused:
            add_record("safety.hazard", sent, actor=cast.reporter, unit="S1", on="2022-06-01")
        with pytest.raises(InvalidMany) as many:
            rows = [ImportRow(2, "S1", sent, on="2022-06-01")]
            check_rows(installed().ledger("safety.hazard"), rows, actor=cast.reporter)
        assert "第 2 行 整改前照片: 回执.pdf不是图片" in many.value.faults[0].sentence("zh")
        done = {"photo_after": cast.photo(), "measures_text": "清走"}
        cast.move("reporter", hazard, "rectify_at_once", "2022-06-02", **done)


@pytest.mark.usefixtures("db")
def test_only_a_major_hazard_is_reported_upwards_and_accepted() -> None:
    with cast_of("base", "safety") as cast:
        general, major = add_hazard(cast, "general"), add_hazard(cast, "major")

        def offered(hazard: int) -> set[str]:
            return {move.name for move in list_moves(cast.dispatcher, hazard)}

        assert offered(general) == {"order", "order_at_once", "take_measures", "withdraw"}
        assert offered(major) == {"order", "report", "withdraw"}
        with pytest.raises(Invalid, match=r"只用于“等级是重大”的记录.*可以办理：责令整改"):
            cast.move("dispatcher", general, "report", "2022-06-01", reported_to="应急管理局")
        ordered = {"responsible": "王某", "due_on": "2022-07-10"}
        for hazard in (general, major):
            cast.move("dispatcher", hazard, "order", "2022-06-01", **ordered)
        assert offered(general) == {"take_measures", "rectify_at_once", "withdraw"}
        assert offered(major) == {"report", "withdraw"}
        cast.move(
            "reporter",
            general,
            "rectify_at_once",
            "2022-06-02",
            photo_after=cast.photo(),
            measures_text="清走",
        )
        assert offered(general) == {"verify", "reject"}


@pytest.mark.usefixtures("db")
def test_the_day_of_a_hazard_and_its_business_date_are_one() -> None:
    sent = {
        "problem": "通道堆物", "category": "fire", "severity": "general", "enterprise": "企业一",
        "enterprise_code": FIRM,
    }  # fmt: skip
    with cast_of("base", "safety") as cast:
        by_date = cast.add("hazard", on="2022-06-02", **sent)
        made = add_record(
            "safety.hazard", sent | {"found_on": "2022-06-03"}, actor=cast.reporter, unit="S1"
        )
        today = add_record("safety.hazard", sent, actor=cast.reporter, unit="S1")
        days = [
            (row.on, row.data["found_on"])
            for row in (get_record(SYSTEM, each) for each in (by_date, made.id, today.id))
        ]
        assert days == [(day, day) for day in ("2022-06-02", "2022-06-03", "2022-06-20")]
