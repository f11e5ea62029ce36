"""Figures: two plans that must agree, two times, lights, scope, traces, rounding."""

from __future__ import annotations

import datetime
import itertools
import random
from fractions import Fraction

import pytest

from bihuan.kernel.definitions.reader import pack_files
from bihuan.kernel.events.reads import position
from bihuan.kernel.indicators import columns, compile, engine
from bihuan.kernel.indicators.dependencies import ledger_questions
from bihuan.kernel.indicators.figures import decimal_text, show
from bihuan.kernel.indicators.reads import Ask, read_figures, read_record_figures
from bihuan.kernel.indicators.traces import trace_figure
from bihuan.kernel.ledgers.reads import get_record
from bihuan.kernel.ledgers.writes import assign_duty, correct_record, transfer_record, void_record
from bihuan.kernel.measures.writes import report_month
from bihuan.kernel.org.writes import move_unit
from bihuan.kernel.packs.reads import installed
from bihuan.kernel.packs.writes import install_pack, set_parameter
from bihuan.kernel.permissions import SYSTEM
from bihuan.kernel.problems import Forbidden, Invalid, Problem
from bihuan.kernel.workflow.writes import move_record
from tests.kernel.conftest import FIRM, TINY, Zone

MAY = datetime.date(2022, 5, 31)
OTHER_FIRM = "91411700MA00000470"


def values(**ask: object) -> dict[str, Fraction | None]:
    sent = {"units": ["ZONE"], **ask}
    return {f.name: f.displayed for f in read_figures(SYSTEM, Ask(**sent))}  # type: ignore[arg-type]


def busy(zone: Zone, seed: int, steps: int = 60) -> None:
    """Do many things at random, so that no path is special."""
    draw = random.Random(seed)
    records = [zone.case(f"事项{i}", unit=draw.choice(["S1", "S2", "V1"]), firm=draw.choice([FIRM, OTHER_FIRM]),
                         on=f"2022-0{draw.randint(1, 5)}-{draw.randint(10, 28)}") for i in range(8)]  # fmt: skip
    for _ in range(steps):
        record = draw.choice(records)
        row = get_record(SYSTEM, record)
        if row.is_void:
            continue
        day = f"2022-0{draw.randint(1, 5)}-{draw.randint(10, 28)}"
        match draw.randint(0, 6):
            case 0 | 1:
                month = f"2022-0{draw.randint(int(row.on[6]), 5)}"
                sent = {"invested": str(draw.randint(0, 300))}
                try:
                    report_month(record, month, sent, actor=SYSTEM, note="x")
                except Problem as refused:
                    assert refused.code in ("report-changed-meanwhile", "check-failed")
            case 2:
                level = draw.choice(["province", "city"])
                trees = draw.choice(["300", "6300多", "约200", "近400", None])
                sent = {"level": level, "trees": trees}
                correct_record(record, sent, actor=SYSTEM, seen=row.seen, reason="x")
            case 3:
                planned = {"planned": str(draw.randint(500, 900))}
                on = max(day, row.on)
                correct_record(record, planned, actor=SYSTEM, seen=row.seen, reason="x", on=on)
            case 4:
                if row.state == "planned":
                    move_record(record, "start", actor=SYSTEM, on=max(day, row.on))
            case 5:
                unit = draw.choice(["S1", "S2", "V1"])
                transfer_record(
                    record, actor=SYSTEM, unit=unit, seen=row.seen, reason="x", on=max(day, row.on)
                )
            case _:
                if draw.random() < 0.2:
                    void_record(record, actor=SYSTEM, seen=row.seen, reason="x", asked_by="ann")


