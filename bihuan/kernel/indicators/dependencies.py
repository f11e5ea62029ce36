"""Which base indicators a figure needs, emitted for the engine with the parameters in force."""

from __future__ import annotations

import datetime
import functools
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

from sqlglot import exp

from bihuan.kernel.definitions import qualifiers
from bihuan.kernel.definitions.expressions import (
    Expression,
    compiled,
    is_whole_number,
    parse_expression,
)
from bihuan.kernel.definitions.language import IndicatorDef, LedgerUnit, Pack, Parameter
from bihuan.kernel.indicators.questions import Base, LedgerQuestion, months_back, no_value
from bihuan.kernel.indicators.schema import qualifier_of
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
    today: datetime.date,
) -> list[LedgerQuestion]:
    """Group the base indicators among `names` by the ledger that they are over.

    Those that name `today` are asked apart: they are scanned for, the others need not be.
    """
    grouped: dict[tuple[str, bool], list[Base]] = {}
    known = {**parameters, "today": today}
    for name in names:
        definition = pack.indicators[name]
        if definition.of is None:
            continue
        ledger = ledger_of(installation, pack, definition)
        summed = definition.sum or ""
        is_measure = summed in ledger.definition.measures
        added = "" if is_measure else summed
        spoken = [parse_expression(text) for text in (definition.where, added) if text]
        base = Base(
            f"{pack.name}.{name}",
            _with_window(definition, parameters),
            emitted(definition.where or "TRUE", known),
            condition_marker(definition.where, known),
            measure=summed if is_measure else "",
            addend=emitted(added, known) if added else "",
            adder=evaluator(added, known) if added else no_value,
            names_today=any("today" in expression.names for expression in spoken),
        )
        bases = grouped.setdefault((ledger.key, base.names_today), [])
        bases += [base, *companions(base, ledger, spoken, known)]
    return [LedgerQuestion(installation.ledger(key), bases) for (key, _), bases in grouped.items()]


def companions(
    base: Base, ledger: LedgerUnit, spoken: Iterable[Expression], known: Known
) -> Iterator[Base]:
    """Yield what counts, beside a figure, the approximate numbers in it, by the way they may be off.

    A sum of one field keeps the way; in any other expression an approximate number makes it `about`.
    """
    fields = ledger.definition.fields
    named = {*(name for each in spoken for name in each.names), base.definition.distinct}
    approximate = sorted(
        name for name in named if name in fields and fields[name].type == "qualified"
    )
    if not approximate:
        return
    alone = approximate == [base.definition.sum] and not in_condition(base, approximate[0])
    every = [name for way in qualifiers.WAYS.values() for name in way[0]]
    ways = {w: n for w, (n, _) in qualifiers.WAYS.items()} if alone else {qualifiers.ABOUT: every}
    definition = base.definition.model_copy(
        update={"distinct": None} | ({"window": "as_of"} if base.is_monthly else {})
    )
    for way, names in ways.items():
        listed = ", ".join(f"'{name}'" for name in names)
        is_off = " or ".join(f"{qualifier_of(name)} in ({listed})" for name in approximate)
        counted = f"case when {is_off} then 1 else 0 end"
        yield replace(
            base,
            name=companion_name(base.name, way),
            definition=definition,
            measure="",
            addend=emitted(counted, known),
            adder=evaluator(counted, known),
        )


def in_condition(base: Base, field: str) -> bool:
    """Whether what counts depends on a field."""
    where = base.definition.where
    return where is not None and field in parse_expression(where).names


def companion_name(indicator: str, way: str) -> str:
    return f"{indicator}?{way}"


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


Known = Mapping[str, Parameter | datetime.date | None]  # parameters, and `today`


def emitted(text: str, known: Known) -> str:
    """Emit an expression for the engine from its checked tree, what is known as literals."""
    named = sorted(name for name in parse_expression(text).names if name in known)
    return _emitted(text, tuple((name, literal(known[name])) for name in named))


@functools.lru_cache(maxsize=4096)
def _emitted(text: str, bound: tuple[tuple[str, exp.Expression], ...]) -> str:
    literals = dict(bound)

    def bind(node: exp.Expression) -> exp.Expression:
        if isinstance(node, exp.Column) and node.name in literals:
            return literals[node.name].copy()
        if isinstance(node, exp.Column):
            return exp.column(node.name, quoted=True)
        return node

    tree = parse_expression(text).tree.copy().transform(bind).transform(_as_macros)
    _widen(tree)
    return str(tree.sql(dialect="duckdb", comments=False))


def _as_macros(node: exp.Expression) -> exp.Expression:
    """Put the engine's own function where its cast would round, or take what is no number."""
    if is_whole_number(node):
        return exp.Anonymous(this="whole_number", expressions=[node.this.transform(_as_macros)])
    return node


def _widen(tree: exp.Expression) -> None:
    """Give the first factor of each product room: the engine keeps to eighteen digits by itself."""
    for product in list(tree.find_all(exp.Mul)):
        first = product.this
        if not isinstance(first.unnest(), exp.Mul):
            first.replace(exp.cast(first.copy(), "DECIMAL(30, 8)", dialect="duckdb"))


def condition_marker(where: str | None, known: Known) -> Callable[[Mapping[str, Any]], bool]:
    """Return a condition as a function of one record's values, what is known bound."""
    if where is None:
        return lambda values: True
    holds = evaluator(where, known)
    return lambda values: holds(values) is True


def evaluator(text: str, known: Known) -> Callable[[Mapping[str, Any]], Any]:
    """Return an expression as a function of one record's values, what is known bound."""
    run = compiled(text)
    bound = {
        name: Fraction(value)
        if isinstance(value, int | Decimal) and not isinstance(value, bool)
        else value
        for name, value in known.items()
    }
    return lambda values: run({**bound, **values})


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
