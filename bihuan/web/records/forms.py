"""Forms made from a ledger's definition: what to ask, what was sent, what was wrong."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest

from bihuan.kernel.definitions.field_types import FIELD_TYPES, from_yuan
from bihuan.kernel.definitions.language import FieldDef, LedgerUnit
from bihuan.kernel.ledgers.elements import Known, elements_of, known_values
from bihuan.kernel.ledgers.evidence import check_size
from bihuan.kernel.ledgers.links import ledger_named, party_of
from bihuan.kernel.ledgers.pages import Question, list_page
from bihuan.kernel.ledgers.reads import EvidenceRow, list_own_evidence
from bihuan.kernel.ledgers.sealing import is_sealed_value
from bihuan.kernel.ledgers.writes import add_evidence
from bihuan.kernel.org.reads import list_holders, units_for
from bihuan.kernel.permissions import Viewer
from bihuan.kernel.problems import Forbidden, InvalidMany, Problem
from bihuan.web.shared.language import language

MOST_OFFERED = 300
WIDE = ("textarea", "line", "multiselect", "file")


@dataclass
class Asked:
    """One control of a form."""

    name: str
    title: Any
    input: str
    required: bool
    value: Any = ""
    help: Any = None
    unit: str = ""
    options: list[tuple[str, str]] = field(default_factory=list)
    files: int = 0
    kept: list[EvidenceRow] = field(default_factory=list)  # stored with a form that was refused
    choose_again: bool = False  # files came with a refused form and could not be stored
    error: str = ""
    known: Known | None = None  # what another record says of it already
    dispute: str = ""  # why that is wrong
    looks_up: bool = False  # names the subject of whom something may be known

    @property
    def wide(self) -> bool:
        return self.input in WIDE


def ask_fields(
    ledger: LedgerUnit,
    viewer: Viewer,
    *,
    names: Iterable[str] | None = None,
    data: Mapping[str, Any] | None = None,
    sent: Mapping[str, Any] | None = None,
    must: Iterable[str] = (),
) -> list[Asked]:
    """Return controls for fields: filled with what was sent, else with what the record has.

    Fields that nobody types have none.
    """
    fields = ledger.definition.fields
    asked = []
    for name in names if names is not None else fields:
        spec = fields[name]
        if name in ledger.definition.untyped:
            continue
        control = Asked(
            name, spec.title, FIELD_TYPES[spec.type].input, spec.required or name in must,
            help=spec.help, unit=spec.unit,
        )  # fmt: skip
        held = (data or {}).get(name)
        control.options = _options(ledger, spec, viewer)
        if control.input == "file":
            control.files = len(held or ())
            new = [digest for digest in (sent or {}).get(name, ()) if digest not in (held or ())]
            control.kept = list_own_evidence(viewer, new)
        elif sent is not None and name in sent:
            control.value = sent[name]
        else:
            control.value = _editable(spec, held)
        asked.append(control)
    return asked


def bring_in(
    asked: list[Asked], ledger: LedgerUnit, viewer: Viewer, sent: Mapping[str, Any], on: str
) -> None:
    """Put what is known of the subject named in a form beside its controls, and into the empty ones."""
    if not elements_of(ledger):
        return
    known = known_values(viewer, ledger, party_of(ledger, sent).strip().upper(), on)
    for control in asked:
        control.looks_up = control.name == ledger.definition.party
        control.dispute = str(sent.get(f"dispute.{control.name}") or "")
        control.known = known.get(control.name)
        if control.known is not None and not control.value:
            spec = ledger.definition.fields[control.name]
            control.value = _editable(spec, control.known.value)


def _options(ledger: LedgerUnit, spec: FieldDef, viewer: Viewer) -> list[tuple[str, str]]:
    if spec.choices:
        return [(code, getattr(label, language())) for code, label in spec.choices.items()]
    if spec.type in ("unit", "units"):
        return unit_options(viewer, "record.read", ledger.key)
    if spec.type == "person":
        return list_holders(viewer)
    if spec.type == "ref":
        return _records(ledger_named(ledger.pack, spec.ledger or ""), viewer)
    return []


def _records(ledger: str, viewer: Viewer) -> list[tuple[str, str]]:
    """Return the newest records of a ledger to choose from; none where the viewer sees none."""
    try:
        page = list_page(viewer, Question(ledger, limit=MOST_OFFERED))
    except Forbidden:
        return []
    return [(row.code, row.title) for row in page.rows]


def unit_options(viewer: Viewer, act: str, ledger: str) -> list[tuple[str, str]]:
    """Return the units that an act reaches, indented by depth."""
    nodes = units_for(viewer, act, ledger)
    top = min((node.depth for node in nodes), default=0)
    return [
        (node.code, "　" * (node.depth - top) + getattr(node.title, language())) for node in nodes
    ]


def _editable(spec: FieldDef, value: Any) -> Any:
    """Return a canonical value as a person would type it."""
    if value is None or is_sealed_value(value):
        return [] if spec.type in ("choices", "units") else ""
    if spec.type == "money":
        return f"{from_yuan(value, spec.unit):f}"
    if spec.type == "boolean":
        return "true" if value else "false"
    if spec.type == "point":
        return f"{value['x']},{value['y']},{value['crs']}"
    if spec.type == "line":
        return "\n".join(f"{point['x']},{point['y']},{point['crs']}" for point in value)
    if spec.type == "qualified":
        return FIELD_TYPES["qualified"].show(value, spec)
    return value if isinstance(value, list) else str(value)


def read_typed(
    request: HttpRequest,
    ledger: LedgerUnit,
    viewer: Viewer,
    *,
    data: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Return what a form sent, by field, without the files that come with it.

    The files that this person stored with a form refused before are there, by digest.
    """
    sent: dict[str, Any] = {}
    for name, spec in ledger.definition.fields.items():
        if spec.type == "evidence":
            kept = list_own_evidence(viewer, request.POST.getlist(f"{name}.kept"))
            if kept:
                held = list((data or {}).get(name) or ())
                sent[name] = [*held, *(file.digest for file in kept if file.digest not in held)]
        elif spec.type in ("choices", "units"):
            if name in request.POST or f"{name}.asked" in request.POST:
                sent[name] = request.POST.getlist(name)
        elif name in request.POST:
            sent[name] = request.POST[name].strip()
    return sent


