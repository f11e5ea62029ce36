"""Statistic, period, ordinal or name: what a number of a text is."""

from __future__ import annotations

import re
from enum import StrEnum

from bihuan.lib import chinese_numerals


class Kind(StrEnum):
    """What a number in a text is."""

    statistic = "statistic"
    period = "period"
    ordinal = "ordinal"
    name = "name"  # 4S店, “五星”, 百年, 〔2022〕5号


_NAME_AFTER = re.compile(
    r"[A-Za-z]|号(?!召)|[届级强型版线路星](?!项目|约)|周年|S店|热线|急救|工单|专线|平台|指挥|时代|[+]|大(?:报告|精神|以来|代表|召开|胜利|重点|产业|行动)"
)
_SLOGAN_AFTER = re.compile(
    r"一批|确立|维护|意识|自信|全面|突出|面向|规定|务必|必须|坚持|毫不|一律|专项|清单一|革命|转变|中心任务|窗口|"
    r"(?:先行|示范)区|融合|不放过|结合|离不开|满意工程|责任制"
)
_OPEN_QUOTES, _CLOSE_QUOTES = frozenset("“\"‘「『《〈'"), re.compile("[”\"’」』》〉']")
_CIRCLED = frozenset("①②③④⑤⑥⑦⑧⑨⑩")
_CALLED = re.compile(r"(?:电话|热线|传真|邮编|编号|代码|账号|证号|卡号|微信|QQ)[:是为]?$")
_LIST_MARK = re.compile(r"(?:[.、．](?!\d)|）)")
PLAIN_MAGNITUDE = re.compile("[十百千万亿]+")
# 亿元以上项目, 60岁以上老年人: which things are meant, not how much there is.
_THRESHOLD_UNITS = frozenset(["元", "美元", "岁", "周岁"])
_THRESHOLD_OF = re.compile(
    r"(?:的)?(?:省|市|区|县|重点|重大|产业|工业|制造业|农业|服务业|招商|投资|签约|在建|新|大){0,3}"
    r"(?:项目|企业|老年人|老人|人员|人群|人口|群众|劳动力|党员|干部|居民|学生|儿童|村|主体|大户|合同|订单|工程)"
)
NOT_TENTHS = frozenset("立为员功果本长绩份都型套交像熟色不品因分人")
LONGEST_NUMBER = 15


def kind_of_arabic(text: str, start: int, end: int, digits: str, unit: str, before: str) -> Kind:
    after = text[end : end + 1]
    if before == "第" or (before == "前" and not unit):
        return Kind.ordinal
    if before in _CIRCLED or before == "〔" or before == "+" or before == "#":
        return Kind.name
    if before.isascii() and before.isalpha():
        return Kind.name
    if not unit and _CALLED.search(text, max(0, start - 6), start):
        return Kind.name
    if len(digits) > LONGEST_NUMBER or (
        not unit and "." not in digits and "," not in digits and len(digits) > 7
    ):
        return Kind.name
    if not unit or unit in ("人", "分", "度", "班", "师", "道", "路", "环"):
        if before in "\n\t（" and _LIST_MARK.match(text, end) and len(digits) < 3:
            return Kind.ordinal
        if _NAME_AFTER.match(text, end):
            return Kind.name
        if before in _OPEN_QUOTES and _CLOSE_QUOTES.match(text, end):
            return Kind.name
        if after in ":：/" and text[end + 1 : end + 2].isdigit():
            return Kind.name
    elif unit in ("期", "条", "步") and before in "前第":
        return Kind.ordinal
    elif unit == "年" and len(digits) == 4:
        return Kind.period
    elif (
        before in _OPEN_QUOTES and unit in ("个", "项", "条", "件") and _quoted(text, end)
    ) or after == "+":
        return Kind.name
    return Kind.statistic


def kind_of_chinese(
    text: str, start: int, numeral_end: int, end: int, chinese: str, unit: str
) -> Kind | None:
    """Chinese numerals are words more often than statistics: a measure word and a meaning are needed."""
    before = text[start - 1] if start else "\n"
    if before == "第":
        return Kind.ordinal
    if not unit:
        amount = len(chinese) > 2 and chinese_numerals.read(chinese) is not None
        return (
            Kind.statistic
            if amount and before not in _OPEN_QUOTES and "点" in chinese
            else Kind.name
        )
    if unit in ("倍", "番", "%", "成", "百分点"):
        return Kind.statistic
    if (
        chinese == "一"
        or before in "唯统万同之每逐任某星周礼拜"
        or (before in _OPEN_QUOTES and _quoted(text, end))
    ):
        return Kind.name
    if before in "前" or unit in (
        "年",
        "分",
        "期",
        "面",
        "方",
        "道",
        "里",
        "口",
        "把",
        "步",
        "环",
        "门",
        "对",
        "度",
        "班",
        "师",
        "村",
        "头",
        "本",
        "张",
        "组",
    ):
        return Kind.ordinal if before == "前" else _weak(text, end, chinese, unit)
    if PLAIN_MAGNITUDE.fullmatch(chinese) and chinese[0] != "十":
        return Kind.statistic if before in "上近超逾过约破达" and unit != "年" else Kind.name
    if _SLOGAN_AFTER.match(text, end) or _NAME_AFTER.match(text, numeral_end):
        return Kind.name
    return Kind.statistic


def is_threshold(text: str, end: int, unit: str, after: str) -> bool:
    """Whether a number with 以上 or 以下 tells one class of things from another."""
    return (
        after in ("以上", "以下", "以内")
        and unit in _THRESHOLD_UNITS
        and _THRESHOLD_OF.match(text, end) is not None
    )


def _weak(text: str, end: int, chinese: str, unit: str) -> Kind:
    """A measure word that is also part of many words: 三面, 四方, 五门."""
    return (
        Kind.statistic
        if len(chinese) > 1 and unit not in ("年", "分", "期", "面", "方")
        else Kind.name
    )


def _quoted(text: str, end: int) -> bool:
    return _CLOSE_QUOTES.search(text, end, end + 8) is not None
