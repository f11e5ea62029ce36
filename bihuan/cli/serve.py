"""`bihuan serve`: the web, by gunicorn."""

from __future__ import annotations

from typing import Annotated, Any

import typer
from gunicorn.app.base import BaseApplication

from bihuan.kernel.events.reads import head

DEFAULT_PORT = 8000


class _Server(BaseApplication):
    def __init__(self, options: dict[str, Any]) -> None:
        self.options = options
        super().__init__()

    def load_config(self) -> None:
        for name, value in self.options.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        from bihuan.wsgi import application

        return application


def serve(
    host: Annotated[str, typer.Option("--host")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port")] = DEFAULT_PORT,
    workers: Annotated[int, typer.Option("--workers", help="进程数 · processes")] = 2,
    threads: Annotated[int, typer.Option("--threads", help="每进程线程数 · threads each")] = 8,
) -> None:
    """启动网页服务 · Serve the web."""
    head()  # refuses an installation that is not made
    run_server(host, port, workers, threads)


def run_server(host: str, port: int, workers: int = 2, threads: int = 8) -> None:
    """Serve until stopped. Processes share nothing but database, columns and keys."""
    from django.db import connections

    connections.close_all()
    _Server(
        {
            "bind": f"{host}:{port}",
            "workers": workers,
            "threads": threads,
            "worker_class": "gthread",
            "worker_tmp_dir": "/dev/shm",  # noqa: S108 - gunicorn's heartbeat, no content
            "timeout": 60,
            "graceful_timeout": 20,
            "keepalive": 15,
            "errorlog": "-",
            "loglevel": "warning",
        }
    ).run()
