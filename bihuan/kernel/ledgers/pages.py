"""A ledger as pages: filter, search, sort, by keyset; the cost does not grow with the ledger.

A scope is a handful of subtrees. Each is read by the index that carries (ledger, ancestor, [state],
order), just far enough for one page, and the pieces are merged; nothing counts further than a cap.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db import connection

from bihuan.kernel.ledgers.reads import RecordRow
from bihuan.kernel.org.tree import tree
from bihuan.kernel.permissions import ACTS, Scope, Viewer, scope_of
from bihuan.kernel.problems import Forbidden, Invalid

COUNT_CAP = 2_000
LARGEST_ID = 2**63 - 1
ORDERS = {
    "-updated": ("updated_seq", "DESC"),
    "updated": ("updated_seq", "ASC"),
    "code": ("code", "ASC"),
    "-code": ("code", "DESC"),
    "title": ("title", "ASC"),
    "-title": ("title", "DESC"),
    "-on": ("on_day", "DESC"),
    "on": ("on_day", "ASC"),
}
_COLUMNS = (
    "id, ledger, code, title, unit_id, u1, u2, u3, u4, u5, u6, state, on_day, is_void, "
    "updated_seq, data"
)


@dataclass(frozen=True, slots=True)
class Question:
    """What a person asks of a ledger."""

    ledger: str
    unit_id: int | None = None  # only this unit's subtree
    state: str = ""
    search: str = ""
    choices: tuple[tuple[str, str], ...] = ()  # (choice field, code)
    with_void: bool = False
    only: Sequence[int] | None = None  # no others than these records
    act: str = "record.read"  # what the viewer may do with what is found
    also: tuple[str, tuple[Any, ...]] | None = None  # a condition of another package's table
    order: str = "-updated"
    after: str = ""  # the cursor that a page gave
    limit: int = 50


@dataclass(frozen=True, slots=True)
class Page:
    rows: Sequence[RecordRow]
    next: str  # cursor of the following page, empty at the end


def list_page(viewer: Viewer, question: Question) -> Page:
    """Return one page of records. Raises Forbidden when the viewer may read none of the ledger."""
    column, direction = _order(question.order)
    branches = _branches(viewer, question)
    if not branches:
        return Page((), "")
    conditions, values = _conditions(question)
    if question.after:
        comparison = ">" if direction == "ASC" else "<"
        key, _, last_id = question.after.rpartition("~")
        try:
            if max(int(last_id), int(key) if column == "updated_seq" else 0) > LARGEST_ID:
                raise Invalid("cursor-broken")
            if column == "updated_seq":  # one event changes one record: unique as it stands
                conditions.append(f"updated_seq {comparison} %s")
                values.append(int(key))
            else:
                conditions.append(
                    f"({column} {comparison} %s OR ({column} = %s AND id {comparison} %s))"
                )
                values += [key, key, int(last_id)]
        except ValueError as error:
            raise Invalid("cursor-broken") from error
    order = f"ORDER BY {column} {direction}, id {direction}"
    pieces: list[str] = []
    parameters: list[Any] = []
    for where, where_values in branches:
        filters = " AND ".join([where, *conditions])
        # The constants below are identifiers from ORDERS and _COLUMNS; people's values are bound.
        pieces.append(
            f"SELECT * FROM (SELECT {_COLUMNS} FROM kernel_record WHERE {filters} {order} "  # noqa: S608
            f"LIMIT {question.limit + 1}) piece"
        )
        parameters += [*where_values, *values]
    statement = " UNION ALL ".join(pieces) + f" {order} LIMIT {2 * question.limit + 2}"
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        found = cursor.fetchall()
    seen: set[int] = set()
    rows = [row for row in found if not (row[0] in seen or seen.add(row[0]))]  # type: ignore[func-returns-value]
    page = [_record(row) for row in rows[: question.limit]]
    more = len(rows) > question.limit
    return Page(page, _cursor(rows[question.limit - 1], column) if more else "")


def every_record(viewer: Viewer, question: Question) -> Iterator[RecordRow]:
    """Yield all that a question finds, page by page."""
    while True:
        page = list_page(viewer, question)
        yield from page.rows
        if not page.next:
            return
        question = replace(question, after=page.next)


def count_capped(viewer: Viewer, question: Question) -> int:
    """Count what a question finds, no further than COUNT_CAP + 1."""
    branches = _branches(viewer, question)
    if not branches:
        return 0
    conditions, values = _conditions(question)
    pieces: list[str] = []
    parameters: list[Any] = []
    # Subtrees do not overlap, so an index alone counts them; own records can stand in two pieces.
    overlap = any(where.startswith("id IN") for where, _ in branches)
    counted = "id" if overlap else "1 AS id"
    for where, where_values in branches:
        filters = " AND ".join([where, *conditions])
        pieces.append(
            f"SELECT id FROM (SELECT {counted} FROM kernel_record WHERE {filters} "  # noqa: S608
            f"LIMIT {COUNT_CAP + 1}) piece"
        )
        parameters += [*where_values, *values]
    union = " UNION " if overlap else " UNION ALL "
    statement = (
        f"SELECT COUNT(*) FROM (SELECT id FROM ({union.join(pieces)}) every "  # noqa: S608
        f"LIMIT {COUNT_CAP + 1}) counted"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return int(cursor.fetchone()[0])


def reached(viewer: Viewer, ledger: str, act: str) -> tuple[str, list[Any]]:
    """Return the condition on records that the viewer may do an act on, for a query of another table."""
    branches = _branches(viewer, Question(ledger, act=act))
    where = " OR ".join(f"({branch})" for branch, _ in branches) or "FALSE"
    return f"NOT is_void AND ({where})", [value for _, values in branches for value in values]


def _order(order: str) -> tuple[str, str]:
    if order not in ORDERS:
        raise Invalid("order-unknown", order=order)
    return ORDERS[order]


def _branches(viewer: Viewer, question: Question) -> list[tuple[str, list[Any]]]:
    """Return the pieces of the viewer's scope as conditions that one index each can serve."""
    scope = scope_of(viewer, question.act, question.ledger)
    if scope.is_empty:
        raise Forbidden("not-allowed", act=ACTS[question.act])
    branches: list[tuple[str, list[Any]]] = []
    for unit_id, depth in _reach(scope, question.unit_id):
        where = f"ledger = %s AND u{depth} = %s"
        branches.append((where, [question.ledger, unit_id]))
    if scope.own:
        own = "id IN (SELECT record_id FROM kernel_duty WHERE person_id = %s AND to_on = '')"
        parameters: list[Any] = [viewer.person_id, question.ledger]
        inside = ""
        if question.unit_id is not None:
            inside = f" AND u{tree().get(question.unit_id).depth} = %s"
            parameters.append(question.unit_id)
        branches.append((f"{own} AND ledger = %s{inside}", parameters))
        if viewer.party:
            parameters = [viewer.party, question.ledger, *parameters[2:]]
            branches.append((f"party = %s AND party > '' AND ledger = %s{inside}", parameters))
    return branches


