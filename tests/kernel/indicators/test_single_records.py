"""What is folded in Python of single records is what the engine scans of them."""

from __future__ import annotations

import datetime
from collections.abc import Mapping

import pytest

from bihuan.kernel.definitions.reader import pack_files
from bihuan.kernel.events.reads import position
from bihuan.kernel.indicators import single_records
from bihuan.kernel.indicators.dependencies import ledger_questions
from bihuan.kernel.indicators.engine import engine
from bihuan.kernel.indicators.questions import Answer
from bihuan.kernel.ledgers.models import Record
from bihuan.kernel.measures.writes import report_month
from bihuan.kernel.org.tree import tree
from bihuan.kernel.packs.reads import get_parameter, installed
from bihuan.kernel.packs.writes import install_pack
from bihuan.kernel.permissions import SYSTEM
from bihuan.kernel.workflow.writes import move_record
from tests.kernel.conftest import TINY, Zone
from tests.kernel.indicators.test_figures import busy

MORE = {
    "latest": "sum: invested\nwindow: latest\n",
    "this-month": "sum: invested\nwindow: month\n",
    "started": "count: records\ndated: started_on\nwindow: month\n",
    "long-started": "count: records\ndated: started_on\nwindow: 1 months ago\n",
    "firms": "distinct: firm\n",
    "delay": "sum: days_between(started_on, due_on)\nwhere: started_on is not null\n",
    "trees-planted": "sum: trees\n",
    "late": "count: records\nwhere: due_on < today and state = 'started'\n",
}


def exact(answers: Mapping[str, Answer]) -> dict[str, dict[int, tuple[str, int]]]:
    """Return what either says in one form; a sum without records is nothing to tell."""
    return {
        name: {
            key[0]: ("" if value is None else f"{float(value):.9g}", records)
            for key, (value, records) in answer.items()
        }
        for name, answer in answers.items()
    }


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_both_say_the_same_on_any_day_at_any_position(zone: Zone, seed: int) -> None:
    files = pack_files(TINY)
    files["pack.yaml"] = files["pack.yaml"].replace("1.0.0", "1.1.0")
    for name, said in MORE.items():
        unit = "亿元" if "sum: invested" in said else "天" if "sum: days" in said else "个"
        title = f"title: {{zh: {name}, en: {name}}}\nwhy: x\nof: case\nunit: {unit}\n"
        files[f"indicators/{name}.yaml"] = title + said
    install_pack(files, actor=SYSTEM)
    middle = position()
    busy(zone, seed)
    record = zone.case(started_on="2022-03-03")
    report_month(record, "2022-05", {"invested": "7"}, actor=SYSTEM)
    move_record(record, "start", actor=SYSTEM, on="2022-06-07")
    pack, ledger = installed().packs["tiny"], installed().ledger("tiny.case")
    ids = list(Record.objects.values_list("id", flat=True))
    units = [node.id for node in tree()]
    with engine().pinned() as head:
        for on in map(datetime.date.fromisoformat, ("2022-02-15", "2022-05-31", "2022-06-20")):
            parameters = {
                name: get_parameter(pack, name, on=on.isoformat()) for name in pack.parameters
            }
            asked = list(ledger_questions(installed(), pack, pack.indicators, parameters, on))
            for question in asked:
                for at in ((middle + head) // 2, head):
                    scanned = engine().answer_by_record(question, at=at, on=on, units=units)
                    folded = single_records.read(ledger, ids, at).answer(question, on)
                    assert exact(folded) == exact(scanned)
