"""The text of a draft's file, or the refusal that says what is possible instead."""

from __future__ import annotations

from bihuan.drafts.documents import MOST_BYTES, read_document
from bihuan.drafts.encodings import Undecodable
from bihuan.kernel.problems import Invalid


def read_file(data: bytes, name: str, most: int | None = None) -> str:
    """Return the text of a TXT, DOCX or PDF; of the latter no more than `most` characters. Raises Invalid."""
    try:
        return read_document(data, most)
    except Undecodable as fault:
        if fault.code == "draft-too-long":
            raise Invalid(fault.code, most=most) from fault
        raise Invalid(
            fault.code, path=name, line=fault.line, size=len(data) >> 20, most=MOST_BYTES >> 20
        ) from fault
