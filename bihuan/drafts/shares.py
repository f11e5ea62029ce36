"""Shares and rates: part ÷ whole, 占…的, 完成…的, …率."""

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
from bihuan.drafts.operands import (
    AMOUNTS,
    after,
    before,
    best_named,
    comparable,
    earlier,
    exact_enough,
    following,
    nameness,
)
from bihuan.drafts.precision import Fit, Interval, fit, rounded, shown_in
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
_RESPECTIVELY = re.compile(r"分别(?:约?占|为)[^,]{0,10}$")
_RATE = re.compile(
    rf"(?P<stem>[\u4e00-\u9fff]{{2}})(?P<done>完成)?(?:任务|项目|工作)?(?:率|比例){_VERB_END}$"
)
_PLAN_STEMS = frozenset(["完成", "投资", "任务", "目标", "计划", "年度", "项目", "总体"])
_OTHER_BASES = re.compile(
    "利润|负债|毛利|产销|贡献|失业|城镇化|利用|周转|收益|生产|增加|汇|税|费|死亡|出生|发生|渗透"
)
_MONEY_RATES = frozenset(
    ["支出", "拨付", "到位", "核销", "兑付", "执行", "回收", "清欠", "支付", "发放"]
)
_PLANNED = re.compile(r"计划(?!内|外)|目标|任务|应")
_PERFECTIVE = re.compile(r"已|完成|实际|成功|全部|均|实现")
_TOLD_AFTER = re.compile(_PLANNED.pattern + "|共|总")
# What may stand before 完成率 without making it somebody else's.
_NEUTRAL = re.compile(
    r"(?:[,、其总且已]|综合|总体|整体|项目|问题|隐患|诉求|工单|案件|任务|计划|年度|实际|投资|平均|全[区市县镇])*"
)
_NOT_DONE = re.compile(r"新$|计划$|拟$|应$|需$|未$|待$|尚未$|正在$|不$")
_GROWTH = re.compile(r"增长|提高|上升|下降|增加|减少|回落|增幅|增速|同比|环比|降低")
_NO_PLAIN_RATE = re.compile(_GROWTH.pattern + "|按期|按时|及时|一次|限时|到期|提前|首|平均|年度")
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
    if _RESPECTIVELY.search(lead):
        yield from _respectively(draft, claim, values)
        return
    if claim.first_of_clause is False and _OF_NUMBER.match(lead):
        yield from _of_number(draft, claim, values)
    elif _SHARE_WORD.search(lead):
        yield from _of_name(draft, claim, "", values)
    elif found := _SHARE_OF.search(lead):
        name = found["whole"]
        if claim.number.value > 100 and not re.search("计划|目标|任务|预算", name):
            yield contradicted(claim, "share-exceeds-all", None)
            return
        yield from _of_name(draft, claim, name, values)
    elif found := _DONE_OF.search(lead):
        yield from _of_name(draft, claim, found["whole"], values)
    elif (found := _RATE.search(lead)) and not _NO_PLAIN_RATE.search(lead):
        stem = "完成" if found["done"] and found["stem"] in _PLAN_STEMS else found["stem"]
        if not _OTHER_BASES.search(lead):
            own = _NEUTRAL.fullmatch(lead[: found.start()]) is not None
            yield from _rate(draft, claim, stem, values, own=own)


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
    yield from _judge(draft, claim, pairs, values, named=whole.lead)


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
                yield from _fits(draft, share, pair, result)


def _of_name(draft: Draft, claim: Claim, name: str, values: Values) -> Iterator[Finding]:
    name = re.sub(r"^(?:了|全区|全市|全县)", "", name)
    generic = bool(_GENERIC.match(name))
    parts = [other for other in before(draft, claim) if other.number.family in AMOUNTS][:4]
    if not parts:
        yield unclear(claim, "part-not-stated")
        return
    pairs = []
    seen = [other for other in earlier(draft, claim) if other.number.family in AMOUNTS]
    seen += [other for other in following(draft, claim) if other.number.family in AMOUNTS]
    # 占总人口的18.6%，…占13.7%: the second is of the first one's whole.
    implied = any(_names_whole(other) for other in before(draft, claim))
    here = [other for other in seen if other.sentence == claim.sentence]
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
            sure = nearest and _is_sure(draft, claim, part, whole, name)
            pairs.append(Operands(part, whole, sure and not (generic and implied)))
    if not pairs:
        yield unclear(claim, "whole-not-stated", named=name or "总数")
        return
    yield from _judge(draft, claim, pairs, values, named=name)


def _names_whole(claim: Claim) -> bool:
    found = _SHARE_OF.search(claim.lead) if claim.number.family is Family.share else None
    return found is not None and not _GENERIC.match(found["whole"])


