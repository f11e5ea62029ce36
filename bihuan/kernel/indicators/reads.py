"""Figures and lights. Permission and scope are applied here, once for every surface."""

from __future__ import annotations

import contextlib
import datetime
import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from django.db import Error as DatabaseError

from bihuan.kernel.definitions.field_types import FIELD_TYPES
from bihuan.kernel.definitions.language import LedgerUnit, Pack
from bihuan.kernel.indicators import columns, single_records
from bihuan.kernel.indicators.dependencies import ledger_of, needed
from bihuan.kernel.indicators.engine import engine
from bihuan.kernel.indicators.figures import Figure, Judged
from bihuan.kernel.indicators.pack_figures import PackFigures
from bihuan.kernel.indicators.places import own_ids, places_for
from bihuan.kernel.indicators.questions import Answer, LedgerQuestion
from bihuan.kernel.ledgers.models import Duty, Record
from bihuan.kernel.ledgers.reads import RecordRow, as_record, may
from bihuan.kernel.org.tree import Tree, UnitNode, tree
from bihuan.kernel.packs.reads import Installation, installed
from bihuan.kernel.periods import clock
from bihuan.kernel.periods.elapsed import closed_month_ends
from bihuan.kernel.permissions import Viewer
from bihuan.kernel.problems import Broken, Invalid, NotFound, Problem

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Ask:
    """What figures are wanted: which, for whom (unit codes), when, as known when."""

    indicators: Sequence[str] = ()  # none: every indicator of `packs`
    packs: Sequence[str] = ()  # none: every pack
    units: Sequence[str] = ()  # none: the highest units that the viewer may see
    on: datetime.date | None = None
    at: int | None = None
    split: str | None = None
    approved_only: bool = False


@contextlib.contextmanager
def one_position() -> Iterator[int]:
    """Let all that is read inside be of one log position, the head of now; gives that position."""
    with engine().pinned() as at:
        yield at


def read_figures(viewer: Viewer, ask: Ask) -> list[Figure]:
    """Return figures: indicator by indicator, unit by unit (then by split value).

    At the head they hold every committed event; all of one call are of one log position. A pack whose
    figures fail gives figures without value that say so. Raises Forbidden for a unit outside the
    viewer's scope, Invalid for a position beyond the head or a field that does not split.
    """
    on = ask.on or clock.today()
    with engine().pinned() as head:
        at = head if ask.at is None else ask.at
        if not 0 <= at <= head:
            raise Invalid("position-unknown", at=at, head=head)
        installation = installed(at)
        units = tree(on.isoformat(), at)
        wanted = _wanted(installation, ask)
        if ask.split is not None:
            wanted = _that_split(installation, wanted, ask.split)
        figures: list[Figure] = []
        for pack, names in wanted:
            places = places_for(viewer, units, ask.units, pack)
            if not places:
                continue
            try:
                figures += _of_pack(viewer, installation, units, pack, names, places, on, at, ask)
            except DatabaseError:
                raise
            except Exception as error:
                problem = _failed(pack, error)
                figures += [
                    _without_value(pack, name, place, on, at, problem)
                    for name in names
                    for place in places
                ]
        return figures


def _of_pack(
    viewer: Viewer,
    installation: Installation,
    units: Tree,
    pack: Pack,
    names: Sequence[str],
    places: Sequence[UnitNode],
    on: datetime.date,
    at: int,
    ask: Ask,
) -> list[Figure]:
    reach = {place.id: [node.id for node in units.subtree(place.id)] for place in places}
    own = own_ids(viewer, pack, places)

    def answer(question: LedgerQuestion, day: datetime.date) -> dict[str, Answer]:
        return engine().answer(
            question,
            at=at,
            on=day,
            reach=reach,
            split=ask.split,
            approved_only=ask.approved_only,
            only=own,
        )

    # The engine keeps one set of partial sums per ledger: ask it for all of the pack's at once.
    bases = needed(pack, names if ask.split else pack.indicators)
    figures = PackFigures(installation, units, pack, on, at, bases, answer)
    splits = figures.splits() if ask.split else [None]
    found = [
        figures.figures(names, place, target=place.id, split=split)
        for place in places
        for split in splits
    ]
    return [figure for of_one_name in zip(*found, strict=True) for figure in of_one_name]


def _failed(pack: Pack, error: Exception) -> Problem:
    """Return why a pack has no figures; what others need not know goes to the operator's log."""
    if isinstance(error, Problem):
        return error
    logger.error("the figures of pack %s failed", pack.name, exc_info=error)
    return Broken("pack-figures-failed", pack=pack.header.title, version=pack.header.version)


def _without_value(
    pack: Pack, name: str, place: UnitNode, on: datetime.date, at: int, problem: Problem
) -> Figure:
    definition = pack.indicators[name]
    none = Judged("none")
    return Figure(
        pack.name, name, definition, place, on, at, None, None, None, none, 0, problem=problem
    )


