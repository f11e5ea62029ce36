"""Questions about meetings, their agendas, and what became of what they decided."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise

from bihuan.kernel.definitions.language import Label
from bihuan.kernel.dispatch.agenda import MOST, collect, figures_around, find_coming
from bihuan.kernel.dispatch.items import Agenda, Correction, Item, MeetingRow, Upcoming
from bihuan.kernel.dispatch.kinds import level_reached
from bihuan.kernel.dispatch.models import AgendaItem, Decision, Meeting, MeetingPerson
from bihuan.kernel.dispatch.sight import may, may_read_drafts, through_eyes_of
from bihuan.kernel.dispatch.standing import climbs_after, last_closed, standing_since
from bihuan.kernel.dispatch.tasks import TaskRow, figures_now, tasks_of
from bihuan.kernel.events.reads import list_events_of
from bihuan.kernel.indicators.figures import Figure
from bihuan.kernel.org.reads import names_by_code, names_of
from bihuan.kernel.org.tree import UnitNode, tree
from bihuan.kernel.periods import clock
from bihuan.kernel.periods.days import parse_day
from bihuan.kernel.permissions import ACTS, SYSTEM, Viewer, scope_of
from bihuan.kernel.problems import Forbidden, NotFound


def get_row(meeting_id: int) -> Meeting:
    """Return the table row for a write to check. Raises NotFound."""
    found = Meeting.objects.filter(id=meeting_id).first()
    if found is None:
        raise NotFound("meeting-unknown")
    return found


def require_on(viewer: Viewer, act: str, meeting: Meeting) -> None:
    """Raise NotFound for a meeting that the viewer may not see, Forbidden for another act."""
    if not may(viewer, "meeting.read", meeting):
        raise NotFound("meeting-unknown")
    if not may(viewer, act, meeting):
        raise Forbidden("not-allowed", act=ACTS[act])


def is_asked_to_any(viewer: Viewer) -> bool:
    """Whether somebody is asked to a meeting at all, whatever that person's roles."""
    asked = MeetingPerson.objects.filter(person_id=viewer.person_id)
    return bool(viewer.person_id) and asked.exists()


def get_meeting(viewer: Viewer, meeting_id: int) -> MeetingRow:
    """Return a meeting. Raises NotFound also for one that the viewer may not see."""
    row = get_row(meeting_id)
    require_on(viewer, "meeting.read", row)
    shown = _rows([row])[0]
    return shown if row.signed_by or may_read_drafts(viewer, row) else replace(shown, minutes="")


def list_corrections(viewer: Viewer, meeting_id: int) -> list[Correction]:
    """Return what was corrected in a closed meeting's minutes, oldest first, for who reads them."""
    if not get_meeting(viewer, meeting_id).minutes:
        return []
    events = list_events_of(f"meeting:{meeting_id}")
    texts = [e for e in events if e.verb in ("minutes.drafted", "minutes.corrected")]
    names = names_by_code({event.actor for event in texts})
    return [
        Correction(event.on, names.get(event.actor, event.actor), event.body["reason"], before.body["text"])
        for before, event in pairwise(texts)
        if event.verb == "minutes.corrected"
    ]  # fmt: skip


def may_manage(viewer: Viewer, meeting_id: int) -> bool:
    return may(viewer, "meeting.manage", get_row(meeting_id))


def list_meetings(viewer: Viewer, *, limit: int = 100) -> list[MeetingRow]:
    """Return the meetings that the viewer may see, the newest first."""
    scope = scope_of(viewer, "meeting.read")
    rows = Meeting.objects.order_by("-on", "-id")
    if not scope.everywhere:
        reached = [node.id for node in tree() if scope.covers(node.path)]
        asked = MeetingPerson.objects.filter(person_id=viewer.person_id).values("meeting_id")
        own = rows.filter(id__in=asked) if viewer.person_id else rows.none()
        rows = rows.filter(unit_id__in=reached) | own
    return _rows(list(rows[:limit]))


def _rows(meetings: Sequence[Meeting]) -> list[MeetingRow]:
    asked: dict[int, list[int]] = {}
    for held in MeetingPerson.objects.filter(meeting_id__in=[m.id for m in meetings]):
        asked.setdefault(held.meeting_id, []).append(held.person_id)
    ids = {person for people in asked.values() for person in people}
    names = names_of(ids | {meeting.chair_id for meeting in meetings})
    signers = names_by_code({m.minutes_by for m in meetings} | {m.signed_by for m in meetings})
    units = tree()
    return [
        MeetingRow(
            meeting.id, units.get(meeting.unit_id), meeting.kind, meeting.number, meeting.on,
            meeting.time, meeting.place, meeting.state, names[meeting.chair_id],
            tuple(
                names[person]
                for person in sorted(asked.get(meeting.id, []), key=lambda p: p != meeting.chair_id)
            ),
            meeting.also, meeting.minutes, signers.get(meeting.minutes_by, meeting.minutes_by),
            signers.get(meeting.signed_by, meeting.signed_by), meeting.signed_on,
        )
        for meeting in meetings
    ]  # fmt: skip


