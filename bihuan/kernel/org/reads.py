"""Questions about units, people and roles; and the grants that make a viewer."""

from __future__ import annotations

import datetime
import functools
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet

from bihuan.kernel.definitions.language import Label
from bihuan.kernel.org import keys
from bihuan.kernel.org.models import Account, Assignment, CalendarDay, Delegation, Person, Role
from bihuan.kernel.org.tree import Tree, UnitNode, tree
from bihuan.kernel.periods import clock
from bihuan.kernel.permissions import SYSTEM, Grant, Viewer, allows, require, scope_of
from bihuan.kernel.problems import NotFound

GRANTS_COLUMNS = "p.id, p.code, p.party_code, p.is_erased, a.role, a.unit_id, r.acts, r.scope"
GRANTS_JOINED = (
    "LEFT JOIN kernel_assignment a ON a.person_id = p.id "
    "AND a.from_on <= %s AND (a.to_on = '' OR a.to_on > %s) "
    "LEFT JOIN kernel_role r ON r.code = a.role"
)
GRANTS = f"SELECT {GRANTS_COLUMNS} FROM kernel_person p {GRANTS_JOINED}"  # noqa: S608
GRANTS_BY_ID = f"{GRANTS} WHERE p.id = %s"
GRANTS_BY_CODE = f"{GRANTS} WHERE p.code = %s"


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A person as others see them; contacts are masked unless asked for."""

    id: int
    code: str
    name: str
    position: str
    unit: UnitNode | None
    party_code: str
    is_erased: bool
    phone: str
    username: str
    is_active: bool


@dataclass(frozen=True, slots=True)
class RoleRow:
    code: str
    title: Label
    acts: tuple[str, ...]
    scope: str
    group: str


@dataclass(frozen=True, slots=True)
class AssignmentRow:
    id: int
    person_code: str
    person_name: str
    role: str
    unit: UnitNode
    from_on: str
    to_on: str


def viewer_of(person: int | str, on: datetime.date | None = None) -> Viewer:
    """Return somebody with every grant in force on a day (today). Raises NotFound."""
    if person == "system":
        return SYSTEM
    statement = GRANTS_BY_ID if isinstance(person, int) else GRANTS_BY_CODE
    day = (on or clock.today()).isoformat()
    with connection.cursor() as cursor:
        cursor.execute(statement, [day, day, person])
        rows = cursor.fetchall()
    if not rows:
        raise NotFound("person-unknown", person=person)
    return viewer_of_rows(rows)


def viewer_of_rows(rows: Sequence[tuple[Any, ...]]) -> Viewer:
    """Return the person of rows of GRANTS_COLUMNS with every grant in them."""
    person_id, code, party, erased = rows[0][:4]
    if erased:
        return Viewer(code, person_id)
    nodes = tree().nodes
    grants = tuple(
        Grant(role, _acts(acts), scope, unit_id, nodes[unit_id].path)
        for *_, role, unit_id, acts, scope in rows
        if role is not None and acts is not None and unit_id in nodes
    )
    return Viewer(code, person_id, grants, party)


@functools.lru_cache(maxsize=256)
def _acts(text: str) -> frozenset[str]:
    return frozenset(json.loads(text))


def list_people(viewer: Viewer, *, search: str = "", limit: int = 200) -> list[PersonRow]:
    """Return people of the units that the viewer manages, or works with."""
    if not allows(viewer, "person.manage") and not allows(viewer, "account.manage"):
        require(viewer, "duty.assign")
    people = Person.objects.order_by("code")
    if search:
        people = people.filter(name__contains=search) | people.filter(code__contains=search)
    accounts = {
        account.person_id: account for account in Account.objects.filter(person_id__isnull=False)
    }
    units = tree()
    return [_person(person, units, accounts.get(person.id)) for person in people[:limit]]


def get_person(viewer: Viewer, code: str) -> PersonRow:
    """Return a person by code. Raises NotFound."""
    person = Person.objects.filter(code=code).first()
    if person is None:
        raise NotFound("person-unknown", person=code)
    return _person(person, tree(), Account.objects.filter(person_id=person.id).first())


def find_person_id(code: str) -> int | None:
    """Return a person's id by code, or None: the system itself is nobody."""
    return Person.objects.filter(code=code).values_list("id", flat=True).first()


def names_of(ids: set[int]) -> Mapping[int, str]:
    """Return people's names by id, as lists show who answers for what."""
    return dict(Person.objects.filter(id__in=ids).values_list("id", "name"))


def names_by_code(codes: set[str]) -> Mapping[str, str]:
    """Return people's names by code, as histories show who did what."""
    return dict(Person.objects.filter(code__in=codes).values_list("code", "name"))


def _person(person: Person, units: Tree, account: Account | None) -> PersonRow:
    phone = ""
    if person.phone and not person.is_erased:
        number = str(keys.unseal(json.loads(person.phone), "phone"))
        phone = f"{number[:3]}****{number[-4:]}" if len(number) >= 8 else "****"
    return PersonRow(
        person.id, person.code, person.name, person.position, units.nodes.get(person.unit_id),
        person.party_code, person.is_erased, phone, account.username if account else "",
        account.is_active if account else False,
    )  # fmt: skip


def list_roles(viewer: Viewer) -> list[RoleRow]:
    return [
        RoleRow(
            role.code, Label(zh=role.title_zh, en=role.title_en), tuple(json.loads(role.acts)),
            role.scope, role.group,
        )
        for role in Role.objects.order_by("group", "code")
    ]  # fmt: skip


