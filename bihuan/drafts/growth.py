"""Growth and differences between two values: 同比增长, 由…增加到…, 提高…个百分点."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from bihuan.drafts.claims import Claim, Draft
from bihuan.drafts.findings import (
    Finding,
    Values,
    contradicted,
    expected_text,
    expected_value,
    operand,
    supported,
    unclear,
)
from bihuan.drafts.operands import AMOUNTS, after, before, comparable, exact_enough
from bihuan.drafts.precision import Fit, Interval, exactly, fit, fit_of_sum
from bihuan.drafts.units import Family

_UP = r"增长|上升|增加|提高|提升|上涨|净增|扩大|多|增|高"
_DOWN = r"下降|减少|降低|回落|下滑|下跌|缩小|缩短|少|降|减"
_CHANGE = re.compile(
    rf"(?:(?P<up>{_UP})|(?P<down>{_DOWN}))(?:[收支出征报办]|了|率|幅)?(?:约|近|超过?|为|达到?)?$"
)
_COMPARES = re.compile(r"同比|环比|比上?年|[较比]|增幅|增速|增长率|由|从|同期")
_BEFORE_VALUE = re.compile(
    r"去年|平均|上年|同期|上[月周旬期]|上一[月周旬期]|上季度?|年初|由|从|上一?年末|去年底|此前|原来|前一[年月周日天]"
)
_NOW_VALUE = re.compile(r"到|至|为|达|现")
_AVERAGE = re.compile(
    r"(?:(?P<up>高于|高出|超过|快于)|(?P<down>低于|慢于))[^,]{0,6}(?:平均水平|平均|水平)$"
)
_STATED_AFTER = re.compile(r"(?:去年|上年)(?:同期)?(?:为|是|完成|仅)?$")
_NEAR = 6  # numbers before a change among which its two values are looked for
_NEW_PERIOD = re.compile(r"[,；](?:(?:19|20)\d\d年|[今本]年|下半年|[二三四]季度|\d{1,2}月)")
_FROM = re.compile(r"[由从]")
_REAL_TERMS = re.compile(r"生产总值|GDP|增加值|可比")  # grows at constant prices
_PLAIN_GROWTH = re.compile(
    r"(?:同比|环比|[较比](?:上年|去年|上月)(?:同期)?)(?:增长|下降|增加|减少)了?"
)
_GROWING = frozenset({Family.money, Family.count, Family.size})


@dataclass(frozen=True, slots=True)
class Pair:
    """The earlier value and the later one."""

    before: Claim
    now: Claim


@dataclass(frozen=True, slots=True)
class Comparison:
    """A change as computed: from which numbers of the text, and the earlier value in words."""

    now: Claim
    other: Claim
    result: Interval
    before: str
    code: str


def check_growth(draft: Draft, values: Values) -> Iterator[Finding]:
    for claim in draft.claims:
        number = claim.number
        if number.family in AMOUNTS or number.family in (Family.share, Family.points, Family.times):
            found = _CHANGE.search(claim.lead) or _AVERAGE.search(claim.lead)
            if found and exact_enough(claim):
                yield from _check(draft, claim, values, down=found["down"] is not None)


def _check(draft: Draft, claim: Claim, values: Values, *, down: bool) -> Iterator[Finding]:
    family = claim.number.family
    near = [other for other in before(draft, claim)[:_NEAR] if exact_enough(other)]
    behind = [other for other in after(draft, claim)[:2] if exact_enough(other)]
    if behind and _FROM.match(behind[0].lead):
        near = behind + near
    else:
        near += [other for other in behind if _STATED_AFTER.search(other.lead)]
    pairs = list(_pairs(near, rates=family is Family.points, monthly="环比" in claim.lead))
    if family is Family.share:
        yield from _growth(draft, claim, near, pairs, values, down=down)
    elif family is Family.points:
        yield from _points(draft, claim, pairs, values, down=down)
    elif claim.number.unit == "倍":
        times = _ratios(draft, pairs, values, 1)
        if times:
            yield from _judge(draft, claim, times, down=down)
    elif family in AMOUNTS:
        same = [pair for pair in pairs if comparable(pair.now, claim)]
        yield from _difference(draft, claim, same, values, down=down)
        if not same:
            yield from _increase(draft, claim, near, values, down=down)


def _pairs(near: list[Claim], *, rates: bool, monthly: bool = False) -> Iterator[Pair]:
    """Yield the pairs of an earlier value, named as such, and the value it is compared with."""
    usable = [
        other for other in near
        if (other.number.family is Family.share) is rates and (rates or other.number.family in AMOUNTS)
    ]  # fmt: skip
    for earlier in usable:
        if _CHANGE.search(earlier.lead):
            continue
        named = _BEFORE_VALUE.search(earlier.lead[-14:])
        for now in usable:
            if "全年" in earlier.gap[-12:] and "全年" not in now.gap:
                continue
            apart = _a_month_apart if monthly else _a_year_apart
            if not (named or apart(earlier, now)):
                continue
            if now is earlier or not comparable(now, earlier) or _CHANGE.search(now.lead):
                continue
            if _BEFORE_VALUE.search(now.lead[-14:]) and not _NOW_VALUE.search(now.lead[-6:]):
                continue
            yield Pair(earlier, now)


def _speaks_of_another(claim: Claim, pair: Pair, near: list[Claim]) -> bool:
    """58起，去年71起；损失64.2万元，下降27.5%: what fell is the loss, which stands in the way."""
    if not near or claim.segment in (pair.now.segment, pair.before.segment):
        return False
    return near[0].segment == claim.segment and near[0].number.family in AMOUNTS


def _a_year_apart(earlier: Claim, now: Claim) -> bool:
    one, other = earlier.period, now.period
    if one is None or other is None or one.year is None or other.year is None:
        return False
    return one.year + 1 == other.year and one.month == other.month


def _a_month_apart(earlier: Claim, now: Claim) -> bool:
    """3月份8亿元，4月份10亿元，环比增长25%: two months by themselves, one after the other."""
    one, other = earlier.period, now.period
    if one is None or other is None or one.month is None or other.month is None:
        return False
    return (
        one.year == other.year
        and one.month + 1 == other.month
        and not (one.cumulative or other.cumulative)
    )


def _growth(
    draft: Draft, claim: Claim, near: list[Claim], pairs: list[Pair], values: Values, *, down: bool
) -> Iterator[Finding]:
    """增长12.3%: from two values, or from a value and its increase."""
    rates = list(_pairs(near[:2], rates=True))
    if rates and near[0].number.family is Family.share:
        # Two rates stand right before, whatever they are of: 比重由7.1%提高到7.8%，提高0.7%.
        yield from _percent_for_points(draft, claim, rates, values, down=down)
        return
    if _REAL_TERMS.search(claim.gap) or any(_REAL_TERMS.search(other.lead) for other in near[:2]):
        yield unclear(claim, "comparable-base")
        return
    pairs = [pair for pair in pairs if not _speaks_of_another(claim, pair, near)]
    results = _ratios(draft, pairs, values, 100) + list(_from_change(near, values))
    if results:
        yield from _judge(draft, claim, results, down=down)
    elif rates := list(_pairs(near, rates=True)):
        yield from _percent_for_points(draft, claim, rates, values, down=down)


def _ratios(draft: Draft, pairs: list[Pair], values: Values, factor: int) -> list[Comparison]:
    return [
        Comparison(pair.now, pair.before, ratio.times(factor), draft.shown(pair.before), "growth")
        for pair in pairs
        if (ratio := _ratio(values.of(pair.now), values.of(pair.before))) is not None
    ]


def _from_change(near: list[Claim], values: Values) -> Iterator[Comparison]:
    """58.6万吨，比上年增加1.2万吨，增长2.1%: the change stands right before."""
    change = near[0] if near else None
    if change is None or change.number.family not in AMOUNTS:
        return
    turn = _CHANGE.search(change.lead)
    for now in near[1:3] if turn else ():
        if not comparable(now, change) or _CHANGE.search(now.lead):
            continue
        if _NEW_PERIOD.search(change.gap):
            return  # 一季度12个，二季度增加4个: on what was before, not in it
        value, by = values.of(now), values.of(change)
        base = value + by if turn and turn["down"] else value - by
        ratio = _ratio(value, base)
        if ratio is not None:
            before_text = expected_text(now, base.nominal)
            yield Comparison(now, change, ratio.times(100), before_text, "increase")


def _percent_for_points(
    draft: Draft, claim: Claim, pairs: list[Pair], values: Values, *, down: bool
) -> Iterator[Finding]:
    """完成率由80.1%提高到83.3%，提高3.2%: the difference of two rates is in percentage points."""
    for pair in pairs:
        difference = values.of(pair.now) - values.of(pair.before)
        signed = _minus(difference) if down else difference
        if fit(signed, claim.number) is Fit.rounded:
            text = expected_text(claim, signed.nominal).rstrip("%") + "个百分点"
            yield contradicted(
                claim,
                "points-not-percent",
                expected_value(claim, signed.nominal),
                "百分点",
                expected=text,
            )
            return


def _points(
    draft: Draft, claim: Claim, pairs: list[Pair], values: Values, *, down: bool
) -> Iterator[Finding]:
    if pairs:
        yield from _difference(draft, claim, pairs, values, down=down)
        return
    near = before(draft, claim)
    if near and near[0].number.family in _GROWING and _PLAIN_GROWTH.fullmatch(claim.lead):
        text = f"{claim.number.mantissa:f}%"
        yield contradicted(claim, "percent-not-points", claim.number.mantissa, "%", expected=text)


def _difference(
    draft: Draft, claim: Claim, pairs: list[Pair], values: Values, *, down: bool
) -> Iterator[Finding]:
    results = [
        Comparison(
            pair.now, pair.before, values.of(pair.now) - values.of(pair.before),
            draft.shown(pair.before), "difference",
        )
        for pair in pairs
    ]  # fmt: skip
    if results:
        yield from _judge(draft, claim, results, down=down)


def _increase(
    draft: Draft, claim: Claim, near: list[Claim], values: Values, *, down: bool
) -> Iterator[Finding]:
    """35.6亿元，增长12.5%，增加3.96亿元: the growth stands right before."""
    if len(near) < 2 or near[0].number.family is not Family.share or not comparable(near[1], claim):
        return
    rate, now = near[0], near[1]
    turn = _CHANGE.search(rate.lead)
    if turn is None or _CHANGE.search(now.lead) or near[0].number.value >= 100:
        return
    sign = -1 if turn["down"] else 1
    whole = exactly(Fraction(100)) + (_minus(values.of(rate)) if sign < 0 else values.of(rate))
    base = (values.of(now) / whole).times(100)
    change = values.of(now) - base
    before_text = expected_text(now, base.nominal)
    yield from _judge(
        draft, claim, [Comparison(now, rate, change, before_text, "increase")], down=down
    )


def _judge(
    draft: Draft, claim: Claim, results: list[Comparison], *, down: bool
) -> Iterator[Finding]:
    signed = [_minus(item.result) if down else item.result for item in results]
    fits = [
        (fit_of_sum if item.code == "difference" else fit)(result, claim.number)
        for item, result in zip(results, signed, strict=True)
    ]
    chosen = next((fits.index(wanted) for wanted in (Fit.rounded, Fit.coarse) if wanted in fits), 0)
    item, result = results[chosen], signed[chosen]
    facts = {
        "now": draft.shown(item.now), "before": item.before,
        "result": expected_text(claim, result.nominal, 2), "expected": expected_text(claim, result.nominal),
    }  # fmt: skip
    if fits[chosen] is Fit.rounded:
        yield supported(claim, f"{item.code}-fits", **facts)
        sum = f"{facts['before']} → {facts['now']}: {facts['result']}"
        yield operand(item.now, draft.shown(claim), sum)
        yield operand(item.other, draft.shown(claim), sum)
    elif fits[chosen] is Fit.coarse and item.code == "difference":
        facts["result"] = facts["expected"]
        yield unclear(claim, "difference-by-rounding", printed=draft.shown(claim), **facts)
    elif fits[chosen] is Fit.coarse:
        parts = {"part": facts["now"], "whole": facts["before"], "result": facts["result"]}
        yield unclear(claim, "operands-too-coarse", **parts)
    elif fit(_minus(result), claim.number) is Fit.rounded:
        yield contradicted(claim, "growth-direction", None, **facts)
    else:
        right = expected_value(claim, result.nominal)
        finding = contradicted(claim, f"{item.code}-differs", right, **facts)
        finding.operands = (item.now, item.other)
        yield finding


def _ratio(now: Interval, base: Interval) -> Interval | None:
    return now / base - exactly(Fraction(1)) if base.low > 0 else None


def _minus(value: Interval) -> Interval:
    return Interval(-value.nominal, -value.high, -value.low)
