"""Take a picture of every screen: both widths, both languages, one demo person a page.

    make screenshots                       all of them, into /tmp/bihuan-screenshots
    python tools/screenshots.py cockpit    those whose name begins so
    python tools/screenshots.py --home /tmp/zone    on a demo zone that is kept for the next time

A new screen is one more line of PAGES. A page that is wider than its window, answers with a fault
of the server or logs a script error is named at the end, and the exit code is 1.
"""

from __future__ import annotations

import argparse
import os
import shutil
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import NamedTuple

from playwright.sync_api import Browser, sync_playwright

BIHUAN = Path(sys.executable).parent / "bihuan"
PASSWORD = "bihuan-demo-2022"  # noqa: S105 - of the demo zone, printed for everybody
WIDTHS = {1440: 900, 390: 844}
LANGUAGES = {"zh": "zh-hans", "en": "en"}

TO_COME = "[hx-trigger=load]:empty, [data-chart]:empty"  # parts that come after the page


class Page(NamedTuple):
    """One screen: who opens which address, and what is clicked before the picture.

    A click on `first` stays on the page, one on `click` leads to another.
    """

    name: str
    person: str  # empty for nobody
    path: str
    click: str = ""
    print: bool = False
    first: str = ""


PAGES = [
    Page("login", "", "/account/login/"),
    Page("login-wrong", "", "/account/login/", click="main button[type=submit]"),
    Page("cockpit", "dispatcher", "/"),
    Page("cockpit-print", "dispatcher", "/", print=True),
    Page("cockpit-leader", "leader", "/"),
    Page("cockpit-enterprise", "enterprise", "/"),
    Page("cockpit-sysadmin", "sysadmin", "/"),
    Page("cockpit-pack", "dispatcher", "/cockpit/key-projects/?unit=JK"),
    Page("inbox", "inspector", "/inbox/"),
    Page("inbox-chief", "chief-lx1", "/inbox/"),
    Page("list-owed", "dispatcher", "/ledgers/rivers.patrol/"),
    Page("meetings", "dispatcher", "/meetings/"),
    Page("agenda", "dispatcher", "/meetings/", click="main table a, main .watch a"),
    Page("bulletins", "dispatcher", "/bulletins/"),
    Page("bulletin-draft", "dispatcher", "/bulletins/?state=draft", click="main .rows a"),
    Page("bulletin-review", "approver", "/bulletins/?state=in_review", click="main .rows a"),
    Page("bulletins-public", "", "/public/"),
    Page("bulletin-public", "", "/public/", click="main .published"),
    Page("drafts", "writer", "/drafts/"),
    Page(
        "draft-check",
        "writer",
        "/drafts/",
        first="[data-sample]",
        click="main form button[type=submit]",
    ),
    Page("draft-phrases", "writer", "/drafts/phrases/"),
    Page("notices", "leader", "/notices/"),
    Page("channels", "sysadmin", "/administration/channels/"),
    Page("ledgers", "dispatcher", "/ledgers/"),
    Page("list", "dispatcher", "/ledgers/key-projects.project/"),
    Page("tree", "reporter-zs", "/ledgers/investment.node/tree/"),
    Page("list-series", "dispatcher", "/ledgers/economy.series/"),
    Page("list-registration", "dispatcher", "/ledgers/register.registration/"),
    Page("list-hazards", "inspector", "/ledgers/safety.hazard/"),
    Page("list-empty", "dispatcher", "/ledgers/key-projects.project/?q=zzz"),
    Page("record", "reporter2", "/records/{ZD-2022-006}/"),
    Page("record-hazard", "inspector", "/records/{YH-2022-013}/"),
    Page("record-enterprise", "dispatcher", "/records/{QY-00021}/"),
    Page("record-print", "dispatcher", "/records/{ZD-2022-006}/", print=True),
    Page("add", "inspector", "/ledgers/safety.hazard/add/"),
    Page(
        "add-wrong",
        "inspector",
        "/ledgers/safety.hazard/add/",
        click="main .form-actions [type=submit]",
    ),
    Page("add-project", "dispatcher", "/ledgers/key-projects.project/add/"),
    Page("correct", "dispatcher", "/records/{ZD-2022-006}/correct/"),
    Page("move", "reporter2", "/records/{ZD-2022-006}/moves/finish/"),
    Page("transfer", "dispatcher", "/records/{ZD-2022-006}/transfer/"),
    Page("void", "dispatcher", "/records/{ZD-2022-006}/void/"),
    Page("months", "reporter", "/reports/"),
    Page("month", "reporter2", "/records/{ZD-2022-006}/months/2022-05/"),
    Page("month-new", "reporter2", "/records/{ZD-2022-006}/months/2022-06/"),
    Page("entry", "reporter", "/reports/enter/key-projects.project/?period=2022-06"),
    Page("targets", "dispatcher", "/reports/targets/?unit=JK&year=2022"),
    Page("board", "dispatcher", "/reports/board/key-projects.project/"),
    Page("page", "dispatcher", "/page/"),
    Page("trace", "dispatcher", "/trace/key-projects.ahead_of_schedule/?unit=JK"),
    Page("trace-red", "dispatcher", "/trace/safety.closed_rate/?unit=JK"),
    Page("log", "auditor", "/log/"),
    Page("event", "auditor", "/log/500/"),
    Page("administration", "sysadmin", "/administration/"),
    Page("units", "sysadmin", "/administration/units/"),
    Page("people", "sysadmin", "/administration/people/"),
    Page("parameters", "sysadmin", "/administration/parameters/"),
    Page("calendar", "sysadmin", "/administration/calendar/"),
    Page("packs", "sysadmin", "/administration/packs/"),
    Page("roles", "secadmin", "/administration/roles/"),
    Page("account", "dispatcher", "/account/"),
    Page("password", "dispatcher", "/account/password/"),
    Page("problem-404", "dispatcher", "/nowhere/"),
    Page("problem-403", "sysadmin", "/ledgers/key-projects.project/"),
]


