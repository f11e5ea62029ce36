"""What people are told of, in which words. `kernel.handlers` says by which event.

Each takes an event and gives the notices that follow from it; who did something himself is not told.
"""

from __future__ import annotations

from bihuan.kernel.events.recorded import Recorded
from bihuan.kernel.ledgers.reads import get_row
from bihuan.kernel.measures.boards import due_on
from bihuan.kernel.measures.reads import find_report
from bihuan.kernel.notices.writes import give_notice
from bihuan.kernel.org.reads import find_person_id
from bihuan.kernel.packs.reads import installed
from bihuan.kernel.permissions import SYSTEM
from bihuan.kernel.problems import Words


def tell_of_duty(event: Recorded) -> None:
    """Tell a person of a duty."""
    person_id = event.body["person"]
    if find_person_id(event.actor) == person_id:
        return
    row = get_row(event.subject_id)
    duty = installed().ledger(row.ledger).definition.duties.get(event.body["duty"])
    title = duty.title if duty else Words("责任人", "holder of a duty")
    words = Words(
        f"您被指定为“{row.title}”（{row.code}）的{title.zh}。",
        f"You are now {title.en} of “{row.title}” ({row.code}).",
    )
    give_notice(person_id, event.subject, event.verb, words, actor=SYSTEM, because=event.seq)


def tell_of_chase(event: Recorded) -> None:
    """Tell who answers for a month that it is still owed."""
    if event.body["person"] is None:
        return
    row, period = get_row(event.subject_id), event.body["period"]
    due = due_on(installed().ledger(row.ledger), period).isoformat()
    words = Words(
        f"“{row.title}”（{row.code}）{period} 的数据还没有报送，截止日期 {due}，请尽快填报。",
        f"{period} of “{row.title}” ({row.code}) is not reported; it is due on {due}.",
    )
    give_notice(
        event.body["person"], event.subject, event.verb, words, actor=SYSTEM, because=event.seq
    )


def tell_of_return(event: Recorded) -> None:
    """Tell the reporter that a month came back."""
    if event.body["to"] != "draft":
        return
    row, period = get_row(event.subject_id), event.body["period"]
    report = find_report(SYSTEM, row.id, period)
    person_id = find_person_id(report.reported_by) if report else None
    if person_id is None:
        return
    note = event.body["note"]
    words = Words(
        f"“{row.title}”（{row.code}）{period} 的数据被退回：{note}",
        f"{period} of “{row.title}” ({row.code}) was returned: {note}",
    )
    give_notice(person_id, event.subject, "report.returned", words, actor=SYSTEM, because=event.seq)
