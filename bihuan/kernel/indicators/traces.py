"""From a figure down: formula, operands, records, events, each event with its proof."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from bihuan.kernel.definitions import wording
from bihuan.kernel.definitions.language import IndicatorDef, LedgerUnit
from bihuan.kernel.definitions.wording import titles_of, titles_with_ledger
from bihuan.kernel.events.reads import EventRow, Head, list_events_of
from bihuan.kernel.events.reads import head as log_head
from bihuan.kernel.indicators.dependencies import formula_names, ledger_of
from bihuan.kernel.indicators.engine import engine
from bihuan.kernel.indicators.figures import Figure
from bihuan.kernel.indicators.pack_figures import PackFigures
from bihuan.kernel.indicators.places import own_ids
from bihuan.kernel.indicators.questions import Answer, LedgerQuestion
from bihuan.kernel.indicators.reads import Ask, read_figures
from bihuan.kernel.ledgers.models import Record
from bihuan.kernel.ledgers.reads import RecordRow, as_record, may
from bihuan.kernel.org.tree import tree
from bihuan.kernel.packs.reads import installed
from bihuan.kernel.permissions import Viewer
from bihuan.kernel.problems import Forbidden

MOST_RECORDS = 500


@dataclass(frozen=True, slots=True)
class TracedEvent:
    """One event behind a record's share; the leaf hash is what an inclusion proof starts from."""

    seq: int
    at: str
    on: str
    actor: str
    verb: str
    leaf: str


@dataclass(frozen=True, slots=True)
class TracedRecord:
    """One record behind a base figure: its share, and the events that made it so."""

    record: RecordRow
    ledger: LedgerUnit
    share: Fraction | None
    events: Sequence[TracedEvent]


@dataclass(frozen=True, slots=True)
class Trace:
    """A figure taken apart. Formulas have operands; base figures have records."""

    figure: Figure
    formula: str
    head: Head
    operands: Sequence[Trace]
    records: Sequence[TracedRecord]
    more: int  # records beyond MOST_RECORDS, or hidden from this viewer

    @property
    def definition(self) -> IndicatorDef:
        return self.figure.definition


def trace_figure(
    viewer: Viewer,
    indicator: str,
    *,
    unit: str | None = None,
    on: datetime.date | None = None,
    at: int | None = None,
    most: int = MOST_RECORDS,
) -> Trace:
    """Take a figure apart, down to the events. Raises what `read_figures` raises."""
    units = [unit] if unit else []
    with engine().pinned():
        figures = read_figures(viewer, Ask(indicators=[indicator], units=units, on=on, at=at))
        if not figures:
            raise Forbidden("figures-not-yours", indicator=indicator)
        return _trace(viewer, figures[0], log_head(), most)


def _trace(viewer: Viewer, figure: Figure, head: Head, most: int) -> Trace:
    definition = figure.definition
    if definition.formula is not None:
        pack = installed(figure.at).packs[figure.pack]
        names = [
            f"{figure.pack}.{name}"
            for name in sorted(formula_names(definition))
            if name in pack.indicators
        ]
        ask = Ask(indicators=names, units=[figure.unit.code], on=figure.on, at=figure.at)
        operands = [
            _trace(viewer, operand, head, most)
            for operand in (read_figures(viewer, ask) if names else [])
        ]
        return Trace(figure, spoken(definition), head, operands, (), 0)
    shares = contributions(viewer, figure)
    rows = Record.objects.in_bulk(list(shares)[: 4 * most])
    traced: list[TracedRecord] = []
    ledger = _ledger_of(figure)
    for record_id, share in shares.items():
        row = rows.get(record_id)
        if row is None or len(traced) >= most:
            continue
        if may(viewer, "record.read", row):
            traced.append(TracedRecord(as_record(row), ledger, share, _events(record_id, figure)))
    return Trace(figure, spoken(definition), head, (), traced, len(shares) - len(traced))


def _ledger_of(figure: Figure) -> LedgerUnit:
    installation = installed(figure.at)
    pack = installation.packs[figure.pack]
    return ledger_of(installation, pack, figure.definition)


def _events(record_id: int, figure: Figure) -> list[TracedEvent]:
    """Return the record's events that speak of the figure's date and were known at its position."""
    return [
        TracedEvent(event.seq, event.at, event.on, event.actor, event.verb, event.leaf)
        for event in list_events_of(f"record:{record_id}")
        if event.seq <= figure.at and _speaks_of(event, figure.on)
    ]


def _speaks_of(event: EventRow, on: datetime.date) -> bool:
    """Whether an event says something of a date: a month's number, what always was, what was by then.

    A number is approved, and a mistake corrected, after the date that it speaks of.
    """
    period = event.body.get("period")
    if period:
        return str(period) <= f"{on:%Y-%m}"
    return bool(event.body.get("always")) or event.on <= on.isoformat()


def spoken(definition: IndicatorDef) -> str:
    """Return what an indicator is as one line: its formula, or a base indicator's rule."""
    if definition.formula is not None:
        return definition.formula
    if definition.sum:
        text = f"sum({definition.sum})"
    elif definition.distinct:
        text = f"count(distinct {definition.distinct})"
    else:
        text = "count(records)"
    text += f" of {definition.of}"
    return f"{text} where {definition.where}" if definition.where else text


def in_words(formula: str, figure: Figure, language: str) -> str:
    """Return a figure's formula or rule with the titles of what it names, for people."""
    pack = installed(figure.at).packs[figure.pack]
    titles = titles_of(pack)
    if figure.definition.of is not None:
        titles = titles_with_ledger(pack, _ledger_of(figure))
    return wording.in_words(formula, titles, language)


def contributions(viewer: Viewer, figure: Figure) -> dict[int, Fraction | None]:
    """Return the records behind a base figure with each one's share, largest first."""
    with engine().pinned():
        installation = installed(figure.at)
        units = tree(figure.on.isoformat(), figure.at)
        pack = installation.packs[figure.pack]
        nodes = [node.id for node in units.subtree(figure.unit.id)]
        own = own_ids(viewer, pack, [figure.unit])

        def answer(question: LedgerQuestion, on: datetime.date) -> dict[str, Answer]:
            return engine().answer_by_record(question, at=figure.at, on=on, units=nodes, only=own)

        answers = PackFigures(
            installation, units, pack, figure.on, figure.at, [figure.name], answer
        ).answers
    shares = {
        record_id: None if value is None else Fraction(value)
        for (record_id, _), (value, records) in answers.get(figure.key, {}).items()
        if records > 0
    }
    return dict(
        sorted(shares.items(), key=lambda item: (item[1] is None, -(item[1] or 0), item[0]))
    )
