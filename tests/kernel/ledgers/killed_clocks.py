"""Run as a program: a zone whose posts owe a month of daily rounds, and workers killed as they add them."""

from __future__ import annotations

import datetime
import os
import random

POSTS, DAYS, KILLS = 10, 20, 4


def main() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "bihuan.settings"
    import django

    django.setup()
    make_posts()
    from tests.kernel.notices.killed_workers import kill_one, log_size

    draw = random.Random(5)
    for _ in range(KILLS):
        kill_one(draw.randint(1, 20), log_size)


def make_posts() -> None:
    from django.core.management import call_command

    from bihuan.kernel.ledgers.writes import add_record
    from bihuan.kernel.packs.writes import install_pack
    from bihuan.kernel.periods import clock
    from bihuan.kernel.permissions import SYSTEM
    from tests.kernel.conftest import make_zone
    from tests.kernel.ledgers.recurring_pack import recurring_pack

    call_command("migrate", verbosity=0)
    begin = clock.today() - datetime.timedelta(days=DAYS - 1)
    with clock.travel(begin):
        make_zone()
        install_pack(recurring_pack(every="day"), actor=SYSTEM)
        for number in range(POSTS):
            values = {"name": f"岗位{number}", "level": "street"}
            duties = {"chief": ["leader"]}
            add_record("tiny.post", values, actor=SYSTEM, unit="S1", duties=duties)


if __name__ == "__main__":
    main()
