"""A pack's next version over live data: what is carried, what is refused, what old figures say."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

import pytest

from bihuan.kernel.definitions.reader import pack_files
from bihuan.kernel.events.reads import position
from bihuan.kernel.indicators.reads import Ask, read_figures
from bihuan.kernel.ledgers.reads import get_record
from bihuan.kernel.ledgers.writes import add_evidence, add_record, assign_duty, correct_record
from bihuan.kernel.measures.writes import report_month, set_target
from bihuan.kernel.org.tree import tree
from bihuan.kernel.packs.upgrades import UpgradeBlocked, explain_upgrade
from bihuan.kernel.packs.writes import install_pack
from bihuan.kernel.permissions import SYSTEM
from bihuan.kernel.problems import Conflict
from bihuan.kernel.replay import differing_projections
from bihuan.kernel.workflow.reads import list_moves
from bihuan.kernel.workflow.writes import move_record
from tests.kernel.conftest import TINY, Zone

JUNE = datetime.date(2022, 6, 20)
LEDGER, FLOW, HEADER = "ledgers/case.yaml", "workflows/case.yaml", "pack.yaml"
PROVINCE = "indicators/province-cases.yaml"
Edit = tuple[str, str, str]
EVERYWHERE = "*"
RENAMED: tuple[Edit, ...] = (
    (LEDGER, "  level: {type", "  rank: {type"),
    (LEDGER, "list: [code, name, level", "list: [code, name, rank"),
    (EVERYWHERE, "level =", "rank ="),
    (EVERYWHERE, "split=level:", "split=rank:"),
)
RANKED: tuple[Edit, ...] = (
    *RENAMED,
    (LEDGER, "province: {zh: 省级", "provincial: {zh: 省级"),
    (EVERYWHERE, "'province'", "'provincial'"),
    (EVERYWHERE, "rank:province", "rank:provincial"),
    (FLOW, "started", "under_way"),
    (FLOW, "under_way_on", "started_on"),
    (EVERYWHERE, "'started'", "'under_way'"),
)
FIXED = next(
    line for line in pack_files(TINY)[FLOW].splitlines(keepends=True) if line[:8] == "  fixed:"
)
RENAMES = (
    "{fields: {level: rank}, choices: {rank: {province: provincial}}, states: {started: under_way}}"
)


@pytest.fixture(autouse=True)
def log_alone_gives_the_same(zone: Zone) -> Iterator[None]:
    """Whatever a test does to the pack, a replay of the log must come to the same tables."""
    yield
    assert differing_projections() == []


def next_version(*edits: Edit, version: str = "1.1.0", renames: str = "") -> dict[str, str]:
    files = pack_files(TINY)
    held = files[HEADER].replace("version: 1.0.0", f"version: {version}")
    files[HEADER] = held + (f"renames: {{case: {renames}}}\n" if renames else "")
    for file, old, new in edits:
        named = [path for path in files if old in files[path] and file in (path, EVERYWHERE)]
        assert named, old
        for path in named:
            files[path] = files[path].replace(old, new)
    return files


def upgrade(*edits: Edit, version: str = "1.1.0", renames: str = "") -> None:
    install_pack(next_version(*edits, version=version, renames=renames), actor=SYSTEM)


def refused(*edits: Edit, renames: str = "") -> dict[str, list[str]]:
    """Return what is in the way: the records' codes, by what it is in English."""
    files, before = next_version(*edits, renames=renames), position()
    with pytest.raises(UpgradeBlocked) as blocked:
        install_pack(files, actor=SYSTEM)
    assert position() == before
    told = explain_upgrade(SYSTEM, files).obstacles
    assert told == list(blocked.value.obstacles)
    assert "SX-2022-" in blocked.value.sentence("zh") or "2022" in blocked.value.sentence("en")
    return {each.what.en: list(each.codes) for each in told}


def figure(name: str, *, at: int | None = None, on: datetime.date = JUNE) -> str:
    (found,) = read_figures(SYSTEM, Ask([name], units=["ZONE"], on=on, at=at))
    return found.display


def correct(record: int, values: dict[str, str], on: str | None = None) -> None:
    seen = get_record(SYSTEM, record).seen
    correct_record(record, values, actor=SYSTEM, seen=seen, reason="更正", on=on)


def test_an_added_field_and_state_and_choice_are_there_at_once(zone: Zone) -> None:
    record = zone.case()
    archived = "  archived: {title: {zh: 归档, en: Archived}, tone: done}\n"
    archive = (
        "  archive: {title: {zh: 归, en: Archive}, from: [closed], to: archived, by: [checker]}\n"
    )
    county = "city: {zh: 市级, en: City}, county: {zh: 县级, en: County}"
    field = "  kept_by: {type: text, title: {zh: 保管, en: Kept by}}\n"
    upgrade(
        (LEDGER, "  story: {type", f"{field}  story: {{type"),
        (LEDGER, "city: {zh: 市级, en: City}", county),
        (FLOW, "  closed: {title", f"{archived}  closed: {{title"),
        (FLOW, "  return: {title", f"{archive}  return: {{title"),
        (FLOW, "closed: [closed, dropped]", "closed: [closed, dropped, archived]"),
    )
    correct(record, {"kept_by": "甲", "level": "county"})
    assert get_record(SYSTEM, record).data["kept_by"] == "甲"
    assert {move.name for move in list_moves(SYSTEM, record)} == {"start", "drop"}


