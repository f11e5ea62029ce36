"""A total and the parts that make it up: 其中, 分别为, 合计, 其余."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

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
from bihuan.drafts.operands import AMOUNTS, after, before, comparable, exact_enough
from bihuan.drafts.precision import Fit, exactly, fit, fit_of_sum, rounded, shown_in
from bihuan.drafts.units import Family
from bihuan.lib import chinese_numerals

_OPENS = re.compile(r"其中|含|包括|分别|分为|由|按[^,]{1,8}分|[（:]")
_SAYS_ALL = re.compile(r"分别|分为|按[^,]{1,8}分")
_NEW_SUBJECT = re.compile(
    r"涉及|覆盖|惠及|带动|总投资|投入|完成投资|累计|共|占|同比|较|平均|已有|另|并|同时|还"
)
_TOTAL_AFTER = re.compile(
    r"(?:合计|总计|共计|[两三四五]项(?:合计|共计|相加)|加起来|累计|共|总数|总额|总量)[^,]{0,8}$"
)
_STRONG_TOTAL = re.compile(r"(?:合计|总计|共计|[两三四五]项(?:合计|共计|相加)|加起来)[^,]{0,8}$")
_ALL_OF_THESE = re.compile(r"([两二三四五六])[个家]?[\u4e00-\u9fff]{1,4}?一?共(?:有|计)?$")
_SUMS_UP = re.compile(r"共|总")
_CHANGED = re.compile(
    r"(?:增加|减少|净增|增长|新增|下降|多|少)了?$|同比|较上|比上|[较比]年初|[较比]去年"
)
_REST = re.compile(r"其余|其他|其它|剩余|余下|另有|另外")
_CLAUSES = re.compile(r"[,；].{0,400}[,；]")
_SLIP_DIGITS = 3
_LARGE = 10**4
_FAR = 100  # characters from a total to the first of its parts
_THIS_MONTH = re.compile(r"当月|本月|单月")
_RUNNING = re.compile(r"累计|1—|1-|1~|1至|前|年初以来")
_DONE, _OPEN = re.compile(r"已|完成"), re.compile(r"正在|限期|尚未|未|待|剩余")
# Sets of which nothing else is: a list that names each once is whole.
_SETS = """
省/市 省/市/县 省/市/区 市/县 国家级/省级 国家级/省级/市级 省级/市级 省级/市级/区级 中央/省/市 中央/省/市县
中央/省级/市级/县级 县道/乡道/村道 城区/乡镇 城镇/农村 城镇/乡村 城市/农村 乡镇/街道
新建/续建 新开工/续建 新开工/续建/竣工 签约/开工/投产 甲类/乙类/丙类 A类/B类/C类 一类/二类/三类
第一产业/第二产业/第三产业 一产/二产/三产 工业/农业/服务业 国有/民营 国有/民营/外资 内资/外资
大型/中型/小型 大型/中型/小型/微型 企业/个人 企业/个体 进口/出口 线上/线下 线上/现场 财政/自筹 税收/非税
男/女 干部/群众 专职/兼职 初级/中级/高级 小学/初中 小学/初中/高中 公办/民办 党委/党总支/党支部
一等奖/二等奖/三等奖 门诊/住院 合格/不合格 满意/基本满意/不满意 优/良 绿/黄/红 红灯/黄灯/绿灯
一般/重大 一般/较大 一般/较大/重大 特大/重大/较大/一般 上半年/下半年 民事/刑事/行政 乱占/乱采/乱堆/乱建
"""
PARTITIONS = tuple(tuple(members.split("/")) for members in _SETS.split())


def check_sums(draft: Draft, values: Values) -> Iterator[Finding]:
    for total in draft.claims:
        number = total.number
        if number.family not in AMOUNTS or total.row is not None or not exact_enough(total):
            continue
        if number.family is Family.bare and number.scale == 1:
            continue  # a number of nothing is the sum of nothing
        yield from _after_total(draft, total, values)
        if _TOTAL_AFTER.search(total.lead):
            yield from _before_total(draft, total, values)


def _after_total(draft: Draft, total: Claim, values: Values) -> Iterator[Finding]:
    """48个，其中省重点12个、市重点36个."""
    parts = [other for other in after(draft, total) if comparable(other, total)]
    if not parts or parts[0].number.start - total.number.end > _FAR:
        return
    opener = draft.text[total.number.end : parts[0].number.start]
    # 其中 may open a new segment; 分别 or （ of another segment speaks of something else.
    opened = _OPENS.search(opener) is not None and (
        parts[0].segment == total.segment or "其中" in opener
    )
    if opened and (slip := _unit_slip(draft, total, parts, values)):
        yield slip
    elif count := _count_that_fits(parts, total, values):
        yield _fits(draft, total, parts[:count])
        yield from _parts_fit(draft, total, parts[:count])
    else:
        yield from _misfits(draft, total, parts, opener, values, opened=opened)


def _misfits(
    draft: Draft, total: Claim, parts: list[Claim], opener: str, values: Values, *, opened: bool
) -> Iterator[Finding]:
    """Judge a list that does not sum to its total: is it the whole list?"""
    listed = _listed(parts)
    if _may_be_of_more(draft, listed, total, values):
        return
    exceeding = None
    if "其中" in opener and _exceeds(parts[0], total):
        facts = {"part": draft.shown(parts[0]), "whole": draft.shown(total)}
        exceeding = contradicted(parts[0], "part-exceeds-whole", None, **facts)
    if len(listed) < 2 or not all(map(exact_enough, listed)):
        if exceeding:
            yield exceeding
        return
    if _is_of_states(listed[:2]):
        yield _misfit(draft, total, listed[:2], values, sure=True)
        return
    says_all = opened and _says_all(draft, opener, listed)
    if says_all or ((opened or _SUMS_UP.search(total.lead)) and _is_partition(listed)):
        yield _misfit(draft, total, listed, values, sure=True)
    elif exceeding:
        yield exceeding
    elif opened:
        sure = _is_slip(values.sum(listed).nominal, total)
        yield _misfit(draft, total, listed, values, sure=sure)


def _before_total(draft: Draft, total: Claim, values: Values) -> Iterator[Finding]:
    """签约6个、开工8个、投产7个，共21个."""
    parts = [other for other in before(draft, total) if comparable(other, total)]
    count = _count_that_fits(parts, total, values)
    if count:
        chosen = parts[:count][::-1]
        yield _fits(draft, total, chosen)
        yield from _parts_fit(draft, total, chosen)
        return
    parts.reverse()
    told = _STRONG_TOTAL.search(total.lead) or _is_of_all(total, parts)
    if len(parts) >= 2 and told and all(map(exact_enough, parts)):
        yield _misfit(draft, total, parts, values, sure=True)


def _is_of_all(total: Claim, parts: Sequence[Claim]) -> bool:
    """甲120户、乙80户，两村共200户: as many are summed up as were listed."""
    found = _ALL_OF_THESE.search(total.lead)
    return found is not None and chinese_numerals.read(found[1].replace("两", "二")) == len(parts)


def _listed(parts: Sequence[Claim]) -> list[Claim]:
    """Return the parts of one list: until a new segment, or words that speak of something else."""
    listed = [parts[0]]
    for part in parts[1:]:
        near = part.number.start - listed[-1].number.end <= 30 and part.segment == parts[0].segment
        told_done = _DONE.search(part.lead) and not _DONE.search(parts[0].lead)
        speaks_anew = told_done or _NEW_SUBJECT.search(part.lead)
        if not near or (speaks_anew and not _REST.search(part.lead)):
            break
        listed.append(part)
    return listed


def _is_slip(result: Fraction, total: Claim) -> bool:
    """Whether a total looks like the sum of its parts, copied with two digits swapped or one too low."""
    number = total.number
    printed = f"{number.mantissa / number.step:.0f}"
    summed = f"{rounded(result, number) / number.step:.0f}"
    if len(printed) != len(summed) or len(printed) < _SLIP_DIGITS:
        return False
    differing = sum(one != other for one, other in zip(printed, summed, strict=True))
    swapped = differing == 2 and sorted(printed) == sorted(summed)
    return swapped or (differing == 1 and result > Fraction(number.value))


def _says_all(draft: Draft, opener: str, parts: Sequence[Claim]) -> bool:
    """Whether a list says that it names all: 分别为, 其余, or the members of a known set."""
    last = parts[-1]
    if last.trail.startswith("等"):
        return False
    if _REST.search(last.lead) or _is_classification(parts):
        return True
    if _SAYS_ALL.search(opener) or "组成" in draft.text[last.number.end : last.number.end + 20]:
        return (
            not any(part is not parts[0] and _CLAUSES.search(part.gap) for part in parts)
            or len(parts) > 2
        )
    return False


def _is_of_states(parts: Sequence[Claim]) -> bool:
    """已整改268处，正在整改37处: what is done and what is not make all."""
    if len(parts) != 2:
        return False
    done, still = parts[0].lead, parts[1].lead
    verb = done[-2:]
    if len(verb) > 1 and still.strip(",、的").removeprefix("尚").startswith("未" + verb):
        return True  # 立案213件，未立案33件
    leaves = verb in still + parts[1].trail or _REST.fullmatch(still.strip(",、的"))
    return bool(_DONE.search(done) and _OPEN.search(still) and not _OPEN.search(done) and leaves)


def _is_partition(parts: Sequence[Claim]) -> bool:
    labels = [_label(part) for part in parts]
    for members in PARTITIONS:
        if len(members) == len(parts) and all(
            sum(_has(label, member, members) for label in labels) == 1 for member in members
        ):
            return True
    return False


def _is_classification(parts: Sequence[Claim]) -> bool:
    """道路管网类32个、公园绿化类21个、老旧小区改造类33个: classes of one whole."""
    return len(parts) > 2 and all(part.lead.endswith("类") for part in parts)


def _label(part: Claim) -> str:
    """Return what a part is called: the words before it, or after it where it stands first."""
    words = re.split("其中|[,:；（、]", part.gap)[-1][-14:]
    return words if words else part.trail[:8]


def _has(label: str, member: str, members: Sequence[str]) -> bool:
    if member not in label:
        return False
    # 不合格 also holds 合格
    return not any(member != other and member in other and other in label for other in members)


def _exceeds(part: Claim, total: Claim) -> bool:
    is_change = _CHANGED.search(total.lead) or "同比" in part.lead
    return part.number.value > total.number.value and not is_change and exact_enough(part)


def _may_be_of_more(draft: Draft, parts: Sequence[Claim], total: Claim, values: Values) -> bool:
    """Whether 其中 opens anew, of a number before: 交办47件，办结41件，推进6件。其中，城建18件、民生29件."""
    if parts[0].segment == total.segment:
        return False
    result = values.sum(parts).nominal
    return result > total.number.value and any(
        comparable(other, total) and other.number.value >= result for other in before(draft, total)
    )


def _count_that_fits(parts: Sequence[Claim], total: Claim, values: Values) -> int:
    """Return how many of the parts, from the first on, sum to the total; 0 when none do."""
    total_value, so_far = total.number.value, Decimal(0)
    for count, part in enumerate(parts, 1):
        if not exact_enough(part):
            return 0
        so_far += part.number.value
        # The quick look: the exact one is asked only where the sum comes near.
        near = (
            abs(so_far - total_value) * 20
            <= abs(total_value) + total.number.step * total.number.scale * 20
        )
        if (
            count > 1
            and near
            and fit_of_sum(values.sum(parts[:count]), total.number) is Fit.rounded
        ):
            return count
    return 0


def _terms(draft: Draft, parts: Sequence[Claim]) -> str:
    return " + ".join(draft.shown(part) for part in parts)


def _fits(draft: Draft, total: Claim, parts: Sequence[Claim]) -> Finding:
    return supported(total, "sum-fits", **_sum(draft, total, parts))


def _sum(draft: Draft, total: Claim, parts: Sequence[Claim]) -> dict[str, str]:
    """Return the facts of a sum: ≈ where the total is rounded."""
    is_equal = sum(part.number.value for part in parts) == total.number.value
    return {
        "terms": _terms(draft, parts),
        "equals": "=" if is_equal else "≈",
        "result": draft.shown(total),
    }


def _parts_fit(draft: Draft, total: Claim, parts: Sequence[Claim]) -> Iterator[Finding]:
    for part in parts:
        yield supported(part, "part-of-sum-fits", **_sum(draft, total, parts))


def _unit_slip(
    draft: Draft, total: Claim, parts: Sequence[Claim], values: Values
) -> Finding | None:
    """总投资4.8万元，其中3.2亿元、1.6亿元: the total's digits are right, its 万 is not."""
    scale = parts[0].number.scale
    if total.number.family is not Family.money and min(total.number.scale, scale) < _LARGE:
        return None  # 3200人 of 1.2万人 is no slip: only 万 and 亿 are mixed up
    if total.number.scale == scale:
        return _unit_slip_of_part(draft, total, parts, values)
    as_meant = replace(total.number, scale=scale)
    for count in range(2, len(parts) + 1):
        result = values.sum(parts[:count])
        if fit(result, as_meant) is Fit.rounded:
            right = result.nominal
            return contradicted(
                total, "sum-in-another-unit", rounded(right, total.number), terms=_terms(draft, parts[:count]),
                expected=shown_in(right, total.number, scale),
            )  # fmt: skip
    return None


