"""Shares and rates: part ÷ whole, 占…的, 完成…的, …率."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bihuan.drafts.claims import Claim, Draft
from bihuan.drafts.findings import (
    Finding,
    Values,
    contradicted,
    unclear,
)
from bihuan.drafts.operands import (
    AMOUNTS,
    after,
    before,
    best_named,
    comparable,
    earlier,
    exact_enough,
    following,
    is_called,
    nameness,
)
from bihuan.drafts.precision import Fit, fit
from bihuan.drafts.quotients import PLANNED, VERB_END, Operands, agree, judge
from bihuan.drafts.rates import check_rate
from bihuan.drafts.units import Family

_SHARE_OF = re.compile(
    rf"占(?:了|到)?(?P<whole>[^占]{{0,60}}?)(?:的)?(?:比重|比例|份额)?(?:的)?{VERB_END}$"
)
_SHARE_WORD = re.compile(rf"占比{VERB_END}$")
_DONE_OF = re.compile(
    r"(?:完成|达到?|达成|相当于|为|是|实现)了?(?P<whole>[^,]{0,40}?(?:计划|目标|任务|预算|总量|总数|总额|投资)[^,]{0,20}?)的$"
)
_OF_NUMBER = re.compile(rf"^(?:[^,的]{{0,6}}投资|总数)?的(?:比重|比例)?{VERB_END}$")
_OPENS_WHOLE = re.compile(r"占|完成|相当于|达到?$|为$")
_SHARE_ALONE = re.compile(rf"[,（]占(?:比|总数)?(?:的)?{VERB_END}")
_RESPECTIVELY = re.compile(r"分别(?:约?占|为)[^,]{0,10}$")
_NO_SUBJECT = re.compile(r"[^\u4e00-\u9fff]|其中|分别|已|均|共|约|就|仅|的")
_MAY_BE_PASSED = re.compile(r"计划|目标|任务|预算|上年|去年|同期|预期|生产总值|GDP|收入|财力")
_LAST_YEAR = re.compile(r"去年|上年|同期")
_GENERIC = re.compile(r"^(?:总数|全部|总量|总额|其|总|全区|总体|整体|全市)?(?:的)?$")


def check_shares(draft: Draft, values: Values) -> Iterator[Finding]:
    for claim in draft.claims:
        if claim.number.family is Family.share and exact_enough(claim):
            yield from _check(draft, claim, values)


def _check(draft: Draft, claim: Claim, values: Values) -> Iterator[Finding]:
    lead = claim.lead
    if _RESPECTIVELY.search(lead):
        yield from _respectively(draft, claim, values)
        return
    if claim.first_of_clause is False and _OF_NUMBER.match(lead):
        yield from _of_number(draft, claim, values)
    elif found := _SHARE_WORD.search(lead):
        yield from _of_name(draft, claim, "", values, lead[: found.start()])
    elif found := _SHARE_OF.search(lead):
        name = found["whole"]
        if claim.number.value > 100 and not _MAY_BE_PASSED.search(name):
            yield contradicted(claim, "share-exceeds-all", None)
            return
        yield from _of_name(draft, claim, name, values, lead[: found.start()])
    elif found := _DONE_OF.search(lead):
        yield from _of_name(draft, claim, found["whole"], values)
    else:
        yield from check_rate(draft, claim, values)


def _of_number(draft: Draft, claim: Claim, values: Values) -> Iterator[Finding]:
    """占年度计划投资161.2亿元的80.41%: the whole stands right before."""
    near = before(draft, claim)
    if not near:
        return
    whole, others = near[0], near[1:]
    if whole.number.family not in AMOUNTS or not _OPENS_WHOLE.search(whole.lead):
        return
    parts = [
        other for other in others if comparable(other, whole) and other.segment == claim.segment
    ]
    pairs = [Operands(part, whole, sure=True) for part in parts if exact_enough(part)]
    if not pairs:
        yield unclear(claim, "part-not-stated")
        return
    yield from judge(draft, claim, pairs, values, named=whole.lead)


def _respectively(draft: Draft, claim: Claim, values: Values) -> Iterator[Finding]:
    """咨询742件、求助389件、投诉137件，分别占58.5%、30.7%、10.8%."""
    shares = [claim]
    for other in after(draft, claim):
        if other.number.family is not Family.share or other.lead.strip("、和及,"):
            break
        shares.append(other)
    amounts = [other for other in before(draft, claim) if other.number.family in AMOUNTS]
    parts = amounts[: len(shares)][::-1]
    if len(parts) < len(shares):
        return
    for whole in amounts[len(shares) :]:
        pairs = [Operands(part, whole, sure=False) for part in parts]
        results = [pair.result(values) if comparable(pair.part, whole) else None for pair in pairs]
        for share, pair, result in zip(shares, pairs, results, strict=True):
            if result is not None and fit(result, share.number) is Fit.rounded:
                yield from agree(draft, share, pair, result)


def _of_name(
    draft: Draft, claim: Claim, name: str, values: Values, subject: str = ""
) -> Iterator[Finding]:
    """占年度计划投资的80.41%: `name` is of the whole, `subject`, where it is said, of the part."""
    name = re.sub(r"^(?:了|全区|全市|全县)", "", name)
    generic = bool(_GENERIC.match(name))
    parts = [other for other in before(draft, claim) if other.number.family in AMOUNTS][:4]
    if not parts:
        yield unclear(claim, "part-not-stated")
        return
    subject = _NO_SUBJECT.sub("", subject)
    named_parts = best_named(subject, parts) or [
        other for other in parts if is_called(subject, other)
    ]
    parts = named_parts + [other for other in parts if other not in named_parts]
    told = not subject or bool(named_parts)
    pairs = []
    seen = [other for other in earlier(draft, claim) if other.number.family in AMOUNTS]
    seen += [other for other in following(draft, claim) if other.number.family in AMOUNTS]
    # 占总人口的18.6%，…占13.7%: the second is of the first one's whole.
    implied = any(_names_whole(other) for other in before(draft, claim))
    here = [other for other in seen if claim.sentence - 1 <= other.sentence <= claim.sentence]
    wholes = here if generic else best_named(name, seen)
    for whole in wholes:
        if not exact_enough(whole):
            continue
        for part in parts:
            if part is whole or not comparable(part, whole) or not exact_enough(part):
                continue
            if generic and part.number.value > whole.number.value:
                continue
            nearest = part is next((other for other in parts if comparable(other, whole)), None)
            if generic and (whole.sentence != claim.sentence or _has_share(draft, whole)):
                nearest = False  # what has a share of its own beside it is a part, as this is
            sure = (nearest and _is_sure(draft, claim, part, whole, name)) or (
                # Both are named, and nothing else is called so.
                [part] == named_parts and [whole] == wholes and nameness(name, whole) == 100
                and part.sentence == whole.sentence == claim.sentence
            )  # fmt: skip
            pairs.append(Operands(part, whole, sure and told and not (generic and implied)))
    if not pairs:
        yield unclear(claim, "whole-not-stated", named=name or "总数")
        return
    yield from judge(draft, claim, pairs, values, named=name)


def _names_whole(claim: Claim) -> bool:
    found = _SHARE_OF.search(claim.lead) if claim.number.family is Family.share else None
    return found is not None and not _GENERIC.match(found["whole"])


def _is_sure(draft: Draft, claim: Claim, part: Claim, whole: Claim, name: str) -> bool:
    """Whether a reader has no doubt: part and whole in one segment, or nothing else spoken of between."""
    if part.segment != claim.segment or _is_of_a_part(draft, part, whole, name):
        return False
    if _LAST_YEAR.search(whole.gap) and not _LAST_YEAR.search(part.gap + name):
        return False  # 去年收入18.6亿元，今年达到20.46亿元: this year's may be meant
    if whole.segment == claim.segment:
        return True
    counted = whole.number.family is Family.count and whole.sentence == claim.sentence
    if counted and len(name) > 3 and nameness(name, whole) == 100:
        return True
    between = draft.claims[min(part.index, whole.index) + 1 : claim.index]
    alone = not any(other.number.family is Family.count for other in between if other is not part)
    return claim.segment - whole.segment <= 1 and alone


def _has_share(draft: Draft, claim: Claim) -> bool:
    """“很方便”的811份，占65%."""
    beside = draft.claims[claim.index + 1 : claim.index + 2]
    return (
        bool(beside)
        and bool(_SHARE_ALONE.fullmatch(beside[0].gap))
        and (beside[0].number.family is Family.share)
    )


def _is_of_a_part(draft: Draft, part: Claim, whole: Claim, name: str) -> bool:
    """Whether a plan was stated for all, and what was done is of a part of it: its own plan is meant."""
    if not PLANNED.search(name):
        return False
    between = draft.text[whole.number.end : part.number.start]
    counted = draft.claims[whole.index + 1 : part.index]
    return "其中" in between or any(other.number.family is Family.count for other in counted)
