"""Say who answers for a record."""

from __future__ import annotations

from bihuan.kernel.events.writes import append, commit
from bihuan.kernel.ledgers import apply
from bihuan.kernel.ledgers.models import Duty
from bihuan.kernel.ledgers.reads import (
    get_row,
    path_of,
)
from bihuan.kernel.ledgers.writes.checks import check_date, duty_holders
from bihuan.kernel.org.reads import codes_of
from bihuan.kernel.packs.reads import installed
from bihuan.kernel.permissions import Viewer, require
from bihuan.kernel.problems import Conflict, Invalid, NotFound


def assign_duty(
    record_id: int, duty: str, *, actor: Viewer, person: str, on: str | None = None
) -> Duty:
    """Make a person answer for a record. Appends `duty.assigned`, and ends a sole holder's duty."""
    row = get_row(record_id)
    require(actor, "duty.assign", ledger=row.ledger, path=path_of(row))
    ledger = installed().ledger(row.ledger)
    (person_id,) = duty_holders(ledger, {duty: [person]}, party=row.party)[duty]
    check_date(on)

    def work() -> Duty:
        if get_row(record_id).is_void:
            raise Invalid("record-void", code=row.code)
        current = list(Duty.objects.filter(record_id=record_id, kind=duty, to_on=""))
        if any(held.person_id == person_id for held in current):
            raise Conflict("duty-held", person=person)
        if not ledger.definition.duties[duty].many:
            for held in current:
                end_duty(record_id, duty, actor=actor, person_id=held.person_id, on=on)
        body = {"ledger": row.ledger, "duty": duty, "person": person_id}
        event = append("duty.assigned", f"record:{record_id}", body, actor=actor.code, on=on)
        return apply.duty_assigned(event)

    return commit(work)


def end_duty(
    record_id: int, duty: str, *, actor: Viewer, person_id: int, on: str | None = None
) -> None:
    """End somebody's duty for a record. Appends `duty.ended`."""
    row = get_row(record_id)
    require(actor, "duty.assign", ledger=row.ledger, path=path_of(row))
    check_date(on)

    def work() -> None:
        held = Duty.objects.filter(record_id=record_id, kind=duty, person_id=person_id, to_on="")
        if not held.exists():
            raise NotFound("duty-not-held", person=codes_of([person_id]).get(person_id, person_id))
        body = {"duty": duty, "person": person_id}
        event = append("duty.ended", f"record:{record_id}", body, actor=actor.code, on=on)
        apply.duty_ended(event)

    commit(work)
