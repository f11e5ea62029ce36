"""A published bulletin as an official document."""

from __future__ import annotations

from bihuan.documents.official import Grid, Line, Official, Span
from bihuan.kernel.bulletins.document import Block, Document, Run, Table
from bihuan.kernel.bulletins.proofs import Statement
from bihuan.kernel.periods.days import parse_day

RED = {"brief": "简报", "circular": "文件", "story": "信息", "correction": "文件"}


def official_of(statement: Statement) -> Official:
    """Return what the file of a published bulletin shows, from its event alone."""
    body = statement.body
    return official(
        statement.document,
        unit=body["unit"]["zh"],
        kind=body["kind"],
        number=f"{body['mark']}〔{body['year']}〕{body['number']}号",
        day=statement.on,
        addressee=body["addressee"],
        copies=body["copies"],
    )


def official(
    document: Document,
    *,
    unit: str,
    kind: str,
    number: str,
    day: str,
    addressee: str = "",
    copies: str = "",
) -> Official:
    """Return a bulletin as an official document; a draft's number says that it is one."""
    on = parse_day(day)
    date = f"{on.year}年{on.month}月{on.day}日"
    return Official(
        issuer=f"{unit}{RED[kind]}",
        title=document.title,
        number=number,
        body=tuple(_part(block) for block in document.blocks),
        addressee=addressee,
        closing=(unit, date),
        copies=copies,
        imprint=(unit, f"{date}印发"),
    )


def _part(block: Block | Table) -> Line | Grid:
    if isinstance(block, Table):
        return Grid(block.title, tuple(tuple(run.text for run in row) for row in block.rows))
    return Line(block.kind, tuple(_span(run) for run in block.runs))


def _span(run: Run) -> Span:
    return Span(run.text, run.strong)
