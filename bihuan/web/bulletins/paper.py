"""A bulletin as a page of paper: its figures are links, what is wrong stands where it is."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from bihuan.documents.bulletin_pages import RED
from bihuan.kernel.bulletins.document import Document, PrintedFigure, Run, Table
from bihuan.kernel.bulletins.reads import BulletinRow
from bihuan.web.shared.language import language

Address = Callable[[PrintedFigure], str]


@dataclass(frozen=True, slots=True)
class Part:
    """A heading, a paragraph, or a table with its rows."""

    kind: str
    text: SafeString
    rows: tuple[tuple[SafeString, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Paper:
    """What a page of paper shows."""

    issuer: str
    number: str
    title: SafeString
    addressee: str
    parts: tuple[Part, ...]
    unit: str
    day: str
    copies: str


def paper(row: BulletinRow, document: Document, day: str, address: Address) -> Paper:
    """Return a bulletin as paper; `address` says where a figure leads."""
    figures = document.figures

    def text(runs: Iterable[Run]) -> SafeString:
        return mark_safe("".join(_run(run, figures, address) for run in runs))  # noqa: S308 - escaped below

    parts = tuple(
        Part(
            "table",
            text([Run(block.title)]),
            tuple(tuple(text([c]) for c in r) for r in block.rows),
        )
        if isinstance(block, Table)
        else Part(block.kind, text(block.runs))
        for block in document.blocks
    )
    year, month, of_month = (int(part) for part in day.split("-"))
    return Paper(
        f"{row.unit.title.zh}{RED[row.kind]}",
        row.number,
        text(document.heading),
        row.addressee,
        parts,
        row.unit.title.zh,
        f"{year}年{month}月{of_month}日",
        row.copies,
    )


def _run(run: Run, figures: tuple[PrintedFigure, ...], address: Address) -> SafeString:
    if run.fault is not None:
        return format_html('<mark class="fault">{}</mark>', getattr(run.fault, language()))
    shown = format_html("{}", run.text)
    if run.figure is not None:
        figure = figures[run.figure - 1]
        title = getattr(figure.title, language())
        shown = format_html(
            '<a class="live" href="{}" title="{} · {}">{}</a>',
            address(figure), title, figure.on, run.text,
        )  # fmt: skip
    return format_html("<b>{}</b>", shown) if run.strong else shown


def to_trace(figure: PrintedFigure) -> str:
    """Return where a figure is taken apart, for people with a login."""
    query = urlencode({"unit": figure.unit, "on": figure.on, "at": figure.at})
    return f"{reverse('traces:figure', args=[figure.indicator])}?{query}"


def to_proof(bulletin_id: int) -> Address:
    """Return where a published figure is proved, for everybody."""
    return lambda figure: reverse("bulletins:figure", args=[bulletin_id, figure.number])
