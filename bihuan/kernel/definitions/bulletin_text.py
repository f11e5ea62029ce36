"""The text of a bulletin: Markdown with figures in double braces, each part with its line. Pure.

`## ` and `### ` are headings of the first and second level, `**…**` is bold, an empty line ends a
paragraph; what stands in `{{ … }}` is computed. A `{{ table … }}` stands on a line of its own.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from bihuan.kernel.problems import Words

WORDS = {
    "day": Words("日期", "the day"),
    "month_day": Words("月和日", "month and day"),
    "year": Words("年份", "the year"),
    "period": Words("年初到上一个完整月", "January to the last closed month"),
    "unit": Words("单元名称", "the unit's name"),
    "flash": Words(
        "印出“快报数”，并计入已报送未审批的月报",
        "prints “快报数”, and counts months that are reported but not approved",
    ),
}
FLASH = "flash"  # unapproved numbers are never printed without the word
DAYS = {
    "today": Words("简报日期", "the bulletin's day"),
    "month_end": Words("上一个完整月的月末", "the end of the last closed month"),
    "month_before": Words("再往前一个月末", "the end of the month before that"),
    "week_before": Words("七天前", "seven days before"),
    "year_before": Words("上年同日", "the same day a year before"),
}
MONEY = ("元", "万元", "亿元")
FIGURE_OPTIONS = ("unit", "on", "since", "split", "digits", "in", "bare", "above", "below", "even")
TABLE_OPTIONS = ("by", "kind", "unit", "on", "rank", "order", "total", "title")
RANKING_OPTIONS = ("by", "kind", "unit", "on", "count", "order", "bare")
BLOCKS = {"### ": "subheading", "## ": "heading"}
LONGEST = 200_000  # characters

_TAG = re.compile(r"\{\{(.*?)\}\}", re.DOTALL)
_PART = re.compile(r'([a-z_]+)=(?:"([^"]*)"|“([^”]*)”|(\S+))|(\S+)')
_NAME = re.compile(r"([a-z][a-z0-9-]*\.)?[a-z][a-z0-9_]*")


@dataclass(frozen=True, slots=True)
class Tag:
    """What stands between double braces: a figure, a table, a ranking or a word."""

    kind: Literal["figure", "table", "ranking", "word"]
    line: int
    names: tuple[str, ...]
    options: Mapping[str, str]

    def option(self, name: str, default: str = "") -> str:
        return self.options.get(name, default)


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a paragraph: a text, or a tag."""

    text: str = ""
    tag: Tag | None = None
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, a heading, or a table that stands alone."""

    kind: str  # heading | subheading | paragraph | table
    line: int
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class TextFault:
    """What is wrong on a line of a bulletin's text."""

    line: int
    sentence: Words


@dataclass(slots=True)
class BulletinText:
    """A text taken apart, with every fault that shows without asking for a figure."""

    blocks: list[Block] = field(default_factory=list)
    faults: list[TextFault] = field(default_factory=list)

    @property
    def is_flash(self) -> bool:
        """Whether the text says that its figures are flash figures (快报数)."""
        return any(tag.kind == "word" and tag.names == (FLASH,) for tag in self.tags())

    def tags(self) -> Iterator[Tag]:
        for block in self.blocks:
            for piece in block.pieces:
                if piece.tag is not None:
                    yield piece.tag


def parse_text(text: str, *, first_line: int = 1) -> BulletinText:
    """Take a text apart; faults are collected, and what they stand in is left out."""
    found = BulletinText()
    gathered: list[str] = []
    began = first_line

    def end() -> None:
        if gathered:
            found.blocks.append(_block("paragraph", "".join(gathered), began, found.faults))
            gathered.clear()

    for number, line in enumerate(text[:LONGEST].splitlines(), first_line):
        bare = line.strip()
        opening = next((mark for mark in BLOCKS if bare.startswith(mark)), "")
        alone = bool(re.fullmatch(r"\{\{\s*table\b[^}]*\}\}", bare))
        if not bare or opening or alone:
            end()
        if alone:
            found.blocks.append(_block("table", bare, number, found.faults))
        elif opening:
            rest = bare.removeprefix(opening)
            found.blocks.append(_block(BLOCKS[opening], rest, number, found.faults))
        elif bare:
            if not gathered:
                began = number
            # an English word at a line's end needs its space; Chinese has none
            spaced = gathered and gathered[-1][-1:].isascii() and bare[:1].isascii()
            gathered.append(f" {bare}" if spaced else bare)
            if bare.count("{{") > bare.count("}}"):
                sentence = Words("双花括号没有写完。", "The double braces are not closed.")
                found.faults.append(TextFault(number, sentence))
    end()
    return found


