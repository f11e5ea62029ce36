"""Record a check, remember a writer's choice as a phrase, revoke a phrase."""

from __future__ import annotations

import datetime
import hashlib
from dataclasses import dataclass

from bihuan.kernel.draft_checks import apply
from bihuan.kernel.draft_checks.judgements import as_event
from bihuan.kernel.draft_checks.models import DraftPhrase
from bihuan.kernel.draft_checks.reads import Examined, draft_unit, examine
from bihuan.kernel.events.writes import append, commit
from bihuan.kernel.org.tree import tree
from bihuan.kernel.packs.reads import installed
from bihuan.kernel.periods import clock
from bihuan.kernel.permissions import Viewer, require
from bihuan.kernel.problems import Conflict, Invalid, NotFound

LEAST_WORDS = 2
MOST_WORDS = 200


@dataclass(frozen=True, slots=True)
class DraftChecked:
    """A check that was recorded: its id, and what was found."""

    id: int
    sha256: str
    examined: Examined


def check_draft(
    text: str, *, actor: Viewer, unit: str | None = None, on: datetime.date | None = None
) -> DraftChecked:
    """Judge every number of a text and record that it was done. Appends `draft.checked`.

    The event holds the text's digest and the numbers' verdicts; the text is kept nowhere.
    """
    examined = examine(actor, text, unit=unit, on=on or clock.today())
    body = {
        "unit": examined.unit.id,
        "on": examined.on.isoformat(),
        "at": examined.at,
        "sha256": hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest(),
        "characters": len(text),
        "verdicts": [as_event(judgement) for judgement in examined.judgements],
    }

    def work() -> int:
        return apply.draft_checked(append("draft.checked", "draft:", body, actor=actor.code)).id

    return DraftChecked(commit(work), body["sha256"], examined)  # type: ignore[arg-type]


def remember_phrase(
    text: str, start: int, indicator: str, *, actor: Viewer, unit: str | None = None,
    on: datetime.date | None = None,
) -> int:  # fmt: skip
    """Remember that the words around the number at `start` speak of an indicator. Appends `phrase.remembered`.

    A later choice for the same words takes the place of an earlier one.
    """
    pack, name, _ = installed().find_indicator(indicator)
    node = draft_unit(actor, unit)
    require(actor, "figure.read", ledger=f"{pack.name}.any", path=node.path)
    examined = examine(actor, text, unit=unit, on=on or clock.today())
    found = next((item for item in examined.judgements if item.checked.start == start), None)
    if found is None:
        raise NotFound("draft-number-unknown")
    if len(found.words.replace("〔〕", "")) < LEAST_WORDS or len(found.words) > MOST_WORDS:
        raise Invalid("phrase-too-short")
    body = {
        "words": found.words,
        "indicator": f"{pack.name}.{name}",
        "measured_in": found.counted_in,
        "unit": node.id,
    }

    def work() -> int:
        return apply.phrase_remembered(
            append("phrase.remembered", "phrase:", body, actor=actor.code)
        ).id

    return commit(work)


def revoke_phrase(phrase_id: int, *, actor: Viewer) -> int:
    """Stop using a phrase: one's own, or any where one looks after them. Appends `phrase.revoked`."""

    def work() -> int:
        row = DraftPhrase.objects.filter(id=phrase_id).first()
        node = tree().nodes.get(row.unit_id) if row else None
        if row is None or node is None:
            raise NotFound("phrase-unknown")
        if row.revoked_by:
            raise Conflict("phrase-revoked")
        if row.by != actor.code:
            require(actor, "phrase.manage", path=node.path)
        event = append("phrase.revoked", f"phrase:{phrase_id}", {}, actor=actor.code)
        apply.phrase_revoked(event)
        return event.seq

    return commit(work)
