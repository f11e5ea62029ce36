"""Run as a program: a zone with hundreds of events to follow, and workers killed at their work.

The workers are forked from here, so that twenty of them need not be loaded twenty times.
"""

from __future__ import annotations

import os
import random
import signal
import sys
import time
from collections.abc import Callable

MANY = len(sys.argv) > 1 and sys.argv[1] == "many"  # ten times as much, by `make soak`
EVENTS = 6000 if MANY else 600
KILLS = 200 if MANY else 20
NOBODY_THERE = "http://127.0.0.1:9/"


def main() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "bihuan.settings"
    import django

    django.setup()
    make_work()
    draw = random.Random(20)
    for number in range(KILLS):
        # once what it appended is seen, once its moved position: nothing may lie between the two
        kill_one(draw.randint(1, 40), log_size if number % 2 else position)


def make_work() -> None:
    """Make a zone, a channel that nobody answers, and one commit of many events."""
    from django.core.management import call_command

    from bihuan.kernel.events.commits import commit
    from bihuan.kernel.ledgers.writes import assign_duty
    from bihuan.kernel.notices.writes import ChannelDef, configure_channel, set_quiet_hours
    from bihuan.kernel.permissions import SYSTEM
    from tests.kernel.conftest import make_zone

    call_command("migrate", verbosity=0)
    zone = make_zone()
    set_quiet_hours("00:00", "00:00", actor=SYSTEM, free_days=False, basis="测试")
    channel = ChannelDef("wecom", "无人应答", secrets={"address": NOBODY_THERE})
    configure_channel("nowhere", channel, actor=SYSTEM)
    cases = [zone.case(f"事项{number}") for number in range(20)]

    def work() -> None:
        for number in range(EVENTS):
            person = ("leader", "writer", "ann")[number // len(cases) % 3]
            assign_duty(cases[number % len(cases)], "lead", actor=SYSTEM, person=person)

    commit(work)


def kill_one(after: int, seen: Callable[[], int]) -> None:
    """Start a worker and kill it once something that grows as it works has grown by so many."""
    from django.db import connections

    from bihuan.cli.worker import worker

    aim = seen() + after
    connections.close_all()
    pid = os.fork()
    if pid == 0:
        worker()
        os._exit(0)
    deadline = time.monotonic() + 60
    while seen() < aim:
        assert os.waitpid(pid, os.WNOHANG) == (0, 0), "the worker ended by itself"
        assert time.monotonic() < deadline, "the worker does nothing"
    os.kill(pid, signal.SIGKILL)
    assert os.waitpid(pid, 0) == (pid, signal.SIGKILL)


def position() -> int:
    from bihuan.kernel.events.models import Reader

    return sum(Reader.objects.filter(name="handlers").values_list("seq", flat=True))


def log_size() -> int:
    from bihuan.kernel.events.reads import position

    return position()


if __name__ == "__main__":
    main()
