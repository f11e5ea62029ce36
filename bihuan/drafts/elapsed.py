"""The elapsed share of the year (时序进度) and the distance of a rate from it, in percentage points."""

from __future__ import annotations

import re
from collections.abc import Iterator
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
from bihuan.drafts.operands import exact_enough
from bihuan.drafts.periods import Period
from bihuan.drafts.precision import Fit, Interval, exactly, fit, percent, stands_for
from bihuan.drafts.shares import completion_rates
from bihuan.drafts.units import Family

_SCHEDULE = "(?:时序|时间|序时)(?:进度|计划|要求)(?:要求|目标)?"
_AHEAD = re.compile(
    rf"(?:超|快于|快过|高于|高出|领先于?|超前于?|超过|超出){_SCHEDULE}|[比较]{_SCHEDULE}[^,]{{0,6}}(?:快|高|超|领先)"
)
_BEHIND = re.compile(
    rf"(?:低于|慢于|落后于?|滞后于?|欠|差){_SCHEDULE}|[比较距与离]{_SCHEDULE}[^,]{{0,6}}(?:慢|低|落后|滞后|差|相差)"
)
_ELAPSED = re.compile(rf"{_SCHEDULE}(?:要求)?(?:应)?(?:为|是|达到?|应达到?)?$")


def check_elapsed(draft: Draft, values: Values) -> Iterator[Finding]:
    for claim in draft.claims:
        number = claim.number
        if number.family not in (Family.points, Family.share) or (
            "进度" not in claim.gap and "序时" not in claim.gap
        ):
            continue
        share = number.family is Family.share
        if share and claim.gap.endswith("（") and _ELAPSED.search(claim.gap[:-1]):
            yield from _elapsed_share(draft, claim)
            continue
        words = claim.lead if claim.lead.strip("的了约") else claim.gap[-20:]
        if _AHEAD.search(words):
            yield from _distance(draft, claim, values, ahead=True)
        elif _BEHIND.search(words):
            yield from _distance(draft, claim, values, ahead=False)
        elif share and _ELAPSED.search(claim.lead):
            yield from _elapsed_share(draft, claim)


def _elapsed_share(draft: Draft, claim: Claim) -> Iterator[Finding]:
    period = _period(claim)
    if period is None or period.month is None:
        yield unclear(claim, "period-not-stated")
        return
    share = Fraction(100 * period.month, 12)
    facts = {
        "months": period.month,
        "expected": expected_text(claim, share),
        "result": expected_text(claim, share, 2),
    }
    if fit(exactly(share), claim.number) is Fit.rounded:
        yield supported(claim, "elapsed-share-fits", **facts)
    elif period.whole_month and claim.period is not None:
        yield contradicted(claim, "elapsed-share-differs", expected_value(claim, share), **facts)
    else:
        yield unclear(claim, "operands-unclear")


def _distance(draft: Draft, claim: Claim, values: Values, *, ahead: bool) -> Iterator[Finding]:
    near = completion_rates(draft, claim)
    rates = [rate for rate in near if not _ELAPSED.search(rate.lead)][:3]
    stated = next((rate for rate in near if _ELAPSED.search(rate.lead)), None)
    period = _period(claim)
    months = _months(period)
    if not rates or not exact_enough(claim):
        yield unclear(claim, "approximate" if rates else "rate-not-stated")
        return
    if not months and stated is None:
        yield unclear(claim, "period-not-stated")
        return
    elapsed_shares = {month: _share_of(month) for month in months}
    if not months and stated is not None:
        elapsed_shares[0] = stands_for(stated.number)
    for month, elapsed in elapsed_shares.items():
        for rate in rates:
            for value in values.readings(rate):
                result = value - elapsed if ahead else elapsed - value
                if fit(result, claim.number) is Fit.rounded:
                    yield from _fits(draft, claim, rate, month, elapsed, result)
                    return
    if period is None or not period.whole_month or not months:
        yield unclear(claim, "operands-unclear")
        return
    yield _contradict(draft, claim, rates[0], months[0], values, 1 if ahead else -1)


def _months(period: Period | None) -> list[int]:
    """Return how many months may have passed: two readings of a day inside a month."""
    if period is None or not period.month:
        return []
    return [period.month] if period.whole_month else [period.month, period.month - 1]


def _fits(
    draft: Draft, claim: Claim, rate: Claim, month: int, elapsed: Interval, result: Interval
) -> Iterator[Finding]:
    wrong_unit = _right_unit(claim, result.nominal)
    if wrong_unit is not None:
        yield wrong_unit
        return
    facts = {
        "rate": draft.shown(rate), "months": month or "—", "elapsed": percent(elapsed.nominal),
        "result": expected_text(claim, result.nominal, 2),
    }  # fmt: skip
    yield supported(claim, "elapsed-fits", **facts)
    sum = f"{facts['rate']} − {facts['elapsed']} = {facts['result']}"
    yield operand(rate, draft.shown(claim), sum)


def _contradict(
    draft: Draft, claim: Claim, rate: Claim, months: int, values: Values, sign: int
) -> Finding:
    value = values.of(rate)
    elapsed = _share_of(months)
    gap = (value.nominal - elapsed.nominal) * sign
    expected = expected_value(claim, gap)
    facts = {
        "rate": draft.shown(rate), "months": months, "elapsed": percent(elapsed.nominal),
        "result": expected_text(claim, gap, 2), "expected": expected_text(claim, gap),
    }  # fmt: skip
    if fit(exactly(-gap), claim.number) is Fit.rounded:
        return contradicted(claim, "elapsed-direction", None, **facts)
    if values.is_narrowed(rate):
        printed = stands_for(rate.number) - elapsed
        if (
            fit(printed if sign > 0 else elapsed - stands_for(rate.number), claim.number)
            is Fit.rounded
        ):
            facts["rate"] = expected_text(rate, value.nominal, 3)
            return contradicted(claim, "elapsed-rounded-early", expected, **facts)
    for other in range(1, 13):
        moved = (value.nominal - Fraction(100 * other, 12)) * sign
        if other != months and fit(exactly(moved), claim.number) is Fit.rounded:
            return contradicted(claim, "elapsed-of-another-month", expected, other=other, **facts)
    return contradicted(claim, "elapsed-differs", expected, **facts)


def _right_unit(claim: Claim, value: Fraction) -> Finding | None:
    """A distance between two rates written with % where it is in percentage points."""
    if claim.number.family is Family.points:
        return None
    text = expected_text(claim, value).rstrip("%") + "个百分点"
    return contradicted(
        claim, "points-not-percent", expected_value(claim, value), "百分点", expected=text
    )


def _period(claim: Claim) -> Period | None:
    return claim.period if claim.period is not None and claim.period.month else claim.inherited


def _share_of(months: int) -> Interval:
    return exactly(Fraction(100 * months, 12))