def scanned(on: datetime.date, at: int | None = None) -> dict[str, object]:
    """Answer all base indicators of the tiny pack by the scan alone."""
    current = engine.engine()
    head = current.advance()
    pack = installed().packs["tiny"]
    parameters = {key: spec.default for key, spec in pack.parameters.items()}
    (question,) = ledger_questions(installed(), pack, pack.indicators, parameters, on)
    from bihuan.kernel.org.tree import tree

    units = tree(on.isoformat())
    zone = units.get_by_code("ZONE")
    current._register_reach({zone.id: [node.id for node in units.subtree(zone.id)]})
    statements = compile.scan(
        question,
        versions=current.versions.relation(question.ledger, "records"),
        months=current.versions.relation(question.ledger, "months"),
        at=head if at is None else at,
        on=on,
        group="_record",
        reach="reach",
    )
    answers = current._collect(statements, None)
    return {
        key.partition(".")[2]: dict(answer).get((zone.id, None)) for key, answer in answers.items()
    }


@pytest.mark.parametrize("seed", range(6))
def test_partial_sums_and_the_scan_agree_at_every_months_end(zone: Zone, seed: int) -> None:
    busy(zone, seed, 30)
    values()  # partial sums exist from here on, and are carried on by every further write
    busy(zone, seed + 100, 30)
    for month in range(1, 7):
        on = datetime.date(2022, month, 28) if month == 2 else datetime.date(2022, month, 30)
        on = {1: datetime.date(2022, 1, 31), 3: datetime.date(2022, 3, 31), 5: MAY}.get(month, on)
        found = {
            figure.name: (figure.value, figure.records)
            for figure in read_figures(SYSTEM, Ask(units=["ZONE"], on=on))
            if figure.definition.formula is None
        }
        agree(found, on)


def agree(found: dict[str, tuple[Fraction | None, int]], on: datetime.date) -> None:
    """Compare base figures with what the scan alone says of them."""
    for name, answer in scanned(on).items():
        value, records = answer or (None, 0)  # type: ignore[misc]
        if value is None and found[name][0] == 0:
            value = 0
        assert found[name] == (None if value is None else Fraction(value), records), (name, on)


DATED = {
    "due-so-far": "sum: planned\nunit: 亿元\ndated: due_on\n",
    "due-this-month": "count: records\nunit: 个\ndated: due_on\nwindow: month\n",
    "long-started": "count: records\nunit: 个\ndated: started_on\nwindow: 2 months ago\n",
}


@pytest.mark.parametrize("seed", range(4))
def test_a_day_inside_a_month_agrees_with_a_scan(zone: Zone, seed: int) -> None:
    files = pack_files(TINY)
    files["pack.yaml"] = files["pack.yaml"].replace("version: 1.0.0", "version: 1.1.0")
    for name, said in DATED.items():
        files[f"indicators/{name}.yaml"] = (
            f"title: {{zh: {name}甲, en: {name}}}\nwhy: x\nof: case\n{said}"
        )
    install_pack(files, actor=SYSTEM)
    busy(zone, seed, 30)
    values()
    busy(zone, seed + 100, 30)
    late = zone.case("将来的", planned="77", on="2022-06-19")
    move_record(late, "start", actor=SYSTEM, on="2022-06-19", values={"due_on": "2022-06-29"})
    for month, day in itertools.product(range(1, 7), (1, 10, 19, 27)):
        on = datetime.date(2022, month, day)
        found = {
            figure.name: (figure.value, figure.records)
            for figure in read_figures(SYSTEM, Ask(units=["ZONE"], on=on))
            if figure.definition.formula is None
        }
        agree(found, on)


def test_columns_on_disk_give_the_same_as_the_database(zone: Zone) -> None:
    busy(zone, 7)
    before = {
        on: values(on=on) for on in (MAY, datetime.date(2022, 3, 31), datetime.date(2022, 6, 20))
    }
    columns.extend(installed(), position())
    engine.reset()
    assert {on: values(on=on) for on in before} == before
    zone.case("后来的")
    assert values()["cases"] == (before[datetime.date(2022, 6, 20)]["cases"] or 0) + 1
    engine.reset()  # a new process: kept partial sums, and the delta behind the columns
    assert values()["cases"] == (before[datetime.date(2022, 6, 20)]["cases"] or 0) + 1


def test_every_older_position_answers_as_it_did(zone: Zone) -> None:
    told = {}
    for seed in range(3):
        busy(zone, seed, 15)
        told[position()] = values(on=MAY)
    for at, then in told.items():
        assert values(on=MAY, at=at) == then


