"""Add, change and erase people."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from bihuan.kernel.events.writes import append, commit
from bihuan.kernel.org import apply, keys
from bihuan.kernel.org.models import (
    Account,
    Person,
)
from bihuan.kernel.org.people_sheet import PersonLine
from bihuan.kernel.org.tree import tree
from bihuan.kernel.org.writes.checks import check_code, person_of
from bihuan.kernel.permissions import Viewer, require
from bihuan.kernel.problems import Conflict, Invalid, InvalidMany, NotFound, Problem


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
        person = person_of(code)
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
