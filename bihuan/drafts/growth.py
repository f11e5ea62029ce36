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
from bihuan.drafts.operands import AMOUNTS, before, comparable, exact_enough
from bihuan.drafts.precision import Fit, Interval, exactly, fit
from bihuan.drafts.units import Family

_UP = r"增长|上升|增加|提高|提升|上涨|净增|扩大|多|增|高"
_DOWN = r"下降|减少|降低|回落|下滑|下跌|缩小|缩短|少|降|减"
_CHANGE = re.compile(rf"(?:(?P<up>{_UP})|(?P<down>{_DOWN}))(?:了|率|幅)?(?:约|近|超过?|为|达到?)?$")
_COMPARES = re.compile(r"同比|环比|比上?年|[较比]|增幅|增速|增长率|由|从|同期")
_BEFORE_VALUE = re.compile(r"去年|上年|同期|上月|年初|由|从|上一?年末|去年底|此前|原来|前一年")
_NOW_VALUE = re.compile(r"到|至|为|达|现")
_OF_RATES = re.compile(r"率|比重|增速|增幅|占比|比例|满意度|覆盖面|份额|水平")


@dataclass(frozen=True, slots=True)
class Pair:
    """The earlier value and the later one."""

    before: Claim
    now: Claim


def check_growth(draft: Draft, values: Values) -> Iterator[Finding]:
    for claim in draft.claims:
        number = claim.number
        if number.family in AMOUNTS or number.family in (Family.share, Family.points, Family.times):
            found = _CHANGE.search(claim.lead)
            if found and exact_enough(claim):
                yield from _check(draft, claim, values, down=found["down"] is not None)


def _check(draft: Draft, claim: Claim, values: Values, *, down: bool) -> Iterator[Finding]:
    family = claim.number.family
    near = [other for other in before(draft, claim) if exact_enough(other)]
    pairs = list(_pairs(near, rates=family is Family.points))
    if family is Family.share:
        yield from _growth(draft, claim, near, pairs, values, down=down)
    elif family is Family.points:
        yield from _points(draft, claim, pairs, values, down=down)
    elif family in AMOUNTS:
        same = [pair for pair in pairs if comparable(pair.now, claim)]
        yield from _difference(draft, claim, same, values, down=down)


def _pairs(near: list[Claim], *, rates: bool) -> Iterator[Pair]:
    """Yield the pairs of an earlier value, named as such, and the value it is compared with."""
    usable = [
        other for other in near
        if (other.number.family is Family.share) is rates and (rates or other.number.family in AMOUNTS)
    ]  # fmt: skip
    for earlier in usable:
        if not _BEFORE_VALUE.search(earlier.lead[-14:]) or _CHANGE.search(earlier.lead):
            continue
        for now in usable:
            if now is earlier or not comparable(now, earlier) or _CHANGE.search(now.lead):
                continue
            if _BEFORE_VALUE.search(now.lead[-14:]) and not _NOW_VALUE.search(now.lead[-6:]):
                continue
            yield Pair(earlier, now)


def _growth(
    draft: Draft, claim: Claim, near: list[Claim], pairs: list[Pair], values: Values, *, down: bool
) -> Iterator[Finding]:
    """增长12.3%: from two values, or from a value and its increase."""
    results = []
    for pair in pairs:
        base = values.of(pair.before)
        if base.low <= 0:
            continue
        results.append((pair.now, pair.before, _ratio(values.of(pair.now), base)))
    change = near[0] if near else None
    if (
        change is not None
        and change.number.family in AMOUNTS
        and (turn := _CHANGE.search(change.lead))
    ):
        for now in near[1:3]:
            if comparable(now, change) and not _CHANGE.search(now.lead):
                sign = -1 if turn["down"] else 1
                base = (
                    values.of(now) - values.of(change).times(1)
                    if sign > 0
                    else values.of(now) + values.of(change)
                )
                if base.low > 0:
                    growth = (values.of(change) / base).times(100)
                    results.append((now, change, growth if sign > 0 else _minus(growth)))
    if not results:
        rates = list(_pairs(near, rates=True))
        if rates:
            yield from _percent_for_points(draft, claim, rates, values, down=down)
        return
    yield from _judge(draft, claim, results, down=down, code="growth")


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
        results = [
            (pair.now, pair.before, values.of(pair.now) - values.of(pair.before)) for pair in pairs
        ]
        yield from _judge(draft, claim, results, down=down, code="difference")
        return
    near = before(draft, claim)
    subject = claim.gap[-24:] + claim.lead
    amount = near[0] if near else None
    if (
        amount is not None
        and amount.sentence == claim.sentence
        and amount.number.family in (Family.money, Family.count, Family.size)
        and not _OF_RATES.search(subject)
        and re.search("同比|比上年|较上年|较去年|比去年|环比", claim.lead)
        and re.search("增长|下降$|减少$|增加$", claim.lead)
    ):
        text = f"{claim.number.mantissa:f}%"
        yield contradicted(claim, "percent-not-points", claim.number.mantissa, "%", expected=text)


def _difference(
    draft: Draft, claim: Claim, pairs: list[Pair], values: Values, *, down: bool
) -> Iterator[Finding]:
    if not pairs:
        return
    results = [
        (pair.now, pair.before, values.of(pair.now) - values.of(pair.before)) for pair in pairs
    ]
    yield from _judge(draft, claim, results, down=down, code="difference")


def _judge(
    draft: Draft,
    claim: Claim,
    results: list[tuple[Claim, Claim, Interval]],
    *,
    down: bool,
    code: str,
) -> Iterator[Finding]:
    signed = [(now, old, _minus(result) if down else result) for now, old, result in results]
    fits = [fit(result, claim.number) for _, _, result in signed]
    if Fit.rounded in fits:
        now, old, result = signed[fits.index(Fit.rounded)]
        facts = _facts(draft, claim, now, old, result)
        yield supported(claim, f"{code}-fits", **facts)
        sum = f"{facts['before']} → {facts['now']} = {facts['result']}"
        yield operand(now, draft.shown(claim), sum)
        yield operand(old, draft.shown(claim), sum)
        return
    now, old, result = signed[0]
    facts = _facts(draft, claim, now, old, result)
    if Fit.coarse in fits:
        yield unclear(
            claim,
            "operands-too-coarse",
            part=facts["now"],
            whole=facts["before"],
            result=facts["result"],
        )
    elif fit(_minus(result), claim.number) is Fit.rounded:
        yield contradicted(claim, "growth-direction", None, **facts)
    else:
        yield contradicted(claim, f"{code}-differs", expected_value(claim, result.nominal), **facts)


def _facts(
    draft: Draft, claim: Claim, now: Claim, earlier: Claim, result: Interval
) -> dict[str, str]:
    return {
        "now": draft.shown(now), "before": draft.shown(earlier),
        "result": expected_text(claim, result.nominal, 2), "expected": expected_text(claim, result.nominal),
    }  # fmt: skip


def _ratio(now: Interval, base: Interval) -> Interval:
    ratio = now / base
    return (ratio - exactly(Fraction(1))).times(100)


def _minus(value: Interval) -> Interval:
    return Interval(-value.nominal, -value.high, -value.low)
