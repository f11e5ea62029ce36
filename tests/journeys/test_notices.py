"""Who is chased is told, by the worker, on the phone: one click to the matter."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests import demo
from tests.journeys.conftest import serving
from tests.journeys.test_people import sign_in

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser
TOLD = (
    "SELECT p.code FROM kernel_notice n JOIN kernel_person p ON p.id = n.person_id "
    "JOIN kernel_account a ON a.person_id = p.id GROUP BY p.code ORDER BY count(*) DESC"
)


def test_who_is_chased_reads_of_it_on_the_phone(browser_page: Page, demo_home: Path) -> None:
    page = browser_page
    with serving(demo_home) as address:
        sign_in(page, address, "dispatcher")
        page.goto(f"{address}/reports/board/key-projects.project/")
        page.click("text=/一键催报/")
        page.wait_for_selector(".notice-success")
        demo.run("worker", "--once", home=demo_home)
        with closing(sqlite3.connect(demo_home / "bihuan.sqlite3")) as file:
            person = file.execute(TOLD).fetchone()[0]
        page.context.clear_cookies()
        page.set_viewport_size({"width": 360, "height": 740})
        sign_in(page, address, person)
        count = int(page.locator("#bell .badge-count").inner_text())
        page.click("#bell")
        rows = page.locator(".notice-row.unread")
        shown = rows.count()  # the newest ones; older ones are a page further
        assert 1 < shown <= count
        assert page.evaluate("document.documentElement.scrollWidth") == 360
        rows.first.locator("button[aria-label=标为已读]").click()
        expect(page.locator(".unread")).to_have_count(shown - 1)
        expect(page.locator("#bell .badge-count")).to_have_text(str(count - 1))
        rows.first.locator(".notice-text").click()
        page.wait_for_url(f"{address}/records/*/")
        left = page.locator("#bell .badge-count")
        assert (int(left.inner_text()) if left.count() else 0) == count - 2
