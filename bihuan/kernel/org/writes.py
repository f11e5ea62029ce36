"""Units, people, roles, calendar days and logins."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from typing import Any

from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from bihuan.kernel.definitions.language import Label
from bihuan.kernel.events.writes import append, commit
from bihuan.kernel.org import apply, keys
from bihuan.kernel.org.models import (
    Account,
    Assignment,
    CalendarDay,
    Delegation,
    Person,
    Role,
    UnitVersion,
)
from bihuan.kernel.org.reads import is_administrator
from bihuan.kernel.org.roles import DEFAULT_ROLES, RoleDef
from bihuan.kernel.org.tree import DEPTHS, tree
from bihuan.kernel.periods import clock
from bihuan.kernel.periods.days import parse_day
from bihuan.kernel.permissions import ACTS, Viewer, require
from bihuan.kernel.problems import Conflict, Invalid, NotFound

UNIT_KINDS = ("city", "zone", "department", "street", "village", "grid")


def add_unit(
    code: str,
    title: Label,
    *,
    actor: Viewer,
    kind: str,
    parent: str | None = None,
    on: str | None = None,
) -> int:
    """Add a unit under a parent; returns its id. Appends `unit.added`."""
    units = tree()
    above = units.get_by_code(parent) if parent else None
    require(actor, "unit.manage", path=above.path if above else "/")
    if kind not in UNIT_KINDS:
        raise Invalid("unit-kind-unknown", kind=kind, known=", ".join(UNIT_KINDS))
    if not (code.isascii() and code.replace("-", "").replace("_", "").isalnum()):
        raise Invalid("code-unreadable", text=code)
    if above is not None and above.depth >= DEPTHS:
        raise Invalid("tree-too-deep", most=DEPTHS)
    day = parse_day(on).isoformat() if on else None

    def work() -> int:
        if UnitVersion.objects.filter(code=code).exists():
            raise Conflict("code-taken", code=code)
        body = {
            "code": code,
            "kind": kind,
            "parent": above.id if above else None,
            "title": {"zh": title.zh, "en": title.en},
        }
        return apply.unit_added(append("unit.added", "unit:", body, actor=actor.code, on=day))

    return commit(work)


def move_unit(code: str, *, actor: Viewer, parent: str, on: str | None = None) -> None:
    """Put a unit under another parent from a business date. Appends `unit.moved`."""
    units = tree()
    node, above = units.get_by_code(code), units.get_by_code(parent)
    require(actor, "unit.manage", path=node.path)
    require(actor, "unit.manage", path=above.path)
    if above.path.startswith(node.path):
        raise Invalid("tree-cycle", unit=node.title, parent=above.title)
    below = max(each.depth for each in units.subtree(node.id)) - node.depth + 1
    if above.depth + below > DEPTHS:
        raise Invalid("tree-too-deep", most=DEPTHS)
    _change_unit(node.id, "unit.moved", {"parent": above.id}, actor, on)


def rename_unit(code: str, title: Label, *, actor: Viewer, on: str | None = None) -> None:
    """Give a unit another title from a business date. Appends `unit.renamed`."""
    node = tree().get_by_code(code)
    require(actor, "unit.manage", path=node.path)
    _change_unit(node.id, "unit.renamed", {"title": {"zh": title.zh, "en": title.en}}, actor, on)


def close_unit(code: str, *, actor: Viewer, on: str | None = None) -> None:
    """Close a unit from a business date; its records stay. Appends `unit.closed`."""
    units = tree()
    node = units.get_by_code(code)
    require(actor, "unit.manage", path=node.path)
    if any(not child.is_closed for child in units.children(node.id)):
        raise Invalid("unit-has-open-children", unit=node.title)
    _change_unit(node.id, "unit.closed", {}, actor, on)


def _change_unit(
    unit_id: int, verb: str, body: dict[str, Any], actor: Viewer, on: str | None
) -> None:
    day = parse_day(on).isoformat() if on else None

    def work() -> None:
        apply.unit_changed(append(verb, f"unit:{unit_id}", body, actor=actor.code, on=day))

    commit(work)


def add_person(
    code: str,
    name: str,
    *,
    actor: Viewer,
    unit: str,
    position: str = "",
    phone: str = "",
    party: str = "",
) -> Person:
    """Add a person; name and phone enter the log sealed. Appends `person.added`."""
    place = tree().get_by_code(unit)
    require(actor, "person.manage", path=place.path)
    if not (code.isascii() and code.replace("-", "").replace("_", "").isalnum()):
        raise Invalid("code-unreadable", text=code)
    if not name.strip():
        raise Invalid("name-missing")
    if code in ("system", "nobody") or Person.objects.filter(code=code).exists():
        raise Conflict("code-taken", code=code)
    key_id = keys.make_key()

    def work() -> Person:
        body = {
            "code": code,
            "name": keys.seal(name.strip(), key_id, "name"),
            "phone": keys.seal(phone, key_id, "phone") if phone else None,
            "position": position,
            "unit": place.id,
            "party": party,
        }
        return apply.person_added(append("person.added", "person:", body, actor=actor.code))

    return commit(work)


def change_person(code: str, *, actor: Viewer, **changes: str) -> None:
    """Change name, phone, email, position or unit (by code) of a person. Appends `person.changed`.

    Their own e-mail address people set themselves.
    """
    person = _person(code)
    if actor.person_id != person.id or set(changes) != {"email"}:
        require(actor, "person.manage", path=tree().get(person.unit_id).path)
    body: dict[str, Any] = {}
    for field, value in changes.items():
        if field == "email" and value:
            _check_email(value)
        if field in ("name", "phone", "email"):
            body[field] = keys.seal(value, person.key_id, field) if value else None
        elif field == "unit":
            body["unit"] = tree().get_by_code(value).id
        elif field == "position":
            body["position"] = value
        else:
            raise Invalid("field-unknown", where=field, ledger="person")

    def work() -> None:
        apply.person_changed(
            append("person.changed", f"person:{person.id}", body, actor=actor.code)
        )

    commit(work)


def _check_email(text: str) -> None:
    try:
        validate_email(text)
    except ValidationError as error:
        raise Invalid("email-wrong", text=text) from error


def erase_person(code: str, *, actor: Viewer, reason: str) -> None:
    """Destroy a person's key and wipe the name; acts and records stay. Appends `person.erased`."""
    person = _person(code)
    require(actor, "person.erase", path=tree().get(person.unit_id).path)
    if not reason.strip():
        raise Invalid("reason-missing")

    def work() -> None:
        event = append("person.erased", f"person:{person.id}", {"reason": reason}, actor=actor.code)
        apply.person_erased(event)

    commit(work)
    Account.objects.filter(person_id=person.id).update(is_active=False)
    keys.destroy_key(
        person.key_id
    )  # last: a crash before it leaves an erasure that can be repeated


