"""Take a transition."""

from __future__ import annotations

import json
from collections.abc import Mapping

from bihuan.kernel.events.writes import append, commit
from bihuan.kernel.ledgers import apply, sealing
from bihuan.kernel.ledgers.links import check_links, keys_of
from bihuan.kernel.ledgers.reads import check_record_rules, get_row
from bihuan.kernel.ledgers.search import search_text
from bihuan.kernel.ledgers.values import parse_values
from bihuan.kernel.ledgers.writes import check_date
from bihuan.kernel.packs.reads import installed
from bihuan.kernel.periods import clock
from bihuan.kernel.permissions import Viewer
from bihuan.kernel.problems import Conflict, Invalid
from bihuan.kernel.workflow.reads import missing_for, refusal


def move_record(
    record_id: int,
    transition: str,
    *,
    actor: Viewer,
    seen: int | None = None,
    values: Mapping[str, object] | None = None,
    reason: str = "",
    on: str | None = None,
) -> int:
    """Move a record along a transition; returns the event's seq. Appends `record.moved`.

    `values` are fields filled on the way (evidence among them); `on` is the business date of the
    move, which also fills the transition's `dated` field. `seen` as in `correct_record`.
    """
    row = get_row(record_id)
    ledger = installed().ledger(row.ledger)
    definition = ledger.workflow.transitions.get(transition)
    if definition is None:
        known = "、".join(move.title.zh for move in ledger.workflow.transitions.values())
        raise Invalid("transition-unknown", transition=transition, known=known)
    check_date(on)
    sent = dict(values or {})
    if definition.dated and definition.dated not in sent:
        sent[definition.dated] = on or clock.today().isoformat()
    parsed = parse_values(ledger, sent, partial=True)
    check_links(ledger, parsed, record_id=record_id)

    def work() -> int:
        # Checked inside the commit: two people who press at once are judged one after the other.
        held = get_row(record_id)
        if held.is_void:
            raise Invalid("record-void", code=held.code)
        if held.state not in definition.sources:
            possible = [
                move.title.zh
                for move in ledger.workflow.transitions.values()
                if held.state in move.sources
            ]
            raise Conflict(
                "wrong-state",
                code=held.code,
                state=ledger.workflow.states[held.state].title,
                possible="、".join(possible) or "—",
            )
        if seen is not None and held.updated_seq != seen:
            raise Conflict("changed-meanwhile", code=held.code)
        refused = refusal(actor, ledger, held, transition, definition)
        if refused is not None:
            raise refused
        if definition.reason and not reason.strip():
            raise Invalid("reason-missing")
        merged = {**json.loads(held.data), **parsed}
        missing = missing_for(ledger, definition, merged)
        if missing:
            titles = [ledger.definition.fields[name].title.zh for name in missing]
            raise Invalid("transition-needs", transition=definition.title, fields="、".join(titles))
        check_record_rules(ledger, merged, state=definition.to)
        sealed = sealing.seal_values(ledger, parsed, record=held)
        body: dict[str, object] = {
            "transition": transition,
            "from": held.state,
            "to": definition.to,
            "values": sealed,
        }
        if reason:
            body["reason"] = reason
        if keys := keys_of(ledger, parsed):
            body["keys"] = keys
        if ledger.definition.name in sealed:
            title = str(sealed[ledger.definition.name] or "")[:200]
            body |= {"title": title, "search": search_text(held.code, title)}
        event = append("record.moved", f"record:{record_id}", body, actor=actor.code, on=on)
        apply.record_changed(event)
        return event.seq

    return commit(work)