def test_a_start_reported_late_counts_from_its_day_but_was_not_known_before(zone: Zone) -> None:
    record = zone.case(level="province")
    before = position()
    move_record(record, "start", actor=SYSTEM, on="2022-05-28")
    assert values(on=MAY)["province_cases"] == 1
    assert values(on=datetime.date(2022, 5, 27))["province_cases"] == 0
    assert values(on=MAY, at=before)["province_cases"] == 0


def test_missing_is_not_zero_and_rates_are_sums_over_sums(zone: Zone) -> None:
    big, small = zone.case(planned="900"), zone.case(planned="100")
    figures = values(on=MAY)
    assert figures["invested_total"] is None
    assert figures["completion"] is None
    report_month(big, "2022-05", {"invested": "90"}, actor=SYSTEM)
    report_month(small, "2022-05", {"invested": "90"}, actor=SYSTEM)
    assert values(on=MAY)["completion"] == 18  # not the mean of 10 % and 90 %
    assert values(on=MAY)["ahead"] == 18 - Fraction(500, 12)


def test_a_correction_changes_the_head_and_not_the_past(zone: Zone) -> None:
    record = zone.case()
    seen = report_month(record, "2022-05", {"invested": "90"}, actor=SYSTEM)
    before = position()
    report_month(record, "2022-05", {"invested": "80"}, actor=SYSTEM, seen=seen, reason="重复")
    assert values(on=MAY)["invested_total"] == Fraction(80, 10_000)
    assert values(on=MAY, at=before)["invested_total"] == Fraction(90, 10_000)


def test_drafts_do_not_count_and_published_figures_take_approved_alone(zone: Zone) -> None:
    record = zone.case()
    report_month(record, "2022-04", {"invested": "50"}, actor=SYSTEM, submit=False)
    report_month(record, "2022-05", {"invested": "90"}, actor=SYSTEM)
    assert values(on=MAY)["invested_total"] == Fraction(90, 10_000)
    assert values(on=MAY, approved_only=True)["invested_total"] is None


def test_lights_follow_the_rules_and_the_parameters_of_a_unit(zone: Zone) -> None:
    zone.case(planned="1000")
    record = zone.case(planned="1000", unit="S2")
    report_month(record, "2022-05", {"invested": "100"}, actor=SYSTEM)
    (red,) = read_figures(SYSTEM, Ask(["ahead"], units=["ZONE"], on=MAY))
    assert (red.light, red.light_rule) == ("red", "")
    from bihuan.kernel.org.tree import tree

    place = tree().get_by_code("ZONE")
    set_parameter(
        "tiny",
        "red_gap",
        -40,
        actor=SYSTEM,
        basis="试行",
        on="2022-06-01",
        unit=(place.id, place.path),
    )
    (same,) = read_figures(SYSTEM, Ask(["ahead"], units=["ZONE"], on=MAY))
    assert same.light == "red", "the new value holds from June"
    (june,) = read_figures(SYSTEM, Ask(["ahead"], units=["ZONE"], on=datetime.date(2022, 6, 20)))
    assert june.light == "yellow"


def test_units_roll_up_by_the_tree_of_the_date(zone: Zone) -> None:
    zone.case(unit="V1")
    move_unit("V1", actor=SYSTEM, parent="S2", on="2022-06-01")

    def count(unit: str, on: datetime.date) -> Fraction | None:
        (figure,) = read_figures(SYSTEM, Ask(["cases"], units=[unit], on=on))
        return figure.value

    assert (count("S1", MAY), count("S2", MAY)) == (1, 0)
    june = datetime.date(2022, 6, 20)
    assert (count("S1", june), count("S2", june)) == (0, 1)


