"""Supervision slips as a person works through them: by level and pack, the hardest first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from bihuan.kernel.definitions.language import Label
from bihuan.kernel.org.reads import names_of
from bihuan.kernel.packs.reads import installed
from bihuan.kernel.permissions import Viewer
from bihuan.kernel.workflow.slips_waiting import SlipRow, list_slips

COLOURS = ("red", "yellow", "blue")
FEW = 4  # shown one by one, without groups


@dataclass(frozen=True, slots=True)
class SlipGroup:
    """The slips of one level and one pack; `behalf` names whose deputy they came to, if any."""

    behalf: str
    colour: str
    pack: Label
    slips: Sequence[ShownSlip]
    is_open: bool  # few enough to be read at once

    @property
    def earliest(self) -> str:
        return min(shown.slip.due for shown in self.slips)


@dataclass(frozen=True, slots=True)
class ShownSlip:
    """One slip; `behalf` names whose deputy it came to, who may look but not answer."""

    slip: SlipRow
    behalf: str


def slip_groups(who: Viewer) -> list[SlipGroup]:
    """Return the slips that wait, grouped; the groups that hold the most come first within a level."""
    slips = list_slips(who)
    names = names_of({slip.person_id for slip in slips} - {who.person_id})

    def kind(slip: SlipRow) -> tuple[str, int, str]:
        behalf = names.get(slip.person_id, "")
        return behalf, COLOURS.index(slip.colour), slip.ledger.partition(".")[0]

    groups = [
        SlipGroup(
            behalf,
            COLOURS[rank],
            installed().packs[pack].header.title,
            [ShownSlip(slip, behalf) for slip in held],
            len(slips) <= FEW,
        )
        for (behalf, rank, pack), found in groupby(sorted(slips, key=kind), key=kind)
        for held in [sorted(found, key=lambda slip: slip.due)]
    ]
    return sorted(groups, key=lambda g: (g.behalf, COLOURS.index(g.colour), -len(g.slips)))
