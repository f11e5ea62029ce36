"""Data elements: what many forms ask for is asked once for a subject and its period.

A field names the element that it asks for. When a form about an enterprise is filled in, what is known
of it by other records stands there already, with its source and day; who fills it in confirms it, or
disputes it and says why. Only what the person may read is shown and compared; personal fields never.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from bihuan.kernel.definitions.field_types import FIELD_TYPES
from bihuan.kernel.definitions.homes import element_key
from bihuan.kernel.definitions.language import ElementDef, FieldDef, Label, LedgerUnit
from bihuan.kernel.ledgers.models import Record
from bihuan.kernel.ledgers.reads import as_record, may
from bihuan.kernel.ledgers.values import is_sealed
from bihuan.kernel.packs.reads import Installation, installed
from bihuan.kernel.periods.period import Period
from bihuan.kernel.permissions import Viewer
from bihuan.kernel.problems import Invalid, InvalidMany, Problem

MOST_SUBJECTS = 500  # asked of the database at once
MOST_LOOKED_AT = 200  # records of one subject, the newest first


@dataclass(frozen=True, slots=True)
class Known:
    """What an earlier record says of an element, and where it says so."""

    element: ElementDef
    spec: FieldDef
    value: Any  # canonical
    ledger: Label
    field: str
    record_id: int
    code: str
    on: str

    @property
    def shown(self) -> str:
        """The value as a person reads it."""
        return FIELD_TYPES[self.spec.type].show(self.value, self.spec)


def elements_of(ledger: LedgerUnit) -> dict[str, str]:
    """Return the elements that a ledger asks for, `pack.element` by field; personal ones are left out."""
    pack = installed().packs[ledger.pack]
    return {
        name: element_key(pack, field.element)
        for name, field in ledger.definition.fields.items()
        if field.element is not None and not is_sealed(field)
    }


def monthly_elements_of(ledger: LedgerUnit) -> dict[str, str]:
    """Return the elements that a ledger's months ask for, `pack.element` by measure."""
    pack = installed().packs[ledger.pack]
    return {
        name: element_key(pack, measure.element)
        for name, measure in ledger.definition.measures.items()
        if measure.element is not None
    }


def find_element(installation: Installation, key: str) -> ElementDef:
    """Return an element by `pack.element`."""
    pack, _, name = key.partition(".")
    return installation.packs[pack].elements[name]


class Knowledge:
    """What the records that this person may read say of some subjects, read at once."""

    def __init__(self, viewer: Viewer, ledger: LedgerUnit, subjects: Iterable[str]) -> None:
        self._asked = elements_of(ledger)
        self._installation = installed()
        self._uses = {
            unit.key: (unit, {key: name for name, key in elements_of(unit).items()})
            for unit in self._installation.ledgers()
        }
        self._rows: dict[str, list[Record]] = {}
        asked = set(self._asked.values())
        asking = [key for key, (_, held) in self._uses.items() if held.keys() & asked]
        named = sorted({subject for subject in subjects if subject}) if asked else []
        for start in range(0, len(named), MOST_SUBJECTS):
            some = named[start : start + MOST_SUBJECTS]
            rows = Record.objects.filter(party__in=some, ledger__in=asking, is_void=False)
            for row in rows.order_by("-last_on", "-updated_seq").iterator():
                of_subject = self._rows.setdefault(row.party, [])
                if len(of_subject) < MOST_LOOKED_AT and may(viewer, "record.read", row):
                    of_subject.append(row)

    def of(self, subject: str, on: str) -> dict[str, Known]:
        """Return what is known of a subject (a credit code) on a day, by field of the ledger."""
        found: dict[str, Known] = {}
        for row in self._rows.get(subject, ()):
            if row.last_on > on:
                continue
            unit, held = self._uses[row.ledger]
            record = as_record(row)
            for name, key in self._asked.items():
                element = find_element(self._installation, key)
                value = record.data.get(held.get(key, ""))
                if name in found or value is None or not _holds(element, row.last_on, on):
                    continue
                found[name] = Known(
                    element,
                    unit.definition.fields[held[key]],
                    value,
                    unit.definition.title,
                    held[key],
                    row.id,
                    row.code,
                    row.last_on,
                )
        return found


def known_values(viewer: Viewer, ledger: LedgerUnit, subject: str, on: str) -> dict[str, Known]:
    """Return what is known of one subject on a day, by field of the ledger."""
    return Knowledge(viewer, ledger, [subject]).of(subject, on)


def _holds(element: ElementDef, said_on: str, on: str) -> bool:
    """Whether what was said on one day still holds on another."""
    if element.cycle == "once":
        return True
    said, day = (datetime.date.fromisoformat(text) for text in (said_on, on))
    return Period.of_day(element.cycle, said) == Period.of_day(element.cycle, day)


def compare(
    ledger: LedgerUnit,
    values: Mapping[str, Any],
    known: Mapping[str, Known],
    disputes: Mapping[str, str],
) -> dict[str, dict[str, Any]]:
    """Return what became of each element that is known: confirmed, or disputed with a reason.

    Raises `Invalid` for another value that nobody gives a reason for.
    """
    said: dict[str, dict[str, Any]] = {}
    faults: list[Problem] = []
    for name, before in known.items():
        field, value = ledger.definition.fields[name], values.get(name)
        if value is None:
            continue
        said[name] = {"from": before.record_id}
        if value != before.value:
            reason = disputes.get(name, "").strip()
            if not reason:
                faults.append(
                    Invalid(
                        "element-known",
                        where=field.title,
                        value=before.shown,
                        source=before.ledger,
                        code=before.code,
                        on=before.on,
                    )
                )
            said[name]["disputed"] = reason
    if faults:
        raise faults[0] if len(faults) == 1 else InvalidMany(faults)
    return said


def filling_of(ledger: LedgerUnit, body: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return the values of the record that says what a form asked, None for a form without elements."""
    asked = [name for name in elements_of(ledger) if body["values"].get(name) is not None]
    if not asked or not body["party"]:
        return None
    said = body.get("elements", {})
    disputed = sum("disputed" in each for each in said.values())
    return {
        "form": ledger.key,
        "subject": body["party"],
        "asked": len(asked),
        "prefilled": len(said),
        "disputed": disputed,
    }


def ledger_serving(service: str) -> LedgerUnit | None:
    """Return the ledger that serves in a way, the first installed one."""
    found = (unit for unit in installed().ledgers() if unit.definition.serves == service)
    return next(found, None)


def counts_of(form: str) -> dict[str, int]:
    """Return what a ledger asks: all fields and measures, those with an element, those asked elsewhere too."""
    units = {unit.key: unit for unit in installed().ledgers()}
    if form not in units:
        raise Invalid("form-unknown", form=form)
    own = _asked(units[form])
    others = {key for unit in units.values() if unit.key != form for key in _asked(unit)}
    definition = units[form].definition
    typed = [spec for spec in definition.fields.values() if spec.value is None]
    entered = [spec for spec in definition.measures.values() if spec.value is None]
    return {
        "fields_asked": len(typed) + len(entered),
        "fields_shared": len(own),
        "fields_repeated": sum(key in others for key in own),
    }


def _asked(ledger: LedgerUnit) -> list[str]:
    return [*elements_of(ledger).values(), *monthly_elements_of(ledger).values()]
