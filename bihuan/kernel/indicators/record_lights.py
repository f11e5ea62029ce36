"""The light of a single record, by its ledger's `lights`: which, and why in one sentence.

Shown rows are judged one by one, exactly; which records of a whole ledger have a light is asked of the
columns. Both are tested to agree.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from bihuan.kernel.definitions.expression_rules import LIGHT_PREFIXES
from bihuan.kernel.definitions.expressions import compiled
from bihuan.kernel.definitions.language import LedgerUnit, Pack
from bihuan.kernel.definitions.sentences import fill
from bihuan.kernel.indicators.compile import COUNTED, COUNTED_STATUSES, day
from bihuan.kernel.indicators.dependencies import emitted
from bihuan.kernel.indicators.engine import engine
from bihuan.kernel.indicators.questions import span_of
from bihuan.kernel.ledgers.checks import comparable, comparables
from bihuan.kernel.ledgers.reads import RecordRow
from bihuan.kernel.measures.models import MeasureValue
from bihuan.kernel.measures.scaled import SCALE
from bihuan.kernel.org.tree import tree
from bihuan.kernel.packs.reads import get_parameter, installed
from bihuan.kernel.periods import clock
from bihuan.kernel.periods.elapsed import elapsed_share, last_closed_month
from bihuan.kernel.problems import Words


@dataclass(frozen=True, slots=True)
class RecordLight:
    """A light and the sentence that says why."""

    light: str
    why: Words


NONE = RecordLight("none", Words("", ""))


def record_lights(rows: Iterable[RecordRow]) -> dict[int, RecordLight]:
    """Return the lights of some records as of today; the caller has seen them. No light, no entry."""
    by_ledger: dict[str, list[RecordRow]] = {}
    for row in rows:
        if not row.is_void:
            by_ledger.setdefault(row.ledger, []).append(row)
    found: dict[int, RecordLight] = {}
    for key, held in by_ledger.items():
        ledger = installed().ledger(key)
        if ledger.definition.lights:
            found |= _of_ledger(ledger, held)
    return {record: lit for record, lit in found.items() if lit.light != "none"}


def _of_ledger(ledger: LedgerUnit, rows: Sequence[RecordRow]) -> dict[int, RecordLight]:
    today, pack = clock.today(), installed().packs[ledger.pack]
    months = _reported(ledger, [row.id for row in rows], today)
    shared: dict[str, dict[str, Any]] = {}
    found = {}
    for row in rows:
        if row.path not in shared:
            shared[row.path] = _shared(pack, row.path, today)
        known = {
            **shared[row.path],
            **comparables(ledger.definition.fields, row.data, state=row.state),
            **months.get(row.id, {}),
        }
        found[row.id] = _judge(ledger, known)
    return found


def _judge(ledger: LedgerUnit, known: Mapping[str, Any]) -> RecordLight:
    for rule in ledger.definition.lights:
        if rule.when is None or compiled(rule.when)(known) is True:
            return RecordLight(
                rule.light, Words(fill(rule.says.zh, known), fill(rule.says.en, known))
            )
    return NONE


def _shared(pack: Pack, path: str, today: datetime.date) -> dict[str, Any]:
    """Return what the lights of every record under a unit may name: parameters and the day."""
    on = today.isoformat()
    return {
        **{
            name: comparable(get_parameter(pack, name, path=path, on=on), None)
            for name in pack.parameters
        },
        "today": today,
        "month": Fraction(last_closed_month(today).month),
        "elapsed_share": elapsed_share(today),
    }


def _reported(
    ledger: LedgerUnit, ids: Sequence[int], today: datetime.date
) -> dict[int, dict[str, Fraction]]:
    """Return what each record reported this year up to the last closed month, drafts left out.

    Of each measure its sum and its newest number, as `year_to_date_m` and `newest_m`.
    """
    said = "".join((rule.when or "") + str(rule.says) for rule in ledger.definition.lights)
    if not any(prefix in said for prefix in LIGHT_PREFIXES):
        return {}
    span = span_of("year_to_date", today)
    first, last = (
        f"{month // 100}-{month % 100:02d}" for month in (span.first_month, span.last_month)
    )
    numbers = MeasureValue.objects.filter(
        record_id__in=ids, status__in=COUNTED, period__gte=first, period__lte=last,
        value__isnull=False,
    ).order_by("period")  # fmt: skip
    found: dict[int, dict[str, Fraction]] = {}
    for record, measure, value in numbers.values_list("record_id", "measure", "value"):
        held, number = found.setdefault(record, {}), Fraction(value or 0, SCALE)
        held[f"newest_{measure}"] = number
        held[f"year_to_date_{measure}"] = held.get(f"year_to_date_{measure}", Fraction(0)) + number
    return found


def ids_with_light(ledger: LedgerUnit, light: str) -> list[int]:
    """Return every record of a ledger that has a light today; whoever asks applies the scope."""
    today, pack = clock.today(), installed().packs[ledger.pack]
    by_parameters: dict[tuple[tuple[str, Any], ...], list[int]] = {}
    for unit in tree():  # units that share all parameters are asked together
        settings = tuple(sorted(_shared(pack, unit.path, today).items()))
        by_parameters.setdefault(settings, []).append(unit.id)
    found: list[int] = []
    with engine().pinned() as at:
        for settings, units in by_parameters.items():
            sql = _records_lit(ledger, light, dict(settings), units, at, today)
            found += [record for (record,) in engine().versions.run(sql)]
    return found


def _records_lit(
    ledger: LedgerUnit,
    light: str,
    known: Mapping[str, Any],
    units: Sequence[int],
    at: int,
    today: datetime.date,
) -> str:
    rules = ledger.definition.lights
    rungs = " ".join(
        f"WHEN {emitted(rule.when or 'TRUE', known)} THEN {number}"
        for number, rule in enumerate(rules)
    )
    asked = [str(number) for number, rule in enumerate(rules) if rule.light == light]
    span = span_of("year_to_date", today)
    versions = engine().versions.relation(ledger, "records")
    months = engine().versions.relation(ledger, "months")
    sums = "".join(
        f", SUM(value) FILTER (WHERE measure = '{measure}') AS \"year_to_date_{measure}\""
        f", arg_max(value, _period) FILTER (WHERE measure = '{measure}' AND value IS NOT NULL)"
        f' AS "newest_{measure}"'
        for measure in ledger.definition.measures
    )
    return (
        f"WITH holding AS (SELECT * FROM {versions} WHERE _seq <= {at} AND _on <= {day(today)}\n"
        "  QUALIFY row_number() OVER (PARTITION BY _record ORDER BY _on DESC, _seq DESC) = 1),\n"
        f"latest AS (SELECT * FROM {months} WHERE _seq <= {at}\n"
        f"  AND _period BETWEEN {span.first_month} AND {span.last_month}\n"
        "  QUALIFY row_number() OVER (PARTITION BY _record, measure, _period ORDER BY _seq DESC) = 1),\n"
        f"sums AS (SELECT _record{sums} FROM latest WHERE _status IN {COUNTED_STATUSES} GROUP BY _record),\n"
        f"lit AS (SELECT _record, CASE {rungs} END AS rung\n"
        "  FROM holding LEFT JOIN sums USING (_record)\n"
        f"  WHERE NOT _void AND _unit IN ({', '.join(map(str, units))}))\n"
        f"SELECT _record FROM lit WHERE rung IN ({', '.join(asked) or 'NULL'})"
        + (" OR rung IS NULL" if light == "none" else "")
    )
