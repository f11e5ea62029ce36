"""What an indicator should reach: the target of the shortest period that a date lies in."""

from __future__ import annotations

import datetime
from fractions import Fraction

from bihuan.kernel.measures.models import Target
from bihuan.kernel.org.tree import UnitNode
from bihuan.kernel.periods.period import LENGTHS, Period


def find_target(indicator: str, place: UnitNode, on: datetime.date, at: int) -> Fraction | None:
    """Return a unit's target for the month, else the quarter, the half or the year of a date.

    Of several events for one period the last one known at the log position holds.
    """
    periods = [str(Period.of_day(kind, on)) for kind in sorted(LENGTHS, key=LENGTHS.__getitem__)]
    rows = Target.objects.filter(
        indicator=indicator, unit_id=place.id, period__in=periods, seq__lte=at
    )
    best = min(rows, key=lambda row: (periods.index(row.period), -row.seq), default=None)
    return None if best is None else Fraction(best.value)