def _unit_slip_of_part(
    draft: Draft, total: Claim, parts: Sequence[Claim], values: Values
) -> Finding | None:
    """总投资86.3亿元，其中41.2亿元、28.6亿元、16.5万元: one part's digits are right, its 万 is not."""
    scale = total.number.scale
    slips = [part for part in parts if part.number.scale != scale]
    if len(slips) != 1 or not all(map(exact_enough, parts)):
        return None
    slip = slips[0]
    meant = Fraction(slip.number.mantissa) * Fraction(scale)
    for count in range(max(2, parts.index(slip) + 1), len(parts) + 1):
        others = values.sum(part for part in parts[:count] if part is not slip)
        if fit(others + exactly(meant), total.number) is Fit.rounded:
            return contradicted(
                slip, "part-in-another-unit", slip.number.mantissa * scale / slip.number.scale,
                total=draft.shown(total), expected=shown_in(meant, slip.number, scale),
            )  # fmt: skip
    return None


def check_running_totals(draft: Draft, values: Values) -> Iterator[Finding]:
    """1—4月累计36.2亿元，5月当月8.9亿元，1—5月累计45.1亿元."""
    for month in draft.claims:
        if month.number.family not in AMOUNTS or not _THIS_MONTH.search(month.gap[-16:]):
            continue
        old = next((other for other in before(draft, month) if comparable(other, month)), None)
        now = next((other for other in after(draft, month) if comparable(other, month)), None)
        if old is None or now is None or not all(map(exact_enough, (old, month, now))):
            continue
        if not (_RUNNING.search(old.gap) and _RUNNING.search(now.gap)):
            continue
        result = values.of(old) + values.of(month)
        fits = fit_of_sum(result, now.number)
        facts = {
            "before": draft.shown(old),
            "month": draft.shown(month),
            "expected": expected_text(now, result.nominal),
        }
        if fits is Fit.rounded:
            yield _fits(draft, now, [old, month])
            yield from _parts_fit(draft, now, [old, month])
        elif fits is Fit.coarse:
            yield _by_rounding(draft, now, [old, month], values)
        else:
            yield contradicted(
                now, "running-total-differs", expected_value(now, result.nominal), **facts
            )


