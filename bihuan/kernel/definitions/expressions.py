"""Expressions of the pack language: one SQL expression, an allow-list, exact evaluation.

An expression is parsed once and walked against a list of node types and functions; everything
else is refused. What runs later is emitted or compiled from the checked tree, never the source text.
`compiled` evaluates it in Python over exact fractions with SQL's three-valued logic: a comparison
with a missing value is unknown (None), and a division by zero is unknown too.
"""

from __future__ import annotations

import datetime
import functools
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

import sqlglot
from sqlglot import exp

from bihuan.lib import great_circle

Value = Any  # Fraction | str | bool | datetime.date | a line | None
Evaluator = Callable[[Mapping[str, Value]], Value]

FUNCTIONS = {
    "abs", "case", "cast", "coalesce", "days_between", "greatest", "least", "length", "metres", "month",
    "nullif", "starts_with", "substring", "whole_months", "year",
}  # fmt: skip
OWN_FUNCTIONS = {
    "days_between": 2,
    "metres": 1,
    "whole_months": 2,
}  # those that SQL does not know, with their operands
ALLOWED: tuple[type[exp.Expression], ...] = (
    exp.Column, exp.Identifier, exp.Literal, exp.Boolean, exp.Null, exp.Paren, exp.And, exp.Or,
    exp.Not, exp.EQ, exp.NEQ, exp.LT, exp.LTE, exp.GT, exp.GTE, exp.In, exp.Between, exp.Is,
    exp.Add, exp.Sub, exp.Mul, exp.Div, exp.Neg, exp.Case, exp.If, exp.Coalesce, exp.Nullif,
    exp.Abs, exp.Greatest, exp.Least, exp.Length, exp.Year, exp.Month, exp.StartsWith,
    exp.Substring, exp.Anonymous, exp.Tuple,
)  # fmt: skip


WHOLE = ("int", "bigint")  # what `as integer` is read as
DEEPEST = 48  # what is walked by recursion must stay far from the interpreter's limit


class ExpressionFault(ValueError):
    """An expression that says what the language does not allow."""

    def __init__(self, kind: str, detail: str) -> None:
        self.kind = kind  # syntax | node | function | comment | depth
        self.detail = detail
        super().__init__(f"{kind}: {detail}")


# Loaded with this module: left to the first parse, it takes fifty milliseconds of the first figure.
DIALECT = sqlglot.Dialect.get_or_raise("duckdb")


@dataclass(frozen=True)
class Expression:
    """A checked expression: its tree, and the names that it speaks of."""

    text: str
    tree: Any
    names: frozenset[str]


@functools.lru_cache(maxsize=4096)
def parse_expression(text: str) -> Expression:
    """Parse and check one expression. Raises ExpressionFault."""
    if "--" in text or "/*" in text:
        raise ExpressionFault("comment", text)
    try:
        trees = sqlglot.parse(text, read=DIALECT)
    except RecursionError as error:
        raise ExpressionFault("depth", f"> {DEEPEST}") from error
    except sqlglot.errors.SqlglotError as error:
        raise ExpressionFault("syntax", str(error).splitlines()[0]) from error
    if len(trees) != 1 or trees[0] is None:
        raise ExpressionFault("syntax", text)
    tree = trees[0]
    names = set()
    for node in _nodes(tree):
        if isinstance(node, exp.Cast | exp.TryCast | exp.TsOrDsToDate) and _is_date(node):
            continue
        if isinstance(node, exp.DataType) and node.is_type("date", *WHOLE):
            continue
        if is_whole_number(node):
            continue
        if isinstance(node, exp.Anonymous):
            if len(node.expressions) != OWN_FUNCTIONS.get(node.name.lower()):
                raise ExpressionFault("function", node.sql())
            continue
        if isinstance(node, exp.Func) and not isinstance(node, ALLOWED):
            raise ExpressionFault("function", node.sql_name().lower())
        if not isinstance(node, ALLOWED):
            raise ExpressionFault("node", node.key)
        if isinstance(node, exp.Column):
            if node.table:
                raise ExpressionFault("node", node.sql())
            names.add(node.name)
    return Expression(text, tree, frozenset(names))


def _nodes(tree: Any) -> Iterator[Any]:
    """Yield every node. Raises ExpressionFault for a tree too deep to walk by recursion later.

    A level of parentheses, a function or a case costs the parser three times the frames of an operator.
    """
    waiting = [(tree, 1)]
    while waiting:
        node, depth = waiting.pop()
        if depth > DEEPEST:
            raise ExpressionFault("depth", f"> {DEEPEST}")
        yield node
        below = depth + (1 if isinstance(node, exp.Binary) else 3)
        waiting += [(child, below) for child in node.iter_expressions()]


def is_whole_number(node: exp.Expression) -> bool:
    """Whether a node is `cast(... as integer)`."""
    return isinstance(node, exp.Cast) and node.args["to"].is_type(*WHOLE)


