"""Whom a bulletin's step tells of what waits now. `kernel.handlers` says by which event."""

from __future__ import annotations

import json

from bihuan.kernel.bulletins.kinds import NEXT_STEPS, STEP_TITLES
from bihuan.kernel.bulletins.reads import get_row, plain_title, who_may
from bihuan.kernel.events.recorded import Recorded
from bihuan.kernel.notices.writes import give_notice
from bihuan.kernel.org.reads import find_person_id
from bihuan.kernel.org.tree import tree
from bihuan.kernel.permissions import SYSTEM
from bihuan.kernel.problems import Words


def tell_of_waiting(event: Recorded) -> None:
    """Tell those who may take the next step of a bulletin, unless it has gone on meanwhile."""
    row = get_row(event.subject_id)
    if row.seq != event.seq:
        return
    step = NEXT_STEPS[row.state]
    title = STEP_TITLES[step]
    heading, unit = plain_title(row), tree().get(row.unit_id).title
    words = Words(f"{title.zh}：{unit.zh}“{heading}”。", f"{title.en}: “{heading}” of {unit.en}.")
    for person_id in who_may(row, step, but=event.actor):
        give_notice(
            person_id, event.subject, "bulletin.waiting", words, actor=SYSTEM, because=event.seq
        )


def tell_of_bulletin_returned(event: Recorded) -> None:
    """Tell the writers that a bulletin came back, and why."""
    row, reason = get_row(event.subject_id), event.body["reason"]
    heading = plain_title(row)
    words = Words(f"“{heading}”被退回：{reason}", f"“{heading}” was returned: {reason}")
    for code in json.loads(row.writers):
        person_id = find_person_id(code)
        if person_id is not None and code != event.actor:
            give_notice(
                person_id, event.subject, event.verb, words, actor=SYSTEM, because=event.seq
            )
