"""Part ÷ whole: which pairs a share may have been computed from, and what they say of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
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
from bihuan.drafts.operands import after, before, comparable
from bihuan.drafts.precision import Fit, Interval, exactly, fit, rounded, shown_in

VERB_END = r"(?:已|约)?(?:为|是|达到?|提高到|提升至|提升到)?"
_SET = re.compile("目标|任务")  # a number that was set is no rounded one
PLANNED = re.compile(r"计划(?!内|外)|目标|任务|应")


@dataclass(frozen=True, slots=True)
class Operands:
    """A part and a whole that a share may have been computed from; `sure` when the text names them."""

    part: Claim
    whole: Claim
    sure: bool

    def result(self, values: Values) -> Interval | None:
        whole = values.of(self.whole)
        if _SET.search(self.whole.lead):
            whole = exactly(whole.nominal)
        return (values.of(self.part) / whole).times(100) if whole.low > 0 else None


def judge(
    draft: Draft, claim: Claim, pairs: list[Operands], values: Values, *, named: str
) -> Iterator[Finding]:
    """Supported by any pair that fits; contradicted where the pair that the text names does not."""
    coarse: tuple[Operands, Interval] | None = None
    meant: tuple[Operands, Interval, Fit] | None = None
    for pair in pairs:
        result = pair.result(values)
        if result is None:
            continue
        fits = fit(result, claim.number)
        if fits is Fit.rounded:
            values.narrow(claim, result)
            yield from agree(draft, claim, pair, result)
            return
        if fits is Fit.coarse and coarse is None:
            coarse = pair, result
        if pair.sure and meant is None:
            meant = pair, result, fits
    if coarse is not None:
        yield unclear(claim, "operands-too-coarse", **_facts(draft, claim, *coarse))
    elif meant is not None:
        finding = _contradict(draft, claim, *meant, values, named=named)
        finding.operands = (meant[0].part, meant[0].whole)
        yield finding
    else:
        yield unclear(claim, "operands-unclear")


def _facts(draft: Draft, claim: Claim, pair: Operands, result: Interval) -> dict[str, str]:
    return {
        "part": draft.shown(pair.part),
        "whole": draft.shown(pair.whole),
        "result": expected_text(claim, result.nominal, 2),
    }


def agree(draft: Draft, claim: Claim, pair: Operands, result: Interval) -> Iterator[Finding]:
    facts = _facts(draft, claim, pair, result)
    yield supported(claim, "share-fits", **facts)
    sum = f"{facts['part']} ÷ {facts['whole']} = {facts['result']}"
    yield operand(pair.part, draft.shown(claim), sum)
    yield operand(pair.whole, draft.shown(claim), sum)


def _contradict(
    draft: Draft,
    claim: Claim,
    pair: Operands,
    result: Interval,
    fits: Fit,
    values: Values,
    *,
    named: str,
) -> Finding:
    values.compute(claim, result)
    facts = _facts(draft, claim, pair, result)
    facts["expected"] = expected_text(claim, result.nominal)
    expected = expected_value(claim, result.nominal)
    if fits is Fit.cut_off:
        return contradicted(claim, "share-cut-off", expected, **facts)
    slip = _unit_slip(draft, claim, pair, result)
    if slip is not None:
        return slip
    other = _other_base(draft, claim, pair, values)
    if other is not None:
        return contradicted(
            claim, "share-of-another-base", expected, named=named or "总数",
            whole=facts["whole"], expected=facts["expected"], other=draft.shown(other),
        )  # fmt: skip
    return contradicted(claim, "share-differs", expected, **facts)


def _unit_slip(draft: Draft, claim: Claim, pair: Operands, result: Interval) -> Finding | None:
    """Return a finding on the part where 万 and 亿 are mixed up, and nothing else is wrong."""
    if pair.part.number.scale == pair.whole.number.scale:
        return None
    factor = Fraction(pair.whole.number.scale / pair.part.number.scale)
    if fit(result.times(factor), claim.number) is not Fit.rounded:
        return None
    number = pair.part.number
    right = Fraction(number.value) * factor
    return contradicted(
        pair.part, "share-in-another-unit", rounded(right, number), whole=draft.shown(pair.whole),
        share=draft.shown(claim), expected=shown_in(right, number, pair.whole.number.scale),
    )  # fmt: skip


def _other_base(draft: Draft, claim: Claim, pair: Operands, values: Values) -> Claim | None:
    """Return the number that the printed share would be right of."""
    near: Iterable[Claim] = [*before(draft, claim), *after(draft, claim)]
    for other in near:
        if other is not pair.part and other is not pair.whole and comparable(other, pair.part):
            result = Operands(pair.part, other, sure=False).result(values)
            if result is not None and fit(result, claim.number) is Fit.rounded:
                return other
    return None
