"""What a bulletin says once its figures are in it: blocks of runs, tables, and the figures themselves. Pure.

The same shape is previewed, frozen in the log, rendered, and proved.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from fractions import Fraction
from typing import Any

from bihuan.kernel.definitions import qualifiers
from bihuan.kernel.definitions.language import Label
from bihuan.kernel.indicators.figures import decimal_text, show
from bihuan.kernel.problems import Titled, Words


@dataclass(frozen=True, slots=True)
class Run:
    """Some text of one kind; `figure` is the number of the figure that it prints."""

    text: str
    figure: int | None = None
    strong: bool = False
    fault: Titled | None = None  # only of a preview: why there is no text


@dataclass(frozen=True, slots=True)
class Block:
    """A heading or a paragraph."""

    kind: str  # heading | subheading | paragraph
    line: int  # of the text that it was made from
    runs: tuple[Run, ...]

    @property
    def text(self) -> str:
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True, slots=True)
class Table:
    """A table; the first row is its head."""

    line: int
    title: str
    rows: tuple[tuple[Run, ...], ...]
    kind: str = "table"


@dataclass(frozen=True, slots=True)
class PrintedFigure:
    """A figure as printed: exact value, how it became the text, and what it was computed from."""

    number: int
    text: str  # as it stands in the document
    display: str  # the rounded number alone
    value: str | None  # exact, in `measured_in`, as a fraction
    measured_in: str
    digits: int
    above: str
    below: str
    is_bare: bool
    indicator: str  # pack.indicator
    title_zh: str
    title_en: str
    formula: str
    formula_zh: str
    formula_en: str
    pack_version: str
    defined_at: int  # log position of the definition in force
    unit: str  # code
    unit_zh: str
    unit_en: str
    on: str
    at: int
    since: str
    value_since: str | None
    split: str  # field:value
    numerator: str | None
    denominator: str | None
    records: int
    light: str
    is_flash: bool  # months that were reported and not approved count too
    qualifier: str = qualifiers.EXACT  # a sum of approximate numbers is approximate
    even: str = ""  # printed instead of a change that rounds to nothing

    @property
    def title(self) -> Label:
        return Label(zh=self.title_zh, en=self.title_en)

    @property
    def unit_title(self) -> Label:
        return Label(zh=self.unit_zh, en=self.unit_en)

    @property
    def own_unit(self) -> str:
        """The unit of the value itself: of a change of two rates that is not the change's."""
        return "%" if self.since and self.measured_in == "百分点" else self.measured_in

    @property
    def decimal(self) -> str:
        """The exact value as a decimal, all of it where it ends, else to twelve digits."""
        if self.value is None:
            return "—"
        exact = Fraction(self.value)
        text = decimal_text(exact, 12) or ""
        return text if Fraction(text) == exact else f"{text}…"

    @property
    def formula_in_words(self) -> Label:
        return Label(zh=self.formula_zh, en=self.formula_en)

    @property
    def change(self) -> Fraction | None:
        """The number that is printed, before it is rounded."""
        if self.value is None or not self.since:
            return None if self.value is None else Fraction(self.value)
        return (
            None if self.value_since is None else Fraction(self.value) - Fraction(self.value_since)
        )

    def reprinted(self) -> str:
        """Return the text that the exact value gives: what `text` must be."""
        return printed(
            self.change, self.measured_in, self.digits, self.above, self.below, self.is_bare,
            self.qualifier, self.even,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Document:
    """A whole bulletin at one log position."""

    heading: tuple[Run, ...]
    blocks: tuple[Block | Table, ...]
    figures: tuple[PrintedFigure, ...]

    @property
    def title(self) -> str:
        return "".join(run.text for run in self.heading)

    def runs(self) -> Iterator[tuple[int, Run]]:
        """Yield every run with the line of the text that it comes from; 0 is the heading."""
        for run in self.heading:
            yield 0, run
        for block in self.blocks:
            if isinstance(block, Table):
                for row in block.rows:
                    for run in row:
                        yield block.line, run
            else:
                for run in block.runs:
                    yield block.line, run

    def faults(self) -> list[tuple[int, Titled]]:
        """Return why some places have no text, with their lines, each once."""
        found = [(line, run.fault) for line, run in self.runs() if run.fault is not None]
        return list({(line, fault.zh): (line, fault) for line, fault in found}.values())

    def lines(self) -> list[str]:
        """Return every line of text that the document shows, tables row by row."""
        found = [self.title]
        for block in self.blocks:
            if isinstance(block, Table):
                found += [block.title] if block.title else []
                found += ["\t".join(run.text for run in row) for row in block.rows]
            else:
                found.append(block.text)
        return found


def printed(
    value: Fraction | None,
    measured_in: str,
    digits: int,
    above: str,
    below: str,
    bare: bool,
    qualifier: str = qualifiers.EXACT,
    even: str = "",
) -> str:
    """Return a value as prose prints it: 129.62亿元, 38.74个百分点, 低于时序进度13.6个百分点.

    With `above` or `below` the word says the direction and the number has no sign; with `even` a value
    that rounds to nothing is that word: 持平.
    """
    text = show(value, digits)
    if even and value is not None and not text.strip("-0."):
        return even
    word = ""
    if value is not None and (above or below):
        word = below if value < 0 else above
        text = text.removeprefix("-") if word else text
    if value is not None:
        text = qualifiers.said(text, qualifier)
    if bare or value is None:
        return word + text
    return f"{word}{text}{'个百分点' if measured_in == '百分点' else measured_in}"


def as_json(document: Document) -> dict[str, Any]:
    """Return a document without faults in the shape that the log keeps."""
    return {
        "heading": [_run(run) for run in document.heading],
        "blocks": [_block(block) for block in document.blocks],
        "figures": [asdict(figure) for figure in document.figures],
    }


def _run(run: Run) -> dict[str, Any]:
    shown: dict[str, Any] = {"text": run.text}
    if run.figure is not None:
        shown["figure"] = run.figure
    if run.strong:
        shown["strong"] = True
    return shown


def _block(block: Block | Table) -> dict[str, Any]:
    if isinstance(block, Table):
        rows = [[_run(run) for run in row] for row in block.rows]
        return {"kind": "table", "line": block.line, "title": block.title, "rows": rows}
    runs = [_run(run) for run in block.runs]
    return {"kind": block.kind, "line": block.line, "runs": runs}


def from_json(body: Mapping[str, Any]) -> Document:
    """Read a document back. Raises KeyError, TypeError or ValueError for what is none."""
    names = {field.name for field in fields(PrintedFigure)}
    return Document(
        _runs(body["heading"]),
        tuple(_block_of(block) for block in body["blocks"]),
        tuple(
            PrintedFigure(**{name: value for name, value in figure.items() if name in names})
            for figure in body["figures"]
        ),
    )


def _runs(runs: Sequence[Mapping[str, Any]]) -> tuple[Run, ...]:
    return tuple(Run(str(run["text"]), run.get("figure"), bool(run.get("strong"))) for run in runs)


def _block_of(block: Mapping[str, Any]) -> Block | Table:
    if block["kind"] == "table":
        return Table(block["line"], block["title"], tuple(_runs(row) for row in block["rows"]))
    return Block(block["kind"], block["line"], _runs(block["runs"]))


def place(line: int) -> Words:
    """Return where in a text something stands."""
    return Words(f"第 {line} 行", f"line {line}") if line else Words("标题", "the heading")
