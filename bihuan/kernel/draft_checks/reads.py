"""Check a draft without recording it; one's own checks; the phrases in use."""

from __future__ import annotations

import datetime
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bihuan.drafts.names import alike
from bihuan.drafts.verdicts import read
from bihuan.kernel.definitions.language import Label
from bihuan.kernel.draft_checks.judgements import Judgement, judge
from bihuan.kernel.draft_checks.models import DraftCheck, DraftPhrase
from bihuan.kernel.draft_checks.vocabulary import Known, known_indicators
from bihuan.kernel.indicators.places import visible_units
from bihuan.kernel.indicators.reads import one_position
from bihuan.kernel.org.tree import UnitNode, tree
from bihuan.kernel.packs.reads import installed
from bihuan.kernel.permissions import Viewer, allows, require, require_somewhere
from bihuan.kernel.problems import Invalid, NotFound

MOST_CHARACTERS = 100_000


@dataclass(frozen=True, slots=True)
class Examined:
    """A draft looked at: every number judged at one log position."""

    unit: UnitNode
    on: datetime.date
    at: int
    judgements: Sequence[Judgement]


@dataclass(frozen=True, slots=True)
class CheckRow:
    """A check that was made, as it was recorded."""

    id: int
    unit: UnitNode | None
    on: str
    at: int
    made_at: str
    sha256: str
    characters: int
    supported: int
    contradicted: int
    cannot_check: int
    verdicts: Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class PhraseRow:
    """Words that somebody chose an indicator for; `title` is None when no pack has it any more."""

    id: int
    words: str
    indicator: str
    title: Label | None
    measured_in: str
    unit: UnitNode | None
    by: str
    on: str
    revoked_by: str
    may_revoke: bool


def examine(viewer: Viewer, text: str, *, unit: str | None, on: datetime.date) -> Examined:
    """Judge every number of a text. Raises Invalid for one that is empty or too long, and Forbidden."""
    require_somewhere(viewer, "draft.check")
    if not text.strip():
        raise Invalid("draft-empty")
    if len(text) > MOST_CHARACTERS:
        raise Invalid("draft-too-long", most=MOST_CHARACTERS)
    with one_position() as at:
        base = draft_unit(viewer, unit)
        return Examined(base, on, at, judge(viewer, read(text), base, on, at))


def draft_unit(viewer: Viewer, code: str | None = None) -> UnitNode:
    """Return the unit that a viewer's drafts speak of: the one named, else the highest visible."""
    if code:
        node = tree().get_by_code(code)
        require(viewer, "draft.check", path=node.path)
        return node
    for node in visible_units(viewer, tree()):
        if allows(viewer, "draft.check", path=node.path):
            return node
    raise NotFound("unit-unknown", unit="—")


def list_draft_units(viewer: Viewer) -> list[UnitNode]:
    """Return the units whose drafts the viewer may check, whole subtrees from the top."""
    return [node for node in tree() if allows(viewer, "draft.check", path=node.path)]


def list_checks(viewer: Viewer, limit: int = 50) -> list[CheckRow]:
    """Return the viewer's own checks, newest first, without their verdicts."""
    rows = DraftCheck.objects.filter(by=viewer.code).order_by("-id").defer("verdicts")
    return [_row(row, ()) for row in rows[:limit]]


def get_check(viewer: Viewer, check_id: int) -> CheckRow:
    """Return one of the viewer's own checks. Raises NotFound."""
    row = DraftCheck.objects.filter(id=check_id, by=viewer.code).first()
    if row is None:
        raise NotFound("draft-check-unknown")
    return _row(row, json.loads(row.verdicts))


def _row(row: DraftCheck, verdicts: Sequence[Mapping[str, Any]]) -> CheckRow:
    return CheckRow(
        row.id, tree().nodes.get(row.unit_id), row.on, row.at, row.made_at, row.sha256, row.characters,
        row.supported, row.contradicted, row.cannot_check, verdicts,
    )  # fmt: skip


def list_phrases(viewer: Viewer) -> list[PhraseRow]:
    """Return the phrases that writers taught for units within the viewer's reach, newest first."""
    require_somewhere(viewer, "draft.check")
    indicators = known_indicators(installed())
    rows = []
    for row in DraftPhrase.objects.order_by("-id"):
        node = tree().nodes.get(row.unit_id)
        if node is None or not allows(viewer, "draft.check", path=node.path):
            continue
        known = indicators.get(row.indicator)
        rows.append(
            PhraseRow(
                row.id, row.words, row.indicator, known.definition.title if known else None,
                row.measured_in, node, row.by, row.on, row.revoked_by, may_revoke(viewer, row, node),
            )
        )  # fmt: skip
    return rows


def may_revoke(viewer: Viewer, row: DraftPhrase, node: UnitNode) -> bool:
    """Whether a phrase is the viewer's own, or the viewer looks after phrases there."""
    return not row.revoked_by and (
        row.by == viewer.code or allows(viewer, "phrase.manage", path=node.path)
    )


def list_choices(viewer: Viewer, unit: UnitNode, counted_in: str) -> list[Known]:
    """Return the indicators that a number counted in something can be said to be, pack by pack."""
    return [
        known
        for known in known_indicators(installed()).values()
        if alike(counted_in, known.unit)
        and allows(viewer, "figure.read", ledger=f"{known.pack}.any", path=unit.path)
    ]
