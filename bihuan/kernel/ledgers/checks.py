"""A pack's data-quality rules, evaluated on one record or one monthly report."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from bihuan.kernel.definitions.expressions import compiled
from bihuan.kernel.definitions.language import FieldDef, Pack
from bihuan.kernel.org.keys import is_sealed_value
from bihuan.kernel.packs.reads import get_parameter
from bihuan.kernel.periods import clock
from bihuan.kernel.problems import Invalid, Problem

NUMBERS = ("integer", "decimal", "money", "percent")


def failing_checks(
    pack: Pack,
    ledger: str,
    each: str,
    known: Mapping[str, Any],
    *,
    severity: str = "error",
) -> list[Problem]:
    """Return a problem for each rule that does not hold; a rule on missing values is silent.

    `known` holds comparable values, as `comparables` gives them; parameters are as in force today.
    """
    faults: list[Problem] = []
    known = {**parameters_of(pack), **known}
    for name, check in pack.checks.items():
        if check.ledger != ledger or check.each != each or check.severity != severity:
            continue
        if compiled(check.rule)(known) is False:
            faults.append(
                Invalid(
                    "check-failed",
                    where=check.title,
                    check=name,
                    advice=check.recommendation,
                )
            )
    return faults


def parameters_of(pack: Pack) -> dict[str, Any]:
    """Return a pack's parameters in force today, as expressions compare them."""
    today = clock.today().isoformat()
    return {name: comparable(get_parameter(pack, name, on=today), None) for name in pack.parameters}


def comparables(
    fields: Mapping[str, FieldDef], values: Mapping[str, Any], *, state: str
) -> dict[str, Any]:
    """Return a record's values as expressions compare them, None for every missing field."""
    known = {name: comparable(values.get(name), field) for name, field in fields.items()}
    return {**known, "state": state}


def comparable(value: Any, field: FieldDef | None) -> Any:
    """Return a canonical value as expressions compare it: numbers exact, dates as dates."""
    if field is None:
        return (
            Fraction(value)
            if isinstance(value, Decimal | int) and not isinstance(value, bool)
            else value
        )
    if value is None or isinstance(value, bool) or is_sealed_value(value):
        return value
    if field.type in NUMBERS:
        return Fraction(str(value))
    if field.type == "date":
        return datetime.date.fromisoformat(value)
    if field.type == "qualified":
        return Fraction(value["value"])
    return value
