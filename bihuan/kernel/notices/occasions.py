"""What people are told of, in which words. `kernel.handlers` says by which event.

Each takes an event and gives the notices that follow from it; who did something himself is not told.
"""

from __future__ import annotations

from bihuan.kernel.events.recorded import Recorded
from bihuan.kernel.ledgers.models import Record
from bihuan.kernel.ledgers.reads import get_row
from bihuan.kernel.measures.boards import due_on
from bihuan.kernel.measures.reads import find_report
from bihuan.kernel.notices.writes import give_notice
from bihuan.kernel.org.reads import find_person_id
from bihuan.kernel.packs.reads import installed
from bihuan.kernel.permissions import SYSTEM
from bihuan.kernel.problems import Words
from bihuan.kernel.workflow.inbox import people_addressed
from bihuan.kernel.workflow.reads import list_deciders, rules_of, what_is_asked, what_was_asked


def tell_of_duty(event: Recorded) -> None:
    """Tell a person of a duty."""
    _tell_of_duty(event, get_row(event.subject_id), event.body["duty"], event.body["person"])


def tell_of_first_duties(event: Recorded) -> None:
    """Tell people of the duties that a new record gives them."""
    if not event.body.get("duties"):
        return
    row = get_row(event.seq)
    for duty, people in event.body["duties"].items():
        for person_id in people:
            _tell_of_duty(event, row, duty, person_id)


def _tell_of_duty(event: Recorded, row: Record, kind: str, person_id: int) -> None:
    if find_person_id(event.actor) == person_id:
        return
    duty = installed().ledger(row.ledger).definition.duties.get(kind)
    title = duty.title if duty else Words("责任人", "holder of a duty")
    words = Words(
        f"您被指定为“{row.title}”（{row.code}）的{title.zh}。",
        f"You are now {title.en} of “{row.title}” ({row.code}).",
    )
    give_notice(
        person_id, f"record:{row.id}", "duty.assigned", words, actor=SYSTEM, because=event.seq
    )


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


def tell_of_slip(event: Recorded) -> None:
    """Tell the owners whom a supervision slip names; who stands above them gets a digest."""
    row = get_row(event.subject_id)
    deadline = rules_of(row).workflow.clocks[event.body["deadline"]].title
    due = event.body["due"]
    words = Words(
        f"督办单：“{row.title}”（{row.code}）的{deadline.zh}是 {due}，请办理并答复。",
        f"Supervision slip: {deadline.en} of “{row.title}” ({row.code}) is {due}. Act and answer.",
    )
    owners = set(people_addressed(row, (row.owes,)))
    for person_id in event.body["people"]:
        if person_id in owners:
            give_notice(
                person_id, event.subject, event.verb, words, actor=SYSTEM, because=event.seq
            )


def tell_of_request(event: Recorded) -> None:
    """Tell those who may agree to what somebody asked."""
    row, asked = get_row(event.subject_id), what_was_asked(event.seq)
    words = Words(
        f"请审批：“{row.title}”（{row.code}）{what_is_asked(asked, 'zh')}。",
        f"To decide: “{row.title}” ({row.code}), {what_is_asked(asked, 'en')}.",
    )
    for person_id in list_deciders(asked, row):
        give_notice(person_id, event.subject, event.verb, words, actor=SYSTEM, because=event.seq)


def tell_of_decision(event: Recorded) -> None:
    """Tell who asked what came of it."""
    row, asked = get_row(event.subject_id), what_was_asked(event.body["approval"])
    person_id = find_person_id(asked.asked_by)
    if person_id is None:
        return
    result = {
        "approval.granted": Words("已同意", "granted"),
        "approval.refused": Words("未同意", "refused"),
        "approval.lapsed": Words("已失效", "lapsed"),
    }[event.verb]
    note = event.body.get("note", "")
    words = Words(
        f"“{row.title}”（{row.code}）{what_is_asked(asked, 'zh')}：{result.zh}。{note}",
        f"“{row.title}” ({row.code}), {what_is_asked(asked, 'en')}: {result.en}. {note}",
    )
    give_notice(
        person_id, event.subject, "approval.decided", words, actor=SYSTEM, because=event.seq
    )
