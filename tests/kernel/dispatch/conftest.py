"""The cast with the dispatch pack, a dispatcher, and a red figure."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from bihuan.kernel.definitions.reader import pack_files
from bihuan.kernel.dispatch.items import Item
from bihuan.kernel.dispatch.reads import get_agenda
from bihuan.kernel.dispatch.writes import open_meeting, plan_meeting
from bihuan.kernel.ledgers.writes import add_evidence
from bihuan.kernel.measures.writes import report_month
from bihuan.kernel.org.reads import viewer_of
from bihuan.kernel.org.tree import tree
from bihuan.kernel.org.writes import add_person, assign_role
from bihuan.kernel.packs.writes import install_pack
from bihuan.kernel.permissions import SYSTEM, Viewer
from bihuan.kernel.workflow.writes import move_record
from tests.kernel.conftest import Zone

PACKS = Path(__file__).parents[3] / "packs"


@dataclass(frozen=True)
class Hall:
    """Where meetings are held: dot runs them, cat may sign, a case of ann's street is red."""

    zone: Zone
    dot: Viewer
    case: int

    def plan(self, kind: str = "weekly", on: str = "2022-06-20", unit: str = "ZONE") -> int:
        return plan_meeting(
            kind, actor=self.dot, unit=unit, on=on, chair="leader", people=["dot", "ann"]
        )

    def open(self, kind: str = "weekly", on: str = "2022-06-20") -> int:
        meeting = self.plan(kind, on)
        open_meeting(meeting, actor=self.dot)
        return meeting

    def item(self, meeting: int, source: str) -> Item:
        return next(i for i in get_agenda(self.dot, meeting).items if i.source == source)

    def finish(self, task: int) -> None:
        """Sign for a task, report it done and have it verified."""
        ann = self.zone.ann
        unit = tree().get_by_code("S1").id
        proof = add_evidence(b"%PDF-1.7", "a.pdf", actor=ann, unit_id=unit)
        move_record(task, "sign", actor=ann)
        sent = {"result": "已办", "proof": [proof.digest]}
        move_record(task, "report", actor=ann, values=sent)
        move_record(task, "verify", actor=self.dot, values={"verify_note": "现场看过"})


@pytest.fixture
def hall(zone: Zone) -> Hall:
    for name in ("base", "key-projects", "dispatch"):
        install_pack(pack_files(PACKS / name), actor=SYSTEM)
    add_person("dot", "dot名", actor=SYSTEM, unit="ZONE")
    assign_role("dot", "dispatcher", actor=SYSTEM, unit="ZONE", on="2020-01-01")
    case = zone.case()
    report_month(case, "2022-05", {"invested": "1"}, actor=zone.ann)
    return Hall(zone, viewer_of("dot"), case)
