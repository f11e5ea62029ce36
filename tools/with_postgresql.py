"""Run a command beside a throw-away PostgreSQL, whose address it finds in DATABASE_URL.

    python tools/with_postgresql.py [--fast] pytest tests/kernel

PostgreSQL refuses to run as root, so root lends it another user. `--fast` gives up on surviving
a power cut: right for tests, wrong for a benchmark.
"""

import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

FAST = ["fsync=off", "synchronous_commit=off", "full_page_writes=off"]


def binaries() -> Path:
    """The folder of the newest PostgreSQL server of this machine."""
    found = list(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if found:
        return max(found, key=lambda path: int(path.parent.parent.name)).parent
    if on_path := shutil.which("initdb"):
        return Path(on_path).resolve().parent
    sys.exit("no PostgreSQL server found; run: python3 tools/system_packages.py")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def lent_user() -> str | None:
    """Who runs the server: nobody else when we are not root."""
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


@contextmanager
def postgresql(*, fast: bool) -> Iterator[str]:
    """The address of a new, empty PostgreSQL that ends with the block."""
    folder = Path(tempfile.mkdtemp(prefix="bihuan-postgresql-"))
    data, user, port, password = folder / "data", lent_user(), free_port(), secrets.token_hex(16)
    secret = folder / "password"
    secret.write_text(password)
    if user is not None:
        for path in (folder, secret):
            shutil.chown(path, user)

    def run(program: str, *arguments: str) -> None:
        told = subprocess.run(
            [binaries() / program, "-D", data, *arguments],
            user=user,
            extra_groups=None if user is None else [],
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=(folder / "told").open("w"),  # a pipe would be held open by the server
            stderr=subprocess.STDOUT,
        )
        if told.returncode:
            log = folder / "log"
            sys.exit((folder / "told").read_text() + (log.read_text() if log.exists() else ""))

    try:
        run(
            "initdb", "--username=bihuan", "--encoding=UTF8", "--locale=C.UTF-8",
            "--auth=scram-sha-256", f"--pwfile={secret}", "--no-sync", "--no-instructions",
        )  # fmt: skip
        options = [
            "listen_addresses=127.0.0.1",
            f"port={port}",
            f"unix_socket_directories={folder}",
            "max_connections=60",
            *(FAST if fast else []),
        ]
        with (data / "postgresql.conf").open("a") as settings:
            settings.write("\n".join(f"{a} = '{b}'" for a, b in (o.split("=") for o in options)))
        run("pg_ctl", "--wait", f"--log={folder / 'log'}", "start")
        try:
            yield f"postgresql://bihuan:{password}@127.0.0.1:{port}/postgres"
        finally:
            run("pg_ctl", "--mode=immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def main() -> int:
    command = sys.argv[1:]
    fast = bool(command) and command[0] == "--fast"
    command = command[1:] if fast else command
    if not command:
        sys.exit(__doc__)
    # A stop from outside must end the server too, so it becomes an exception like any other.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with postgresql(fast=fast) as address:
        return subprocess.run(command, env=os.environ | {"DATABASE_URL": address}).returncode


if __name__ == "__main__":
    sys.exit(main())