def test_a_changed_indicator_speaks_from_its_installation_on(zone: Zone) -> None:
    record = zone.case()
    zone.case("乙", level="city")
    move_record(record, "start", actor=SYSTEM, on="2022-05-28")
    before = position()
    assert figure("province_cases") == "1"
    upgrade((PROVINCE, " and state in ('started', 'fixed', 'closed')", " or level = 'city'"))
    assert figure("province_cases") == "2"
    assert figure("province_cases", at=before) == "1"


def test_a_renamed_field_code_and_state_carry_records_and_leave_old_figures(zone: Zone) -> None:
    record, other = zone.case(), zone.case("乙", level="city")
    move_record(record, "start", actor=zone.ann, on="2022-05-28")
    before = position()
    upgrade(
        *RANKED,
        renames=RENAMES,
    )  # fmt: skip
    row = get_record(SYSTEM, record)
    assert (row.state, row.data["rank"], "level" in row.data) == ("under_way", "provincial", False)
    assert get_record(SYSTEM, other).data["rank"] == "city"
    assert figure("province_cases") == figure("province_cases", at=before) == "1"
    assert figure("province_cases", on=datetime.date(2022, 5, 27)) == "0"
    # a late fact folds what was said under the old names with what is said now
    correct_record(
        record, {"rank": "city"}, actor=SYSTEM, seen=row.seen, reason="改", on="2022-06-10"
    )
    correct_record(record, {"story": "迟报"}, actor=SYSTEM, seen=get_record(SYSTEM, record).seen,
                   reason="补", on="2022-05-01")  # fmt: skip
    assert get_record(SYSTEM, record).data["rank"] == "city"
    assert figure("province_cases", on=datetime.date(2022, 6, 9)) == "1"
    assert figure("province_cases") == "0"
    assert figure("province_cases", at=before) == "1"
    move_record(record, "fix", actor=zone.ann, on="2022-06-20")
    assert get_record(SYSTEM, record).state == "fixed"
    # the renames may stay in the next version's file
    files = next_version(
        *RANKED,
        (LEDGER, "title: {zh: 事项, en: Case}", "title: {zh: 事项台账, en: Cases}"), version="1.2.0",
        renames=RENAMES,
    )  # fmt: skip
    head = position()
    install_pack(files, actor=SYSTEM)
    assert position() == head + 1


def test_a_field_taken_out_is_in_the_way_while_records_have_it(zone: Zone) -> None:
    edits = ((LEDGER, "  weight: {type: decimal, title: {zh: 重量, en: Weight}, digits: 3}\n", ""),)
    record = zone.case(weight="1.5")
    zone.case("乙")
    assert refused(*edits) == {"the field Weight is gone, and has values": ["SX-2022-0001"]}
    before = position()
    correct(record, {"weight": ""})
    upgrade(*edits)
    assert figure("cases") == figure("cases", at=before) == "2"


@pytest.mark.parametrize(
    ("value", "old", "new", "fits"),
    [
        ("12", "count_of: {type: integer,", "count_of: {type: decimal,", True),
        ("12", "count_of: {type: integer,", "count_of: {type: percent,", True),
        ("12", "count_of: {type: integer,", "count_of: {type: date,", False),
        ("12", "min: 0, unit: 件}", "min: 20, unit: 件}", False),
        ("12", "unit: 件}", "unit: 箱}", False),
        ("12", "title: {zh: 件数, en: Count}", "title: {zh: 数量, en: Number}, help: {zh: 帮, en: Help}", True),
    ],
)  # fmt: skip
def test_a_changed_type_carries_what_reads_the_same(
    zone: Zone, value: str, old: str, new: str, fits: bool
) -> None:
    record = zone.case(count_of=value)
    edit = (LEDGER, old, new)
    if not fits:
        title = "the field Count has values that cannot be read any more"
        assert refused(edit) == {title: ["SX-2022-0001"]}
        return
    upgrade(edit)
    held = get_record(SYSTEM, record)
    assert str(held.data["count_of"]) == value
    correct(record, {"count_of": "13"})
    assert str(get_record(SYSTEM, record).data["count_of"]) == "13"


def test_money_may_be_entered_in_another_unit(zone: Zone) -> None:
    zone.case(planned="1000")
    before = figure("planned_total")
    plan = "title: {zh: 年度计划, en: Annual plan}, unit:"
    upgrade((LEDGER, f"{plan} 万元", f"{plan} 亿元"))
    assert figure("planned_total") == before


