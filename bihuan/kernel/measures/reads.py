"""Questions about months: a record's numbers, what is owed, who was chased."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db import connection

from bihuan.kernel.definitions.expressions import compiled
from bihuan.kernel.definitions.language import LedgerUnit
from bihuan.kernel.ledgers.checks import comparables
from bihuan.kernel.ledgers.models import Duty, Record
from bihuan.kernel.ledgers.reads import RecordRow, as_record, get_record, get_row
from bihuan.kernel.measures.models import MeasureValue, Reminder, Report, Target
from bihuan.kernel.measures.monthly_checks import report_faults
from bihuan.kernel.measures.scaled import from_scaled
from bihuan.kernel.org.models import Person
from bihuan.kernel.org.tree import tree
from bihuan.kernel.packs.reads import get_parameter, installed
from bihuan.kernel.periods import clock
from bihuan.kernel.periods.elapsed import last_closed_month
from bihuan.kernel.periods.period import Period
from bihuan.kernel.permissions import Viewer, require, scope_of
from bihuan.kernel.problems import Problem

MOST_OWED = 2000


@dataclass(frozen=True, slots=True)
class ReportRow:
    """One month of one record: its status, its numbers (yuan where money), who did what."""

    record_id: int
    period: str
    status: str
    reported_by: str
    checked_by: str
    note: str
    seq: int
    values: Mapping[str, Decimal | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class OwedRow:
    """A record on the board: what has come of its month, and when somebody was last chased."""

    record: RecordRow
    status: str  # empty when nothing was reported
    report_seq: int
    people: Sequence[str]
    chased_at: str


@dataclass(frozen=True, slots=True)
class Board:
    """Who owes a month of a ledger: rows that are not yet reported first."""

    ledger: LedgerUnit
    period: str
    due_on: datetime.date
    rows: Sequence[OwedRow]
    counts: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class TargetRow:
    """What an indicator should reach for a unit in a period, in the indicator's own unit."""

    seq: int
    indicator: str
    period: str
    value: Decimal
    basis: str


def find_report(viewer: Viewer, record_id: int, period: str) -> ReportRow | None:
    """Return a month of a record, or None when nothing was reported."""
    get_record(viewer, record_id)
    row = Report.objects.filter(record_id=record_id, period=period).first()
    return None if row is None else _reports([row])[0]


def list_reports(viewer: Viewer, record_id: int) -> list[ReportRow]:
    """Return all months of a record in order."""
    get_record(viewer, record_id)
    return _reports(list(Report.objects.filter(record_id=record_id).order_by("period")))


def _reports(rows: Sequence[Report]) -> list[ReportRow]:
    ids = {row.record_id for row in rows}
    periods = {row.period for row in rows}
    values: dict[tuple[int, str], dict[str, Decimal | None]] = {}
    for value in MeasureValue.objects.filter(record_id__in=ids, period__in=periods):
        held = values.setdefault((value.record_id, value.period), {})
        held[value.measure] = from_scaled(value.value)
    return [
        ReportRow(
            row.record_id, row.period, row.status, row.reported_by, row.checked_by, row.note,
            row.seq, values.get((row.record_id, row.period), {}),
        )
        for row in rows
    ]  # fmt: skip


def reports_of(ids: Sequence[int], period: str) -> dict[int, ReportRow]:
    """Return a month of some records, where reported; the caller has seen the records."""
    rows = Report.objects.filter(record_id__in=ids, period=period)
    return {row.record_id: row for row in _reports(list(rows))}


def year_to_date(ids: Sequence[int], measure: str, year: int) -> dict[int, Decimal]:
    """Return a measure's sum of a year for some records; the caller has seen the records."""
    if not ids:
        return {}
    with connection.cursor() as cursor:
        marks = ", ".join(["%s"] * len(ids))
        cursor.execute(
            "SELECT record_id, SUM(value) FROM kernel_measurevalue "  # noqa: S608
            f"WHERE record_id IN ({marks}) AND measure = %s AND period LIKE %s "
            "AND value IS NOT NULL GROUP BY record_id",
            [*ids, measure, f"{year}-%"],
        )
        return {
            record_id: from_scaled(int(total)) or Decimal(0)
            for record_id, total in cursor.fetchall()
        }


