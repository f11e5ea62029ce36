"""Shares and rates: part ÷ whole, 占…的, 完成…的, …率."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bihuan.drafts.claims import Claim, Draft
from bihuan.drafts.findings import (
    Finding,
    Values,
    contradicted,
    expected_text,
    expected_value,
    supported,
    unclear,
)
from bihuan.drafts.operands import (
    AMOUNTS,
    after,
    before,
    comparable,
    earlier,
    exact_enough,
    is_named,
)
from bihuan.drafts.precision import Fit, Interval, fit
from bihuan.drafts.units import Family

_VERB_END = r"(?:已|约)?(?:为|是|达到?|提高到|提升至|提升到)?"
_SHARE_OF = re.compile(
    rf"占(?:了|到)?(?P<whole>[^占]*?)(?:的)?(?:比重|比例|份额)?(?:的)?{_VERB_END}$"
)
_SHARE_WORD = re.compile(rf"占比{_VERB_END}$")
_DONE_OF = re.compile(
    r"(?:完成|达到?|达成|相当于|为|是|实现)了?(?P<whole>[^,]*?(?:计划|目标|任务|预算|总量|总数|总额|投资)[^,]*?)的$"
)
_OF_NUMBER = re.compile(rf"^(?:[^,的]{{0,6}}投资|总数)?的(?:比重|比例)?{_VERB_END}$")
_OPENS_WHOLE = re.compile(r"占|完成|相当于|达到?$|为$")
_RATE = re.compile(rf"(?P<stem>[\u4e00-\u9fff]{{2}})(?:任务|项目|工作)?(?:率|比例){_VERB_END}$")
_NOT_DONE = re.compile(r"新$|计划$|拟$|应$|需$|未$|待$|尚未$|正在$|不$")
_GROWTH = re.compile(r"增长|提高|上升|下降|增加|减少|回落|增幅|增速|同比|环比|降低")
_GENERIC = re.compile(r"^(?:总数|全部|总量|总额|其|总|全区|总体|整体|全市)?(?:的)?$")


@dataclass(frozen=True, slots=True)
class Operands:
    """A part and a whole that a share may have been computed from; `sure` when the text names them."""

    part: Claim
    whole: Claim
    sure: bool

    def result(self, values: Values) -> Interval | None:
        whole = values.of(self.whole)
        return (values.of(self.part) / whole).times(100) if whole.low > 0 else None


def check_shares(draft: Draft, values: Values) -> Iterator[Finding]:
    for claim in draft.claims:
        if claim.number.family is Family.share and exact_enough(claim):
            yield from _check(draft, claim, values)


def _check(draft: Draft, claim: Claim, values: Values) -> Iterator[Finding]:
    lead = claim.lead
    if claim.first_of_clause is False and _OF_NUMBER.match(lead):
        yield from _of_number(draft, claim, values)
    elif (found := _SHARE_OF.search(lead)) or (found := _SHARE_WORD.search(lead)):
        name = found.groupdict().get("whole") or ""
        if claim.number.value > 100 and not re.search("计划|目标|任务|预算", name):
            yield contradicted(claim, "share-exceeds-all", None)
            return
        yield from _of_name(draft, claim, name, values)
    elif found := _DONE_OF.search(lead):
        yield from _of_name(draft, claim, found["whole"], values)
    elif (found := _RATE.search(lead)) and not _GROWTH.search(lead):
        yield from _rate(draft, claim, found["stem"], values)


def _of_number(draft: Draft, claim: Claim, values: Values) -> Iterator[Finding]:
    """占年度计划投资161.2亿元的80.41%: the whole stands right before."""
    whole, *others = before(draft, claim) or [None]
    if whole is None or whole.number.family not in AMOUNTS or not _OPENS_WHOLE.search(whole.lead):
        return
    parts = [
        other for other in others if comparable(other, whole) and other.segment == claim.segment
    ]
    pairs = [Operands(part, whole, sure=True) for part in parts if exact_enough(part)]
    if not pairs:
        yield unclear(claim, "part-not-stated")
        return
    yield _judge(draft, claim, pairs, values, named=whole.lead)


def _of_name(draft: Draft, claim: Claim, name: str, values: Values) -> Iterator[Finding]:
    name = re.sub(r"^(?:了|全区|全市|全县)", "", name)
    generic = bool(_GENERIC.match(name))
    parts = [other for other in before(draft, claim) if other.number.family in AMOUNTS][:4]
    if not parts:
        yield unclear(claim, "part-not-stated")
        return
    pairs = []
    for whole in earlier(draft, claim):
        if generic:
            named = whole.sentence == claim.sentence
        else:
            named = is_named(name, whole)
        if not named or not exact_enough(whole) or whole.number.family not in AMOUNTS:
            continue
        for part in parts:
            if part is whole or not comparable(part, whole) or not exact_enough(part):
                continue
            if generic and part.number.value > whole.number.value:
                continue
            pairs.append(Operands(part, whole, _is_sure(draft, claim, part, whole)))
    if not pairs:
        yield unclear(claim, "whole-not-stated", named=name or "总数")
        return
    yield _judge(draft, claim, pairs, values, named=name)


def _is_sure(draft: Draft, claim: Claim, part: Claim, whole: Claim) -> bool:
    """Whether a reader has no doubt: part and whole in one segment, or nothing else spoken of between."""
    if part.segment != claim.segment:
        return False
    if whole.segment == claim.segment:
        return True
    between = draft.claims[min(part.index, whole.index) + 1 : claim.index]
    alone = not any(other.number.family is Family.count for other in between if other is not part)
    return claim.segment - whole.segment <= 1 and alone


def _rate(draft: Draft, claim: Claim, stem: str, values: Values) -> Iterator[Finding]:
    """A rate from counts: 发现隐患31处，已整改28处，整改率90.3%."""
    near = [other for other in before(draft, claim) if other.number.family in AMOUNTS]
    done = [other for other in near if _is_done(other, stem) and exact_enough(other)]
    if not done:
        words = claim.gap[: -len(claim.lead)] if claim.lead else claim.gap
        if claim.number.value == 100 and re.search(f"全部.{{0,6}}{stem}|{stem}.{{0,4}}全部", words):
            yield supported(claim, "share-stands-for-all")
        elif near and stem in ("完成", "占"):
            yield unclear(claim, "whole-not-stated", named="计划")
        return
    pairs = [
        Operands(part, whole, part.segment == whole.segment == claim.segment)
        for part in done
        for whole in near + after(draft, claim)[:1]
        if whole is not part and whole not in done[: 1 if len(done) > 1 else len(done)]
        and comparable(part, whole) and exact_enough(whole) and whole.index < claim.index
    ]  # fmt: skip
    if pairs:
        yield _judge(draft, claim, pairs, values, named=stem)


def _is_done(claim: Claim, stem: str) -> bool:
    for words in (claim.lead, claim.trail):
        at = words.rfind(stem)
        if (
            at >= 0
            and not _NOT_DONE.search(words[:at])
            and not words.startswith("一批", at + len(stem))
        ):
            return True
    return False


def _judge(
    draft: Draft, claim: Claim, pairs: list[Operands], values: Values, *, named: str
) -> Finding:
    """Supported by any pair that fits; contradicted where the pair that the text names does not."""
    coarse: tuple[Operands, Interval] | None = None
    results = []
    for pair in pairs:
        result = pair.result(values)
        if result is None:
            continue
        fits = fit(result, claim.number)
        if fits is Fit.rounded:
            values.narrow(claim, result)
            return supported(
                claim, "share-fits", part=draft.shown(pair.part), whole=draft.shown(pair.whole),
                result=expected_text(claim, result.nominal, 2),
            )  # fmt: skip
        if fits is Fit.coarse and coarse is None:
            coarse = pair, result
        results.append((pair, result, fits))
    if coarse is not None:
        pair, result = coarse
        return unclear(
            claim, "operands-too-coarse", part=draft.shown(pair.part), whole=draft.shown(pair.whole),
            result=expected_text(claim, result.nominal, 2),
        )  # fmt: skip
    meant = next((item for item in results if item[0].sure), None)
    if meant is None:
        return unclear(claim, "operands-unclear")
    return _contradict(draft, claim, *meant, values, named=named)


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
    facts = {
        "part": draft.shown(pair.part),
        "whole": draft.shown(pair.whole),
        "result": expected_text(claim, result.nominal, 2),
        "expected": expected_text(claim, result.nominal),
    }
    expected = expected_value(claim, result.nominal)
    if fits is Fit.cut_off:
        return contradicted(claim, "share-cut-off", expected, **facts)
    other = _other_base(draft, claim, pair, values)
    if other is not None:
        return contradicted(
            claim, "share-of-another-base", expected, named=named or "总数",
            whole=facts["whole"], expected=facts["expected"], other=draft.shown(other),
        )  # fmt: skip
    return contradicted(claim, "share-differs", expected, **facts)


def _other_base(draft: Draft, claim: Claim, pair: Operands, values: Values) -> Claim | None:
    """Return the number that the printed share would be right of."""
    near: Iterable[Claim] = [*before(draft, claim), *after(draft, claim)]
    for other in near:
        if other is not pair.part and other is not pair.whole and comparable(other, pair.part):
            result = Operands(pair.part, other, sure=False).result(values)
            if result is not None and fit(result, claim.number) is Fit.rounded:
                return other
    return None


def completion_rates(draft: Draft, claim: Claim) -> list[Claim]:
    """Return the percentages before a claim in its sentence, nearest first, that are no growth."""
    return [
        other
        for other in before(draft, claim)
        if other.number.family is Family.share and not _GROWTH.search(other.lead[-8:])
    ]
