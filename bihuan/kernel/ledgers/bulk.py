"""Many rows at once: what people send for each -> bodies of `record.added`, or every fault by row."""

from __future__ import annotations

import contextlib
import gc
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bihuan.kernel.definitions.expressions import compiled
from bihuan.kernel.definitions.field_types import FIELD_TYPES
from bihuan.kernel.definitions.language import LedgerUnit
from bihuan.kernel.ledgers.checks import comparables, parameters_of
from bihuan.kernel.ledgers.derived import Derivation
from bihuan.kernel.ledgers.elements import Knowledge, compare, elements_of
from bihuan.kernel.ledgers.links import check_many, party_of
from bihuan.kernel.ledgers.values import is_sealed
from bihuan.kernel.org.tree import Tree, UnitNode, tree
from bihuan.kernel.packs.reads import installed
from bihuan.kernel.periods import clock
from bihuan.kernel.periods.days import parse_day
from bihuan.kernel.permissions import Viewer, allows
from bihuan.kernel.problems import Forbidden, Invalid, InvalidMany, NotFound, Problem, Words

MOST_FAULTS = 100


@contextlib.contextmanager
def unhindered() -> Iterator[None]:
    """Keep the cycle collector from walking the same many rows again and again."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


@dataclass(frozen=True, slots=True)
class ImportRow:
    """One row as it came: `line` is what a person sees in the margin of the sheet."""

    line: int
    unit: str  # a unit's code
    values: Mapping[str, object]
    code: str = ""
    on: str = ""
    duties: Mapping[str, list[int]] = field(default_factory=dict)  # person ids by duty
    faults: tuple[Problem, ...] = ()  # what the sheet itself got wrong in this row


@dataclass(frozen=True, slots=True)
class Prepared:
    """One row found right: the body but its code, counter and sealed values."""

    row: ImportRow
    place: UnitNode
    on: str
    values: dict[str, Any]
    title: str


class RowReader:
    """Checks rows of one ledger for one actor; what does not change from row to row is kept."""

    def __init__(self, ledger: LedgerUnit, actor: Viewer) -> None:
        self.ledger, self.actor = ledger, actor
        self.units: Tree = tree()
        self.today = clock.today().isoformat()
        fields = ledger.definition.fields
        self.derivation = Derivation(ledger)
        self.period = ledger.definition.recurs.period if ledger.definition.recurs else ""
        self.parsers = {name: FIELD_TYPES[spec.type].parse for name, spec in fields.items()}
        self.required = [name for name, spec in fields.items() if spec.required]
        self.sealed = [name for name, spec in fields.items() if is_sealed(spec)]
        pack = installed().packs[ledger.pack]
        self.checks = [
            (check, compiled(check.rule))
            for check in pack.checks.values()
            if check.ledger == ledger.name and check.each == "record" and check.severity == "error"
        ]
        self.parameters = parameters_of(pack) if self.checks else {}
        self._places: dict[str, UnitNode] = {}
        self._days: dict[str, str] = {}

    def read(self, rows: Iterable[ImportRow]) -> Iterator[Prepared]:
        """Yield rows found right; raises InvalidMany with up to MOST_FAULTS faults at the end."""
        faults: list[Problem] = []
        for row in rows:
            try:
                prepared = self.prepare(row)
            except InvalidMany as many:
                faults += many.faults
            except Problem as fault:
                faults.append(_located(fault, row.line))
            else:
                if not faults:
                    yield prepared
            if len(faults) >= MOST_FAULTS:
                break
        if faults:
            raise InvalidMany(faults)

    def read_all(self, rows: Iterable[ImportRow]) -> list[Prepared]:
        """Return all rows found right, what they name included. Raises InvalidMany."""
        prepared = list(self.read(rows))
        faults = check_many(self.ledger, [(item.row.line, item.values) for item in prepared])
        if faults:
            raise InvalidMany([_located(fault, line) for line, fault in faults[:MOST_FAULTS]])
        return prepared

    def prepare(self, row: ImportRow) -> Prepared:
        place = self._places.get(row.unit) or self._place(row.unit)
        on = self.today if not row.on else self._days.get(row.on) or self._day(row.on)
        values: dict[str, Any] = {}
        faults: list[Problem] = list(row.faults)
        fields = self.ledger.definition.fields
        for name, sent in row.values.items():
            if sent is None or sent == "":
                continue
            if name == self.period:
                faults.append(Invalid("period-untyped", where=fields[name].title))
                continue
            parser = self.parsers.get(name)
            if parser is None:
                faults.append(Invalid("field-unknown", where=name, ledger=self.ledger.key))
                continue
            try:
                values[name] = parser(sent, fields[name])
            except Problem as fault:
                fault.where = fault.where or fields[name].title
                faults.append(fault)
        for name in self.required:
            if name not in values and not any(f.where == fields[name].title for f in faults):
                faults.append(Invalid("field-required", where=fields[name].title))
        if not faults and self.derivation.order:
            try:
                values = self.derivation.settled(values, path=place.path, on=on)
            except InvalidMany as many:
                faults = list(many.faults)
            except Invalid as fault:
                faults = [fault]
        if not faults and self.checks:
            faults = self._failing(values)
        if faults:
            raise InvalidMany([_located(fault, row.line) for fault in faults])
        return Prepared(
            row, place, on, values, str(values.get(self.ledger.definition.name, ""))[:200]
        )

    def _failing(self, values: Mapping[str, Any]) -> list[Problem]:
        fields = self.ledger.definition.fields
        known = self.parameters | comparables(fields, values, state=self.ledger.workflow.initial)
        return [
            Invalid("check-failed", where=check.title, check="", advice=check.recommendation)
            for check, holds in self.checks
            if holds(known) is False
        ]

    def _place(self, code: str) -> UnitNode:
        place = self.units.by_code.get(code)
        if place is None:
            raise NotFound("unit-unknown", unit=code)
        if place.is_closed:
            raise Invalid("unit-closed", unit=place.title)
        if not allows(self.actor, "record.add", ledger=self.ledger.key, path=place.path):
            raise Forbidden("unit-not-yours", unit=place.title)
        self._places[code] = place
        return place

    def _day(self, text: str) -> str:
        day = parse_day(text).isoformat()
        if day > self.today:
            raise Invalid("date-ahead", date=day)
        self._days[text] = day
        return day


def compare_rows(
    ledger: LedgerUnit, prepared: Sequence[Prepared], actor: Viewer, dispute: str
) -> tuple[dict[int, dict[str, Any]], list[Problem]]:
    """Hold rows against what is known of their subjects: what became of each, by line, and what differs.

    With a `dispute`, what differs is said in it and is no fault.
    """
    if not elements_of(ledger):
        return {}, []
    party = ledger.definition.party or ""
    parties = {str(item.values.get(party, "")): item.values for item in prepared}
    subjects = {named: party_of(ledger, values) for named, values in parties.items()}
    knowledge = Knowledge(actor, ledger, subjects.values())
    why = dict.fromkeys(ledger.definition.fields, dispute)
    compared: dict[int, dict[str, Any]] = {}
    faults: list[Problem] = []
    for item in prepared:
        known = knowledge.of(subjects[str(item.values.get(party, ""))], item.on)
        try:
            compared[item.row.line] = compare(ledger, item.values, known, why)
        except InvalidMany as many:
            faults += [_located(fault, item.row.line) for fault in many.faults]
        except Problem as fault:
            faults.append(_located(fault, item.row.line))
    return compared, faults


def _located(fault: Problem, line: int) -> Problem:
    """Put the row in front of the field that a fault names."""
    zh, en = (getattr(fault.where, language, fault.where) for language in ("zh", "en"))
    fault.where = Words(f"第 {line} 行 {zh}".rstrip(), f"row {line} {en}".rstrip())
    return fault
