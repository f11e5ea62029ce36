"""`bihuan worker`: follow-ups of events, and what the clock asks for."""

from __future__ import annotations

import contextlib
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from typing import Annotated

import typer

from bihuan.cli.output import console, say
from bihuan.kernel.events.reads import head
from bihuan.kernel.handlers import tick

PAUSE = 1.0  # seconds between two looks at the log


def worker(
    once: Annotated[bool, typer.Option("--once", help="做完即止 · stop when all is done")] = False,
) -> None:
    """后台工作：事件的后续、发送通知、到点的事 · Follow-ups, deliveries and clock tasks."""
    head()  # refuses an installation that is not made
    if once:
        followed = tick()
        console().print(say(f"处理了 {followed} 个事件", f"Followed {followed} events"))
        return
    stopped = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopped.set())
    while not stopped.is_set():
        tick()
        stopped.wait(PAUSE)


@contextlib.contextmanager
def beside(*arguments: str) -> Iterator[subprocess.Popen[bytes]]:
    """Run another bihuan command beside this process, for as long as the context lasts.

    A process of its own, never a fork: an engine does not survive one.
    """
    command = [sys.executable, "-m", "bihuan.cli.main", *arguments]
    process = subprocess.Popen(command)  # noqa: S603 - our own command
    before = signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        yield process
    finally:
        signal.signal(signal.SIGTERM, before)
        process.terminate()
        process.wait()
