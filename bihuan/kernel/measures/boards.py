"""Who owes a month of a ledger, judged by how each record stood at that month's end."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from bihuan.kernel.definitions.expressions import compiled
from bihuan.kernel.definitions.language import LedgerUnit
from bihuan.kernel.ledgers.checks import comparables
from bihuan.kernel.ledgers.models import Duty, Record, RecordVersion
from bihuan.kernel.ledgers.pages import Question, list_page
from bihuan.kernel.ledgers.reads import RecordRow
from bihuan.kernel.measures.models import Reminder, Report
from bihuan.kernel.org.reads import names_of
from bihuan.kernel.packs.reads import get_parameter, installed
from bihuan.kernel.periods.period import Period
from bihuan.kernel.permissions import Viewer

MOST_OWED = 2000
CHUNK = 500
OWED = ("", "draft")


@dataclass(frozen=True, slots=True)
class OwedRow:
    """A record on the board: what has come of its month, and when somebody was last chased."""

    record: RecordRow
    status: str  # empty when nothing was reported
    report_seq: int
    people: Sequence[str]
    chased_at: str
    notes: Mapping[str, Any]

    @property
    def is_owed(self) -> bool:
        return self.status in OWED


@dataclass(frozen=True, slots=True)
class Board:
    """A ledger's month: at most MOST_OWED rows, those owed first; `counts` are of all, by status."""

    ledger: LedgerUnit
    period: str
    due_on: datetime.date
    rows: Sequence[OwedRow]
    counts: Mapping[str, int]

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def owed(self) -> int:
        return sum(self.counts.get(status, 0) for status in OWED)


def due_on(ledger: LedgerUnit, period: str) -> datetime.date:
    """Return the day by which a month is to be reported."""
    day = ledger.definition.report_due_day
    following = Period.parse(period).next().first_day
    if isinstance(day, str):
        pack = installed().packs[ledger.pack]
        day = int(str(get_parameter(pack, day, on=following.isoformat())))
    return following.replace(day=day or 5)


def board(viewer: Viewer, ledger: LedgerUnit, period: str, *, unit_id: int | None = None) -> Board:
    """Return who owes a month of a ledger, of the records that the viewer may see."""
    month = Period.parse(period)
    reports = {
        row.record_id: row for row in Report.objects.filter(ledger=ledger.key, period=period)
    }
    owing = list(_owing(viewer, ledger, month, unit_id))
    counts: dict[str, int] = {}
    for record in owing:
        status = _status(reports, record)
        counts[status] = counts.get(status, 0) + 1
    owing.sort(key=lambda row: (_status(reports, row) not in OWED, row.path, row.code))
    rows = _rows(owing[:MOST_OWED], reports, period)
    return Board(ledger, period, due_on(ledger, period), rows, counts)


def _status(reports: Mapping[int, Report], record: RecordRow) -> str:
    return reports[record.id].status if record.id in reports else ""


def _owing(
    viewer: Viewer, ledger: LedgerUnit, month: Period, unit_id: int | None
) -> Iterator[RecordRow]:
    question = Question(ledger.key, unit_id=unit_id, order="code", limit=1000)
    return owing(viewer, ledger, month, question)


def owing(
    viewer: Viewer, ledger: LedgerUnit, month: Period, question: Question
) -> Iterator[RecordRow]:
    """Yield the records of a question that owe a month: there and open at its end, as the pack says."""
    rule = ledger.definition.report_where
    owes = compiled(rule) if rule else None
    fields, number = ledger.definition.fields, Fraction(month.first_day.month)
    for record in _at_the_end(viewer, ledger, month, question):
        if record.state in ledger.workflow.closed:
            continue
        known = comparables(fields, record.data, state=record.state) if owes else {}
        if owes is None or owes({**known, "month": number}) is True:
            yield record


def _at_the_end(
    viewer: Viewer, ledger: LedgerUnit, month: Period, question: Question
) -> Iterator[RecordRow]:
    """Yield the records of a question as they stood on a month's last day."""
    last = month.last_day.isoformat()
    while True:
        page = list_page(viewer, question)
        ids = [record.id for record in page.rows]
        moved = Record.objects.filter(id__in=ids, last_on__gt=last)
        changed = _versions(list(moved.values_list("id", flat=True)), last)
        for record in page.rows:
            if record.on > last:
                continue
            version = changed.get(record.id)
            if version is None:
                yield record
            else:
                yield replace(record, state=version.state, data=json.loads(version.data))
        if not page.next:
            return
        question = replace(question, after=page.next)


def _versions(ids: Sequence[int], last: str) -> dict[int, RecordVersion]:
    """Return what held on a day of records that changed after it."""
    found: dict[int, RecordVersion] = {}
    for start in range(0, len(ids), CHUNK):
        rows = RecordVersion.objects.filter(
            record_id__in=ids[start : start + CHUNK], on__lte=last
        ).order_by("on", "seq")
        found |= {row.record_id: row for row in rows}
    return found


def _rows(
    records: Sequence[RecordRow], reports: Mapping[int, Report], period: str
) -> list[OwedRow]:
    ids = [record.id for record in records]
    duties: dict[int, list[int]] = {}
    for record_id, person_id in Duty.objects.filter(record_id__in=ids, to_on="").values_list(
        "record_id", "person_id"
    ):
        duties.setdefault(record_id, []).append(person_id)
    everybody = {person for people in duties.values() for person in people}
    names = names_of(everybody)
    chased = dict(
        Reminder.objects.filter(record_id__in=ids, period=period)
        .order_by("seq")
        .values_list("record_id", "at")
    )
    rows = []
    for record in records:
        report = reports.get(record.id)
        people = [names[person] for person in dict.fromkeys(duties.get(record.id, []))]
        rows.append(
            OwedRow(
                record, report.status if report else "", report.seq if report else 0, people,
                chased.get(record.id, ""), json.loads(report.notes) if report else {},
            )
        )  # fmt: skip
    return rows
