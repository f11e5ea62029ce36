"""What later corrections of the past did to published bulletins, and the bulletin that says so."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from bihuan.kernel.bulletins.document import PrintedFigure, from_json
from bihuan.kernel.bulletins.models import Bulletin
from bihuan.kernel.bulletins.printer import Printer
from bihuan.kernel.bulletins.reads import find_correction, number_of
from bihuan.kernel.definitions.bulletin_text import MONEY, Tag
from bihuan.kernel.indicators.reads import one_position
from bihuan.kernel.org.tree import tree
from bihuan.kernel.periods.days import parse_day
from bihuan.kernel.permissions import Viewer
from bihuan.kernel.problems import Forbidden, Problem, Words

MOST = 60  # bulletins looked at, the newest first


@dataclass(frozen=True, slots=True)
class Changed:
    """A figure that would be printed otherwise today."""

    was: PrintedFigure
    text: str  # as it would be printed; empty when it has no value any more
    why: Words | None


@dataclass(frozen=True, slots=True)
class Touched:
    """A published bulletin with what changed in it; `correction` is the one being written."""

    id: int
    title: str
    number: str
    published_on: str
    changed: tuple[Changed, ...]
    correction: int | None


def changed_figures(viewer: Viewer, row: Bulletin) -> list[Changed]:
    """Return the figures of a published bulletin that print otherwise now, within the viewer's scope.

    What a published correction said already counts as printed.
    """
    if not row.document:
        return []
    figures = from_json(json.loads(row.document)).figures
    corrected = {
        _identity(figure): figure
        for each in Bulletin.objects.filter(corrects_id=row.id, state="published").order_by("id")
        for figure in from_json(json.loads(each.document)).figures
    }
    unit = tree().get(row.unit_id)
    found: dict[tuple[str, ...], Changed] = {}
    with one_position() as head:
        on = parse_day(row.on)
        printers = {flash: Printer(viewer, unit, on, head, flash=flash) for flash in (False, True)}
        for flash, printer in printers.items():
            printer.read_tags(tag_of(each) for each in figures if each.is_flash is flash)
        for figure in figures:
            printer = printers[figure.is_flash]
            said = corrected.get(_identity(figure), figure)
            try:
                number = printer.figure(tag_of(figure))
            except Forbidden:
                continue
            except Problem as problem:
                words = Words(problem.sentence("zh"), problem.sentence("en"))
                found.setdefault(_identity(figure), Changed(figure, "", words))
                continue
            now = printer.figures[number - 1]
            if (now.display, now.qualifier) != (said.display, said.qualifier):
                found.setdefault(_identity(figure), Changed(said, now.text, None))
    return list(found.values())


def list_touched(viewer: Viewer) -> list[Touched]:
    """Return the published bulletins that corrections touch within the viewer's scope, newest first."""
    rows = Bulletin.objects.filter(state="published").order_by("-published_seq")[:MOST]
    return [
        Touched(
            row.id, from_json(json.loads(row.document)).title, number_of(row), row.published_on,
            tuple(changed), find_correction(row.id),
        )
        for row in rows
        if (changed := changed_figures(viewer, row))
    ]  # fmt: skip


def tag_of(figure: PrintedFigure) -> Tag:
    """Return the tag that prints a figure again, for its own unit and days."""
    options = {
        "unit": figure.unit,
        "on": figure.on,
        "since": figure.since,
        "split": figure.split,
        "digits": str(figure.digits),
        "in": figure.measured_in if figure.measured_in in MONEY else "",
        "above": figure.above,
        "below": figure.below,
        "bare": "yes" if figure.is_bare else "",
    }
    given = {name: value for name, value in options.items() if value}
    return Tag("figure", 0, (figure.indicator,), given)


def _identity(figure: PrintedFigure) -> tuple[str, ...]:
    return (
        figure.indicator, figure.unit, figure.on, figure.since, figure.split, figure.measured_in,
        str(figure.digits),
    )  # fmt: skip


def correction_text(row: Bulletin, changed: Sequence[Changed]) -> tuple[str, str]:
    """Return heading and text of the bulletin that corrects another one."""
    document = from_json(json.loads(row.document))
    day = parse_day(row.published_on)
    lines = [
        f"{day.year}年{day.month}月{day.day}日发布的《{document.title}》（{number_of(row)}）"
        "所用台账数据已经更正，现将有关数字更正如下："
    ]
    for place, each in enumerate(changed, 1):
        was = each.was
        on = parse_day(was.on)
        now = _written(tag_of(was)) if each.text else "（已无此数）"
        text = was.reprinted() if not was.is_bare else f"{was.text}{was.measured_in}"
        lines.append(
            f"{place}. {was.unit_zh}“{was.title_zh}”（截至{on.year}年{on.month}月{on.day}日）："
            f"原为{text}，更正为{now}。"
        )
    flash = any(each.was.is_flash for each in changed)
    lines.append("其余内容不变。" + ("以上为{{ flash }}。" if flash else ""))
    return f"关于《{document.title}》有关数字的更正", "\n\n".join(lines)


def _written(tag: Tag) -> str:
    """Return a tag as a text writes it, always with its unit."""
    parts = [
        f'{name}="{value}"' if " " in value else f"{name}={value}"
        for name, value in tag.options.items()
        if name != "bare"
    ]
    return f"{{{{ {' '.join([*tag.names, *parts])} }}}}"
