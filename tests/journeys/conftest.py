"""A served copy of the demo zone for the browser's tests."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import demo


@pytest.fixture(scope="session")
def address(demo_source: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a demo zone that these tests may change."""
    home = demo.copy(demo_source, tmp_path_factory.mktemp("served") / "zone")
    with serving(home) as url:
        yield url


@contextlib.contextmanager
def serving(home: Path, **more: str) -> Iterator[str]:
    """Serve an installation for a while; gives its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    server = subprocess.Popen(
        [str(demo.BIHUAN), "serve", "--port", str(port), "--workers", "1"],
        env=environment | {"BIHUAN_HOME": str(home), **more},
    )
    url = f"http://127.0.0.1:{port}"
    deadline = time.monotonic() + 60
    try:
        while True:
            try:
                with urllib.request.urlopen(f"{url}/account/login/", timeout=5):
                    break
            except OSError:
                assert server.poll() is None, "the server ended"
                assert time.monotonic() < deadline, "the server did not answer in a minute"
        yield url
    finally:
        server.terminate()
        server.wait(30)
