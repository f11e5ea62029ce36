"""What is wrong with a pack: every fault with file, line, code, sentence and hint."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bihuan.kernel.problems import Invalid


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One fault. `code` has a page in docs/reference/rules.md."""

    file: str
    line: int
    code: str
    sentence: str
    hint: str = ""

    def __str__(self) -> str:
        text = f"{self.file}:{self.line} {self.code} {self.sentence}"
        return f"{text} {self.hint}" if self.hint else text


class PackFaults(Invalid):
    """A pack that does not check clean; `faults` holds them all, in file order."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(sorted(faults))
        super().__init__("pack-faults", count=len(self.faults), first=str(self.faults[0]))

    def sentence(self, language: str = "zh") -> str:
        head = super().sentence(language)
        return "\n".join([head, *(str(fault) for fault in self.faults)])
