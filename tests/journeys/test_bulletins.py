"""Writer -> reviewer -> signer -> the public page, where a figure opens its proof."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.journeys.test_dispatch import as_person
from tests.journeys.test_people import sign_in

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser


def test_a_story_is_written_signed_by_others_and_read_by_anybody(
    chromium: Browser, browser_page: Page, address: str
) -> None:
    page = browser_page
    sign_in(page, address, "writer")
    page.click(".side >> text=简报")
    page.click("summary:has-text('起草一份')")
    page.select_option("[name=template]", "publicity.safety_story")
    page.click("button:has-text('起草')")
    page.wait_for_selector(".paper")
    assert "已查企业15家" in page.locator(".paper h1").inner_text()
    page.fill("#b-text", "已查企业{{ safety.firms_inspected }}，发现隐患")
    page.select_option("[data-insert]", "safety.hazards")
    page.wait_for_selector(".paper .live:has-text('31处')")
    assert page.input_value("#b-text").endswith("发现隐患{{ safety.hazards }}")
    page.press("#b-text", "End")
    page.type("#b-text", "{{ safety.ghost }}")
    page.wait_for_selector(".paper .fault:has-text('没有指标 safety.ghost')")
    page.fill("#b-text", "已查企业{{ safety.firms_inspected }}，发现隐患{{ safety.hazards }}。")
    page.click("button:has-text('保存并送审')")
    page.wait_for_selector(".state:has-text('待审核')")
    assert "写稿人不能审核、签发自己的稿子" in page.locator("main aside").inner_text()
    bulletin = page.url

    reviewer = as_person(chromium, address, "dispatcher")
    assert reviewer.locator(".side-link:has-text('简报') .badge-count").is_visible()
    reviewer.goto(f"{address}/inbox/")
    reviewer.click("#bulletins li:has-text('请审核'):has-text('已查企业') a")
    assert reviewer.url == bulletin
    reviewer.click("button:has-text('审核通过')")
    reviewer.wait_for_selector(".state:has-text('待签发')")
    assert reviewer.locator("button:has-text('签发')").count() == 0
    reviewer.context.close()
    signer = as_person(chromium, address, "approver")
    signer.goto(bulletin)
    signer.click("button:has-text('签发')")
    signer.wait_for_selector(".state:has-text('待发布')")
    signer.click(".actions button:has-text('发布')")
    signer.wait_for_selector(".state:has-text('已发布')")
    signer.context.close()

    anybody = chromium.new_context(viewport={"width": 390, "height": 844}, locale="zh-CN")
    reader = anybody.new_page()
    reader.goto(f"{address}/public/")
    reader.click("a.published:has-text('已查企业15家')")
    reader.click(".paper .live:has-text('31处')")
    assert reader.locator(".proved").inner_text() == "31处"
    shown = reader.locator("main").inner_text()
    assert "31 条（只计数，不公开）" in shown
    assert re.search(r"\nbihuan\.demo\n\d+\n[A-Za-z0-9+/=]{44}\n", shown), "the checkpoint"
    width = reader.evaluate("document.documentElement.scrollWidth")
    assert width <= 390
    with reader.expect_download() as download:
        reader.go_back()
        reader.click(".head-tools a:has-text('PDF')")
    assert download.value.path().read_bytes().startswith(b"%PDF")
    anybody.close()
