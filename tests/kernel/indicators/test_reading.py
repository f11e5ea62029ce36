"""Splits, one position, a failing pack, targets, defaults by date, lights and their reasons."""

from __future__ import annotations

import datetime

import pytest

from bihuan.kernel.definitions.reader import pack_files
from bihuan.kernel.events.reads import position
from bihuan.kernel.events.writes import append, commit
from bihuan.kernel.indicators.reads import (
    Ask,
    one_position,
    read_figures,
    read_record_figures,
    read_series,
)
from bihuan.kernel.indicators.targets import find_target
from bihuan.kernel.indicators.traces import trace_figure
from bihuan.kernel.indicators.versions import Versions
from bihuan.kernel.ledgers.reads import get_record
from bihuan.kernel.ledgers.writes import add_record, correct_record
from bihuan.kernel.measures.writes import move_report, report_month, set_target
from bihuan.kernel.org.tree import tree
from bihuan.kernel.org.writes import add_person
from bihuan.kernel.packs import apply
from bihuan.kernel.packs.writes import install_pack
from bihuan.kernel.periods import clock
from bihuan.kernel.permissions import SYSTEM
from bihuan.kernel.problems import Invalid
from tests.kernel.conftest import TINY, Zone
from tests.kernel.indicators.test_figures import MAY, values


def test_a_split_takes_choices_alone_and_never_what_people_wrote(zone: Zone) -> None:
    zone.case("私下的名字", planned="100")
    for field in ("name", "story", "planned", "started_on", "contact", "ghost", "proof"):
        with pytest.raises(Invalid, match="split-unknown"):
            read_figures(SYSTEM, Ask(["cases"], units=["ZONE"], split=field))
    by_state = read_figures(SYSTEM, Ask(units=["ZONE"], split="state"))
    assert {(f.name, f.split) for f in by_state} >= {
        ("cases", "planned"),
        ("completion", "planned"),
    }


def install_unchecked(**changes: tuple[str, str]) -> None:
    """Put a pack into the log as if it had been installed before there were the rules of today."""
    files = pack_files(TINY)
    for file, (old, new) in changes.items():
        path = f"indicators/{file.replace('_', '-')}.yaml"
        assert old in files[path]
        files[path] = files[path].replace(old, new)
    files["pack.yaml"] = files["pack.yaml"].replace("name: tiny", "name: second")
    body = {"pack": "second", "version": "1.0.0", "files": files}
    commit(
        lambda: apply.pack_installed(append("pack.installed", "pack:second", body, actor="system"))
    )


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("province_cases", "level = 'province'", "level < 3"),
        ("province_cases", "level = 'province'", "year(planned) = 2022"),
        ("completion", "invested_total / planned_total", "cases + '1'"),
        ("cases", "of: case", "of: nowhere.case"),
    ],
)
def test_a_pack_that_fails_does_so_alone_and_says_so(
    zone: Zone, name: str, old: str, new: str
) -> None:
    zone.case()
    whole = values(packs=["tiny"], on=MAY)
    install_unchecked(**{name: (old, new)})
    said = {"name": "乙", "level": "city", "planned": 100}
    record = add_record("second.case", said, actor=SYSTEM, unit="S1", on="2022-01-10")
    figures = read_figures(SYSTEM, Ask(units=["ZONE"], on=MAY))
    assert {f.name: f.displayed for f in figures if f.pack == "tiny"} == whole
    failed = [figure for figure in figures if figure.pack == "second"]
    assert failed
    for figure in failed:
        assert figure.value is None
        assert figure.problem is not None
        assert "nowhere" in figure.why.en or "cannot be computed" in figure.why.en
    sent = {"name": "丙", "level": "city"}
    add_record("tiny.case", sent, actor=SYSTEM, unit="S1", on="2022-01-10")
    assert values(packs=["tiny"], on=MAY)["cases"] == (whole["cases"] or 0) + 1
    (shown,) = read_record_figures(SYSTEM, "second.case", [record.id], on=MAY).values()
    # what does not speak of the ledger that is gone is no figure of this record
    assert all((figure.problem is None) == (name == "cases") for figure in shown)


def test_all_that_is_read_together_is_of_one_position(zone: Zone) -> None:
    zone.case()
    with one_position() as at:
        before = values(on=MAY)
        zone.case()
        series = read_series(SYSTEM, Ask(["cases"], units=["ZONE"], on=MAY))
        assert values(on=MAY) == before
        assert {figure.at for figure in series} == {at}
        assert [figure.value for figure in series] == [1] * 5
    assert values(on=MAY)["cases"] == 2


@pytest.mark.parametrize(
    ("targets", "expected"),
    [
        ({"2022": 400, "2022Q2": 90, "2022H1": 200, "2022-05": 30}, 30),
        ({"2022": 400, "2022Q2": 90, "2022H1": 200, "2022-04": 30}, 90),
        ({"2022": 400, "2022H1": 200, "2022Q3": 90}, 200),
        ({"2022": 400, "2022H2": 200}, 400),
        ({"2021": 400}, None),
    ],
)
def test_the_target_of_the_shortest_period_counts(
    zone: Zone, targets: dict[str, int], expected: int | None
) -> None:
    for period, value in targets.items():
        set_target("cases", str(value), actor=SYSTEM, unit="ZONE", period=period, basis="考核")
    place = tree().get_by_code("ZONE")
    assert find_target("tiny.cases", place, MAY, position()) == expected
    assert find_target("tiny.cases", place, MAY, 1) is None


