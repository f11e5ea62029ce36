"""Units, people, roles, calendar days and logins."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from typing import Any

from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import F, Q

from bihuan.kernel.definitions.language import Label
from bihuan.kernel.events.newest import newest
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
from bihuan.kernel.org.people_sheet import PersonLine
from bihuan.kernel.org.reads import is_administrator, names_of
from bihuan.kernel.org.roles import DEFAULT_ROLES, RoleDef, is_mixed
from bihuan.kernel.org.tree import DEPTHS, UnitNode, days_from, tree
from bihuan.kernel.periods import clock
from bihuan.kernel.periods.days import parse_day
from bihuan.kernel.permissions import ACTS, EVERYWHERE, Viewer, require
from bihuan.kernel.problems import Conflict, Invalid, InvalidMany, NotFound, Problem

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
    if kind not in UNIT_KINDS:
        raise Invalid("unit-kind-unknown", kind=kind, known=", ".join(UNIT_KINDS))
    check_code(code)
    day = _day(on)

    def work() -> int:
        require(actor, "unit.manage", path=_unit_path(parent, day) if parent else EVERYWHERE)
        if UnitVersion.objects.filter(code=code).exists():
            raise Conflict("code-taken", code=code)
        above = tree(day).get_by_code(parent) if parent else None
        if above is not None:
            for each in days_from(day):
                _check_place(tree(each).get(above.id), 1)
        body = {
            "code": code,
            "kind": kind,
            "parent": above.id if above else None,
            "title": {"zh": title.zh, "en": title.en},
        }
        return apply.unit_added(append("unit.added", "unit:", body, actor=actor.code, on=day))

    return commit(work)


def check_code(code: str) -> None:
    """Refuse a code that an address, a file or a command could read as something else."""
    if not (code.isascii() and code.replace("-", "").replace("_", "").isalnum()):
        raise Invalid("code-unreadable", text=code)


def move_unit(code: str, *, actor: Viewer, parent: str, on: str | None = None) -> None:
    """Put a unit under another parent from a business date. Appends `unit.moved`."""
    day = _day(on)

    def work() -> None:
        require(actor, "unit.manage", path=_unit_path(code, day))
        require(actor, "unit.manage", path=_unit_path(parent, day))
        for each in days_from(day):  # it holds from that day on, whatever else changes later
            units = tree(each)
            node, above = units.get_by_code(code), units.get_by_code(parent)
            if above.path.startswith(node.path):
                raise Invalid("tree-cycle", unit=node.title, parent=above.title)
            _check_place(above, max(n.depth for n in units.subtree(node.id)) - node.depth + 1)
        body = {"parent": above.id}
        apply.unit_changed(append("unit.moved", f"unit:{node.id}", body, actor=actor.code, on=day))

    commit(work)


def _check_place(above: UnitNode, levels: int) -> None:
    """Refuse a place under a closed unit, or one with too little room for these levels."""
    if above.is_closed:
        raise Invalid("unit-closed", unit=above.title)
    if above.depth + levels > DEPTHS:
        raise Invalid("tree-too-deep", most=DEPTHS)


def rename_unit(code: str, title: Label, *, actor: Viewer, on: str | None = None) -> None:
    """Give a unit another title from a business date. Appends `unit.renamed`."""
    day = _day(on)

    def work() -> None:
        require(actor, "unit.manage", path=_unit_path(code, day))
        node = tree(day).get_by_code(code)
        body = {"title": {"zh": title.zh, "en": title.en}}
        apply.unit_changed(
            append("unit.renamed", f"unit:{node.id}", body, actor=actor.code, on=day)
        )

    commit(work)


def close_unit(code: str, *, actor: Viewer, on: str | None = None) -> None:
    """Close a unit from a business date; its records stay. Appends `unit.closed`."""
    day = _day(on)

    def work() -> None:
        require(actor, "unit.manage", path=_unit_path(code, day))
        node = tree(day).get_by_code(code)
        for each in days_from(day):
            if any(not child.is_closed for child in tree(each).children(node.id)):
                raise Invalid("unit-has-open-children", unit=node.title)
        apply.unit_changed(append("unit.closed", f"unit:{node.id}", {}, actor=actor.code, on=day))

    commit(work)


def follow_tree() -> None:
    """Give records the ancestors of today's tree; appends nothing.

    A change of units may be entered ahead. Surfaces call this first, and it costs nothing until the
    day or the units change.
    """
    global _followed
    here = (clock.today().isoformat(), *newest())
    if here == _followed:
        return
    if apply.units_left_behind():

        def work() -> None:
            for unit_id in apply.units_left_behind():
                apply.replace_ancestors(unit_id)

        commit(work)
    _followed = here


_followed: tuple[str, int, str] | None = None


def _day(on: str | None) -> str:
    return (parse_day(on) if on else clock.today()).isoformat()


def _unit_path(code: str, day: str) -> str:
    """Return where a unit stands today, or on its first day when that is still ahead."""
    return (tree().by_code.get(code) or tree(day).get_by_code(code)).path


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
    check_code(code)
    if not name.strip():
        raise Invalid("name-missing")

    def work() -> Person:
        place = tree().get_by_code(unit)
        require(actor, "person.manage", path=place.path)
        if code in ("system", "nobody") or Person.objects.filter(code=code).exists():
            raise Conflict("code-taken", code=code)
        key_id = keys.make_key()
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


def change_person(
    code: str,
    *,
    actor: Viewer,
    name: str | None = None,
    phone: str | None = None,
    position: str | None = None,
    email: str | None = None,
    unit: str | None = None,
) -> None:
    """Change what is given of a person; an empty phone or email is taken away.

    Appends `person.changed`. Their own e-mail address people may set themselves.
    """
    if email:
        _check_email(email)
    if name is not None and not name.strip():
        raise Invalid("name-missing")

    def work() -> None:
        person = _person(code)
        units = tree()
        others = (name, phone, position, unit)
        if actor.person_id != person.id or any(given is not None for given in others):
            require(actor, "person.manage", path=units.get(person.unit_id).path)
        body: dict[str, Any] = {}
        if email is not None:
            body["email"] = keys.seal(email, person.key_id, "email") if email else None
        if name is not None:
            body["name"] = keys.seal(name.strip(), person.key_id, "name")
        if phone is not None:
            body["phone"] = keys.seal(phone, person.key_id, "phone") if phone else None
        if position is not None:
            body["position"] = position
        if unit is not None:
            place = units.get_by_code(unit)
            require(actor, "person.manage", path=place.path)
            body["unit"] = place.id
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
    """Destroy a person's key; acts and records stay. Appends `person.erased`, and locks the login.

    The key goes last: after a crash before that, the same call again ends what was begun.
    """
    person = Person.objects.filter(code=code).first()
    if person is None:
        raise NotFound("person-unknown", person=code)
    require(actor, "person.erase", path=tree().get(person.unit_id).path)
    if not reason.strip():
        raise Invalid("reason-missing")

    def work() -> None:
        person.refresh_from_db()
        if not person.is_erased:
            body = {"reason": reason}
            event = append("person.erased", f"person:{person.id}", body, actor=actor.code)
            apply.person_erased(event)
            Account.objects.filter(person_id=person.id).update(is_active=False)
        elif keys.find_key(person.key_id) is None:
            raise Invalid("person-erased", person=code)

    commit(work)
    finish_erasures()


def finish_erasures() -> None:
    """Destroy every key that an erased person still has: after a crash, or from an older copy of keys."""
    keys.destroy_keys(Person.objects.filter(is_erased=True).values_list("key_id", flat=True))


def define_role(code: str, role: RoleDef, *, actor: Viewer) -> Role:
    """Say what a role may do. Appends `role.defined`; a role keeps its group."""
    require(actor, "role.manage", path=EVERYWHERE)
    check_code(code)
    unknown = [act for act in role.acts if act.partition("@")[0] not in ACTS]
    if unknown:
        raise Invalid("act-unknown", act=unknown[0])
    if role.scope not in ("unit", "own") or role.group not in ("business", "administrator"):
        raise Invalid("role-shape")
    if is_mixed(role.acts, role.group):
        raise Invalid("acts-mixed", role=code)

    def work() -> Role:
        held = Role.objects.filter(code=code).first()
        if held is not None and held.group != role.group:
            raise Invalid("role-group", role=code, group=held.group)
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
    """Give a person a role at a unit, up to but without the day `until`. Appends `role.assigned`.

    The three administrators exclude each other and every business role, on any day that both hold.
    """
    holder, place = _person(person), tree().get_by_code(unit)
    require(actor, "role.manage", path=place.path)
    definition = Role.objects.filter(code=role).first()
    if definition is None:
        raise NotFound("role-unknown", role=role)
    day = _day(on)
    last = parse_day(until).isoformat() if until else ""
    if last and last <= day:
        raise Invalid("days-reversed", first=day, last=last)

    def work() -> Assignment:
        held = _held_between(holder.id, day, last)
        groups = dict(Role.objects.values_list("code", "group"))
        for other in sorted({row.role for row in held}):
            if other != role and "administrator" in (groups[other], groups[role]):
                raise Invalid("roles-exclude", role=role, other=other)
        if any(row.role == role and row.unit_id == place.id for row in held):
            raise Conflict("role-held", role=role, person=person)
        body = {"role": role, "unit": place.id, "until": last}
        return apply.role_assigned(
            append("role.assigned", f"person:{holder.id}", body, actor=actor.code, on=day)
        )

    return commit(work)


def _held_between(person_id: int, first: str, last: str) -> list[Assignment]:
    """Return the roles that somebody holds on any day from `first` up to `last` (open when empty)."""
    held = Assignment.objects.filter(person_id=person_id).exclude(to_on=F("from_on"))
    held = held.filter(Q(to_on="") | Q(to_on__gt=first))
    return list(held.filter(from_on__lt=last) if last else held)


def end_role(assignment: int, *, actor: Viewer, on: str | None = None) -> None:
    """Take a role away from a day, earlier than it would end by itself. Appends `role.ended`."""
    held = Assignment.objects.filter(id=assignment).first()
    if held is None:
        raise NotFound("assignment-unknown", assignment=assignment)
    require(actor, "role.manage", path=tree().get(held.unit_id).path)
    day = _day(on)

    def work() -> None:
        held.refresh_from_db()
        if held.to_on and held.to_on <= day:
            raise NotFound("assignment-unknown", assignment=assignment)
        body = {"assignment": assignment}
        last = max(day, held.from_on)  # a role that never began has no day
        apply.role_ended(
            append("role.ended", f"person:{held.person_id}", body, actor=actor.code, on=last)
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
    name = names_of({deputy.id})[deputy.id]

    def work() -> Delegation:
        if deputy.party_code != away.party_code or is_administrator(deputy.id):
            raise Invalid("deputy-unfit", deputy=name)
        meanwhile = Delegation.objects.filter(
            is_ended=False, from_on__lte=last, until_on__gte=first
        )
        held = meanwhile.filter(person_id=away.id).first()
        if held is not None:
            other = names_of({held.deputy_id})[held.deputy_id]
            raise Conflict("delegation-held", first=held.from_on, last=held.until_on, deputy=other)
        if meanwhile.filter(person_id=deputy.id).exists():
            raise Conflict("deputy-away", deputy=name)
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
    require(actor, "calendar.set", path=EVERYWHERE)
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


def add_people(rows: Sequence[PersonLine], *, actor: Viewer) -> int:
    """Add people from a sheet, all or none. Raises InvalidMany with every line that is wrong."""

    def work() -> int:
        faults: list[Problem] = []
        for row in rows:
            try:
                add_person(
                    row.code,
                    row.name,
                    actor=actor,
                    unit=row.unit,
                    position=row.position,
                    phone=row.phone,
                    party=row.party,
                )
            except Problem as problem:
                problem.where = row.place
                faults.append(problem)
        if faults:
            raise InvalidMany(faults)
        return len(rows)

    return commit(work)
