"""The people that a pack of the page needs, in a zone where the packs named are installed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bihuan.kernel.definitions.reader import pack_files
from bihuan.kernel.indicators import engine
from bihuan.kernel.indicators.reads import Ask, read_figures
from bihuan.kernel.ledgers.writes import add_evidence, add_record
from bihuan.kernel.org.reads import viewer_of
from bihuan.kernel.org.tree import tree
from bihuan.kernel.org.writes import add_person, assign_role
from bihuan.kernel.packs.writes import install_pack
from bihuan.kernel.periods import clock
from bihuan.kernel.permissions import SYSTEM, Viewer
from bihuan.kernel.workflow.writes import decide_approval, move_record
from tests.kernel.conftest import TODAY, make_zone

PACKS = Path(__file__).resolve().parents[2] / "packs"


@dataclass(frozen=True)
class Cast:
    """Who reports street one, who checks, dispatches and approves in the zone; what they write with."""

    pack: str
    reporter: Viewer
    checker: Viewer
    dispatcher: Viewer
    approver: Viewer

    def add(self, ledger: str, on: str = "2022-01-10", **values: object) -> int:
        name = ledger if "." in ledger else f"{self.pack}.{ledger}"
        return add_record(name, values, actor=self.reporter, unit="S1", on=on).id

    def move(self, who: str, record: int, move: str, on: str, **values: object) -> int:
        reason = str(values.pop("reason", ""))
        actor = getattr(self, who)
        return move_record(record, move, actor=actor, values=values, reason=reason, on=on)

    def agreed(self, who: str, record: int, move: str, on: str, **values: object) -> None:
        """Take a move that the approver has to agree to, and does."""
        asked = self.move(who, record, move, on, **values)
        decide_approval(asked, actor=self.approver, granted=True)

    def photo(self) -> list[str]:
        content = (PACKS / "safety" / "demo" / "evidence" / "after.png").read_bytes()
        place = tree().get_by_code("S1").id
        return [add_evidence(content, "after.png", actor=SYSTEM, unit_id=place).digest]

    def figures(self, *names: str) -> dict[str, str]:
        found = read_figures(SYSTEM, Ask(indicators=names, units=["ZONE"], on=TODAY))
        return {figure.name: figure.display for figure in found}


@contextmanager
def cast_of(*packs: str) -> Iterator[Cast]:
    """Install packs, those needed first, and hand out the people; the last one is the pack at hand."""
    engine.reset()
    with clock.travel(TODAY):
        zone = make_zone()
        for name in packs:
            install_pack(pack_files(PACKS / name), actor=SYSTEM)
        add_person("dis", "dis名", actor=SYSTEM, unit="ZONE", phone="13800001111")
        assign_role("dis", "dispatcher", actor=SYSTEM, unit="ZONE", on="2020-01-01")
        yield Cast(packs[-1], zone.ann, zone.bob, viewer_of("dis"), zone.cat)
    engine.reset()
