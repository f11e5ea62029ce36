"""The inbox: what is mine to do, one click from doing it; another person decides."""

from __future__ import annotations

import datetime

from bihuan.kernel.definitions.reader import pack_files
from bihuan.kernel.ledgers.reads import get_record
from bihuan.kernel.ledgers.writes import assign_duty
from bihuan.kernel.measures.writes import report_month
from bihuan.kernel.org.writes import delegate
from bihuan.kernel.packs.writes import install_pack
from bihuan.kernel.periods import clock
from bihuan.kernel.permissions import SYSTEM
from bihuan.kernel.workflow.inbox import count_waiting
from bihuan.kernel.workflow.slips_waiting import list_slips
from bihuan.kernel.workflow.writes import issue_slips, move_record
from tests.kernel.conftest import TINY, Zone, today, zone  # noqa: F401 - fixtures
from tests.web.conftest import client


def test_what_is_mine_comes_by_due_day_with_its_moves(zone: Zone) -> None:  # noqa: F811
    record = zone.case()
    assign_duty(record, "lead", actor=SYSTEM, person="ann")
    html = client("ann").get("/inbox/").content.decode()
    assert f"/records/{record}/moves/start/" in html
    assert "该我办的 1 件" in html
    assert "没有该您办的事" in client("dan").get("/inbox/").content.decode()


def test_months_to_report_and_to_check_are_one_click_away(zone: Zone) -> None:  # noqa: F811
    record = zone.case(on="2022-05-10")
    ann, bob = client("ann"), client("bob", "en")
    html = ann.get("/inbox/").content.decode()
    assert f'href="/records/{record}/months/2022-05/"' in html
    assert "截止 2022-06-05，已逾期" in html
    other = zone.case("乙", on="2022-05-10")
    assert 'href="/reports/enter/tiny.case/?period=2022-05"' in ann.get("/inbox/").content.decode()
    for each in (record, other):
        report_month(each, "2022-05", {"invested": "1"}, actor=zone.ann)
    assert "月报 0" in ann.get("/inbox/").content.decode()
    html = bob.get("/inbox/").content.decode()
    address = "/reports/board/tiny.case/?period=2022-05&amp;status=submitted"
    assert f'href="{address}"' in html
    assert "Months to check" in html
    assert "甲" in bob.get(address.replace("&amp;", "&")).content.decode()
    assert f'href="{address}"' in bob.get("/reports/").content.decode()  # where the badge leads


def test_another_person_decides_what_was_asked(zone: Zone) -> None:  # noqa: F811
    record = zone.case()
    asked = move_record(record, "drop", actor=zone.ann, reason="企业搬迁")
    cat = client("cat")
    assert "企业搬迁" in cat.get("/inbox/").content.decode()
    address = f"/inbox/approvals/{asked}/"
    assert client("ann").post(address, {"granted": "yes"}).status_code == 403
    assert cat.post(address, {"granted": "no"}).status_code == 422
    assert get_record(SYSTEM, record).state == "planned"
    answer = cat.post(address, {"granted": "yes", "next": "https://evil.example/"})
    assert (answer.status_code, answer["Location"]) == (302, "/inbox/")
    assert get_record(SYSTEM, record).state == "dropped"


def test_a_slip_is_answered_by_whom_it_names(zone: Zone) -> None:  # noqa: F811
    record = zone.case()
    assign_duty(record, "lead", actor=SYSTEM, person="ann")
    move_record(record, "start", actor=zone.ann, on="2022-05-05", values={"due_on": "2022-06-16"})
    issue_slips()
    html = client("ann", "en").get("/inbox/").content.decode()
    assert "Supervision slips to answer" in html
    assert "4 days late" in html


