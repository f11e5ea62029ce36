"""`bihuan demo` as a newcomer runs it: the page printed, then a cockpit that answers, then an end."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import time
import urllib.request
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.parse import urlencode

from tests.demo import BIHUAN

PASSWORD = "bihuan-demo-2022"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(url: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 90
    while True:
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except OSError:
            assert process.poll() is None, "it ended"
            assert time.monotonic() < deadline, "it did not answer"


def test_the_demo_serves_its_cockpit_and_refuses_a_taken_port(
    demo_home: Path, tmp_path: Path
) -> None:
    port = free_port()
    environment = os.environ | {"BIHUAN_HOME": str(demo_home)}
    command = [str(BIHUAN), "demo", "--port", str(port)]
    told = tmp_path / "told.txt"
    with told.open("w") as out:
        process = subprocess.Popen(command, env=environment, stdout=out, stderr=out)
    try:
        url = f"http://127.0.0.1:{port}"
        wait_for(f"{url}/account/login/", process)
        opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
        login = opener.open(f"{url}/account/login/", timeout=30).read().decode()
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', login)
        assert token
        form = {
            "csrfmiddlewaretoken": token[1], "username": "dispatcher", "password": PASSWORD,
        }  # fmt: skip
        home = opener.open(f"{url}/account/login/", urlencode(form).encode(), timeout=60)
        assert "38.74" in home.read().decode(), "the cockpit holds the page's figure"
        second = subprocess.run(
            command, env=environment, capture_output=True, text=True, check=False, timeout=60
        )
        assert second.returncode == 3
        assert "port-taken" in second.stderr
    finally:
        process.terminate()
        process.wait(timeout=60)
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind(("127.0.0.1", port))  # nobody serves there any more
