"""A text with its figures put in: what a person may see of it, at one log position."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from bihuan.kernel.bulletins.document import Block, Document, Run, Table
from bihuan.kernel.bulletins.printer import Printer
from bihuan.kernel.bulletins.tables import make_ranking, make_table
from bihuan.kernel.definitions.bulletin_text import Piece, Tag, parse_text
from bihuan.kernel.indicators.reads import one_position
from bihuan.kernel.org.tree import UnitNode
from bihuan.kernel.permissions import Viewer
from bihuan.kernel.problems import Problem, Titled, Words

FLASH_NOTE = "注：快报数含已经报送、尚未审批的月报，以审批后的数为准。"


@dataclass(frozen=True, slots=True)
class Composed:
    """A document at a log position; `faults` says what stands in its way, by line (0: the heading)."""

    document: Document
    at: int
    faults: tuple[tuple[int, Titled], ...]


def compose(
    viewer: Viewer,
    *,
    heading: str,
    text: str,
    unit: UnitNode,
    on: datetime.date,
    pack: str = "",
    at: int | None = None,
) -> Composed:
    """Put the figures that the viewer may see into a text; where there is none, a fault says why.

    They are made of approved months alone, or the text says `{{ flash }}` and closes with a note of what
    that means: what is previewed is what can be published.
    """
    top, body = parse_text(heading), parse_text(text)
    with one_position() as head:
        position = head if at is None else at
        flash = top.is_flash or body.is_flash
        printer = Printer(viewer, unit, on, position, pack=pack, flash=flash)
        printer.read_tags([*top.tags(), *body.tags()])
        title = tuple(run for block in top.blocks for run in _runs(printer, block.pieces))
        blocks: list[Block | Table] = [
            _table(printer, block.pieces, block.line)
            if block.kind == "table"
            else Block(block.kind, block.line, tuple(_runs(printer, block.pieces)))
            for block in body.blocks
        ]
        if flash and printer.figures:
            blocks.append(Block("paragraph", body.blocks[-1].line, (Run(FLASH_NOTE),)))
    document = Document(title, tuple(blocks), tuple(printer.figures))
    faults: list[tuple[int, Titled]] = [(0, fault.sentence) for fault in top.faults]
    faults += [(fault.line, fault.sentence) for fault in body.faults]
    faults += document.faults()
    return Composed(document, printer.at, tuple(sorted(faults, key=lambda fault: fault[0])))


def _runs(printer: Printer, pieces: Iterable[Piece]) -> Iterator[Run]:
    for piece in pieces:
        if piece.tag is None:
            yield Run(piece.text, strong=piece.strong)
            continue
        try:
            yield from _of_tag(printer, piece.tag, piece.strong)
        except Problem as problem:
            yield Run("", strong=piece.strong, fault=_words(problem))


def _of_tag(printer: Printer, tag: Tag, strong: bool) -> Iterator[Run]:
    if tag.kind == "word":
        yield Run(printer.word(tag.names[0]), strong=strong)
    elif tag.kind == "ranking":
        yield from make_ranking(printer, tag, strong)
    else:
        yield printer.run(printer.figure(tag), strong=strong)


def _table(printer: Printer, pieces: Sequence[Piece], line: int) -> Table:
    tag = pieces[0].tag if pieces else None
    if tag is None:  # unreadable: the text's own fault says so
        return Table(line, "", ())
    try:
        return make_table(printer, tag)
    except Problem as problem:
        return Table(line, "", ((Run("", fault=_words(problem)),),))


def _words(problem: Problem) -> Words:
    return Words(problem.sentence("zh"), problem.sentence("en"))
