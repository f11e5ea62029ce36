"""Questions about units, people and roles; and the grants that make a viewer."""

from __future__ import annotations

import datetime
import functools
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet

from bihuan.kernel.definitions.language import Label
from bihuan.kernel.org import keys
from bihuan.kernel.org.models import Account, Assignment, CalendarDay, Delegation, Person, Role
from bihuan.kernel.org.roles import AUDIT_ACTS
from bihuan.kernel.org.tree import Tree, UnitNode, tree
from bihuan.kernel.periods import clock
from bihuan.kernel.permissions import (
    EVERYWHERE,
    SYSTEM,
    Grant,
    Viewer,
    require_somewhere,
    scope_of,
)
from bihuan.kernel.problems import NotFound

MOST_HOLDERS = 500
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
    unit: UnitNode | None  # None before the day it is added
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
    units = tree()
    nodes = units.nodes
    grants = tuple(
        Grant(role, _acts(acts), scope, unit_id, nodes[unit_id].path)
        for *_, role, unit_id, acts, scope in rows
        if role is not None and acts is not None and unit_id in nodes
    )
    roots = tuple(root.path for root in units.roots if not root.is_closed)
    return Viewer(code, person_id, grants, party, roots or (EVERYWHERE,))


@functools.lru_cache(maxsize=256)
def _acts(text: str) -> frozenset[str]:
    return frozenset(json.loads(text))


def list_people(viewer: Viewer, *, search: str = "", limit: int = 200) -> list[PersonRow]:
    """Return people of the units whose people, logins or roles the viewer manages."""
    acts = ("person.manage", "account.manage", "role.manage", "person.erase")
    require_somewhere(viewer, *acts)
    scopes = [scope_of(viewer, act) for act in acts]
    units = tree()
    people = [
        person
        for person in Person.objects.order_by("code")
        if any(scope.covers(_path(units, person.unit_id)) for scope in scopes)
    ]
    named = [
        (person, name)
        for person, name in zip(people, _names(people), strict=True)
        if search in name or search in person.code
    ][:limit]
    accounts = Account.objects.in_bulk([person.id for person, _ in named], field_name="person_id")
    return [_person(person, name, units, accounts.get(person.id)) for person, name in named]


def get_person(viewer: Viewer, code: str) -> PersonRow:
    """Return a person by code. Raises NotFound also for one whom the viewer does not manage."""
    found = [row for row in list_people(viewer, search=code) if row.code == code]
    if not found:
        raise NotFound("person-unknown", person=code)
    return found[0]


def find_person_id(code: str) -> int | None:
    """Return a person's id by code, or None: the system itself is nobody."""
    return Person.objects.filter(code=code).values_list("id", flat=True).first()


def _path(units: Tree, unit_id: int) -> str:
    """Return a unit's path, one that no scope but all covers when it is not in force."""
    node = units.nodes.get(unit_id)
    return node.path if node else EVERYWHERE


def names_of(ids: Iterable[int]) -> Mapping[int, str]:
    """Return people's names by id, as lists show who answers for what."""
    people = list(Person.objects.filter(id__in=set(ids)))
    return {person.id: name for person, name in zip(people, _names(people), strict=True)}


def codes_of(ids: Iterable[int]) -> Mapping[int, str]:
    """Return people's codes by id."""
    return dict(Person.objects.filter(id__in=set(ids)).values_list("id", "code"))


def names_by_code(codes: set[str]) -> Mapping[str, str]:
    """Return people's names by code, as histories show who did what."""
    people = list(Person.objects.filter(code__in=codes))
    return {person.code: name for person, name in zip(people, _names(people), strict=True)}


def _names(people: Sequence[Person]) -> list[str]:
    """Open the names of people; `erased` for whom it cannot be done any more."""
    opened = keys.unseal_many([json.loads(person.sealed_name) for person in people], "name")
    return [
        keys.ERASED if person.is_erased else str(name)
        for person, name in zip(people, opened, strict=True)
    ]


