"""Every refusal the system can give, as a tree: a stable code, a sentence in two languages.

Problem
├── Invalid        what was sent is wrong           (HTTP 422)
├── Forbidden      this person may not              (HTTP 403)
├── NotFound       no such thing, or not visible    (HTTP 404)
├── Conflict       somebody else was faster         (HTTP 409)
└── Broken         the installation needs help      (HTTP 503)
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple, Protocol

from bihuan.drafts.refusals import REFUSALS
from bihuan.kernel.sentences import (
    absence,
    bulletins,
    concurrency,
    entries,
    installation,
    notices,
    organisation,
    permission,
)


class Words(NamedTuple):
    """A term in both languages."""

    zh: str
    en: str


class Titled(Protocol):
    """Anything said in both languages."""

    @property
    def zh(self) -> str: ...

    @property
    def en(self) -> str: ...


def in_a_row(titles: Iterable[Titled]) -> Words:
    """Return some titles as one enumeration, a dash when there are none."""
    held = list(titles)
    return Words("、".join(one.zh for one in held) or "—", ", ".join(one.en for one in held) or "—")


class Problem(Exception):
    """A refusal that a person can read. Raise a subclass with a code of `CATALOGUE`."""

    status = 400

    def __init__(self, code: str, /, *, where: object = "", **facts: object) -> None:
        self.code = code
        self.facts = facts
        self.where = where  # a field's label, or `file:line`, or `row 12, column 级别`
        super().__init__(code)

    def sentence(self, language: str = "zh") -> str:
        english = language.startswith("en")
        facts = {name: _in(value, english) for name, value in self.facts.items()}
        text = CATALOGUE[self.code][english].format(**facts)
        return f"{_in(self.where, english)}: {text}" if self.where else text

    def __str__(self) -> str:
        return f"{self.code} {self.sentence('zh')}"


def _in(value: object, english: bool) -> object:
    """Return a label (anything with `zh` and `en`) in one language, other facts as they are."""
    return getattr(value, "en" if english else "zh", value)


class Invalid(Problem):
    status = 422


class Forbidden(Problem):
    status = 403


class NotFound(Problem):
    status = 404


class Conflict(Problem):
    status = 409


class Broken(Problem):
    status = 503


class InvalidMany(Invalid):
    """Several faults found in one go; `faults` holds each."""

    def __init__(self, faults: Sequence[Problem]) -> None:
        self.faults = tuple(faults)
        super().__init__("many", count=len(self.faults), first=self.faults[0].sentence())

    def sentence(self, language: str = "zh") -> str:
        return "\n".join(fault.sentence(language) for fault in self.faults)


CATALOGUE: dict[str, tuple[str, str]] = {
    "many": ("共 {count} 处有误，首处：{first}", "{count} faults; the first: {first}"),
    **REFUSALS,
    **absence.SENTENCES,
    **bulletins.SENTENCES,
    **concurrency.SENTENCES,
    **entries.SENTENCES,
    **installation.SENTENCES,
    **notices.SENTENCES,
    **organisation.SENTENCES,
    **permission.SENTENCES,
}