def define_role(code: str, role: RoleDef, *, actor: Viewer) -> Role:
    """Say what a role may do. Appends `role.defined`."""
    require(actor, "role.manage", path="/")
    unknown = [act for act in role.acts if act.partition("@")[0] not in ACTS]
    if unknown:
        raise Invalid("act-unknown", act=unknown[0])
    if role.scope not in ("unit", "own") or role.group not in ("business", "administrator"):
        raise Invalid("role-shape")

    def work() -> Role:
        body = {
            "code": code,
            "title": {"zh": role.title.zh, "en": role.title.en},
            "acts": sorted(role.acts),
            "scope": role.scope,
            "group": role.group,
        }
        return apply.role_defined(append("role.defined", f"role:{code}", body, actor=actor.code))

    return commit(work)


def install_default_roles(*, actor: Viewer) -> None:
    """Define the roles that an installation starts with, where they are missing."""
    present = set(Role.objects.values_list("code", flat=True))
    for code, role in DEFAULT_ROLES.items():
        if code not in present:
            define_role(code, role, actor=actor)


def assign_role(
    person: str, role: str, *, actor: Viewer, unit: str, on: str | None = None, until: str = ""
) -> Assignment:
    """Give a person a role at a unit. Appends `role.assigned`.

    The three administrators exclude each other and every business role.
    """
    holder, place = _person(person), tree().get_by_code(unit)
    require(actor, "role.manage", path=place.path)
    definition = Role.objects.filter(code=role).first()
    if definition is None:
        raise NotFound("role-unknown", role=role)
    day = parse_day(on).isoformat() if on else None
    last = parse_day(until).isoformat() if until else ""

    def work() -> Assignment:
        held = Assignment.objects.filter(person_id=holder.id, to_on="")
        groups = {
            found.code: found.group
            for found in Role.objects.filter(code__in=held.values_list("role", flat=True))
        }
        for other, group in groups.items():
            if other != role and "administrator" in (group, definition.group):
                raise Invalid("roles-exclude", role=role, other=other)
        if held.filter(role=role, unit_id=place.id).exists():
            raise Conflict("role-held", role=role, person=person)
        body = {"role": role, "unit": place.id, "until": last}
        return apply.role_assigned(
            append("role.assigned", f"person:{holder.id}", body, actor=actor.code, on=day)
        )

    return commit(work)