def _wanted(installation: Installation, ask: Ask) -> list[tuple[Pack, list[str]]]:
    wanted: dict[str, list[str]] = {}
    for indicator in ask.indicators:
        pack, name, _ = installation.find_indicator(indicator)
        wanted.setdefault(pack.name, []).append(name)
    if not ask.indicators:
        for name in ask.packs or installation.packs:
            if name not in installation.packs:
                raise NotFound("pack-unknown", pack=name)
            wanted[name] = list(installation.packs[name].indicators)
    return [(installation.packs[name], names) for name, names in wanted.items()]


def _that_split(
    installation: Installation, wanted: Sequence[tuple[Pack, list[str]]], field: str
) -> list[tuple[Pack, list[str]]]:
    """Keep the indicators all of whose ledgers a field can split. Raises Invalid when there is none."""
    kept: list[tuple[Pack, list[str]]] = []
    known: set[str] = set()
    for pack, names in wanted:
        able = []
        for name in names:
            fields = [
                _split_fields(installation, pack, operand)
                for operand in needed(pack, [name])
                if pack.indicators[operand].of
            ]
            common = set.intersection(*fields) if fields else set()
            known |= common
            if field in common:
                able.append(name)
        if able:
            kept.append((pack, able))
    if not kept:
        raise Invalid("split-unknown", split=field, known="、".join(sorted(known)) or "—")
    return kept


def _split_fields(installation: Installation, pack: Pack, name: str) -> set[str]:
    """Return what may split a base indicator: choices of a few, never what people wrote."""
    fields = ledger_of(installation, pack, pack.indicators[name]).definition.fields
    return {"state"} | {
        key
        for key, field in fields.items()
        if FIELD_TYPES[field.type].is_split and not field.personal
    }


def read_record_figures(
    viewer: Viewer,
    ledger_key: str,
    ids: Sequence[int],
    *,
    on: datetime.date | None = None,
    at: int | None = None,
    names: Sequence[str] | None = None,
) -> dict[int, list[Figure]]:
    """Return the figures of single records: the pack's indicators over that ledger (or those named).

    The caller has already asked which records the viewer may see.
    """
    day = on or clock.today()
    if not ids:
        return {}
    with engine().pinned() as head:
        position = head if at is None else at
        installation = installed(position)
        pack = installation.packs[ledger_key.partition(".")[0]]
        ledger = installation.ledger(ledger_key)
        asked = list(pack.indicators) if names is None else names
        shown = [name for name in asked if speaks_of(pack, name, ledger.name)]
        units = tree(day.isoformat(), position)
        known = single_records.read(ledger, ids, position)
        bases = needed(pack, shown)
        figures = PackFigures(installation, units, pack, day, position, bases, known.answer)
        homes = dict(Record.objects.filter(id__in=ids).values_list("id", "unit_id"))
        places = {record: units.get(homes[record]) for record in ids}
        try:
            return {
                record: figures.figures(shown, place, target=record)
                for record, place in places.items()
            }
        except DatabaseError:
            raise
        except Exception as error:
            problem = _failed(pack, error)
            return {
                record: [
                    _without_value(pack, name, place, day, position, problem) for name in shown
                ]
                for record, place in places.items()
            }


def listed_indicators(ledger: LedgerUnit) -> list[str]:
    """Return the indicators that say something of a single record: those that its list shows.

    A rate over many records is 0 % or 100 % of one.
    """
    indicators = installed().packs[ledger.pack].indicators
    return [name for name in ledger.definition.list if name in indicators]


def speaks_of(pack: Pack, name: str, ledger: str) -> bool:
    """Whether an indicator, through its operands, is over one ledger of the pack alone."""
    ledgers = {
        pack.indicators[operand].of
        for operand in needed(pack, [name])
        if pack.indicators[operand].of
    }
    return ledgers == {ledger}


def warm() -> None:
    """Write the columns up to the head, so that the next process starts from them."""
    with engine().pinned() as head:
        columns.extend(installed(), head)


def read_series(viewer: Viewer, ask: Ask) -> list[Figure]:
    """Return figures at the end of each month of the date's year that is over, of one position."""
    ends = closed_month_ends(ask.on or clock.today())
    with engine().pinned():
        return [figure for end in ends for figure in read_figures(viewer, replace(ask, on=end))]


def own_records(
    viewer: Viewer, most: int = 200, *, closed: bool = False
) -> dict[str, list[RecordRow]]:
    """Return the open records (the closed too) that the viewer answers for or is the party of, by ledger."""
    if not viewer.person_id:
        return {}
    ids = set(
        Duty.objects.filter(person_id=viewer.person_id, to_on="").values_list(
            "record_id", flat=True
        )
    )
    if viewer.party:
        ids |= set(Record.objects.filter(party=viewer.party).values_list("id", flat=True))
    found: dict[str, list[RecordRow]] = {}
    rows = Record.objects.filter(id__in=sorted(ids)[: 5 * most], is_void=False).order_by("code")
    for row in rows:
        ended = installed().ledger(row.ledger).workflow.closed
        if (closed or row.state not in ended) and may(viewer, "record.read", row):
            found.setdefault(row.ledger, []).append(as_record(row))
    return {key: records[:most] for key, records in found.items()}
