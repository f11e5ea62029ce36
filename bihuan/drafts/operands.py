"""Which other numbers of a text a check may compute with."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from bihuan.drafts.claims import Claim, Draft
from bihuan.drafts.numbers import Qualifier
from bihuan.drafts.units import Family

NEARBY = 12  # numbers of a sentence looked at on either side: what a reader still relates
NAMED = 60  # per cent of a name's pairs of signs
AMOUNTS = frozenset({Family.count, Family.money, Family.size, Family.time, Family.bare})
_YEAR_WORDS = re.compile(r"年度|全年|今年|当年|本年度?")
_JOINT = 8
_GOAL_WORDS = re.compile(r"目标任务|任务目标|任务")
# Not where they are part of a word: 签约, 安全, 达效, 部门, 公共.
_FILLING = re.compile(
    r"[的了已为、“”\"'（）()共全部达约]"
    r"(?<!公共|安全|干部|内部|外部|局部|支部|签约|预约|合约|条约)"
    r"(?<!共(?=[享同建用])|全(?=面)|达(?=[效产标])|部(?=[门分署队]))"
)


def before(draft: Draft, claim: Claim) -> list[Claim]:
    """Return the statistics before a claim in its sentence, nearest first."""
    first = max(0, claim.index - NEARBY)
    found = draft.claims[first : claim.index]
    return [other for other in reversed(found) if other.sentence == claim.sentence]


def after(draft: Draft, claim: Claim) -> list[Claim]:
    found = draft.claims[claim.index + 1 : claim.index + 1 + NEARBY]
    return [other for other in found if other.sentence == claim.sentence]


def earlier(draft: Draft, claim: Claim) -> Iterator[Claim]:
    """Yield the statistics before a claim in the text, nearest first, as far as a reader remembers."""
    for index in range(claim.index - 1, max(-1, claim.index - 1 - 3 * NEARBY), -1):
        yield draft.claims[index]


def following(draft: Draft, claim: Claim) -> list[Claim]:
    """Return the few statistics after a claim, also of the next sentence."""
    found = draft.claims[claim.index + 1 : claim.index + 1 + NEARBY // 2]
    return [other for other in found if other.sentence <= claim.sentence + 1]


def comparable(one: Claim, other: Claim) -> bool:
    return one.number.unit == other.number.unit and one.number.family is other.number.family


def exact_enough(claim: Claim) -> bool:
    """Whether a number may be computed with: 约, 以上 and 多 leave open what it is."""
    return claim.number.qualifier is Qualifier.exact


def normal(words: str) -> str:
    """Write a name the way that all its spellings share: 年度计划的投资 and 全年计划投资."""
    words = _GOAL_WORDS.sub("目标", _YEAR_WORDS.sub("年", words))
    return _FILLING.sub("", words)


def pairs_of_signs(words: str) -> set[str]:
    return {words[at : at + 2] for at in range(len(words) - 1)}


def nameness(name: str, claim: Claim) -> int:
    """Return how much of a name the words before or after a number hold, in per cent."""
    wanted = pairs_of_signs(normal(name))
    if not wanted:
        return 0
    return max(100 * len(wanted & pairs) // len(wanted) for pairs in _words_around(claim))


def is_called(name: str, claim: Claim) -> bool:
    """Whether all that stands before a number is part of a name: 在建29个 is of 在建项目."""
    label = normal(claim.lead).strip("、其中和及")
    return len(label) > 1 and label in normal(name)


def _words_around(claim: Claim) -> tuple[set[str], ...]:
    if claim.signs is None:
        trail = claim.trail.partition("、")[0]  # what follows is of the next number
        claim.signs = (
            pairs_of_signs(normal(claim.lead[-16:])),
            pairs_of_signs(normal(trail[:16])),
            # 包联的48个项目中: the measure word stands within the name
            pairs_of_signs(normal(claim.lead[-_JOINT:] + trail[:_JOINT])),
        )
    return claim.signs


def best_named(name: str, claims: Iterable[Claim]) -> list[Claim]:
    """Return the claims that bear a name, give or take a word: those that bear most of it."""
    rated = [(nameness(name, claim), claim) for claim in claims]
    most = max((rate for rate, _ in rated), default=0)
    return [claim for rate, claim in rated if rate == most and rate >= NAMED]