def test_a_figure_outside_the_scope_is_refused_and_own_records_count_alone(zone: Zone) -> None:
    zone.case(unit="S2")
    mine = zone.case(unit="S1")
    with pytest.raises(Forbidden):
        read_figures(zone.writer, Ask(["cases"], units=["ZONE"]))
    (own,) = read_figures(zone.writer, Ask(["cases"]))
    assert (own.unit.code, own.value) == ("S1", 1)
    assign_duty(mine, "lead", actor=SYSTEM, person="leader")
    (led,) = read_figures(zone.leader, Ask(["cases"], units=["CITY"]))
    assert led.value == 1
    with pytest.raises(Invalid, match="position-unknown"):
        read_figures(SYSTEM, Ask(["cases"], at=10**6))


def test_a_split_adds_up_to_the_whole(zone: Zone) -> None:
    busy(zone, 3)
    whole = values(indicators=["cases"])["cases"]
    parts = read_figures(SYSTEM, Ask(["cases"], units=["ZONE"], split="level"))
    assert sum(figure.value or 0 for figure in parts) == whole
    assert {figure.split for figure in parts} <= {"province", "city"}


def test_a_trace_leads_to_the_events_and_its_shares_add_up(zone: Zone) -> None:
    busy(zone, 4)
    found = trace_figure(SYSTEM, "ahead", unit="ZONE", on=MAY)
    completion = found.operands[0]
    invested = next(o for o in completion.operands if o.figure.name == "invested_total")
    assert sum(each.share or 0 for each in invested.records) == invested.figure.value
    assert all(event.seq <= found.figure.at for each in invested.records for event in each.events)
    assert all(each.events for each in invested.records)


def test_a_records_own_figures_are_its_share(zone: Zone) -> None:
    record = zone.case(planned="1000")
    report_month(record, "2022-05", {"invested": "600"}, actor=SYSTEM)
    found = {f.name: f for f in read_record_figures(SYSTEM, "tiny.case", [record], on=MAY)[record]}
    assert found["completion"].displayed == 60
    assert found["ahead"].light == "green"


@pytest.mark.parametrize(
    ("value", "digits", "shown"),
    [
        (Fraction("129.62") / Fraction("161.20") * 100, 2, "80.41"),
        ((Fraction("129.62") / Fraction("161.20") - Fraction(5, 12)) * 100, 2, "38.74"),
        ((Fraction("629.0") / Fraction("647.4") - Fraction(10, 12)) * 100, 1, "13.8"),
        ((Fraction(547) / Fraction("1115.5") - Fraction(4, 12)) * 100, 1, "15.7"),
        (Fraction("28.1") - Fraction(500, 12), 1, "-13.6"),
        (Fraction(23, 29) * 100, 1, "79.3"), (Fraction(116, 123) * 100, 1, "94.3"),
        (Fraction(53, 123) * 100, 1, "43.1"), (Fraction(82, 121) * 100, 1, "67.8"),
        (Fraction(206, 255) * 100, 1, "80.8"), (Fraction(31, 15), 2, "2.07"),
        (Fraction(1, 200), 2, "0.01"), (Fraction(-1, 200), 2, "-0.01"), (Fraction(-1, 1000), 2, "0.00"),
        (None, 2, "—"),
    ],
)  # fmt: skip
def test_published_numbers_are_rounded_once_half_up(
    value: Fraction | None, digits: int, shown: str
) -> None:
    assert show(value, digits) == shown


def test_an_exact_value_is_written_out() -> None:
    assert decimal_text(Fraction("129.62")) == "129.62"
    assert str(decimal_text(Fraction(1, 3))).startswith("0.33333333333333333333")


def test_the_sql_is_what_was_read(zone: Zone, golden: object) -> None:
    pack = installed().packs["tiny"]
    (question,) = ledger_questions(installed(), pack, pack.indicators, {}, MAY)
    scan = compile.scan(
        question,
        versions="versions",
        months="months",
        at=99,
        on=MAY,
        group="_record",
        reach="reach",
    )
    build = [
        compile.partials(question, versions="versions", months=months, positions=((1, 99),))
        for months in (None, "months")
    ]
    read = compile.read_partials(question, records="r", months="m", on=MAY, reach="reach")
    text = "\n;\n".join([*(s.sql for s in scan), *build, *(s.sql for s in read)])
    golden("indicators/tiny.sql", text + "\n")  # type: ignore[operator]
