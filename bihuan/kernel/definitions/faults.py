"""What is wrong with a pack: every fault with file, line, code, sentence and hint, in both languages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bihuan.kernel.problems import Invalid, Words


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One fault. `code` has a page in docs/reference/rules.md."""

    file: str
    line: int
    code: str
    sentence: Words
    hint: Words

    def text(self, language: str = "zh") -> str:
        """Return `file:line CODE sentence. hint` in one language."""
        english = language.startswith("en")
        return f"{self.file}:{self.line} {self.code} {self.sentence[english]} {self.hint[english]}"

    def __str__(self) -> str:
        return self.text()


class PackFaults(Invalid):
    """A pack that does not check clean; `faults` holds them all, in file order."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(sorted(faults))
        super().__init__("pack-faults", count=len(self.faults))

    def sentence(self, language: str = "zh") -> str:
        return "\n".join([super().sentence(language), *(f.text(language) for f in self.faults)])