def _person(person: Person, name: str, units: Tree, account: Account | None) -> PersonRow:
    phone = ""
    if person.phone and not person.is_erased:
        number = str(keys.unseal(json.loads(person.phone), "phone"))
        phone = f"{number[:3]}****{number[-4:]}" if len(number) >= 8 else "****"
    return PersonRow(
        person.id, person.code, name, person.position, units.nodes.get(person.unit_id),
        person.party_code, person.is_erased, phone, account.username if account else "",
        account.is_active if account else False,
    )  # fmt: skip


def role_titles() -> Mapping[str, Label]:
    """Return the titles of roles by code: what people read beside their own assignments."""
    rows = Role.objects.values_list("code", "title_zh", "title_en")
    return {code: Label(zh=zh, en=en) for code, zh, en in rows}


def list_roles(viewer: Viewer) -> list[RoleRow]:
    """Return every role, for whoever gives roles or looks into the log of that."""
    require_somewhere(viewer, "role.manage", "log.read")
    return [
        RoleRow(
            role.code, Label(zh=role.title_zh, en=role.title_en), tuple(json.loads(role.acts)),
            role.scope, role.group,
        )
        for role in Role.objects.order_by("group", "code")
    ]  # fmt: skip


def list_assignments(viewer: Viewer, *, person: str = "") -> list[AssignmentRow]:
    """Return who holds which role where the viewer gives roles, those in force first.

    Everybody may ask for what is their own.
    """
    rows = Assignment.objects.order_by("to_on", "person_id", "from_on")
    if person:
        rows = rows.filter(person_id__in=Person.objects.filter(code=person).values("id"))
    scope = scope_of(viewer, "role.manage")
    units = tree()
    shown = [
        row
        for row in rows
        if scope.covers(_path(units, row.unit_id)) or row.person_id == viewer.person_id
    ]
    people = {row.person_id for row in shown}
    codes, names = codes_of(people), names_of(people)
    return [
        AssignmentRow(
            row.id, codes[row.person_id], names[row.person_id], row.role,
            units.nodes.get(row.unit_id), row.from_on, row.to_on,
        )
        for row in shown
    ]  # fmt: skip


def units_for(viewer: Viewer, act: str, ledger: str = "") -> list[UnitNode]:
    """Return every open unit that an act of the viewer reaches, in tree order."""
    scope = scope_of(viewer, act, ledger)
    return [node for node in tree() if scope.covers(node.path) and not node.is_closed]


def own_unit(viewer: Viewer) -> str:
    """Return the code of the unit that a person belongs to, empty for the system."""
    row = Person.objects.filter(id=viewer.person_id).first()
    found = tree().nodes.get(row.unit_id) if row else None
    return found.code if found else ""


def roles_with(act: str) -> list[str]:
    """Return the roles that give an act."""
    return [row.code for row in Role.objects.order_by("code") if act in json.loads(row.acts)]


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


def people_for(role: str, unit: UnitNode) -> list[int]:
    """Return who acts for a unit in a role: who holds it there, else its own staff, else the nearest above."""
    nearest = holders_of(role, unit.path)
    day = clock.today().isoformat()
    at = Assignment.objects.filter(
        role=role, unit_id=unit.id, person_id__in=nearest, from_on__lte=day
    )
    if at.exclude(to_on__gt="", to_on__lte=day).exists():
        return nearest
    staff = Person.objects.filter(unit_id=unit.id, is_erased=False, party_code="")
    held = Assignment.objects.filter(from_on__lte=day).exclude(to_on__gt="", to_on__lte=day)
    moving = Role.objects.filter(acts__contains='"record.move')
    working = held.filter(role__in=moving.values("code")).values("person_id")
    return list(staff.filter(id__in=working).order_by("id").values_list("id", flat=True)) or nearest


def calendar_overrides() -> dict[datetime.date, bool]:
    """Return the days that the zone declared working or free."""
    return {
        datetime.date.fromisoformat(row.day): row.is_working for row in CalendarDay.objects.all()
    }


