"""`bihuan serve`: the web, by granian."""

from __future__ import annotations

import socket
from typing import Annotated

import typer
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from bihuan.cli.init import bring_up_to_date
from bihuan.kernel.events.keeping import keep_daily_checkpoint
from bihuan.kernel.events.reads import head
from bihuan.kernel.org.writes import finish_erasures
from bihuan.kernel.problems import Conflict

DEFAULT_PORT = 8000


def serve(
    host: Annotated[str, typer.Option("--host")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port")] = DEFAULT_PORT,
    workers: Annotated[int, typer.Option("--workers", help="进程数 · processes")] = 2,
    threads: Annotated[int, typer.Option("--threads", help="每进程线程数 · threads each")] = 4,
) -> None:
    """启动网页服务 · Serve the web."""
    head()  # refuses an installation that is not made
    bring_up_to_date()
    keep_daily_checkpoint()
    finish_erasures()
    refuse_taken_port(host, port)
    run_server(host, port, workers, threads)


def refuse_taken_port(host: str, port: int) -> None:
    """Refuse a port that another program serves: two zones would answer in turns."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise Conflict("port-taken", port=port) from error


def run_server(host: str, port: int, workers: int = 2, threads: int = 4) -> None:
    """Serve until stopped. Processes share nothing but database, columns and keys."""
    Granian(
        "bihuan.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=threads,
        websockets=False,
        log_level=LogLevels.warning,
        workers_kill_timeout=20,
        respawn_failed_workers=True,
    ).serve()
