"""Which known names the words around a number bear, and whether they leave anything unexplained."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from bihuan.drafts.claims import Claim, Draft
from bihuan.drafts.kinds import Kind
from bihuan.drafts.numbers import Number
from bihuan.drafts.units import FAMILIES, SAME, Family, family

LONGEST = 200  # signs of a segment looked at before a number
LONGEST_TRAIL = 24
SURE = 3  # signs of a name that can be sure: 隐患 may be any
SHORTEST = 2  # signs of each part of a name that stands in two places
_DROPPED = re.compile(
    r"""[“”"'‘’《》「」『』（）()、·\s的了]|累计|共计|共有|合计|总共|一共|已经|已|共|全部|目前"""
)
_SCHEDULE = re.compile(r"(?:序时|时间)(?=进度)")
_COMPARED = re.compile(r"^(?:超过?|高于|快于|领先于?|低于|慢于|落后于?)")
_SEGMENT_END = re.compile(r"[；。！？\n]")
_CLAUSE_END = re.compile(r"[,:\t|]")
_TRAIL_END = re.compile(r"[,；:。！？\n\t|]")
_CHANGE = re.compile(
    r"增长|增加|减少|下降|提高|上升|增幅|降幅|新增|同比|环比|翻番|较|(?<![对百占])比"
)
_NO_WORD = re.compile(r"[\W\d_]")
_MEANT = re.compile(r"计划|目标|力争|拟|预计|将|确保|争取|任务|规划|年底前")
_AIM = re.compile(r"全年|年度|今年|本年|完成|新增|达到|力争|要|为|到年底|年底|以上|不少于|不低于")
_BELOW = re.compile(r"低于|慢于|落后|滞后|欠|差")
# What says nothing of a number's subject: anywhere, before a number, at the head of a clause.
_EXPLAINED = re.compile(
    r"今年以来|年初以来|今年|年内|截至|截止|至今|近日|日前|连日来|期间|其中|同时|另外|另有|还有|以及|据统计|据悉|先后|组织|开展|派出|当前|涌现|"
    r"达到|实现|纳入|分别|超过|突破|快于|高于|低于|慢于|落后于?|领先于?"
)
_BEFORE_NUMBER = re.compile(r"[占达到至为是有约近超逾仅只派]{1,8}(?=#|$)")
_AT_HEAD = re.compile(r"(?:^|(?<=[#,]))(?:[另还并也又则和与及由向派占为]|至(?=,)|街道){1,8}")
# Words that single out a part: a clause before that holds one speaks of something of its own.
_RESTRICTS = re.compile(
    r"园|厂|公司|集团|项目|镇|村|街道|乡|企业|工业|产业|农业|行业|领域|局|办事处|国|省|市|县|区|批|类|级|户"
)
# What may have become of some of the things that a name counts.
_STATES = re.compile(
    r"开工|竣工|完工|投产|达效|签约|入统|入库|注册|整改|销号|落实|办结|解决|答复|验收|备案|评价|逾期|退回|通过|未|不|没"
)
# Measure words that prose uses for one another.
_ALIKE = [frozenset("个项件处家户起宗所间座条"), frozenset("人名位")]


@dataclass(frozen=True, slots=True)
class Name:
    """One way to speak of something: `key` says of what, `kin` what it belongs to, `unit` its measure."""

    key: str
    kin: str
    words: str
    unit: str


