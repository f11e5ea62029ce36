"""The labelled passages of bench/drafts, and how the draft check does on them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from bihuan.drafts.findings import Verdict
from bihuan.drafts.flat import flatten
from bihuan.drafts.kinds import Kind
from bihuan.drafts.numbers import find_numbers
from bihuan.drafts.verdicts import Checked, check

FOLDER = Path(__file__).parent / "drafts"
SETS = ("open", "held_out", "unseen", "blind", "third", "fourth")
RIGHT = "right"
_MARK = re.compile(r"\{(?P<text>[^{}!]*)(?P<wrong>!(?P<expected>[^{}]*))?\}")


@dataclass(frozen=True)
class Label:
    """A statistic of a passage: where it stands, whether the text contradicts it, the right value."""

    start: int
    end: int
    contradicted: bool
    expected: str


@dataclass(frozen=True)
class Passage:
    """One labelled text."""

    name: str
    kind: str
    text: str
    labels: tuple[Label, ...]


@dataclass
class Score:
    """What the check did on a set of passages."""

    labelled: int = 0
    found: int = 0
    unlabelled: list[str] = field(default_factory=list)
    not_found: list[str] = field(default_factory=list)
    confusion: Counter[tuple[str, str]] = field(default_factory=Counter)
    missed: list[str] = field(default_factory=list)
    wrongly: list[str] = field(default_factory=list)
    by_kind: Counter[tuple[str, bool]] = field(default_factory=Counter)
    expected_right: int = 0
    expected_wrong: list[str] = field(default_factory=list)

    @property
    def coverage(self) -> float:
        return self.found / self.labelled

    @property
    def precision(self) -> float:
        hits = self.confusion["contradicted", "contradicted"]
        return hits / (hits + len(self.wrongly)) if hits else 0.0

    @property
    def recall(self) -> float:
        hits = self.confusion["contradicted", "contradicted"]
        return hits / (hits + len(self.missed)) if hits else 0.0

    @property
    def cannot_check(self) -> float:
        unsure = sum(
            count for (_, verdict), count in self.confusion.items() if verdict == "cannot_check"
        )
        return unsure / self.confusion.total()


def read_passages(name: str) -> list[Passage]:
    blocks = re.split(
        r"^## ", (FOLDER / f"{name}.txt").read_text(encoding="utf-8"), flags=re.MULTILINE
    )
    return [_passage(block) for block in blocks if block.strip()]


def _passage(block: str) -> Passage:
    heading, _, marked = block.partition("\n")
    name, _, kind = heading.partition("|")
    text, labels, done, length = [], [], 0, 0
    for mark in _MARK.finditer(marked):
        plain = marked[done : mark.start()]
        start = length + len(plain)
        text += [plain, mark["text"]]
        length = start + len(mark["text"])
        labels.append(Label(start, length, mark["wrong"] is not None, mark["expected"] or ""))
        done = mark.end()
    text.append(marked[done:])
    return Passage(name.strip(), kind.strip(), "".join(text).rstrip("\n"), tuple(labels))


def score(passages: Iterable[Passage]) -> Score:
    total = Score()
    for passage in passages:
        _add(total, passage)
    return total


def _add(total: Score, passage: Passage) -> None:
    checked = check(passage.text)
    for label in passage.labels:
        total.labelled += 1
        shown = f"{passage.name}: {passage.text[label.start : label.end]}"
        found = next((item for item in checked if _same(item, label)), None)
        if found is None:
            total.not_found.append(shown)
            if label.contradicted:
                total.missed.append(f"{shown} (not found)")
            continue
        total.found += 1
        checked.remove(found)
        _judge(total, passage, label, found, shown)
    for item in checked:
        total.unlabelled.append(f"{passage.name}: {item.text}")
        if item.verdict is Verdict.contradicted:
            total.wrongly.append(f"{passage.name}: {item.text} — {item.reason.sentence()}")


def _same(item: Checked, label: Label) -> bool:
    return item.start < label.end and label.start < item.end and abs(item.end - label.end) <= 2


def _judge(total: Score, passage: Passage, label: Label, found: Checked, shown: str) -> None:
    truth = "contradicted" if label.contradicted else RIGHT
    total.confusion[truth, found.verdict.value] += 1
    told = found.verdict is Verdict.contradicted
    if label.contradicted:
        total.by_kind[passage.kind, told] += 1
    if label.contradicted and not told:
        total.missed.append(
            f"[{passage.kind}] {shown} — {found.verdict}: {found.reason.sentence()}"
        )
    if told and not label.contradicted:
        total.wrongly.append(f"[{passage.kind}] {shown} — {found.reason.sentence()}")
    if told and label.expected:
        if found.expected is not None and _amounts(label.expected) == [
            in_yuan(found.expected, found.expected_in)
        ]:
            total.expected_right += 1
        else:
            total.expected_wrong.append(
                f"{shown}: {label.expected}, not {found.expected} {found.expected_in}"
            )


def _amounts(text: str) -> list[tuple[Decimal, str]]:
    return [in_yuan(item.value, item.measured_in) for item in check(text)]


def in_yuan(value: Decimal, unit: str) -> tuple[Decimal, str]:
    """Return a value without 亿, so that 4.8亿元 and 48000万元 are the same."""
    return (value * 10**8, unit[1:]) if unit.startswith("亿") else (value, unit)


def statistics_of(text: str) -> Iterator[str]:
    """Yield what of a text counts as a statistic."""
    flat = flatten(text)
    for number in find_numbers(flat.text):
        if number.kind is Kind.statistic:
            yield flat.text[number.start : number.end]
