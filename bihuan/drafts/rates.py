"""Rates from counts: 整改率 from 已整改 and 发现, 完成率 from 完成 and 计划."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bihuan.drafts.claims import Claim, Draft
from bihuan.drafts.findings import Finding, Values, supported, unclear
from bihuan.drafts.operands import AMOUNTS, after, before, comparable, exact_enough
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
    r"(?:[,、其总且已]|综合|总体|整体|项目|问题|隐患|诉求|工单|案件|任务|计划|年度|实际|投资|平均|全[区市县镇]){0,12}"
)
_NOT_DONE = re.compile(r"新$|计划$|拟$|应$|需$|未$|待$|尚未$|正在$|不$")
_GROWTH = re.compile(r"增长|提高|上升|下降|增加|减少|回落|增幅|增速|同比|环比|降低")
_NO_PLAIN_RATE = re.compile(_GROWTH.pattern + "|按期|按时|及时|一次|限时|到期|提前|首|平均|年度")


def check_rate(draft: Draft, claim: Claim, values: Values) -> Iterator[Finding]:
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
        yield from judge(draft, claim, pairs, values, named=stem)


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
    planned = [other for other in near if PLANNED.search(other.lead) and exact_enough(other)]
    pairs = [
        Operands(part, whole, own and part.segment == whole.segment == claim.segment)
        for whole in planned
        for part in near
        if part not in planned and comparable(part, whole) and exact_enough(part)
    ]
    if pairs:
        yield from judge(draft, claim, pairs, values, named="计划")
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


def completion_rates(draft: Draft, claim: Claim) -> list[Claim]:
    """Return the percentages before a claim in its sentence, nearest first, that are no growth."""
    return [
        other
        for other in before(draft, claim)
        if other.number.family is Family.share and not _GROWTH.search(other.lead[-8:])
    ]