@dataclass(frozen=True, slots=True)
class Match:
    """A name that the words around a number bear."""

    name: Name
    length: int
    left: str  # of the number's clause, unexplained
    is_apart: bool  # an earlier clause speaks of something of its own
    is_reversed: bool  # 低于时序进度: what is printed is the distance below
    is_meant: bool = False  # 全年拟新增30家: what is printed is to be reached

    @property
    def is_sure(self) -> bool:
        return not self.left and not self.is_apart and self.length >= SURE

    @property
    def is_open(self) -> bool:
        """Whether what is left singles out no part: no place or thing of its own, no state."""
        return not _RESTRICTS.search(self.left) and not _STATES.search(self.left)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The words around a number without the numbers: earlier clauses, its own, what follows."""

    earlier: str
    own: str  # of its clause before it; `#` stands for an earlier number
    trail: str
    rest: str  # of the trail, before a 、 that may begin the next of a list

    @property
    def tail(self) -> str:
        """What stands between the number before and this one."""
        return self.own.rpartition("#")[2]


def plain(words: str) -> str:
    """Write words the way that names and texts are compared: 已累计完成的投资 is 完成投资."""
    return _SCHEDULE.sub("时序", _DROPPED.sub("", words))


class Names:
    """Known names, ready to be looked for; `places` are words that stand for units."""

    def __init__(self, names: Iterable[Name], places: Iterable[str] = ()) -> None:
        known_names: dict[tuple[str, str], Name] = {}
        for name in names:
            known_names.setdefault((name.key, _bare(name)), name)
        self._by_kin: dict[str, list[str]] = {}
        self._by_end: dict[str, list[tuple[str, Name]]] = {}  # by the last signs of a name
        for (_, words), name in known_names.items():
            self._by_kin.setdefault(name.kin, []).append(words)
            self._by_end.setdefault(words[-SHORTEST:], []).append((words, name))
        for known in self._by_kin.values():
            known.sort(key=len, reverse=True)
        listed = sorted({plain(place) for place in places if place}, key=len, reverse=True)
        self._places = re.compile("|".join(map(re.escape, listed)) or r"(?!)")

    def find(self, claim: Claim, around: Surroundings) -> list[Match]:
        """Return the names that a number bears, the longest first; none for a change or a plan."""
        ratio = claim.number.family in (Family.share, Family.points)
        lead = around.own.replace("#", "") if ratio else around.tail
        trail = around.rest if self._told(lead) else around.trail
        joined = lead + trail
        found = []
        for end in {joined[at : at + SHORTEST] for at in range(len(joined) - 1)}:
            for words, name in self._by_end.get(end, ()):
                if measures(claim.number, name.unit):
                    match = self._match(claim, words, name, (lead, trail), around)
                    if match is not None:
                        found.append(match)
        return _longest_of_each(found)

    def signature(self, around: Surroundings) -> str:
        """Return what a choice is remembered by: the words of the clause that say something."""
        before = self._told(around.tail)
        return f"{before}〔〕{self._told(around.rest if before else around.trail)}"

    def _match(
        self, claim: Claim, words: str, name: Name, spot: tuple[str, str], around: Surroundings
    ) -> Match | None:
        lead, trail = spot
        joined = lead + trail
        earlier = around.earlier + around.own.removesuffix(lead)
        topic = ""
        at = joined.rfind(words)
        if at >= 0:
            follows = at >= len(lead)  # 48个重点项目
            if follows and (self._told(joined[len(lead) : at]) or _CHANGE.search(lead)):
                return None
            between = joined[at + len(words) : len(lead)]
            crosses = at + len(words) > len(lead)
            after = joined[at + len(words) :] if crosses else around.rest
            clause = f"{joined[:at]}#{between}{after}"
        else:
            cut = next((n for n in range(1, len(words) - 1) if words[n:] in lead), 0)
            topic, quantity = words[:cut], words[cut:]
            start = earlier.rfind(topic)
            if cut < SHORTEST or start < 0 or words in earlier:  # then it is of another number
                return None
            at = lead.rfind(quantity)
            between = lead[at + len(quantity) :]
            clause = f"{earlier[start:]}{lead[:at]}#{between}{around.rest}"
            earlier = earlier[:start]
        if _CHANGE.search(between):
            return None
        left = self._left(clause, name.kin, topic)
        is_meant = bool(_MEANT.search(left))
        if is_meant:
            left = _NO_WORD.sub("", _AIM.sub("", _MEANT.sub("", left)))
        is_apart = bool(_RESTRICTS.search(self._left(earlier, name.kin)))
        is_reversed = claim.number.family is Family.points and bool(_BELOW.search(joined))
        return Match(name, len(words), left, is_apart, is_reversed, is_meant)

    def _left(self, text: str, kin: str, topic: str = "") -> str:
        """Return what neither the kin's names nor units nor common words explain.

        Under a topic (签约一批) what the kin says of it is explained without it too (完成投资).
        """
        for words in self._by_kin.get(kin, ()):
            text = text.replace(words, "#")
            if topic and words.startswith(topic) and len(words) > len(topic) + 1:
                text = text.replace(words[len(topic) :], "#")
        return self._told(text)

    def _told(self, text: str) -> str:
        text = _EXPLAINED.sub("", self._places.sub("", text))
        return _NO_WORD.sub("", _AT_HEAD.sub("", _BEFORE_NUMBER.sub("", text)))


def in_cell(row: str, heading: str) -> Surroundings:
    """Return the words of a table's cell: the name of its row, then that of its column."""
    return Surroundings("", plain(row + heading), "", "")


def measures(number: Number, unit: str) -> bool:
    """Whether a printed number can be a value in this unit."""
    return alike(number.unit, unit)


def alike(one: str, other: str) -> bool:
    """Whether two units are one, or measure words that prose uses for one another."""
    one, other = SAME.get(one, one), SAME.get(other, other)
    return bool(one) and (one == other or any(one in words and other in words for words in _ALIKE))


def surroundings(draft: Draft, numbers: Sequence[Number]) -> Iterator[Surroundings]:
    """Yield the words around each claim of a draft, in order."""
    text, end, before = draft.text, 0, ""
    starts = [claim.number.start for claim in draft.claims[1:]] + [len(text)]
    following = iter(starts)
    for number in numbers:
        between = text[end : number.start]
        ends = [found.end() for found in _SEGMENT_END.finditer(between)]
        before = (between[ends[-1] :] if ends else before + between)[-LONGEST:]
        end = number.end
        if number.kind is Kind.statistic:
            trail = text[number.end : min(next(following), number.end + LONGEST_TRAIL)]
            trail = _TRAIL_END.split(trail, maxsplit=1)[0]
            clauses = [found.end() for found in _CLAUSE_END.finditer(before)]
            cut = clauses[-1] if clauses else 0
            words = (before[:cut], before[cut:], trail, trail.partition("、")[0])
            yield Surroundings(*map(plain, words))
            before += "#"
        elif number.kind is Kind.name:
            before += text[number.start : number.end]
        else:
            before = before.rstrip("前第")


def _bare(name: Name) -> str:
    """Return a name as it is compared, without what a text may say in many ways: 占, 超, 低于."""
    words, kind = plain(name.words), family(SAME.get(name.unit, name.unit))
    if kind is Family.share:
        return words.replace("占", "")
    return _COMPARED.sub("", words) if kind is Family.points else words


def _longest_of_each(found: Iterable[Match]) -> list[Match]:
    best: dict[str, Match] = {}
    for match in found:
        known = best.get(match.name.key)
        if known is None or (match.is_sure, match.length) > (known.is_sure, known.length):
            best[match.name.key] = match
    return sorted(best.values(), key=lambda match: (-match.length, match.name.key))


def base_unit(unit: str, magnitudes: Mapping[str, int]) -> tuple[str, int]:
    """Take 万 and 亿 off a unit: 亿元 is (元, 100 million), 百分点 is itself."""
    if unit in FAMILIES:
        return unit, 1
    for word, factor in magnitudes.items():
        if word and unit.startswith(word) and len(unit) > len(word):
            return unit[len(word) :], factor
    return unit, 1
