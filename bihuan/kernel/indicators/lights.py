"""Which light a value gets, and why in one sentence. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from typing import Any

from sqlglot import exp

from bihuan.kernel.definitions.expressions import compiled, parse_expression
from bihuan.kernel.definitions.labels import LIGHT_COLOURS, measured_in
from bihuan.kernel.definitions.language import IndicatorDef, Label, LightRule
from bihuan.kernel.definitions.wording import Titles, in_words
from bihuan.kernel.indicators.figures import Judged, show
from bihuan.kernel.problems import Words

BETTER = {"green": 0, "blue": 1, "yellow": 2, "red": 3}
OPERATORS: dict[type[exp.Expression], str] = {
    exp.GTE: ">=", exp.GT: ">", exp.LTE: "<=", exp.LT: "<", exp.EQ: "=", exp.NEQ: "<>",
}  # fmt: skip
TURNED = {">=": "<=", ">": "<", "<=": ">=", "<": ">", "=": "=", "<>": "<>"}
OPPOSITE = {">=": "<", ">": "<=", "<=": ">", "<": ">=", "=": "<>", "<>": "="}
HOLDS = {
    ">=": Words("不低于{what}", "at least {what}"),
    ">": Words("高于{what}", "above {what}"),
    "<=": Words("不高于{what}", "at most {what}"),
    "<": Words("低于{what}", "below {what}"),
    "=": Words("等于{what}", "exactly {what}"),
    "<>": Words("不等于{what}", "not {what}"),
}


@dataclass(frozen=True, slots=True)
class _Threshold:
    """One comparison of the value with something known."""

    operator: str
    number: Fraction
    title: Words | Label | None

    def words(self, template: Words, digits: int) -> Words:
        number = show(self.number, digits)
        number = number.rstrip("0").rstrip(".") if "." in number else number
        zh = f"{self.title.zh} {number}" if self.title else f" {number}"
        en = f"{number} ({self.title.en})" if self.title else number
        return Words(template.zh.format(what=zh), template.en.format(what=en))


def judge(
    definition: IndicatorDef, value: Fraction | None, known: Mapping[str, Any], titles: Titles
) -> Judged:
    """Return the first light whose rule holds. `value` is in the displayed unit, as in `known`.

    A rule that cannot be decided, because a target or parameter is not there yet, gives no light.
    """
    if not definition.light:
        return Judged("none")
    if value is None:
        return Judged("none", "", lambda: Words("没有数据，不亮灯。", "No data, so no light."))
    for number, rule in enumerate(definition.light):
        holds = True if rule.when is None else compiled(rule.when)(known)
        if holds is None:
            return Judged("none", rule.when or "", partial(_undecided, rule, known, titles))
        if holds is True:
            why = partial(_why, definition, value, number, known, titles)
            return Judged(rule.light, rule.when or "", why)
    return Judged("none")


def caught_up(judged: Judged) -> Judged:
    """Return yellow in place of a better light, for what was red at the previous month's end."""
    if BETTER.get(judged.light, BETTER["red"]) >= BETTER["yellow"]:
        return judged

    def why() -> Words:
        zh, en = judged.why
        was = LIGHT_COLOURS[judged.light]
        return Words(
            f"上月末为红，现已追上（{zh.rstrip('。')}），先亮黄灯，保住则下月转{was.zh}。",
            f"Red at the previous month's end and caught up ({en.rstrip('.')}): yellow first, "
            f"{was.en} next month if it holds.",
        )

    return Judged("yellow", judged.rule, why)


def _undecided(rule: LightRule, known: Mapping[str, Any], titles: Titles) -> Words:
    missing = [_title(name, titles) for name in sorted(_names(rule)) if known.get(name) is None]
    zh, en = "、".join(each.zh for each in missing), ", ".join(each.en for each in missing)
    return Words(f"没有{zh}，无法判断，不亮灯。", f"Cannot be judged without {en}, so no light.")


