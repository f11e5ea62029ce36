"""A figure says that it is approximate when a number in it is, whichever plan answers."""

from __future__ import annotations

import datetime

import pytest

from bihuan.kernel.definitions.reader import pack_files
from bihuan.kernel.events.reads import position
from bihuan.kernel.indicators import columns
from bihuan.kernel.indicators.dependencies import ledger_questions
from bihuan.kernel.indicators.engine import engine, reset
from bihuan.kernel.indicators.figures import Figure
from bihuan.kernel.indicators.reads import Ask, read_figures, read_record_figures
from bihuan.kernel.indicators.traces import trace_figure
from bihuan.kernel.ledgers.reads import get_record
from bihuan.kernel.ledgers.writes import correct_record, void_record
from bihuan.kernel.packs.reads import installed
from bihuan.kernel.packs.writes import install_pack
from bihuan.kernel.permissions import SYSTEM
from tests.kernel.conftest import TINY, Zone

MAY = datetime.date(2022, 5, 31)
INDICATORS = {
    "trees-planted": "of: case\nsum: trees\n",
    "more-trees": "of: case\nsum: trees\nwhere: level = 'city'\n",
    "all-trees": "formula: trees_planted + more_trees\n",
    "trees-each": "formula: trees_planted / cases\n",
    "doubled": "of: case\nsum: trees * 2\n",
    "forests": "of: case\ncount: records\nwhere: trees >= 1000\n",
}


@pytest.fixture
def woods(zone: Zone) -> Zone:
    files = pack_files(TINY)
    files["pack.yaml"] = files["pack.yaml"].replace("1.0.0", "1.1.0")
    for name, said in INDICATORS.items():
        head = f"title: {{zh: {name}, en: {name}}}\nwhy: x\nunit: 棵\ndigits: 0\n"
        files[f"indicators/{name}.yaml"] = head + said
    install_pack(files, actor=SYSTEM)
    return zone


def shown(**ask: object) -> dict[str, str]:
    asked = {"units": ["ZONE"], "on": MAY, **ask}
    return {f.name: f.display for f in read_figures(SYSTEM, Ask(**asked))}  # type: ignore[arg-type]


def plant(record: int, trees: str | None) -> None:
    seen = get_record(SYSTEM, record).seen
    correct_record(record, {"trees": trees}, actor=SYSTEM, seen=seen, reason="x")


def test_a_sum_is_as_exact_as_its_numbers(woods: Zone) -> None:
    first, second = woods.case("甲", trees="300"), woods.case("乙", trees="200", level="city")
    assert shown()["trees_planted"] == "500"
    exact = position()
    plant(first, "6300多")
    assert shown()["trees_planted"] == "6500多"
    assert shown()["more_trees"] == "200"  # none of its own numbers is approximate
    assert shown()["all_trees"] == "6700多"
    assert shown()["trees_each"] == "约3250"
    assert shown()["doubled"] == "约13000"  # of an expression nobody can say which way it is off
    assert shown()["forests"] == "约1"  # whether it is counted hangs on an approximate number
    assert shown()["cases"] == "2"
    over = position()
    plant(second, "约200")
    assert shown()["trees_planted"] == "约6500"
    assert [shown(at=at)["trees_planted"] for at in (exact, over)] == ["500", "6500多"]
    plant(first, None)
    plant(second, "近400")
    assert shown()["trees_planted"] == "不足400"
    void_record(
        second, actor=SYSTEM, seen=get_record(SYSTEM, second).seen, reason="x", asked_by="ann"
    )
    plant(first, "120")
    assert shown()["trees_planted"] == "120"


def test_sums_scan_split_month_and_single_record_agree(woods: Zone) -> None:
    first = woods.case("甲", trees="300")
    woods.case("乙", trees="5800多", level="city")
    reset()
    columns.extend(installed(), position())  # kept sums are built by SQL from here
    assert shown()["trees_planted"] == "6100多"
    plant(first, "约300")  # and carried on in Python
    head, mid_month = position(), datetime.date(2022, 5, 20)
    assert (
        shown()["trees_planted"]
        == shown(at=head)["trees_planted"]
        == shown(on=mid_month)["trees_planted"]
        == "约6100"
    )
    split = {
        f.split: f.display
        for f in read_figures(
            SYSTEM, Ask(indicators=["tiny.trees_planted"], units=["ZONE"], on=MAY, split="level")
        )
    }
    assert split == {"province": "约300", "city": "5800多"}
    (figure,) = read_record_figures(SYSTEM, "tiny.case", [first], on=MAY, names=["trees_planted"])[
        first
    ]
    assert figure.display == "约300"
    trace = trace_figure(SYSTEM, "tiny.all_trees", unit="ZONE", on=MAY)
    assert trace.figure.display == "约11900"
    assert {t.figure.name: t.figure.display for t in trace.operands} == {
        "trees_planted": "约6100",
        "more_trees": "5800多",
    }
    assert engine().position == head


def test_the_sign_is_in_the_reader_s_language(woods: Zone) -> None:
    woods.case("甲", trees="6300多")
    figure: Figure
    (figure,) = read_figures(SYSTEM, Ask(indicators=["tiny.trees_planted"], units=["ZONE"], on=MAY))
    assert (figure.display_in("zh"), figure.display_in("en")) == ("6300多", "over 6300")
    assert (figure.rounded, figure.approximate) == ("6300", True)


def test_packs_without_approximate_numbers_ask_for_nothing_more(zone: Zone) -> None:
    pack = installed().packs["tiny"]
    parameters = dict.fromkeys(pack.parameters)
    (question,) = ledger_questions(installed(), pack, pack.indicators, parameters, MAY)
    assert [base for base in question.bases if "?" in base.name] == []
