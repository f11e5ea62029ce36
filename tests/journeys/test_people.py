"""Each demo person does that person's job in a real browser."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING

import pytest

from bihuan.cli.demo import PASSWORD
from tests.demo import ROOT

if TYPE_CHECKING:
    from playwright.sync_api import Browser, ConsoleMessage, Page

pytestmark = pytest.mark.browser
PHOTO = {
    "name": "photo.png",
    "mimeType": "image/png",
    "buffer": b"\x89PNG\r\n\x1a\n" + b"\x01" * 64,
}


def sign_in(page: Page, address: str, person: str) -> None:
    page.goto(f"{address}/account/login/")
    page.fill("#username", person)
    page.fill("#password", PASSWORD)
    page.click("main button[type=submit]")
    page.wait_for_url(f"{address}/")


def test_the_dispatcher_sees_the_zone_and_walks_a_figure_to_its_events(
    browser_page: Page, address: str
) -> None:
    page = browser_page
    sign_in(page, address, "dispatcher")
    assert page.locator("h1").inner_text() == "云汀经济开发区"
    tiles = page.locator(".tile").all_inner_texts()
    assert any("129.62" in tile for tile in tiles)
    assert any("80.41" in tile for tile in tiles)
    page.wait_for_selector("[data-chart] canvas")
    page.wait_for_selector("#months-box .spark")
    page.click("a.tile:has-text('超时序进度')")
    assert "38.74" in page.locator("h1").inner_text()
    assert "时间进度" in page.locator(".formula").first.inner_text()
    page.locator("details summary").first.click()
    page.locator("details[open] tbody a").first.click()
    assert page.locator(".timeline li").count() > 5
    page.click("text=English")
    page.wait_for_selector("text=History")
    page.click("text=中文")


def test_the_dispatcher_chases_who_has_not_reported(browser_page: Page, address: str) -> None:
    page = browser_page
    sign_in(page, address, "dispatcher")
    page.goto(f"{address}/reports/board/key-projects.project/")
    page.click("text=/一键催报/")
    page.wait_for_selector(".notice-success")
    assert "催报" in page.locator(".notice-success").inner_text()
    page.wait_for_selector("text=/催于/")


def test_a_reporter_finds_a_project_and_reports_a_month(browser_page: Page, address: str) -> None:
    page = browser_page
    sign_in(page, address, "reporter")
    page.click(".side >> text=台账")
    page.click("main td a:has-text('重点项目')")
    rows = page.locator("#rows tbody tr").count()
    plans = page.locator("#rows tbody td[data-label^=年度计划投资]").all_inner_texts()
    total = sum(int(text.replace(",", "")) for text in plans)
    assert page.locator("#rows tfoot td[data-label^=年度计划投资]").inner_text() == f"{total:,}"
    page.fill("#q", "zzz没有")
    page.wait_for_selector("text=没有符合条件的记录")
    page.fill("#q", "")
    page.wait_for_selector(f"#rows tbody tr >> nth={rows - 1}")
    assert "q=" in page.url
    page.click(".side >> text=月报")
    page.click("a:has-text('在一张表里填报') >> nth=0")
    page.fill("input[data-column=invested]", "-1")
    page.click("button:has-text('报送')")
    page.wait_for_selector(".error")
    page.fill("input[data-column=invested]", "120")
    page.click("button:has-text('报送')")
    page.wait_for_selector(".notice-success:has-text('1 项已报送，待审核')")


def test_numbers_are_entered_without_a_mouse(browser_page: Page, address: str) -> None:
    page = browser_page
    sign_in(page, address, "reporter2")
    page.goto(f"{address}/reports/enter/key-projects.project/?period=2022-06")
    column = page.locator("input[data-column=invested]")
    column.first.focus()
    page.keyboard.type("11")
    page.keyboard.press("Enter")
    page.keyboard.type("12")
    page.keyboard.press("ArrowUp")
    assert column.nth(0).input_value() == "11"
    assert column.nth(1).input_value() == "12"
    assert column.nth(0).evaluate("cell => cell === document.activeElement")


def test_five_people_take_a_hazard_from_a_photo_to_a_rate(chromium: Browser, address: str) -> None:
    """Inspector and enterprise on phones; the street, another inspector and the dispatcher at desks."""
    dispatcher = as_person(chromium, address, "dispatcher")
    before = figure(dispatcher, address, "hazards_closed")
    page = as_person(chromium, address, "inspector", width=390)
    page.goto(f"{address}/ledgers/safety.hazard/add/")
    page.select_option("select[name=unit]", "JK-LX")
    for name, value in {
        "problem": "冷库氨气阀门渗漏", "enterprise": "澄川精密有限公司", "enterprise_code": "91411799MA0004200U",
        "on": "2022-06-20",
    }.items():  # fmt: skip
        page.fill(f"[name={name}]", value)
    page.select_option("select[name=category]", "chemicals")
    page.select_option("select[name=severity]", "general")
    page.set_input_files("input[name=photo_before]", PHOTO)
    page.click("button:not([aria-hidden]):has-text('保存')")
    page.wait_for_selector("h1:has-text('冷库氨气阀门渗漏')")
    record = page.url
    page.click("a:has-text('责令整改')")
    page.fill("[name=due_on]", "2022-07-05")
    page.fill("[name=responsible]", "澄川精密安全科")
    page.click("main button[type=submit]")
    page.wait_for_selector(".stages .here:has-text('已责令整改')")
    page.context.close()

    page = as_person(chromium, address, "enterprise", width=390)
    page.goto(record)
    page.click("a:has-text('落实措施')")
    page.fill("[name=measures_text]", "停用并更换阀门")
    page.click("main button[type=submit]")
    page.wait_for_selector(".stages .here:has-text('措施已落实')")
    page.context.close()

    page = as_person(chromium, address, "reporter")
    page.goto(record)
    page.click("a:has-text('申请复查')")
    page.click("main button[type=submit]")
    page.wait_for_selector(".notice-error")
    page.set_input_files("input[name=photo_after]", PHOTO)
    page.click("main button[type=submit]")
    page.wait_for_selector(".stages .here:has-text('已整改待复查')")
    assert page.locator("span.btn.off:has-text('复查销号')").count() == 1, "not who fixed it"
    page.context.close()

    page = as_person(chromium, address, "inspector2")
    page.goto(record)
    page.click("a:has-text('复查销号')")
    page.fill("[name=recheck_note]", "现场复查，已更换")
    page.click("main button[type=submit]")
    page.wait_for_selector(".stages .here:has-text('已销号')")
    page.set_viewport_size({"width": 390, "height": 844})
    page.reload()
    here = page.locator(".stages .here").bounding_box()
    assert here and here["x"] + here["width"] <= 390, (
        "the last of five steps is in sight on a phone"
    )
    page.context.close()
    assert figure(dispatcher, address, "hazards_closed") == before + 1
    dispatcher.context.close()


def as_person(chromium: Browser, address: str, person: str, *, width: int = 1440) -> Page:
    context = chromium.new_context(viewport={"width": width, "height": 900}, locale="zh-CN")
    page = context.new_page()
    sign_in(page, address, person)
    return page


def figure(page: Page, address: str, name: str) -> int:
    page.goto(f"{address}/trace/safety.{name}/?unit=JK")
    found = re.search(r"(\d+)\s*处", page.locator("h1").inner_text())
    assert found
    return int(found[1])


def test_the_auditor_verifies_and_reads_a_proof(browser_page: Page, address: str) -> None:
    page = browser_page
    sign_in(page, address, "auditor")
    page.click(".side >> text=日志")
    page.click("text=立即核验")
    page.wait_for_selector(".notice-success:has-text('完好')")
    page.click("tbody a >> nth=0")
    page.wait_for_selector("text=包含证明")


def test_the_three_administrators_do_their_own_and_nothing_else(
    chromium: Browser, address: str
) -> None:
    for person, page_name in (("sysadmin", "组织单元"), ("secadmin", "角色与任职")):
        context = chromium.new_context(viewport={"width": 1440, "height": 900}, locale="zh-CN")
        page = context.new_page()
        sign_in(page, address, person)
        assert page.locator(".side >> text=台账").count() == 0
        page.click(".side >> text=管理")
        page.click(f"a.tile:has-text('{page_name}')")
        page.wait_for_selector(f"h1:has-text('{page_name}')")
        assert page.goto(f"{address}/ledgers/key-projects.project/").status == 403  # type: ignore[union-attr]
        context.close()


def test_days_are_typed_and_lists_worked_from_the_keyboard(
    browser_page: Page, address: str
) -> None:
    page = browser_page
    sign_in(page, address, "dispatcher")
    page.goto(f"{address}/ledgers/safety.hazard/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")  # past the menu, to the first thing that the page itself offers
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")
    page.locator("tbody a").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_selector(".stages")
    page.goto(f"{address}/ledgers/safety.hazard/add/")
    day = page.locator("#f-on")
    day.fill("20220610")
    day.press("Tab")
    assert day.input_value() == "2022-06-10"
    assert page.evaluate("document.activeElement.type") != "date"  # one stop a box
    calendar = page.locator(".day-box:has(#f-on) input[type=date]")
    calendar.evaluate(
        "box => { box.value = '2022-06-13'; box.dispatchEvent(new Event('change', {bubbles: true})) }"
    )
    assert day.input_value() == "2022-06-13"


def first_project(page: Page, address: str) -> str:
    """Return the address of the first key project that a person sees."""
    page.goto(f"{address}/ledgers/key-projects.project/?order=code")
    return str(page.locator("tbody a[href^='/records/']").first.get_attribute("href"))


@pytest.mark.parametrize(
    ("person", "paths"),
    [
        ("leader", ["/", "{project}"]),
        ("enterprise", ["/", "/ledgers/"]),
        ("writer", ["/", "/trace/key-projects.completion_rate/?unit=JK"]),
        ("dispatcher", ["/", "/ledgers/", "/ledgers/key-projects.project/", "{project}", "/reports/",
                        "{project}months/2022-05/", "/ledgers/safety.hazard/add/", "/cockpit/safety/?unit=JK",
                        "{project}correct/", "/account/", "/reports/targets/?unit=JK",
                        "/reports/board/key-projects.project/", "/trace/key-projects.completion_rate/?unit=JK"]),
        ("reporter", ["/reports/", "/reports/enter/key-projects.project/?period=2022-06"]),
        ("sysadmin", ["/administration/units/", "/administration/people/", "/administration/parameters/"]),
        ("secadmin", ["/administration/roles/"]),
        ("auditor", ["/log/", "/log/125/"]),
    ],
)  # fmt: skip
def test_pages_fit_a_phone_and_speak_one_language(
    chromium: Browser, address: str, person: str, paths: list[str]
) -> None:
    for language in ("zh-hans", "en"):
        context = chromium.new_context(viewport={"width": 360, "height": 780}, locale="zh-CN")
        page = context.new_page()
        faults: list[str] = []
        page.on("console", partial(_note, faults))
        sign_in(page, address, person)
        context.add_cookies([{"name": "bihuan_language", "value": language, "url": address}])
        project = first_project(page, address) if "{project}" in "".join(paths) else ""
        for path in paths:
            answer = page.goto(address + path.format(project=project))
            assert answer and answer.status == 200, (path, answer and answer.status)
            wide = page.evaluate("document.documentElement.scrollWidth")
            assert wide <= 360, (path, language, wide)
            assert page.evaluate(NAMELESS) == [], path
            if language == "en":  # what ears and keyboards meet is the same in both
                page.evaluate(AXE.read_text("utf-8"))
                assert page.evaluate(BARRIERS) == [], path
            chrome = page.evaluate(
                "[...document.querySelectorAll('h1,h2,th,label,button,.btn,dt,.stages li,.state')]"
                ".map(e => e.childNodes.length ? [...e.childNodes].filter(n => n.nodeType === 3)"
                ".map(n => n.textContent).join('') : '').join('|')"
            )
            if language == "en":
                chrome = UNITS.sub("", chrome)
                left = re.findall(r"[\u4e00-\u9fff]{2,}", chrome)
                data = (
                    page.locator("h1").all_inner_texts() + page.locator("option").all_inner_texts()
                )
                data = [UNITS.sub("", value) for value in data]
                left = [text for text in left if not any(text in value for value in data)]
                assert not left, (path, left)
            else:
                words = set(re.findall(r"[A-Za-z]{4,}", chrome)) - {"English"}
                assert not {w for w in words if w.islower() and w in ENGLISH}, (path, words)
        assert not faults, faults
        context.close()


def _note(faults: list[str], message: ConsoleMessage) -> None:
    if message.type == "error":
        faults.append(message.text)


AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
BARRIERS = """axe.run({runOnly: ["wcag2a", "wcag2aa", "best-practice"], resultTypes: ["violations"]})
    .then(({violations}) => violations.map(({id, nodes}) => [id, nodes.map(({html}) => html.slice(0, 200))]))"""
NAMELESS = """[...document.querySelectorAll('input:not([type=hidden]), select, textarea')]
    .filter(e => !e.labels?.length && !e.ariaLabel && !e.getAttribute('aria-labelledby'))
    .map(e => e.name)"""
UNITS = re.compile(r"百分点|亿元|万元|人次|中文|（.*?）|[个家处次批项元月日期天]")
ENGLISH = {
    "records",
    "report",
    "save",
    "code",
    "name",
    "status",
    "month",
    "history",
    "facts",
    "evidence",
    "duties",
}
