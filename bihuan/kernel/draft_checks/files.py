"""The text of a draft's file, or the refusal that says what is possible instead."""

from __future__ import annotations

from bihuan.drafts.documents import MOST_BYTES, read_document
from bihuan.drafts.encodings import Undecodable
from bihuan.kernel.problems import Invalid


def read_file(data: bytes, name: str) -> str:
    """Return the text of a TXT, DOCX or PDF. Raises Invalid."""
    try:
        return read_document(data)
    except Undecodable as fault:
        raise Invalid(
            fault.code, path=name, line=fault.line, size=len(data) >> 20, most=MOST_BYTES >> 20
        ) from fault
