"""A record's events in words: who did what, when it was recorded, since when it holds, old and new."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from bihuan.kernel.definitions.field_types import FIELD_TYPES, measure_factor
from bihuan.kernel.definitions.labels import REPORT_STATUSES, measured_in
from bihuan.kernel.definitions.language import LedgerUnit, MeasureDef
from bihuan.kernel.events.reads import EventRow
from bihuan.kernel.ledgers.sealing import is_sealed_value, masked
from bihuan.kernel.org.reads import names_by_code, names_of
from bihuan.kernel.org.tree import tree

VERBS = {
    "record.added": ("登记", "added"),
    "record.corrected": ("更正", "corrected"),
    "record.transferred": ("移交", "handed over"),
    "record.voided": ("作废", "voided"),
    "record.moved": ("办理", "moved"),
    "deadline.extended": ("批准延期", "deadline extended"),
    "approval.asked": ("申请", "asked"),
    "approval.granted": ("同意", "granted"),
    "approval.refused": ("不同意", "refused"),
    "approval.lapsed": ("申请失效", "lapsed"),
    "slip.issued": ("发出督办单", "slip sent"),
    "slip.answered": ("答复督办单", "slip answered"),
    "duty.assigned": ("指定责任人", "duty assigned"),
    "duty.ended": ("责任终止", "duty ended"),
    "measure.reported": ("报送月报", "month reported"),
    "report.moved": ("月报流转", "month moved on"),
    "report.chased": ("催报", "month chased"),
    "record.personal_erased": ("删除个人信息", "personal fields erased"),
    "sensitive.read": ("查看敏感信息", "sensitive field read"),
}


@dataclass(frozen=True, slots=True)
class Told:
    """One event as a person reads it; `changes` are (what, text)."""

    seq: int
    at: str
    on: str
    who: str
    what: str
    changes: list[tuple[str, str]]
    reason: str


def describe(event: EventRow, ledger: LedgerUnit, language: str, *, whole: bool = False) -> Told:
    """Tell one event of a record in a language; `whole` tells what an entry entered, too."""
    english = language == "en"
    what = VERBS.get(event.verb, (event.verb, event.verb))[english]
    body = event.body
    if event.verb == "record.moved":
        move = ledger.workflow.transitions.get(body["transition"])
        to = ledger.workflow.states.get(body["to"])
        if move is not None and to is not None:
            what = f"{getattr(move.title, language)} → {getattr(to.title, language)}"
    if event.verb in ("report.moved", "measure.reported"):
        what = f"{what} {body['period']} → {REPORT_STATUSES[body.get('to', body.get('status'))][english]}"
    if event.verb == "report.chased":
        what = f"{what} {body['period']}"
    if behalf := body.get("on_behalf"):
        away = names_of({behalf}).get(behalf, "")
        what = f"{what} (for {away})" if english else f"{what}（代{away}）"
    names = names_by_code({event.actor})
    who = names.get(
        event.actor, {"system": "System" if english else "系统"}.get(event.actor, event.actor)
    )
    return Told(
        event.seq, event.at, event.on, who, what,
        [] if event.verb == "record.added" and not whole else _changes(event.verb, body, ledger, language),
        str(body.get("reason") or body.get("note") or ""),
    )  # fmt: skip


def _changes(
    verb: str, body: Mapping[str, Any], ledger: LedgerUnit, language: str
) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    if verb in ("duty.assigned", "duty.ended"):
        duty = ledger.definition.duties.get(body["duty"])
        title = getattr(duty.title, language) if duty else body["duty"]
        return [(title, names_of({body["person"]}).get(body["person"], ""))]
    if verb == "record.transferred":
        return [("→", getattr(tree().get(body["unit"]).title, language))]
    definition = ledger.definition
    specs: dict[str, Any] = {**definition.fields, **definition.measures, **definition.notes}
    for name, value in (*body.get("values", {}).items(), *body.get("notes", {}).items()):
        spec = specs.get(name)
        if spec is None:
            continue
        if value is None:
            text = "—"
        elif is_sealed_value(value):
            text = masked(spec.type, value, name)
        elif isinstance(spec, MeasureDef):
            number = (Decimal(value) * measure_factor(spec)).normalize()
            unit = getattr(measured_in(spec.unit), language)
            text = f"{number:,f} {unit}".rstrip()
        elif spec.type in ("unit", "units"):
            codes = [value] if isinstance(value, str) else value
            text = (", " if language == "en" else "、").join(
                _unit_title(code, language) for code in codes
            )
        else:
            text = FIELD_TYPES[spec.type].show(value, spec, language)
        found.append((getattr(spec.title, language), text))
    return found


def _unit_title(code: str, language: str) -> str:
    """Return a unit's title; a code that no unit has any more stands for itself."""
    node = tree().by_code.get(code)
    return getattr(node.title, language) if node else code
