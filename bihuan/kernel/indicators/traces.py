"""From a figure down: formula, operands, records, events, each event with its proof."""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from bihuan.kernel.definitions.language import IndicatorDef, Label, LedgerUnit
from bihuan.kernel.events.reads import Head, list_events_of
from bihuan.kernel.events.reads import head as log_head
from bihuan.kernel.indicators.dependencies import formula_names, ledger_questions
from bihuan.kernel.indicators.figures import Figure
from bihuan.kernel.indicators.reads import Ask, contributions, read_figures
from bihuan.kernel.ledgers.models import Record
from bihuan.kernel.ledgers.reads import RecordRow, as_record, may
from bihuan.kernel.packs.reads import installed
from bihuan.kernel.permissions import Viewer
from bihuan.kernel.problems import Words

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


def in_words(formula: str, figure: Figure, language: str) -> str:
    """Return a formula with the titles of what it names, for people."""
    installation = installed(figure.at)
    pack = installation.packs[figure.pack]
    titles: dict[str, Words | Label] = dict(BUILT_IN)
    titles |= {name: each.title for name, each in pack.parameters.items()}
    titles |= {name: each.title for name, each in pack.indicators.items()}
    if figure.definition.of is not None:
        definition = _ledger_of(figure).definition
        titles[figure.definition.of] = definition.title
        titles |= {name: each.title for name, each in definition.measures.items()}
        for name, field in definition.fields.items():
            titles[name] = field.title
            titles |= {f"'{code}'": label for code, label in field.choices.items()}
        states = _ledger_of(figure).workflow.states
        titles |= {f"'{code}'": state.title for code, state in states.items()}

    def word(found: re.Match[str]) -> str:
        title = titles.get(found[0])
        return found[0] if title is None else str(getattr(title, language))

    said = re.sub(r"'[a-z0-9_]+'|[a-z][a-z0-9_]*", word, formula)
    return said.replace(" / ", " ÷ ").replace(" * ", " × ").replace(" - ", " − ")


BUILT_IN = {
    "elapsed_share": Words("时间进度", "elapsed share"),
    "value": Words("数值", "value"),
    "month": Words("月份", "month"),
    "today": Words("今天", "today"),
    "target": Words("目标", "target"),
    "state": Words("环节", "state"),
    "records": Words("记录", "records"),
    "sum": Words("合计", "sum"),
    "count": Words("计数", "count"),
    "distinct": Words("不重复的", "distinct"),
    "of": Words("·", "of"),
    "where": Words("其中", "where"),
    "and": Words("且", "and"),
    "or": Words("或", "or"),
    "not": Words("不", "not"),
    "in": Words("属于", "in"),
    "is": Words("", "is"),
    "null": Words("空", "empty"),
}
