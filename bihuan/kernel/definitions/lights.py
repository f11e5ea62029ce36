"""Whether a table of lights covers every value once: tried at and around each threshold."""

from __future__ import annotations

import itertools
from fractions import Fraction
from typing import Any

from sqlglot import exp

from bihuan.kernel.definitions.expressions import ExpressionFault, compiled, parse_expression
from bihuan.kernel.definitions.language import IndicatorDef, Pack

MOST_TRIALS = 20_000


def uncovered_lights(pack: Pack, indicator: IndicatorDef) -> list[int]:
    """Return the rules that no value ever reaches, because earlier rules take all of them.

    Every name in the conditions is tried at each number that stands in them or is the default of a
    parameter in them, and just beside it; conditions change their truth nowhere else.
    """
    rules = indicator.light
    try:
        trees = [parse_expression(rule.when).tree for rule in rules if rule.when is not None]
        conditions = [compiled(rule.when) if rule.when else None for rule in rules]
    except ExpressionFault:
        return []
    parameters = {name: _exact(parameter.default) for name, parameter in pack.parameters.items()}
    thresholds = {Fraction(0)}
    names: set[str] = set()
    for tree in trees:
        for literal in tree.find_all(exp.Literal):
            if not literal.is_string:
                thresholds |= {Fraction(literal.this), -Fraction(literal.this)}
        for column in tree.find_all(exp.Column):
            if column.name in parameters:
                if isinstance(parameters[column.name], Fraction):
                    thresholds.add(parameters[column.name])
            else:
                names.add(column.name)
    near = sorted(
        {
            threshold + step
            for threshold in thresholds
            for step in (-1, -Fraction(1, 1000), 0, Fraction(1, 1000), 1)
        }
    )
    if "today" in names or len(near) ** len(names) > MOST_TRIALS:
        return []
    reached: set[int] = set()
    try:
        for values in itertools.product(near, repeat=len(names)):
            known: dict[str, Any] = parameters | dict(zip(sorted(names), values, strict=True))
            for number, condition in enumerate(conditions):
                if condition is None or condition(known) is True:
                    reached.add(number)
                    break
    except (TypeError, AttributeError):  # the rule on kinds says what does not go together
        return []
    return [number for number in range(len(rules)) if number not in reached]


def _exact(value: Any) -> Any:
    if isinstance(value, bool | str):
        return value
    return Fraction(value)