def test_a_personal_field_keeps_its_name_and_its_seal(zone: Zone) -> None:
    zone.case(contact="13900001111", story="话")
    renamed = (LEDGER, "  contact: {type", "  telephone: {type")
    sealed = refused(renamed, renames="{fields: {contact: telephone}}")
    assert list(sealed.values()) == [["SX-2022-0001"]]
    opened = refused((LEDGER, "story: {type: long_text,", "story: {type: long_text, personal: true,"))  # fmt: skip
    assert list(opened.values()) == [["SX-2022-0001"]]


def test_a_state_taken_out_is_in_the_way_while_records_are_in_it(zone: Zone) -> None:
    record = zone.case()
    move_record(record, "start", actor=zone.ann, on="2022-05-28")
    move_record(record, "fix", actor=zone.ann, values={"story": "好了"}, on="2022-06-10")
    waiting = zone.case("乙")
    edits = (
        (FLOW, FIXED, ""),
        (FLOW, "to: fixed", "to: closed"), (FLOW, "from: [fixed], to: closed", "from: [started], to: closed"),
        (FLOW, "from: [fixed], to: started", "from: [closed], to: started"),
        (PROVINCE, "'fixed', ", ""),
    )  # fmt: skip
    assert refused(*edits) == {"in the state Fixed, which is gone": ["SX-2022-0001"]}
    unit = tree().get_by_code("S1").id
    proof = add_evidence(b"%PDF-1.7", "a.pdf", actor=zone.ann, unit_id=unit)
    move_record(record, "verify", actor=zone.bob, values={"proof": [proof.digest]}, on="2022-06-11")
    upgrade(*edits)
    move_record(waiting, "start", actor=zone.ann, on="2022-05-28")
    move_record(waiting, "fix", actor=SYSTEM, values={"story": "好了"}, on="2022-06-12")
    assert get_record(SYSTEM, waiting).state == "closed", "it went on by the new workflow"


def test_a_new_pattern_of_codes_gives_no_number_twice(zone: Zone) -> None:
    zone.case()
    sent = {"name": "乙", "level": "city"}
    add_record("case", sent, actor=SYSTEM, unit="S1", code="S1/0001", on="2022-01-10")
    upgrade((LEDGER, "code: SX-{year}-{number:04d}", "code: '{unit}/{number:04d}'"))
    added = add_record("case", sent, actor=SYSTEM, unit="S1")
    assert added.code == "S1/0002"


def test_what_is_unique_from_now_on_must_be_so_already(zone: Zone) -> None:
    edit = (LEDGER, "licence: {type: text,", "licence: {type: text, unique: true,")
    first = zone.case(licence="2022-A")
    zone.case("乙", licence="2022-A")
    assert refused(edit) == {"alike in what is to be unique": ["SX-2022-0001", "SX-2022-0002"]}
    correct(first, {"licence": "2022-B"})
    upgrade(edit)
    with pytest.raises(Conflict, match="value-taken"):
        zone.case("丙", licence="2022-A")


def test_measures_duties_targets_and_ledgers_with_something_in_them_stay(zone: Zone) -> None:
    record = zone.case()
    report_month(record, "2022-05", {"invested": "10", "workers": "3"}, actor=SYSTEM)
    assign_duty(record, "helper", actor=SYSTEM, person="bob")
    set_target("cases", "30", actor=SYSTEM, unit="ZONE", period="2022", basis="计划")
    lit = next(line for line in pack_files(TINY)[LEDGER].splitlines() if "newest_workers" in line)
    found = refused(
        (LEDGER, f"{lit}\n", ""),
        (LEDGER, "  workers: {type: integer, title: {zh: 用工, en: Workers}, unit: 人, required: false}\n", ""),
        (LEDGER, "  helper: {title: {zh: 协助人, en: Helper}, many: true}\n", ""),
    )  # fmt: skip
    assert found == {
        "Workers, reported, is gone": ["SX-2022-0001"],
        "somebody answers as Helper, which is gone": ["SX-2022-0001"],
    }
    files = next_version()
    del files["indicators/cases.yaml"], files["bulletins/monthly.md"]
    with pytest.raises(UpgradeBlocked) as blocked:
        install_pack(files, actor=SYSTEM)
    (obstacle,) = blocked.value.obstacles
    assert list(obstacle.codes) == ["ZONE 2022"]


def test_a_dry_run_says_what_would_change(zone: Zone) -> None:
    zone.case()
    head = position()
    told = explain_upgrade(
        SYSTEM,
        next_version(
            *RENAMED,
            (LEDGER, "  weight: {type: decimal, title: {zh: 重量, en: Weight}, digits: 3}\n", ""),
            renames="{fields: {level: rank}}",
        ),
    )  # fmt: skip
    assert position() == head
    assert {each.en for each in told.differences} == {
        "Ledger Case: field level is now rank",
        "Ledger Case: field Weight removed",
        "indicator Provincial cases changed: where",
        "indicator Days to start changed: sum",
    }
    assert not told.obstacles