def list_assignments(viewer: Viewer, *, person: str = "") -> list[AssignmentRow]:
    """Return who holds which role where, those in force first."""
    rows = Assignment.objects.order_by("to_on", "person_id", "from_on")
    if person:
        rows = rows.filter(person_id__in=Person.objects.filter(code=person).values("id"))
    people = Person.objects.in_bulk([row.person_id for row in rows])
    units = tree()
    return [
        AssignmentRow(
            row.id, people[row.person_id].code, people[row.person_id].name, row.role,
            units.get(row.unit_id), row.from_on, row.to_on,
        )
        for row in rows
    ]  # fmt: skip


def units_for(viewer: Viewer, act: str, ledger: str = "") -> list[UnitNode]:
    """Return every open unit that an act of the viewer reaches, in tree order."""
    scope = scope_of(viewer, act, ledger)
    return [node for node in tree() if scope.covers(node.path) and not node.is_closed]


def holders_of(role: str, path: str) -> list[int]:
    """Return who holds a role today at the unit nearest above (or at) a unit path."""
    day = clock.today().isoformat()
    held = Assignment.objects.filter(role=role, from_on__lte=day).exclude(
        to_on__gt="", to_on__lte=day
    )
    nearest: dict[int, list[int]] = {}
    for unit_id, person_id in held.order_by("person_id").values_list("unit_id", "person_id"):
        where = path.find(f"/{unit_id}/")
        if where >= 0:
            nearest.setdefault(where, []).append(person_id)
    return nearest[max(nearest)] if nearest else []


def calendar_overrides() -> dict[datetime.date, bool]:
    """Return the days that the zone declared working or free."""
    return {
        datetime.date.fromisoformat(row.day): row.is_working for row in CalendarDay.objects.all()
    }


def list_holders(viewer: Viewer) -> list[tuple[str, str]]:
    """Return (code, name with position) of people who can be given duties, for whoever may assign."""
    if not allows(viewer, "duty.assign") and not allows(viewer, "record.add"):
        return []
    return [
        _named(person) for person in Person.objects.filter(is_erased=False).order_by("name")[:500]
    ]


def _named(person: Person) -> tuple[str, str]:
    position = f"（{person.position}）" if person.position else ""
    return person.code, f"{person.name}{position}"


@dataclass(frozen=True, slots=True)
class CalendarRow:
    """A day that the zone declared working or free, and why."""

    day: str
    is_working: bool
    basis: str


def list_calendar(viewer: Viewer) -> list[CalendarRow]:
    return [
        CalendarRow(row.day, row.is_working, row.basis)
        for row in CalendarDay.objects.order_by("-day")
    ]


@dataclass(frozen=True, slots=True)
class DelegationRow:
    """Who is deputy for whom, from when to when; the reason is for the two of them."""

    id: int
    person_name: str
    deputy_name: str
    from_on: str
    until_on: str
    reason: str
    is_own: bool  # given by the viewer, not received


def acts_for(person_id: int, on: datetime.date) -> list[int]:
    """Return whose matters a person also sees on a day, as a deputy; a deputy's deputy does not."""
    return list(_delegated(on).filter(deputy_id=person_id).values_list("person_id", flat=True))


def deputies_of(person_id: int, on: datetime.date) -> list[int]:
    """Return who also sees a person's matters on a day."""
    return list(_delegated(on).filter(person_id=person_id).values_list("deputy_id", flat=True))


def list_delegations(viewer: Viewer) -> list[DelegationRow]:
    """Return the delegations, given or received, that are in force or to come."""
    today = clock.today().isoformat()
    rows = list(
        Delegation.objects.filter(is_ended=False, until_on__gte=today)
        .filter(Q(person_id=viewer.person_id) | Q(deputy_id=viewer.person_id))
        .order_by("from_on", "id")
    )
    names = names_of({row.person_id for row in rows} | {row.deputy_id for row in rows})
    return [
        DelegationRow(
            row.id, names[row.person_id], names[row.deputy_id], row.from_on, row.until_on,
            str(keys.unseal(json.loads(row.reason), "reason")), row.person_id == viewer.person_id,
        )
        for row in rows
    ]  # fmt: skip


def list_colleagues(viewer: Viewer) -> list[tuple[str, str]]:
    """Return (code, name with position) of whom the viewer may choose as a deputy."""
    people = Person.objects.filter(is_erased=False, party_code=viewer.party)
    people = people.exclude(id=viewer.person_id).exclude(id__in=_administrators())
    return [_named(person) for person in people.order_by("name")[:500]]


def is_administrator(person_id: int) -> bool:
    """Whether somebody is one of the three administrators, who do no business."""
    return _administrators().filter(person_id=person_id).exists()


def _administrators() -> QuerySet[Assignment, int]:
    roles = Role.objects.filter(group="administrator").values("code")
    held = Assignment.objects.filter(role__in=roles, to_on="")
    return held.values_list("person_id", flat=True)


@dataclass(frozen=True, slots=True)
class Contact:
    """How a person is reached beside the app; empty where nothing is known."""

    name: str
    unit_id: int
    phone: str
    email: str


def contacts_of(ids: set[int]) -> Mapping[int, Contact]:
    """Return people's addresses in clear, for the sending of notices only."""
    return {
        person.id: Contact(
            person.name,
            person.unit_id,
            _unsealed(person.phone, "phone"),
            _unsealed(person.email, "email"),
        )
        for person in Person.objects.filter(id__in=ids, is_erased=False)
    }


def own_email(viewer: Viewer) -> str:
    found = contacts_of({viewer.person_id}).get(viewer.person_id)
    return found.email if found else ""


def _unsealed(text: str, name: str) -> str:
    value = str(keys.unseal(json.loads(text), name)) if text else ""
    return "" if value == keys.ERASED else value


def _delegated(on: datetime.date) -> QuerySet[Delegation]:
    day = on.isoformat()
    return Delegation.objects.filter(is_ended=False, from_on__lte=day, until_on__gte=day)
