"""Finds every number of a flat text: statistics, and the periods, ordinals and names that are none."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from bihuan.drafts.units import LONGEST_FIRST, SAME, Family, family
from bihuan.lib import chinese_numerals


class Kind(StrEnum):
    """What a number in a text is."""

    statistic = "statistic"
    period = "period"
    ordinal = "ordinal"
    name = "name"  # 4S店, “五星”, 百年, 〔2022〕5号


class Qualifier(StrEnum):
    """How exactly a number is meant."""

    exact = "exact"
    about = "about"  # 约 左右
    over = "over"  # 多 余 超 逾
    at_least = "at_least"  # 以上 不少于 上(万)
    under = "under"  # 近 不足 不到
    at_most = "at_most"  # 以内 以下 不超过
    range = "range"  # 10亿元至20亿元
    several = "several"  # 数十 几百


@dataclass(frozen=True, slots=True, eq=False)
class Number:
    """A number, where it stands in the flat text, and what is printed: `mantissa` × `scale` `unit`."""

    start: int
    end: int
    kind: Kind
    mantissa: Decimal = Decimal(0)
    scale: Decimal = Decimal(1)
    step: Decimal = Decimal(1)  # of the last printed place, in mantissa's terms
    unit: str = ""
    family: Family = Family.bare
    qualifier: Qualifier = Qualifier.exact

    @property
    def value(self) -> Decimal:
        return self.mantissa * self.scale


_SIGNS = chinese_numerals.SIGNS
_ARABIC = r"(?:\d{1,3}(?:,\d{3})+(?![\d,])|\d+)(?:\.\d+)?"
_PLACES = "零〇一二两三四五六七八九"
_CHINESE = rf"[{_SIGNS}]+(?:点[{_PLACES}]+)?"
_MONTH = r"(?:1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])"
_TO = r"[~\-—至到]+"
_YEAR = r"(?:(?:19|20)\d\d|二[零〇][零〇一二三四五六七八九]{2}|一九[零〇一二三四五六七八九]{2})"
_DAY = r"(?:3[01]|[12]\d|0?[1-9]|二十[一二三四五六七八九]?|三十一?|十[一二三四五六七八九]?|[一二三四五六七八九])"
_FEW = r"(?:[一二两三四五六七八九十]{1,3}|\d{1,2})"
_PERIOD = rf"""
    {_YEAR}年?{_TO}{_YEAR}年[初末底度]?
  | {_YEAR}年(?:度|初|末|底)?
  | {_YEAR}[-/.](?:1[0-2]|0?[1-9])(?:[-/.](?:3[01]|[12]\d|0?[1-9]))?(?![\d.%])
  | {_MONTH}(?:月(?:份)?)?{_TO}{_MONTH}月(?:份)?
  | {_MONTH}月(?:{_DAY}[日号]|份|底|末|中旬|上旬|下旬|初)?(?:{_TO}(?:3[01]|[12]\d|0?[1-9])日)?(?!饼|球)
  | (?:3[01]|[12]\d|0?[1-9])日(?={_TO}|[起前止,，。晚上下至])
  | (?:[01]?\d|2[0-4])(?:时|:)[0-5]\d分?(?!\d)
  | (?:第?[一二三四1-4]|前[二三两23])(?:个)?季度
  | 前(?:十[一二]|1[0-2]|[一二两三四五六七八九十]|[1-9])个?月
  | (?:近|过去|未来|连续|近些?|[上下后今前]|最近){_FEW}(?:年|个月|周|天)(?![级以])
  | [上下]半年
  | 全年(?!目标|计划|任务|预算|总)
