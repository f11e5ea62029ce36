"""A writer pastes a draft, sees what is wrong, says what a number is, corrects, copies."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.journeys.test_people import sign_in

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser
DRAFT = """\
1月~5月，全区48个省、市重点项目累计完成投资126.92亿元，占年度计划投资的80.41%。
眼下手里的“意向客户”41个。"""
RIGHT = DRAFT.replace("126.92", "129.62").replace("41个", "42个")


def verdicts(page: Page) -> list[tuple[str, str]]:
    return [
        (mark.inner_text(), re.findall(r"number-(\w+)", mark.get_attribute("class") or "")[0])
        for mark in page.locator("#draft .number").all()
    ]


def test_a_draft_is_pasted_judged_taught_corrected_and_copied(
    browser_page: Page, address: str
) -> None:
    page = browser_page
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    sign_in(page, address, "writer")
    page.click(".side >> text=核稿")
    page.click("[data-sample]")
    assert "项目建设" in page.locator("#d-text").input_value()
    page.fill("#d-text", DRAFT)
    page.click("button:has-text('核对每个数')")
    page.wait_for_selector("h1:has-text('1 个数有误')")
    assert verdicts(page) == [
        ("48个", "supported"), ("126.92亿元", "contradicted"), ("80.41%", "supported"), ("41个", "cannot_check"),
    ]  # fmt: skip
    facts = page.locator(".facts-of:visible")
    assert "129.62亿元" in facts.inner_text(), "what is wrong is shown first"
    assert "key-projects.investment_completed" in (
        facts.locator("a:has-text('溯源')").get_attribute("href") or ""
    )
    facts.locator("button:has-text('改过来')").click()
    assert page.locator("#draft .accepted").inner_text() == "129.62亿元"

    page.click("#draft .number:has-text('41个')")
    facts.locator("select").select_option("investment.leads_in_negotiation")
    facts.locator("button:has-text('就指它')").click()
    page.wait_for_selector(".notice-success:has-text('已记住')")
    assert ("129.62亿元", "supported") in verdicts(page), "the correction was kept"
    assert ("41个", "contradicted") in verdicts(page), "and the choice is used at once"

    page.click("button:has-text('全部改正')")
    page.click("button:has-text('复制全文')")
    page.wait_for_selector("button:has-text('已复制')")
    assert page.evaluate("navigator.clipboard.readText()") == RIGHT

    page.click(".head a:has-text('日志 #')")
    page.wait_for_selector("h1:has-text('核稿记录')")
    page.goto(f"{address}/drafts/")
    assert page.locator(".check-list li").count() == 2
    page.click("a:has-text('记住的说法')")
    page.click("button:has-text('停用')")
    page.wait_for_selector("td:has-text('已停用')")


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_a_check_fits_a_phone(chromium: Browser, address: str, language: str) -> None:
    context = chromium.new_context(viewport={"width": 360, "height": 780}, locale="zh-CN")
    page = context.new_page()
    sign_in(page, address, "writer")
    context.add_cookies([{"name": "bihuan_language", "value": language, "url": address}])
    page.goto(f"{address}/drafts/")
    page.fill("#d-text", DRAFT)
    page.click("main form.box button[type=submit]")
    page.wait_for_selector("#draft")
    assert page.locator("#panel").is_hidden()
    page.click("#draft .number-contradicted")
    page.wait_for_selector("#panel.open .facts-of:visible")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.click("[data-close]")
    page.wait_for_selector("#panel", state="hidden")
    page.goto(f"{address}/drafts/phrases/")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    context.close()
