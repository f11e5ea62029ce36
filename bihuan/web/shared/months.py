"""The months that wait for somebody, in words: the inbox and the page of months list the same."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from bihuan.kernel.measures.owed import STEPS, Months, list_months_owed, list_months_to_decide
from bihuan.kernel.permissions import Viewer
from bihuan.kernel.problems import Words


@dataclass(frozen=True, slots=True)
class MonthsLine:
    """A ledger's months that wait, with the one action that they wait for."""

    months: Months
    what: Words
    action: Words
    address: str
    is_owed: bool


WAITING_MONTHS = {
    "measure.report": (Words("待报月报", "Months to report"), Words("填报", "Report")),
    "measure.check": (Words("待审核月报", "Months to check"), Words("去审核", "Check")),
    "measure.approve": (Words("待审批月报", "Months to approve"), Words("去审批", "Approve")),
}


def waiting_months(who: Viewer) -> list[MonthsLine]:
    """Return the months to report, check and approve, each with where to do it."""
    found = [("measure.report", months) for months in list_months_owed(who)]
    for act in STEPS:
        found += [(act, months) for months in list_months_to_decide(who, act)]
    lines = []
    for act, months in found:
        is_owed = act == "measure.report"
        if months.count == 1:
            address = reverse("measures:month", args=[months.record_id, months.period])
        elif is_owed:
            sheet = reverse("measures:entry", args=[months.ledger.key])
            address = f"{sheet}?period={months.period}"
        else:
            board = reverse("measures:board", args=[months.ledger.key])
            address = f"{board}?period={months.period}&status={STEPS[act]}"
        lines.append(MonthsLine(months, *WAITING_MONTHS[act], address, is_owed))
    return lines
