"""HTTP: creates and ledger pages at eight clients, through the real server, login and forms."""

from __future__ import annotations

import http.client
import os
import re
import socket
import subprocess
import sys
import time
import urllib.parse
from collections.abc import Iterator
from pathlib import Path

from bench.measured import Result, in_threads, percentile, show
from bench.zones import fill, make_zone, open_home

CLIENTS = 8


class Browser:
    """A client with a login, over one kept connection."""

    def __init__(self, port: int, person: str) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.cookies: dict[str, str] = {}
        token = self._token(self.get("/account/login/")[1])
        self.post(
            "/account/login/",
            {"csrfmiddlewaretoken": token, "username": person, "password": "bench-2022-pass"},
        )

    @staticmethod
    def _token(html: str) -> str:
        found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', html)
        assert found, html[:500]
        return found[1]

    def token(self, path: str) -> str:
        return self._token(self.get(path)[1])

    def _send(self, method: str, path: str, body: str = "") -> tuple[int, str]:
        headers = {"Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items())}
        if body:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self.connection.request(method, path, body or None, headers)
        answer = self.connection.getresponse()
        text = answer.read().decode()
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                key, _, rest = value.partition("=")
                self.cookies[key] = rest.partition(";")[0]
        self.cookies.pop("messages", None)  # a person's next page shows them; here none follows
        return answer.status, text

    def get(self, path: str) -> tuple[int, str]:
        return self._send("GET", path)

    def post(self, path: str, form: dict[str, str]) -> tuple[int, str]:
        return self._send("POST", path, urllib.parse.urlencode(form))


def main(quick: bool = False) -> None:
    home = open_home()
    make_zone()
    from django.db import connection, connections

    vendor = connection.vendor
    connections.close_all()
    port = free_port()
    result = Result(f"web, {vendor}, 8 clients beside the server on the same cores")
    server = serve(home, port)
    try:
        rate, waits = _creates(port, 400 if quick else 4000)
        asked = ">= 450" if vendor == "sqlite" else ">= 300"
        result.add(
            "creates over HTTP",
            rate,
            "/s",
            raw=static_files(port, quick),
            asked=asked,
            note="raw: a static file by the same server",
        )
        result.add("create, p99", percentile(waits, 0.99) * 1000, "ms")
    finally:
        server.terminate()
        server.wait(30)
    _measure_pages(result, home, port, 0, 5_000 if quick else 100_000, "<= 80", quick)
    if not quick:
        _measure_pages(result, home, port, 100_000, 1_000_000, "<= 120", quick)
    show(result)


def _measure_pages(
    result: Result, home: Path, port: int, held: int, records: int, asked: str, quick: bool
) -> None:
    from django.db import connection, connections

    fill(records - held, 0, first=held)
    if connection.vendor == "postgresql":  # what autovacuum does within minutes
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
    connections.close_all()
    server = serve(home, port)
    try:
        waits = _pages(port, 160 if quick else 1200)
    finally:
        server.terminate()
        server.wait(30)
    title = f"ledger page of 50, {records:,} records, four units"
    result.add(f"{title}, p95", percentile(waits, 0.95) * 1000, "ms", asked=asked)
    result.add(f"{title}, p50", percentile(waits, 0.5) * 1000, "ms")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def serve(home: Path, port: int) -> subprocess.Popen[bytes]:
    command = [str(Path(sys.executable).parent / "bihuan"), "serve", "--port", str(port)]
    server = subprocess.Popen(command, env=os.environ | {"BIHUAN_HOME": str(home)})
    deadline = time.monotonic() + 60
    while True:
        try:
            with socket.create_connection(("127.0.0.1", port), 1):
                return server
        except OSError:
            assert time.monotonic() < deadline, "the server did not come up"
            assert server.poll() is None, "the server ended"


def _creates(port: int, count: int) -> tuple[float, list[float]]:
    browsers = [Browser(port, "rep") for _ in range(CLIENTS)]
    tokens = [browser.token("/ledgers/bench.item/add/") for browser in browsers]

    def work(number: int) -> Iterator[float]:
        browser = browsers[number]
        form = {
            "csrfmiddlewaretoken": tokens[number],
            "unit": f"S{number}",
            "level": "city",
            "planned": "100",
            "sector": "a",
        }
        for turn in range(count // CLIENTS):
            began = time.perf_counter()
            status, text = browser.post("/ledgers/bench.item/add/", form | {"name": f"事项{turn}"})
            assert status == 302, text[:2000]
            yield time.perf_counter() - began

    for _ in in_threads(CLIENTS, lambda number: list(work(number))[:0])[1]:
        pass
    wall, waits = in_threads(CLIENTS, work)
    return count / wall, waits


def static_files(port: int, quick: bool) -> float:
    browsers = [Browser(port, "rep") for _ in range(CLIENTS)]
    count = 400 if quick else 4000

    def work(number: int) -> Iterator[float]:
        for _ in range(count // CLIENTS):
            browsers[number].get("/static/mark.svg")
            yield 0.0

    wall, _ = in_threads(CLIENTS, work)
    return count / wall


def _pages(port: int, count: int) -> list[float]:
    browsers = [Browser(port, "four") for _ in range(CLIENTS)]
    paths = ["/ledgers/bench.item/", "/ledgers/bench.item/?state=open", "/ledgers/bench.item/?order=code",
             "/ledgers/bench.item/?unit=S2&state=fixed"]  # fmt: skip

    def work(number: int) -> Iterator[float]:
        for turn in range(count // CLIENTS):
            began = time.perf_counter()
            status, text = browsers[number].get(paths[turn % len(paths)])
            assert status == 200, text[:1000]
            assert text.count("<tr>") >= 51
            yield time.perf_counter() - began

    list(work(0))[:0]
    _, waits = in_threads(CLIENTS, work)
    return waits
