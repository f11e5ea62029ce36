"""The minutes of a meeting as a document: the same parts for paper and for DOCX."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bihuan.documents.official import Line, Official, Span
from bihuan.kernel.definitions.labels import measured_in
from bihuan.kernel.dispatch.items import Agenda, Correction, Item, MeetingRow
from bihuan.kernel.dispatch.kinds import KINDS
from bihuan.kernel.dispatch.tasks import TaskRow, told
from bihuan.kernel.org.tree import UnitNode
from bihuan.web.shared.language import language, said


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A line of the document: a heading or a text."""

    text: str
    is_heading: bool = False


@dataclass(frozen=True, slots=True)
class Minutes:
    """What the document says, in the reader's language."""

    title: str
    number: str
    facts: tuple[tuple[str, str], ...]
    body: tuple[Paragraph, ...]
    signature: str
    date: str
    is_signed: bool


def compose(meeting: MeetingRow, agenda: Agenda, corrections: Sequence[Correction] = ()) -> Minutes:
    """Return a meeting's minutes: what was written, what became of the last decisions, what was decided."""
    body: list[Paragraph] = [
        Paragraph(line.strip()) for line in meeting.minutes.splitlines() if line.strip()
    ]
    body += _followed(meeting, agenda)
    spoken = [item for item in agenda.items if item.outcome or item.tasks]
    if spoken:
        body.append(Paragraph(said("议定事项", "What was decided"), True))
    for number, item in enumerate(spoken, 1):
        body += _item(number, item, meeting.unit)
    if corrections:
        body.append(Paragraph(said("更正记录", "Corrections"), True))
        body += [
            Paragraph(
                said(
                    f"{number}. {long_date(each.on)}，{each.by}：{each.reason}",
                    f"{number}. {each.on}, {each.by}: {each.reason}",
                )
            )
            for number, each in enumerate(corrections, 1)
        ]
    if agenda.is_part:
        body.append(Paragraph(_left_out(agenda)))
    kind = getattr(KINDS[meeting.kind], language())
    signed = meeting.signed_by or said("（未签发）", "(not signed)")
    return Minutes(
        said(f"{meeting.unit.title.zh}{kind}纪要", f"Minutes, {kind}, {meeting.unit.title.en}"),
        said(
            f"〔{meeting.on[:4]}〕第 {meeting.number} 次",
            f"No. {meeting.number} of {meeting.on[:4]}",
        ),
        tuple(_facts(meeting)),
        tuple(body),
        said(f"签发：{signed}", f"Signed: {signed}"),
        long_date(meeting.signed_on or meeting.on),
        bool(meeting.signed_by),
    )


def _left_out(agenda: Agenda) -> str:
    return said(
        f"（摘录：另有 {agenda.hidden_items} 项议题、{agenda.hidden_decisions} 项议定事项不在查阅范围内，未列出。）",
        f"(Extract: {agenda.hidden_items} other items and {agenda.hidden_decisions} other decisions lie "
        "outside the reader's scope and are not shown.)",
    )


def official(minutes: Minutes) -> Official:
    """Return minutes as the document that is printed: their red head is their title."""
    return Official(
        issuer=minutes.title,
        title="",
        number=minutes.number,
        body=tuple(
            Line("heading" if line.is_heading else "paragraph", (Span(line.text),))
            for line in minutes.body
        ),
        facts=minutes.facts,
        closing=(minutes.signature, minutes.date),
    )


def _facts(meeting: MeetingRow) -> list[tuple[str, str]]:
    facts = [
        (said("时间", "Time"), f"{long_date(meeting.on)} {meeting.time}".strip()),
        (said("地点", "Place"), meeting.place),
        (said("主持", "Chair"), meeting.chair),
        (said("出席", "Present"), said("、", ", ").join(meeting.people)),
        (said("列席", "Also present"), meeting.also),
        (said("记录", "Written by"), meeting.minutes_by),
    ]
    return [(name, text) for name, text in facts if text]


def _followed(meeting: MeetingRow, agenda: Agenda) -> list[Paragraph]:
    """Return how the last decisions stood at the close, or stand until then."""
    kept = agenda.kept if meeting.state == "closed" else told(agenda.followed)
    if not kept:
        return []
    lines = [Paragraph(said("上次议定事项落实情况", "What became of the last decisions"), True)]
    for number, task in enumerate(kept, 1):
        unit, state = task["unit"][language()], task["state"][language()]
        late = said("，已逾期", ", late") if task["late"] else ""
        text = said(
            f"{number}. {task['matter']}（{unit}，{task['code']}）：{state}{late}。",
            f"{number}. {task['matter']} ({unit}, {task['code']}): {state}{late}.",
        )
        lines.append(Paragraph(text))
    return lines


def _item(number: int, item: Item, of: UnitNode) -> list[Paragraph]:
    """Return what was said and decided on an item; a figure of another unit says whose it is."""
    title = getattr(item.title, language())
    if item.source == "figure" and item.unit is not None and item.unit.id != of.id:
        owner = _named(item.unit)
        title = said(f"{owner}{title}", f"{title}, {owner}")
    shown = item.facts.get("display")
    measure = getattr(measured_in(item.facts.get("measured_in", "")), language())
    value = said(f"{shown}{measure}", f"{shown} {measure}").strip()
    figure = said(f"（{value}）", f" ({value})") if shown else ""
    lines = [Paragraph(f"{number}. {title}{figure}{said('。', '. ')}{item.outcome}".strip())]
    return lines + [
        Paragraph(said(f"（{n}）", f"({n}) ") + _task(task)) for n, task in enumerate(item.tasks, 1)
    ]


def _task(task: TaskRow) -> str:
    """Return a decision in the meeting's own words, whatever became of its task."""
    decided, lead = task.decided, _named(task.decided.lead)
    others = said("、", ", ").join(_named(unit) for unit in task.co_units)
    with_ = said(f"，{others}配合", f", with {others}") if others else ""
    return said(
        f"{decided.matter}（{lead}牵头{with_}，{long_date(decided.due)}前完成，{task.code}）。",
        f"{decided.matter} ({lead}{with_}, by {decided.due}, {task.code}).",
    )


def _named(unit: UnitNode) -> str:
    return str(getattr(unit.title, language()))


def long_date(day: str) -> str:
    """Return a day as documents print it."""
    year, month, of_month = (int(part) for part in day.split("-"))
    return said(f"{year}年{month}月{of_month}日", day)
