"""The verdict on each number of a text, and the policy by which findings become one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from bihuan.drafts.claims import Draft, read_draft
from bihuan.drafts.elapsed import check_elapsed
from bihuan.drafts.findings import Finding, Values, Verdict, unclear
from bihuan.drafts.flat import FlatText, flatten
from bihuan.drafts.growth import check_growth
from bihuan.drafts.numbers import Number, Qualifier, find_numbers
from bihuan.drafts.operands import exact_enough
from bihuan.drafts.plausibility import check_plausibility
from bihuan.drafts.reasons import Reason
from bihuan.drafts.remainders import check_remainders
from bihuan.drafts.restatements import check_restatements
from bihuan.drafts.shares import check_shares
from bihuan.drafts.sums import check_running_totals, check_sums
from bihuan.drafts.tables import Table, check_tables, read_tables
from bihuan.drafts.units import Family

HUNDRED_MILLION = Decimal(10**8)


@dataclass(frozen=True, slots=True)
class Checked:
    """A statistic of the original text with its verdict; values in `measured_in`."""

    start: int
    end: int
    text: str
    value: Decimal
    measured_in: str
    qualifier: Qualifier
    verdict: Verdict
    expected: Decimal | None
    expected_in: str
    implausible: bool
    reason: Reason


@dataclass(frozen=True, slots=True)
class Reading:
    """A text read and checked by itself; `findings` stand in the order of the draft's claims."""

    original: str
    flat: FlatText
    numbers: list[Number]
    draft: Draft
    findings: list[Finding]
    tables: list[Table]

    def checked(self, finding: Finding) -> Checked:
        """Return what a finding says of the original text."""
        number = finding.claim.number
        start, end = self.flat.span(number.start, number.end)
        return _checked(self.original, start, end, number, finding)


def read(original: str) -> Reading:
    """Read a text and check it by itself, with all that a further check needs."""
    flat = flatten(original)
    numbers = find_numbers(flat.text)
    draft = read_draft(flat.text, numbers)
    tables = read_tables(draft)
    decided = _decide(draft, tables)
    findings = [
        decided.get(claim.index) or unclear(claim, _NOTHING[exact_enough(claim)])
        for claim in draft.claims
    ]
    return Reading(original, flat, numbers, draft, findings, tables)


def check(original: str) -> list[Checked]:
    """Return every statistic of a text, each with what the text itself says for or against it."""
    reading = read(original)
    return [reading.checked(finding) for finding in reading.findings]


_NOTHING = {True: "nothing-to-compare", False: "approximate"}
_WEIGHT = {Verdict.contradicted: 2, Verdict.supported: 1, Verdict.cannot_check: 0}


def _decide(draft: Draft, tables: list[Table]) -> dict[int, Finding]:
    """One verdict a number: a contradiction outweighs support, support outweighs not knowing."""
    decided: dict[int, Finding] = {}
    values = Values()

    def take(findings: Iterable[Finding]) -> None:
        for finding in findings:
            if finding.verdict is Verdict.supported:
                values.hold(finding.claim)
            known = decided.get(finding.claim.index)
            if known is None or _WEIGHT[finding.verdict] > _WEIGHT[known.verdict]:
                decided[finding.claim.index] = finding
            for claim in finding.operands:
                told = unclear(claim, "operand-of-misfit", other=draft.shown(finding.claim))
                decided.setdefault(claim.index, told)

    take(check_tables(draft, tables, values))
    take(check_shares(draft, values))
    take(check_elapsed(draft, values))
    take(check_sums(draft, values))
    take(check_running_totals(draft, values))
    take(check_growth(draft, values))
    take(check_remainders(draft, values))
    take(check_restatements(draft, values))
    for finding in check_plausibility(draft):
        if finding.claim.index not in decided:
            decided[finding.claim.index] = finding
    return decided


def _checked(original: str, start: int, end: int, number: Number, found: Finding) -> Checked:
    unit, divisor = measure(number)
    expected = None if found.expected is None else plain(found.expected * number.scale / divisor)
    return Checked(
        start, end, original[start:end], plain(number.value / divisor), unit, number.qualifier,
        found.verdict, expected, found.unit or unit, found.implausible, found.reason,
    )  # fmt: skip


def measure(number: Number) -> tuple[str, Decimal]:
    """Return what a value is told in: 亿 stays with money, every other 万 and 亿 is multiplied out."""
    if number.family is Family.money and number.scale >= HUNDRED_MILLION:
        return f"亿{number.unit}", HUNDRED_MILLION
    return number.unit, Decimal(1)


def plain(value: Decimal) -> Decimal:
    """Drop zeros that only multiplication brought: 790万 is 7900000, not 7.9E+6 or 7900000.00."""
    return Decimal(int(value)) if value == value.to_integral_value() else value
