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
    signs: tuple[set[str], set[str]] | None = None  # kept by who compares words


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
    months: set[int] = field(default_factory=set)  # that the text names as its own

    def shown(self, claim: Claim) -> str:
        return self.text[claim.number.start : claim.number.end]


def read_draft(text: str, numbers: list[Number]) -> Draft:
    draft = Draft(text, [], [])
    period: Period | None = None
    inherited: Period | None = None
    last_end = 0
    last_sentence_mark = 0
    segment = 0
    for number, following in _with_next_statistic(numbers):
        between = text[max(last_end, number.start - _GAP) : number.start]
        if number.kind is Kind.period:
            if _SENTENCE_END.search(text, last_sentence_mark, number.start):
                period = None
            last_sentence_mark = number.start
            read = read_period(text[number.start : number.end])
            if not _COMPARED.search(text[max(0, number.start - 3) : number.start]):
                if read.month is None and period is not None and period.month is not None:
                    continue
                year = (
                    read.year or (period and period.year) or (inherited and inherited.year) or None
                )
                period = Period(year, read.month, read.cumulative, read.day)
                inherited = period if read.month else inherited
                if read.month:
                    draft.months.add(read.month)
            continue
        if number.kind is not Kind.statistic:
            continue
        new_sentence = not draft.claims or _ends_between(text, last_end, number.start)
        if new_sentence:
            draft.sentences.append(Sentence())
        if ends := list(_SENTENCE_END.finditer(between)):
            if not new_sentence:
                segment += 1
            between = between[ends[-1].end() :]
        if _SENTENCE_END.search(text, last_sentence_mark, number.start):
            period = None
        last_sentence_mark = number.start
        lead = between
        clause_ends = list(_CLAUSE_END.finditer(between))
        if clause_ends:
            lead = between[clause_ends[-1].end() :]
        if new_sentence or _SEGMENT_END.search(between):
            segment += 1
        claim = Claim(
            number, len(draft.claims), len(draft.sentences) - 1, segment, lead, between,
            _trail(text, number.end, following), period, inherited, new_sentence or bool(clause_ends),
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
