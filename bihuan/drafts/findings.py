"""What one check says of one statistic."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Any

from bihuan.drafts.claims import Claim
from bihuan.drafts.precision import (
    Interval,
    exactly,
    places_needed,
    right_value,
    shown,
    stands_for,
)
from bihuan.drafts.reasons import Reason, reason


class Verdict(StrEnum):
    """What can be said of a number."""

    supported = "supported"
    contradicted = "contradicted"
    cannot_check = "cannot_check"


@dataclass(slots=True, eq=False)
class Finding:
    """A verdict by one check. `expected` is in terms of the number's mantissa."""

    claim: Claim
    verdict: Verdict
    reason: Reason
    expected: Decimal | None = None
    unit: str = ""  # the right unit, where that is what is wrong
    implausible: bool = False
    operands: Sequence[Claim] = ()  # of a computation that does not come out


def supported(claim: Claim, code: str, **facts: Any) -> Finding:
    return Finding(claim, Verdict.supported, reason(code, **facts))


def unclear(claim: Claim, code: str, **facts: Any) -> Finding:
    return Finding(claim, Verdict.cannot_check, reason(code, **facts))


def contradicted(
    claim: Claim, code: str, right: Decimal | None, unit: str = "", /, **facts: Any
) -> Finding:
    return Finding(claim, Verdict.contradicted, reason(code, **facts), right, unit)


def implausible(claim: Claim, **facts: Any) -> Finding:
    return Finding(claim, Verdict.cannot_check, reason("implausible", **facts), implausible=True)


class Values:
    """What each number stands for; narrowed once a finer way to the same value is known."""

    def __init__(self) -> None:
        self._known: dict[int, Interval] = {}
        self._computed: dict[int, Interval] = {}
        self._holding: set[int] = set()

    def of(self, claim: Claim) -> Interval:
        known = self._known.get(claim.index)
        if known is None:
            known = self._known[claim.index] = stands_for(claim.number)
        return known

    def sum(self, claims: Iterable[Claim]) -> Interval:
        total = exactly(Fraction(0))
        for claim in claims:
            total = total + self.of(claim)
        return total

    def hold(self, claim: Claim) -> None:
        """Remember that a computation with this number came out right."""
        self._holding.add(claim.index)

    def holds(self, claim: Claim) -> bool:
        return claim.index in self._holding

    def readings(self, claim: Claim) -> list[Interval]:
        """Return what a number may stand for: as printed, and as computed where that differs."""
        computed = self._computed.get(claim.index)
        return [self.of(claim)] if computed is None else [self.of(claim), computed]

    def compute(self, claim: Claim, result: Interval) -> None:
        self._computed[claim.index] = result

    def narrow(self, claim: Claim, result: Interval) -> None:
        self._known[claim.index] = self.of(claim).within(result)


def operand(claim: Claim, other: str, sum: str) -> Finding:
    """Say that a number takes part in a computation that holds."""
    return supported(claim, "operand-fits", other=other, sum=sum)


def expected_text(claim: Claim, value: Fraction, more_places: int = 0) -> str:
    """Write a value the way the number of a claim is printed."""
    return shown(value, claim.number, max(more_places, places_needed(value, claim.number)))


def expected_value(claim: Claim, value: Fraction) -> Decimal:
    return right_value(value, claim.number)