def test_more_time_is_asked_on_the_record_and_shown_as_waiting(zone: Zone) -> None:  # noqa: F811
    record = zone.case()
    ann = client("ann")
    move_record(record, "start", actor=zone.ann, values={"due_on": "2022-06-24"})
    address = f"/records/{record}/deadlines/fix/"
    assert ann.post(address, {"to": "2022-06-24", "reason": "等配件"}).status_code == 422
    assert ann.post(address, {"to": "2022-07-01", "reason": "等配件"}).status_code == 302
    html = ann.get(f"/records/{record}/").content.decode()
    assert "“整改期限”延至 2022-07-01" in html
    assert "等待审批" in html


def test_a_deputy_finds_what_the_person_owes_and_looks_at_it(zone: Zone) -> None:  # noqa: F811
    record = zone.case("代办的路")
    assign_duty(record, "lead", actor=SYSTEM, person="ann")
    move_record(record, "start", actor=zone.ann, on="2022-05-05", values={"due_on": "2022-06-16"})
    issue_slips()
    bob, dan = client("bob"), client("dan")
    assert "代办的路" not in dan.get("/inbox/").content.decode()
    delegate("ann", "dan", actor=zone.ann, from_on="2022-06-20", until="2022-06-24", reason="休假")
    html = dan.get("/inbox/").content.decode()
    assert "代 ann名 办的" in html and "代办 2" in html
    assert count_waiting(zone.dan) == 2, "the record and its slip"
    assert html.count(f'href="/records/{record}/"') >= 2, "the slip and the record, to look at"
    (slip,) = list_slips(zone.dan)
    assert f"/inbox/slips/{slip.id}/" in html and "代为答复" in html
    assert bob.post(f"/inbox/slips/{slip.id}/", {"answer": "好"}).status_code == 403
    assert dan.get(f"/records/{record}/").status_code == 200
    assert "代 ann名" not in bob.get("/inbox/").content.decode()
    with clock.travel(datetime.date(2022, 6, 25)):
        assert "代办的路" not in dan.get("/inbox/").content.decode(), "it ends with the leave"
    assert dan.post(f"/inbox/slips/{slip.id}/", {"answer": "周三前完成"}).status_code == 302
    assert "答复督办单（代ann名）" in dan.get(f"/records/{record}/").content.decode()


def test_what_i_asked_waits_on_others_and_says_on_whom(zone: Zone) -> None:  # noqa: F811
    record = zone.case("要终止的")
    move_record(record, "drop", actor=zone.ann, reason="企业搬迁")
    ann = client("ann")
    html = ann.get("/inbox/").content.decode()
    assert "我的申请，等别人审批" in html and "等 cat名" in html and "我的申请待批 1" in html
    ann.cookies["bihuan_language"] = "en"
    assert "My requests" in ann.get("/inbox/").content.decode()
    assert "我的申请" not in client("dan").get("/inbox/").content.decode()


def test_many_slips_stand_in_groups_and_each_names_its_deadline(zone: Zone) -> None:  # noqa: F811
    for number in range(5):
        record = zone.case(f"路{number}")
        assign_duty(record, "lead", actor=SYSTEM, person="ann")
        move_record(record, "start", actor=zone.ann, on="2022-05-05", values={"due_on": "2022-06-16"})  # fmt: skip
    issue_slips()
    html = client("ann").get("/inbox/").content.decode()
    assert html.count('<details class="slips">') == 1 and "5 张" in html
    assert html.count("<b>整改期限 2022-06-16</b>") == 5


def test_a_slip_for_the_time_of_a_state_names_it_too(zone: Zone) -> None:  # noqa: F811
    files = pack_files(TINY)
    files["pack.yaml"] = files["pack.yaml"].replace("version: 1.0.0", "version: 1.1.0")
    path = "workflows/case.yaml"
    untimed = 'owner: lead, untimed: {zh: 小样里不设, en: "None in this sample"}'
    files[path] = files[path].replace(untimed, "owner: lead, within: 3 days", 1)
    install_pack(files, actor=SYSTEM)
    record = zone.case("停着的", on="2022-05-05")
    assign_duty(record, "lead", actor=SYSTEM, person="ann")
    issue_slips()
    assert "<b>下一步期限（" in client("ann").get("/inbox/").content.decode()
