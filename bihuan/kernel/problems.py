"""Every refusal the system can give, as a tree: a stable code, a sentence in two languages.

Problem
├── Invalid        what was sent is wrong           (HTTP 422)
├── Forbidden      this person may not              (HTTP 403)
├── NotFound       no such thing, or not visible    (HTTP 404)
├── Conflict       somebody else was faster         (HTTP 409)
└── Broken         the installation needs help      (HTTP 503)
"""

from __future__ import annotations

from collections.abc import Sequence


class Problem(Exception):
    """A refusal that a person can read. Raise a subclass with a code of `CATALOGUE`."""

    status = 400

    def __init__(self, code: str, /, *, where: str = "", **facts: object) -> None:
        self.code = code
        self.facts = facts
        self.where = where  # a field, or `file:line`, or `row 12, column 级别`
        super().__init__(code)

    def sentence(self, language: str = "zh") -> str:
        zh, en = CATALOGUE[self.code]
        text = (en if language.startswith("en") else zh).format(**self.facts)
        return f"{self.where}: {text}" if self.where else text

    def __str__(self) -> str:
        return f"{self.code} {self.sentence('zh')}"


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


# code: (Chinese, English). Facts in braces are given where the problem is raised.
CATALOGUE: dict[str, tuple[str, str]] = {
    "many": ("共 {count} 处有误，首处：{first}", "{count} faults; the first: {first}"),
}
