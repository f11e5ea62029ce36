"""The labelled passages of bench/drafts hold the draft check to its promise."""

import pytest

from bench.drafts_bench import COVERAGE, PRECISION, RECALL
from bench.passages import RIGHT, SETS, Passage, read_passages, score

KINDS = {
    "wrong copy",
    "wrong unit",
    "wrong base",
    "parts != total",
    "text != table",
    "stale period",
}


@pytest.fixture(scope="module")
def passages() -> list[Passage]:
    return [passage for name in SETS for passage in read_passages(name)]


def test_the_set_is_what_was_asked(passages: list[Passage]) -> None:
    wrong = [passage for passage in passages if passage.kind != RIGHT]
    assert len(passages) >= 60
    assert len(wrong) >= 30
    assert {passage.kind for passage in wrong} == KINDS
    assert all(sum(label.contradicted for label in passage.labels) == 1 for passage in wrong)
    assert len({passage.name for passage in passages}) == len(passages)


def test_contradictions_are_right_and_few_are_missed(passages: list[Passage]) -> None:
    done = score(passages)
    assert done.precision >= PRECISION, done.wrongly
    assert done.recall >= RECALL, done.missed
    assert done.coverage >= COVERAGE, done.not_found
