"""A pack's rules over one monthly report: identities of the form, cumulative values, jumps."""

from __future__ import annotations

import json
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from bihuan.kernel.definitions.expressions import compiled
from bihuan.kernel.definitions.language import LedgerUnit
from bihuan.kernel.ledgers.checks import comparable, comparables, failing_checks
from bihuan.kernel.ledgers.models import Record
from bihuan.kernel.measures.models import MeasureValue
from bihuan.kernel.measures.scaled import SCALE, kept
from bihuan.kernel.org.tree import tree
from bihuan.kernel.packs.reads import get_parameter, installed
from bihuan.kernel.periods.period import Period
from bihuan.kernel.problems import Invalid, InvalidMany, Problem


def check_report(
    ledger: LedgerUnit, row: Record, month: Period, values: Mapping[str, str | None], *, note: str
) -> None:
    """Raise what the pack's report checks find: errors always, `explain` unless a note explains."""
    faults = report_faults(ledger, row, month, values, "error")
    if not note.strip():
        faults += [
            Invalid("check-unexplained", where=fault.where, advice=fault.facts["advice"])
            for fault in report_faults(ledger, row, month, values, "explain")
        ]
    if faults:
        raise faults[0] if len(faults) == 1 else InvalidMany(faults)


def report_faults(
    ledger: LedgerUnit,
    row: Record,
    month: Period,
    values: Mapping[str, str | None],
    *severities: str,
) -> list[Problem]:
    """Return the rules of some severities that a month breaks.

    A rule sees the month's measures, the record's fields and state, and for each measure `m`:
    `prior_m` (the month before), `year_to_date_m` (January to this month), `total_m` (all months
    up to this one).
    """
    pack = installed().packs[ledger.pack]
    if not any(
        check.ledger == ledger.name and check.each == "report" and check.severity in severities
        for check in pack.checks.values()
    ):
        return []
    known = _known(ledger, row, month, values)
    return [
        fault
        for severity in severities
        for fault in failing_checks(pack, ledger.name, "report", known, severity=severity)
    ]


def derived_numbers(
    ledger: LedgerUnit, row: Record, month: Period, values: Mapping[str, str | None]
) -> dict[str, str]:
    """Return the derived measures of a month as decimal texts, rounded half up as they are kept."""
    formulas = {
        name: each.value
        for name, each in ledger.definition.measures.items()
        if each.value is not None
    }
    if not formulas:
        return {}
    pack, on = installed().packs[ledger.pack], month.last_day.isoformat()
    path = tree().get(row.unit_id).path
    known = {
        name: comparable(get_parameter(pack, name, path=path, on=on), None)
        for name in pack.parameters
    }
    known |= _known(ledger, row, month, values)
    found: dict[str, str] = {}
    for name, formula in formulas.items():  # in their order: one may use those before it
        value = compiled(formula)(known)
        if value is not None:
            found[name] = kept(Fraction(value))
            value = Fraction(found[name])
        known[name] = value
    return found


def _known(
    ledger: LedgerUnit, row: Record, month: Period, values: Mapping[str, str | None]
) -> dict[str, Any]:
    known: dict[str, Any] = comparables(
        ledger.definition.fields, json.loads(row.data), state=row.state
    )
    earlier = _earlier(row, month)
    before, year = str(month.previous()), str(month)[:4]
    for name in ledger.definition.measures:
        value = values.get(name)
        exact = None if value is None else Fraction(value)
        months = earlier.get(name, {})
        so_far = [amount for period, amount in months.items() if period.startswith(year)]
        known[name] = exact
        known[f"prior_{name}"] = months.get(before)
        known[f"year_to_date_{name}"] = (exact or 0) + sum(so_far)
        known[f"total_{name}"] = (exact or 0) + sum(months.values())
    return known


def _earlier(row: Record, month: Period) -> dict[str, dict[str, Fraction]]:
    """Return what each measure had in the months before, without those that had nothing."""
    found: dict[str, dict[str, Fraction]] = {}
    held = MeasureValue.objects.filter(record_id=row.id, period__lt=str(month))
    for measure, period, value in held.values_list("measure", "period", "value"):
        if value is not None:
            found.setdefault(measure, {})[period] = Fraction(value, SCALE)
    return found
