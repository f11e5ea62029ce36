"""The light of a record: the first rule that holds, why in a sentence, and the same by the columns."""

from __future__ import annotations

import datetime

from bihuan.kernel.definitions.sentences import fill
from bihuan.kernel.indicators.record_lights import ids_with_light, record_lights
from bihuan.kernel.ledgers.pages import Question, list_page
from bihuan.kernel.ledgers.reads import rows_of
from bihuan.kernel.ledgers.writes import void_record
from bihuan.kernel.measures.writes import report_month
from bihuan.kernel.org.tree import tree
from bihuan.kernel.packs.reads import installed
from bihuan.kernel.packs.writes import set_parameter
from bihuan.kernel.periods import clock
from bihuan.kernel.permissions import SYSTEM
from bihuan.kernel.workflow.writes import move_record
from tests.kernel.conftest import Zone
from tests.kernel.indicators.test_figures import busy

LIGHTS = ("red", "yellow", "green", "blue", "none")


def lit(record: int) -> tuple[str, str]:
    (row,) = rows_of([record])
    found = record_lights([row]).get(record)
    return (found.light, found.why.zh) if found else ("none", "")


def test_the_first_rule_that_holds_gives_the_light_and_the_sentence(zone: Zone) -> None:
    record = zone.case(planned="1200")
    assert lit(record) == ("green", "正常推进。")  # nothing reported: the share is unknown
    report_month(record, "2022-05", {"invested": "60"}, actor=zone.ann)
    assert lit(record) == ("yellow", "年初累计完成计划的 5%。")  # 41.7 of time: below by 36.7
    move_record(record, "start", values={"due_on": "2022-06-10"}, actor=zone.ann, on="2022-06-01")
    assert lit(record) == ("red", "逾期 10 天未整改。")
    with clock.travel(datetime.date(2022, 6, 10)):
        assert lit(record) == ("green", "正常推进。")


def test_the_newest_month_of_a_measure_speaks(zone: Zone) -> None:
    record = zone.case(planned="2")
    for period, workers in (("2022-03", "9"), ("2022-05", "2"), ("2022-04", "8")):
        sent = {"invested": "1", "workers": workers}
        report_month(record, period, sent, actor=zone.ann, note="x")
    assert lit(record) == ("blue", "最近一月只有 2 人。")
    assert ids_with_light(installed().ledger("tiny.case"), "blue") == [record]


def test_a_draft_does_not_count_and_a_zone_may_move_the_threshold(zone: Zone) -> None:
    record = zone.case(planned="1200")
    draft = report_month(record, "2022-05", {"invested": "60"}, actor=zone.ann, submit=False)
    assert lit(record)[0] == "green"
    report_month(record, "2022-05", {"invested": "60"}, actor=zone.ann, seen=draft)
    assert lit(record)[0] == "yellow"
    street = tree().get_by_code("S1")
    set_parameter("tiny", "red_gap", -40, actor=SYSTEM, unit=(street.id, street.path), basis="x")
    other = zone.case("乙", unit="S2", planned="1200")
    report_month(other, "2022-05", {"invested": "60"}, actor=zone.dan)
    assert (lit(record)[0], lit(other)[0]) == ("green", "yellow")
    ledger = installed().ledger("tiny.case")
    assert ids_with_light(ledger, "yellow") == [other]
    assert ids_with_light(ledger, "green") == [record]


def test_a_void_record_has_no_light(zone: Zone) -> None:
    record = zone.case()
    (row,) = rows_of([record])
    void_record(record, actor=SYSTEM, seen=row.seen, reason="x", asked_by="ann")
    assert lit(record) == ("none", "")
    assert all(not ids_with_light(installed().ledger("tiny.case"), each) for each in LIGHTS)


def test_records_and_columns_agree_on_every_light(zone: Zone) -> None:
    busy(zone, 7)
    rows = list_page(SYSTEM, Question("tiny.case")).rows
    singly = {row.id: "none" for row in rows} | {
        record: found.light for record, found in record_lights(rows).items()
    }
    ledger = installed().ledger("tiny.case")
    together = {record: each for each in LIGHTS for record in ids_with_light(ledger, each)}
    assert together == singly
    assert len(set(singly.values())) > 1
    only = ids_with_light(ledger, "green")
    assert {row.id for row in list_page(SYSTEM, Question("tiny.case", only=only)).rows} == set(only)


def test_a_sentence_says_what_is_not_known() -> None:
    assert fill("完成 {a / b * 100}%，{c}。", {"a": None}) == "完成 —%，—。"
