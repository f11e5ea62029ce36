"""`name=value` on the command line -> values by field, files stored as evidence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from bihuan.kernel.definitions.language import FieldDef, LedgerUnit, MeasureDef, NoteDef
from bihuan.kernel.ledgers.reads import RecordRow, find_record
from bihuan.kernel.ledgers.writes import add_evidence
from bihuan.kernel.packs.reads import installed
from bihuan.kernel.permissions import Viewer
from bihuan.kernel.problems import Invalid, NotFound, Words, in_a_row

Specs = Mapping[str, FieldDef | MeasureDef | NoteDef]


def record_of(viewer: Viewer, ledger: str, code: str) -> tuple[LedgerUnit, RecordRow]:
    """Return a ledger by its name and a record of it by its code. Raises NotFound."""
    found = installed().find_ledger(ledger)
    row = find_record(viewer, found.key, code)
    if row is None:
        raise NotFound("record-unknown", record=code)
    return found, row


def values_given(
    pairs: Sequence[str], specs: Specs, *, viewer: Viewer, unit_id: int
) -> dict[str, Any]:
    """Return values by name; a name may be a label, and evidence is `name=FILE[;FILE]`."""
    names = dict(zip(specs, specs, strict=True))
    for name, spec in specs.items():
        names |= {spec.title.zh: name, spec.title.en: name}
    values: dict[str, Any] = {}
    for pair in pairs:
        said, sign, text = pair.partition("=")
        if not sign or said not in names:
            known = in_a_row(
                Words(f"{name}（{spec.title.zh}）", f"{name} ({spec.title.en})")
                for name, spec in specs.items()
            )
            raise Invalid("pair-unreadable", text=pair, known=known)
        name = names[said]
        if specs[name].type == "evidence":
            values[name] = [
                add_evidence(
                    Path(path).read_bytes(), Path(path).name, actor=viewer, unit_id=unit_id
                ).digest
                for path in text.split(";")
                if path
            ]
        else:
            values[name] = text
    return values