def due_on(ledger: LedgerUnit, period: str) -> datetime.date:
    """Return the day by which a month is to be reported."""
    day = ledger.definition.report_due_day
    following = Period.parse(period).next().first_day
    if isinstance(day, str):
        pack = installed().packs[ledger.pack]
        day = int(str(get_parameter(pack, day, on=following.isoformat())))
    return following.replace(day=day or 5)


def board(viewer: Viewer, ledger: LedgerUnit, period: str, *, unit_id: int | None = None) -> Board:
    """Return who owes a month of a ledger within the viewer's scope, at most MOST_OWED records."""
    scope = scope_of(viewer, "record.read", ledger.key)
    records = Record.objects.filter(ledger=ledger.key, is_void=False).order_by("u3", "code")
    closed = ledger.workflow.closed
    if closed:
        records = records.exclude(state__in=closed)
    owes = compiled(ledger.definition.report_where) if ledger.definition.report_where else None
    fields = ledger.definition.fields
    month = Period.parse(period)
    rows: list[RecordRow] = []
    for row in records[: MOST_OWED * 2]:
        record = as_record(row)
        if not scope.covers(record.path) or record.on > month.last_day.isoformat():
            continue
        if unit_id is not None and f"/{unit_id}/" not in record.path:
            continue
        if owes is not None and not _owes(owes, record, fields):
            continue
        rows.append(record)
    return _board(ledger, period, rows[:MOST_OWED])


def _owes(owes: Any, record: RecordRow, fields: Mapping[str, Any]) -> bool:
    return owes(comparables(fields, record.data, state=record.state)) is True


def _board(ledger: LedgerUnit, period: str, records: Sequence[RecordRow]) -> Board:
    ids = [record.id for record in records]
    reports = {
        row.record_id: row for row in Report.objects.filter(record_id__in=ids, period=period)
    }
    duties: dict[int, list[int]] = {}
    for record_id, person_id in Duty.objects.filter(record_id__in=ids, to_on="").values_list(
        "record_id", "person_id"
    ):
        duties.setdefault(record_id, []).append(person_id)
    everybody = {person for people in duties.values() for person in people}
    names = dict(Person.objects.filter(id__in=everybody).values_list("id", "name"))
    chased = dict(
        Reminder.objects.filter(record_id__in=ids, period=period)
        .order_by("seq")
        .values_list("record_id", "at")
    )
    rows = []
    counts: dict[str, int] = {}
    for record in records:
        report = reports.get(record.id)
        status = report.status if report else ""
        counts[status] = counts.get(status, 0) + 1
        people = [names[person] for person in dict.fromkeys(duties.get(record.id, []))]
        rows.append(
            OwedRow(record, status, report.seq if report else 0, people, chased.get(record.id, ""))
        )
    rows.sort(key=lambda row: (row.status not in ("", "draft"), row.record.path, row.record.code))
    return Board(ledger, period, due_on(ledger, period), rows, counts)


def list_targets(viewer: Viewer, unit: str, year: int) -> list[TargetRow]:
    """Return the targets in force for a unit in a year and its months: by indicator, the year first."""
    place = tree().get_by_code(unit)
    require(viewer, "figure.read", path=place.path)
    newest: dict[tuple[str, str], Target] = {}
    for row in Target.objects.filter(unit_id=place.id, period__startswith=str(year)).order_by(
        "seq"
    ):
        newest[row.indicator, row.period] = row
    return [
        TargetRow(row.seq, row.indicator, row.period, Decimal(row.value), row.basis)
        for _, row in sorted(newest.items())
    ]


def current_month() -> str:
    """Return the month that is to be reported now: the last closed one."""
    return str(Period.of_day("month", last_closed_month(clock.today())))


def count_reminders(viewer: Viewer) -> int:
    """Return how many months the viewer was chased for and has not reported."""
    if not viewer.person_id:
        return 0
    chased = Reminder.objects.filter(person_id=viewer.person_id).values_list("record_id", "period")
    done = set(
        Report.objects.filter(record_id__in={record for record, _ in chased})
        .exclude(status="draft")
        .values_list("record_id", "period")
    )
    return len(set(chased) - done)


def list_warnings(viewer: Viewer, record_id: int, period: str) -> list[Problem]:
    """Return the pack's warnings about a reported month; they do not stop a report."""
    report = find_report(viewer, record_id, period)
    if report is None:
        return []
    row = get_row(record_id)
    ledger = installed().ledger(row.ledger)
    values = {name: None if v is None else str(v) for name, v in report.values.items()}
    return report_faults(ledger, row, Period.parse(period), values, severity="warning")