def _is_sure(draft: Draft, claim: Claim, part: Claim, whole: Claim, name: str) -> bool:
    """Whether a reader has no doubt: part and whole in one segment, or nothing else spoken of between."""
    if part.segment != claim.segment or _is_of_a_part(draft, part, whole, name):
        return False
    if whole.segment == claim.segment:
        return True
    counted = whole.number.family is Family.count and whole.sentence == claim.sentence
    if counted and len(name) > 3 and nameness(name, whole) == 100:
        return True
    between = draft.claims[min(part.index, whole.index) + 1 : claim.index]
    alone = not any(other.number.family is Family.count for other in between if other is not part)
    return claim.segment - whole.segment <= 1 and alone


def _is_of_a_part(draft: Draft, part: Claim, whole: Claim, name: str) -> bool:
    """Whether a plan was stated for all, and what was done is of a part of it: its own plan is meant."""
    if not _PLANNED.search(name):
        return False
    between = draft.text[whole.number.end : part.number.start]
    counted = draft.claims[whole.index + 1 : part.index]
    return "其中" in between or any(other.number.family is Family.count for other in counted)


def _rate(draft: Draft, claim: Claim, stem: str, values: Values, *, own: bool) -> Iterator[Finding]:
    """A rate from counts: 发现隐患31处，已整改28处，整改率90.3%. `own`: of nobody else than these."""
    near = [other for other in before(draft, claim) if other.number.family in AMOUNTS]
    if stem == "完成":
        yield from _completion(draft, claim, near, values, own=own)
        return
    done = [
        other
        for other in near
        if _is_done(other, stem)
        and exact_enough(other)
        and (other.number.family is not Family.money or stem in _MONEY_RATES)
    ]
    if not done:
        words = claim.gap[: -len(claim.lead)] if claim.lead else claim.gap
        if claim.number.value == 100 and re.search(f"全部.{{0,6}}{stem}|{stem}.{{0,4}}全部", words):
            yield supported(claim, "share-stands-for-all")
        return
    planned = [other for other in after(draft, claim)[:2] if _TOLD_AFTER.search(other.lead)]
    pairs = [
        Operands(
            part,
            whole,
            own
            and _is_of_all(part, whole, stem)
            and part.segment == whole.segment == claim.segment,
        )
        for part in done
        for whole in [other for other in near + planned if other not in done] or near
        if whole is not part and comparable(part, whole) and exact_enough(whole)
    ]
    if pairs:
        yield from _judge(draft, claim, pairs, values, named=stem)


def _is_of_all(part: Claim, whole: Claim, stem: str) -> bool:
    """Whether what was done is of all: 已整改28处 or 其中合格1100家, not 其中困难群众参保26.3万人."""
    if whole.index > part.index and not _TOLD_AFTER.search(whole.lead):
        return False
    _, opened, words = part.gap.rpartition("其中")
    if opened and words.find(stem) > 2:
        return False
    return bool(opened) or part.lead.endswith(stem) or bool(_PERFECTIVE.search(part.lead))


def _completion(
    draft: Draft, claim: Claim, near: list[Claim], values: Values, *, own: bool
) -> Iterator[Finding]:
    """计划新建充电桩500个，已建成410个，完成率82%."""
    planned = [other for other in near if _PLANNED.search(other.lead) and exact_enough(other)]
    pairs = [
        Operands(part, whole, own and part.segment == whole.segment == claim.segment)
        for whole in planned
        for part in near
        if part not in planned and comparable(part, whole) and exact_enough(part)
    ]
    if pairs:
        yield from _judge(draft, claim, pairs, values, named="计划")
    elif near:
        yield unclear(claim, "whole-not-stated", named="计划")


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
) -> Iterator[Finding]:
    """Supported by any pair that fits; contradicted where the pair that the text names does not."""
    results = [(pair, result) for pair in pairs if (result := pair.result(values)) is not None]
    fits = [fit(result, claim.number) for _, result in results]
    if Fit.rounded in fits:
        pair, result = results[fits.index(Fit.rounded)]
        values.narrow(claim, result)
        yield from _fits(draft, claim, pair, result)
    elif Fit.coarse in fits:
        pair, result = results[fits.index(Fit.coarse)]
        yield unclear(claim, "operands-too-coarse", **_facts(draft, claim, pair, result))
    elif (meant := next((at for at, (pair, _) in enumerate(results) if pair.sure), None)) is None:
        yield unclear(claim, "operands-unclear")
    else:
        yield _contradict(draft, claim, *results[meant], fits[meant], values, named=named)


def _facts(draft: Draft, claim: Claim, pair: Operands, result: Interval) -> dict[str, str]:
    return {
        "part": draft.shown(pair.part),
        "whole": draft.shown(pair.whole),
        "result": expected_text(claim, result.nominal, 2),
    }


def _fits(draft: Draft, claim: Claim, pair: Operands, result: Interval) -> Iterator[Finding]:
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


def completion_rates(draft: Draft, claim: Claim) -> list[Claim]:
    """Return the percentages before a claim in its sentence, nearest first, that are no growth."""
    return [
        other
        for other in before(draft, claim)
        if other.number.family is Family.share and not _GROWTH.search(other.lead[-8:])
    ]
