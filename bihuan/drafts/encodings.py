"""Bytes of a text file to text: UTF-8, UTF-16 with a mark, GB 18030."""

from __future__ import annotations

import codecs

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_NOT_TEXT = (b"%PDF", b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"\x89PNG", b"\xff\xd8\xff", b"{\\rtf")


class Undecodable(ValueError):
    """Bytes that are no text; `code` is that of a refusal."""

    def __init__(self, code: str, line: int = 0) -> None:
        self.code = code
        self.line = line
        super().__init__(code)


def decode(data: bytes) -> str:
    """Return the text of a file's bytes. Raises `Undecodable`."""
    if data.startswith(_NOT_TEXT):
        raise Undecodable("draft-not-text")
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _decode(data[len(mark) :], encoding)
    text = _decode(data, "utf-8", "gb18030")
    if "\x00" in text:
        raise Undecodable("draft-not-text")
    return text


def _decode(data: bytes, *encodings: str) -> str:
    """Decode by the first encoding that fits; else name the line that the best of them got to."""
    furthest = 0
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError as fault:
            furthest = max(furthest, fault.start)
    raise Undecodable("draft-encoding", data.count(b"\n", 0, furthest) + 1)
