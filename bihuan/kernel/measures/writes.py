"""Report a month, move it towards locked, chase, set targets."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from bihuan.kernel.definitions.field_types import parse_number
from bihuan.kernel.events.writes import append, commit
from bihuan.kernel.ledgers.models import Duty, Record
from bihuan.kernel.ledgers.reads import get_row, may, path_of, require_on
from bihuan.kernel.measures import apply
from bihuan.kernel.measures.elements import compare, known_numbers
from bihuan.kernel.measures.models import MeasureValue, Reminder, Report, Target
from bihuan.kernel.measures.monthly_checks import check_report, derived_numbers
from bihuan.kernel.measures.months import parse_month, parse_period, reportable_month
from bihuan.kernel.measures.steps import STATUSES, STEPS, acts_to, is_back
from bihuan.kernel.org.reads import holders_of
from bihuan.kernel.org.tree import tree
from bihuan.kernel.packs.reads import installed
from bihuan.kernel.periods import clock
from bihuan.kernel.periods.period import Period
from bihuan.kernel.permissions import Viewer, require
from bihuan.kernel.problems import Conflict, Forbidden, Invalid, NotFound


def report_month(
    record_id: int,
    period: str,
    values: Mapping[str, object],
    *,
    actor: Viewer,
    seen: int = 0,
    submit: bool = True,
    note: str | None = None,
    notes: Mapping[str, object] | None = None,
    reason: str = "",
) -> int:
    """Report a record's month, or correct one with a reason. Appends `measure.reported`.

    `values` are the month's numbers as a whole: a measure that is not among them has none. So are
    `notes` (texts and files) and the `note` that explains the numbers; None keeps what stands.
    `seen` is the seq of the report looked at (0: none): `Conflict` when it moved since. A month once
    submitted changes only with a `reason`: it is submitted and checked anew, and figures of older
    log positions keep what they knew. A locked one must be unlocked first. Numbers must pass the
    pack's checks; a draft need not. Returns the event's seq.
    """

    def work() -> int:
        row = _open_row(record_id)
        require_on(actor, "measure.report", row)
        ledger = installed().ledger(row.ledger)
        month = reportable_month(row, period)
        held = Report.objects.filter(record_id=record_id, period=period).first()
        _check_report_seen(held, seen)
        is_correction = held is not None and held.status != "draft"
        if is_correction:
            _check_correctable(held, row, reason, submit=submit)
        numbers, texts = parse_month(ledger, values, notes, partial=not submit)
        if texts is None:
            texts = json.loads(held.notes) if held is not None else {}
        said = note if note is not None else (held.note if held is not None else "")
        if submit:
            numbers |= derived_numbers(ledger, row, month, numbers)
            check_report(ledger, row, month, numbers, note=said)
            compared = compare(ledger, numbers, known_numbers(actor, row, period), said)
        body = {
            "ledger": row.ledger,
            "unit": row.unit_id,
            "period": period,
            "values": {**_blanks(held), **numbers},
            "status": "submitted" if submit else "draft",
            "note": said.strip(),
        }
        if submit and compared:
            body["elements"] = compared
        if texts:
            body["notes"] = texts
        if is_correction:
            body["reason"] = reason
        event = append(
            "measure.reported", f"record:{record_id}", body, actor=actor.code,
            on=month.last_day.isoformat(),
        )  # fmt: skip
        apply.measure_reported(event)
        return event.seq

    return commit(work)


def _open_row(record_id: int) -> Record:
    row = get_row(record_id)
    if row.is_void:
        raise Invalid("record-void", code=row.code)
    return row


def _check_correctable(held: Report | None, row: Record, reason: str, *, submit: bool) -> None:
    """Refuse to change a submitted month without a reason, as a draft, or while it is locked."""
    if held is None:
        return
    if held.status == "locked":
        raise Invalid("report-locked", period=held.period, code=row.code)
    if not submit:
        raise Conflict("report-submitted", period=held.period, code=row.code)
    if not reason.strip():
        raise Invalid("correction-reason", period=held.period, code=row.code)


def _blanks(held: Report | None) -> dict[str, None]:
    """Return null for every number that a month has now, so that one not sent again goes."""
    if held is None:
        return {}
    standing = MeasureValue.objects.filter(
        record_id=held.record_id, period=held.period, value__isnull=False
    )
    return dict.fromkeys(standing.values_list("measure", flat=True))


def move_report(
    record_id: int, period: str, to: str, *, actor: Viewer, seen: int, note: str = ""
) -> int:
    """Check, approve, lock, return or unlock a month. Appends `report.moved`.

    Three different people report, check and approve. A step back needs a note.
    """
    if to not in STATUSES:
        raise Invalid("status-unknown", status=to)

    def work() -> int:
        row = _open_row(record_id)
        held = Report.objects.filter(record_id=record_id, period=period).first()
        if held is None:
            require_on(actor, "record.read", row)
            raise NotFound("report-unknown", period=period, code=row.code)
        acts = STEPS.get((held.status, to)) or acts_to(to) or ("measure.report",)
        if not any(may(actor, act, row) for act in acts):
            require_on(actor, acts[0], row)
        _check_report_seen(held, seen)
        if (held.status, to) not in STEPS:
            raise Invalid("report-status", status=held.status, to=to)
        if to == "checked" and held.reported_by == actor.code:
            raise Forbidden("four-eyes-check")
        if to == "approved" and actor.code == held.checked_by:
            raise Forbidden("four-eyes-approve")
        if to == "approved" and not is_back(held.status, to) and actor.code == held.reported_by:
            raise Forbidden("four-eyes-report")
        if is_back(held.status, to) and not note.strip():
            raise Invalid("reason-missing")
        body = {"period": period, "from": held.status, "to": to, "note": note}
        event = append("report.moved", f"record:{record_id}", body, actor=actor.code)
        apply.report_moved(event)
        return event.seq

    return commit(work)


def chase_reports(record_ids: Sequence[int], period: str, *, actor: Viewer) -> int:
    """Remind those who answer for months that are not reported. Appends `report.chased` for each.

    All in one commit. Months reported meanwhile are left out; one alone that is, is refused.
    Returns how many were reminded; nobody is reminded twice of one month on one day.
    """
    parse_period(period)

    def work() -> int:
        count = 0
        for record_id in record_ids:
            row = _open_row(record_id)
            require_on(actor, "measure.chase", row)
            held = Report.objects.filter(record_id=record_id, period=period).first()
            if held is None or held.status == "draft":
                count += _remind(record_id, period, actor)
            elif len(record_ids) == 1:
                raise Invalid("report-submitted", period=period, code=row.code)
        return count

    return commit(work)


def _remind(record_id: int, period: str, actor: Viewer) -> int:
    today = clock.now().strftime("%Y-%m-%d")
    reminded = set(
        Reminder.objects.filter(
            record_id=record_id, period=period, at__startswith=today
        ).values_list("person_id", flat=True)
    )
    people = [
        *Duty.objects.filter(record_id=record_id, to_on="").values_list("person_id", flat=True),
        *holders_of("reporter", path_of(get_row(record_id))),
    ]
    waiting = [person for person in dict.fromkeys(people) or (None,) if person not in reminded]
    for person_id in waiting:
        body = {"period": period, "person": person_id}
        apply.report_chased(append("report.chased", f"record:{record_id}", body, actor=actor.code))
    return len(waiting)


def set_target(
    indicator: str, value: str, *, actor: Viewer, unit: str, period: str, basis: str
) -> Target:
    """Say what an indicator should reach for a unit in a period. Appends `target.set`."""
    place = tree().get_by_code(unit)
    require(actor, "target.set", path=place.path)
    pack, name, _ = installed().find_indicator(indicator)
    Period.parse(period)
    number = parse_number(value)
    if not basis.strip():
        raise Invalid("basis-missing")

    def work() -> Target:
        body = {
            "indicator": f"{pack.name}.{name}",
            "unit": place.id,
            "period": period,
            "value": str(number),
            "basis": basis,
        }
        return apply.target_set(append("target.set", f"unit:{place.id}", body, actor=actor.code))

    return commit(work)


def _check_report_seen(held: Report | None, seen: int) -> None:
    if (held.seq if held is not None else 0) != seen:
        raise Conflict("report-changed-meanwhile")
