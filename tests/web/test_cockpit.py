"""The cockpit and what it says: why a light is lit, which pack failed, one log position."""

from __future__ import annotations

import json
import re

import pytest

from bihuan.cli import pack as pack_command
from bihuan.cli.output import Format
from bihuan.kernel.definitions.reader import pack_files
from bihuan.kernel.indicators.own_figures import read_own_figures
from bihuan.kernel.indicators.reads import read_record_figures
from bihuan.kernel.ledgers.writes import add_record, assign_duty
from bihuan.kernel.measures.writes import report_month
from bihuan.kernel.org.writes import add_person, assign_role
from bihuan.kernel.packs.writes import install_pack
from bihuan.kernel.permissions import SYSTEM
from tests.kernel.conftest import TINY, Zone, today, zone  # noqa: F401 - fixtures
from tests.kernel.indicators.test_reading import install_unchecked
from tests.web.conftest import client


def upgrade(**changes: str) -> None:
    """Install the next version of the tiny pack with lines added to some of its files."""
    files = pack_files(TINY)
    files["pack.yaml"] = files["pack.yaml"].replace("version: 1.0.0", "version: 1.1.0")
    for name, lines in changes.items():
        (path,) = (path for path in files if path.endswith(f"/{name.replace('_', '-')}.yaml"))
        files[path] += lines
    install_pack(files, actor=SYSTEM)


def test_a_light_tells_why_on_the_cockpit_and_in_its_trace(zone: Zone) -> None:  # noqa: F811
    auditor = client("auditor")
    record = zone.case(planned="1000")
    report_month(record, "2022-05", {"invested": "10"}, actor=SYSTEM)
    for address in ("/?unit=ZONE", "/cockpit/tiny/?unit=ZONE", "/trace/ahead/?unit=ZONE"):
        page = auditor.get(address).content.decode()
        assert "低于红灯界线 -30，亮红灯；转黄须不低于红灯界线 -30。" in page, address
    auditor.cookies["bihuan_language"] = "en"
    english = auditor.get("/trace/ahead/?unit=ZONE").content.decode()
    assert "below -30 (Red below), so red; yellow needs at least -30 (Red below)." in english


def test_a_pack_leads_to_its_ledgers_and_compares_units_that_have_records(zone: Zone) -> None:  # noqa: F811
    zone.case(unit="S1")
    page = client("auditor").get("/cockpit/tiny/?unit=ZONE").content.decode()
    assert 'href="/ledgers/tiny.case/tree/"' in page  # drawn as a tree, so that comes first
    assert "S1单元" in page and "S2单元" not in page


def test_a_failing_pack_is_told_and_the_others_are_shown(zone: Zone) -> None:  # noqa: F811
    auditor = client("auditor")
    zone.case()
    install_unchecked(province_cases=("level = 'province'", "level < 3"))
    add_record("second.case", {"name": "乙", "level": "city"}, actor=SYSTEM, unit="S1")
    for address in ("/?unit=ZONE", "/cockpit/second/?unit=ZONE"):
        answer = auditor.get(address)
        assert answer.status_code == 200
        assert "业务包“小样”1.0.0 的指标算不出来" in answer.content.decode()
    assert "算不出来" not in auditor.get("/cockpit/tiny/?unit=ZONE").content.decode()


def test_an_unknown_pack_and_a_person_without_a_unit_are_refused(zone: Zone) -> None:  # noqa: F811
    auditor = client("auditor")
    add_person("eve", "无角色", actor=SYSTEM, unit="ZONE")
    eve = client("eve")
    assert auditor.get("/cockpit/ghost/").status_code == 404
    assert eve.get("/cockpit/tiny/").status_code == 403
    assert eve.get("/trace/cases/").status_code == 403
    assert eve.get("/").status_code == 200


def test_a_pack_says_what_is_drawn_by_months(zone: Zone) -> None:  # noqa: F811
    auditor = client("auditor")
    report_month(zone.case(planned="1000"), "2022-05", {"invested": "10"}, actor=SYSTEM)

    def months() -> str:
        home = auditor.get("/?unit=ZONE&on=2022-05-31").content.decode()
        (at,) = re.findall(r"日志位置\s*<b>#(\d+)", home)
        address = f"/cockpit/months/?unit=ZONE&on=2022-05-31&at={at}"
        return auditor.get(address).content.decode()

    assert "trend-box" not in months()
    upgrade(completion="trend: true\n")
    page = months()
    drawn = json.loads(page.partition('id="trend">')[2].partition("</script>")[0])
    assert [each["name"] for each in drawn["series"]] == ["完成率", "时间进度"]
    assert drawn["series"][0]["values"] == [None, None, None, None, 1.0]


def test_a_check_of_severity_warning_is_told_on_the_record_and_by_the_command(
    zone: Zone,  # noqa: F811
    capsys: pytest.CaptureFixture[str],
) -> None:
    auditor = client("auditor")
    upgrade(planned_given="severity: warning\n")
    record = zone.case(planned="0")  # a warning refuses nothing
    fine = zone.case("乙")
    advice = "填写大于零的年度计划，或留空。"
    assert advice in auditor.get(f"/records/{record}/").content.decode()
    assert advice not in auditor.get(f"/records/{fine}/").content.decode()
    with pytest.raises(pack_command.typer.Exit) as ended:
        pack_command.findings("case", Format.json)
    assert ended.value.exit_code == 1
    (row,) = json.loads(capsys.readouterr().out)
    assert (row["title"], row["severity"], row["check"]) == ("甲", "warning", "planned_given")
    assert advice in row["sentence"]


def test_a_leader_finds_the_figures_of_what_that_person_answers_for(zone: Zone) -> None:  # noqa: F811
    upgrade(completion="headline: true\n", ahead="headline: true\n")
    mine, other = zone.case("我的", planned="100"), zone.case("别人的", planned="900")
    assign_duty(mine, "lead", actor=SYSTEM, person="leader")
    for record, invested in ((mine, "25"), (other, "900")):
        report_month(record, "2022-05", {"invested": invested}, actor=zone.ann)
    (figures,) = read_own_figures(zone.leader).values()
    own = {figure.name: (figure.display, figure.records) for figure in figures}
    single = {
        figure.name: (figure.display, figure.records)
        for figure in read_record_figures(SYSTEM, "tiny.case", [mine], names=list(own))[mine]
    }
    assert own == single, "of one record, that record's own"
    assert set(own) == {"completion", "ahead"} and own["completion"][1] == 1
    html = client("leader").get("/").content.decode()
    assert "我负责的 1 条" in html and "该我办的" in html and "别人的" not in html


def test_administrators_find_what_they_administer(zone: Zone) -> None:  # noqa: F811
    for person, role in (
        ("sys", "system_admin"),
        ("sec", "security_admin"),
        ("aud", "audit_admin"),
    ):
        add_person(person, person, actor=SYSTEM, unit="CITY")
        assign_role(person, role, actor=SYSTEM, unit="CITY", on="2020-01-01")
    html = {person: client(person).get("/").content.decode() for person in ("sys", "sec", "aud")}
    wanted = {
        "sys": ("组织单元", "业务包", "后台办理"),
        "sec": ("人员", "角色"),
        "aud": ("日志", "检查点"),
    }
    for person, titles in wanted.items():
        assert all(title in html[person] for title in titles), person
    assert (
        "检查点" not in html["sys"]
        and "业务包" not in html["sec"]
        and "该我办的" not in html["aud"]
    )
