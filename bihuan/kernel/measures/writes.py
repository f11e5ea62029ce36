"""Report a month, move it towards locked, chase, set targets."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from bihuan.kernel.definitions.field_types import parse_measure
from bihuan.kernel.definitions.language import LedgerUnit
from bihuan.kernel.events.writes import append, commit
from bihuan.kernel.ledgers.models import Duty
from bihuan.kernel.ledgers.reads import get_row, require_on
from bihuan.kernel.measures import apply
from bihuan.kernel.measures.models import Reminder, Report, Target
from bihuan.kernel.measures.monthly_checks import check_report
from bihuan.kernel.org.tree import tree
from bihuan.kernel.packs.reads import installed
from bihuan.kernel.periods import clock
from bihuan.kernel.periods.period import Period
from bihuan.kernel.permissions import Viewer, require
from bihuan.kernel.problems import Conflict, Forbidden, Invalid, InvalidMany, NotFound, Problem

STATUSES = ("draft", "submitted", "checked", "approved", "locked")
# status a report is moved to: (statuses it may come from, act that is needed)
MOVES = {
    "checked": (("submitted",), "measure.check"),
    "approved": (("checked",), "measure.approve"),
    "locked": (("approved",), "measure.lock"),
    "draft": (("submitted", "checked"), "measure.check"),  # returned to the reporter
}


def report_month(
    record_id: int,
    period: str,
    values: Mapping[str, object],
    *,
    actor: Viewer,
    seen: int = 0,
    submit: bool = True,
    note: str = "",
) -> int:
    """Report a record's numbers of a month; returns the event's seq. Appends `measure.reported`.

    `seen` is the seq of the report looked at (0: none): `Conflict` when it moved since. A submitted
    or later month is corrected by `correct_month`. Numbers must pass the pack's report checks;
    a draft need not.
    """
    row = get_row(record_id)
    require_on(actor, "measure.report", row)
    ledger = installed().ledger(row.ledger)
    month = _month(period)
    parsed = parse_month(ledger, values, partial=not submit)
    if submit:
        check_report(ledger, row, month, parsed)

    def work() -> int:
        held = Report.objects.filter(record_id=record_id, period=period).first()
        _check_report_seen(held, seen)
        if held is not None and held.status != "draft":
            raise Conflict("report-submitted", period=period, code=row.code)
        body = {
            "ledger": row.ledger,
            "unit": row.unit_id,
            "period": period,
            "values": parsed,
            "status": "submitted" if submit else "draft",
            "note": note,
        }
        event = append(
            "measure.reported", f"record:{record_id}", body, actor=actor.code, on=_day(month)
        )
        apply.measure_reported(event)
        return event.seq

    return commit(work)


def correct_month(
    record_id: int,
    period: str,
    values: Mapping[str, object],
    *,
    actor: Viewer,
    seen: int,
    reason: str,
) -> int:
    """Correct numbers that were submitted, also of a locked month. Appends `measure.reported`.

    The month goes back to submitted and is checked anew; figures of older log positions keep what
    they knew.
    """
    row = get_row(record_id)
    require_on(actor, "measure.report", row)
    if not reason.strip():
        raise Invalid("reason-missing")
    ledger = installed().ledger(row.ledger)
    month = _month(period)
    parsed = parse_month(ledger, values, partial=False)
    check_report(ledger, row, month, parsed)

    def work() -> int:
        held = Report.objects.filter(record_id=record_id, period=period).first()
        _check_report_seen(held, seen)
        if held is None:
            raise NotFound("report-unknown", period=period, code=row.code)
        if held.status == "locked":
            require_on(actor, "measure.lock", row)
        body = {
            "ledger": row.ledger,
            "unit": row.unit_id,
            "period": period,
            "values": parsed,
            "status": "submitted",
            "reason": reason,
        }
        event = append(
            "measure.reported", f"record:{record_id}", body, actor=actor.code, on=_day(month)
        )
        apply.measure_reported(event)
        return event.seq

    return commit(work)


def move_report(
    record_id: int, period: str, to: str, *, actor: Viewer, seen: int, note: str = ""
) -> int:
    """Check, approve, lock or return a month. Appends `report.moved`.

    Who reported may not check; who checked may not approve. A return needs a note.
    """
    row = get_row(record_id)
    if to not in MOVES:
        raise Invalid("status-unknown", status=to)
    sources, act = MOVES[to]
    require_on(actor, act, row)

    def work() -> int:
        held = Report.objects.filter(record_id=record_id, period=period).first()
        if held is None:
            raise NotFound("report-unknown", period=period, code=row.code)
        _check_report_seen(held, seen)
        if held.status not in sources:
            raise Invalid("report-status", status=held.status, to=to)
        if to == "checked" and held.reported_by == actor.code:
            raise Forbidden("four-eyes-check")
        if to == "approved" and held.checked_by == actor.code:
            raise Forbidden("four-eyes-approve")
        if to == "draft" and not note.strip():
            raise Invalid("reason-missing")
        body = {"period": period, "from": held.status, "to": to, "note": note}
        event = append("report.moved", f"record:{record_id}", body, actor=actor.code)
        apply.report_moved(event)
        return event.seq

    return commit(work)


def chase_report(record_id: int, period: str, *, actor: Viewer) -> int:
    """Remind those who answer for a month that is not reported. Appends `report.chased` for each.

    Returns how many were reminded; nobody is reminded twice on one day.
    """
    row = get_row(record_id)
    require_on(actor, "measure.chase", row)
    _month(period)
    held = Report.objects.filter(record_id=record_id, period=period).first()
    if held is not None and held.status != "draft":
        raise Invalid("report-submitted", period=period, code=row.code)
    people = list(
        Duty.objects.filter(record_id=record_id, to_on="").values_list("person_id", flat=True)
    )

    def work() -> int:
        today = clock.now().strftime("%Y-%m-%d")
        reminded = set(
            Reminder.objects.filter(
                record_id=record_id, period=period, at__startswith=today
            ).values_list("person_id", flat=True)
        )
        count = 0
        for person_id in dict.fromkeys(people) or (None,):
            if person_id in reminded:
                continue
            body = {"period": period, "person": person_id}
            apply.report_chased(
                append("report.chased", f"record:{record_id}", body, actor=actor.code)
            )
            count += 1
        return count

    return commit(work)


def set_target(
    indicator: str, value: str, *, actor: Viewer, unit: str, period: str, basis: str
) -> Target:
    """Say what an indicator should reach for a unit in a period. Appends `target.set`."""
    place = tree().get_by_code(unit)
    require(actor, "target.set", path=place.path)
    pack, name, _ = installed().find_indicator(indicator)
    Period.parse(period)
    try:
        number = Decimal(value)
    except ArithmeticError as error:
        raise Invalid("number-unreadable", text=value) from error
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


def parse_month(
    ledger: LedgerUnit, values: Mapping[str, object], *, partial: bool
) -> dict[str, str | None]:
    """Return decimal texts (money in yuan) by measure; missing stays missing, never zero."""
    faults: list[Problem] = [
        Invalid("measure-unknown", where=name, ledger=ledger.definition.title)
        for name in values
        if name not in ledger.definition.measures
    ]
    parsed: dict[str, str | None] = {}
    for name, measure in ledger.definition.measures.items():
        raw = values.get(name)
        if raw is None or (isinstance(raw, str) and not raw.strip()):
            if measure.required and not partial:
                faults.append(Invalid("field-required", where=measure.title))
            continue
        try:
            parsed[name] = parse_measure(raw, measure)
        except Problem as fault:
            fault.where = fault.where or measure.title
            faults.append(fault)
    if faults:
        raise faults[0] if len(faults) == 1 else InvalidMany(faults)
    return parsed


def _month(period: str) -> Period:
    month = Period.parse(period)
    if month.kind != "month":
        raise Invalid("period-not-month", period=period)
    if month.first_day > clock.today():
        raise Invalid("period-ahead", period=period)
    return month


def _day(month: Period) -> str:
    return min(month.last_day, clock.today()).isoformat()


def _check_report_seen(held: Report | None, seen: int) -> None:
    if (held.seq if held is not None else 0) != seen:
        raise Conflict("report-changed-meanwhile")
