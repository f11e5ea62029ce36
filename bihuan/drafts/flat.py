"""A text as one line a paragraph: breaks inside sentences removed, full-width signs folded.

What recognition or a mail program leaves (a number cut by a line's end, spaces between characters) reads
as it was meant; `origin` leads each position back to the original.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass

# One sign for one sign, so that positions stay.
FOLD: dict[int, int | str] = {
    **{code: code - 0xFEE0 for code in range(0xFF10, 0xFF1A)},  # ０-９
    **{code: code - 0xFEE0 for code in range(0xFF21, 0xFF3B)},  # Ａ-Ｚ
    **{code: code - 0xFEE0 for code in range(0xFF41, 0xFF5B)},  # ａ-ｚ
    **str.maketrans("％．＋－～〜﹪﹣–−", "%.+-~~%---"),
    ord("―"): "—",
    **str.maketrans(";：()!?，", "；:（）！？,"),
    **dict.fromkeys((0x00A0, 0x2002, 0x2003, 0x2009, 0x202F), " "),
    **dict.fromkeys((0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF, 0x00AD), "\x00"),
}
_SPACES = re.compile(r"[ \t\x00\x0b\x0c\x1c-\x1f\u3000]+")
_WIDE_GAP = re.compile(r"(?<=\S)[ \u3000]{2,}(?=\S)")
_LINE = re.compile(r"[^\r\n\x85\u2028\u2029]+")
_CLOSED = frozenset("。！？；:…」』")
_HEADING = re.compile(
    r"[一二三四五六七八九十]{1,3}、|（[一二三四五六七八九十\d]{1,3}）|\d{1,2}[.、](?!\d)|[#*>\-] "
)
_UNIT_HEAD = frozenset("亿万千百%‰元个台人次户家处件批名亩吨公平米倍成")
_CUT_WORDS = frozenset(
    {"百分", "亿元", "万元", "分点", "平方", "方米", "公里", "公顷", "人次", "台次", "家次", "个百"}
)
_LONGEST_TITLE = 30


@dataclass(frozen=True)
class FlatText:
    """The text that is read, and where each piece of it came from."""

    text: str
    _flat_starts: list[int]
    _origin_starts: list[int]

    def origin(self, position: int) -> int:
        piece = bisect_right(self._flat_starts, position) - 1
        return self._origin_starts[piece] + position - self._flat_starts[piece]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the original's span of flat[start:end]."""
        return self.origin(start), self.origin(end - 1) + 1


class _Pieces:
    """Collects pieces of the flat text with their origin."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.flat_starts: list[int] = [0]
        self.origin_starts: list[int] = [0]
        self.length = 0

    def add(self, text: str, origin: int) -> None:
        if self.length:
            self.flat_starts.append(self.length)
            self.origin_starts.append(origin)
        else:
            self.origin_starts[0] = origin
        self.texts.append(text)
        self.length += len(text)


def flatten(original: str) -> FlatText:
    folded = original.translate(FOLD)
    pieces = _Pieces()
    before, before_end = "", 0
    for found in _LINE.finditer(folded):
        line = found.group()
        content = line.strip(" \t\x00\u3000\x0b\x0c\x1c\x1d\x1e\x1f")
        if not content:
            continue
        start = found.start() + line.index(content[0])
        if before:
            blank = folded.count("\n", before_end, start) > 1
            if not _goes_on(before, content, indent=start - found.start(), blank=blank):
                pieces.add("\n", before_end)
        _add_line(pieces, content, start)
        before, before_end = content, start + len(content)
    return FlatText("".join(pieces.texts), pieces.flat_starts, pieces.origin_starts)


def _goes_on(before: str, after: str, *, indent: int, blank: bool) -> bool:
    """Whether the next line goes on with the sentence of the line before."""
    last, first = before[-1], after[0]
    if _is_row(before) or _is_row(after):
        return False
    if last + first in _CUT_WORDS or (last.isdigit() and first in _UNIT_HEAD):
        return True
    if blank or indent > 1 or last in _CLOSED or _HEADING.match(after):
        return False
    if first.isdigit() and (last.isdigit() or (last == "." and before[-2:-1].isdigit())):
        return not (before.isdigit() or after.isdigit())
    return not _is_title(before, after)


def _is_title(line: str, following: str) -> bool:
    """Whether a line without a stop ends short of the width that the text has."""
    shorter = len(following) - len(line)
    return len(line) < _LONGEST_TITLE and shorter > 4 and 4 * len(line) < 3 * len(following)


def _is_row(line: str) -> bool:
    """Whether a line is a table's: cells between bars, tabs or wide gaps."""
    return "|" in line or "\t" in line or ("  " in line and len(_WIDE_GAP.findall(line)) > 1)


def _add_line(pieces: _Pieces, line: str, start: int) -> None:
    """Add a line, leaving out the spaces that recognition put between characters."""
    begun = 0
    for gap in _SPACES.finditer(line):
        before, after, run = line[gap.start() - 1], line[gap.end()], gap.group()
        kept = ""
        if "\t" in run:
            kept = "\t" * run.count("\t")  # an empty cell stays one
        elif before.isascii() and after.isascii() and before.isalnum() and after.isalnum():
            kept = " "
        elif len(run) > 1 and after not in _UNIT_HEAD:
            kept = "\t"
        pieces.add(line[begun : gap.start()], start + begun)
        if kept:
            pieces.add(kept, start + gap.start())
        begun = gap.end()
    pieces.add(line[begun:], start + begun)