def _is_date(node: exp.Expression) -> bool:
    target = node.args.get("to")
    return isinstance(node.this, exp.Literal) and (target is None or target.is_type("date"))


@functools.lru_cache(maxsize=4096)
def compiled(text: str) -> Evaluator:
    """Return the expression as a function of the values that its names have."""
    return _compile(parse_expression(text).tree)


_ARITHMETIC: dict[type[exp.Expression], Callable[[Any, Any], Any]] = {
    exp.Add: lambda left, right: left + right,
    exp.Sub: lambda left, right: left - right,
    exp.Mul: lambda left, right: left * right,
    exp.Div: lambda left, right: None if right == 0 else Fraction(left) / Fraction(right),
    exp.EQ: lambda left, right: left == right,
    exp.NEQ: lambda left, right: left != right,
    exp.LT: lambda left, right: left < right,
    exp.LTE: lambda left, right: left <= right,
    exp.GT: lambda left, right: left > right,
    exp.GTE: lambda left, right: left >= right,
}


def _compile(node: exp.Expression) -> Evaluator:
    operation = _ARITHMETIC.get(type(node))
    if operation is not None:
        return _both(operation, _compile(node.this), _compile(node.expression))
    maker = _COMPILERS.get(type(node))
    if maker is None:
        raise ExpressionFault("node", node.key)
    return maker(node)


def _both(operation: Callable[[Any, Any], Any], left: Evaluator, right: Evaluator) -> Evaluator:
    def run(values: Mapping[str, Value]) -> Value:
        first = left(values)
        if first is None:
            return None
        second = right(values)
        return None if second is None else operation(first, second)

    return run


def _literal(node: exp.Expression) -> Evaluator:
    value: Value = node.this if node.args.get("is_string") else Fraction(Decimal(node.this))
    return lambda values: value


def _constant(value: Value) -> Evaluator:
    return lambda values: value


def _column(node: exp.Expression) -> Evaluator:
    name = node.name
    return lambda values: values.get(name)


def _and(node: exp.Expression) -> Evaluator:
    return _all(_compile(node.this), _compile(node.expression))


def _all(left: Evaluator, right: Evaluator) -> Evaluator:
    def run(values: Mapping[str, Value]) -> Value:
        first = left(values)
        if first is False:
            return False
        second = right(values)
        if second is False:
            return False
        return None if first is None or second is None else True

    return run


def _or(node: exp.Expression) -> Evaluator:
    left, right = _compile(node.this), _compile(node.expression)

    def run(values: Mapping[str, Value]) -> Value:
        first = left(values)
        if first is True:
            return True
        second = right(values)
        if second is True:
            return True
        return None if first is None or second is None else False

    return run


def _not(node: exp.Expression) -> Evaluator:
    inner = _compile(node.this)

    def run(values: Mapping[str, Value]) -> Value:
        value = inner(values)
        return None if value is None else not value

    return run


def _neg(node: exp.Expression) -> Evaluator:
    inner = _compile(node.this)

    def run(values: Mapping[str, Value]) -> Value:
        value = inner(values)
        return None if value is None else -value

    return run


def _in(node: exp.Expression) -> Evaluator:
    subject = _compile(node.this)
    choices = [_compile(choice) for choice in node.args["expressions"]]

    def run(values: Mapping[str, Value]) -> Value:
        value = subject(values)
        if value is None:
            return None
        found = [choice(values) for choice in choices]
        if value in [item for item in found if item is not None]:
            return True
        return None if None in found else False

    return run


def _between(node: exp.Expression) -> Evaluator:
    subject, low, high = (
        _compile(part) for part in (node.this, node.args["low"], node.args["high"])
    )
    above = _both(lambda value, bound: value >= bound, subject, low)
    below = _both(lambda value, bound: value <= bound, subject, high)
    return _all(above, below)


def _is(node: exp.Expression) -> Evaluator:
    left, right = _compile(node.this), _compile(node.expression)
    return lambda values: left(values) == right(values)


def _case(node: exp.Expression) -> Evaluator:
    subject = _compile(node.this) if node.this is not None else None
    branches = [
        (_compile(branch.this), _compile(branch.args["true"])) for branch in node.args["ifs"]
    ]
    otherwise = _compile(node.args["default"]) if node.args.get("default") else _constant(None)

    def run(values: Mapping[str, Value]) -> Value:
        for condition, result in branches:
            met = condition(values)
            if met is True if subject is None else (met is not None and met == subject(values)):
                return result(values)
        return otherwise(values)

    return run


def _first_known(node: exp.Expression) -> Evaluator:
    parts = [_compile(part) for part in (node.this, *node.expressions)]

    def run(values: Mapping[str, Value]) -> Value:
        return next((value for part in parts if (value := part(values)) is not None), None)

    return run


