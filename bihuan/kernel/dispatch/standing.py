"""Since when a matter stands unsettled before the meetings of a unit, and how far it has climbed."""

from __future__ import annotations

from dataclasses import dataclass

from bihuan.kernel.dispatch.kinds import LEVELS, level_reached
from bihuan.kernel.dispatch.models import AgendaItem, Meeting
from bihuan.kernel.dispatch.sight import may
from bihuan.kernel.dispatch.tasks import task_ledger
from bihuan.kernel.org.tree import UnitNode, tree
from bihuan.kernel.packs.reads import get_parameter, installed
from bihuan.kernel.periods import clock
from bihuan.kernel.periods.days import parse_day
from bihuan.kernel.permissions import Viewer
from bihuan.kernel.problems import Words


@dataclass(frozen=True, slots=True)
class Standing:
    """A matter that the last weekly meeting left unsettled."""

    since: str
    climbs_to: Words | None  # none while it is the weekly meeting's own
    meeting_id: int | None  # none for who may not open it


def climbs_after(unit: UnitNode) -> list[int]:
    """Return after how many days an unsettled item climbs to each further kind of meeting."""
    ledger = task_ledger()
    if ledger is None:
        return []
    pack = installed().packs[ledger.pack]
    on = clock.today().isoformat()
    after = [get_parameter(pack, key, path=unit.path, on=on) for key in ledger.definition.climbs]
    return [int(days) for days in after if days is not None]


def standing_since(meeting: Meeting) -> dict[str, str]:
    """Return since when each subject stands unsettled before the meetings of a unit.

    The weekly meeting speaks of all: what it did not have, or settled, starts anew. So does what a
    higher meeting has settled since.
    """
    last = last_closed(meeting, "weekly")
    if last is None:
        return {}
    left = AgendaItem.objects.filter(meeting_id=last.id, is_settled=False).exclude(subject="")
    later = Meeting.objects.filter(unit_id=meeting.unit_id, state="closed", on__gte=last.on)
    settled = AgendaItem.objects.filter(meeting_id__in=later.values("id"), is_settled=True)
    ended = dict(settled.order_by("seq").values_list("subject", "seq"))
    return {
        subject: first_on
        for subject, first_on, seq in left.values_list("subject", "first_on", "seq")
        if ended.get(subject, 0) < seq
    }


def find_standing(viewer: Viewer, subject: str) -> Standing | None:
    """Return how far a matter has climbed that is still open, or None when no meeting left it unsettled.

    The caller knows that it is open, and that the viewer may see it.
    """
    weekly = Meeting.objects.filter(kind="weekly", state="closed")
    spoken = AgendaItem.objects.filter(subject=subject, meeting_id__in=weekly.values("id"))
    newest = weekly.filter(id__in=spoken.values("meeting_id")).order_by("-on", "-id").first()
    if newest is None:
        return None
    today = Meeting(unit_id=newest.unit_id, on=clock.today().isoformat())
    since = standing_since(today).get(subject)
    unit = tree().nodes.get(newest.unit_id)
    if since is None or unit is None:
        return None
    level = level_reached(parse_day(since), clock.today(), climbs_after(unit))
    seen = may(viewer, "meeting.read", newest)
    return Standing(since, LEVELS[level] if level else None, newest.id if seen else None)


def last_closed(meeting: Meeting, kind: str) -> Meeting | None:
    """Return the newest closed meeting of a kind and this meeting's unit, before this one."""
    held = Meeting.objects.filter(
        unit_id=meeting.unit_id, kind=kind, state="closed", on__lte=meeting.on
    )
    return held.exclude(id=meeting.id).order_by("-on", "-id").first()
