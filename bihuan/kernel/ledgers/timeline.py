"""What held of a record from when: the fold of its events into breakpoints. Pure.

A change dated D holds from D until a later-dated change of the same thing. A correction without a
date says that it was always so: it holds at every breakpoint.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A record's whole content at a breakpoint."""

    unit_id: int
    state: str
    is_void: bool
    data: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Change:
    """What one event says about a record. `values` of None removes a field's value."""

    on: str
    always: bool = False
    unit_id: int | None = None
    state: str | None = None
    is_void: bool | None = None
    values: Mapping[str, Any] = field(default_factory=dict)

    def settings(self) -> dict[str, Any]:
        """Return what is set, fields as `data.<name>`."""
        said: dict[str, Any] = {f"data.{name}": value for name, value in self.values.items()}
        for name in ("unit_id", "state", "is_void"):
            if getattr(self, name) is not None:
                said[name] = getattr(self, name)
        return said


@dataclass
class _Breakpoint:
    on: str
    settings: dict[str, Any]
    explicit: set[str]

    def snapshot(self) -> Snapshot:
        data = {
            name[5:]: value
            for name, value in self.settings.items()
            if name.startswith("data.") and value is not None
        }
        return Snapshot(
            self.settings["unit_id"], self.settings["state"], self.settings["is_void"], data
        )


def fold(changes: Iterable[Change]) -> list[tuple[str, Snapshot]]:
    """Return the breakpoints (date, snapshot) that changes in log order lead to.

    The first change must set unit, state and void mark; nothing is earlier than it.
    """
    points: list[_Breakpoint] = []
    for change in changes:
        said = change.settings()
        if not points:
            points.append(_Breakpoint(change.on, {"is_void": False, **said}, set(said)))
            continue
        if change.always:
            for point in points:
                point.settings |= said
                point.explicit -= set(said)
            points[0].explicit |= set(said)
            continue
        start = _breakpoint_at(points, max(change.on, points[0].on))
        points[start].explicit |= set(said)
        for name, value in said.items():
            points[start].settings[name] = value
            for later in points[start + 1 :]:
                if name in later.explicit:
                    break
                later.settings[name] = value
    return [(point.on, point.snapshot()) for point in points]


def _breakpoint_at(points: list[_Breakpoint], on: str) -> int:
    """Return the index of the breakpoint on this date, making it when there is none."""
    index = max(i for i, point in enumerate(points) if point.on <= on)
    if points[index].on == on:
        return index
    points.insert(index + 1, _Breakpoint(on, dict(points[index].settings), set()))
    return index + 1