def _nullif(node: exp.Expression) -> Evaluator:
    left, right = _compile(node.this), _compile(node.expression)

    def run(values: Mapping[str, Value]) -> Value:
        value = left(values)
        return None if value == right(values) else value

    return run


def _extreme(pick: Callable[[list[Any]], Any]) -> Callable[[exp.Expression], Evaluator]:
    def make(node: exp.Expression) -> Evaluator:
        parts = [_compile(part) for part in (node.this, *node.expressions)]

        def run(values: Mapping[str, Value]) -> Value:
            found = [value for part in parts if (value := part(values)) is not None]
            return pick(found) if found else None

        return run

    return make


def _of_one(function: Callable[[Any], Any]) -> Callable[[exp.Expression], Evaluator]:
    def make(node: exp.Expression) -> Evaluator:
        inner = _compile(node.this)

        def run(values: Mapping[str, Value]) -> Value:
            value = inner(values)
            return None if value is None else function(value)

        return run

    return make


def _starts_with(node: exp.Expression) -> Evaluator:
    return _both(
        lambda text, start: str(text).startswith(str(start)),
        _compile(node.this),
        _compile(node.expression),
    )


def _substring(node: exp.Expression) -> Evaluator:
    inner = _compile(node.this)
    start, length = whole_literal(node.args.get("start")), whole_literal(node.args.get("length"))
    if not start or not length:
        raise ExpressionFault("substring", node.sql())

    def run(values: Mapping[str, Value]) -> Value:
        text = inner(values)
        return None if text is None else str(text)[start - 1 : start - 1 + length]

    return run


def whole_literal(node: exp.Expression | None) -> int:
    """Return a whole number above zero that is written out, otherwise 0."""
    text = node.this if isinstance(node, exp.Literal) and not node.is_string else ""
    return int(text) if re.fullmatch(r"[1-9]\d{0,3}", text) else 0


def _named(node: exp.Expression) -> Evaluator:
    parts = [_compile(part) for part in node.expressions]
    name = node.name.lower()
    if name == "days_between":
        return _both(lambda start, end: Fraction((end - start).days), *parts)
    return _both(_whole_months, *parts) if name == "whole_months" else _metres(*parts)


def _metres(line: Evaluator) -> Evaluator:
    def run(values: Mapping[str, Value]) -> Value:
        points = line(values)
        if points is None or len({point["crs"] for point in points}) > 1:
            return None  # in different systems the same place lies some hundred metres apart
        along = great_circle.metres([(float(point["x"]), float(point["y"])) for point in points])
        return Fraction(Decimal(f"{along:.1f}"))

    return run


def whole_number(text: Value) -> Value:
    """Return the number that a text of digits is, None for every other text."""
    return Fraction(int(text)) if re.fullmatch(WHOLE_NUMBER, text) else None


WHOLE_NUMBER = "[+-]?[0-9]{1,18}"


def _cast(node: exp.Expression) -> Evaluator:
    return _of_one(whole_number)(node) if is_whole_number(node) else _date(node)


def _whole_months(start: datetime.date, end: datetime.date) -> Fraction:
    """Return the whole months that have passed; a month's end completes every month before it."""
    months = (end.year - start.year) * 12 + end.month - start.month
    ends_month = (end + datetime.timedelta(days=1)).month != end.month
    return Fraction(months - (1 if start.day > end.day and not ends_month else 0))


def _date(node: exp.Expression) -> Evaluator:
    try:
        return _constant(datetime.date.fromisoformat(node.this.this))
    except ValueError as error:
        raise ExpressionFault("syntax", node.sql()) from error


_COMPILERS: dict[type[exp.Expression], Callable[[Any], Evaluator]] = {
    exp.Literal: _literal,
    exp.Boolean: lambda node: _constant(bool(node.this)),
    exp.Null: lambda node: _constant(None),
    exp.Column: _column,
    exp.Paren: lambda node: _compile(node.this),
    exp.And: _and,
    exp.Or: _or,
    exp.Not: _not,
    exp.Neg: _neg,
    exp.In: _in,
    exp.Between: _between,
    exp.Is: _is,
    exp.Case: _case,
    exp.Coalesce: _first_known,
    exp.Nullif: _nullif,
    exp.Greatest: _extreme(max),
    exp.Least: _extreme(min),
    exp.Abs: _of_one(abs),
    exp.Length: _of_one(lambda text: Fraction(len(text))),
    exp.Year: _of_one(lambda day: Fraction(day.year)),
    exp.Month: _of_one(lambda day: Fraction(day.month)),
    exp.StartsWith: _starts_with,
    exp.Substring: _substring,
    exp.Anonymous: _named,
    exp.Cast: _cast,
    exp.TryCast: _cast,
    exp.TsOrDsToDate: _date,
}
