"""Tables and rankings of a bulletin: figures by unit, or by a choice, the best first."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from bihuan.kernel.bulletins.document import Run, Table
from bihuan.kernel.bulletins.printer import Printer
from bihuan.kernel.definitions.bulletin_text import Tag
from bihuan.kernel.indicators.figures import Figure
from bihuan.kernel.org.tree import UnitNode
from bihuan.kernel.problems import Invalid

RANK, UNIT, CHOICE, TOTAL, NONE = "名次", "单位", "类别", "合计", "—"


@dataclass(frozen=True, slots=True)
class Row:
    """What one row speaks of: a unit below, or one value of a choice (`field:value`)."""

    label: str
    unit: UnitNode
    split: str = ""


def make_table(printer: Printer, tag: Tag) -> Table:
    """Return the table that a tag asks for, ranked by one of its figures where it says so."""
    on = printer.day(tag.option("on"))
    rows = _rows(printer, tag, on)
    cells = [[printer.one(name, row.unit, on, row.split) for name in tag.names] for row in rows]
    rank = tag.option("rank")
    order = list(range(len(rows)))
    places: list[str] = []
    if rank:
        ranked = [row[tag.names.index(rank)].value for row in cells]
        order = in_order(ranked, tag.option("order"))
        places = in_places([ranked[row] for row in order])
    head = [RANK] * bool(rank) + [UNIT if tag.option("by") == "unit" else CHOICE]
    shown = [tuple(Run(text, strong=True) for text in (*head, *map(_heading, cells[0])))]
    for place, row in enumerate(order):
        first = [Run(places[place])] * bool(rank)
        printed = [_cell(printer, figure, rows[row].split) for figure in cells[row]]
        shown.append((*first, Run(rows[row].label), *printed))
    if tag.option("total") == "yes":
        node = printer.node(tag, on)
        whole = [_cell(printer, printer.one(name, node, on), "") for name in tag.names]
        shown.append((*[Run("")] * bool(rank), Run(TOTAL, strong=True), *whole))
    return Table(tag.line, tag.option("title"), tuple(shown))


def make_ranking(printer: Printer, tag: Tag, strong: bool) -> Iterator[Run]:
    """Yield the first of a ranking in a sentence: 柳溪街道（92.10%）、青禾街道（88.00%）."""
    on = printer.day(tag.option("on"))
    rows = _rows(printer, tag, on)
    figures = [printer.one(tag.names[0], row.unit, on, row.split) for row in rows]
    order = in_order([figure.value for figure in figures], tag.option("order"))
    held = [row for row in order if figures[row].value is not None]
    if not held:
        raise Invalid("bulletin-no-value", indicator=figures[0].title)
    for place, row in enumerate(held[: int(tag.option("count", "3"))]):
        yield Run(f"{'、' if place else ''}{rows[row].label}", strong=strong)
        if tag.option("bare") != "yes":
            options = {"split": rows[row].split}
            number = printer.print(figures[row], Tag("figure", tag.line, tag.names, options))
            yield Run("（", strong=strong)
            yield printer.run(number, strong=strong)
            yield Run("）", strong=strong)


def _rows(printer: Printer, tag: Tag, on: datetime.date) -> list[Row]:
    node, by = printer.node(tag, on), tag.option("by")
    if by != "unit":
        found = printer.asked(tag.names[0], node, on, by)
        rows = [
            Row(_choice(printer, figure, by), node, f"{by}:{figure.split}")
            for figure in found
            if figure.split is not None
        ]
        if not rows:
            raise Invalid("bulletin-no-split", split=by, value=NONE)
        return rows
    below = [
        Row(unit.title.zh, unit)
        for unit in printer.units(on).children(node.id)
        if not unit.is_closed and tag.option("kind", unit.kind) == unit.kind
    ]
    if not below:
        raise Invalid("bulletin-no-units", unit=node.title)
    printer.read_ahead(tag.names, [row.unit for row in below], on)
    return below


def _choice(printer: Printer, figure: Figure, field: str) -> str:
    """Return the label of the choice that a figure is split by."""
    pack, value = printer.installation.packs[figure.pack], str(figure.split)
    for name, ledger in pack.ledgers.items():
        if field == "state" and value in pack.workflows[name].states:
            return pack.workflows[name].states[value].title.zh
        if field in ledger.fields and value in ledger.fields[field].choices:
            return ledger.fields[field].choices[value].zh
    return value


def _cell(printer: Printer, figure: Figure, split: str) -> Run:
    """Return a figure without its unit, which stands in the head; a dash where there is none."""
    if figure.value is None:
        return Run(NONE)
    tag = Tag("figure", 0, (figure.key,), {"bare": "yes", "split": split})
    return printer.run(printer.print(figure, tag))


def _heading(figure: Figure) -> str:
    unit = figure.definition.unit
    return f"{figure.title.zh}（{unit}）" if unit else figure.title.zh


def in_order(values: Sequence[Fraction | None], order: str) -> list[int]:
    """Return the numbers of the rows, the best first; those without a value come last."""
    sign = 1 if order == "low" else -1
    return sorted(
        range(len(values)), key=lambda row: (values[row] is None, sign * (values[row] or 0))
    )


def in_places(ranked: Sequence[Fraction | None]) -> list[str]:
    """Return the places of ranked values; equal ones share a place, and the next is left out."""
    return [NONE if value is None else str(ranked.index(value) + 1) for value in ranked]