def test_a_formula_names_the_target_of_an_indicator(zone: Zone) -> None:
    files = pack_files(TINY)
    files["pack.yaml"] = files["pack.yaml"].replace("version: 1.0.0", "version: 1.1.0")
    files["indicators/reached.yaml"] = (
        'title: {zh: 完成率, en: Reached}\nwhy: x\nunit: "%"\n'
        "formula: planned_total / target_of_planned_total\n"
    )
    install_pack(files, actor=SYSTEM)
    zone.case(planned="3000")
    assert values(on=MAY)["reached"] is None
    set_target("planned_total", "0.4", actor=SYSTEM, unit="ZONE", period="2022", basis="考核")
    assert values(on=MAY)["reached"] == 75  # 3000 万元 of 0.4 亿元


def test_a_default_holds_from_its_own_date(zone: Zone) -> None:
    files = pack_files(TINY)
    files["pack.yaml"] = files["pack.yaml"].replace("version: 1.0.0", "version: 1.1.0")
    files["parameters.yaml"] = files["parameters.yaml"].replace(
        "default: -30,", "default: -30, from: 2022-05-01,"
    )
    install_pack(files, actor=SYSTEM)
    record = zone.case(planned="1000")
    report_month(record, "2022-04", {"invested": "10"}, actor=SYSTEM)
    (april,) = read_figures(SYSTEM, Ask(["ahead"], units=["ZONE"], on=datetime.date(2022, 4, 30)))
    (may,) = read_figures(SYSTEM, Ask(["ahead"], units=["ZONE"], on=MAY))
    assert (april.light, may.light) == ("none", "red")
    assert "红灯界线" in april.why.zh


def test_each_light_says_why_in_a_sentence(zone: Zone) -> None:
    record = zone.case(planned="1000")
    report_month(record, "2022-05", {"invested": "200"}, actor=SYSTEM)
    (yellow,) = read_figures(SYSTEM, Ask(["ahead"], units=["ZONE"], on=MAY))
    assert yellow.why.zh == "-21.67 百分点，低于 0，不低于红灯界线 -30，亮黄灯；转绿须不低于 0。"
    assert yellow.why.en == (
        "-21.67 points, below 0, at least -30 (Red below), so yellow; green needs at least 0."
    )
    (early,) = read_figures(SYSTEM, Ask(["ahead"], units=["ZONE"], on=datetime.date(2022, 1, 31)))
    assert early.why.zh == "没有数据，不亮灯。"
    (cases,) = read_figures(SYSTEM, Ask(["cases"], units=["ZONE"], on=MAY))
    assert cases.why == ("", "")


def test_a_caught_up_red_is_yellow_for_a_month(zone: Zone) -> None:
    files = pack_files(TINY)
    files["pack.yaml"] = files["pack.yaml"].replace("version: 1.0.0", "version: 1.1.0")
    files["indicators/ahead.yaml"] += "catch_up: true\n"
    install_pack(files, actor=SYSTEM)
    record = zone.case(planned="1000")
    with clock.travel(datetime.date(2022, 7, 4)):
        for month, invested in (("2022-04", "1"), ("2022-05", "500"), ("2022-06", "100")):
            report_month(record, month, {"invested": invested}, actor=SYSTEM)

    def light(month: int, day: int) -> str:
        on = datetime.date(2022, month, day)
        (unit,) = read_figures(SYSTEM, Ask(["ahead"], units=["ZONE"], on=on))
        (own,) = read_record_figures(SYSTEM, "tiny.case", [record], on=on, names=["ahead"])[record][
            -1:
        ]
        assert own.light == unit.light
        return unit.light

    assert light(4, 30) == "red"
    assert light(5, 30) == "red"  # still the figure of April
    assert light(5, 31) == "yellow"
    assert light(6, 20) == "yellow"  # still the figure of May, whose month before was red
    assert light(6, 30) == "green"
    (figure,) = read_figures(SYSTEM, Ask(["ahead"], units=["ZONE"], on=MAY))
    assert figure.why.zh.startswith("上月末为红，现已追上（8.43 百分点，不低于 0，亮绿灯）")


def test_a_trace_holds_the_events_that_came_after_the_date_they_speak_of(zone: Zone) -> None:
    record = zone.case(planned="1000")
    seen = report_month(record, "2022-05", {"invested": "100"}, actor=zone.ann)
    checked = move_report(record, "2022-05", "checked", actor=zone.bob, seen=seen)
    with clock.travel(datetime.date(2022, 7, 4)):
        report_month(record, "2022-06", {"invested": "9"}, actor=zone.ann, submit=False)
    row = get_record(SYSTEM, record)
    corrected = correct_record(
        record, {"planned": "500"}, actor=SYSTEM, seen=row.seen, reason="多写一倍"
    )
    trace = trace_figure(SYSTEM, "completion", unit="ZONE", on=MAY)
    for operand in trace.operands:
        (traced,) = operand.records
        told = [(event.seq, event.verb) for event in traced.events]
        assert (corrected, "record.corrected") in told
        assert (checked, "report.moved") in told
        assert [verb for _, verb in told].count("measure.reported") == 1, "June is not of May"
    earlier = trace_figure(SYSTEM, "completion", unit="ZONE", on=MAY, at=corrected - 1)
    events = [event.seq for operand in earlier.operands for event in operand.records[0].events]
    assert corrected not in events


def test_what_was_answered_holds_until_its_ledger_changes(
    zone: Zone, monkeypatch: pytest.MonkeyPatch
) -> None:
    zone.case()
    asked: list[str] = []
    run = Versions.run
    monkeypatch.setattr(Versions, "run", lambda self, sql: asked.append(sql) or run(self, sql))
    first = values(on=MAY)
    assert asked
    asked.clear()
    assert values(on=MAY) == first
    add_person("new", "新人", actor=SYSTEM, unit="S1")  # an event of no ledger
    assert values(on=MAY) == first
    assert not asked
    zone.case()
    assert values(on=MAY)["cases"] == (first["cases"] or 0) + 1
    assert asked
