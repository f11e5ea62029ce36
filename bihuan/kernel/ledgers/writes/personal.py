"""Show personal fields to who may see them, and destroy their keys."""

from __future__ import annotations

import json

from bihuan.kernel.events.reads import list_events_of
from bihuan.kernel.events.writes import append, commit
from bihuan.kernel.ledgers import apply, sealing
from bihuan.kernel.ledgers.models import Record
from bihuan.kernel.ledgers.reads import (
    get_row,
    is_own,
    path_of,
)
from bihuan.kernel.ledgers.together import personal_keys
from bihuan.kernel.org import keys
from bihuan.kernel.packs.reads import installed
from bihuan.kernel.permissions import Viewer, allows, require
from bihuan.kernel.problems import Invalid, NotFound


def unmask_field(record_id: int, field: str, *, actor: Viewer, reason: str) -> str:
    """Return a personal field in clear; appends `sensitive.read`, so that it is known who looked."""
    row = get_row(record_id)
    require(actor, "sensitive.read", ledger=row.ledger, path=path_of(row), own=is_own(actor, row))
    if not reason.strip():
        raise Invalid("reason-missing")
    value = json.loads(row.data).get(field)
    if not sealing.is_sealed_value(value):
        raise Invalid("field-unknown", where=field, ledger=row.ledger)

    def work() -> str:
        body = {"field": field, "reason": reason}
        append("sensitive.read", f"record:{record_id}", body, actor=actor.code)
        return str(sealing.unseal(value, field))

    return commit(work)


def erase_personal(ledger: str, code: str, *, actor: Viewer, reason: str) -> int:
    """Destroy the keys of a record's personal fields, older values too; returns how many.

    Appends `record.personal_erased`. Whoever erases need not be able to see the record. The keys go last:
    after a crash before that, the same call again ends what was begun.
    """
    row = Record.objects.filter(ledger=ledger, code=code).first()
    if row is None or not allows(actor, "person.erase", path=path_of(row)):
        raise NotFound("record-unknown")
    if not reason.strip():
        raise Invalid("reason-missing")

    def work() -> list[str]:
        subject = f"record:{row.id}"
        values = [v for e in list_events_of(subject) for v in e.body.get("values", {}).values()]
        held = list(keys.find_keys(keys.key_ids(values)))
        if not held:
            raise Invalid("nothing-personal", code=code)
        body = {"reason": reason, "digests": personal_keys(installed().ledger(ledger))}
        event = append("record.personal_erased", subject, body, actor=actor.code)
        apply.personal_erased(event)
        return held

    held = commit(work)
    keys.destroy_keys(held)
    return len(held)
