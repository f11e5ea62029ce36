"""`bihuan month report|check|approve|lock|return|unlock|show`."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from bihuan.cli.given import record_of, values_given
from bihuan.cli.options import AsPerson, FormatOption, viewer
from bihuan.cli.output import Format, said, say, show
from bihuan.kernel.definitions.field_types import measure_factor
from bihuan.kernel.definitions.labels import REPORT_STATUSES, measured_in
from bihuan.kernel.definitions.language import FieldDef, LedgerUnit, MeasureDef, NoteDef
from bihuan.kernel.ledgers.reads import RecordRow
from bihuan.kernel.measures.reads import find_report
from bihuan.kernel.measures.writes import move_report, report_month
from bihuan.kernel.permissions import Viewer

app = typer.Typer(no_args_is_help=True, add_completion=False)
Ledger = Annotated[str, typer.Argument(help="台账 · ledger")]
Code = Annotated[str, typer.Argument(help="记录编号 · the record's code")]
Month = Annotated[str, typer.Argument(help="月份 2022-05 · month")]
Reason = Annotated[str, typer.Option("--reason", help="理由 · why")]


@app.command()
def report(
    ledger: Ledger,
    code: Code,
    period: Month,
    pairs: Annotated[
        list[str] | None,
        typer.Argument(help="数据项=数，没写的为空 · measure=number; what is left out has none"),
    ] = None,
    note: Annotated[str | None, typer.Option("--note", help="说明 · what explains it")] = None,
    reason: Annotated[str, typer.Option("--reason", help="更正理由 · why corrected")] = "",
    draft: Annotated[bool, typer.Option("--draft", help="只存草稿 · keep as a draft")] = False,
    as_person: AsPerson = "",
    form: FormatOption = Format.table,
) -> None:
    """报送一个月；已报送的写理由即更正 · Report a month; with a reason, correct it."""
    actor = viewer(as_person)
    found, row = record_of(actor, ledger, code)
    definition = found.definition
    specs: dict[str, FieldDef | MeasureDef | NoteDef] = {**definition.entered, **definition.notes}
    sent = values_given(pairs or [], specs, viewer=actor, unit_id=row.unit_id)
    texts = {name: value for name, value in sent.items() if name in definition.notes}
    report_month(
        row.id,
        period,
        {name: value for name, value in sent.items() if name in definition.entered},
        actor=actor,
        seen=_seen(actor, row, period),
        submit=not draft,
        note=note,
        notes=texts or None,
        reason=reason,
    )
    _tell(actor, found, row, period, form)


def _mover(to: str, text: str) -> None:
    name = {"checked": "check", "approved": "approve", "locked": "lock"}[to]

    def move(
        ledger: Ledger,
        code: Code,
        period: Month,
        as_person: AsPerson = "",
        form: FormatOption = Format.table,
    ) -> None:
        _move(ledger, code, period, to, "", as_person, form)

    app.command(name, help=text)(move)


_mover("checked", "审核 · Check a month")
_mover("approved", "审批 · Approve a month")
_mover("locked", "锁定 · Lock a month")


@app.command("return")
def return_(
    ledger: Ledger,
    code: Code,
    period: Month,
    reason: Reason = "",
    as_person: AsPerson = "",
    form: FormatOption = Format.table,
) -> None:
    """退回给填报人 · Send a month back to its reporter."""
    _move(ledger, code, period, "draft", reason, as_person, form)


@app.command()
def unlock(
    ledger: Ledger,
    code: Code,
    period: Month,
    reason: Reason = "",
    as_person: AsPerson = "",
    form: FormatOption = Format.table,
) -> None:
    """解锁，以便更正 · Unlock a month, so that it can be corrected."""
    _move(ledger, code, period, "approved", reason, as_person, form)


def _move(
    ledger: str, code: str, period: str, to: str, note: str, as_person: str, form: Format
) -> None:
    actor = viewer(as_person)
    found, row = record_of(actor, ledger, code)
    move_report(row.id, period, to, actor=actor, seen=_seen(actor, row, period), note=note)
    _tell(actor, found, row, period, form)


@app.command("show")
def show_(
    ledger: Ledger,
    code: Code,
    period: Month,
    as_person: AsPerson = "",
    form: FormatOption = Format.table,
) -> None:
    """查看一个月 · Show a month."""
    actor = viewer(as_person)
    found, row = record_of(actor, ledger, code)
    _tell(actor, found, row, period, form)


def _seen(actor: Viewer, row: RecordRow, period: str) -> int:
    held = find_report(actor, row.id, period)
    return held.seq if held else 0


def _tell(actor: Viewer, ledger: LedgerUnit, row: RecordRow, period: str, form: Format) -> None:
    """Print a month as it stands: one object as JSON, else item by item."""
    held = find_report(actor, row.id, period)
    numbers: dict[str, Any] = {
        name: None
        if held is None or (number := held.values.get(name)) is None
        else f"{(number * measure_factor(spec)).normalize() + 0:f}"
        for name, spec in ledger.definition.measures.items()
    }
    known: dict[str, Any] = {
        "ledger": ledger.key,
        "code": row.code,
        "period": period,
        "status": held.status if held else "",
        "reported_by": held.reported_by if held else "",
        "checked_by": held.checked_by if held else "",
        "note": held.note if held else "",
        "return_reason": held.return_reason if held else "",
        "seen": held.seq if held else 0,
        "values": numbers,
        "notes": dict(held.notes) if held else {},
    }
    if form is not Format.table:
        show([known], form, {})
        return
    rows = [{"what": say("状态", "status"), "value": said(REPORT_STATUSES[known["status"]])}]
    for name, measure in ledger.definition.measures.items():
        value = f"{numbers[name] or '—'} {said(measured_in(measure.unit))}".rstrip()
        rows.append({"what": said(measure.title), "value": value})
    for name, note in ledger.definition.notes.items():
        text = known["notes"].get(name)
        if text:
            value = f"{len(text)} {say('份', 'file(s)')}" if note.type == "evidence" else text
            rows.append({"what": said(note.title), "value": value})
    if known["note"]:
        rows.append({"what": say("说明", "note"), "value": known["note"]})
    show(rows, form, {"what": say("项", "what"), "value": f"{row.code} {period}"})