def list_holders(viewer: Viewer) -> list[tuple[str, str]]:
    """Return (code, name with position) of people who can be given duties, for whoever may assign.

    They are the people of the viewer's own zone and of the units above it: a street's project may have
    a leader who sits in the zone's office or in the city's.
    """
    return _named(_people_around(viewer))


@dataclass(frozen=True, slots=True)
class Staff:
    """The people of one unit, as (code, name with position)."""

    unit: UnitNode
    within: frozenset[str]  # codes of the units above, and its own
    people: tuple[tuple[str, str], ...]


def list_staff(viewer: Viewer) -> list[Staff]:
    """Return who can be made answerable for a task, by unit in tree order, for whoever may assign.

    Nobody of an enterprise, no administrator, no auditor: they do none of the zone's business.
    """
    auditors = set(_auditors())
    working = [
        person
        for person in _people_around(viewer)
        if not person.party_code and person.id not in auditors
    ]
    unit_of = {person.code: person.unit_id for person in working}
    people: dict[int, list[tuple[str, str]]] = {}
    for code, text in _named(working):
        people.setdefault(unit_of[code], []).append((code, text))
    units = tree()
    return [
        Staff(node, frozenset(units.get(each).code for each in node.ancestors), tuple(held))
        for node in units
        if (held := people.get(node.id))
    ]


def _people_around(viewer: Viewer) -> list[Person]:
    """Return the people of the viewer's own zone and of the units above it, no administrators."""
    paths = {path for act in ("duty.assign", "record.add") for path in scope_of(viewer, act).paths}
    units = tree()
    zones = tuple(_zone_of(units, path) for path in paths)
    return [
        person
        for person in Person.objects.filter(is_erased=False).exclude(id__in=_administrators())
        if _path(units, person.unit_id).startswith(zones)
        or any(zone.startswith(_path(units, person.unit_id)) for zone in zones)
    ]


def _named(people: Sequence[Person]) -> list[tuple[str, str]]:
    """Return (code, name with position), by name."""
    named = sorted(zip(_names(people), people, strict=True), key=lambda pair: pair[0])
    return [
        (person.code, f"{name}（{person.position}）" if person.position else name)
        for name, person in named[:MOST_HOLDERS]
    ]


def _zone_of(units: Tree, path: str) -> str:
    """Return the path of the zone that a unit belongs to, its own when it is in none."""
    above = [units.nodes[int(part)] for part in path.split("/") if part]
    return next((node.path for node in above if node.kind == "zone"), path)


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
    return _named(list(people))


def is_administrator(person_id: int) -> bool:
    """Whether somebody is one of the three administrators, who do no business."""
    return _administrators().filter(person_id=person_id).exists()


def unfit_among(people: Iterable[int], *, party: str = "") -> list[int]:
    """Return who cannot be charged with business: administrators, and people of another enterprise than `party`."""
    ids = set(people)
    administrators = set(_administrators().filter(person_id__in=ids))
    elsewhere = Person.objects.filter(id__in=ids).exclude(party_code__in=("", party))
    return sorted(administrators | set(elsewhere.values_list("id", flat=True)))


def _administrators() -> QuerySet[Assignment, int]:
    roles = Role.objects.filter(group="administrator").values("code")
    held = Assignment.objects.filter(role__in=roles, to_on="")
    return held.values_list("person_id", flat=True)


def _auditors() -> QuerySet[Assignment, int]:
    auditing = [row.code for row in Role.objects.all() if AUDIT_ACTS & set(json.loads(row.acts))]
    held = Assignment.objects.filter(role__in=auditing, to_on="")
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
    people = list(Person.objects.filter(id__in=ids, is_erased=False))
    return {
        person.id: Contact(
            name, person.unit_id, _unsealed(person.phone, "phone"), _unsealed(person.email, "email")
        )
        for name, person in zip(_names(people), people, strict=True)
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