@contextmanager
def served(home: Path) -> Iterator[str]:
    """The address of the demo zone in a home, which is made first where there is none."""
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    environment["BIHUAN_HOME"] = str(home)
    subprocess.run(
        [BIHUAN, "demo", "--no-serve"], env=environment, check=True, stdout=subprocess.DEVNULL
    )
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [str(BIHUAN), "serve", "--port", str(port), "--workers", "1"]
    server = subprocess.Popen(command, env=environment)
    address = f"http://127.0.0.1:{port}"
    deadline = time.monotonic() + 60
    try:
        while True:
            try:
                urllib.request.urlopen(f"{address}/account/login/", timeout=5).close()  # noqa: S310
                break
            except OSError:
                if server.poll() is not None or time.monotonic() > deadline:
                    raise
                time.sleep(0.1)
        yield address
    finally:
        server.terminate()
        server.wait(30)


def ids_by_code(home: Path) -> dict[str, int]:
    """Return the ids of the demo's records, which PAGES names by code."""
    with sqlite3.connect(home / "bihuan.sqlite3") as database:
        return dict(database.execute("SELECT code, id FROM kernel_record"))


def take(
    browser: Browser, address: str, pages: list[Page], ids: dict[str, int], folder: Path
) -> list[str]:
    """Take the pictures, person by person; return what is wrong."""
    faults: list[str] = []
    for person, theirs in groupby(sorted(pages, key=attrgetter("person")), attrgetter("person")):
        context = browser.new_context(locale="zh-CN", timezone_id="Asia/Shanghai")
        tab = context.new_page()
        here = "sign-in"
        tab.on("pageerror", lambda error: faults.append(f"{here}: {error}"))  # noqa: B023
        if person:
            tab.goto(f"{address}/account/login/")
            tab.fill("#username", person)
            tab.fill("#password", PASSWORD)
            tab.click("main button[type=submit]")
            tab.wait_for_url(f"{address}/")
        for page in theirs:
            for short, language in LANGUAGES.items():
                context.add_cookies(
                    [{"name": "bihuan_language", "value": language, "url": address}]
                )
                for width, height in WIDTHS.items():
                    here = f"{page.name}-{short}-{width}"
                    tab.set_viewport_size({"width": width, "height": height})
                    tab.emulate_media(media="print" if page.print else "screen")
                    answer = tab.goto(address + page.path.format_map(ids))
                    if answer is None or (answer.status != 200) != page.name.startswith("problem"):
                        faults.append(f"{here}: {answer and answer.status}")
                    if page.first:
                        tab.click(page.first)
                    if page.click:
                        tab.evaluate(
                            "document.querySelectorAll('form').forEach(f => f.noValidate = true)"
                        )
                        with tab.expect_navigation():
                            tab.click(page.click)
                    tab.wait_for_selector(TO_COME, state="detached")
                    wide = tab.evaluate("document.documentElement.scrollWidth")
                    if wide > width:
                        faults.append(f"{here}: {wide} px wide")
                    tab.screenshot(path=folder / f"{here}.png", full_page=True)
        context.close()
    return faults


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("names", nargs="*", help="only pages whose name begins so")
    parser.add_argument("--into", type=Path, default=Path("/tmp/bihuan-screenshots"))  # noqa: S108
    parser.add_argument("--home", type=Path, help="a demo zone to keep")
    asked = parser.parse_args()
    pages = [page for page in PAGES if page.name.startswith(tuple(asked.names) or "")]
    asked.into.mkdir(parents=True, exist_ok=True)
    chromium = shutil.which("chromium") or sys.exit(
        "no chromium; run: python3 tools/system_packages.py"
    )
    with (
        tempfile.TemporaryDirectory() as made,
        served(home := asked.home or Path(made) / "zone") as address,
        sync_playwright() as playwright,
    ):
        # date and file controls speak the browser's language, not the page's
        browser = playwright.chromium.launch(
            executable_path=chromium,
            args=["--no-sandbox", "--lang=zh-CN", "--accept-lang=zh-CN"],
            env={**os.environ, "LANGUAGE": "zh_CN"},
        )
        faults = take(browser, address, pages, ids_by_code(home), asked.into)
        browser.close()
    print(f"{len(pages) * 4} pictures in {asked.into}")
    if faults:
        sys.exit("\n".join(faults))


if __name__ == "__main__":
    main()
