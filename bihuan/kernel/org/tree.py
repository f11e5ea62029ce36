"""The unit tree in force on a business date, as known at a log position."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from bihuan.kernel.definitions.language import Label
from bihuan.kernel.events.newest import newest
from bihuan.kernel.org.models import UnitVersion
from bihuan.kernel.periods import clock
from bihuan.kernel.problems import NotFound

DEPTHS = 6  # 市 > 功能区 > 部门|街道 > 社区/村 > 网格, and one to spare


@dataclass(frozen=True)
class UnitNode:
    """One unit in a tree; `path` holds the ids from the root down to itself."""

    id: int
    code: str
    kind: str
    title: Label
    parent_id: int | None
    path: str
    is_closed: bool

    @functools.cached_property
    def ancestors(self) -> tuple[int, ...]:
        """Ids from the root down to the unit itself."""
        return tuple(int(part) for part in self.path.split("/") if part)

    @functools.cached_property
    def padded(self) -> tuple[int | None, ...]:
        """The ancestors by depth, None below the unit: the columns of its records."""
        return (*self.ancestors[:DEPTHS], *[None] * (DEPTHS - len(self.ancestors)))

    @property
    def depth(self) -> int:
        return len(self.ancestors)


class Tree:
    """Units by id and code, with their subtrees."""

    def __init__(self, nodes: Iterable[UnitNode]) -> None:
        self.nodes: Mapping[int, UnitNode] = {node.id: node for node in nodes}
        self.by_code = {node.code: node for node in self.nodes.values()}
        self._children: dict[int | None, list[UnitNode]] = {}
        for node in self.nodes.values():
            self._children.setdefault(node.parent_id, []).append(node)

    def __iter__(self) -> Iterator[UnitNode]:
        return iter(sorted(self.nodes.values(), key=lambda node: node.path))

    def get(self, unit_id: int) -> UnitNode:
        """Return a unit by id. Raises NotFound."""
        node = self.nodes.get(unit_id)
        if node is None:
            raise NotFound("unit-unknown", unit=unit_id)
        return node

    def get_by_code(self, code: str) -> UnitNode:
        """Return a unit by code. Raises NotFound."""
        node = self.by_code.get(code)
        if node is None:
            raise NotFound("unit-unknown", unit=code)
        return node

    def children(self, unit_id: int | None) -> list[UnitNode]:
        return self._children.get(unit_id, [])

    def subtree(self, unit_id: int) -> list[UnitNode]:
        """Return the unit and all below it."""
        path = self.get(unit_id).path
        return [node for node in self.nodes.values() if node.path.startswith(path)]

    @property
    def roots(self) -> list[UnitNode]:
        return self.children(None)


def tree(on: str | None = None, at: int | None = None) -> Tree:
    """Return the tree in force on a business date (today when none) as known at a log position."""
    known, leaf = newest()
    day = on or clock.today().isoformat()
    position = known if at is None or at > known else at
    return _tree(day, position, leaf) if leaf else _read(day, position)


def days_from(on: str) -> list[str]:
    """Return a business date and every later one from which some unit changes."""
    later = UnitVersion.objects.filter(on__gt=on).values_list("on", flat=True)
    return [on, *sorted(set(later))]


@functools.lru_cache(maxsize=64)
def _tree(on: str, at: int, leaf: str) -> Tree:
    return _read(on, at)


def _read(on: str, at: int) -> Tree:
    rows: dict[int, UnitVersion] = {}
    for version in UnitVersion.objects.filter(seq__lte=at, on__lte=on).order_by("on", "seq"):
        rows[version.unit_id] = version
    return Tree(
        UnitNode(
            id=row.unit_id,
            code=row.code,
            kind=row.kind,
            title=Label(zh=row.title_zh, en=row.title_en),
            parent_id=row.parent_id,
            path=_path(row.unit_id, rows),
            is_closed=row.is_closed,
        )
        for row in rows.values()
    )


def _path(unit_id: int, rows: Mapping[int, UnitVersion]) -> str:
    parts: list[int] = []
    at: int | None = unit_id
    while at is not None and at in rows and len(parts) < DEPTHS + 1:
        parts.append(at)
        at = rows[at].parent_id
    return "/" + "".join(f"{part}/" for part in reversed(parts))
