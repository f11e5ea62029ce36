"""Which open requests the next version of a pack has no place for."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from bihuan.kernel.definitions.language import Pack
from bihuan.kernel.definitions.upgrades import workflow_fits
from bihuan.kernel.ledgers.models import Record
from bihuan.kernel.packs.reads import installed
from bihuan.kernel.packs.upgrades import Obstacle
from bihuan.kernel.problems import Words
from bihuan.kernel.workflow.models import Approval


def obstacles(old: Pack, new: Pack) -> Iterator[Obstacle]:
    """Yield requests for moves and extensions that records would lose with their old workflow."""
    for name in old.ledgers.keys() & new.ledgers.keys():
        now, fields = new.workflows[name], new.ledgers[name].fields
        named: dict[str, Collection[str]] = {"move": now.transitions, "extend": now.clocks}
        waiting = Approval.objects.filter(ledger=f"{old.name}.{name}", decision="", act__in=named)
        lost = [
            row.record_id
            for row in waiting
            if row.name not in named[row.act]
            and not workflow_fits(
                installed(row.record_id).packs[old.name].workflows[name], now, fields
            )
        ]
        codes = Record.objects.filter(id__in=lost).order_by("code").values_list("code", flat=True)
        if found := list(codes):
            yield Obstacle(
                Words(
                    "有待批的申请，新版没有它所求的办理", "a request waits for a move that is gone"
                ),
                found,
            )
