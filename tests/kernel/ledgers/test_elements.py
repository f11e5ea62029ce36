"""A data element is asked once for a subject and its period: confirmed elsewhere, or disputed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bihuan.kernel.definitions.reader import pack_files
from bihuan.kernel.events.models import Event
from bihuan.kernel.events.reads import position
from bihuan.kernel.indicators.reads import Ask, read_figures
from bihuan.kernel.ledgers.bulk import ImportRow
from bihuan.kernel.ledgers.elements import counts_of, known_values
from bihuan.kernel.ledgers.models import Record
from bihuan.kernel.ledgers.writes import add_record, add_records, check_rows
from bihuan.kernel.measures.reads import find_report, known_of_month
from bihuan.kernel.measures.writes import report_month
from bihuan.kernel.packs.reads import installed
from bihuan.kernel.packs.writes import install_pack
from bihuan.kernel.permissions import SYSTEM
from bihuan.kernel.problems import Forbidden, Invalid, InvalidMany
from bihuan.kernel.replay import differing_projections
from tests.kernel.conftest import FIRM, Zone

PACKS = Path(__file__).resolve().parents[3] / "packs"
CASE = "ledgers/case.yaml"
FORM = {
    "name": "表", "basis": "文件", "owner": "ZONE", "frequency": "event", "expires_on": "2022-06-30",
}  # fmt: skip
ELEMENTS = """
weight: {title: {zh: 重量, en: Weight}, type: decimal, owner: {zh: 统计, en: Statistics}, cycle: month}
story: {title: {zh: 说明, en: Story}, type: long_text, owner: {zh: 街道, en: Street}}
workers: {title: {zh: 用工, en: Workers}, type: integer, unit: 人, owner: {zh: 街道, en: Street}, cycle: month}
"""


@pytest.fixture
def one_form(zone: Zone) -> Zone:
    """The tiny pack with two elements, twice: a second pack asks the same; and the pack one-form."""
    files = pack_files(Path(__file__).parents[2] / "packs" / "tiny")
    case = files[CASE].replace(
        "{type: decimal, title: {zh: 重量", "{element: weight, type: decimal, title: {zh: 重量"
    )
    case = case.replace("story: {type", "story: {element: story, type")
    case = case.replace("workers: {type", "workers: {element: workers, type")
    header = files["pack.yaml"].replace("1.0.0", "1.1.0")
    install_pack(
        {**files, "pack.yaml": header, CASE: case, "elements.yaml": ELEMENTS}, actor=SYSTEM
    )
    other = header.replace("name: tiny", "name: other") + "needs: [tiny]\n"
    asks = case.replace("element: ", "element: tiny.")
    install_pack({**files, "pack.yaml": other, CASE: asks}, actor=SYSTEM)
    for name in ("base", "one-form"):
        install_pack(pack_files(PACKS / name), actor=SYSTEM)
    return zone


def add(
    zone: Zone, pack: str, on: str, disputes: dict[str, str] | None = None, **values: str
) -> int:
    sent = {"name": "甲", "level": "city", "firm": FIRM, **values}
    return add_record(f"{pack}.case", sent, actor=zone.ann, unit="S1", on=on, disputes=disputes).id


def test_what_one_form_says_the_next_confirms_or_disputes(one_form: Zone) -> None:
    first = add(one_form, "tiny", "2022-06-01", weight="1.5", story="两班")
    other = installed().ledger("other.case")
    known = known_values(one_form.ann, other, FIRM, "2022-06-20")
    assert {name: (each.value, each.record_id, each.on) for name, each in known.items()} == {
        "weight": ("1.5", first, "2022-06-01"), "story": ("两班", first, "2022-06-01"),
    }  # fmt: skip
    confirmed = add(one_form, "other", "2022-06-10", weight="1.5")
    with pytest.raises(Invalid, match="element-known") as refused:
        add(one_form, "other", "2022-06-10", weight="2")
    assert "SX-2022-0001" in refused.value.sentence("zh")
    disputed = add(one_form, "other", "2022-06-10", {"weight": "秤校过了"}, weight="2")
    said = {
        seq: json.loads(Event.objects.get(seq=seq).body).get("elements")
        for seq in (first, confirmed, disputed)
    }
    assert said == {
        first: None,
        confirmed: {"weight": {"from": first}},
        disputed: {"weight": {"from": confirmed, "disputed": "秤校过了"}},
    }
    assert known_values(one_form.ann, other, FIRM, "2022-06-20")["weight"].value == "2"


def test_an_answer_holds_for_its_period_its_subject_and_whoever_may_read_it(one_form: Zone) -> None:
    add(one_form, "tiny", "2022-05-31", weight="1.5", story="两班")
    other = installed().ledger("other.case")
    assert set(known_values(one_form.ann, other, FIRM, "2022-05-31")) == {"weight", "story"}
    assert set(known_values(one_form.ann, other, FIRM, "2022-06-01")) == {"story"}
    assert not known_values(one_form.ann, other, FIRM, "2022-05-30")
    assert not known_values(one_form.dan, other, FIRM, "2022-05-31")
    assert not known_values(one_form.ann, other, "91411799MA0004200U", "2022-05-31")


def test_fillings_and_repeated_fields_become_figures(one_form: Zone) -> None:
    add(one_form, "tiny", "2022-06-01", weight="1.5", story="两班")
    add(one_form, "other", "2022-06-10", weight="1.5")
    add(one_form, "other", "2022-06-11", {"weight": "秤校过了"}, weight="2")
    sent = {"name": "乙", "level": "city", "weight": "3"}  # of no enterprise: nobody was asked
    add_record("tiny.case", sent, actor=one_form.ann, unit="S1")
    assert counts_of("other.case")["fields_repeated"] == 3
    form = add_record("form", FORM | {"asks_in": "tiny.case"}, actor=SYSTEM, unit="ZONE")
    held = json.loads(Record.objects.get(id=form.id).data)
    assert (held["fields_shared"], held["fields_repeated"]) == (3, 3)
    figures = {
        figure.name: figure.display
        for figure in read_figures(SYSTEM, Ask(packs=["one-form"], units=["ZONE"]))
    }
    assert (figures["answers_asked"], figures["answers_prefilled"]) == ("4", "2")
    assert (figures["answers_disputed"], figures["prefilled_share"]) == ("1", "50.0")
    assert differing_projections() == []


def test_imported_rows_say_what_was_asked_as_typed_ones_do(one_form: Zone) -> None:
    add(one_form, "tiny", "2022-06-01", weight="1.5", story="两班")
    sent = {"name": "甲", "level": "city", "firm": FIRM, "weight": "2", "story": "两班"}
    rows = [ImportRow(2, "S1", sent, on="2022-06-10"), ImportRow(3, "S1", {**sent, "firm": ""})]
    ledger = installed().ledger("other.case")
    assert add_records(ledger, rows, actor=one_form.ann, dispute="秤校过了") == 2
    held = Record.objects.filter(ledger="one-form.filling").order_by("-id")
    assert held.count() == 2, "one typed, one imported of an enterprise"
    data = json.loads(held[0].data)
    asked = {name: data[name] for name in ("form", "subject", "asked", "prefilled", "disputed")}
    assert asked == {
        "form": "other.case", "subject": FIRM, "asked": 2, "prefilled": 2, "disputed": 1,
    }  # fmt: skip
    assert differing_projections() == []


def test_a_form_names_a_ledger_and_fillings_are_not_typed(one_form: Zone) -> None:
    with pytest.raises(Invalid, match="form-unknown"):
        add_record("form", FORM | {"asks_in": "no.where"}, actor=SYSTEM, unit="ZONE")
    with pytest.raises(Forbidden, match="filling-by-hand"):
        add_record("filling", {"name": "x"}, actor=SYSTEM, unit="S1")


def test_a_sheet_is_held_against_what_is_known_row_by_row(one_form: Zone) -> None:
    first = add(one_form, "tiny", "2022-06-01", weight="1.5", story="两班")
    other = installed().ledger("other.case")

    def row(line: int, **values: str) -> ImportRow:
        sent = {"name": f"行{line}", "level": "city", "firm": FIRM, **values}
        return ImportRow(line, "S1", sent, on="2022-06-10")

    rows = [row(2, weight="1.5"), row(3, weight="2"), row(4), row(5, story="三班", weight="9")]
    for refuse in (check_rows, add_records):
        with pytest.raises(InvalidMany) as refused:
            refuse(other, rows, actor=one_form.ann)
        said = refused.value.sentence("zh")
        assert [f"第 {line} 行" in said for line in (2, 3, 4, 5)] == [False, True, False, True]
        assert len(refused.value.faults) == 3
        assert "SX-2022-0001 在 2022-06-01 已报 1.5" in said
    before = position()
    assert add_records(other, rows, actor=one_form.ann, dispute="年报重新称过") == 4
    bodies = [json.loads(event.body) for event in Event.objects.filter(seq__gt=before)]
    added = [body for body in bodies if body["ledger"] == other.key]
    assert [body.get("elements") for body in added] == [
        {"weight": {"from": first}},
        {"weight": {"from": first, "disputed": "年报重新称过"}},
        None,
        {
            "weight": {"from": first, "disputed": "年报重新称过"},
            "story": {"from": first, "disputed": "年报重新称过"},
        },
    ]
    assert differing_projections() == []


def test_a_number_of_a_month_is_asked_once_too(one_form: Zone) -> None:
    first = add(one_form, "tiny", "2022-05-01")
    second = add(one_form, "other", "2022-05-02")
    stranger = add_record(
        "other.case",
        {"name": "乙", "level": "city"},
        actor=one_form.ann,
        unit="S1",
        on="2022-05-02",
    ).id

    def report(record: int, workers: str, period: str = "2022-05", **more: Any) -> dict[str, Any]:
        sent = {"invested": "1", "workers": workers}
        seq = report_month(record, period, sent, actor=one_form.ann, note="", **more)
        said: dict[str, Any] = json.loads(Event.objects.get(seq=seq).body)
        return said

    assert "elements" not in report(first, "12")
    known = known_of_month(one_form.ann, second, "2022-05")
    assert {name: (each.typed, each.record_id) for name, each in known.items()} == {
        "workers": ("12", first)
    }
    assert not known_of_month(one_form.ann, stranger, "2022-05")
    with pytest.raises(Invalid, match="number-known"):
        report(second, "15")
    assert report(second, "12")["elements"] == {"workers": {"from": first}}
    seen = find_report(one_form.ann, second, "2022-05")
    assert seen is not None
    seq = report_month(
        second, "2022-05", {"invested": "1", "workers": "15"}, actor=one_form.ann,
        note="月底又招三人", seen=seen.seq, reason="补报",
    )  # fmt: skip
    assert json.loads(Event.objects.get(seq=seq).body)["elements"] == {
        "workers": {"from": first, "disputed": "月底又招三人"}
    }
