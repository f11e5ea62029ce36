"""Figures and lights. Permission and scope are applied here, once for every surface."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from sqlglot import exp

from bihuan.kernel.definitions.expressions import compiled, parse_expression
from bihuan.kernel.definitions.language import IndicatorDef, Pack, Parameter
from bihuan.kernel.indicators import columns
from bihuan.kernel.indicators.dependencies import formula_names, ledger_questions, needed
from bihuan.kernel.indicators.engine import Answer, Engine, engine
from bihuan.kernel.indicators.figures import Figure, to_displayed
from bihuan.kernel.ledgers.models import Duty, Record
from bihuan.kernel.ledgers.reads import RecordRow, as_record, may
from bihuan.kernel.measures.models import Target
from bihuan.kernel.org.tree import Tree, UnitNode, tree
from bihuan.kernel.packs.reads import Installation, get_parameter, installed
from bihuan.kernel.periods import clock
from bihuan.kernel.periods.elapsed import elapsed_share, last_closed_month
from bihuan.kernel.periods.period import Period
from bihuan.kernel.permissions import Viewer, allows, require
from bihuan.kernel.problems import Forbidden, Invalid, NotFound


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


def read_figures(viewer: Viewer, ask: Ask) -> list[Figure]:
    """Return figures: indicator by indicator, unit by unit (then by split value).

    At the head they hold every committed event; all of one call are of one log position. Raises
    Forbidden for a unit outside the viewer's scope, Invalid for a position beyond the head.
    """
    on = ask.on or clock.today()
    with engine().lock:
        current = engine()
        head = current.advance()
        at = head if ask.at is None else ask.at
        if not 0 <= at <= head:
            raise Invalid("position-unknown", at=at, head=head)
        installation = installed(None if at == head else at)
        units = tree(on.isoformat(), at)
        figures: list[Figure] = []
        for pack, names in _wanted(installation, ask):
            places = _places(viewer, units, ask.units, pack)
            if places:
                reader = _PackReader(current, installation, units, pack, on, at, ask)
                figures += reader.read(viewer, names, places)
        return figures


def visible_units(viewer: Viewer, units: Tree) -> list[UnitNode]:
    """Return the highest units whose figures the viewer may see."""
    seen = [
        node
        for node in units
        if any(
            grant.scope == "unit"
            and any(act.partition("@")[0] == "figure.read" for act in grant.acts)
            and (node.path.startswith(grant.path))
            for grant in viewer.grants
        )
    ]
    paths = {node.path for node in seen}
    return [
        node for node in seen if not any(p != node.path and node.path.startswith(p) for p in paths)
    ]


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


def _places(viewer: Viewer, units: Tree, codes: Sequence[str], pack: Pack) -> list[UnitNode]:
    if not codes:
        return visible_units(viewer, units) or _own_places(viewer, units)
    places = [units.get_by_code(code) for code in codes]
    for place in places:
        # `pack.any` stands for the pack's ledgers when an act is narrowed to the pack
        if allows(viewer, "figure.read", ledger=f"{pack.name}.any", path=place.path):
            continue
        if not any(grant.scope == "own" for grant in viewer.grants):
            raise Forbidden("unit-not-yours", unit=place.title)
        require(viewer, "figure.read", ledger=f"{pack.name}.any", path=place.path, own=True)
    return places


def _own_places(viewer: Viewer, units: Tree) -> list[UnitNode]:
    """Return the root for a viewer whose reach is own records only."""
    if any(g.scope == "own" and g.gives("figure.read", "") for g in viewer.grants):
        return units.roots[:1]
    return []


class _PackReader:
    """Reads the figures of one pack at one position and date."""

    def __init__(
        self,
        current: Engine,
        installation: Installation,
        units: Tree,
        pack: Pack,
        on: datetime.date,
        at: int,
        ask: Ask,
    ) -> None:
        self.engine, self.installation, self.units = current, installation, units
        self.pack, self.on, self.at, self.ask = pack, on, at, ask
        self.known_at = None if ask.at is None else at
        self.contexts: dict[str, dict[str, Any]] = {}

    def read(
        self, viewer: Viewer, names: Iterable[str], places: Sequence[UnitNode]
    ) -> list[Figure]:
        names = list(names)
        every = needed(self.pack, names)
        parameters = self.parameters("/")
        # The engine keeps one set of partial sums per ledger: ask it for all of the pack's at once.
        bases = needed(self.pack, self.pack.indicators) if self.ask.split is None else every
        reach = {place.id: [node.id for node in self.units.subtree(place.id)] for place in places}
        own = self._own_ids(viewer, places)
        answers: dict[str, Answer] = {}
        for question in ledger_questions(self.installation, self.pack, bases, parameters):
            if self.ask.split and self.ask.split not in (
                "state",
                *question.ledger.definition.fields,
            ):
                continue
            answers |= self.engine.answer(
                question if self.ask.split else self.engine.narrowed(question, every, self.on),
                at=self.at,
                on=self.on,
                reach=reach,
                split=self.ask.split,
                approved_only=self.ask.approved_only,
                only=own,
            )
        splits: list[object] = [None]
        if self.ask.split:
            found = {key[1] for answer in answers.values() for key in answer}
            splits = sorted(found, key=lambda value: (value is None, str(value)))
        figures = []
        for name in names:
            for place in places:
                for split in splits:
                    values = self.values(every, answers, place, split)
                    figures.append(self.figure(name, place, values, split))
        return figures

    def _own_ids(self, viewer: Viewer, places: Sequence[UnitNode]) -> list[int] | None:
        """Return the only records that count for a viewer who sees no more than own ones."""
        ledger = f"{self.pack.name}.any"
        if all(allows(viewer, "figure.read", ledger=ledger, path=place.path) for place in places):
            return None
        held = Duty.objects.filter(person_id=viewer.person_id, to_on="")
        ids = set(held.values_list("record_id", flat=True))
        if viewer.party:
            ids |= set(Record.objects.filter(party=viewer.party).values_list("id", flat=True))
        return sorted(ids)

    def parameters(self, path: str) -> dict[str, Parameter]:
        on = self.on.isoformat()
        return {
            key: get_parameter(self.pack, key, path=path, on=on, at=self.known_at)
            for key in self.pack.parameters
        }

    def values(
        self,
        every: Sequence[str],
        answers: Mapping[str, Answer],
        place: UnitNode,
        split: object,
    ) -> dict[str, tuple[Fraction | None, int]]:
        """Return exact values and record counts by indicator, operands before formulas."""
        values: dict[str, tuple[Fraction | None, int]] = {}
        context = self.context(place)
        for name in every:
            definition = self.pack.indicators[name]
            if definition.formula is None:
                values[name] = _base_value(
                    definition, answers, f"{self.pack.name}.{name}", place, split
                )
                continue
            names = formula_names(definition)
            known = context | {
                operand: values[operand][0] for operand in names if operand in values
            }
            result = compiled(definition.formula)(known)
            records = max((values[o][1] for o in names if o in values), default=0)
            values[name] = (None if result is None else Fraction(result), records)
        return values

    def context(self, place: UnitNode) -> dict[str, Any]:
        """Return what every formula and light may name; the caller does not change it."""
        if place.path in self.contexts:
            return self.contexts[place.path]
        known: dict[str, Any] = {
            key: Fraction(value)
            if isinstance(value, int | Decimal) and not isinstance(value, bool)
            else value
            for key, value in self.parameters(place.path).items()
        }
        known["elapsed_share"] = elapsed_share(self.on)
        known["month"] = Fraction(last_closed_month(self.on).month)
        known["today"] = self.on
        self.contexts[place.path] = known
        return known

    def figure(
        self,
        name: str,
        place: UnitNode,
        values: Mapping[str, tuple[Fraction | None, int]],
        split: object,
    ) -> Figure:
        definition = self.pack.indicators[name]
        value, records = values[name]
        numerator, denominator = _fraction_of(definition, values)
        light, rule = self.light(name, definition, value, place)
        return Figure(
            self.pack.name, name, definition, place, self.on, self.at, value, numerator,
            denominator, light, rule, records, None if split is None else str(split),
        )  # fmt: skip

    def light(
        self, name: str, definition: IndicatorDef, value: Fraction | None, place: UnitNode
    ) -> tuple[str, str]:
        """Return the first light whose rule holds, and that rule."""
        if not definition.light or value is None:
            return "none", ""
        known = {**self.context(place), "value": to_displayed(value, definition.unit)}
        if any(rule.when and "target" in rule.when for rule in definition.light):
            known["target"] = find_target(f"{self.pack.name}.{name}", place, self.on, self.known_at)
        for rule in definition.light:
            if rule.when is None or compiled(rule.when)(known) is True:
                return rule.light, rule.when or ""
        return "none", ""


def _base_value(
    definition: IndicatorDef,
    answers: Mapping[str, Answer],
    key: str,
    place: UnitNode,
    split: object,
) -> tuple[Fraction | None, int]:
    found = answers.get(key, {}).get((place.id, split))
    counts = definition.sum is None
    if found is None:
        return (Fraction(0) if counts else None), 0
    value, records = found
    if value is None:
        return (Fraction(0) if counts else None), records
    return Fraction(value), records


def _fraction_of(
    definition: IndicatorDef, values: Mapping[str, tuple[Fraction | None, int]]
) -> tuple[Fraction | None, Fraction | None]:
    """Return numerator and denominator of a formula of the form `a / b`."""
    if definition.formula is None:
        return None, None
    root = parse_expression(definition.formula).tree
    if not isinstance(root, exp.Div):
        return None, None
    sides = []
    for side in (root.left, root.right):
        bare = side.unnest()
        if isinstance(bare, exp.Func) and bare.key == "nullif":
            bare = bare.this
        sides.append(values[bare.name][0] if bare.name in values else None)
    return sides[0], sides[1]


def find_target(
    indicator: str, place: UnitNode, on: datetime.date, at: int | None = None
) -> Fraction | None:
    """Return what an indicator should reach for a unit in the year (or month) of a date."""
    periods = [f"{on:%Y-%m}", f"{on:%Y}"]
    rows = Target.objects.filter(indicator=indicator, unit_id=place.id, period__in=periods)
    if at is not None:
        rows = rows.filter(seq__lte=at)
    best = sorted(rows, key=lambda row: (len(row.period), row.seq))
    return Fraction(best[-1].value) if best else None


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
    on = on or clock.today()
    if not ids:
        return {}
    with engine().lock:
        current = engine()
        at = current.advance() if at is None else at
        installation = installed(at)
        pack = installation.packs[ledger_key.partition(".")[0]]
        units = tree(on.isoformat(), at)
        reader = _PackReader(current, installation, units, pack, on, at, Ask(on=on, at=None))
        ledger = installation.ledger(ledger_key)
        asked = pack.indicators if names is None else names
        shown = [name for name in needed(pack, asked) if _speaks_of(pack, name, ledger.name)]
        every = needed(pack, shown)
        answers: dict[str, Answer] = {}
        for question in ledger_questions(installation, pack, every, reader.parameters("/")):
            answers |= current.answer_records(question, ids, at=at, on=on)
        homes = dict(Record.objects.filter(id__in=ids).values_list("id", "unit_id"))
        figures: dict[int, list[Figure]] = {}
        for record_id in ids:
            home = units.get(homes[record_id])
            alone: dict[str, Answer] = {
                key: {(home.id, None): found[(record_id, None)]}
                for key, found in answers.items()
                if (record_id, None) in found
            }
            values = reader.values(every, alone, home, None)
            figures[record_id] = [reader.figure(name, home, values, None) for name in shown]
        return figures


def _speaks_of(pack: Pack, name: str, ledger: str) -> bool:
    """Whether an indicator, through its operands, is over one ledger of the pack alone."""
    ledgers = {
        pack.indicators[operand].of
        for operand in needed(pack, [name])
        if pack.indicators[operand].of
    }
    return ledgers == {ledger}


def contributions(viewer: Viewer, figure: Figure) -> dict[int, Fraction | None]:
    """Return the records behind a base figure with each one's share, largest first."""
    with engine().lock:
        current = engine()
        current.advance()
        installation = installed(figure.at)
        units = tree(figure.on.isoformat(), figure.at)
        pack = installation.packs[figure.pack]
        reader = _PackReader(
            current, installation, units, pack, figure.on, figure.at, Ask(at=figure.at)
        )
        (question,) = ledger_questions(installation, pack, [figure.name], reader.parameters("/"))
        nodes = [node.id for node in units.subtree(figure.unit.id)]
        own = reader._own_ids(viewer, [figure.unit])
        answer = current.answer_by_record(
            question, at=figure.at, on=figure.on, units=nodes, only=own
        )
    shares = {
        record_id: None if value is None else Fraction(value)
        for record_id, (value, records) in answer.get(figure.key, {}).items()
        if records > 0
    }
    return dict(
        sorted(shares.items(), key=lambda item: (item[1] is None, -(item[1] or 0), item[0]))
    )


def warm() -> None:
    """Write the columns up to the head, so that the next process starts from them."""
    with engine().lock:
        columns.extend(installed(), engine().advance())


def read_series(viewer: Viewer, indicator: str, unit: str, on: datetime.date) -> list[Figure]:
    """Return an indicator at each month's end of a date's year, up to the last closed month."""
    last = last_closed_month(on)
    figures: list[Figure] = []
    for number in range(1, last.month + 1):
        end = Period("month", last.year, number).last_day
        figures += read_figures(viewer, Ask(indicators=[indicator], units=[unit], on=end))
    return figures


def own_records(viewer: Viewer, most: int = 200) -> dict[str, list[RecordRow]]:
    """Return the open records that the viewer answers for or is the party of, by ledger."""
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
        closed = installed().ledger(row.ledger).workflow.closed
        if row.state not in closed and may(viewer, "record.read", row):
            found.setdefault(row.ledger, []).append(as_record(row))
    return {key: records[:most] for key, records in found.items()}
