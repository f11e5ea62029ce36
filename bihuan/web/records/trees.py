"""A ledger as a tree: each record below the one that it names, as a picture and as a list."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from bihuan.kernel.definitions.language import LedgerUnit
from bihuan.kernel.ledgers.pages import Question, every_record
from bihuan.kernel.ledgers.reads import RecordRow
from bihuan.kernel.packs.reads import installed
from bihuan.kernel.permissions import allows
from bihuan.web.shared.language import language
from bihuan.web.shared.viewers import signed_in, viewer

MOST = 2000
MOST_DRAWN = 400  # leaves of the picture; beyond them the list alone is shown


@dataclass(frozen=True, slots=True)
class Branch:
    """One record with those below it."""

    row: RecordRow
    kind: str  # the label of the ledger's first choice field
    state: str
    tone: str
    below: list[Branch] = field(default_factory=list)

    @property
    def leaves(self) -> int:
        """How many records below it have nothing below themselves; itself when it is one."""
        return sum(branch.leaves for branch in self.below) or 1


@signed_in
def tree(request: HttpRequest, key: str) -> HttpResponse:
    """Draw a ledger by its `tree` field."""
    who, unit = viewer(request), installed().ledger(key)
    if unit.definition.tree is None:
        raise Http404
    rows = list(itertools.islice(every_record(who, Question(key, order="code")), MOST))
    roots = grown(unit, rows, language())
    leaves = sum(branch.leaves for branch in roots)
    context = {
        "ledger": unit,
        "roots": roots,
        "count": len(rows),
        "is_cut": len(rows) == MOST,
        "picture": {
            "name": getattr(unit.definition.title, language()),
            "children": [_drawn(branch) for branch in roots],
            "leaves": leaves,
        }
        if leaves <= MOST_DRAWN
        else None,
        "may_add": allows(who, "record.add", ledger=key),
    }
    return render(request, "records/tree.html", context)


def grown(unit: LedgerUnit, rows: Iterable[RecordRow], lang: str) -> list[Branch]:
    """Return records as branches. One whose parent is not shown, or that leads back to itself, is a root."""
    kinds = next((n for n, f in unit.definition.fields.items() if f.type == "choice"), "")
    branches = {row.code: _branch(unit, row, kinds, lang) for row in rows}
    above = {
        code: str(branch.row.data.get(unit.definition.tree or "") or "")
        for code, branch in branches.items()
    }
    roots = []
    for code, branch in branches.items():
        if above[code] in branches and code not in _ancestors(code, above):
            branches[above[code]].below.append(branch)
        else:
            roots.append(branch)
    return roots


def _branch(unit: LedgerUnit, row: RecordRow, kinds: str, lang: str) -> Branch:
    state = unit.workflow.states[row.state]
    label = unit.definition.fields[kinds].choices.get(row.data.get(kinds, "")) if kinds else None
    return Branch(row, getattr(label, lang, ""), getattr(state.title, lang), state.tone)


def _ancestors(code: str, above: dict[str, str]) -> Iterator[str]:
    """Yield what stands above a record, each once."""
    seen: set[str] = set()
    while (code := above.get(code, "")) and code not in seen:
        seen.add(code)
        yield code


def _drawn(branch: Branch) -> dict[str, Any]:
    return {
        "name": branch.row.title,
        "kind": branch.kind,
        "state": branch.state,
        "tone": branch.tone,
        "address": reverse("records:record", args=[branch.row.id]),
        "children": [_drawn(each) for each in branch.below],
    }
