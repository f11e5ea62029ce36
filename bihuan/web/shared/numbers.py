"""Numbers of a month as a person types them."""

from __future__ import annotations

from decimal import Decimal

from bihuan.kernel.definitions.field_types import measure_factor
from bihuan.kernel.definitions.language import MeasureDef


def typed(value: Decimal | None, measure: MeasureDef) -> str:
    """Return a stored value in the measure's own unit, without needless zeros; empty for none."""
    if value is None:
        return ""
    return f"{(value * measure_factor(measure)).normalize():f}"
