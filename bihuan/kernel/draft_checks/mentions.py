"""Which units and days a draft names, and where. Pure but for the tree that it is given."""

from __future__ import annotations

import calendar
import datetime
import re
from bisect import bisect_left
from dataclasses import dataclass

from bihuan.drafts.claims import Claim
from bihuan.drafts.periods import Period
from bihuan.kernel.org.tree import Tree, UnitNode

# A heading that names a unit which the tree does not know; where a story ends.
_UNKNOWN = re.compile(
    r"^[\u4e00-\u9fff]{1,10}(?:街道|街道办|办事处|镇|乡|社区|村|示范区|开发区|区|县|市|局)$",
    re.MULTILINE,
)
_NO_HEADING = re.compile(r"[。|\t]")
_STORY_ENDS = re.compile(r"[①-⑳]\d|本报讯|^★", re.MULTILINE)
_SENTENCE_END = re.compile(r"[。！？\n]")
_NOW = re.compile(r"截至(?:目前|今)|至今|目前|近日|连日来|日前|今年|年初以来|年内")
_OTHER_YEAR = re.compile(
    r"(?<![比较与同于])(?:去年|上年|前年|明年|来年)(?!同期|相比|同比|以来)"
    r"(?!.*(?:今年|本年|目前|截至|\d月))"
)
_PERIOD = re.compile(r"月|季度|半年")
GENERIC = {
    "city": ("全市", "我市"),
    "zone": ("全区", "我区", "该区", "本区", "区内", "开发区"),
    "street": ("全街道", "该街道", "本街道"),
}
LEAST_ALIAS = 3
LONGEST_HEADING = 24
LONGEST_SENTENCE, LONGEST_PARAGRAPH = 400, 2_000  # looked at before a number
MOST_BACK = 20  # mentions looked at before a number


@dataclass(frozen=True, slots=True)
class Mention:
    """Where a unit is named (None: one that the tree does not know), and up to where it holds."""

    position: int
    unit: UnitNode | None
    until: int


def aliases(units: Tree, base: UnitNode) -> dict[str, UnitNode]:
    """Return the words that stand for units: titles, the tails of zones' titles, 全区 and its like."""
    named = {node.title.zh: node for node in units if not node.is_closed}
    tails: dict[str, list[UnitNode]] = {}
    for node in units:
        if node.kind in ("city", "zone"):
            for start in range(1, len(node.title.zh) - LEAST_ALIAS + 1):
                tails.setdefault(node.title.zh[start:], []).append(node)
    for words, nodes in tails.items():
        if len(nodes) == 1 and words not in named:
            named[words] = nodes[0]
    for number in base.ancestors:
        node = units.get(number)
        named.update(dict.fromkeys(GENERIC.get(node.kind, ()), node))
    return named


class Mentions:
    """The units that a text names, by place."""

    def __init__(self, text: str, known: dict[str, UnitNode], base: UnitNode) -> None:
        self._text, self._base, self._known = text, base, known
        words = re.compile("|".join(map(re.escape, sorted(known, key=len, reverse=True))))
        self._story_ends = [end.start() for end in _STORY_ENDS.finditer(text)] + [len(text)]
        found = [self._mention(match, known[match[0]]) for match in words.finditer(text)]
        taken = {mention.position for mention in found}
        for match in _UNKNOWN.finditer(text):
            if taken.isdisjoint(range(match.start(), match.end())):
                found.append(self._mention(match, None))
        self._found = sorted(found, key=lambda mention: mention.position)
        self._starts = [mention.position for mention in self._found]

    def _mention(self, match: re.Match[str], unit: UnitNode | None) -> Mention:
        """A heading holds for its story, prose for its paragraph, a row of a table for itself."""
        start = self._text.rfind("\n", 0, match.start()) + 1
        end = self._text.find("\n", match.end())
        end = len(self._text) if end < 0 else end
        line = self._text[start:end]
        if len(line) <= LONGEST_HEADING and not _NO_HEADING.search(line):
            end = self._story_ends[bisect_left(self._story_ends, match.start())]
        return Mention(match.start(), unit, end)

    def is_unit(self, words: str) -> bool:
        """Whether words name a unit and nothing else, though it be one that the tree does not know."""
        return words in self._known or _UNKNOWN.fullmatch(words) is not None

    def unit(self, words: str) -> UnitNode | None:
        return self._known.get(words)

    def units(self, claim: Claim) -> list[UnitNode | None]:
        """Return whose number it may be, the likeliest first; None is a unit that the tree does not know.

        It may be the draft's own unit's too, unless its sentence names another beside or below that.
        """
        position = claim.number.start
        index = bisect_left(self._starts, position) - 1
        for mention in reversed(self._found[max(0, index - MOST_BACK) : index + 1]):
            if mention.until >= position:
                return self._with_own(mention, position)
        return [self._base]

    def _with_own(self, mention: Mention, position: int) -> list[UnitNode | None]:
        unit, base = mention.unit, self._base
        if unit is not None and unit.id == base.id:
            return [base]
        is_above = unit is not None and base.path.startswith(unit.path)  # 全市前四期
        if is_above or _SENTENCE_END.search(self._text, mention.position, position):
            return [unit, base]
        return [unit]


def days(claim: Claim, text: str, base: datetime.date) -> tuple[list[datetime.date], bool]:
    """Return the days that a number may be of, the likeliest first, and whether the text is sure.

    Without any that has passed, the text speaks of what is still to come.
    """
    start = claim.number.start
    first = max(0, start - LONGEST_SENTENCE)
    begin = max(first, *(text.rfind(end, first, start) + 1 for end in "。！？\n"))
    if _OTHER_YEAR.search(text[begin:start]):
        return [base], False  # 去年…，完成100亿元: holds for the clauses behind it too
    named = _day(claim.period, base) if claim.period else None
    if claim.period is not None:
        is_sure = _is_sure(claim.period) and not _is_running(claim.period, base)
        return ([named] if named else []), is_sure
    inherited = _day(claim.inherited, base) if claim.inherited else None
    if inherited is None or _NOW.search(text, begin, start):
        return [base], True
    paragraph = text.rfind("\n", max(0, start - LONGEST_PARAGRAPH), start) + 1
    goes_on = _PERIOD.search(text, max(paragraph, start - LONGEST_PARAGRAPH), start)
    return list(dict.fromkeys([inherited, base] if goes_on else [base, inherited])), True


def _is_sure(period: Period) -> bool:
    """5月 alone may be the month itself or the year up to it."""
    if period.month is None:
        return period.year is not None  # 过去一年 is no day
    return period.cumulative or period.day is not None


def _is_running(period: Period, base: datetime.date) -> bool:
    """Whether the period is that of the day itself and not over: 上半年, said on 20 June."""
    own = (period.year or base.year, period.month) == (base.year, base.month)
    return own and period.day is None and (base + datetime.timedelta(1)).month == base.month


def _day(period: Period, base: datetime.date) -> datetime.date | None:
    """Return the last day that a period speaks of; None where that lies ahead."""
    year = period.year or base.year
    if period.month is None:
        return base if year == base.year else _past(datetime.date(year, 12, 31), base)
    last = calendar.monthrange(year, period.month)[1]
    end = datetime.date(year, period.month, min(period.day or last, last))
    if period.day is None and (year, period.month) == (base.year, base.month):
        return base
    return _past(end, base)


def _past(day: datetime.date, base: datetime.date) -> datetime.date | None:
    return day if day <= base else None
