"""What the command prints: tables for people, JSON and CSV for scripts, one sentence for a refusal."""

from __future__ import annotations

import csv
import json
import os
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import StrEnum
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from bihuan.kernel.definitions.labels import LIGHT_COLOURS, LIGHT_SHAPES
from bihuan.kernel.problems import Titled, Words

LIGHT_STYLES = {"green": "green", "blue": "blue", "yellow": "yellow", "red": "red", "none": "dim"}
NO_COLOUR = Words("", "")


class Format(StrEnum):
    """How a report is printed."""

    table = "table"
    json = "json"
    csv = "csv"


def console() -> Console:
    if sys.stdout.isatty():
        return Console(highlight=False)
    return Console(highlight=False, width=160)


def language() -> str:
    """Return the language of the command, zh or en: what BIHUAN_LANGUAGE begins with, else Chinese."""
    return "en" if os.environ.get("BIHUAN_LANGUAGE", "").startswith("en") else "zh"


def say(zh: str, en: str) -> str:
    return en if language() == "en" else zh


def said(titled: Titled) -> str:
    return say(titled.zh, titled.en)


def show(
    rows: Sequence[Mapping[str, Any]],
    form: Format,
    columns: Mapping[str, str],
    *,
    title: str = "",
    right: Iterable[str] = (),
    named: Mapping[str, Callable[[Any], Titled]] | None = None,
) -> None:
    """Print rows: all keys as JSON or CSV, the named columns as a table.

    Scripts get codes; `named` says by column what a code is called in the table.
    """
    if form is Format.json:
        print(json.dumps(list(rows), ensure_ascii=False, indent=1))
        return
    if form is Format.csv:
        names = list(rows[0]) if rows else list(columns)
        writer = csv.DictWriter(sys.stdout, names, lineterminator="\n")
        writer.writeheader()
        writer.writerows({name: safe_cell(row.get(name)) for name in names} for row in rows)
        return
    table = Table(title=title or None, title_justify="left", header_style="bold")
    for name, heading in columns.items():
        table.add_column(heading, justify="right" if name in set(right) else "left")
    for row in rows:
        table.add_row(
            *(
                said(named[name](row[name]))
                if named and name in named
                else _cell(name, row.get(name))
                for name in columns
            )
        )
    console().print(table)


def _cell(name: str, value: Any) -> str:
    if name == "light":
        return lit(value)
    return "" if value is None else str(value)


def lit(light: str) -> str:
    """Return a light as a terminal shows it: shape, colour and the colour's name."""
    colour = LIGHT_COLOURS.get(light, NO_COLOUR)
    return f"[{LIGHT_STYLES[light]}]{LIGHT_SHAPES[light]}{say('', ' ')}{said(colour)}[/]"


def safe_cell(value: Any) -> Any:
    """Keep a text from being read as a formula by a spreadsheet."""
    if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r"):
        try:
            float(value)
        except ValueError:
            return f"'{value}"
    return value


def progress() -> Progress:
    """Return a progress display; silent when nobody watches."""
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=Console(stderr=True),
        disable=not sys.stderr.isatty(),
        transient=True,
    )
