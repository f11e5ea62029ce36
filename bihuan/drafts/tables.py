"""Tables in a text: cells take their unit from the heading, totals are summed, the prose is held against them."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction

from bihuan.drafts.claims import Claim, Draft
from bihuan.drafts.findings import (
    Finding,
    Values,
    contradicted,
    expected_text,
    expected_value,
    supported,
    unclear,
)
from bihuan.drafts.numbers import Number
from bihuan.drafts.operands import AMOUNTS, comparable, exact_enough, normal, pairs_of_signs
from bihuan.drafts.periods import read_period
from bihuan.drafts.precision import Fit, Interval, fit, fit_of_sum
from bihuan.drafts.tokens import MAGNITUDES
from bihuan.drafts.units import FAMILIES, SAME, Family, family

_CELL = re.compile(r"(?:^|(?<=[|\t]))[^|\t]*")
_RULE = re.compile(r"[\s:|+—-]*")
_HEADING_UNIT = re.compile(
    r"[（(](?:单位:)?(?P<scale>[十百千]?[万亿]?)(?P<unit>[^（）()]{1,6})[）)]"
)
_CAPTION_UNIT = re.compile(
    r"单位:(?P<scale>[十百千]?[万亿]?)(?P<unit>[^（）():,、]{1,6}?)(?:[）)]|$)"
)
_SHARE_HEADING = re.compile(r"率|比重|占比|排名|名次|序号|年份")
_WHOLE_HEADING = re.compile(r"总?数?量|[总个件户人处家]?数|总计|合计|数目")
_TOTAL = re.compile(r"合计|总计|小计")
_ROWS_THAT_SHOW_A_RULE = 2
_MOST_COLUMNS = 12  # of a table whose rates are looked for
_PART_WORDS = re.compile(r"已|完成|未|其中|新|同比|增|减|下降")
_REACH = 80  # how far before a number its row may be named
_GLANCE = 3  # rows looked at before all
_MOST_ROWS = 200  # that the prose is held against


@dataclass(slots=True)
class Row:
    """A row of a table: its name and its numbers by column."""

    name: str
    cells: dict[int, Claim] = field(default_factory=dict)


@dataclass(slots=True)
class Table:
    """A table: headings by column, rows in order."""

    start: int
    headings: dict[int, str]
    rows: list[Row]


@dataclass(frozen=True, slots=True)
class Place:
    """What a cell is of: the name of its row (none in a row of totals) and of its column, without units."""

    row: str
    heading: str


def places(tables: list[Table]) -> dict[int, Place]:
    """Return where each number stands that is a cell, by its index."""
    return {
        claim.index: Place(
            "" if _TOTAL.search(row.name) else _HEADING_UNIT.sub("", row.name),
            _HEADING_UNIT.sub("", table.headings.get(column, "")),
        )
        for table in tables
        for row in table.rows
        for column, claim in row.cells.items()
    }


def read_tables(draft: Draft) -> list[Table]:
    """Find the tables of a text; their claims take unit and scale from the headings."""
    if "|" not in draft.text and "\t" not in draft.text:
        return []
    claims = {claim.number.start: claim for claim in draft.claims}
    tables: list[Table] = []
    lines: list[tuple[int, str]] = []
    position, caption = 0, ""
    for line in draft.text.split("\n"):
        if "|" in line or "\t" in line:
            lines.append((position, line))
        else:
            tables += _table(lines, claims, caption) if lines else []
            lines, caption = [], line
        position += len(line) + 1
    return tables + (_table(lines, claims, caption) if lines else [])


def _table(lines: list[tuple[int, str]], claims: dict[int, Claim], caption: str) -> list[Table]:
    """Read a table; `caption` is the line above it, which may name a unit for all: 单位：亿元."""
    unit_of_all = _CAPTION_UNIT.search(caption)
    headings: dict[int, str] = {}
    rows = []
    for position, line in lines:
        if _RULE.fullmatch(line):
            continue
        cells = _cells(position, line)
        numbers = {}
        for column, (start, text) in enumerate(cells):
            at = next((at for at in range(start, start + len(text)) if at in claims), None)
            if at is not None and (column or len(cells) == 1):
                numbers[column] = claims[at]
        if not headings:
            headings = {column: text.strip() for column, (_, text) in enumerate(cells)}
        elif numbers:
            rows.append(Row(cells[0][1].strip(), numbers))
    # A blank corner at the left may be lost: then all headings stand one column further.
    if rows and headings and max(max(row.cells) for row in rows) == len(headings):
        headings = {column + 1: heading for column, heading in headings.items()}
    table = Table(lines[0][0], headings, rows)
    for row in rows:
        for column, claim in row.cells.items():
            heading = headings.get(column, "")
            found = _HEADING_UNIT.search(heading)
            if found is None:
                found = _HEADING_UNIT.search(row.name)
            if found is None and not _SHARE_HEADING.search(heading):
                found = unit_of_all
            claim.number = _measured(claim.number, found)
            claim.row = table.start
            period = read_period(heading)
            if period.month is not None:
                claim.period = period
    return [table] if len(headings) > 1 and rows else []


def _cells(position: int, line: str) -> list[tuple[int, str]]:
    """Return the cells of a line, empty ones too, each with where it begins."""
    found = [(position + cell.start(), cell.group()) for cell in _CELL.finditer(line)]
    if "|" in line:  # the outer bars stand around cells, not between them
        found = found[1:] if not found[0][1].strip() else found
        found = found[:-1] if found and not found[-1][1].strip() else found
    return found


def _measured(number: Number, found: re.Match[str] | None) -> Number:
    if number.unit or not found:
        return number
    unit = found["unit"] if found["unit"] in FAMILIES else ""
    scale = Decimal(MAGNITUDES[found["scale"]]) * number.scale
    unit = SAME.get(unit, unit)
    return replace(number, unit=unit, family=family(unit), scale=scale)


def check_tables(draft: Draft, tables: list[Table], values: Values) -> Iterator[Finding]:
    for table in tables:
        for row in table.rows:
            if _TOTAL.search(row.name):
                yield from _total(draft, table, row, values)
        if len(table.rows) <= _MOST_ROWS:
            yield from _rates(draft, table, values)
    yield from _prose(draft, tables, values)


def _total(draft: Draft, table: Table, row: Row, values: Values) -> Iterator[Finding]:
    for column, total in row.cells.items():
        parts = [
            other.cells[column]
            for other in table.rows
            if other is not row and column in other.cells and not _TOTAL.search(other.name)
        ]
        if (
            len(parts) < 2
            or total.number.family not in AMOUNTS
            or not all(map(exact_enough, parts))
        ):
            continue
        result = values.sum(parts)
        facts = {
            "terms": " + ".join(draft.shown(part) for part in parts[:12]),
            "equals": "=" if result.nominal == Fraction(total.number.value) else "≈",
            "result": draft.shown(total), "expected": expected_text(total, result.nominal),
        }  # fmt: skip
        fits = fit_of_sum(result, total.number)
        if fits is Fit.rounded:
            yield supported(total, "sum-fits", **facts)
            for part in parts:
                yield supported(part, "part-of-sum-fits", **facts)
        elif fits is Fit.coarse:
            facts |= {"result": facts["expected"], "total": draft.shown(total)}
            yield unclear(total, "sum-by-rounding", **facts)
        else:
            yield contradicted(total, "sum-differs", expected_value(total, result.nominal), **facts)


def _rates(draft: Draft, table: Table, values: Values) -> Iterator[Finding]:
    """A column of rates that is one column over another in all rows but the one with the slip."""
    columns = sorted({column for row in table.rows for column in row.cells})[:_MOST_COLUMNS]
    for rate in columns:
        rows = [row for row in table.rows if rate in row.cells]
        if any(row.cells[rate].number.family is not Family.share for row in rows):
            continue
        for part, whole in itertools.permutations([other for other in columns if other != rate], 2):
            first = [_fits(row, rate, _share(row, part, whole, values)) for row in rows[:_GLANCE]]
            if sum(first) < min(len(first), _ROWS_THAT_SHOW_A_RULE):
                continue
            results = [_share(row, part, whole, values) for row in rows]
            fits = [_fits(row, rate, result) for row, result in zip(rows, results, strict=True)]
            if sum(fits) < max(_ROWS_THAT_SHOW_A_RULE, len(rows) - 1):
                continue
            for row, result, fitting in zip(rows, results, fits, strict=True):
                if result is not None:
                    yield _rate(draft, row, (rate, part, whole), result, fitting)
            break


def _fits(row: Row, rate: int, result: Interval | None) -> bool:
    return result is not None and fit(result, row.cells[rate].number) is Fit.rounded


def _share(row: Row, part: int, whole: int, values: Values) -> Interval | None:
    if (
        part not in row.cells
        or whole not in row.cells
        or not comparable(row.cells[part], row.cells[whole])
    ):
        return None
    of = values.of(row.cells[whole])
    return (values.of(row.cells[part]) / of).times(100) if of.low > 0 else None


def _rate(
    draft: Draft, row: Row, columns: tuple[int, int, int], result: Interval, fitting: bool
) -> Finding:
    claim, part, whole = (row.cells[column] for column in columns)
    facts = {
        "part": draft.shown(part), "whole": draft.shown(whole),
        "result": expected_text(claim, result.nominal, 2), "expected": expected_text(claim, result.nominal),
    }  # fmt: skip
    if fitting:
        return supported(claim, "share-fits", **facts)
    return contradicted(claim, "share-differs", expected_value(claim, result.nominal), **facts)


def _prose(draft: Draft, tables: list[Table], values: Values) -> Iterator[Finding]:
    """Hold what the prose says of a row and a column against the cell."""
    named = (
        (row.name, (table, row)) for table in tables for row in table.rows if len(row.name) > 1
    )
    names = dict(itertools.islice(named, _MOST_ROWS))
    if not names:
        return
    any_name = re.compile("|".join(map(re.escape, sorted(names, key=len, reverse=True))))
    for claim in draft.claims:
        if claim.row is not None or not exact_enough(claim):
            continue
        found = _row_of(draft, claim, any_name)
        if found:
            yield from _against(draft, claim, *names[found], values)


def _row_of(draft: Draft, claim: Claim, any_name: re.Pattern[str]) -> str:
    """Return the row that the words before a number name last."""
    start = max(0, claim.number.start - _REACH)
    words = draft.text[start : claim.number.start]
    for end in ("\n", "。"):
        words = words[words.rfind(end) + 1 :]
    named = any_name.findall(words)
    return str(named[-1]) if named else ""


def _against(
    draft: Draft, claim: Claim, table: Table, row: Row, values: Values
) -> Iterator[Finding]:
    trail = claim.trail[:12].partition("、")[0]
    said = pairs_of_signs(normal(claim.lead[-20:])) | pairs_of_signs(normal(trail))
    best: list[tuple[int, str, Claim]] = []
    for column, cell in row.cells.items():
        heading = _HEADING_UNIT.sub("", table.headings.get(column, ""))
        alike = len(pairs_of_signs(normal(heading)) & said)
        if alike and comparable(cell, claim):
            best.append((alike, heading, cell))
    if not best:
        best = _whole_of_row(claim, table, row)
    if not best:
        return
    most = max(alike for alike, _, _ in best)
    chosen = [(heading, cell) for alike, heading, cell in best if alike == most]
    for heading, cell in chosen:
        if _same(values.of(cell), claim) or fit(values.of(claim), cell.number) is Fit.rounded:
            yield supported(claim, "table-agrees", row=row.name, column=heading)
            yield supported(cell, "stated-twice", other=draft.shown(claim))
            return
    if len(chosen) == 1 and 2 * most >= len(pairs_of_signs(normal(chosen[0][0]))):
        heading, cell = chosen[0]
        value = Fraction(cell.number.value)
        yield contradicted(
            claim, "table-differs", expected_value(claim, value), row=row.name, column=heading,
            expected=expected_text(claim, value),
        )  # fmt: skip


def _whole_of_row(claim: Claim, table: Table, row: Row) -> list[tuple[int, str, Claim]]:
    """燃气隐患75处: the row alone is named right before, so its 数量 is meant."""
    if not claim.lead.lstrip("其中的和及、").startswith(row.name) or _PART_WORDS.search(claim.lead):
        return []
    headings = (
        (column, _HEADING_UNIT.sub("", table.headings.get(column, ""))) for column in row.cells
    )
    return [
        (len(pairs_of_signs(normal(heading))), heading, row.cells[column])
        for column, heading in headings
        if _WHOLE_HEADING.fullmatch(heading) and comparable(row.cells[column], claim)
    ]


def _same(cell: Interval, claim: Claim) -> bool:
    return fit(cell, claim.number) is Fit.rounded
