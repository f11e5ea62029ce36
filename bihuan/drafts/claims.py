"""What each statistic of a text speaks of: its sentence, its clause, its period, its words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from bihuan.drafts.kinds import Kind
from bihuan.drafts.numbers import Number
from bihuan.drafts.periods import Period, read_period

_SENTENCE_END = re.compile(r"[。！？\n]")
_CLAUSE_END = re.compile(r"[,；:。！？\n\t（）|]")
_SEGMENT_END = re.compile(r"[；。！？\n]")
_COMPARED = re.compile(r"(?:比|较|与|同|上年|去年|以来|相比|自|于)$")
_TRAIL = 24
_GAP = 160


@dataclass(slots=True, eq=False)
class Claim:
    """One statistic with the words around it."""

    number: Number
    index: int
    sentence: int
    segment: int  # of the text: ；and 。 part segments
    lead: str  # of its clause, before it, after the number before
    gap: str  # of its sentence, between the number before and it
    trail: str  # of its clause, after it
    period: Period | None = None  # named in its sentence, before it
    inherited: Period | None = None  # named last in the text before
    first_of_clause: bool = True
    row: int | None = None  # the table it is a cell of
    signs: tuple[set[str], ...] | None = None  # kept by who compares words


@dataclass(slots=True)
class Sentence:
    """A sentence and the statistics in it, in order."""

    claims: list[Claim] = field(default_factory=list)


@dataclass(slots=True)
class Draft:
    """A text read: its statistics by sentence."""

    text: str
    claims: list[Claim]
    sentences: list[Sentence]
    months: set[int]  # that the text names as its own

    def shown(self, claim: Claim) -> str:
        return self.text[claim.number.start : claim.number.end]


class _Periods:
    """The period that is being spoken of, from one number to the next."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._seen_to = 0
        self.named: Period | None = None  # in this sentence
        self.inherited: Period | None = None  # named last, anywhere before
        self.months: set[int] = set()

    def move_to(self, position: int) -> None:
        if _SENTENCE_END.search(self._text, self._seen_to, position):
            self.named = None
        self._seen_to = position

    def take(self, number: Number) -> None:
        """Note a period, unless it is what something else is compared with: 较上年同期."""
        before = self._text[max(0, number.start - 3) : number.start]
        read = read_period(self._text[number.start : number.end])
        if _COMPARED.search(before) or (read.month is None and self.named and self.named.month):
            return
        known = self.named or self.inherited
        year = read.year or (known.year if known else None)
        self.named = Period(year, read.month, read.cumulative, read.day)
        if read.month:
            self.inherited = self.named
            self.months.add(read.month)


def read_draft(text: str, numbers: list[Number]) -> Draft:
    """Gather the words around each statistic."""
    periods = _Periods(text)
    draft = Draft(text, [], [], periods.months)
    last_end = segment = 0
    for number, following in _with_next_statistic(numbers):
        if number.kind is Kind.period:
            periods.move_to(number.start)
            periods.take(number)
        if number.kind is not Kind.statistic:
            continue
        periods.move_to(number.start)
        between = text[max(last_end, number.start - _GAP) : number.start]
        begins = not draft.claims or _ends_between(text, last_end, number.start)
        if begins:
            draft.sentences.append(Sentence())
        if begins or _SEGMENT_END.search(between):
            segment += 1
        gap = _SENTENCE_END.split(between)[-1]
        lead = _CLAUSE_END.split(gap)[-1]
        claim = Claim(
            number, len(draft.claims), len(draft.sentences) - 1, segment, lead, gap,
            _trail(text, number.end, following), periods.named, periods.inherited,
            begins or len(lead) < len(gap),
        )  # fmt: skip
        draft.claims.append(claim)
        draft.sentences[-1].claims.append(claim)
        last_end = number.end
    return draft


def _ends_between(text: str, start: int, end: int) -> bool:
    """Whether a sentence ends there; one that opens with 其中 goes on with the sentence before."""
    found = _SENTENCE_END.search(text, start, end)
    if found is None:
        return False
    goes_on = (
        found.group() == "。"
        and text.startswith("其中", found.end())
        and not _SENTENCE_END.search(text, found.end(), end)
    )
    return not goes_on


def _with_next_statistic(numbers: list[Number]) -> Iterator[tuple[Number, int]]:
    """Yield each number with where the next statistic begins."""
    starts: list[int] = []
    following = 1 << 62
    for number in reversed(numbers):
        starts.append(following)
        if number.kind is Kind.statistic:
            following = number.start
    return zip(numbers, reversed(starts), strict=True)


def _trail(text: str, end: int, following: int) -> str:
    trail = text[end : min(end + _TRAIL, following)]
    found = _CLAUSE_END.search(trail)
    return trail[: found.start()] if found else trail
