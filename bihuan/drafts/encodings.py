"""Bytes of a text file to text: UTF-8, UTF-16 with a mark, GB 18030."""

from __future__ import annotations

import codecs

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_NOT_TEXT = (b"%PDF", b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"\x89PNG", b"\xff\xd8\xff", b"{\\rtf")


LEAST_SIGNS = 3  # that read as Chinese in UTF-8, before a line of another encoding counts as UTF-8


class Undecodable(ValueError):
    """Bytes that give no text; `code` is that of a refusal."""

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
    if not _is(data, "utf-8") and (line := _line_in_utf8(data)):
        raise Undecodable("draft-mixed-encodings", line)
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


def _is(data: bytes, encoding: str) -> bool:
    try:
        data.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _line_in_utf8(data: bytes) -> int:
    """Return the first line that is Chinese in UTF-8 where the others are GBK, 0 when it is not so.

    As GBK such a line may read as well, but as rubbish: two texts were pasted into one file.
    """
    found = 0
    for number, line in enumerate(data.split(b"\n"), 1):
        if line.isascii():
            continue
        if _is(line, "utf-8"):
            signs = sum("\u4e00" <= sign <= "\u9fff" for sign in line.decode())
            found = found or (number if signs >= LEAST_SIGNS else 0)
        elif not _is(line, "gb18030"):
            return 0
    return found
