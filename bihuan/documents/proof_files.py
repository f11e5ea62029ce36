"""The proof that a file carries, and the lines that it shows."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree
from xml.sax.saxutils import escape

from bihuan.documents.pdf_file import PROOF_NAME
from bihuan.kernel.problems import Broken, Invalid

if TYPE_CHECKING:
    from docx.document import Document

NAMESPACE = "urn:bihuan:bulletin-proof"
CUSTOM_XML = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/customXml"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
IMAGE = "{urn:schemas-microsoft-com:vml}imagedata"
PART = "/customXml/item9.xml"
MOST_BYTES = 40_000_000  # of a file, and of each part in it
PAGE_NUMBER = re.compile(r"—\d+—")


def put_into_docx(document: Document, proof: str) -> None:
    """Add a proof as a part of its own, which Word and LibreOffice carry along and do not show."""
    from docx.opc.packuri import PackURI
    from docx.opc.part import Part

    xml = f'<proof xmlns="{NAMESPACE}">{escape(proof)}</proof>'.encode()
    part = Part(PackURI(PART), "application/xml", xml, document.part.package)
    document.part.relate_to(part, CUSTOM_XML)


def read_file(path: Path) -> tuple[str, list[str] | None]:
    """Return a file's proof and what it shows; None for a JSON, which shows nothing.

    Raises Invalid for what carries no proof.
    """
    content = path.read_bytes()[: MOST_BYTES + 1]
    if len(content) > MOST_BYTES:
        raise Invalid("proof-missing", path=path.name)
    if content.startswith(b"%PDF"):
        return _of_pdf(content, path.name)
    if content.startswith(b"PK"):
        return _of_docx(content, path.name)
    try:
        return content.decode("utf-8"), None
    except UnicodeDecodeError as error:
        raise Invalid("proof-missing", path=path.name) from error


def _of_docx(content: bytes, name: str) -> tuple[str, list[str]]:
    try:
        from docx import Document as open_document
        from docx.table import Table, _Cell
    except ImportError as error:
        raise Broken("documents-missing") from error
    proof = ""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > 4 * MOST_BYTES:
                raise Invalid("proof-missing", path=name)
            for entry in archive.namelist():
                if entry.startswith("customXml/item") and NAMESPACE.encode() in archive.read(entry):
                    root = ElementTree.fromstring(archive.read(entry))  # noqa: S314 - a size was set
                    proof = root.text or ""
        document = open_document(io.BytesIO(content))
    except (zipfile.BadZipFile, KeyError, ValueError, ElementTree.ParseError) as error:
        raise Invalid("proof-missing", path=name) from error
    if not proof:
        raise Invalid("proof-missing", path=name)
    lines = _beside_text(document)
    for part in document.iter_inner_content():
        if isinstance(part, Table):
            for row in part.rows:
                # `row.cells` gives a cell for each column that it claims to span: a file may claim millions.
                lines.append("\t".join(_Cell(cell, part).text for cell in row._tr.tc_lst))
        else:
            lines.append(part.text.replace("\n", ""))  # a title is broken where it looks well
    lines += _boxed(document)
    return proof, [line for line in lines if line.strip()]


def _beside_text(document: Document) -> list[str]:
    """Return what a page shows beside its text: pictures, signs of fonts, foot lines; drop what is hidden."""
    from docx.oxml.ns import qn

    body = document.element.body
    for hidden in list(body.iter(qn("w:vanish"))):
        for run in hidden.iterancestors(qn("w:r")):
            run.clear()
    lines = [each.tag.rpartition("}")[2] for each in body.iter(qn("w:sym"), qn("a:blip"), IMAGE)]
    for section in document.sections:
        for feet in (section.footer, section.even_page_footer, section.header):
            lines += [paragraph.text for paragraph in feet.paragraphs]
    return [line for line in lines if squeezed(line) not in ("", "——")]


def _boxed(document: Document) -> list[str]:
    """Return the paragraphs of text boxes; Word writes each box a second time for older programs."""
    from docx.oxml.ns import qn

    lines = []
    for box in document.element.body.iter(qn("w:txbxContent")):
        if not any(parent.tag == _FALLBACK for parent in box.iterancestors()):
            lines += [paragraph.text for paragraph in box.iter(qn("w:p"))]
    return lines


def _of_pdf(content: bytes, name: str) -> tuple[str, list[str]]:
    try:
        from pypdf import PdfReader
        from pypdf.errors import PyPdfError
    except ImportError as error:
        raise Broken("documents-missing") from error
    try:
        reader = PdfReader(io.BytesIO(content))
        held = reader.attachments.get(PROOF_NAME, [])
        text = "".join(page.extract_text() for page in reader.pages)
    except (PyPdfError, KeyError, ValueError) as error:
        raise Invalid("proof-missing", path=name) from error
    if not held:
        raise Invalid("proof-missing", path=name)
    return held[0].decode("utf-8"), [text]


def squeezed(text: str) -> str:
    """Return a text without what layout puts into it: spaces, line ends, page numbers."""
    return PAGE_NUMBER.sub("", "".join(text.split()))