def _block(kind: str, text: str, line: int, faults: list[TextFault]) -> Block:
    pieces: list[Piece] = []
    strong = False
    for part in re.split(r"(\{\{.*?\}\}|\*\*)", text):
        if part == "**":
            strong = not strong
        elif _TAG.fullmatch(part):
            tag = _tag(part[2:-2].strip(), line, faults)
            if tag is not None and (tag.kind == "table") != (kind == "table"):
                faults.append(
                    TextFault(
                        line, Words("表格应独占一行。", "A table stands on a line of its own.")
                    )
                )
            elif tag is not None:
                pieces.append(Piece(tag=tag, strong=strong))
        elif part:
            pieces.append(Piece(part, strong=strong))
    return Block(kind, line, tuple(pieces))


def _tag(text: str, line: int, faults: list[TextFault]) -> Tag | None:
    """Read what stands between braces, or say what is wrong with it."""
    names: list[str] = []
    options: dict[str, str] = {}
    for found in _PART.finditer(text):
        if found[1]:
            options[found[1]] = found[2] or found[3] or found[4] or ""
        else:
            names.append(found[5].rstrip(",，、"))
    if not names:
        faults.append(TextFault(line, Words("双花括号是空的。", "The double braces are empty.")))
        return None
    kind: Literal["figure", "table", "ranking", "word"] = "figure"
    allowed: tuple[str, ...] = FIGURE_OPTIONS
    if names[0] == "table":
        kind, allowed, names = "table", TABLE_OPTIONS, names[1:]
    elif names[0] == "ranking":
        kind, allowed, names = "ranking", RANKING_OPTIONS, names[1:]
    elif names[0] in WORDS:
        kind, allowed = "word", ()
    tag = Tag(kind, line, tuple(names), options)
    wrong = [*_wrong_names(tag), *_wrong_options(tag, allowed)]
    faults += [TextFault(line, sentence) for sentence in wrong]
    return None if wrong else tag


def _wrong_names(tag: Tag) -> Iterator[Words]:
    if tag.kind != "table" and len(tag.names) != 1:
        said = " ".join(tag.names)
        yield Words(f"“{said}”应只写一个指标名。", f"“{said}” should name one indicator.")
    if not tag.names:
        yield Words("没有写指标名。", "No indicator is named.")
    for name in tag.names:
        if not _NAME.fullmatch(name):
            yield Words(
                f"“{name}”不是指标名，应为英文代码。",
                f"“{name}” is not the name of an indicator, which is an ASCII code.",
            )


def _wrong_options(tag: Tag, allowed: tuple[str, ...]) -> Iterator[Words]:
    for name, value in tag.options.items():
        known = "、".join(allowed) or "—"
        if name not in allowed:
            yield Words(
                f"不认识的选项 {name}；可用：{known}。",
                f"There is no option {name}; known: {known.replace('、', ', ')}.",
            )
        elif not _is_fit(name, value):
            yield Words(f"选项 {name} 不能是“{value}”。", f"The option {name} cannot be “{value}”.")
    if tag.kind in ("table", "ranking") and "by" not in tag.options:
        yield Words("应写 by=unit，或 by=一个选择字段。", "It needs by=unit, or by=a choice field.")
    rank = tag.option("rank")
    if rank and rank not in tag.names:
        yield Words(
            f"排名用的 {rank} 不在这张表里。", f"The table does not hold {rank} to rank by."
        )


def _is_fit(name: str, value: str) -> bool:
    match name:
        case "on" | "since":
            return value in DAYS or _is_day(value)
        case "digits":
            return value in ("0", "1", "2", "3", "4")
        case "count":
            return value.isdigit() and 0 < int(value) <= 20
        case "in":
            return value in MONEY
        case "order":
            return value in ("high", "low")
        case "bare" | "total":
            return value in ("yes", "no")
        case "split":
            return bool(re.fullmatch(r"[a-z][a-z0-9_]*:[A-Za-z0-9_-]+", value))
        case "by" | "kind":
            return bool(re.fullmatch(r"[a-z][a-z0-9_]*", value))
        case _:
            return bool(value)


def _is_day(value: str) -> bool:
    try:
        datetime.date.fromisoformat(value)
    except ValueError:
        return False
    return True