def end_role(assignment: int, *, actor: Viewer, on: str | None = None) -> None:
    """Take a role away. Appends `role.ended`."""
    held = Assignment.objects.filter(id=assignment, to_on="").first()
    if held is None:
        raise NotFound("assignment-unknown", assignment=assignment)
    require(actor, "role.manage", path=tree().get(held.unit_id).path)
    day = parse_day(on).isoformat() if on else None

    def work() -> None:
        body = {"assignment": assignment}
        apply.role_ended(
            append("role.ended", f"person:{held.person_id}", body, actor=actor.code, on=day)
        )

    commit(work)


def delegate(
    person: str, to: str, *, actor: Viewer, from_on: str, until: str, reason: str
) -> Delegation:
    """Make somebody a person's deputy from one day to another. Appends `duty.delegated`.

    What is addressed to the person reaches the deputy too (`reads.acts_for`); roles stay where they
    are. People delegate for themselves; who manages people may for anybody.
    """
    away, deputy = _person(person), _person(to)
    if actor.person_id != away.id:
        require(actor, "person.manage", path=tree().get(away.unit_id).path)
    if away.id == deputy.id:
        raise Invalid("delegation-self")
    first, last = parse_day(from_on).isoformat(), parse_day(until).isoformat()
    if last < first or last < clock.today().isoformat():
        raise Invalid("delegation-span", first=first, last=last)
    if not reason.strip():
        raise Invalid("reason-missing")
    sealed = keys.seal(reason.strip(), away.key_id, "reason")

    def work() -> Delegation:
        if deputy.party_code != away.party_code or is_administrator(deputy.id):
            raise Invalid("deputy-unfit", deputy=deputy.name)
        meanwhile = Delegation.objects.filter(
            is_ended=False, from_on__lte=last, until_on__gte=first
        )
        held = meanwhile.filter(person_id=away.id).first()
        if held is not None:
            name = Person.objects.get(id=held.deputy_id).name
            raise Conflict("delegation-held", first=held.from_on, last=held.until_on, deputy=name)
        if meanwhile.filter(person_id=deputy.id).exists():
            raise Conflict("deputy-away", deputy=deputy.name)
        body = {"deputy": deputy.id, "until": last, "reason": sealed}
        return apply.duty_delegated(
            append("duty.delegated", f"person:{away.id}", body, actor=actor.code, on=first)
        )

    return commit(work)


def end_delegation(delegation: int, *, actor: Viewer) -> None:
    """End a delegation before its last day. Appends `duty.resumed`."""
    held = Delegation.objects.filter(id=delegation, is_ended=False).first()
    if held is None:
        raise NotFound("delegation-unknown")
    if actor.person_id != held.person_id:
        away = Person.objects.get(id=held.person_id)
        require(actor, "person.manage", path=tree().get(away.unit_id).path)

    def work() -> None:
        body = {"delegation": delegation}
        apply.duty_resumed(
            append("duty.resumed", f"person:{held.person_id}", body, actor=actor.code)
        )

    commit(work)


def set_calendar_day(day: str, *, actor: Viewer, working: bool, basis: str) -> CalendarDay:
    """Declare a day working or free, against the State Council calendar. Appends `calendar.set`."""
    require(actor, "calendar.set", path="/")
    if not basis.strip():
        raise Invalid("basis-missing")
    text = parse_day(day).isoformat()

    def work() -> CalendarDay:
        body = {"day": text, "working": working, "basis": basis}
        return apply.calendar_set(
            append("calendar.set", f"calendar:{text}", body, actor=actor.code)
        )

    return commit(work)