def _why(
    definition: IndicatorDef,
    value: Fraction,
    number: int,
    known: Mapping[str, Any],
    titles: Titles,
) -> Words:
    """Say the value, the thresholds it lies between, the light, and what a better light needs."""
    rules, digits = definition.light, definition.digits
    rule = rules[number]
    parts = [
        passed.words(HOLDS[OPPOSITE[passed.operator]], digits)
        for passed in _last_thresholds(rules[:number], known, titles)
    ]
    parts += [each.words(HOLDS[each.operator], digits) for each in _thresholds(rule, known, titles)]
    parts += _other_conditions(rule, titles)
    said, unit = show(value, digits), measured_in(definition.unit)
    if rule.light == "none":
        head = Words("不亮灯", "no light")
    else:
        head = Words(f"亮{LIGHT_COLOURS[rule.light].zh}灯", f"so {LIGHT_COLOURS[rule.light].en}")
    zh = "，".join([f"{said} {unit.zh}", *(part.zh for part in parts), head.zh])
    en = ", ".join([f"{said} {unit.en}".rstrip(), *(part.en for part in parts), head.en])
    better = _needed(rules, number, known, titles)
    if better is not None:
        light, threshold = better
        needs = threshold.words(HOLDS[threshold.operator], digits)
        zh += f"；转{LIGHT_COLOURS[light].zh}须{needs.zh}"
        en += f"; {LIGHT_COLOURS[light].en} needs {needs.en}"
    return Words(f"{zh}。", f"{en}.")


def _needed(
    rules: Sequence[LightRule], number: int, known: Mapping[str, Any], titles: Titles
) -> tuple[str, _Threshold] | None:
    """Return the nearest better light that another value alone would give, and its threshold."""
    here = BETTER.get(rules[number].light, 0)
    for rule in reversed(rules[:number]):
        found = list(_thresholds(rule, known, titles))
        alone = len(found) == 1 and not _other_conditions(rule, titles)
        if alone and BETTER.get(rule.light, here) < here:
            return rule.light, found[0]
    return None


def _last_thresholds(
    rules: Sequence[LightRule], known: Mapping[str, Any], titles: Titles
) -> list[_Threshold]:
    """Return the threshold of the last rule that was passed over, where it has just one."""
    for rule in reversed(rules):
        found = list(_thresholds(rule, known, titles))
        if len(found) == 1 and not _other_conditions(rule, titles):
            return found
    return []


def _thresholds(rule: LightRule, known: Mapping[str, Any], titles: Titles) -> Iterator[_Threshold]:
    """Yield the comparisons of the value that a rule joins by `and`."""
    for node in _joined(rule):
        operator = OPERATORS.get(type(node))
        if operator is None:
            continue
        left, right = node.this.unnest(), node.expression.unnest()
        if _is_value(right):
            left, right, operator = right, left, TURNED[operator]
        if not _is_value(left) or any(_is_value(name) for name in right.find_all(exp.Column)):
            continue
        number = compiled(right.sql(dialect="duckdb"))(known)
        title = titles.get(right.name) if isinstance(right, exp.Column) else None
        if number is not None:
            yield _Threshold(operator, Fraction(number), title)


def _other_conditions(rule: LightRule, titles: Titles) -> list[Words]:
    """Return the conditions of a rule that are not on the value, in words."""
    said = []
    for node in _joined(rule):
        names = {column.name for column in node.find_all(exp.Column)}
        if "value" in names and isinstance(node, tuple(OPERATORS)):
            continue
        text = str(node.sql())
        said.append(Words(in_words(text, titles, "zh"), in_words(text, titles, "en")))
    return said


def _joined(rule: LightRule) -> list[Any]:
    if rule.when is None:
        return []
    root = parse_expression(rule.when).tree.unnest()
    return [part.unnest() for part in root.flatten()] if isinstance(root, exp.And) else [root]


def _is_value(node: exp.Expression) -> bool:
    return isinstance(node, exp.Column) and node.name == "value"


def _names(rule: LightRule) -> frozenset[str]:
    return parse_expression(rule.when).names if rule.when else frozenset()


def _title(name: str, titles: Titles) -> Words | Label:
    return titles.get(name) or Words(name, name)