def store_files(
    request: HttpRequest,
    ledger: LedgerUnit,
    viewer: Viewer,
    sent: dict[str, Any],
    *,
    unit_id: int,
    data: Mapping[str, Any] | None = None,
    own: bool = False,
) -> None:
    """Store the files that a form brought and put their digests into what it sent.

    What was stored before one of them is refused stays in there.
    """
    for name, spec in ledger.definition.fields.items():
        files = request.FILES.getlist(name) if spec.type == "evidence" else []
        if not files:
            continue
        held = sent.setdefault(name, list((data or {}).get(name) or ()))
        for file in files:
            kept = add_evidence(
                read_upload(file), file.name or "", actor=viewer, unit_id=unit_id, own=own
            )
            if kept.digest not in held:
                held.append(kept.digest)


def ask_files_again(asked: Iterable[Asked], request: HttpRequest) -> None:
    """Mark the controls whose files came with a refused form and were not all stored."""
    for control in asked:
        control.choose_again = len(request.FILES.getlist(control.name)) > len(control.kept)


def read_upload(file: UploadedFile[Any]) -> bytes:
    """Return an uploaded file's bytes, refusing one that is too large before reading it."""
    check_size(file.size or 0)
    content: bytes = file.read()
    return content


def place_errors(asked: list[Asked], problem: Problem) -> list[str]:
    """Put faults beside their controls; return the sentences that belong to none."""
    faults = problem.faults if isinstance(problem, InvalidMany) else (problem,)
    elsewhere = []
    for fault in faults:
        title = getattr(fault.where, "zh", fault.where)
        for control in asked:
            if getattr(control.title, "zh", "") == title and title:
                where, fault.where = fault.where, ""
                control.error = fault.sentence(language())
                fault.where = where
                break
        else:
            elsewhere.append(fault.sentence(language()))
    return elsewhere