"""
_UNITS = "|".join(map(re.escape, LONGEST_FIRST))
_TOKEN = re.compile(
    rf"""(?=[\d{_SIGNS}数几第前近过未连上下后今最全半])(?:
    (?P<period>{_PERIOD})
  | (?P<fraction>(?P<below>{_ARABIC}|[{_SIGNS}]+)分之(?P<above>{_ARABIC}|{_CHINESE})(?P<after1>以上|以下|左右|多)?)
  | (?P<half>(?<![双时间任务])过半(?=[。,，数的])|(?<=[近超约达足了])半数|一半|半数以上)
  | (?P<digits>{_ARABIC}亿{_ARABIC}万|{_ARABIC}|(?P<chinese>[数几][十百千万亿]+|[十百千]几|{_CHINESE}))
    (?P<more>[多余来几](?=[十百千]?[万亿]|[家个人名户项亩种条处台次件公天年米平里位名座所棵株]))?
    (?P<magnitude>万亿|[十百千]?[万亿]|千(?![克米瓦伏焦])|百(?!分))?
    (?P<more2>[多余来](?![种个]样))?
    (?P<unit>{_UNITS})?
    (?P<after>以上|以下|以内|左右|上下|有余|开外|多(?![种样元于次项家个层级]))?
    )""",
    re.VERBOSE,
)
MAGNITUDES = {
    "万亿": 10**12, "十万": 10**5, "百万": 10**6, "千万": 10**7, "万": 10**4, "十亿": 10**9,
    "百亿": 10**10, "千亿": 10**11, "亿": 10**8, "千": 1000, "百": 100, "": 1,
}  # fmt: skip
_BEFORE = (
    (re.compile(r"(?:不低于|不少于|至少|不小于|[^\w]上|[达投资过]上|^上)$"), Qualifier.at_least),
    (re.compile(r"(?:不超过|不高于|不多于|最多|控制在)$"), Qualifier.at_most),
    (re.compile(r"(?:不足|不到|(?<![附邻临就最靠亲])近|未达)$"), Qualifier.under),
    (re.compile(r"(?:超过?|超额|逾|突破|多于|大于|高于)$"), Qualifier.over),
    (re.compile(r"(?:(?<![签节预合履违集邀公契条])约|左右|大概|估计)$"), Qualifier.about),
)
_BEFORE_LAST = frozenset("于少小上过高多在足到近达超额逾破大约右概计乎")
_AFTER = {
    "以上": Qualifier.at_least, "以下": Qualifier.at_most, "以内": Qualifier.at_most, "左右": Qualifier.about,
    "上下": Qualifier.about, "有余": Qualifier.over, "开外": Qualifier.over, "多": Qualifier.over,
}  # fmt: skip
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
_PLAIN_MAGNITUDE = re.compile("[十百千万亿]+")
_NOT_TENTHS = frozenset("立为员功果本长绩份都型套交像熟色不品因分人")
MYRIAD = Decimal(10_000)
_LONGEST_NUMBER = 15


def find_numbers(text: str) -> list[Number]:
    """Return the numbers of a flat text in order."""
    found = [number for match in _TOKEN.finditer(text) if (number := _read(text, match))]
    return list(_with_ranges(text, found))


def _read(text: str, match: re.Match[str]) -> Number | None:
    start, end = match.span()
    if match["period"]:
        return Number(start, end, Kind.period)
    if match["fraction"]:
        return _fraction(match)
    if match["half"]:
        qualifier = (
            Qualifier.over
            if match["half"] in ("过半", "半数以上")
            else _qualifier_before(text, start)
        )
        return _statistic(start, end, Decimal(50), Decimal(1), Decimal(1), "%", qualifier)
    return _plain(text, match)


def _fraction(match: re.Match[str]) -> Number | None:
    below, above = _value(match["below"]), _value(match["above"])
    if not below or above is None:
        return Number(*match.span(), Kind.name)
    share = above * 100 / below
    if below in (100, 1000):
        step = Decimal(100) / below * _step(match["above"])
    else:
        share, step = share.quantize(Decimal("0.01")), Decimal(10)
    after = match["after1"]
    qualifier = _AFTER[after] if after else _qualifier_before(match.string, match.start())
    return _statistic(*match.span(), share, Decimal(1), step, "%", qualifier)


def _plain(text: str, match: re.Match[str]) -> Number | None:
    start, end = match.span()
    digits, chinese = match["digits"], match["chinese"]
    unit = match["unit"] or ""
    before = text[start - 1] if start else "\n"
    if unit == "成" and text[end : end + 1] in _NOT_TENTHS:
        unit = ""
    if chinese:
        kind = _kind_of_chinese(
            text, start, match.start("unit") if unit else end, end, chinese, unit
        )
        if kind is None:
            return None
    else:
        kind = _kind_of_arabic(text, start, end, digits, unit, before)
    if kind is not Kind.statistic:
        return Number(start, end, kind)
    value = _value(digits)
    if value is None:
        return Number(start, end, Kind.name)
    scale = Decimal(MAGNITUDES[match["magnitude"] or ""])
    step = _step(digits) if digits[-1] != "万" or chinese else MYRIAD
    if chinese:
        value, scale, step = _normal(value, scale, chinese)
    if not chinese and before == "-" and _is_sign(text, start - 1):
        start, value = start - 1, -value
    qualifier = _qualifier_before(text, start)
    if digits[0] in "数几" or digits[-1] == "几":
        qualifier = Qualifier.several
    elif match["more"] or match["more2"]:
        qualifier = Qualifier.over
        step = _leading_step(value)
    elif match["after"]:
        qualifier = _AFTER[match["after"]]
    if before == "上" and chinese and _PLAIN_MAGNITUDE.fullmatch(chinese):
        start -= 1  # 上万元: what is printed is both
    return _statistic(start, end, value, scale, step, unit, qualifier)


def _statistic(
    start: int,
    end: int,
    value: Decimal,
    scale: Decimal,
    step: Decimal,
    unit: str,
    qualifier: Qualifier,
) -> Number:
    if unit == "‰":
        value, step, unit = value / 10, step / 10, "%"
    elif unit == "成":
        value, step, unit = value * 10, step * 10, "%"
    unit = SAME.get(unit, unit)
    return Number(start, end, Kind.statistic, value, scale, step, unit, family(unit), qualifier)


def _kind_of_arabic(text: str, start: int, end: int, digits: str, unit: str, before: str) -> Kind:
    after = text[end : end + 1]
    if before == "第" or (before == "前" and not unit):
        return Kind.ordinal
    if before in _CIRCLED or before == "〔" or before == "+" or before == "#":
        return Kind.name
    if before.isascii() and before.isalpha():
        return Kind.name
    if not unit and _CALLED.search(text, max(0, start - 6), start):
        return Kind.name
    if len(digits) > _LONGEST_NUMBER or (
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


def _kind_of_chinese(
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
    if _PLAIN_MAGNITUDE.fullmatch(chinese) and chinese[0] != "十":
        return Kind.statistic if before in "上近超逾过约破达" and unit != "年" else Kind.name
    if _SLOGAN_AFTER.match(text, end) or _NAME_AFTER.match(text, numeral_end):
        return Kind.name
    return Kind.statistic


def _weak(text: str, end: int, chinese: str, unit: str) -> Kind:
    """A measure word that is also part of many words: 三面, 四方, 五门."""
    return (
        Kind.statistic
        if len(chinese) > 1 and unit not in ("年", "分", "期", "面", "方")
        else Kind.name
    )


def _quoted(text: str, end: int) -> bool:
    return _CLOSE_QUOTES.search(text, end, end + 8) is not None


def _qualifier_before(text: str, start: int) -> Qualifier:
    if not start or text[start - 1] not in _BEFORE_LAST:
        return Qualifier.exact
    lead = text[max(0, start - 4) : start]
    for pattern, qualifier in _BEFORE:
        if pattern.search(lead):
            return qualifier
    return Qualifier.exact


def _is_sign(text: str, position: int) -> bool:
    """Whether a hyphen is a minus: 增长-3.2%, not 1-5月 or 10亿元-20亿元."""
    before = text[position - 1] if position else " "
    return not (
        before.isdigit()
        or before in "月日年元%个期级亿万"
        or (before.isascii() and before.isalpha())
    )


def _value(text: str) -> Decimal | None:
    if text[0].isascii() and text.isascii():
        return Decimal(text.replace(",", "")) if len(text) <= _LONGEST_NUMBER else None
    if text[0] in "数几":
        text = text[1:]
    return chinese_numerals.read(text.rstrip("几"))


def _step(text: str) -> Decimal:
    _, point, places = text.rpartition(".") if "." in text else text.rpartition("点")
    return Decimal(1).scaleb(-len(places)) if point else Decimal(1)


def _leading_step(value: Decimal) -> Decimal:
    """Return the step of the last place that is not zero: 300多 lies below 400."""
    normal = abs(value).normalize()
    return Decimal(1).scaleb(int(normal.as_tuple().exponent)) if normal else Decimal(1)


def _normal(value: Decimal, scale: Decimal, chinese: str) -> tuple[Decimal, Decimal, Decimal]:
    """Take the trailing 万 or 亿 of a Chinese numeral as the scale, so that precision is what was said."""
    for sign in ("亿", "万"):
        if chinese.endswith(sign):
            myriad = Decimal(chinese_numerals.MYRIADS[sign])
            return value / myriad, scale * myriad, _step(chinese[:-1])
    return value, scale, _step(chinese)


def _with_ranges(text: str, numbers: list[Number]) -> Iterator[Number]:
    """Mark the ends of a range; its first end takes the unit of its last."""
    last: Number | None = None
    for number in numbers:
        if last is not None:
            joined = _range(text, last, number)
            yield joined[0] if joined else last
            last = joined[1] if joined else number
        else:
            last = number
    if last is not None:
        yield last


def _range(text: str, first: Number, second: Number) -> tuple[Number, Number] | None:
    between = text[first.end : second.start]
    if not between or len(between) > 2 or between.strip("~-—至到"):
        return None
    if first.kind is not Kind.statistic or second.kind is not Kind.statistic:
        return None
    if (
        first.unit not in ("", second.unit)
        or text[max(0, first.start - 4) : first.start].find("由") >= 0
    ):
        return None
    if text[max(0, first.start - 2) : first.start].endswith("从"):
        return None
    scale = first.scale if first.unit or first.scale > 1 else second.scale
    parts = (
        Number(first.start, first.end, Kind.statistic, first.mantissa, scale, first.step, second.unit, second.family,
               Qualifier.range),
        Number(second.start, second.end, Kind.statistic, second.mantissa, second.scale, second.step, second.unit,
               second.family, Qualifier.range),
    )  # fmt: skip
    return parts
