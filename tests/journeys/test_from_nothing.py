"""From an empty zone to its first reported month: three administrators and a reporter, as themselves."""

from __future__ import annotations

import functools
import json
import re
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.demo import run
from tests.journeys.conftest import serving

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser
DAY = {"BIHUAN_TODAY": "2022-06-20"}
PASSWORD = "晴川-首月-2022"


def enter(page: Page, address: str, person: str, first: str) -> None:
    """Sign in with a first password, which must be changed before anything else."""
    page.context.clear_cookies()
    page.goto(f"{address}/account/login/")
    page.fill("#username", person)
    page.fill("#password", first)
    page.click("main button[type=submit]")
    page.fill("#old", first)
    page.fill("#first", PASSWORD)
    page.fill("#second", PASSWORD)
    page.click("main button[type=submit]")
    page.wait_for_selector(".notice-success")


def send(page: Page, act: str, **values: str) -> str:
    """Fill the form of one act of administration, send it, and return what is told."""
    form = page.locator(f"form:has(input[name=act][value={act}])").last
    for name, value in values.items():
        field = form.locator(f"[name={name}]")
        if field.evaluate("field => field.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)
    form.locator("button[type=submit]").click()
    page.wait_for_selector(".notice-success, .notice-error")
    return page.locator(".notice-success, .notice-error").first.inner_text()


def test_an_empty_zone_reports_its_first_month(browser_page: Page, tmp_path: Path) -> None:
    page, home = browser_page, tmp_path / "new"
    bihuan = functools.partial(run, home=home, **DAY)
    told = bihuan("init", "--zone-title", "晴川开发区").stdout
    first = dict(re.findall(r"^\s+(\w+)\s+([\w-]{19})$", told, re.M))
    assert set(first) == {"sysadmin", "secadmin", "auditadmin"}
    with serving(home, **DAY) as address:
        _organise(page, address, home, bihuan, first)
        reporter = _give_roles(page, address, bihuan, first)
        _report(page, address, bihuan, reporter)
        _audit(page, address, bihuan, first)


Command = functools.partial[subprocess.CompletedProcess[str]]


def _organise(page: Page, address: str, home: Path, bihuan: Command, first: dict[str, str]) -> None:
    """The system administrator: units, people, calendar, a parameter; no role, no figure."""
    enter(page, address, "sysadmin", first["sysadmin"])
    page.goto(f"{address}/administration/units/")
    assert "单元已增加" in send(
        page, "add", code="S1", title_zh="柳溪街道", kind="street", parent="ZONE", on="2022-01-01"
    )
    assert "单元已更名" in send(page, "rename", code="S1", title_zh="柳林街道", on="2022-02-01")
    bihuan("unit", "add", "S2", "云坪街道", "--kind", "street", "--parent", "ZONE",
           "--on", "2022-01-01", "--as", "sysadmin")  # fmt: skip
    page.goto(f"{address}/administration/people/")
    sheet = home / "people.csv"
    sheet.write_bytes("工号,姓名,单元,职务\np1,林填,S1,统计员\np2,周审,ZONE,科长\n".encode("gbk"))
    form = page.locator("form:has(input[name=act][value=sheet])")
    form.locator("input[type=file]").set_input_files(sheet)
    form.locator("button[type=submit]").click()
    page.wait_for_selector("text=已导入 2 人")
    page.click("a:has-text('周审')")
    page.fill("[name=position]", "副主任")
    page.click("main form button[type=submit]")
    page.wait_for_selector("td:has-text('副主任')")
    bihuan("person", "change", "p2", "--phone", "13900001111", "--as", "sysadmin")
    page.goto(f"{address}/administration/calendar/")
    assert "已保存" in send(page, "set", day="2022-06-25", basis="抗旱")
    bihuan("parameter", "set", "key-projects.light_from_month", "2", "--basis", "区管委会",
           "--as", "sysadmin")  # fmt: skip
    refused = bihuan(
        "role", "assign", "p1", "reporter", "--unit", "S1", "--as", "sysadmin", check=False
    )
    assert refused.returncode == 3
    assert page.request.get(f"{address}/ledgers/key-projects.project/").status == 403


def _give_roles(page: Page, address: str, bihuan: Command, first: dict[str, str]) -> str:
    """The security administrator: roles and logins; returns the reporter's first password."""
    bihuan(
        "role",
        "define",
        "looker",
        "record.read@key-projects",
        "--title",
        "查看员",
        "--as",
        "secadmin",
    )
    bihuan(
        "role",
        "assign",
        "p2",
        "looker",
        "--unit",
        "ZONE",
        "--until",
        "2022-12-31",
        "--as",
        "secadmin",
    )
    bihuan("role", "assign", "p2", "checker", "--unit", "ZONE", "--as", "secadmin")
    enter(page, address, "secadmin", first["secadmin"])
    page.goto(f"{address}/administration/roles/")
    told = send(page, "assign", person="p1", role="reporter", unit="S1", on="2022-01-01")
    assert "已任职" in told
    page.goto(f"{address}/administration/people/")
    page.locator("tr:has-text('p1') button[value=open]").click()
    notice = page.locator(".notice-success")
    notice.wait_for()
    found = re.search(r"[\w]{4}(?:-[\w]{4}){3}", notice.inner_text())
    assert found
    return found[0]


def _report(page: Page, address: str, bihuan: Command, password: str) -> None:
    """The reporter: a project, its duty, its month; and the zone's figure is there."""
    enter(page, address, "p1", password)
    page.goto(f"{address}/ledgers/key-projects.project/add/")
    page.fill("[name=on]", "2022-03-01")
    for name, value in {
        "name": "晴川热电改造", "builder": "晴川热电有限公司", "total_investment": "20000", "annual_plan": "10000",
    }.items():  # fmt: skip
        page.fill(f"[name={name}]", value)
    page.select_option("[name=level]", "province")
    page.click("main form button[type=submit]")
    page.wait_for_url(re.compile(r"/records/\d+/$"))
    record = page.url
    code = re.search(r"[A-Z]+-\d{4}-\d+", page.locator("main").inner_text())
    assert code
    duty = ("key-projects.project", code[0], "sponsor", "p2")
    bihuan("duty", "assign", *duty, "--as", "p1")
    held = json.loads(bihuan("duty", "list", *duty[:2], "--as", "p1", "--format", "json").stdout)
    assert [(row["person_name"], row["to_on"]) for row in held] == [("周审", "")]
    page.goto(f"{record}months/2022-05/")
    page.fill("[name=invested]", "3000")
    page.click("button[value=submit]")
    page.wait_for_selector("text=已报送")
    for who, unit in (("p1", "S1"), ("system", "ZONE")):
        (row,) = json.loads(
            bihuan("figures", "investment_completed", "--unit", unit, "--on", "2022-05-31",
                   "--as", who, "--format", "json").stdout
        )  # fmt: skip
        assert (row["display"], row["measured_in"], row["records"]) == ("0.30", "亿元", 1)
    page.goto(f"{address}/")
    assert "0.30" in page.locator("main").inner_text()
    page.goto(record)
    page.locator("form:has([name=ends]) button").click()
    page.wait_for_selector("text=责任已终止")
    assert bihuan("duty", "end", *duty, "--as", "p1", check=False).returncode == 3


def _audit(page: Page, address: str, bihuan: Command, first: dict[str, str]) -> None:
    """The audit administrator: the log names each of them, and it holds."""
    enter(page, address, "auditadmin", first["auditadmin"])
    page.goto(f"{address}/log/")
    text = page.locator("main").inner_text()
    assert "林填" in text
    assert bihuan("verify", "--full", "--as", "auditadmin").returncode == 0
    assert bihuan("verify", "--as", "sysadmin", check=False).returncode == 3
