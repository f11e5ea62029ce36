"""What is still to do: 目标60个，已引进23个，距目标还差37个."""

from __future__ import annotations

import re
from collections.abc import Iterator

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
from bihuan.drafts.precision import Fit, fit_of_sum
from bihuan.drafts.quotients import PLANNED

_STILL = re.compile(
    rf"(?:[距离较比与](?:[^,]{{0,8}})(?:{PLANNED.pattern})[^,]{{0,6}}|^)(?:还|尚|仍|相)差(?:距)?(?:约|为)?$"
)


def check_remainders(draft: Draft, values: Values) -> Iterator[Finding]:
    for claim in draft.claims:
        if claim.number.family in AMOUNTS and exact_enough(claim) and _STILL.search(claim.lead):
            yield from _check(draft, claim, values)


def _check(draft: Draft, claim: Claim, values: Values) -> Iterator[Finding]:
    near = [
        other
        for other in before(draft, claim)
        if other.segment == claim.segment and comparable(other, claim) and exact_enough(other)
    ]
    planned = [other for other in near if PLANNED.search(other.lead)]
    done = [other for other in near if other not in planned]
    if len(planned) != 1 or len(done) != 1:
        return
    plan, reached = planned[0], done[0]
    result = values.of(plan) - values.of(reached)
    facts = {
        "now": draft.shown(plan), "before": draft.shown(reached),
        "result": expected_text(claim, result.nominal), "expected": expected_text(claim, result.nominal),
    }  # fmt: skip
    fits = fit_of_sum(result, claim.number)
    if fits is Fit.rounded:
        yield supported(claim, "difference-fits", **facts)
        for other in near:
            sum = f"{facts['now']} − {facts['before']} = {facts['result']}"
            yield operand(other, draft.shown(claim), sum)
    elif fits is Fit.coarse:
        yield unclear(claim, "difference-by-rounding", printed=draft.shown(claim), **facts)
    else:
        right = expected_value(claim, result.nominal)
        finding = contradicted(claim, "difference-differs", right, **facts)
        finding.operands = near
        yield finding
