"""What every test stands on: its own home, its database, its browser, and no silent skip.

DATABASE_URL chooses the database (tools/with_postgresql.py sets it); without it, SQLite.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.conf import LazySettings

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

ROOT = Path(__file__).resolve().parent.parent
ON_POSTGRESQL = bool(os.environ.get("DATABASE_URL"))
CHROMIUM = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
passed_over: list[str] = []


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--write-golden", action="store_true", help="rewrite tests/snapshots")


def pytest_configure(config: pytest.Config) -> None:
    # A `bihuan` that a test starts must not find these settings.
    os.environ.pop("DJANGO_SETTINGS_MODULE", None)


def pytest_report_header(config: pytest.Config) -> str:
    return f"database: {'PostgreSQL' if ON_POSTGRESQL else 'SQLite'}"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what needs another run: `soak` unless asked for, `postgresql` on SQLite."""
    kernel = ROOT / "tests" / "kernel"
    left_out = []
    for item in items:
        if kernel in item.path.parents:
            item.add_marker("kernel")
        asked_for = "soak" in config.option.markexpr
        if (item.get_closest_marker("soak") and not asked_for) or (
            item.get_closest_marker("postgresql") and not ON_POSTGRESQL
        ):
            left_out.append(item)
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    if report.skipped or hasattr(report, "wasxfail"):
        passed_over.append(f"{report.nodeid}: {report.longrepr}")


def pytest_collectreport(report: pytest.CollectReport) -> None:
    if report.skipped:
        passed_over.append(f"{report.nodeid}: {report.longrepr}")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if passed_over:
        terminalreporter.section("skipped or expected to fail: not allowed here", red=True)
        for line in passed_over:
            terminalreporter.write_line(line)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """A test that is skipped or expected to fail proves nothing, so the run fails."""
    if passed_over and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.fixture(autouse=True)
def home(tmp_path: Path, settings: LazySettings) -> Path:
    """A fresh $BIHUAN_HOME for each test; a module that shares a zone overrides this fixture."""
    settings.HOME = tmp_path / "home"
    settings.HOME.mkdir()
    return Path(settings.HOME)


@pytest.fixture
def installation(home: Path) -> Iterator[dict[str, str]]:
    """The environment of a `bihuan` process with a home and an empty database of its own."""
    environment = os.environ | {"BIHUAN_HOME": str(home)}
    if not ON_POSTGRESQL:
        yield environment
        return
    import psycopg
    from psycopg import sql

    address = os.environ["DATABASE_URL"]
    worker = os.environ.get("PYTEST_XDIST_WORKER", "")
    name = f"installation_{os.getpid()}_{worker}"
    database = sql.Identifier(name)
    with psycopg.connect(address, autocommit=True) as server:
        server.execute(sql.SQL("CREATE DATABASE {}").format(database))
        try:
            own = urlunsplit(urlsplit(address)._replace(path=f"/{name}"))
            yield environment | {"DATABASE_URL": own}
        finally:
            server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(database))


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Iterator[Golden]:
    yield Golden(write=request.config.getoption("--write-golden"))


class Golden:
    """Compares a text with the file of that name in tests/snapshots; `make snapshots` rewrites."""

    def __init__(self, *, write: bool) -> None:
        self.write = write

    def __call__(self, name: str, text: str) -> None:
        path = ROOT / "tests" / "snapshots" / name
        if self.write:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        assert path.is_file(), f"{name} is new: run `make snapshots` and read it"
        assert text == path.read_text(), f"{name} changed: `make snapshots` rewrites it"


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium; Playwright may not fetch one of its own."""
    from playwright.sync_api import sync_playwright

    path = shutil.which("chromium")
    assert path, "no chromium here; run: python3 tools/system_packages.py"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=CHROMIUM)
        yield browser
        browser.close()


@pytest.fixture
def browser_page(chromium: Browser) -> Iterator[Page]:
    """A page of 1440 x 900 that fails its test on any script error and any outside request."""
    context: BrowserContext = chromium.new_context(
        viewport={"width": 1440, "height": 900}, locale="zh-CN", timezone_id="Asia/Shanghai"
    )
    faults: list[str] = []
    context.on(
        "request",
        lambda request: (
            None
            if urlsplit(request.url).hostname in {"127.0.0.1", "localhost", None}
            else faults.append(f"left the machine: {request.url}")
        ),
    )
    context.on("weberror", lambda error: faults.append(str(error.error)))
    context.on(
        "console",
        # a refusal (409, 422) is an answer, though Chromium calls it a failed load
        lambda message: (
            faults.append(message.text)
            if message.type == "error" and not re.search(r"status of (409|422)", message.text)
            else None
        ),
    )
    yield context.new_page()
    context.close()
    assert not faults, faults


@pytest.fixture(scope="session")
def demo_source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo zone, shared by all test processes of a run; read it only."""
    from tests import demo

    return demo.make(tmp_path_factory.getbasetemp().parent)


@pytest.fixture
def demo_home(demo_source: Path, tmp_path: Path) -> Path:
    """A copy of the demo zone that a test may change."""
    from tests import demo

    return demo.copy(demo_source, tmp_path / "zone")
