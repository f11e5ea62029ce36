"""What an indicator should reach: the target of the shortest period that a date lies in."""

from __future__ import annotations

import datetime
from fractions import Fraction

from bihuan.kernel.measures.models import Target
from bihuan.kernel.org.tree import UnitNode
from bihuan.kernel.periods.period import LENGTHS, Period


def find_target(indicator: str, place: UnitNode, on: datetime.date, at: int) -> Fraction | None:
    """Return a unit's target for the month, else the quarter, the half or the year of a date."""
    return next(iter(list_targets_of(indicator, place, on, at).values()), None)


def list_targets_of(
    indicator: str, place: UnitNode, on: datetime.date, at: int
) -> dict[str, Fraction]:
    """Return a unit's targets for the periods that a date lies in, the shortest period first.

    Of several events for one period the last one known at the log position holds.
    """
    periods = [str(Period.of_day(kind, on)) for kind in sorted(LENGTHS, key=LENGTHS.__getitem__)]
    rows = Target.objects.filter(
        indicator=indicator, unit_id=place.id, period__in=periods, seq__lte=at
    )
    held = {row.period: Fraction(row.value) for row in rows.order_by("seq")}
    return {period: held[period] for period in periods if period in held}
