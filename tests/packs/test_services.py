"""Requests of enterprises: raised by themselves, handed over, disputed once, judged by another."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from bihuan.kernel.definitions.reader import pack_files
from bihuan.kernel.indicators import engine
from bihuan.kernel.indicators.reads import Ask, read_figures
from bihuan.kernel.indicators.record_lights import record_lights
from bihuan.kernel.ledgers.links import find_party_record
from bihuan.kernel.ledgers.models import Deadline
from bihuan.kernel.ledgers.reads import get_record, rows_of
from bihuan.kernel.ledgers.writes import add_record
from bihuan.kernel.org.reads import viewer_of
from bihuan.kernel.org.writes import add_person, assign_role
from bihuan.kernel.packs.writes import install_pack
from bihuan.kernel.periods import clock
from bihuan.kernel.permissions import SYSTEM, Viewer
from bihuan.kernel.problems import Forbidden, Invalid
from bihuan.kernel.workflow.writes import ask_extension, move_record
from tests.kernel.conftest import FIRM, TODAY, make_zone

PACKS = Path(__file__).resolve().parents[2] / "packs"
OTHER = "91411700MA00000470"
MONDAY = datetime.date(2022, 6, 13)


@dataclass(frozen=True)
class Cast:
    """An enterprise, the dispatcher, the units that answer (ann at S1, dan at S2), a caller."""

    firm: Viewer
    dispatcher: Viewer
    ann: Viewer
    dan: Viewer
    caller: Viewer

    def request(self) -> int:
        sent = {"matter": "厂区排水不畅", "category": "utilities", "enterprise": "QY-00001"}
        return add_record("services.request", sent, actor=self.firm, unit="S1").id

    def assigned(self) -> int:
        """Return a request that the dispatcher has just given to S2."""
        record = self.request()
        given = {"lead_unit": "S2", "complexity": "ordinary"}
        move_record(record, "assign", actor=self.dispatcher, values=given)
        return record

    def answered(self) -> int:
        record = self.assigned()
        move_record(record, "sign", actor=self.dan)
        answer = {"result": "solved", "answer": "已疏通"}
        move_record(record, "answer", actor=self.dan, values=answer)
        return record


@pytest.fixture
def cast(db: None) -> Iterator[Cast]:
    engine.reset()
    with clock.travel(TODAY):
        zone = make_zone()
        for name in ("base", "key-projects", "services"):
            install_pack(pack_files(PACKS / name), actor=SYSTEM)
        for number, code in enumerate((FIRM, OTHER), 1):
            firm = {"name": f"企业{number}", "credit_code": code, "scale": "above"}
            add_record("base.enterprise", firm, actor=SYSTEM, unit="S1", on="2022-01-04")
        for person, role, party in (
            ("firm", "enterprise", FIRM), ("chief", "dispatcher", ""), ("call", "checker", ""),
        ):  # fmt: skip
            add_person(person, person, actor=SYSTEM, unit="ZONE", phone="", party=party)
            assign_role(person, role, actor=SYSTEM, unit="ZONE", on="2020-01-01")
        people = (viewer_of("firm"), viewer_of("chief"), zone.ann, zone.dan, viewer_of("call"))
    with clock.travel(MONDAY):
        yield Cast(*people)
    engine.reset()


def test_an_enterprise_raises_its_own_request_and_nobody_elses(cast: Cast) -> None:
    own = find_party_record(cast.firm)
    assert own is not None
    assert own.code == "QY-00001"
    assert get_record(cast.firm, cast.request()).state == "registered"
    sent = {"matter": "别家的事", "category": "other", "enterprise": "QY-00002"}
    with pytest.raises(Forbidden):
        add_record("services.request", sent, actor=cast.firm, unit="S1")


def test_assigning_hands_the_request_to_the_lead_unit(cast: Cast) -> None:
    record = cast.request()
    given = {"lead_unit": "S2", "complexity": "complex"}
    move_record(record, "assign", actor=cast.dispatcher, values=given)
    assert get_record(cast.dan, record).data["due_on"] == "2022-07-04"  # 15 working days
    with pytest.raises(Forbidden):
        move_record(record, "sign", actor=cast.ann)
    assert get_record(cast.firm, record).state == "assigned"


def test_a_dispute_comes_within_a_working_day_and_once(cast: Cast) -> None:
    record, late = cast.assigned(), cast.assigned()
    move_record(record, "dispute", actor=cast.dan, reason="不属本单位")
    move_record(
        record, "reassign", actor=cast.dispatcher, values={"lead_unit": "S1"}, reason="牵头"
    )
    with pytest.raises(Invalid, match="裁定"):
        move_record(record, "dispute", actor=cast.ann, reason="也不属本单位")
    move_record(record, "sign", actor=cast.ann)
    with clock.travel(MONDAY + datetime.timedelta(days=2)), pytest.raises(Invalid, match="异议"):
        move_record(late, "dispute", actor=cast.dan, reason="不属本单位")


def test_more_time_is_asked_before_the_day_and_once(cast: Cast) -> None:
    record = cast.assigned()
    due = Deadline.objects.get(record_id=record, name="solve").due
    assert due == "2022-06-22"  # 7 working days
    with (
        clock.travel(datetime.date(2022, 6, 23)),
        pytest.raises(Invalid, match="extension-late"),
    ):
        ask_extension(record, "solve", "2022-06-30", actor=cast.dan, reason="缺件")


def test_who_answers_does_not_judge_and_unsatisfied_is_done_again_once(cast: Cast) -> None:
    record = cast.answered()
    with pytest.raises(Forbidden):
        move_record(record, "accept", actor=cast.dan, values={"satisfaction": "satisfied"})
    unhappy = {"satisfaction": "unsatisfied"}
    with pytest.raises(Invalid, match="重办"):
        move_record(record, "accept", actor=cast.firm, values=unhappy)
    move_record(record, "return", actor=cast.firm, reason="雨天还是倒灌")
    again = {"result": "partly", "answer": "加装泵站，分两期"}
    move_record(record, "answer_again", actor=cast.dan, values=again)
    move_record(record, "accept", actor=cast.firm, values=unhappy)
    assert get_record(cast.firm, record).state == "closed"


def test_rates_keep_to_their_denominators(cast: Cast) -> None:
    """Satisfied, unsatisfied, unanswered, shelved: each stays where it belongs."""
    happy, unheard, shelved = cast.answered(), cast.answered(), cast.assigned()
    move_record(happy, "accept", actor=cast.firm, values={"satisfaction": "fair"})
    move_record(unheard, "close_unjudged", actor=cast.caller, reason="三次无人接听")
    assert get_record(cast.firm, unheard).state == "answered"  # nobody has agreed yet
    move_record(shelved, "sign", actor=cast.dan)
    names = [
        "requests_accepted",
        "requests_closed",
        "requests_judged",
        "satisfaction_rate",
        "request_sign_rate",
    ]
    figures = {
        figure.name: figure.display
        for figure in read_figures(
            SYSTEM, Ask(indicators=names, packs=["services"], units=["ZONE"], on=MONDAY)
        )
    }
    assert figures == {
        "requests_accepted": "3", "requests_closed": "1", "requests_judged": "1",
        "satisfaction_rate": "100.0", "request_sign_rate": "100.0",
    }  # fmt: skip


def test_what_nobody_signed_for_in_time_is_not_green(cast: Cast) -> None:
    record = cast.assigned()
    (lit,) = record_lights(rows_of([record])).values()
    assert lit.light == "green"
    with clock.travel(TODAY + datetime.timedelta(days=2)):
        (lit,) = record_lights(rows_of([record])).values()
    assert (lit.light, lit.why.zh) == ("red", "签收期限已过，还没有人签收。")
