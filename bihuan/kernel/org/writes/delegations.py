"""Name deputies of people who are away."""

from __future__ import annotations

from bihuan.kernel.events.writes import append, commit
from bihuan.kernel.org import apply, keys
from bihuan.kernel.org.models import (
    Delegation,
    Person,
)
from bihuan.kernel.org.reads import is_administrator, names_of
from bihuan.kernel.org.tree import tree
from bihuan.kernel.org.writes.checks import person_of
from bihuan.kernel.periods import clock
from bihuan.kernel.periods.days import parse_day
from bihuan.kernel.permissions import Viewer, require
from bihuan.kernel.problems import Conflict, Invalid, NotFound


def delegate(
    person: str, to: str, *, actor: Viewer, from_on: str, until: str, reason: str
) -> Delegation:
    """Make somebody a person's deputy from one day to another. Appends `duty.delegated`.

    What is addressed to the person reaches the deputy too (`reads.acts_for`); roles stay where they
    are. People delegate for themselves; who manages people may for anybody.
    """
    away, deputy = person_of(person), person_of(to)
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
