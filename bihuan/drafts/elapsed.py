"""The elapsed share of the year (时序进度) and the distance of a rate from it, in percentage points."""

from __future__ import annotations

import itertools
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
from bihuan.drafts.rates import completion_rates
from bihuan.drafts.units import Family

_SCHEDULE = "(?:时序|时间|序时)(?:进度|计划|要求)(?:要求|目标)?"
_AHEAD = re.compile(
    rf"(?:超|快于|快过|高于|高出|领先于?|超前于?|超过|超出){_SCHEDULE}|[比较]{_SCHEDULE}[^,]{{0,6}}(?:快|高|超|领先)"
)
_BEHIND = re.compile(
    rf"(?:低于|慢于|落后于?|滞后于?|欠|差){_SCHEDULE}|[比较距与离]{_SCHEDULE}[^,]{{0,6}}(?:慢|低|落后|滞后|差|相差)"
)
_ELAPSED = re.compile(rf"{_SCHEDULE}(?:要求)?(?:应)?(?:为|是|达到?|应达到?)?$")
_NO_SUBJECT = re.compile(r"[^\u4e00-\u9fff]|仍|均|已|还|也|但|较|比|约|完成率|进度")
_LEAST_SUBJECT = 2


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
            yield from _distance(draft, claim, words, values, ahead=True)
        elif _BEHIND.search(words):
            yield from _distance(draft, claim, words, values, ahead=False)
        elif share and _ELAPSED.search(claim.lead):
            yield from _elapsed_share(draft, claim)


def _elapsed_share(draft: Draft, claim: Claim) -> Iterator[Finding]:
    """时序进度41.67%: printed outright."""
    period = _period(claim)
    shares = period.elapsed() if period else []
    if period is None or not shares:
        yield unclear(claim, "period-not-stated")
        return
    for share in shares:
        if fit(exactly(share * 100), claim.number) is Fit.rounded:
            facts = {"until": _until(period), "result": expected_text(claim, share * 100, 2)}
            yield supported(claim, "elapsed-share-fits", **facts)
            return
    share = shares[0] * 100
    if period.whole_month and claim.period is not None:
        facts = {"until": _until(period), "expected": expected_text(claim, share)}
        yield contradicted(claim, "elapsed-share-differs", expected_value(claim, share), **facts)
    else:
        yield unclear(claim, "operands-unclear")


def _distance(
    draft: Draft, claim: Claim, words: str, values: Values, *, ahead: bool
) -> Iterator[Finding]:
    near = completion_rates(draft, claim)
    rates = [rate for rate in near if not _ELAPSED.search(rate.lead)][:3]
    period = _period(claim)
    shares = [exactly(share * 100) for share in period.elapsed()] if period else []
    if not shares:
        shares = [stands_for(rate.number) for rate in near if _ELAPSED.search(rate.lead)]
    if not rates or not exact_enough(claim):
        yield unclear(claim, "approximate" if rates else "rate-not-stated")
        return
    if not shares:
        yield unclear(claim, "period-not-stated")
        return
    for elapsed, rate in itertools.product(shares, rates):
        for value in values.readings(rate):
            result = value - elapsed if ahead else elapsed - value
            if fit(result, claim.number) is Fit.rounded:
                yield from _fits(draft, claim, rate, value, elapsed, result)
                return
    if (
        period is not None
        and _is_sure(draft, claim, period)
        and _is_of_rate(claim, rates[0], words)
    ):
        yield _contradict(draft, claim, rates[0], period, values, ahead=ahead)
    else:
        yield unclear(claim, "operands-unclear")


def _is_sure(draft: Draft, claim: Claim, period: Period) -> bool:
    """Whether the period is that of the claim: named in its sentence, or the only one of the text."""
    return period.whole_month and (claim.period is period or len(draft.months) == 1)


def _is_of_rate(claim: Claim, rate: Claim, words: str) -> bool:
    """Whether a distance is that of a rate before it: not 柳林、南关分别低于…, whose own rates go unsaid."""
    named = min(
        (found.start() for found in (_AHEAD.search(words), _BEHIND.search(words)) if found),
        default=0,
    )
    subject = _NO_SUBJECT.sub("", words[:named])
    return "分别" not in words and (rate.segment == claim.segment or len(subject) < _LEAST_SUBJECT)


def _fits(
    draft: Draft, claim: Claim, rate: Claim, value: Interval, elapsed: Interval, result: Interval
) -> Iterator[Finding]:
    wrong_unit = _right_unit(claim, result.nominal)
    if wrong_unit is not None:
        yield wrong_unit
        return
    as_printed = fit(value, rate.number) is Fit.rounded
    # A rate that is itself printed wrongly is shown as computed.
    told = draft.shown(rate) if as_printed else expected_text(rate, value.nominal)
    facts = {
        "rate": told, "elapsed": percent(elapsed.nominal), "result": expected_text(claim, result.nominal, 2),
    }  # fmt: skip
    yield supported(claim, "elapsed-fits", **facts)
    if as_printed:
        yield operand(rate, draft.shown(claim), f"{told} − {facts['elapsed']} = {facts['result']}")


def _contradict(
    draft: Draft, claim: Claim, rate: Claim, period: Period, values: Values, *, ahead: bool
) -> Finding:
    value, elapsed = values.of(rate), exactly(period.elapsed()[0] * 100)
    gap = value - elapsed if ahead else elapsed - value
    expected = expected_value(claim, gap.nominal)
    facts = {
        "rate": draft.shown(rate), "until": _until(period), "elapsed": percent(elapsed.nominal),
        "result": expected_text(claim, gap.nominal, 2), "expected": expected_text(claim, gap.nominal),
    }  # fmt: skip
    if fit(exactly(-gap.nominal), claim.number) is Fit.rounded:
        return contradicted(claim, "elapsed-direction", None, **facts)
    printed = stands_for(rate.number)
    if fit(printed - elapsed if ahead else elapsed - printed, claim.number) is Fit.rounded:
        facts["rate"] = expected_text(rate, value.nominal, 3)
        return contradicted(claim, "elapsed-rounded-early", expected, **facts)
    for month in range(1, 13):
        moved = value.nominal - Fraction(100 * month, 12)
        if fit(exactly(moved if ahead else -moved), claim.number) is Fit.rounded:
            return contradicted(claim, "elapsed-of-another-month", expected, other=month, **facts)
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


def _until(period: Period) -> str:
    """Write how much of the year has passed: 5 ÷ 12."""
    return f"{period.month} ÷ 12"
