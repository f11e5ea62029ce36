"""Say what roles may do, and who holds them."""

from __future__ import annotations

from django.db.models import F, Q

from bihuan.kernel.events.writes import append, commit
from bihuan.kernel.org import apply
from bihuan.kernel.org.models import (
    Assignment,
    Role,
)
from bihuan.kernel.org.roles import DEFAULT_ROLES, RoleDef, is_mixed
from bihuan.kernel.org.tree import tree
from bihuan.kernel.org.writes.checks import check_code, day_of, person_of
from bihuan.kernel.periods.days import parse_day
from bihuan.kernel.permissions import ACTS, EVERYWHERE, Viewer, require
from bihuan.kernel.problems import Conflict, Invalid, NotFound


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
    holder, place = person_of(person), tree().get_by_code(unit)
    require(actor, "role.manage", path=place.path)
    definition = Role.objects.filter(code=role).first()
    if definition is None:
        raise NotFound("role-unknown", role=role)
    day = day_of(on)
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
    day = day_of(on)

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
