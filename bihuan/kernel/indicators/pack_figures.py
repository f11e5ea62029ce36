"""Figures of one pack at one position and date, from what the engine answers about its ledgers."""

from __future__ import annotations

import datetime
import functools
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from sqlglot import exp

from bihuan.kernel.definitions import qualifiers
from bihuan.kernel.definitions.expression_rules import TARGET_OF
from bihuan.kernel.definitions.expressions import compiled, parse_expression
from bihuan.kernel.definitions.language import IndicatorDef, Pack, Parameter
from bihuan.kernel.definitions.wording import titles_of
from bihuan.kernel.indicators.dependencies import (
    companion_name,
    formula_names,
    ledger_of,
    ledger_questions,
    needed,
)
from bihuan.kernel.indicators.figures import Figure, Judged, from_displayed, to_displayed
from bihuan.kernel.indicators.lights import BETTER, caught_up, judge
from bihuan.kernel.indicators.questions import Answer, LedgerQuestion, Part
from bihuan.kernel.indicators.targets import find_target
from bihuan.kernel.org.tree import Tree, UnitNode
from bihuan.kernel.packs.reads import Installation, get_parameter
from bihuan.kernel.periods.elapsed import elapsed_share, last_closed_month

Answering = Callable[[LedgerQuestion, datetime.date], Mapping[str, Answer]]
Values = dict[str, tuple[Fraction | None, int]]  # exact value and count of records, by indicator


