"""From a figure down: formula, operands, records, events, each event with its proof."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from bihuan.kernel.definitions.language import IndicatorDef, LedgerUnit
from bihuan.kernel.events.reads import Head, list_events_of
from bihuan.kernel.events.reads import head as log_head
from bihuan.kernel.indicators.dependencies import formula_names, ledger_questions
from bihuan.kernel.indicators.figures import Figure
from bihuan.kernel.indicators.reads import Ask, contributions, read_figures
from bihuan.kernel.ledgers.models import Record
from bihuan.kernel.ledgers.reads import RecordRow, as_record, may
from bihuan.kernel.packs.reads import installed
from bihuan.kernel.permissions import Viewer

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
    (figure, *_) = read_figures(viewer, Ask(indicators=[indicator], units=units, on=on, at=at))
    return _trace(viewer, figure, log_head(), most)


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
        return Trace(figure, definition.formula, head, operands, (), 0)
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
    return Trace(figure, _spoken(definition), head, (), traced, len(shares) - len(traced))


def _ledger_of(figure: Figure) -> LedgerUnit:
    installation = installed(figure.at)
    pack = installation.packs[figure.pack]
    (question,) = ledger_questions(installation, pack, [figure.name], {})[:1]
    return question.ledger


def _events(record_id: int, figure: Figure) -> list[TracedEvent]:
    """Return the record's events known at the figure's position; numbers of later months left out."""
    return [
        TracedEvent(event.seq, event.at, event.on, event.actor, event.verb, event.leaf)
        for event in list_events_of(f"record:{record_id}")
        if event.seq <= figure.at and event.on <= figure.on.isoformat()
    ]


def _spoken(definition: IndicatorDef) -> str:
    """Return a base indicator's rule as one line."""
    if definition.sum:
        text = f"sum({definition.sum})"
    elif definition.distinct:
        text = f"count(distinct {definition.distinct})"
    else:
        text = "count(records)"
    text += f" of {definition.of}"
    return f"{text} where {definition.where}" if definition.where else text
