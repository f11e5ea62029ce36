"""One verdict for each number of a draft: what the text itself says, and what the ledgers say."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from bihuan.drafts.corrections import corrected
from bihuan.drafts.findings import Finding, Verdict
from bihuan.drafts.names import Match
from bihuan.drafts.numbers import MYRIAD
from bihuan.drafts.precision import Fit, right_value, shown
from bihuan.drafts.reasons import Reason, reason
from bihuan.drafts.verdicts import Checked, Reading, measure, plain
from bihuan.kernel.definitions.language import Label
from bihuan.kernel.draft_checks.lookups import Lookup, Operand, Sought
from bihuan.kernel.indicators.figures import Figure, decimal_text
from bihuan.kernel.org.tree import UnitNode
from bihuan.kernel.permissions import Viewer

NEARBY = 4  # numbers on either side that tell what a story is about
MANY = 3  # digits of a number or signs of a name, from which a fit is hardly a coincidence


@dataclass(frozen=True, slots=True)
class Option:
    """An indicator that the writer may choose for a number, with its figure there and then."""

    key: str
    title: Label
    value: str


@dataclass(frozen=True, slots=True)
class Judgement:
    """A number of the original text with its one verdict."""

    checked: Checked
    verdict: Verdict
    reason: Mapping[str, Any]  # {code, facts}
    note: Mapping[str, Any] | None  # what the other one of text and ledgers says
    expected: str | None  # where it is contradicted
    expected_in: str
    correction: str | None  # the number's own text, put right
    difference: str | None  # from the figure, as printed
    figure: Figure | None
    unit: UnitNode | None
    phrase: int | None  # the remembered phrase that it was found by
    options: Sequence[Option]
    words: str  # that a choice would be remembered by
    counted_in: str  # the number's unit without 万 or 亿


@dataclass(frozen=True, slots=True)
class LedgerFinding:
    """What the ledgers say of a number; `is_sure` when its words leave no doubt of what is meant."""

    verdict: Verdict
    reason: Reason
    operand: Operand | None = None
    is_sure: bool = False
    value: Fraction | None = None  # the right one, where it is clear which that is

    @property
    def figure(self) -> Figure | None:
        return self.operand.figure if self.operand else None


def judge(
    viewer: Viewer, reading: Reading, base: UnitNode, on: datetime.date, at: int
) -> list[Judgement]:
    """Return a verdict for every number of a text, by what the viewer may see at a log position."""
    lookup = Lookup(viewer, reading, base, on, at)
    sought = lookup.seek()
    return [
        _judge(lookup, reading, item, finding, on, _company(sought, index))
        for index, (item, finding) in enumerate(zip(sought, reading.findings, strict=True))
    ]


def _judge(
    lookup: Lookup,
    reading: Reading,
    item: Sought,
    finding: Finding,
    on: datetime.date,
    company: Counter[str],
) -> Judgement:
    by_ledgers = _by_ledgers(lookup, item, on, company) if item.keys else None
    verdict, why, note, told = _combine(finding, by_ledgers)
    operand = told.operand if told else None
    checked = reading.checked(finding)
    expected, unit, correction = _expected(checked, finding, verdict, told)
    return Judgement(
        checked, verdict, _kept(why), _kept(note) if note else None, expected, unit, correction,
        _difference(item, told), operand.figure if operand else None,
        operand.unit if operand else None, item.phrase.id if item.phrase else None,
        _options(lookup, item), item.words, item.claim.number.unit,
    )  # fmt: skip


def _company(sought: Sequence[Sought], index: int) -> Counter[str]:
    """Count what the numbers around one belong to: of two packs with the same words it is theirs."""
    near = [*sought[max(0, index - NEARBY) : index], *sought[index + 1 : index + 1 + NEARBY]]
    return Counter(item.matches[0].name.kin for item in near if item.matches)


def _by_ledgers(
    lookup: Lookup, item: Sought, on: datetime.date, company: Counter[str]
) -> LedgerFinding:
    sure = [match for match in item.matches if match.is_sure]
    best = _longest(sure or item.matches)
    best.sort(key=lambda match: -company[match.name.kin])
    keys = [item.phrase.indicator] if item.phrase else [match.name.key for match in best]
    is_sure = (bool(sure) or item.phrase is not None) and item.is_sure
    title = _both(lookup.known[keys[0]].definition.title)
    if item.is_meant:
        return _by_targets(lookup, item, keys, title, is_sure=is_sure)
    if not item.days:
        return _cannot("ledger-to-come", title=title, on=on.isoformat())
    operands = lookup.operands(item, keys)
    fits = [operand for operand in operands if operand.fit is Fit.rounded]
    if fits and (is_sure or item.phrase or _is_telling(item, best)):
        code = "ledger-fits" if is_sure else "ledger-fits-likely"
        return LedgerFinding(Verdict.supported, _said(code, fits[0]), fits[0], is_sure)
    if any(operand.is_hidden for operand in operands):
        return _cannot("ledger-not-yours", title=title)
    if any(operand.unit is None for operand in operands):
        return _cannot("ledger-unknown-unit", title=title)
    if not all(operand.is_read for operand in operands):
        return _cannot("ledger-too-many")
    if len(keys) > 1:
        return _cannot("ledger-ambiguous", count=len(keys))
    first = operands[0]
    if first.figure is None or first.value is None or not first.figure.records:
        return LedgerFinding(Verdict.cannot_check, _said("ledger-no-value", first))
    if not is_sure:
        return LedgerFinding(Verdict.cannot_check, _said("ledger-may-be", first))
    if first.fit is None:
        approximate = "ledger-inexact" if first.figure.approximate else "ledger-approximate"
        return LedgerFinding(Verdict.cannot_check, _said(approximate, first), first)
    others = [
        other
        for other in operands
        if other.unit is first.unit and other.value not in (None, first.value)
    ]
    if others:
        # The text may mean either day: each is told, none is put in.
        told = "；".join(_told_of(operand) for operand in (first, *others))
        place = _both(first.unit.title) if first.unit else ""
        why = reason("ledger-differs-from-each", title=title, unit=place, told=told)
        return LedgerFinding(Verdict.contradicted, why, first, True)
    code = "ledger-cut-off" if first.fit is Fit.cut_off else "ledger-differs"
    if first.value < 0 < item.claim.number.value:
        code = "ledger-direction"
    return LedgerFinding(Verdict.contradicted, _said(code, first), first, True, first.value)


def _told_of(operand: Operand) -> str:
    return f"{operand.day.isoformat()} {_printed(operand.figure)}"


def _by_targets(
    lookup: Lookup, item: Sought, keys: Sequence[str], title: dict[str, str], *, is_sure: bool
) -> LedgerFinding:
    """Hold what is to be reached against the targets that were set."""
    aims = [aim for key in keys for aim in lookup.aims(item, key)]
    if not aims:
        return _cannot("ledger-unknown-unit", title=title)
    if any(aim.is_hidden for aim in aims):
        return _cannot("ledger-not-yours", title=title)
    known = [aim for aim in aims if aim.value is not None]
    if not known:
        return _cannot("ledger-no-target", title=title)
    fits = [aim for aim in known if aim.fit is Fit.rounded]
    aim = (fits or known)[0]
    facts = {
        "title": _both(aim.known.definition.title), "unit": _both(aim.unit.title), "period": aim.period,
        "value": shown(aim.value or Fraction(0), item.claim.number),
    }  # fmt: skip
    if fits and is_sure:
        return LedgerFinding(Verdict.supported, reason("ledger-target-fits", **facts), None, True)
    if is_sure and len(known) == 1 and aim.fit is Fit.differs:
        why = reason("ledger-target-differs", **facts)
        return LedgerFinding(Verdict.contradicted, why, None, True, aim.value)
    return _cannot("ledger-may-be-target", **facts)


def _is_telling(item: Sought, matches: Sequence[Match]) -> bool:
    """Whether a fit is more than a coincidence, though the words leave something unexplained."""
    digits = len(item.claim.number.mantissa.normalize().as_tuple().digits)
    return any(
        not match.left or (match.is_open and max(digits, match.length) >= MANY) for match in matches
    )


def _longest(matches: Sequence[Match]) -> list[Match]:
    most = max((match.length for match in matches), default=0)
    return [match for match in matches if match.length == most]


def _combine(
    finding: Finding, found: LedgerFinding | None
) -> tuple[Verdict, Reason, Reason | None, LedgerFinding | None]:
    """Make one verdict of two: a sure ledger, the text's own contradiction, support by either.

    What the other one says is kept as a note where it adds something.
    """
    alone, by_text = finding.verdict, finding.reason
    says_nothing = alone is Verdict.cannot_check and not finding.implausible
    if found is None:
        no_name = by_text.code == "nothing-to-compare"
        return alone, reason("ledger-no-name") if no_name else by_text, None, None
    if found.verdict is Verdict.cannot_check:
        if says_nothing:
            return alone, found.reason, None, found
        return alone, by_text, found.reason, None
    if found.is_sure or alone is not Verdict.contradicted:
        return found.verdict, found.reason, None if says_nothing else by_text, found
    return alone, by_text, found.reason, None


def _expected(
    checked: Checked, finding: Finding, verdict: Verdict, told: LedgerFinding | None
) -> tuple[str | None, str, str | None]:
    """Return the right value, its unit, and the number's text with it, where there is one."""
    number = finding.claim.number
    unit, divisor = measure(number)
    if verdict is not Verdict.contradicted:
        return None, unit, None
    if told is not None:
        if told.value is None or told.value < 0 < number.value:
            return None, unit, None  # 超 and 低于 are swapped: another digit does not mend it
        mantissa = right_value(told.value, number)
        expected = f"{plain(mantissa * number.scale / divisor):f}"
        operand = told.operand
        if operand and mantissa >= MYRIAD and number.scale != operand.known.factor:
            return expected, unit, _printed(operand.figure)  # 550万元 for 55亿元
        return expected, unit, corrected(checked.text, number, mantissa)
    if finding.expected is None or checked.expected is None:
        return None, unit, None
    right = finding.expected if checked.expected_in == unit else checked.expected
    return (
        f"{checked.expected:f}",
        checked.expected_in,
        corrected(checked.text, number, right, finding.unit),
    )


