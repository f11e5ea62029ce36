"""我的待办: what somebody owes, what waits for that person's word, and what waits on others."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import connection

from bihuan.kernel.ledgers.models import NO_DUE, Duty, Record
from bihuan.kernel.ledgers.reads import path_of
from bihuan.kernel.org.reads import acts_for, holders_of
from bihuan.kernel.periods import clock
from bihuan.kernel.permissions import Viewer
from bihuan.kernel.workflow.models import Approval
from bihuan.kernel.workflow.reads import ApprovalRow, as_approval, list_deciders, may_decide
from bihuan.kernel.workflow.slips_waiting import count_slips, count_slips_for_others

COUNT_CAP = 99
_COLUMNS = "r.id, r.ledger, r.code, r.title, r.unit_id, r.state, r.due, r.owes"


@dataclass(frozen=True, slots=True)
class Item:
    """A record that somebody has to move, by a day when a deadline runs."""

    id: int
    ledger: str
    code: str
    title: str
    unit_id: int
    state: str
    due: str
    owes: str

    @property
    def has_due(self) -> bool:
        return self.due != NO_DUE

    @property
    def cursor(self) -> str:
        """Return what asks for the items behind this one."""
        return f"{self.due}~{self.id}"


def list_owed(viewer: Viewer, *, limit: int = 50, after: str = "") -> list[Item]:
    """Return what the viewer owes as holder of a duty or of a role, the earliest day first.

    `after` is `due~id` of the last item seen.
    """
    pieces, parameters = _owed(viewer)
    if not pieces:
        return []
    behind, values = "", []
    if after:
        due, _, last = after.partition("~")
        behind = " AND (r.due > %s OR (r.due = %s AND r.id > %s))"
        values = [due, due, int(last) if last.isdigit() else 0]
    statement = " UNION ".join(
        # identifiers only; people's values are bound
        f"SELECT * FROM (SELECT {_COLUMNS} {piece}{behind} ORDER BY r.due, r.id LIMIT {limit}) p"  # noqa: S608
        for piece in pieces
    )
    bound = [value for piece in parameters for value in (*piece, *values)]
    with connection.cursor() as cursor:
        cursor.execute(f"{statement} ORDER BY due, id LIMIT {limit}", bound)
        return [Item(*row) for row in cursor.fetchall()]


def count_owed(viewer: Viewer, *, before: str = "") -> int:
    """Count what the viewer owes (due before a day, when given), no further than COUNT_CAP + 1."""
    pieces, parameters = _owed(viewer)
    if not pieces:
        return 0
    late = ""
    if before:
        late, parameters = " AND r.due < %s", [[*piece, before] for piece in parameters]
    inner = " UNION ".join(
        f"SELECT id FROM (SELECT r.id {piece}{late} LIMIT {COUNT_CAP + 1}) p"  # noqa: S608
        for piece in pieces
    )
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT COUNT(*) FROM (SELECT id FROM ({inner}) u LIMIT {COUNT_CAP + 1}) c",  # noqa: S608
            [value for piece in parameters for value in piece],
        )
        return int(cursor.fetchone()[0])


def _owed(viewer: Viewer) -> tuple[list[str], list[list[Any]]]:
    """Return the pieces of what somebody owes, each one served by one index."""
    pieces: list[str] = []
    parameters: list[list[Any]] = []
    if viewer.person_id:
        pieces.append(
            "FROM kernel_duty d JOIN kernel_record r ON r.id = d.record_id AND r.owes = d.kind "
            "WHERE d.person_id = %s AND d.to_on = '' AND NOT r.is_void"
        )
        parameters.append([viewer.person_id])
    if viewer.party:
        pieces.append(
            "FROM kernel_record r WHERE r.party = %s AND r.party > '' AND r.owes = 'enterprise' "
            "AND NOT r.is_void"
        )
        parameters.append([viewer.party])
    for grant in viewer.grants:
        if grant.scope != "unit" or grant.unit_id == 0:
            continue
        depth = grant.path.count("/") - 1
        pieces.append(
            f"FROM kernel_record r WHERE r.owes = %s AND r.owes > '' AND r.u{depth} = %s "
            "AND NOT r.is_void"
        )
        parameters.append([grant.role, grant.unit_id])
    return pieces, parameters


def list_waiting(viewer: Viewer, *, limit: int = 50) -> list[Item]:
    """Return the viewer's own records on which somebody else has to move next."""
    if not viewer.person_id:
        return []
    by_role = ""
    values: list[Any] = []  # what the viewer owes by a role is no one else's
    for grant in viewer.grants:
        if grant.scope == "unit" and grant.unit_id:
            by_role += (
                f" AND NOT (r.owes = %s AND COALESCE(r.u{grant.path.count('/') - 1}, 0) = %s)"
            )
            values += [grant.role, grant.unit_id]
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT DISTINCT {_COLUMNS} FROM kernel_duty d JOIN kernel_record r ON r.id = d.record_id "  # noqa: S608
            "WHERE d.person_id = %s AND d.to_on = '' AND r.owes > '' AND NOT r.is_void "
            "AND NOT EXISTS (SELECT 1 FROM kernel_duty m WHERE m.record_id = r.id "
            "AND m.person_id = d.person_id AND m.to_on = '' AND m.kind = r.owes) "
            f"{by_role} ORDER BY r.due, r.id LIMIT {limit}",
            [viewer.person_id, *values],
        )
        return [Item(*row) for row in cursor.fetchall()]


