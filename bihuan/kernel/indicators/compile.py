"""Questions -> SQL for the engine, in named steps with a comment each. Pure.

Two plans answer the same question and must agree:
* `scan`: over every version, at any log position and business date;
* `partials` + `read_partials`: over additive sums per unit, month of change and mark, kept up to date
  by the difference that each changed record makes (its share before is taken off, its share after
  added). What a record contributes starts where a version starts to hold and ends where it ends, so
  sums of steps up to a month's end give what held then.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from bihuan.kernel.indicators.questions import Base, LedgerQuestion, Span, Windows, month_of

COUNTED = ("submitted", "checked", "approved", "locked")
APPROVED = ("approved", "locked")
COUNTED_STATUSES = str(COUNTED)
APPROVED_STATUSES = str(APPROVED)
ONE_DAY = datetime.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Statement:
    """SQL whose rows are (group, [split,] then three numbers per base).

    They are its value, how many records it is of, and how many numbers went into the value: of none,
    there is no value.
    """

    sql: str
    bases: tuple[Base, ...]


def day(on: datetime.date) -> str:
    return f"DATE '{on.isoformat()}'"


def _marks(question: LedgerQuestion) -> str:
    return "".join(
        f",\n       COALESCE({condition}, FALSE) AS {mark}"
        for condition, mark in question.conditions.items()
    )


# -- the scan ---------------------------------------------------------------------------------


def scan(
    question: LedgerQuestion,
    *,
    versions: str,
    months: str,
    at: int,
    on: datetime.date,
    group: str,
    reach: str | None,
    split: str | None = None,
    approved_only: bool = False,
    only: str | None = None,
    inside: str | None = None,
    windows: Windows | None = None,
) -> list[Statement]:
    """Return the statements that answer a question from all versions, as they held on a day.

    `windows` are those of the day when not given.

    `versions` and `months` are relations; `reach` maps units to targets (None: `group` is a column
    of the records themselves); `only` is a relation of record ids to keep to, `inside` one of units.
    """
    steps = [
        f"-- known: versions up to log position {at}\n"
        f"known AS (SELECT * FROM {versions} WHERE _seq <= {at}"
        + (f" AND _record IN (SELECT _record FROM {only})" if only else "")
        + ")",
        f"-- holding: what holds of each record on {on}\n"
        f"holding AS (SELECT * FROM known WHERE _on <= {day(on)}\n"
        "  QUALIFY row_number() OVER (PARTITION BY _record ORDER BY _on DESC, _seq DESC) = 1)",
        "-- marked: records that are not void, with a mark for each condition\n"
        f"marked AS (SELECT *{_marks(question)}\n  FROM holding WHERE NOT _void"
        + (f" AND _unit IN (SELECT _unit FROM {inside})" if inside else "")
        + ")",
    ]
    if reach:
        steps.append(
            "-- members: each record under every unit that is asked for and has it below\n"
            f"members AS (SELECT reach.target, marked.* FROM marked JOIN {reach} reach USING (_unit))"
        )
    else:
        steps.append(
            f"-- members: each record for itself\nmembers AS (SELECT {group} AS target, * FROM marked)"
        )
    keys = f'target, "{split}" AS split' if split else "target"
    windows = windows or Windows(on)
    statements = [_scan_records(question, steps, windows, keys)]
    if question.monthly:
        if only:
            months = f"(SELECT * FROM {months} WHERE _record IN (SELECT _record FROM {only}))"
        statements.append(_scan_months(question, steps, months, at, windows, keys, approved_only))
    return statements


def _scan_records(
    question: LedgerQuestion, steps: Sequence[str], windows: Windows, keys: str
) -> Statement:
    columns = []
    for base in question.bases:
        held = _record_condition(question, base, windows.span(base))
        counted = f"COUNT(*) FILTER (WHERE {held})"
        value, present = counted, "1"
        if base.is_monthly:
            value, present = "NULL", "0"
        elif base.addend:
            value = f"SUM({base.addend}) FILTER (WHERE {held})"
            present = f"COUNT({base.addend}) FILTER (WHERE {held})"
        elif base.takes_distinct:
            value = f'COUNT(DISTINCT "{base.definition.distinct}") FILTER (WHERE {held})'
        columns.append(f"-- {base.name}\n  {value}, {counted}, {present}")
    sql = (
        _with(steps) + f"SELECT {keys},\n  " + ",\n  ".join(columns) + "\nFROM members GROUP BY ALL"
    )
    return Statement(sql, tuple(question.bases))


def _record_condition(question: LedgerQuestion, base: Base, span: Span) -> str:
    mark = question.conditions[base.condition]
    dated = base.definition.dated
    if not dated:
        return mark
    return f'{mark} AND "{dated}" BETWEEN {day(span.first_day)} AND {day(span.last_day)}'


def _scan_months(
    question: LedgerQuestion,
    steps: Sequence[str],
    months: str,
    at: int,
    windows: Windows,
    keys: str,
    approved_only: bool,
) -> Statement:
    statuses = APPROVED_STATUSES if approved_only else COUNTED_STATUSES
    numbers = (
        f"-- numbers: each month's number as known at log position {at}, drafts left out\n"
        f"latest AS (SELECT * FROM {months} WHERE _seq <= {at}\n"
        "  QUALIFY row_number() OVER (PARTITION BY _record, measure, _period ORDER BY _seq DESC) = 1),\n"
        f"numbers AS (SELECT *{_newest(question, windows)} FROM latest WHERE _status IN {statuses})"
    )
    columns = []
    for base in question.monthly:
        span = windows.span(base)
        held = (
            f"{question.conditions[base.condition]} AND measure = '{base.measure}' "
            f"AND _period BETWEEN {span.first_month} AND {span.last_month}"
        )
        if base.takes_latest:
            held += " AND _period = _newest"
        columns.append(
            f"-- {base.name}\n  SUM(value) FILTER (WHERE {held}), 0, "
            f"COUNT(value) FILTER (WHERE {held})"
        )
    sql = (
        _with([*steps, numbers])
        + f"SELECT {keys},\n  "
        + ",\n  ".join(columns)
        + "\nFROM members JOIN numbers USING (_record) GROUP BY ALL"
    )
    return Statement(sql, tuple(question.monthly))


def _newest(question: LedgerQuestion, windows: Windows) -> str:
    """Return the column that says which month of a record and measure is the newest by a date."""
    latest = [base for base in question.monthly if base.takes_latest]
    if not latest:
        return ""
    last = windows.span(latest[0]).last_month
    return (
        f",\n  MAX(_period) FILTER (WHERE _period <= {last} AND value IS NOT NULL)"
        " OVER (PARTITION BY _record, measure) AS _newest"
    )


def _with(steps: Sequence[str]) -> str:
    return "WITH " + ",\n".join(steps) + "\n"


# -- partial sums -----------------------------------------------------------------------------


def partial_columns(question: LedgerQuestion, split: str | None) -> tuple[str, str]:
    """Return the key columns of the partial sums of records, and of months."""
    marks = list(question.conditions.values())
    shared = ["_unit", "_from", *([f'"{split}"'] if split else []), *marks]
    dated = [f'"d_{name}"' for name in question.dated_fields]
    return ", ".join([*shared, *dated]), ", ".join([*shared, "_period", "measure", "_approved"])


def partials(
    question: LedgerQuestion,
    *,
    versions: str,
    months: str | None,
    positions: Sequence[tuple[int, int]],
    split: str | None = None,
) -> str:
    """Return SQL of the partial sums of records, or of months when a months relation is given.

    `positions` are (weight, log position): ((1, P),) builds them, ((1, new), (-1, old)) gives the
    difference that two positions make.
    """
    weighed = " UNION ALL ".join(
        f"SELECT {weight} AS _weight, * FROM {versions} WHERE _seq <= {at}"
        for weight, at in positions
    )
    marked = _marks(question)
    addends = question.addends if months is None else {}
    marked += "".join(f',\n       {addend} AS "{name}"' for addend, name in addends.items())
    kept = ["_weight", "_record", "_unit", *([f'"{split}"'] if split else [])]
    kept += list(question.conditions.values())
    if months is None:
        kept += [f'month_number("{name}") AS "d_{name}"' for name in question.dated_fields]
        kept += [f'"{name}"' for name in addends.values()]
    listed = ", ".join(kept)
    steps = [
        f"-- weighed: versions known at each position\nweighed AS ({weighed})",
        "-- timeline: for each record and date, the last version known\n"
        "timeline AS (SELECT * FROM weighed\n"
        "  QUALIFY row_number() OVER (PARTITION BY _weight, _record, _on ORDER BY _seq DESC) = 1)",
        "-- spans: from when until when each version holds\n"
        "spans AS (SELECT *, LEAD(_on) OVER (PARTITION BY _weight, _record ORDER BY _on) AS _until\n"
        "  FROM timeline)",
        "-- marked: spans of records that are not void, with a mark for each condition\n"
        f"marked AS (SELECT *{marked}\n  FROM spans WHERE NOT _void)",
        "-- steps: a share comes where its span starts and goes where it ends\n"
        f"steps AS (SELECT _weight AS _sign, month_number(_on) AS _from, {listed} FROM marked\n"
        f"  UNION ALL SELECT -_weight, month_number(_until), {listed} FROM marked\n"
        "  WHERE _until IS NOT NULL)",
    ]
    record_keys, month_keys = partial_columns(question, split)
    if months is None:
        sums = "".join(
            f', SUM(_sign * "{name}") AS "s{name}",'
            f' SUM(CASE WHEN "{name}" IS NULL THEN 0 ELSE _sign END) AS "c{name}"'
            for name in addends.values()
        )
        return (
            _with(steps) + f"SELECT {record_keys}, SUM(_sign) AS n{sums}\nFROM steps GROUP BY ALL"
        )
    weighed_months = " UNION ALL ".join(
        f"SELECT {weight} AS _weight, * FROM {months} WHERE _seq <= {at}"
        for weight, at in positions
    )
    measures = ", ".join(sorted({f"'{base.measure}'" for base in question.monthly}))
    steps.append(
        "-- numbers: each month's number as known at each position, drafts left out\n"
        f"latest AS (SELECT * FROM ({weighed_months}) WHERE measure IN ({measures})\n"
        "  QUALIFY row_number() OVER (PARTITION BY _weight, _record, measure, _period "
        "ORDER BY _seq DESC) = 1),\n"
        f"numbers AS (SELECT *, _status IN {APPROVED_STATUSES} AS _approved FROM latest\n"
        f"  WHERE _status IN {COUNTED_STATUSES} AND value IS NOT NULL)"
    )
    return (
        _with(steps)
        + f"SELECT {month_keys}, SUM(_sign * value) AS value, SUM(_sign) AS n\n"
        + "FROM steps JOIN numbers ON numbers._record = steps._record "
        + "AND numbers._weight = steps._weight GROUP BY ALL"
    )


def read_partials(
    question: LedgerQuestion,
    *,
    records: str,
    months: str | None,
    on: datetime.date,
    reach: str,
    split: str | None = None,
    approved_only: bool = False,
    windows: Windows | None = None,
) -> list[Statement]:
    """Return the statements that answer a question from its partial sums (distinct ones aside).

    Sums by month tell what held at the end of a month: `on` is one, or nothing came later in its month.
    """
    windows = windows or Windows(on)
    keys = f'target, "{split}" AS split' if split else "target"
    until = month_of(on)
    columns, bases = [], []
    for base in question.bases:
        if base.takes_distinct:
            continue
        held = question.conditions[base.condition]
        span = windows.span(base)
        if base.definition.dated:
            first, last = month_of(span.first_day), month_of(span.last_day)
            held += f' AND "d_{base.definition.dated}" BETWEEN {first} AND {last}'
        counted = f"COALESCE(SUM(n) FILTER (WHERE {held}), 0)"
        value, present = counted, "1"
        if base.is_monthly:
            value, present = "NULL", "0"
        elif base.addend:
            name = question.addends[base.addend]
            value = f'SUM("s{name}") FILTER (WHERE {held})'
            present = f'COALESCE(SUM("c{name}") FILTER (WHERE {held}), 0)'
        columns.append(f"-- {base.name}\n  {value}, {counted}, {present}")
        bases.append(base)
    where = f"WHERE _from <= {until}"
    statements = []
    if bases:
        statements.append(
            Statement(
                f"SELECT {keys},\n  " + ",\n  ".join(columns)
                + f"\nFROM {records} JOIN {reach} reach USING (_unit) {where} GROUP BY ALL",
                tuple(bases),
            )
        )  # fmt: skip
    if months is not None and question.monthly:
        columns = []
        for base in question.monthly:
            span = windows.span(base)
            held = (
                f"{question.conditions[base.condition]} AND measure = '{base.measure}' "
                f"AND _period BETWEEN {span.first_month} AND {span.last_month}"
            )
            columns.append(
                f"-- {base.name}\n  SUM(value) FILTER (WHERE {held}), 0, "
                f"COALESCE(SUM(n) FILTER (WHERE {held}), 0)"
            )
        approved = " AND _approved" if approved_only else ""
        statements.append(
            Statement(
                f"SELECT {keys},\n  " + ",\n  ".join(columns)
                + f"\nFROM {months} JOIN {reach} reach USING (_unit) {where}{approved} GROUP BY ALL",
                tuple(question.monthly),
            )
        )  # fmt: skip
    return statements


def read_distinct(
    question: LedgerQuestion, base: Base, *, records: str, on: datetime.date, reach: str
) -> Statement:
    """Return the statement that counts a field's distinct values from partials split by that field."""
    held = question.conditions[base.condition]
    span = Windows(on).span(base)
    if base.definition.dated:
        first, last = month_of(span.first_day), month_of(span.last_day)
        held += f' AND "d_{base.definition.dated}" BETWEEN {first} AND {last}'
    name = base.definition.distinct
    sql = (
        f"-- {base.name}: values that some record under the unit still has\n"
        f'SELECT target, COUNT("{name}"), COALESCE(SUM(held), 0), 1 FROM (\n'
        f'  SELECT target, "{name}", SUM(n) FILTER (WHERE {held}) AS held\n'
        f"  FROM {records} JOIN {reach} reach USING (_unit) WHERE _from <= {month_of(on)}\n"
        "  GROUP BY ALL)\nWHERE held > 0 GROUP BY ALL"
    )
    return Statement(sql, (base,))


def touched(
    question: LedgerQuestion, *, versions: str, at: int, before: datetime.date, on: datetime.date
) -> str:
    """Return SQL of the records to which the days between a month's end and a later day matter.

    Something of them changed on those days, or a date by which they are counted lies in the part of a
    month that a window takes in; of all others the whole months say enough.
    """
    conditions = {f"_on BETWEEN {day(before + ONE_DAY)} AND {day(on)}"}
    for base in question.bases:
        if base.definition.dated:
            last = Windows(on).span(base).last_day
            whole = Windows(on, whole_months=True).span(base).last_day
            if whole < last:
                conditions.add(
                    f'"{base.definition.dated}" BETWEEN {day(whole + ONE_DAY)} AND {day(last)}'
                )
    where = " OR ".join(sorted(conditions))
    return f"SELECT DISTINCT _record FROM {versions} WHERE _seq <= {at} AND ({where})"
