"""Questions about months: a record's numbers, who was chased, targets. `boards` says who owes."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db import connection

from bihuan.kernel.ledgers.reads import get_record, get_row, may
from bihuan.kernel.measures.elements import KnownNumber, known_numbers
from bihuan.kernel.measures.models import MeasureValue, Report, Target
from bihuan.kernel.measures.monthly_checks import report_faults
from bihuan.kernel.measures.scaled import from_scaled
from bihuan.kernel.measures.steps import STEPS
from bihuan.kernel.org.tree import tree
from bihuan.kernel.packs.reads import installed
from bihuan.kernel.periods import clock
from bihuan.kernel.periods.elapsed import last_closed_month
from bihuan.kernel.periods.period import Period
from bihuan.kernel.permissions import Viewer, require
from bihuan.kernel.problems import Problem


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
    notes: Mapping[str, Any] = field(default_factory=dict)
    return_reason: str = ""


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
            row.seq, values.get((row.record_id, row.period), {}), json.loads(row.notes),
            row.return_reason,
        )
        for row in rows
    ]  # fmt: skip


def reports_of(ids: Sequence[int], period: str) -> dict[int, ReportRow]:
    """Return a month of some records, where reported; the caller has seen the records."""
    rows = Report.objects.filter(record_id__in=ids, period=period)
    return {row.record_id: row for row in _reports(list(rows))}


def newest_numbers(
    ids: Sequence[int], measures: Sequence[str]
) -> dict[tuple[int, str], Decimal | None]:
    """Return the newest number reported, by record and measure; the caller has seen the records."""
    rows = MeasureValue.objects.filter(
        record_id__in=ids, measure__in=measures, value__isnull=False
    ).exclude(status="draft")
    return {
        (record_id, measure): from_scaled(value)
        for record_id, measure, value in rows.order_by("period").values_list(
            "record_id", "measure", "value"
        )
    }


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


def known_of_month(viewer: Viewer, record_id: int, period: str) -> dict[str, KnownNumber]:
    """Return what other records of the same subject say of a month, by measure."""
    get_record(viewer, record_id)  # or NotFound
    return known_numbers(viewer, get_row(record_id), period)


def current_month() -> str:
    """Return the month that is to be reported now: the last closed one."""
    return str(Period.of_day("month", last_closed_month(clock.today())))


def open_steps(viewer: Viewer, record_id: int, report: ReportRow | None) -> list[str]:
    """Return the statuses that the viewer may move a month to, the forward one first."""
    if report is None:
        return []
    row = get_row(record_id)
    return [
        to
        for (status, to), acts in STEPS.items()
        if status == report.status and any(may(viewer, act, row) for act in acts)
    ]


def list_warnings(viewer: Viewer, record_id: int, period: str) -> list[Problem]:
    """Return the checks that a reported month breaks and may break: explained ones and warnings."""
    report = find_report(viewer, record_id, period)
    if report is None:
        return []
    row = get_row(record_id)
    ledger = installed().ledger(row.ledger)
    values = {name: None if v is None else str(v) for name, v in report.values.items()}
    return report_faults(ledger, row, Period.parse(period), values, "explain", "warning")