def _reach(scope: Scope, unit_id: int | None) -> list[tuple[int, int]]:
    """Return (unit, depth) of the subtrees that scope and the unit asked for share."""
    units = tree()
    if unit_id is not None:
        asked = units.get(unit_id)
        if scope.covers(asked.path):
            return [(asked.id, asked.depth)]
        paths = [path for path in scope.paths if path.startswith(asked.path)]
    elif scope.everywhere:
        return [(root.id, 1) for root in units.roots]
    else:
        paths = list(scope.paths)
    reached = []
    for path in paths:
        parts = [int(part) for part in path.split("/") if part]
        reached.append((parts[-1], len(parts)))
    return reached


def _conditions(question: Question) -> tuple[list[str], list[Any]]:
    conditions: list[str] = []
    values: list[Any] = []
    if question.state:
        conditions.append("state = %s")
        values.append(question.state)
    if not question.with_void:
        conditions.append("NOT is_void")
    if question.also is not None:
        conditions.append(question.also[0])
        values += question.also[1]
    if question.only is not None:
        if connection.vendor == "sqlite":
            conditions.append("id IN (SELECT value FROM json_each(%s))")
            values.append(json.dumps(list(question.only)))
        else:
            conditions.append("id = ANY(%s)")
            values.append(list(question.only))
    if question.search.strip():
        for word in question.search.replace("\0", " ").lower().split()[:5]:
            conditions.append("search LIKE %s ESCAPE '!'")
            escaped = word.replace("!", "!!").replace("%", "!%").replace("_", "!_")
            values.append(f"%{escaped}%")
    for name, code in question.choices:
        if not name.isidentifier() or not name.isascii():
            raise Invalid("field-unknown", where=name, ledger=question.ledger)
        if connection.vendor == "sqlite":
            conditions.append("json_extract(data, %s) = %s")
            values += [f"$.{name}", code]
        else:
            conditions.append("(data::jsonb ->> %s) = %s")
            values += [name, code]
    return conditions, values


def _record(row: tuple[Any, ...]) -> RecordRow:
    path = "/" + "".join(f"{part}/" for part in row[5:11] if part is not None)
    return RecordRow(
        row[0], row[1], row[2], row[3], row[4], path, row[11], row[12], bool(row[13]), row[14],
        json.loads(row[15]),
    )  # fmt: skip


def _cursor(row: tuple[Any, ...], column: str) -> str:
    position = {"updated_seq": 14, "code": 2, "title": 3, "on_day": 12}[column]
    return f"{row[position]}~{row[0]}"