def _difference(item: Sought, told: LedgerFinding | None) -> str | None:
    value = told.value if told else None
    if value is None and told and told.operand and told.verdict is not Verdict.contradicted:
        value = told.operand.value
    if value is None:
        return None
    number = item.claim.number
    off = Fraction(number.value) - value
    text = shown(off, number)
    return f"+{text}" if off > 0 else text


def _options(lookup: Lookup, item: Sought) -> list[Option]:
    """Return what the writer may choose: what the words bear, at the likeliest unit and day."""
    options = []
    for key in item.keys:
        likeliest = next(iter(lookup.operands(item, [key])), None)
        value = _printed(likeliest.figure if likeliest else None)
        options.append(Option(key, lookup.known[key].definition.title, value))
    return options


def _cannot(code: str, **facts: Any) -> LedgerFinding:
    return LedgerFinding(Verdict.cannot_check, reason(code, **facts))


def _said(code: str, operand: Operand) -> Reason:
    return reason(
        code,
        title=_both(operand.known.definition.title),
        unit=_both(operand.unit.title) if operand.unit else "",
        on=operand.day.isoformat(),
        value=_printed(operand.figure),
        records=operand.figure.records if operand.figure else 0,
    )


def _printed(figure: Figure | None) -> str:
    if figure is None or figure.value is None:
        return "—"
    return f"{figure.display}{figure.definition.unit}"


def _both(label: Label) -> dict[str, str]:
    return {"zh": label.zh, "en": label.en}


def _kept(why: Reason) -> dict[str, Any]:
    """Return a reason as an event keeps it."""
    return {"code": why.code, "facts": why.facts}


def as_event(judgement: Judgement) -> dict[str, Any]:
    """Return a judgement as the event of its check keeps it."""
    checked, figure = judgement.checked, judgement.figure
    body: dict[str, Any] = {
        "start": checked.start,
        "end": checked.end,
        "text": checked.text,
        "verdict": judgement.verdict.value,
        "why": judgement.reason,
    }
    if judgement.expected is not None:
        body["expected"] = f"{judgement.expected}{judgement.expected_in}"
    if figure is not None:
        body |= {
            "indicator": figure.key,
            "unit": figure.unit.id,
            "on": figure.on.isoformat(),
            "value": decimal_text(figure.displayed),
        }
    return body
