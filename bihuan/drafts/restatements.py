"""The same number stated twice: alike words, and a value that is equal or looks like a slip of copying."""

from __future__ import annotations

import itertools
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from fractions import Fraction

from bihuan.drafts.claims import Claim, Draft
from bihuan.drafts.findings import Finding, Values, contradicted, expected_value, supported
from bihuan.drafts.numbers import Number
from bihuan.drafts.operands import exact_enough, normal, pairs_of_signs
from bihuan.drafts.units import Family

_KEPT = 6  # statements remembered of each look of a number
_PERIODS = re.compile(
    r"(?:(?:19|20)\d\d年|\d{1,2}月(?:\d{1,2}日|份|底|末)?|\d{1,2}[~\-—至到]\d{1,2}月|[上下]半年|[一二三四]季度|前三季度|"
    r"全年|今年以来|今年|近日|日前|截至?|目前|至今)"
)
_FILLING = re.compile(
    r"累计|共有|共计|共|现有|已有|已|记者|获悉|本报讯|公布|显示|通报|上|全[区市县镇省]|总数|总计|达到?|[、。；,:\s]"
)
_GENERIC = re.compile(
    r"完成|实现|年度?|计划|投资|总额|收入|目标|任务|项目|累计|同比|增长|占|率|个|的"
)
_COMPARES = re.compile(r"去年|上年|同期|上月|原来|其中")
_LEAST_PAIRS = 4
_MISCOPIED_DIGITS = 3  # a single digit differs by mistake only in a number of some length


def check_restatements(draft: Draft, values: Values) -> Iterator[Finding]:
    """Compare alike statements; of two that differ, the one that a computation bears out is right."""
    looks = {
        claim.index: list(_looks(claim.number))
        for claim in draft.claims
        if claim.row is None and exact_enough(claim) and claim.number.family is not Family.bare
    }
    counts = Counter(itertools.chain.from_iterable(looks.values()))
    statements: dict[tuple[str, str], list[tuple[Claim, set[str]]]] = defaultdict(list)
    for index, its_looks in looks.items():
        shared = [look for look in its_looks if counts[look] > 1]
        claim = draft.claims[index]
        words = pairs_of_signs(_subject(claim)) if shared else set()
        if len(words) < _LEAST_PAIRS:
            continue
        for look in shared:
            seen = statements[look]
            for other, its_words in seen:
                finding = _compare(draft, other, its_words, claim, words, values)
                if finding is not None:
                    yield from finding
                    break
            seen.append((claim, words))
            del seen[:-_KEPT]


def _subject(claim: Claim) -> str:
    """Return the words that say what a number is of; nothing when they could be of anything."""
    words = claim.lead[-20:] + claim.trail[:12]
    if _COMPARES.search(words):
        return ""
    words = normal(_FILLING.sub("", _PERIODS.sub("", words)))
    return words if len(_GENERIC.sub("", words)) > 2 else ""


def _looks(number: Number) -> Iterator[tuple[str, str]]:
    """Yield what numbers that are easily mistaken for each other share."""
    digits = f"{number.mantissa.normalize():f}".replace(".", "")
    if number.value == 0:
        return
    yield number.unit, "".join(sorted(digits.strip("0")))
    if len(digits) >= _MISCOPIED_DIGITS:
        for at in range(len(digits)):
            yield number.unit, f"{number.scale}:{digits[:at]}?{digits[at + 1 :]}"


def _compare(
    draft: Draft,
    first: Claim,
    first_words: set[str],
    second: Claim,
    words: set[str],
    values: Values,
) -> list[Finding] | None:
    if first.sentence == second.sentence or not _periods_agree(first, second):
        return None
    if not _alike(first_words, words):
        return None
    if first.number.value == second.number.value:
        return [
            supported(second, "stated-twice", other=draft.shown(first)),
            supported(first, "stated-twice", other=draft.shown(second)),
        ]
    if len(f"{first.number.mantissa:f}") < 2:
        return None
    wrong, right = second, first
    if values.holds(second) and not values.holds(first):
        wrong, right = first, second
    value = Fraction(right.number.value)
    return [
        contradicted(
            wrong, "stated-otherwise", expected_value(wrong, value), other=draft.shown(right)
        )
    ]


def _periods_agree(first: Claim, second: Claim) -> bool:
    one, other = first.period, second.period
    if one is None or other is None:
        return True
    same_year = one.year is None or other.year is None or one.year == other.year
    return same_year and (one.month is None or other.month is None or one.month == other.month)


def _alike(one: set[str], other: set[str]) -> bool:
    """Whether one subject says what the other says, and at most something more."""
    short, long = (one, other) if len(one) <= len(other) else (other, one)
    return len(short - long) <= len(short) // 8
