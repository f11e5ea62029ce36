"""`bihuan record add|correct|move|void|extend|decide|show`."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from bihuan.cli.given import record_of, values_given
from bihuan.cli.options import AsPerson, FormatOption, viewer
from bihuan.cli.output import Format, language, said, say, show
from bihuan.kernel.definitions.field_types import FIELD_TYPES
from bihuan.kernel.ledgers.history import describe
from bihuan.kernel.ledgers.reads import get_record, list_history
from bihuan.kernel.ledgers.sealing import is_sealed_value, masked
from bihuan.kernel.ledgers.writes import add_record, correct_record
from bihuan.kernel.org.tree import tree
from bihuan.kernel.packs.reads import installed
from bihuan.kernel.permissions import Viewer
from bihuan.kernel.problems import Invalid, NotFound
from bihuan.kernel.workflow.reads import list_approvals
from bihuan.kernel.workflow.writes import (
    ask_extension,
    ask_void,
    decide_approval,
    move_record,
)

app = typer.Typer(no_args_is_help=True, add_completion=False)
Ledger = Annotated[str, typer.Argument(help="台账 · ledger")]
Code = Annotated[str, typer.Argument(help="记录编号 · the record's code")]
Pairs = Annotated[
    list[str] | None,
    typer.Argument(help="字段=值，证据写 字段=文件 · field=value, evidence as field=FILE"),
]
Reason = Annotated[str, typer.Option("--reason", help="理由 · why")]
On = Annotated[str, typer.Option("--on", help="业务日期 · business date")]
Seen = Annotated[int | None, typer.Option("--seen", help="所见版本，被人改过则拒绝 · as last seen")]


@app.command()
def add(
    ledger: Ledger,
    pairs: Pairs = None,
    unit: Annotated[str, typer.Option("--unit", help="组织单元代码 · unit code")] = "",
    code: Annotated[str, typer.Option("--code", help="编号，不写则按规则编 · code")] = "",
    duty: Annotated[
        list[str] | None, typer.Option("--duty", help="责任=人员代码 · duty=person")
    ] = None,
    on: On = "",
    as_person: AsPerson = "",
    form: FormatOption = Format.table,
) -> None:
    """登记 · Add a record."""
    actor = viewer(as_person)
    found = installed().find_ledger(ledger)
    place = tree().get_by_code(unit)
    sent = values_given(pairs or [], found.definition.fields, viewer=actor, unit_id=place.id)
    made = add_record(
        found, sent, actor=actor, unit=unit, on=on or None, code=code or None,
        duties=_duties(duty or []),
    )  # fmt: skip
    _tell(actor, made.id, form)


def _duties(pairs: list[str]) -> dict[str, list[str]]:
    held: dict[str, list[str]] = {}
    for pair in pairs:
        name, sign, person = pair.partition("=")
        if not sign:
            raise Invalid("pair-unreadable", text=pair, known="duty=person")
        held.setdefault(name, []).append(person)
    return held


@app.command()
def correct(
    ledger: Ledger,
    code: Code,
    pairs: Pairs = None,
    reason: Reason = "",
    on: On = "",
    seen: Seen = None,
    as_person: AsPerson = "",
    form: FormatOption = Format.table,
) -> None:
    """更正；写日期则从那天起 · Correct a record; with --on from that day."""
    actor = viewer(as_person)
    found, row = record_of(actor, ledger, code)
    sent = values_given(pairs or [], found.definition.fields, viewer=actor, unit_id=row.unit_id)
    correct_record(
        row.id, sent, actor=actor, seen=row.seen if seen is None else seen, reason=reason,
        on=on or None,
    )  # fmt: skip
    _tell(actor, row.id, form)


@app.command()
def move(
    ledger: Ledger,
    code: Code,
    transition: Annotated[str, typer.Argument(help="办理 · transition")],
    pairs: Pairs = None,
    reason: Reason = "",
    on: On = "",
    seen: Seen = None,
    as_person: AsPerson = "",
    form: FormatOption = Format.table,
) -> None:
    """办理 · Take a transition."""
    actor = viewer(as_person)
    found, row = record_of(actor, ledger, code)
    titles = {
        title: name
        for name, each in found.workflow.transitions.items()
        for title in (each.title.zh, each.title.en)
    }
    sent = values_given(pairs or [], found.definition.fields, viewer=actor, unit_id=row.unit_id)
    move_record(
        row.id, titles.get(transition, transition), actor=actor, values=sent, reason=reason,
        on=on or None, seen=row.seen if seen is None else seen,
    )  # fmt: skip
    _tell(actor, row.id, form)


@app.command()
def void(
    ledger: Ledger,
    code: Code,
    reason: Reason = "",
    seen: Seen = None,
    as_person: AsPerson = "",
    form: FormatOption = Format.table,
) -> None:
    """申请作废，由另一人决定 · Ask to void a record; somebody else decides."""
    actor = viewer(as_person)
    _, row = record_of(actor, ledger, code)
    ask_void(row.id, actor=actor, seen=row.seen if seen is None else seen, reason=reason)
    _tell(actor, row.id, form)


@app.command()
def extend(
    ledger: Ledger,
    code: Code,
    deadline: Annotated[str, typer.Argument(help="期限 · deadline")],
    to: Annotated[str, typer.Argument(help="延至 · until")],
    reason: Reason = "",
    as_person: AsPerson = "",
    form: FormatOption = Format.table,
) -> None:
    """申请延期，由另一人决定 · Ask for more time; somebody else decides."""
    actor = viewer(as_person)
    _, row = record_of(actor, ledger, code)
    ask_extension(row.id, deadline, to, actor=actor, reason=reason)
    _tell(actor, row.id, form)


@app.command()
def decide(
    ledger: Ledger,
    code: Code,
    refuse: Annotated[bool, typer.Option("--refuse", help="不同意 · do not agree")] = False,
    note: Annotated[str, typer.Option("--note", help="意见 · note")] = "",
    as_person: AsPerson = "",
    form: FormatOption = Format.table,
) -> None:
    """同意（或不同意）别人提出的办理、延期、作废 · Agree to what another person asked, or not."""
    actor = viewer(as_person)
    _, row = record_of(actor, ledger, code)
    waiting = list_approvals(actor, row.id)
    if not waiting:
        raise NotFound("approval-unknown")
    decide_approval(waiting[0].id, actor=actor, granted=not refuse, note=note)
    _tell(actor, row.id, form)


@app.command("show")
def show_(
    ledger: Ledger, code: Code, as_person: AsPerson = "", form: FormatOption = Format.table
) -> None:
    """查看一条记录及其经过 · Show a record and what happened to it."""
    actor = viewer(as_person)
    _, row = record_of(actor, ledger, code)
    _tell(actor, row.id, form, history=True)


def _tell(actor: Viewer, record_id: int, form: Format, *, history: bool = False) -> None:
    """Print a record as it stands: one object as JSON, else field by field."""
    row = get_record(actor, record_id)
    ledger = installed().ledger(row.ledger)
    values = {
        name: masked(spec.type, row.data[name], name)
        if is_sealed_value(row.data[name])
        else row.data[name]
        for name, spec in ledger.definition.fields.items()
        if name in row.data
    }
    known: dict[str, Any] = {
        "ledger": row.ledger,
        "code": row.code,
        "title": row.title,
        "unit": tree().get(row.unit_id).code,
        "state": row.state,
        "on": row.on,
        "void": row.is_void,
        "seen": row.seen,
        "values": values,
    }
    if history:
        known["history"] = [
            {"seq": told.seq, "at": told.at, "on": told.on, "who": told.who, "what": told.what,
             "changes": [f"{what}{say('：', ': ')}{text}" for what, text in told.changes], "reason": told.reason}
            for told in (describe(e, ledger, language()) for e in list_history(actor, record_id))
        ]  # fmt: skip
    if form is not Format.table:
        show([known], form, {})
        return
    rows = [
        {"what": say("编号", "code"), "value": row.code},
        {"what": say("单元", "unit"), "value": said(tree().get(row.unit_id).title)},
        {"what": say("环节", "state"), "value": said(ledger.workflow.states[row.state].title)},
    ]
    for name, spec in ledger.definition.fields.items():
        if name in values:
            held = row.data[name]
            text = values[name] if is_sealed_value(held) else FIELD_TYPES[spec.type].show(
                held, spec, language()
            )  # fmt: skip
            rows.append({"what": said(spec.title), "value": text})
    rows += [
        {"what": f"{told['seq']} {told['on']} {told['who']}",
         "value": say("；", "; ").join([told["what"], *told["changes"], *filter(None, [told["reason"]])])}
        for told in known.get("history", ())
    ]  # fmt: skip
    show(rows, form, {"what": say("项", "what"), "value": row.title})
