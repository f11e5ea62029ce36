"""The months that somebody has to report, check or approve: what the inbox and its counts ask."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from django.db import connection

from bihuan.kernel.definitions.language import LedgerUnit
from bihuan.kernel.ledgers.pages import Question, reached
from bihuan.kernel.measures.boards import due_on, owing
from bihuan.kernel.packs.reads import installed
from bihuan.kernel.periods import clock
from bihuan.kernel.periods.elapsed import last_closed_month
from bihuan.kernel.periods.period import Period
from bihuan.kernel.permissions import Viewer, allows

COUNT_CAP = 99
NOT_SUBMITTED = (
    "NOT EXISTS (SELECT 1 FROM kernel_report p WHERE p.record_id = kernel_record.id "
    "AND p.period = %s AND p.status <> 'draft')"
)
STEPS = {"measure.check": "submitted", "measure.approve": "checked"}  # what each act waits for


@dataclass(frozen=True, slots=True)
class Months:
    """One ledger's months of one period that wait for somebody: how many, up to COUNT_CAP + 1."""

    ledger: LedgerUnit
    period: str
    due_on: datetime.date
    count: int
    record_id: int  # the first of them, to go to when it is the only one

    @property
    def is_late(self) -> bool:
        return clock.today() > self.due_on


def list_months_owed(viewer: Viewer) -> list[Months]:
    """Return what the viewer has to report of the last two closed months, the earlier first.

    What is older stands on the ledger's board.
    """
    reporter = _as_reporter(viewer)
    found = []
    for ledger in _reported(reporter, "measure.report"):
        for month in _months_to_report():
            owed = list(islice(_owed(reporter, ledger, month), COUNT_CAP + 1))
            if owed:
                day = due_on(ledger, str(month))
                found.append(Months(ledger, str(month), day, len(owed), owed[0]))
    return sorted(found, key=lambda months: months.due_on)


def count_months(viewer: Viewer) -> int:
    """Return how many ledgers' months wait for the viewer, to report, to check and to approve.

    Every page asks: it looks no further than to the first record that owes a month.
    """
    reporter = _as_reporter(viewer)
    owed = sum(
        any(_owed(reporter, ledger, month, limit=10))
        for ledger in _reported(reporter, "measure.report")
        for month in _months_to_report()
    )
    return owed + sum(len(list_months_to_decide(viewer, act)) for act in STEPS)


def _as_reporter(viewer: Viewer) -> Viewer:
    """Return a viewer without what oversees: whoever may chase others for a month does not owe it."""
    grants = tuple(grant for grant in viewer.grants if not _chases(grant.acts))
    return Viewer(viewer.code, viewer.person_id, grants, viewer.party, viewer.roots)


def _months_to_report() -> tuple[Period, Period]:
    last = Period.of_day("month", last_closed_month(clock.today()))
    return last.previous(), last


def _chases(acts: frozenset[str]) -> bool:
    return any(act.partition("@")[0] == "measure.chase" for act in acts)


def _reported(viewer: Viewer, act: str) -> Iterator[LedgerUnit]:
    for ledger in installed().ledgers():
        if ledger.definition.measures and allows(viewer, act, ledger=ledger.key):
            yield ledger


def _owed(viewer: Viewer, ledger: LedgerUnit, month: Period, *, limit: int = 200) -> Iterator[int]:
    also = (NOT_SUBMITTED, (str(month),))
    question = Question(ledger.key, order="code", limit=limit, act="measure.report", also=also)
    return (record.id for record in owing(viewer, ledger, month, question))


def list_months_to_decide(viewer: Viewer, act: str) -> list[Months]:
    """Return the months of three years that wait to be checked, or approved, by the viewer.

    Never one's own: what somebody reported or checked waits for another person.
    """
    found = []
    periods = list(_back_from(Period.of_day("month", clock.today()), 36))
    for ledger in _reported(viewer, act):
        where, values = reached(viewer, ledger.key, act)
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT p.period, COUNT(*), MIN(p.record_id) FROM kernel_report p "  # noqa: S608
                f"WHERE p.ledger = %s AND p.period IN ({', '.join(['%s'] * len(periods))}) "
                "AND p.status = %s AND p.reported_by <> %s AND p.checked_by <> %s "
                f"AND EXISTS (SELECT 1 FROM kernel_record WHERE id = p.record_id AND {where}) "
                "GROUP BY p.period ORDER BY p.period",
                [ledger.key, *periods, STEPS[act], viewer.code, viewer.code, *values],
            )
            found += [
                Months(ledger, period, due_on(ledger, period), count, record_id)
                for period, count, record_id in cursor.fetchall()
            ]
    return found


def _back_from(month: Period, count: int) -> Iterator[str]:
    for _ in range(count):
        yield str(month)
        month = month.previous()
