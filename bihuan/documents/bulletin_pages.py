"""A bulletin as an official document, and as files."""

from __future__ import annotations

import functools

from bihuan.documents import docx_file, sheet_file
from bihuan.documents.docx_file import write_docx
from bihuan.documents.official import Grid, Line, Official, Span
from bihuan.documents.pdf_file import write_pdf
from bihuan.documents.sheet_file import write_sheet
from bihuan.kernel.bulletins.document import Block, Document, Run, Table
from bihuan.kernel.bulletins.proofs import Proof, Statement, statement_of
from bihuan.kernel.bulletins.reads import BulletinRow, compose_bulletin, prove_bulletin
from bihuan.kernel.periods.days import parse_day
from bihuan.kernel.permissions import Viewer
from bihuan.kernel.problems import NotFound

FORMS = {
    "docx": docx_file.MEDIA_TYPE,
    "pdf": "application/pdf",
    "xlsx": sheet_file.MEDIA_TYPE,
    "json": "application/json",
}
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


def render(form: str, shown: Official, document: Document, proof: str = "") -> bytes:
    """Return a bulletin as a file of one of FORMS. Raises NotFound."""
    match form:
        case "docx":
            return write_docx(shown, proof=proof)
        case "pdf":
            return write_pdf(shown, proof=proof)
        case "xlsx":
            return write_sheet(document)
        case "json" if proof:
            return proof.encode()
        case _:
            raise NotFound("bulletin-form", form=form, known="、".join(FORMS))


def published_file(bulletin_id: int, form: str) -> bytes:
    """Return a published bulletin as a file that carries its proof."""
    return _rendered(prove_bulletin(bulletin_id), form)


@functools.lru_cache(maxsize=64)
def _rendered(proof: Proof, form: str) -> bytes:
    """Lay out what never changes once; anybody may ask for it."""
    statement = statement_of(proof)
    return render(form, official_of(statement), statement.document, proof.as_text())


def draft_file(viewer: Viewer, row: BulletinRow, form: str) -> bytes:
    """Return what a bulletin would look like now; its number says that it is not published."""
    composed = compose_bulletin(viewer, row)
    shown = official(
        composed.document,
        unit=row.unit.title.zh,
        kind=row.kind,
        number=f"（{row.state_title.zh}，未发布）",
        day=row.on,
        addressee=row.addressee,
        copies=row.copies,
    )
    return render(form, shown, composed.document)
