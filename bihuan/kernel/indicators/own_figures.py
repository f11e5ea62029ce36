"""Headline figures over some records together, as if they were a unit: what one person answers for."""

from __future__ import annotations

import datetime
import logging
from collections.abc import Mapping, Sequence

from django.db import DatabaseError

from bihuan.kernel.definitions.expression_rules import TARGET_OF
from bihuan.kernel.definitions.language import Pack
from bihuan.kernel.indicators import single_records
from bihuan.kernel.indicators.dependencies import formula_names, needed
from bihuan.kernel.indicators.engine import engine
from bihuan.kernel.indicators.figures import Figure
from bihuan.kernel.indicators.pack_figures import Answering, PackFigures
from bihuan.kernel.indicators.questions import Answer, LedgerQuestion, Part
from bihuan.kernel.indicators.reads import own_records, speaks_of
from bihuan.kernel.org.tree import tree
from bihuan.kernel.packs.reads import installed
from bihuan.kernel.periods import clock
from bihuan.kernel.permissions import Viewer

log = logging.getLogger(__name__)
TOGETHER = 0  # the one target that all the records are


def read_own_figures(viewer: Viewer) -> dict[str, list[Figure]]:
    """Return the headlines of each ledger over the records, open and closed, that the viewer answers for.

    Lights and parameters are those of the unit at which the viewer's role is held.
    """
    day = clock.today()
    found: dict[str, list[Figure]] = {}
    with engine().pinned() as position:
        installation, units = installed(position), tree(day.isoformat(), position)
        held = [grant.unit_id for grant in viewer.grants if grant.unit_id in units.nodes]
        for key, records in own_records(viewer, closed=True).items() if held else ():
            ledger = installation.ledger(key)
            pack = installation.packs[ledger.pack]
            names = [name for name in pack.indicators if _adds_up(pack, name, ledger.name)]
            if not names:
                continue
            known = single_records.read(ledger, [record.id for record in records], position)
            figures = PackFigures(
                installation, units, pack, day, position, needed(pack, names), _summed(known)
            )
            try:
                found[key] = figures.figures(names, units.get(held[0]), target=TOGETHER)
            except DatabaseError:
                raise
            except Exception:  # a pack whose figures fail does so alone
                log.exception("no own figures of %s", key)
    return {key: shown for key, figures in found.items() if (shown := _with_value(figures))}


def _with_value(figures: Sequence[Figure]) -> list[Figure]:
    return [figure for figure in figures if figure.value is not None and figure.records]


def _adds_up(pack: Pack, name: str, ledger: str) -> bool:
    """Whether a headline over one ledger is made of sums and counts alone: no target, no distinct values."""
    if not pack.indicators[name].headline or not speaks_of(pack, name, ledger):
        return False
    return all(
        pack.indicators[each].distinct is None
        and not any(used.startswith(TARGET_OF) for used in formula_names(pack.indicators[each]))
        for each in needed(pack, [name])
    )


def _summed(known: single_records.Known) -> Answering:
    """Return what answers as single records do, added into one."""

    def answering(question: LedgerQuestion, on: datetime.date) -> Mapping[str, Answer]:
        return {
            name: {(TOGETHER, None): _sum(list(answer.values()))}
            for name, answer in known.answer(question, on).items()
        }

    return answering


def _sum(parts: Sequence[Part]) -> Part:
    values = [value for value, _ in parts if value is not None]
    return (sum(values) if values else None), sum(records for _, records in parts)
