"""Which base indicators a figure needs, emitted for the engine with the parameters in force."""

from __future__ import annotations

import datetime
import functools
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from sqlglot import exp

from bihuan.kernel.definitions.expressions import compiled, parse_expression
from bihuan.kernel.definitions.language import IndicatorDef, LedgerUnit, Pack, Parameter
from bihuan.kernel.indicators.questions import Base, LedgerQuestion, months_back
from bihuan.kernel.packs.reads import Installation


def formula_names(definition: IndicatorDef) -> frozenset[str]:
    """Return the names that a formula speaks of; none for a base indicator."""
    if definition.formula is None:
        return frozenset()
    return frozenset(parse_expression(definition.formula).names)


def needed(pack: Pack, names: Iterable[str]) -> list[str]:
    """Return indicators with all that their formulas use, operands first."""
    ordered: dict[str, None] = {}

    def visit(name: str) -> None:
        if name in ordered:
            return
        for operand in sorted(formula_names(pack.indicators[name])):
            if operand in pack.indicators:
                visit(operand)
        ordered[name] = None

    for name in names:
        visit(name)
    return list(ordered)


def ledger_questions(
    installation: Installation,
    pack: Pack,
    names: Iterable[str],
    parameters: Mapping[str, Parameter | None],
) -> list[LedgerQuestion]:
    """Group the base indicators among `names` by the ledger that they are over."""
    grouped: dict[str, list[Base]] = {}
    for name in names:
        definition = pack.indicators[name]
        if definition.of is None:
            continue
        ledger = ledger_of(installation, pack, definition)
        measure = field = ""
        if definition.sum is not None:
            is_measure = definition.sum in ledger.definition.measures
            measure, field = (definition.sum, "") if is_measure else ("", definition.sum)
        condition = emit_condition(definition.where, parameters)
        marker = condition_marker(definition.where, parameters)
        definition = _with_window(definition, parameters)
        base = Base(f"{pack.name}.{name}", definition, condition, marker, measure, field)
        grouped.setdefault(ledger.key, []).append(base)
    return [LedgerQuestion(installation.ledger(key), bases) for key, bases in grouped.items()]


def _with_window(
    definition: IndicatorDef, parameters: Mapping[str, Parameter | None]
) -> IndicatorDef:
    """Put the value in force into a window that names a parameter."""
    months = parameters.get(months_back(definition.window))
    if months is None:
        return definition
    return definition.model_copy(update={"window": f"{months} months ago"})


def ledger_of(installation: Installation, pack: Pack, definition: IndicatorDef) -> LedgerUnit:
    """Return the ledger that a base indicator is over. Raises NotFound."""
    name = definition.of or ""
    return installation.ledger(name if "." in name else f"{pack.name}.{name}")


def emit_condition(where: str | None, parameters: Mapping[str, Parameter | None]) -> str:
    """Emit a condition for the engine from its checked tree, parameters as literals."""
    if where is None:
        return "TRUE"
    expression = parse_expression(where)
    named = sorted(name for name in expression.names if name in parameters)
    return _emitted(where, tuple((name, literal(parameters[name])) for name in named))


@functools.lru_cache(maxsize=4096)
def _emitted(where: str, bound: tuple[tuple[str, exp.Expression], ...]) -> str:
    literals = dict(bound)

    def bind(node: exp.Expression) -> exp.Expression:
        if isinstance(node, exp.Column) and node.name in literals:
            return literals[node.name].copy()
        if isinstance(node, exp.Column):
            return exp.column(node.name, quoted=True)
        return node

    tree = parse_expression(where).tree.copy().transform(bind)
    return str(tree.sql(dialect="duckdb", comments=False))


def condition_marker(
    where: str | None, parameters: Mapping[str, Parameter | None]
) -> Callable[[Mapping[str, Any]], bool]:
    """Return a condition as a function of one record's values, parameters bound."""
    if where is None:
        return lambda values: True
    holds = compiled(where)
    bound = {
        name: Fraction(value)
        if isinstance(value, int | Decimal) and not isinstance(value, bool)
        else value
        for name, value in parameters.items()
    }
    return lambda values: holds({**bound, **values}) is True


def literal(value: Any) -> exp.Expression:
    """Return a parameter's value as a literal of the engine."""
    if value is None:
        return exp.Null()
    if isinstance(value, bool):
        return exp.Boolean(this=value)
    if isinstance(value, int | Decimal):
        return exp.Literal.number(str(value))
    if isinstance(value, Fraction):
        return exp.paren(
            exp.maybe_parse(f"{value.numerator} / {value.denominator}", dialect="duckdb")
        )
    if isinstance(value, datetime.date):
        return exp.cast(exp.Literal.string(value.isoformat()), "DATE")
    return exp.Literal.string(str(value))