def _misfit(
    draft: Draft, total: Claim, parts: Sequence[Claim], values: Values, *, sure: bool
) -> Finding:
    result = values.sum(parts)
    text = expected_text(total, result.nominal)
    if sure and values.holds(total):
        rest = [part for part in parts if not values.holds(part)]
        if len(rest) == 1 and total.number.family is Family.count:
            right = values.of(total) - values.sum([part for part in parts if part is not rest[0]])
            return contradicted(
                rest[0], "rest-differs", expected_value(rest[0], right.nominal), whole=draft.shown(total),
                expected=expected_text(rest[0], right.nominal),
            )  # fmt: skip
    fits = fit_of_sum(result, total.number)
    if sure and fits is Fit.coarse:
        return _by_rounding(draft, total, parts, values)
    if sure and fits is Fit.differs:
        facts = {"terms": _terms(draft, parts), "expected": text}
        finding = contradicted(total, "sum-differs", expected_value(total, result.nominal), **facts)
        finding.operands = parts
        return finding
    return unclear(total, "parts-may-be-some", result=text)


def _by_rounding(draft: Draft, total: Claim, parts: Sequence[Claim], values: Values) -> Finding:
    """Say that printed parts do not sum to their total, which may be no more than their rounding."""
    summed = expected_text(total, values.sum(parts).nominal)
    facts = {"terms": _terms(draft, parts), "result": summed, "total": draft.shown(total)}
    return unclear(total, "sum-by-rounding", **facts)
