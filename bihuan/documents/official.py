"""What an official document consists of, and the measures of GB/T 9704-2012. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

# A4 in millimetres: the page, and the margins that leave a block of 156 x 225
PAGE = (210, 297)
TOP, BOTTOM, LEFT, RIGHT = 37, 35, 28, 26
NUMBER_BELOW = 7  # from the block down to the page number
# points: 28 characters fill 156 mm, 22 lines 225 mm; a hair less, so that the last one fits
CHARACTER_PITCH, LINE_PITCH = 15.79, 28.95
CHARACTERS, LINES = 28, 22
BODY, TITLE, SMALL, TABLE = 16, 22, 14, 12  # 3号, 2号, 4号, 小四, in points
RED = "C00000"
RED_HEAD_ABOVE = 35  # mm from the top of the block
LARGEST_RED = 44  # points

FANGSONG, SONG, HEI, KAI = "仿宋_GB2312", "方正小标宋简体", "黑体", "楷体_GB2312"
NUMBERS = "宋体"
# free fonts that stand in for them: none of the above may be embedded
FREE = {
    FANGSONG: "'Noto Serif CJK SC'",
    KAI: "'AR PL UKai CN', 'Noto Serif CJK SC'",
    SONG: "'Noto Serif CJK SC'",
    NUMBERS: "'Noto Serif CJK SC'",
    HEI: "'Noto Sans CJK SC'",
}


# how well a line ends behind a sign: the lower the better
ENDS = {
    **dict.fromkeys("，。；：！？", 0),
    **dict.fromkeys("、》）”’", 3),
    **dict.fromkeys("的和与及", 4),
}
BAD_END = 7


def broken(title: str, most: int) -> tuple[str, ...]:
    """Break a title into lines of at most so many characters, of like length, behind good ends."""
    count = -(-len(title) // most)
    lines: list[str] = []
    rest = title
    while count > 1 and len(rest) > most:
        ideal = -(-len(rest) // count)
        places = range(max(len(rest) - (count - 1) * most, 2), min(most, len(rest) - 2) + 1)
        end = min(
            places,
            key=lambda place: abs(place - ideal) + ENDS.get(rest[place - 1], BAD_END),
        )
        lines.append(rest[:end])
        rest = rest[end:]
        count -= 1
    return (*lines, rest)


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of a line."""

    text: str
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A heading of the first or second level, or a paragraph."""

    kind: str  # heading | subheading | paragraph
    spans: tuple[Span, ...]

    @property
    def text(self) -> str:
        return "".join(span.text for span in self.spans)


@dataclass(frozen=True, slots=True)
class Grid:
    """A table; the first row is its head."""

    title: str
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Official:
    """An official document, part by part from the red head down to the imprint.

    Minutes have no title of their own: their red head says what they are.
    """

    issuer: str
    title: str
    number: str
    body: tuple[Line | Grid, ...]
    addressee: str = ""
    facts: tuple[tuple[str, str], ...] = ()  # of minutes: time, place, present
    closing: tuple[str, ...] = ()  # 署名, date; set to the right
    copies: str = ""
    imprint: tuple[str, str] | None = None  # who printed it, and when

    def lines(self) -> Iterator[str]:
        """Yield all that the document shows, in order; cells of a row with tabs between."""
        yield self.issuer
        yield self.number
        if self.title:
            yield self.title
        if self.addressee:
            yield f"{self.addressee}："
        for name, text in self.facts:
            yield f"{name}：{text}"
        for part in self.body:
            if isinstance(part, Grid):
                if part.title:
                    yield part.title
                yield from ("\t".join(row) for row in part.rows)
            else:
                yield part.text
        yield from self.closing
        if self.copies:
            yield f"抄送：{self.copies}。"
        if self.imprint:
            yield "\t".join(self.imprint)

    @property
    def title_lines(self) -> tuple[str, ...]:
        """The title on as many lines as it needs, each ended where it breaks no word."""
        width = (PAGE[0] - LEFT - RIGHT) / 25.4 * 72
        return broken(self.title, int(width / TITLE))

    @property
    def red_size(self) -> int:
        """The size of the red head that keeps it on one line, in points."""
        width = (PAGE[0] - LEFT - RIGHT) / 25.4 * 72
        return min(LARGEST_RED, int(width / max(len(self.issuer), 1)))
