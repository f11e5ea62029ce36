"""A bulletin's tables and figures as a workbook (调度表). The only user of xlsxwriter here."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from bihuan.kernel.bulletins.document import Document, PrintedFigure, Run, Table
from bihuan.kernel.definitions.qualifiers import EXACT
from bihuan.kernel.problems import Broken

if TYPE_CHECKING:
    from xlsxwriter.workbook import Workbook

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
NAME_LENGTH = 31  # the most that a sheet's name may have
FORBIDDEN = str.maketrans("", "", "[]:*?/\\'")
FIGURES = ("序号", "指标", "单元", "截至", "印作", "数值", "单位", "记录数", "日志位置", "公式")


def write_sheet(document: Document) -> bytes:
    """Return a workbook: a sheet a table, and one of all figures. Raises Broken without xlsxwriter."""
    try:
        from xlsxwriter import Workbook
    except ImportError as error:
        raise Broken("documents-missing") from error
    written = io.BytesIO()
    # what a text says is never a formula or a link
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with Workbook(written, options) as book:
        head = book.add_format({"bold": True, "border": 1, "align": "center", "text_wrap": True})
        cell = book.add_format({"border": 1, "align": "center"})
        tables = [block for block in document.blocks if isinstance(block, Table) and block.rows]
        for number, table in enumerate(tables, 1):
            name = f"{number} {table.title or '调度表'}".translate(FORBIDDEN)[:NAME_LENGTH]
            sheet = book.add_worksheet(name)
            sheet.set_column(0, len(table.rows[0]) - 1, 18)
            sheet.freeze_panes(1, 0)
            for place, row in enumerate(table.rows):
                for column, run in enumerate(row):
                    value = _value(run, document) if place else run.text
                    digits = document.figures[run.figure - 1].digits if run.figure else None
                    shape = head if place == 0 else _shape(book, cell, digits)
                    sheet.write(place, column, value, shape)
            sheet.set_paper(9)  # A4
            sheet.repeat_rows(0)
        _figures(book, document, head, cell)
    return written.getvalue()


def _figures(book: Workbook, document: Document, head: Any, cell: Any) -> None:
    sheet = book.add_worksheet("数字")
    sheet.freeze_panes(1, 0)
    for column, (title, width) in enumerate(
        zip(FIGURES, (6, 24, 18, 12, 24, 14, 8, 8, 10, 48), strict=True)
    ):
        sheet.set_column(column, column, width)
        sheet.write(0, column, title, head)
    for row, figure in enumerate(document.figures, 1):
        shown = (
            figure.number, figure.title_zh, figure.unit_zh, figure.on, figure.text,
            _number(figure), figure.measured_in, figure.records, figure.at, figure.formula_zh,
        )  # fmt: skip
        for column, value in enumerate(shown):
            shape = _shape(book, cell, figure.digits if column == 5 else None)
            sheet.write(row, column, value, shape)


def _value(run: Run, document: Document) -> str | float:
    if run.figure is None or document.figures[run.figure - 1].qualifier != EXACT:
        return run.text
    return _number(document.figures[run.figure - 1])


def _number(figure: PrintedFigure) -> str | float:
    """Return a figure as a number, rounded as it is printed."""
    return figure.display if figure.change is None else float(figure.display)


def _shape(book: Workbook, plain: Any, digits: int | None) -> Any:
    if digits is None:
        return plain
    form = f"0.{'0' * digits}" if digits else "0"
    return book.add_format({"border": 1, "align": "center", "num_format": form})