def list_for_others(viewer: Viewer, *, limit: int = COUNT_CAP) -> list[tuple[int, Item]]:
    """Return what people whose deputy the viewer is today owe by a duty, each with that person's id.

    A deputy sees it and moves it where a role of the deputy's own allows.
    """
    away = acts_for(viewer.person_id, clock.today()) if viewer.person_id else []
    if not away:
        return []
    marks = ", ".join("%s" for _ in away)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT d.person_id, {_COLUMNS} FROM kernel_duty d JOIN kernel_record r "  # noqa: S608
            "ON r.id = d.record_id AND r.owes = d.kind "
            f"WHERE d.person_id IN ({marks}) AND d.to_on = '' AND NOT r.is_void "
            "AND NOT EXISTS (SELECT 1 FROM kernel_duty m WHERE m.record_id = r.id "
            "AND m.person_id = %s AND m.to_on = '' AND m.kind = r.owes) "
            f"ORDER BY r.due, r.id LIMIT {limit}",
            [*away, viewer.person_id],
        )
        return [(row[0], Item(*row[1:])) for row in cursor.fetchall()]


def list_asked(viewer: Viewer) -> list[tuple[ApprovalRow, Record, list[int]]]:
    """Return what the viewer asked that nobody has decided yet, with who may; the oldest first."""
    found = [as_approval(row) for row in _asked_by(viewer)]
    records = Record.objects.in_bulk([asked.record_id for asked in found])
    return [
        (asked, records[asked.record_id], list_deciders(asked, records[asked.record_id]))
        for asked in found
    ]


def _asked_by(viewer: Viewer) -> list[Approval]:
    return list(
        Approval.objects.raw(
            "SELECT * FROM kernel_approval WHERE decision = '' AND asked_by = %s ORDER BY id",
            [viewer.code],
        )
    )


def list_to_decide(viewer: Viewer, *, limit: int = COUNT_CAP) -> list[tuple[ApprovalRow, Record]]:
    """Return what others asked that the viewer may agree to, the oldest first."""
    where, values = _near(viewer)
    asked = list(
        Approval.objects.raw(
            "SELECT * FROM kernel_approval a WHERE a.decision = '' AND a.asked_by <> %s "  # noqa: S608
            f"AND EXISTS (SELECT 1 FROM kernel_record r WHERE r.id = a.record_id AND ({where})) "
            "ORDER BY a.id",
            [viewer.code, *values],
        )
    )
    records = Record.objects.in_bulk([row.record_id for row in asked])
    found = []
    for row in asked:
        record = records[row.record_id]
        if may_decide(viewer, as_approval(row), record):
            found.append((as_approval(row), record))
        if len(found) == limit:
            break
    return found


def _near(viewer: Viewer) -> tuple[str, list[Any]]:
    """Return the condition on records that any of the viewer's roles reaches."""
    where = [
        "EXISTS (SELECT 1 FROM kernel_duty d WHERE d.record_id = r.id AND d.person_id = %s "
        "AND d.to_on = '')",
        "(r.party > '' AND r.party = %s)",
    ]
    values: list[Any] = [viewer.person_id, viewer.party]
    for grant in viewer.grants:
        if grant.scope == "unit" and grant.unit_id == 0:
            return "TRUE", []
        if grant.scope == "unit":
            where.append(f"r.u{grant.path.count('/') - 1} = %s")
            values.append(grant.unit_id)
    return " OR ".join(where), values


def people_addressed(row: Record, names: Iterable[str]) -> list[int]:
    """Return who holds these duties of a record, or these roles nearest to its unit."""
    found: list[int] = []
    duties: dict[str, list[int]] = {}
    for kind, person_id in Duty.objects.filter(record_id=row.id, to_on="").values_list(
        "kind", "person_id"
    ):
        duties.setdefault(kind, []).append(person_id)
    for name in names:
        found += duties.get(name) or holders_of(name, path_of(row))
    return list(dict.fromkeys(found))


def count_to_do(viewer: Viewer) -> dict[str, int]:
    """Return how much waits for the viewer, and how much on others, each kind up to COUNT_CAP + 1."""
    return {
        "owed": count_owed(viewer),
        "overdue": count_owed(viewer, before=clock.today().isoformat()),
        "slips": count_slips(viewer),
        "to_decide": len(list_to_decide(viewer)),
        "for_others": count_for_others(viewer),
        "asked": len(_asked_by(viewer)),
    }


def count_waiting(viewer: Viewer) -> int:
    """Return how much waits for the viewer in all: to move, to answer, to decide, and as a deputy."""
    waiting = count_owed(viewer) + count_slips(viewer) + len(list_to_decide(viewer))
    return waiting + count_for_others(viewer)


def count_for_others(viewer: Viewer) -> int:
    """Return how much waits for people whose deputy the viewer is today."""
    return len(list_for_others(viewer)) + count_slips_for_others(viewer)