def open_account(
    person: str,
    *,
    actor: Viewer,
    username: str = "",
    password: str = "",
    hashed: str = "",
    temporary: bool = True,
) -> str:
    """Open a login and return its first password. Appends `account.opened` (no password in it).

    `hashed` is that password's hash, when many logins start with one (a demo's).
    """
    holder = _person(person)
    require(actor, "account.manage", path=tree().get(holder.unit_id).path)
    username = username or holder.code
    first = password or new_password()
    check_password_strength(first)

    def work() -> str:
        if Account.objects.filter(username=username).exists():
            raise Conflict("username-taken", username=username)
        if Account.objects.filter(person_id=holder.id).exists():
            raise Conflict("account-exists", person=person)
        body = {"username": username}
        append("account.opened", f"person:{holder.id}", body, actor=actor.code)
        Account.objects.create(
            username=username,
            person_id=holder.id,
            password=hashed or make_password(first),
            must_change_password=temporary,
        )
        return first

    return commit(work)


def reset_password(person: str, *, actor: Viewer) -> str:
    """Give a login a new first password and return it. Appends `account.password_set`."""
    holder = _person(person)
    require(actor, "account.manage", path=tree().get(holder.unit_id).path)
    account = Account.objects.filter(person_id=holder.id).first()
    if account is None:
        raise NotFound("account-unknown", person=person)
    first = new_password()
    _store_password(account, first, actor=actor, temporary=True)
    return first


def change_own_password(account: Account, password: str, *, actor: Viewer) -> None:
    """Let somebody choose a password of their own. Appends `account.password_set`."""
    check_password_strength(password, account)
    if account.check_password(password):
        raise Invalid("password-same")
    _store_password(account, password, actor=actor, temporary=False)


def _store_password(account: Account, password: str, *, actor: Viewer, temporary: bool) -> None:
    hashed = make_password(password)

    def work() -> None:
        body = {"temporary": temporary}
        append("account.password_set", f"person:{account.person_id}", body, actor=actor.code)
        account.password = hashed
        account.must_change_password = temporary
        account.failures, account.locked_until = 0, None
        account.save()

    commit(work)


def lock_account(person: str, *, actor: Viewer, locked: bool = True) -> None:
    """Lock or unlock a login. Appends `account.locked` or `account.unlocked`."""
    holder = _person(person)
    require(actor, "account.manage", path=tree().get(holder.unit_id).path)

    def work() -> None:
        verb = "account.locked" if locked else "account.unlocked"
        append(verb, f"person:{holder.id}", {}, actor=actor.code)
        Account.objects.filter(person_id=holder.id).update(
            is_active=not locked, failures=0, locked_until=None
        )

    commit(work)


def new_password() -> str:
    """Return a random first password without characters that are read wrongly."""
    alphabet = "abcdefghjkmnpqrstuvwxyzABCDEFGHJKMNPQRSTUVWXYZ23456789"
    return "-".join("".join(secrets.choice(alphabet) for _ in range(4)) for _ in range(4))


def check_password_strength(password: str, account: Account | None = None) -> None:
    """Refuse a weak password, with the reasons."""
    try:
        validate_password(password, account)
    except ValidationError as error:
        raise Invalid("password-weak", reasons=" ".join(error.messages)) from error


def _person(code: str) -> Person:
    person = Person.objects.filter(code=code).first()
    if person is None:
        raise NotFound("person-unknown", person=code)
    if person.is_erased:
        raise Invalid("person-erased", person=code)
    return person


def add_people(rows: Sequence[dict[str, str]], *, actor: Viewer) -> int:
    """Add people from a sheet (code, name, unit, position, phone, party), all or none."""

    def work() -> int:
        for row in rows:
            add_person(
                row["code"],
                row["name"],
                actor=actor,
                unit=row["unit"],
                position=row.get("position", ""),
                phone=row.get("phone", ""),
                party=row.get("party", ""),
            )
        return len(rows)

    return commit(work)
