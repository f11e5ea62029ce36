"""Every refusal in the code is in the catalogue, in both languages, with all its facts."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from string import Formatter

import pytest

from bihuan.kernel import problems

ROOT = Path(__file__).resolve().parents[2]
MODULES = [p for p in sorted((ROOT / "bihuan").rglob("*.py")) if "migrations" not in p.parts]
NOT_FACTS = {"where"}


@dataclass(frozen=True)
class Refusal:
    """A place that makes a Problem with a code that stands there."""

    place: str
    code: str
    facts: frozenset[str]
    more: bool  # `**facts` are passed on: what they hold is not known here


def kinds_of_problem() -> set[str]:
    """Names of Problem and its subclasses, wherever in bihuan they are written."""
    bases = {
        node.name: {base.id for base in node.bases if isinstance(base, ast.Name)}
        for path in MODULES
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.ClassDef)
    }
    kinds = {"Problem"}
    while more := {name for name, over in bases.items() if over & kinds} - kinds:
        kinds |= more
    return kinds


def refusals() -> Iterator[Refusal]:
    kinds = kinds_of_problem()
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text())):
            if not (isinstance(node, ast.Call) and node.args):
                continue
            called = node.func
            name = called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")
            first = node.args[0]
            if name in kinds and isinstance(first, ast.Constant) and isinstance(first.value, str):
                given = {keyword.arg for keyword in node.keywords}
                yield Refusal(
                    place=f"{path.relative_to(ROOT)}:{node.lineno}",
                    code=first.value,
                    facts=frozenset(g for g in given if g and g not in NOT_FACTS),
                    more=None in given,
                )


def facts_of(sentence: str) -> set[str]:
    return {
        field.split(".")[0].split("[")[0] for _, field, _, _ in Formatter().parse(sentence) if field
    }


REFUSALS = list(refusals())


def test_the_search_finds_refusals() -> None:
    assert len(REFUSALS) > 10


def test_every_code_is_in_the_catalogue() -> None:
    assert [r for r in REFUSALS if r.code not in problems.CATALOGUE] == []


def test_every_code_of_the_catalogue_is_used() -> None:
    words = {
        node.value
        for path in MODULES
        if path != Path(problems.__file__)
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    words |= {"many"}  # made by InvalidMany in problems.py itself
    assert sorted(set(problems.CATALOGUE) - words) == []


@pytest.mark.parametrize("code", problems.CATALOGUE)
def test_both_languages_tell_the_same_facts(code: str) -> None:
    chinese, english = problems.CATALOGUE[code]
    assert facts_of(chinese) == facts_of(english)


def test_every_refusal_gives_the_facts_of_its_sentence() -> None:
    lacking = [
        (refusal.place, refusal.code, sorted(needed - refusal.facts))
        for refusal in REFUSALS
        if refusal.code in problems.CATALOGUE and not refusal.more
        if (needed := facts_of(problems.CATALOGUE[refusal.code][1])) - refusal.facts
    ]
    assert lacking == []
