"""Rates from counts: 整改率 from 已整改 and 发现, 完成率 from 完成 and 计划."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

from bihuan.drafts.claims import Claim, Draft
from bihuan.drafts.findings import Finding, Values, supported, unclear
from bihuan.drafts.operands import (
    AMOUNTS,
    NEARBY,
    after,
    before,
    best_named,
    comparable,
    earlier,
    exact_enough,
)
from bihuan.drafts.quotients import PLANNED, VERB_END, Operands, judge
from bihuan.drafts.units import Family

_RATE = re.compile(
    rf"(?P<stem>[\u4e00-\u9fff]{{2}})(?P<done>完成)?(?:任务|项目|工作)?(?:率|比例){VERB_END}$"
)
_PLAN_STEMS = frozenset(["完成", "投资", "任务", "目标", "计划", "年度", "项目", "总体"])
_OTHER_BASES = re.compile(
    "利润|负债|毛利|产销|贡献|失业|城镇化|利用|周转|收益|生产|增加|汇|税|费|死亡|出生|发生|渗透"
)
_MONEY_RATES = frozenset(
    ["支出", "拨付", "到位", "核销", "兑付", "执行", "回收", "清欠", "支付", "发放"]
)
_PERFECTIVE = re.compile(r"已|完成|实际|成功|全部|均|实现")
_TOLD_AFTER = re.compile(PLANNED.pattern + "|共|总")
# What may stand before 完成率 without making it somebody else's.
_NEUTRAL = re.compile(
    r"(?:[,、其总且已]|综合|总体|整体|会议|项目|问题|隐患|诉求|工单|案件|任务|计划|年度|实际|投资|平均|全[区市县镇]){0,12}"
)
# A rate, what its part is called, what its whole.
_NAMED_RATES = (
    (re.compile(rf"城镇化率{VERB_END}$"), "城镇常住人口", "常住人口"),
    (re.compile(rf"城镇化率{VERB_END}$"), "城镇人口", "总人口"),
)
# What is counted under another word than the rate's.
_SAME_ACT = {
    "结案": ("结案", "审结", "执结", "办结"), "销号": ("销号", "销案"), "办结": ("办结", "结案"),
    "整改": ("整改", "整治到位"), "就业": ("就业", "上岗"), "检出": ("检出", "阳性"),
}  # fmt: skip
_AMONG = re.compile(r"^(?P<group>[\u4e00-\u9fff]{2,10})[中里](?:已|有|共)")
_DONE_COUNT = re.compile(r"(?:已|实际)?(?:完成|办结|建成)(?:了|的)?(?:仅|只有|共)?$")
_ATTENDED, _EXPECTED = (
    re.compile(r"实(?:际)?[到参出]席?[会加]?$"),
    re.compile(r"应[到参出]席?[会加]?$"),
)
_NOT_DONE = re.compile(r"新$|计划$|拟$|应$|需$|未$|待$|尚未$|正在$|不$")
_GROWTH = re.compile(r"增长|提高|上升|下降|增加|减少|回落|增幅|增速|同比|环比|降低")
_NO_PLAIN_RATE = re.compile(_GROWTH.pattern + "|按期|按时|及时|一次|限时|到期|提前|首|平均|年度")


def check_rate(draft: Draft, claim: Claim, values: Values) -> Iterator[Finding]:
    for rate, part_name, whole_name in _NAMED_RATES:
        if rate.search(claim.lead):
            yield from _named_rate(draft, claim, part_name, whole_name, values)
    found = _RATE.search(claim.lead)
    if found is None or _NO_PLAIN_RATE.search(claim.lead) or _OTHER_BASES.search(claim.lead):
        return
    stem = "完成" if found["done"] and found["stem"] in _PLAN_STEMS else found["stem"]
    own = _NEUTRAL.fullmatch(claim.lead[: found.start()]) is not None
    yield from _rate(draft, claim, stem, values, own=own)


def _rate(draft: Draft, claim: Claim, stem: str, values: Values, *, own: bool) -> Iterator[Finding]:
    """A rate from counts: 发现隐患31处，已整改28处，整改率90.3%. `own`: of nobody else than these."""
    near = [other for other in before(draft, claim) if other.number.family in AMOUNTS]
    if stem == "完成":
        yield from _completion(draft, claim, near, values, own=own)
        return
    around = [other for other in near + after(draft, claim)[:2] if exact_enough(other)]
    attended = [other for other in around if _ATTENDED.search(other.lead)]
    expected = [other for other in around if _EXPECTED.search(other.lead)]
    if len(attended) == len(expected) == 1 and comparable(attended[0], expected[0]):
        pairs = [Operands(attended[0], expected[0], own)]
        yield from judge(draft, claim, pairs, values, named="应到")
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
            and part.segment == claim.segment
            and (whole.segment == claim.segment or [whole] == _group(draft, part)),
        )
        for part in done
        for whole in _wholes(draft, claim, done, near + planned)
        if whole is not part and comparable(part, whole) and exact_enough(whole)
    ]
    if pairs:
        yield from judge(draft, claim, pairs, values, named=stem)


def _named_rate(
    draft: Draft, claim: Claim, part_name: str, whole_name: str, values: Values
) -> Iterator[Finding]:
    """常住人口63.52万人，其中城镇常住人口37.18万人，城镇化率58.53%: which two counts, the name says."""
    near = [other for other in before(draft, claim) if exact_enough(other)]
    parts = [other for other in near if other.lead.endswith(part_name)]
    wholes = [other for other in near if other.lead.endswith(whole_name) and other not in parts]
    pairs = [
        Operands(part, whole, sure=True)
        for part in parts
        for whole in wholes
        if comparable(part, whole)
    ]
    if len(pairs) == 1:
        yield from judge(draft, claim, pairs, values, named=whole_name)


def _wholes(draft: Draft, claim: Claim, done: list[Claim], near: list[Claim]) -> list[Claim]:
    return [other for other in near if other not in done] or _group(draft, done[0]) or near


def _group(draft: Draft, part: Claim) -> list[Claim]:
    """开工项目16个。…开工项目中已开工12个，开工率75%: the group is named again, its number stands before."""
    found = _AMONG.search(part.lead)
    if found is None:
        return []
    counted = [other for other in earlier(draft, part) if comparable(other, part)]
    named = best_named(found["group"], counted[:NEARBY])
    return named if len(named) == 1 else []


def _is_of_all(part: Claim, whole: Claim, stem: str) -> bool:
    """Whether what was done is of all: 已整改28处 or 其中合格1100家, not 其中困难群众参保26.3万人."""
    if whole.index > part.index and not _TOLD_AFTER.search(whole.lead):
        return False
    _, opened, words = part.gap.rpartition("其中")
    if opened and words.find(stem) > 2:
        return False
    return (
        bool(opened)
        or part.lead.endswith(_SAME_ACT.get(stem, (stem,)))
        or bool(_PERFECTIVE.search(part.lead))
    )


def _completion(
    draft: Draft, claim: Claim, near: list[Claim], values: Values, *, own: bool
) -> Iterator[Finding]:
    """计划新建充电桩500个，已建成410个，完成率82%."""
    planned = [other for other in near if PLANNED.search(other.lead) and exact_enough(other)]
    pairs = [
        Operands(part, whole, own and part.segment == whole.segment == claim.segment)
        for whole in planned
        for part in near
        if part not in planned and comparable(part, whole) and exact_enough(part)
    ]
    pairs = pairs or _of_counted(claim, near, own=own)
    if pairs:
        yield from judge(draft, claim, pairs, values, named="计划")
    elif near:
        yield unclear(claim, "whole-not-stated", named="计划")


def _of_counted(claim: Claim, near: list[Claim], *, own: bool) -> list[Operands]:
    """承担实事74件，已完成66件，完成率89.2%: two counts of the same things, and no plan besides."""
    counts = [other for other in near if other.segment == claim.segment and exact_enough(other)]
    if len(counts) != 2 or counts[0].number.family is not Family.count:
        return []
    part, whole = counts
    fits = (
        comparable(part, whole) and _DONE_COUNT.search(part.lead) and not _GROWTH.search(whole.lead)
    )
    return [Operands(part, whole, own)] if fits and not _DONE_COUNT.search(whole.lead) else []


def _is_done(claim: Claim, stem: str) -> bool:
    acts = _SAME_ACT.get(stem, (stem,))
    for words, act in itertools.product((claim.lead, claim.trail), acts):
        at = words.rfind(act)
        if (
            at >= 0
            and not _NOT_DONE.search(words[:at])
            and not words.startswith("一批", at + len(act))
        ):
            return True
    return False


def completion_rates(draft: Draft, claim: Claim) -> list[Claim]:
    """Return the percentages before a claim in its sentence, nearest first, that are no growth."""
    return [
        other
        for other in before(draft, claim)
        if other.number.family is Family.share and not _GROWTH.search(other.lead[-8:])
    ]
