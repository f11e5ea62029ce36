"""Why a verdict is as it is: a code, facts, and a sentence in two languages."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True)
class Reason:
    """A code of `CATALOGUE` and the facts that its sentence names."""

    code: str
    facts: dict[str, Any] = field(default_factory=dict)

    def sentence(self, language: str = "zh") -> str:
        return CATALOGUE[self.code][language.startswith("en")].format(**self.facts)


def reason(code: str, **facts: Any) -> Reason:
    return Reason(code, facts)


# code: (Chinese, English)
CATALOGUE: dict[str, tuple[str, str]] = {
    # supported
    "share-fits": ("{part} ÷ {whole} = {result}。", "{part} ÷ {whole} = {result}."),
    "share-stands-for-all": ("文中说“全部”，即 100%。", "The text says “all”, that is 100%."),
    "elapsed-fits": (
        "{rate} − 时序进度 {elapsed} = {result}。",
        "{rate} − elapsed share {elapsed} = {result}.",
    ),
    "operand-fits": ("与 {other} 相互印证：{sum}。", "It agrees with {other}: {sum}."),
    "elapsed-share-fits": ("{until} = {result}。", "{until} = {result}."),
    "sum-fits": ("{terms} {equals} {result}。", "{terms} {equals} {result}."),
    "part-of-sum-fits": (
        "{terms} {equals} {result}，合计相符。",
        "{terms} {equals} {result}: the sum agrees.",
    ),
    "increase-fits": (
        "原为 {before}，增减之后为 {now}：{result}。",
        "{before} before the change, {now} after it: {result}.",
    ),
    "growth-fits": ("{now} 比 {before}：{result}。", "{now} against {before}: {result}."),
    "difference-fits": ("{now} − {before} = {result}。", "{now} − {before} = {result}."),
    "stated-twice": (
        "与文中另一处“{other}”一致。",
        "It agrees with “{other}” elsewhere in the text.",
    ),
    "table-agrees": ("与表中“{row}·{column}”一致。", "It agrees with the table: {row}, {column}."),
    # contradicted
    "share-differs": (
        "{part} ÷ {whole} = {result}，应为 {expected}。",
        "{part} ÷ {whole} = {result}: it should be {expected}.",
    ),
    "share-of-another-base": (
        "以“{named}”{whole} 为基数应为 {expected}；印的数是以 {other} 为基数算的。",
        "Of “{named}” {whole} it is {expected}; what is printed is the share of {other}.",
    ),
    "share-cut-off": (
        "{part} ÷ {whole} = {result}，四舍五入为 {expected}；印的数是截尾得来的。",
        "{part} ÷ {whole} = {result}, rounded {expected}; what is printed was cut off, not rounded.",
    ),
    "elapsed-differs": (
        "{rate} − 时序进度 {elapsed}（{until}）= {result}，应为 {expected}。",
        "{rate} − elapsed share {elapsed} ({until}) = {result}: it should be {expected}.",
    ),
    "elapsed-of-another-month": (
        "时序进度应为 {elapsed}（{until}），差 {expected}；印的数是按{other}个月算的。",
        "The elapsed share is {elapsed} ({until}), the distance {expected}; "
        "what is printed was computed for {other} months.",
    ),
    "elapsed-rounded-early": (
        "先取整再相减所致：用未取整的 {rate} 应为 {expected}。",
        "It was rounded before subtracting: with the unrounded {rate} it is {expected}.",
    ),
    "elapsed-direction": (
        "{rate} − 时序进度 {elapsed}（{until}）= {result}，超与低于说反了。",
        "{rate} − elapsed share {elapsed} ({until}) = {result}: ahead and behind are swapped.",
    ),
    "elapsed-share-differs": (
        "时序进度是 {until} = {expected}。",
        "The elapsed share is {until} = {expected}.",
    ),
    "sum-differs": ("各项相加 {terms} = {expected}。", "The parts sum to {terms} = {expected}."),
    "sum-in-another-unit": (
        "各项相加 {terms} = {expected}，单位写错。",
        "The parts sum to {terms} = {expected}: the unit is wrong.",
    ),
    "part-in-another-unit": (
        "总数 {total} 由各项相加而成，这一项应为 {expected}，单位写错。",
        "The parts sum to {total} if this one is {expected}: the unit is wrong.",
    ),
    "share-in-another-unit": (
        "占 {whole} 的 {share} 应为 {expected}，单位写错。",
        "{share} of {whole} is {expected}: the unit is wrong.",
    ),
    "increase-differs": (
        "原为 {before}，增减之后为 {now}：{result}，应为 {expected}。",
        "{before} before the change, {now} after it: {result}: it should be {expected}.",
    ),
    "growth-differs": (
        "{now} 比 {before}：{result}，应为 {expected}。",
        "{now} against {before}: {result}: it should be {expected}.",
    ),
    "growth-direction": (
        "{now} 比 {before}：{result}，增减说反了。",
        "{now} against {before}: {result}: up and down are swapped.",
    ),
    "difference-differs": (
        "{now} − {before} = {result}，应为 {expected}。",
        "{now} − {before} = {result}: it should be {expected}.",
    ),
    "points-not-percent": (
        "两个比率相减得百分点，应写 {expected}。",
        "A difference of rates is in percentage points: write {expected}.",
    ),
    "percent-not-points": (
        "数量的增减用 %，不用百分点，应写 {expected}。",
        "An amount grows by per cent, not by percentage points: write {expected}.",
    ),
    "running-total-differs": (
        "{before} + {month} = {expected}。",
        "{before} + {month} = {expected}.",
    ),
    "rest-differs": (
        "总数 {whole} 减去其余各项得 {expected}。",
        "The whole {whole} less the other parts is {expected}.",
    ),
    "part-exceeds-whole": (
        "“其中”的 {part} 大于总数 {whole}。",
        "The part {part} is larger than its whole {whole}.",
    ),
    "share-exceeds-all": ("占比不能超过 100%。", "A share of a whole cannot pass 100%."),
    "stated-otherwise": (
        "文中另一处为“{other}”，两处不一致。",
        "Elsewhere the text says “{other}”; the two differ.",
    ),
    "table-differs": (
        "表中“{row}·{column}”为 {expected}。",
        "The table says {expected} for {row}, {column}.",
    ),
    # cannot check
    "nothing-to-compare": (
        "文中没有可以核算它的数。",
        "Nothing in the text allows to compute it.",
    ),
    "operand-of-misfit": (
        "用它算不出“{other}”，两者必有一误。",
        "“{other}” does not follow from it: one of them is wrong.",
    ),
    "whole-not-stated": ("没有写出“{named}”是多少。", "The text does not state “{named}”."),
    "part-not-stated": ("没有写出所占的那一部分是多少。", "The part is not stated."),
    "period-not-stated": (
        "没有写明截至哪个月，无法算时序进度。",
        "No month is named, so the elapsed share is not known.",
    ),
    "rate-not-stated": ("没有写出完成率。", "The completion rate is not stated."),
    "operands-unclear": (
        "可能的几个数都对不上，也不能断定指的是哪个。",
        "None of the possible operands fits, and which is meant is not clear.",
    ),
    "operands-too-coarse": (
        "{part} 与 {whole} 印得太粗，{result} 也可能，不能断定。",
        "{part} and {whole} are printed too coarsely to decide; {result} by what is printed.",
    ),
    "parts-may-be-some": (
        "列出的各项相加为 {result}，没有说是全部。",
        "The parts listed sum to {result}; the text does not say that they are all.",
    ),
    "sum-by-rounding": (
        "{terms} = {result}，不等于 {total}；各项都四舍五入过，可以有这样的差，不能断定。",
        "{terms} = {result}, not {total}; each is rounded, which may make this difference: undecided.",
    ),
    "difference-by-rounding": (
        "{now} − {before} = {result}，不等于 {printed}；两数都四舍五入过，可以有这样的差，不能断定。",
        "{now} − {before} = {result}, not {printed}; both are rounded, which may make this difference: undecided.",
    ),
    "comparable-base": (
        "按可比价格或可比口径计算的增速，不能用两个现价数相除来核对。",
        "It is growth at comparable prices or on a comparable base; two printed values do not give it.",
    ),
    "approximate": ("是约数，不作核算。", "It is approximate and not computed with."),
    "implausible": (
        "{count} 只用 {amount}，不合常理，请核实单位。",
        "{amount} for {count} is implausible; check the unit.",
    ),
}
