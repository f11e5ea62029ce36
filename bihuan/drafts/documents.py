"""The text of a draft's file: TXT, DOCX, PDF; what is dangerous or holds no text is refused."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Iterator

import docx
import pypdf
from docx.document import Document
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph

from bihuan.drafts.encodings import Undecodable, decode

MOST_BYTES = 20 << 20  # of a file
MOST_UNPACKED = 100 << 20  # of what a DOCX holds
MOST_PARTS = 2_000
MOST_PAGES = 300
MOST_COLUMNS = 200  # that one cell spans
MOST_DEPTH = 4  # of tables within cells


def read_document(data: bytes, most: int | None = None) -> str:
    """Return the text of a file by what its bytes are, whatever it is called. Raises `Undecodable`.

    A DOCX or PDF is read no further than to the first character past `most`.
    """
    if len(data) > MOST_BYTES:
        raise Undecodable("draft-too-large")
    if data.startswith(b"%PDF"):
        return _read_pdf(data, most)
    if data.startswith(b"PK\x03\x04"):
        return _read_docx(data, most)
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise Undecodable("draft-old-word")
    return decode(data)


def _read_docx(data: bytes, most: int | None) -> str:
    _refuse_dangerous(data)
    try:
        document = docx.Document(io.BytesIO(data))
        text = "\n".join(_up_to(most, _blocks(document, MOST_DEPTH)))
    except Undecodable:
        raise
    except Exception as fault:  # whatever a broken file makes the library stumble over
        raise Undecodable("draft-broken") from fault
    if not text.strip():
        raise Undecodable("draft-without-text")
    return text


def _up_to(most: int | None, parts: Iterable[str]) -> Iterator[str]:
    length = -1
    for part in parts:
        length += len(part) + 1  # and the end of its line
        if most is not None and length > most:
            raise Undecodable("draft-too-long")
        yield part


def _refuse_dangerous(data: bytes) -> None:
    """Look at a package before anything unpacks it."""
    try:
        parts = zipfile.ZipFile(io.BytesIO(data)).infolist()
    except zipfile.BadZipFile as fault:
        raise Undecodable("draft-broken") from fault
    names = {part.filename.lower() for part in parts}
    if any(name.endswith("vbaproject.bin") for name in names):
        raise Undecodable("draft-macros")
    if "word/document.xml" not in names:
        raise Undecodable("draft-not-text")
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise Undecodable("draft-bomb")


def _blocks(within: Document | _Cell, depth: int) -> Iterator[str]:
    """Yield paragraphs and rows of tables in the order in which they are read."""
    for block in within.iter_inner_content():
        if isinstance(block, Paragraph):
            yield block.text
        elif depth:
            yield from _rows(block, depth - 1)


def _rows(table: Table, depth: int) -> Iterator[str]:
    """Yield rows; `row.cells` of the library takes hours over spans that a hostile file claims."""
    above: dict[int, str] = {}
    for row in table.rows:
        texts: list[str] = []
        for cell in row._tr.tc_lst:
            at = len(texts)
            if cell.vMerge != "continue":
                above[at] = " ".join(" ".join(_blocks(_Cell(cell, table), depth)).split())
            # The other columns that a merged cell spans stay, empty.
            texts += [above.get(at, "")] + [""] * (min(cell.grid_span, MOST_COLUMNS) - 1)
        yield "\t".join(texts)


def _read_pdf(data: bytes, most: int | None) -> str:
    try:
        reader = pypdf.PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise Undecodable("draft-locked")
        if len(reader.pages) > MOST_PAGES:
            raise Undecodable("draft-too-many-pages")
        text = "\n".join(_up_to(most, (page.extract_text() for page in reader.pages)))
    except Undecodable:
        raise
    except Exception as fault:
        raise Undecodable("draft-broken") from fault
    if not text.strip():
        raise Undecodable("draft-without-text")
    return text