def get_agenda(viewer: Viewer, meeting_id: int) -> Agenda:
    """Return what the viewer may see of a meeting's agenda: filling itself until it begins, fixed from then on."""
    meeting = get_row(meeting_id)
    require_on(viewer, "meeting.read", meeting)
    return through_eyes_of(viewer, meeting, whole_agenda(meeting))


def whole_agenda(meeting: Meeting) -> Agenda:
    """Return a meeting's agenda as it stands, whoever asks: for the meeting's own writes."""
    last = last_closed(meeting, meeting.kind)
    decided = list(Decision.objects.filter(meeting_id=last.id).order_by("id")) if last else []
    unit = tree().get(meeting.unit_id)
    around = figures_around(unit) if meeting.state == "planned" else []
    followed = tasks_of(SYSTEM, decided, figures_now(SYSTEM, decided, around))
    climbs = climbs_after(unit)
    kept = list(AgendaItem.objects.filter(meeting_id=meeting.id).order_by("number"))
    made = tasks_of(SYSTEM, Decision.objects.filter(meeting_id=meeting.id).order_by("id"))
    day = meeting.on if meeting.state == "closed" else clock.today().isoformat()
    items = [
        _kept(item, day, climbs, [t for t in made if t.number == item.number]) for item in kept
    ]
    more: dict[str, bool] = {}
    if meeting.state == "planned":
        without = {f"record:{task.id}" for task in followed} | {item.subject for item in kept}
        fresh, more = _fresh(meeting, unit, climbs, around, without)
        items = [*fresh, *items]
    shown = _rows([last])[0] if last else None
    told = json.loads(meeting.followed or "[]")
    return Agenda(shown, tuple(followed), tuple(told), tuple(items), more)


def find_upcoming(viewer: Viewer, figure: Figure) -> Upcoming | None:
    """Return the next meeting with a figure on its agenda, else the next that the viewer may bring it before."""
    held = Meeting.objects.filter(unit_id__in=figure.unit.ancestors)
    planned = held.filter(state="planned", on__gte=clock.today().isoformat())
    offered: Upcoming | None = None
    rows = [*held.filter(state="open"), *planned.order_by("on", "id")]
    for meeting in rows:
        if not may(viewer, "meeting.read", meeting):
            continue
        anchor = _anchor(meeting, figure)
        manages = may(viewer, "meeting.manage", meeting)
        if anchor:
            return Upcoming(_rows([meeting])[0], anchor, manages)
        if offered is None and (meeting.state == "planned" or manages):
            offered = Upcoming(_rows([meeting])[0], "", manages)
    return offered


def _anchor(meeting: Meeting, figure: Figure) -> str:
    """Return where a figure stands on a meeting's page, nothing when it is not on the agenda."""
    for item in AgendaItem.objects.filter(meeting_id=meeting.id, source="figure"):
        facts = json.loads(item.facts)
        units = {facts["unit"], *(part["unit"] for part in facts["parts"])}
        if facts["indicator"] == figure.key and figure.unit.id in units:
            return f"item-{item.number}"
    if meeting.state == "planned":
        found = find_coming(meeting, tree().get(meeting.unit_id), figure)
        return found.subject if found else ""
    return ""


def _fresh(
    meeting: Meeting,
    unit: UnitNode,
    climbs: Sequence[int],
    around: Sequence[Figure],
    without: Iterable[str],
) -> tuple[list[Item], dict[str, bool]]:
    """Return what stands on an agenda by itself right now, and which sources have more."""
    since = standing_since(meeting)
    today = clock.today()
    left_out = set(without)
    items: list[Item] = []
    counts: dict[str, int] = {}
    for found in collect(meeting, unit, around):
        if found.subject in left_out:
            continue
        counts[found.source] = counts.get(found.source, 0) + 1
        if found.source != "figure" and counts[found.source] > MOST:
            continue
        first = since.get(found.subject, today.isoformat())
        level = level_reached(parse_day(first), today, climbs)
        items.append(
            Item(
                0, found.source, found.subject, found.title, found.facts,
                tree().nodes.get(int(found.facts["unit"])), first, level,
            )
        )  # fmt: skip
    more = {source: count > MOST for source, count in counts.items() if source != "figure"}
    return items, more


def _kept(item: AgendaItem, day: str, climbs: Sequence[int], tasks: Sequence[TaskRow]) -> Item:
    facts = json.loads(item.facts)
    unit = tree().nodes.get(int(facts["unit"])) if facts.get("unit") else None
    level = level_reached(parse_day(item.first_on), parse_day(day), climbs)
    return Item(
        item.number, item.source, item.subject, Label(zh=item.title_zh, en=item.title_en), facts,
        unit, item.first_on, level, item.outcome, item.is_settled, tuple(tasks),
    )  # fmt: skip


def find_cause(viewer: Viewer, task_id: int) -> tuple[MeetingRow | None, TaskRow] | None:
    """Return where a task comes from and the figure before and now, or None for other records.

    The meeting is None for somebody who may not see it.
    """
    decision = Decision.objects.filter(task_id=task_id).first()
    if decision is None:
        return None
    (task,) = tasks_of(viewer, [decision], figures_now(viewer, [decision], ())) or (None,)
    if task is None:
        return None
    meeting = get_row(decision.meeting_id)
    seen = may(viewer, "meeting.read", meeting)
    return (_rows([meeting])[0] if seen else None), task
