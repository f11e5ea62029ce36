"""A figure is red -> on the agenda -> decision -> task -> done -> verified -> green."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.journeys.test_people import PHOTO, as_person, sign_in

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser
RED = "未销号重大隐患数"


def move(page: Page, title: str, state: str, **fields: str) -> None:
    """Take a move of the record at hand and wait for the state that it leads to."""
    page.click(f".actions a:has-text('{title}')")
    for name, value in fields.items():
        if value == "photo":
            page.set_input_files(f"input[name={name}]", PHOTO)
        else:
            page.fill(f"[name={name}]", value)
    page.click("main button[type=submit]")
    page.wait_for_selector(f".stages .here:has-text('{state}')")


def test_a_red_figure_becomes_a_task_and_turns_green(
    chromium: Browser, browser_page: Page, address: str
) -> None:
    page = browser_page
    sign_in(page, address, "dispatcher")
    page.goto(f"{address}/trace/safety.major_open/?unit=JK")
    assert "告急" in page.locator("h1").inner_text()
    page.click("tbody a >> nth=0")
    hazard = page.url

    page.click(".side >> text=调度会")
    page.click("a:has-text('第2次周例会')")
    meeting = page.url
    assert "已报整改的隐患逐处申请复查并陪同销号" in page.locator("main").inner_text()
    page.click("button:has-text('开始会议')")
    page.wait_for_selector(".state:has-text('进行中')")
    page.locator("details.tail").evaluate_all("all => all.forEach(tail => { tail.open = true })")
    item = page.locator("article.item", has=page.locator(f"h4:has-text('{RED}')"))
    assert "青禾街道" in item.inner_text(), "the agenda says where it is red"
    item.locator("summary:has-text('议定')").click()
    assert item.locator("select[name=lead]").input_value() == "JK-QH"
    item.locator("input[name=matter]").fill("三日内停用并整改到位")
    item.locator("input[name=due]").fill("2022-06-23")
    item.locator("button:has-text('议定并交办')").click()
    page.wait_for_selector(".notice-success")
    page.click("a:has-text('三日内停用并整改到位')")
    task = page.url
    page.goto(meeting)
    page.click("a:has-text('结束会议')")
    assert "项未议" in page.locator("main").inner_text()
    page.click("button:has-text('确认结束')")
    page.wait_for_selector(".state:has-text('已结束')")

    reporter = as_person(chromium, address, "reporter2")
    reporter.goto(f"{address}/inbox/")
    reporter.click("a:has-text('三日内停用并整改到位')")
    assert reporter.url == task
    move(reporter, "签收", "办理中")
    reporter.goto(hazard)
    move(reporter, "申请复查", "已整改待复查", photo_after="photo")
    reporter.goto(task)
    move(reporter, "反馈办结", "已反馈待核验", result="已停用，危化品入库", proof="photo")
    assert reporter.locator("a:has-text('核验销号')").count() == 0, "who did it does not verify it"
    reporter.context.close()

    inspector = as_person(chromium, address, "inspector2")
    inspector.goto(hazard)
    move(inspector, "验收合格", "验收合格待公告", recheck_note="现场看过，已入库")
    inspector.context.close()
    page.goto(hazard)  # a major hazard is closed by its notice
    move(page, "公告核销", "已销号", cancel_notice="公告〔2022〕第3号")

    page.goto(task)
    move(page, "核验销号", "已销号", verify_note="复查已销号，指标归零")
    before, now = page.locator("#cause .tile").all()
    assert (before.locator(".value").inner_text()[0], now.locator(".value").inner_text()[0]) == (
        "1", "0",
    )  # fmt: skip
    assert "tile-red" in (before.get_attribute("class") or "")
    assert "tile-green" in (now.get_attribute("class") or "")
    now.click()
    page.wait_for_selector("h1:has-text('正常')")
    assert "三日内停用并整改到位" in page.locator("main").inner_text()


def test_the_meeting_on_a_projector_goes_by_keys(browser_page: Page, address: str) -> None:
    page = browser_page
    sign_in(page, address, "dispatcher")
    page.goto(f"{address}/meetings/")
    page.click("a:has-text('第1次周例会')")
    meeting = page.url
    page.click("a:has-text('投屏')")
    page.wait_for_selector(".projector #where:has-text('1 /')")
    last = int(re.findall(r"\d+", page.locator("#where").inner_text())[1])
    assert page.locator(".slide:visible").count() == 1
    for key in ("ArrowRight", "PageDown", " ", "ArrowLeft"):
        page.keyboard.press(key)
    assert page.url.endswith("#3")
    page.reload()
    page.wait_for_selector(f"#where:has-text('3 / {last}')")
    page.keyboard.press("End")
    assert page.locator("#where").inner_text() == f"{last} / {last}"
    page.keyboard.press("ArrowRight")
    assert page.locator("#where").inner_text() == f"{last} / {last}"
    page.keyboard.press("Escape")
    page.wait_for_url(meeting)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_meetings_fit_a_phone(chromium: Browser, address: str, language: str) -> None:
    context = chromium.new_context(viewport={"width": 360, "height": 780}, locale="zh-CN")
    page = context.new_page()
    faults: list[str] = []
    page.on(
        "console", lambda message: faults.append(message.text) if message.type == "error" else None
    )
    sign_in(page, address, "dispatcher")
    context.add_cookies([{"name": "bihuan_language", "value": language, "url": address}])
    page.goto(f"{address}/meetings/")
    meetings = [link.get_attribute("href") for link in page.locator("td.main a").all()]
    assert len(meetings) == 2
    for path in (
        "/meetings/",
        *(f"{m}{page_}" for m in meetings for page_ in ("", "projector/", "minutes/")),
    ):
        answer = page.goto(f"{address}{path}")
        assert answer and answer.status == 200
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, path
    assert not faults, faults
    context.close()