class PackFigures:
    """The figures of one pack. What is asked of the engine is asked once, when it is needed."""

    def __init__(
        self,
        installation: Installation,
        units: Tree,
        pack: Pack,
        on: datetime.date,
        at: int,
        bases: Iterable[str],
        answering: Answering,
    ) -> None:
        self.installation, self.units, self.pack = installation, units, pack
        self.on, self.at = on, at
        self.bases, self.answering = list(bases), answering
        self._contexts: dict[str, Mapping[str, Any]] = {}
        self._months_before: dict[datetime.date, PackFigures] = {}

    @functools.cached_property
    def answers(self) -> Mapping[str, Answer]:
        """What the engine says of the base indicators."""
        found: dict[str, Answer] = {}
        parameters = self.parameters("/")
        for question in ledger_questions(
            self.installation, self.pack, self.bases, parameters, self.on
        ):
            found |= self.answering(question, self.on)
        return found

    def splits(self) -> list[object]:
        """Return the values that a split gave."""
        found = {key[1] for answer in self.answers.values() for key in answer}
        return sorted(found, key=lambda value: (value is None, str(value)))

    def figures(
        self, names: Sequence[str], place: UnitNode, *, target: int, split: object = None
    ) -> list[Figure]:
        """Return figures of one target of the engine's answers, by the parameters of a unit."""
        values = self.values(needed(self.pack, names), place, target, split)
        return [self._figure(name, values, place, target, split) for name in names]

    def parameters(self, path: str) -> dict[str, Parameter | None]:
        on = self.on.isoformat()
        return {
            key: get_parameter(self.pack, key, path=path, on=on, at=self.at)
            for key in self.pack.parameters
        }

    def context(self, place: UnitNode) -> Mapping[str, Any]:
        """Return what every formula and light may name."""
        if place.path not in self._contexts:
            known: dict[str, Any] = {
                key: Fraction(value)
                if isinstance(value, int | Decimal) and not isinstance(value, bool)
                else value
                for key, value in self.parameters(place.path).items()
            }
            known["elapsed_share"] = elapsed_share(self.on)
            known["month"] = Fraction(last_closed_month(self.on).month)
            known["today"] = self.on
            self._contexts[place.path] = known
        return self._contexts[place.path]

    def values(self, every: Iterable[str], place: UnitNode, target: int, split: object) -> Values:
        """Return exact values and record counts, operands before formulas."""
        values: Values = {}
        context = self.context(place)
        for name in every:
            definition = self.pack.indicators[name]
            if definition.formula is None:
                answer = self.answers.get(f"{self.pack.name}.{name}", {})
                values[name] = _base_value(definition, answer.get((target, split)))
                continue
            named = formula_names(definition)
            names = [operand for operand in named if operand in values]
            targets = {
                name: self._target(name.removeprefix(TARGET_OF), place)
                for name in named
                if name.startswith(TARGET_OF)
            }
            result = compiled(definition.formula)(
                {**context, **targets, **{operand: values[operand][0] for operand in names}}
            )
            records = max((values[operand][1] for operand in names), default=0)
            values[name] = (None if result is None else Fraction(result), records)
        return values

    def qualifier(self, name: str, target: int, split: object) -> str:
        """Return how exact a figure is: as exact as the numbers that it is made of."""
        definition = self.pack.indicators[name]
        if definition.formula is None:
            key = f"{self.pack.name}.{name}"
            return qualifiers.of_sum(
                way
                for way in qualifiers.WAYS
                if self.answers.get(companion_name(key, way), {}).get((target, split), (0, 0))[0]
            )
        operands = formula_names(definition) & self.pack.indicators.keys()
        found = {self.qualifier(each, target, split) for each in operands} - {qualifiers.EXACT}
        if is_sum(definition.formula):
            return qualifiers.of_sum(filter(None, map(qualifiers.way_of, found)))
        return qualifiers.ABOUT if found else qualifiers.EXACT

    @functools.cached_property
    def _is_exact(self) -> bool:
        """Whether nothing that was asked has an approximate number in it, as most packs."""
        return not any(companion_name("", "") in name for name in self.answers)

    def _target(self, name: str, place: UnitNode) -> Fraction | None:
        """Return what an indicator should reach, in base units as formulas want it."""
        found = find_target(f"{self.pack.name}.{name}", place, self.on, self.at)
        unit = self.pack.indicators[name].unit
        return None if found is None else from_displayed(found, unit)

    def _figure(
        self, name: str, values: Values, place: UnitNode, target: int, split: object
    ) -> Figure:
        definition = self.pack.indicators[name]
        value, records = values[name]
        numerator, denominator = _fraction_of(definition, values)
        judged = self.judge(name, value, place)
        if definition.catch_up and BETTER.get(judged.light, BETTER["red"]) < BETTER["yellow"]:
            before = self._month_before(name)
            was, _ = before.values(needed(self.pack, [name]), place, target, split)[name]
            if before.judge(name, was, place).light == "red":
                judged = caught_up(judged)
        return Figure(
            self.pack.name, name, definition, place, self.on, self.at, value, numerator,
            denominator, judged, records, None if split is None else str(split),
            qualifier=qualifiers.EXACT if self._is_exact else self.qualifier(name, target, split),
        )  # fmt: skip

    def judge(self, name: str, value: Fraction | None, place: UnitNode) -> Judged:
        """Return the light of a value, by the parameters and the target of a unit."""
        definition = self.pack.indicators[name]
        known = {**self.context(place), "value": to_displayed(value, definition.unit)}
        if any("target" in (rule.when or "") for rule in definition.light):
            known["target"] = find_target(f"{self.pack.name}.{name}", place, self.on, self.at)
        return judge(definition, known["value"], known, titles_of(self.pack))

    def _month_before(self, name: str) -> PackFigures:
        """Return the figures of the end of the month before the one that an indicator speaks of.

        Monthly numbers speak of the last closed month; everything else of the day that is asked for.
        """
        operands = [self.pack.indicators[operand] for operand in needed(self.pack, [name])]
        monthly = any(self._is_monthly(each) for each in operands)
        month = last_closed_month(self.on) if monthly else self.on.replace(day=1)
        end = month - datetime.timedelta(days=1)
        if end not in self._months_before:
            self._months_before[end] = PackFigures(
                self.installation, self.units, self.pack, end, self.at, self.bases, self.answering
            )
        return self._months_before[end]

    def _is_monthly(self, definition: IndicatorDef) -> bool:
        if definition.of is None:
            return False
        ledger = ledger_of(self.installation, self.pack, definition)
        return definition.sum in ledger.definition.measures


@functools.lru_cache(maxsize=1024)
def is_sum(formula: str) -> bool:
    """Whether a formula only adds: what is off in one way stays so."""
    nodes = parse_expression(formula).tree.walk()
    return all(
        isinstance(node, exp.Add | exp.Column | exp.Identifier | exp.Paren) for node in nodes
    )


def _base_value(definition: IndicatorDef, found: Part | None) -> tuple[Fraction | None, int]:
    """Return what a base indicator is: a count without records is 0, a sum is missing."""
    value, records = found or (None, 0)
    if value is None:
        return (Fraction(0) if definition.sum is None else None), records
    return Fraction(value), records


def _fraction_of(
    definition: IndicatorDef, values: Values
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
