"""What a new version of a pack would change, and what stands in its way.

Packages above hold things that a pack defines; each says what it cannot carry into a version, and
carries the rest (`CARRIERS`, filled in by `kernel/apps.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from bihuan.kernel.definitions.language import Pack
from bihuan.kernel.definitions.reader import read_pack
from bihuan.kernel.definitions.upgrades import list_differences
from bihuan.kernel.packs.reads import installed
from bihuan.kernel.permissions import EVERYWHERE, Viewer, require
from bihuan.kernel.problems import Invalid, Words

MOST_NAMED = 20


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Something that a version has no place for, and the records (or targets) that have it."""

    what: Words
    codes: Sequence[str]

    def text(self, language: str = "zh") -> str:
        english = language.startswith("en")
        named = (", " if english else "、").join(self.codes[:MOST_NAMED])
        more = " …" if len(self.codes) > MOST_NAMED else ""
        count = len(self.codes)
        return f"{self.what[english]} ({count}): {named}{more}" if english else (
            f"{self.what.zh}（{count} 条）：{named}{more}"
        )  # fmt: skip


class UpgradeBlocked(Invalid):
    """A version that cannot take what is there; `obstacles` holds it all."""

    def __init__(self, pack: Pack, obstacles: Sequence[Obstacle]) -> None:
        self.obstacles = tuple(obstacles)
        count = sum(len(obstacle.codes) for obstacle in obstacles)
        super().__init__(
            "upgrade-blocked", pack=pack.header.title, version=pack.header.version, count=count
        )

    def sentence(self, language: str = "zh") -> str:
        return "\n".join(
            [super().sentence(language), *(each.text(language) for each in self.obstacles)]
        )


@dataclass(frozen=True, slots=True)
class Carrier:
    """What one package does for an upgrade: finds what it cannot carry, and carries the rest."""

    obstacles: Callable[[Pack, Pack], Iterator[Obstacle]]
    carry: Callable[..., None] | None = None


CARRIERS: list[Carrier] = []


@dataclass(frozen=True, slots=True)
class Upgrade:
    """An installation as it would be: the version in force, what differs, what is in the way."""

    old: Pack | None
    new: Pack
    differences: Sequence[Words]
    obstacles: Sequence[Obstacle]


def explain_upgrade(viewer: Viewer, files: Mapping[str, str]) -> Upgrade:
    """Return what installing a pack's texts would change. Raises PackFaults; changes nothing."""
    require(viewer, "pack.install", path=EVERYWHERE)
    packs = installed().packs
    new = read_pack(files, others=packs)
    old = packs.get(new.name)
    return Upgrade(old, new, list_differences(old, new), list_obstacles(old, new))


def list_obstacles(old: Pack | None, new: Pack) -> list[Obstacle]:
    """Return everything that stands in the way of the next version."""
    if old is None:
        return []
    return [obstacle for carrier in CARRIERS for obstacle in carrier.obstacles(old, new)]
