"""Rules over the indicators of a pack and their lights. One function each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sqlglot import exp

from bihuan.kernel.definitions.expressions import ExpressionFault, parse_expression
from bihuan.kernel.definitions.field_rules import MONEY_UNITS
from bihuan.kernel.definitions.field_types import FIELD_TYPES
from bihuan.kernel.definitions.homes import find_ledger
from bihuan.kernel.definitions.language import LedgerDef, Pack
from bihuan.kernel.definitions.lights import uncovered_lights
from bihuan.kernel.definitions.source import Found, Others, Source
from bihuan.kernel.problems import Words


def indicator_kind(pack: Pack, source: Source, others: Others) -> Found:
    for name, indicator in pack.indicators.items():
        where = source.at("indicators", name)
        aggregates = [indicator.count, indicator.sum, indicator.distinct]
        given = sum(value is not None for value in aggregates)
        if indicator.formula is not None:
            if indicator.of or given or indicator.where or indicator.dated:
                yield (
                    where,
                    Words(
                        f"指标 {name} 既有公式又有汇总。", f"{name} has a formula and an aggregate."
                    ),
                )
        elif indicator.of is None or given != 1:
            yield (
                where,
                Words(
                    f"指标 {name} 应写 formula，或 of 加 count、sum、distinct 之一。",
                    f"{name} should have a formula, or `of` and one of count, sum, distinct.",
                ),
            )


def indicator_ledger(pack: Pack, source: Source, others: Others) -> Found:
    for name, indicator in pack.indicators.items():
        if indicator.of is not None and find_ledger(pack, indicator.of, others) is None:
            where = source.at("indicators", name, "of")
            yield (
                where,
                Words(f"台账 {indicator.of} 不存在。", f"There is no ledger {indicator.of}."),
            )


def indicator_operands(pack: Pack, source: Source, others: Others) -> Found:
    for name, indicator in pack.indicators.items():
        ledger = find_ledger(pack, indicator.of or "", others)
        if ledger is None:
            continue
        added, counted, dated = indicator.sum, indicator.distinct, indicator.dated
        if added is not None and is_bare(added) and not _is_number(ledger, added):
            yield (
                source.at("indicators", name, "sum"),
                Words(f"{added} 不是可以相加的数。", f"{added} is not a number that adds up."),
            )
        if counted is not None and not _has_column(ledger, counted):
            yield (
                source.at("indicators", name, "distinct"),
                Words(
                    f"没有可以计数的字段 {counted}。", f"There is no field {counted} to count by."
                ),
            )
        if dated is not None and (
            dated not in ledger.fields or ledger.fields[dated].type != "date"
        ):
            yield (
                source.at("indicators", name, "dated"),
                Words(f"{dated} 不是日期字段。", f"{dated} is not a date field."),
            )


def is_bare(text: str) -> bool:
    """Whether a `sum` is no more than a name."""
    return text.isidentifier()


def sums_add_up(pack: Pack, source: Source, others: Others) -> Found:
    for name, indicator in pack.indicators.items():
        ledger = find_ledger(pack, indicator.of or "", others)
        if ledger is None or indicator.sum is None or is_bare(indicator.sum):
            continue
        try:
            expression = parse_expression(indicator.sum)
        except ExpressionFault:
            continue
        where = source.at("indicators", name, "sum")
        if expression.tree.find(exp.Div):
            yield (
                where,
                Words(
                    f"指标 {name} 在逐条相加时用了除法。",
                    f"The indicator {name} divides before it adds up.",
                ),
            )
        for measure in sorted(expression.names & set(ledger.measures)):
            yield (
                where,
                Words(
                    f"{measure} 是月报数据项，不能写进逐条计算的式子。",
                    f"{measure} is a measure, which no expression over one record can name.",
                ),
            )


def _is_number(ledger: LedgerDef, name: str) -> bool:
    if name in ledger.measures:
        return True
    return _has_column(ledger, name) and FIELD_TYPES[ledger.fields[name].type].is_number


def _has_column(ledger: LedgerDef, name: str) -> bool:
    field = ledger.fields.get(name)
    return field is not None and not field.personal and bool(FIELD_TYPES[field.type].column)


def windows(pack: Pack, source: Source, others: Others) -> Found:
    for name, indicator in pack.indicators.items():
        back = indicator.window.removesuffix(" months ago").removesuffix(" month ago")
        if back == indicator.window:
            continue
        where = source.at("indicators", name, "window")
        if indicator.dated is None:
            yield (
                where,
                Words(
                    f"指标 {name} 要看几个月以前，却没有 dated。",
                    f"The indicator {name} looks months back but has no dated.",
                ),
            )
        parameter = pack.parameters.get(back)
        if not back.isdigit() and not isinstance(parameter and parameter.default, int):
            yield (
                where,
                Words(f"{back} 不是一个整数参数。", f"{back} is no whole-number parameter."),
            )


def months_add_up(pack: Pack, source: Source, others: Others) -> Found:
    for name, indicator in pack.indicators.items():
        ledger = find_ledger(pack, indicator.of or "", others)
        if ledger is None:
            continue
        measure = ledger.measures.get(indicator.sum or "")
        where = source.at("indicators", name, "window")
        if measure is None and indicator.window == "latest":
            yield (
                where,
                Words(
                    f"指标 {name} 不是月报数据项的合计，没有最近一个月。",
                    f"{name} adds up no measure, so there is no latest month.",
                ),
            )
        elif measure and not measure.adds_up and indicator.window not in ("month", "latest"):
            yield (
                where,
                Words(
                    f"{indicator.sum} 的各月不能相加。",
                    f"The months of {indicator.sum} do not add up.",
                ),
            )


def indicator_units(pack: Pack, source: Source, others: Others) -> Found:
    for name, indicator in pack.indicators.items():
        ledger = find_ledger(pack, indicator.of or "", others)
        if ledger is None or indicator.sum is None:
            continue
        added = _added_up(indicator.sum, ledger)
        money = indicator.unit in MONEY_UNITS
        if added is not None and (added == "money") != money:
            yield (
                source.at("indicators", name, "unit"),
                Words(
                    f"指标 {name} 的单位与 {indicator.sum} 不是一类。",
                    f"The unit of {name} is not of the kind of {indicator.sum}.",
                ),
            )


def _added_up(text: str, ledger: LedgerDef) -> str | None:
    """Return `money`, `number`, or None for what has a fault of its own."""
    try:
        tree = parse_expression(text).tree
    except ExpressionFault:
        return None
    items = {**ledger.fields, **ledger.measures}
    if is_bare(text) and text not in items:
        return None
    return "money" if any(_is_money(part, items) for part in _results(tree)) else "number"


def _is_money(part: exp.Expression, items: Mapping[str, Any]) -> bool:
    return isinstance(part, exp.Column) and part.name in items and items[part.name].type == "money"


def _results(node: exp.Expression) -> Iterator[exp.Expression]:
    """Yield the names and numbers whose unit is that of the whole; not what is only compared."""
    match node:
        case exp.Case():
            for branch in node.args["ifs"]:
                yield from _results(branch.args["true"])
            if node.args.get("default") is not None:
                yield from _results(node.args["default"])
        case exp.Column() | exp.Literal():
            yield node
        case exp.Nullif():
            yield from _results(node.this)
        case exp.Length() | exp.Year() | exp.Month() | exp.Anonymous() | exp.Cast():
            return
        case _:
            for child in node.iter_expressions():
                yield from _results(child)


def formulas_acyclic(pack: Pack, source: Source, others: Others) -> Found:
    def operands(name: str) -> set[str]:
        formula = pack.indicators[name].formula
        try:
            names = parse_expression(formula).names if formula else frozenset()
        except ExpressionFault:
            return set()
        return {other for other in names if other in pack.indicators}

    for name in pack.indicators:
        reached, waiting = set(), list(operands(name))
        while waiting:
            other = waiting.pop()
            if other not in reached:
                reached.add(other)
                waiting += operands(other)
        if name in reached:
            yield (
                source.at("indicators", name, "formula"),
                Words(
                    f"指标 {name} 绕回了它自己。", f"The formula of {name} comes back to itself."
                ),
            )


def lights_end(pack: Pack, source: Source, others: Others) -> Found:
    for name, indicator in pack.indicators.items():
        last = len(indicator.light) - 1
        for number, rule in enumerate(indicator.light):
            where = source.at("indicators", name, "light", number)
            if number == last and rule.when is not None:
                yield (
                    where,
                    Words(
                        "最后一档灯应没有条件，否则会有空档。",
                        "The last light should have no condition, or some values have none.",
                    ),
                )
            if number != last and rule.when is None:
                yield (
                    where,
                    Words(
                        "没有条件的一档之后不应再有灯。",
                        "No light should follow the one without a condition.",
                    ),
                )


def lights_reachable(pack: Pack, source: Source, others: Others) -> Found:
    for name, indicator in pack.indicators.items():
        for number in uncovered_lights(pack, indicator):
            yield (
                source.at("indicators", name, "light", number),
                Words(
                    "前面各档已包含这一档，永远轮不到。",
                    "The lights before take every value, so that this one never shows.",
                ),
            )


def red_has_advice(pack: Pack, source: Source, others: Others) -> Found:
    for name, indicator in pack.indicators.items():
        if any(rule.light == "red" for rule in indicator.light) and not indicator.when_red:
            yield (
                source.at("indicators", name, "light"),
                Words(
                    f"指标 {name} 会亮红灯，却没有 when_red。",
                    f"{name} can be red and has no when_red.",
                ),
            )


def catch_up_has_red(pack: Pack, source: Source, others: Others) -> Found:
    for name, indicator in pack.indicators.items():
        if indicator.catch_up and not any(rule.light == "red" for rule in indicator.light):
            yield (
                source.at("indicators", name, "catch_up"),
                Words(
                    f"指标 {name} 写了 catch_up，却不会亮红灯。",
                    f"{name} has catch_up but can never be red.",
                ),
            )
