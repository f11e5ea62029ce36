"""Add, move, rename and close units, from a business date on."""

from __future__ import annotations

from bihuan.kernel.definitions import labels
from bihuan.kernel.definitions.language import Label
from bihuan.kernel.events.newest import newest
from bihuan.kernel.events.writes import append, commit
from bihuan.kernel.org import apply
from bihuan.kernel.org.models import UnitVersion
from bihuan.kernel.org.tree import DEPTHS, UnitNode, days_from, tree
from bihuan.kernel.org.writes.checks import check_code, day_of
from bihuan.kernel.periods import clock
from bihuan.kernel.permissions import EVERYWHERE, Viewer, require
from bihuan.kernel.problems import Conflict, Invalid

UNIT_KINDS = tuple(labels.UNIT_KINDS)


def add_unit(
    code: str,
    title: Label,
    *,
    actor: Viewer,
    kind: str,
    parent: str | None = None,
    on: str | None = None,
) -> int:
    """Add a unit under a parent; returns its id. Appends `unit.added`."""
    if kind not in UNIT_KINDS:
        raise Invalid("unit-kind-unknown", kind=kind, known=", ".join(UNIT_KINDS))
    check_code(code)
    day = day_of(on)

    def work() -> int:
        require(actor, "unit.manage", path=_unit_path(parent, day) if parent else EVERYWHERE)
        if UnitVersion.objects.filter(code=code).exists():
            raise Conflict("code-taken", code=code)
        above = tree(day).get_by_code(parent) if parent else None
        if above is not None:
            for each in days_from(day):
                _check_place(tree(each).get(above.id), 1)
        body = {
            "code": code,
            "kind": kind,
            "parent": above.id if above else None,
            "title": {"zh": title.zh, "en": title.en},
        }
        return apply.unit_added(append("unit.added", "unit:", body, actor=actor.code, on=day))

    return commit(work)


def move_unit(code: str, *, actor: Viewer, parent: str, on: str | None = None) -> None:
    """Put a unit under another parent from a business date. Appends `unit.moved`."""
    day = day_of(on)

    def work() -> None:
        require(actor, "unit.manage", path=_unit_path(code, day))
        require(actor, "unit.manage", path=_unit_path(parent, day))
        for each in days_from(day):  # it holds from that day on, whatever else changes later
            units = tree(each)
            node, above = units.get_by_code(code), units.get_by_code(parent)
            if above.path.startswith(node.path):
                raise Invalid("tree-cycle", unit=node.title, parent=above.title)
            _check_place(above, max(n.depth for n in units.subtree(node.id)) - node.depth + 1)
        body = {"parent": above.id}
        apply.unit_changed(append("unit.moved", f"unit:{node.id}", body, actor=actor.code, on=day))

    commit(work)


def _check_place(above: UnitNode, levels: int) -> None:
    """Refuse a place under a closed unit, or one with too little room for these levels."""
    if above.is_closed:
        raise Invalid("unit-closed", unit=above.title)
    if above.depth + levels > DEPTHS:
        raise Invalid("tree-too-deep", most=DEPTHS)


def rename_unit(code: str, title: Label, *, actor: Viewer, on: str | None = None) -> None:
    """Give a unit another title from a business date. Appends `unit.renamed`."""
    day = day_of(on)

    def work() -> None:
        require(actor, "unit.manage", path=_unit_path(code, day))
        node = tree(day).get_by_code(code)
        body = {"title": {"zh": title.zh, "en": title.en}}
        apply.unit_changed(
            append("unit.renamed", f"unit:{node.id}", body, actor=actor.code, on=day)
        )

    commit(work)


def close_unit(code: str, *, actor: Viewer, on: str | None = None) -> None:
    """Close a unit from a business date; its records stay. Appends `unit.closed`."""
    day = day_of(on)

    def work() -> None:
        require(actor, "unit.manage", path=_unit_path(code, day))
        node = tree(day).get_by_code(code)
        for each in days_from(day):
            if any(not child.is_closed for child in tree(each).children(node.id)):
                raise Invalid("unit-has-open-children", unit=node.title)
        apply.unit_changed(append("unit.closed", f"unit:{node.id}", {}, actor=actor.code, on=day))

    commit(work)


def follow_tree() -> None:
    """Give records the ancestors of today's tree; appends nothing.

    A change of units may be entered ahead. Surfaces call this first, and it costs nothing until the
    day or the units change.
    """
    global _followed
    here = (clock.today().isoformat(), *newest())
    if here == _followed:
        return
    if apply.units_left_behind():

        def work() -> None:
            for unit_id in apply.units_left_behind():
                apply.replace_ancestors(unit_id)

        commit(work)
    _followed = here


_followed: tuple[str, int, str] | None = None


def _unit_path(code: str, day: str) -> str:
    """Return where a unit stands today, or on its first day when that is still ahead."""
    return (tree().by_code.get(code) or tree(day).get_by_code(code)).path
