"""Meetings on screen: planned, held, decided, written up; what a person may not do says why."""

from __future__ import annotations

import datetime
import io
import re
import zipfile

import pytest
from django.test import Client

from bihuan.kernel.dispatch.reads import get_agenda, get_meeting, list_meetings
from bihuan.kernel.dispatch.writes import (
    close_meeting,
    decide,
    draft_minutes,
    open_meeting,
    sign_minutes,
)
from bihuan.kernel.ledgers.writes import add_record
from bihuan.kernel.measures.writes import report_month
from bihuan.kernel.org.tree import tree
from bihuan.kernel.org.writes import add_person
from bihuan.kernel.periods import clock
from bihuan.kernel.permissions import SYSTEM
from bihuan.kernel.workflow.writes import move_record
from bihuan.web.dispatch.shown import grouped
from tests.kernel.conftest import FIRM, today, zone  # noqa: F401 - fixtures
from tests.kernel.dispatch.conftest import Hall, hall  # noqa: F401 - fixtures
from tests.web.conftest import client


def page(browser: Client, address: str, status: int = 200) -> str:
    answer = browser.get(address)
    assert answer.status_code == status, answer.content.decode()[:2000]
    return answer.content.decode()


def test_a_meeting_is_planned_held_decided_and_closed(hall: Hall) -> None:  # noqa: F811
    for code, party in (("own", ""), ("firm", FIRM)):
        add_person(code, code, actor=SYSTEM, unit="S1", party=party)
    dot = client("dot")
    form = {"kind": "weekly", "unit": "ZONE", "on": "2022-06-20", "time": "09:00", "chair": "leader",
            "people": ["dot", "ann"], "place": "三楼"}  # fmt: skip
    assert dot.post("/meetings/", form | {"chair": ""}).status_code == 404
    answer = dot.post("/meetings/", form)
    (row,) = list_meetings(hall.dot)
    address = f"/meetings/{row.id}/"
    assert answer["Location"] == address
    html = page(dot, address)
    assert "红灯界线" in html and "S1单元 <b>-41.57</b>" in html
    assert "/decide/" not in html, "nothing is decided before it begins"
    assert dot.post(f"{address}open/step/").status_code == 302
    number = hall.item(row.id, "figure").number
    decide_ = f"{address}items/{number}/decide/"
    html = page(dot, address)
    assert decide_ in html
    choice = html[html.index('name="person"') :]
    offered = re.findall(
        r'<optgroup label="(\w+)">|<option value="(\w+)"', choice[: choice.index("</select>")]
    )
    assert offered[0] == ("S1单元", "") and ("", "own") in offered, "the lead unit's people first"
    assert ("ZONE单元", "") in offered and not {("", "auditor"), ("", "firm")} & set(offered)
    refused = dot.post(decide_, {"matter": "追赶计划", "lead": "S1", "due": "2022-06-01"})
    assert refused.status_code == 422
    assert "2022-06-01 已经过去" in refused.content.decode()
    assert 'value="追赶计划"' in refused.content.decode(), "what was typed is not lost"
    sent = {"matter": "追赶计划", "lead": "S1", "co": ["S2"], "due": "2022-06-24"}
    answer = dot.post(decide_, sent)
    assert answer["Location"] == f"{address}#item-{number}"
    (task,) = hall.item(row.id, "figure").tasks
    assert (task.unit.code, [unit.code for unit in task.co_units]) == ("S1", ["S2"])
    outcome = {"outcome": "要有计划", "settled": "yes"}
    assert dot.post(f"{address}items/{number}/outcome/", outcome).status_code == 302
    assert "close/step/" not in page(dot, address), "one click on the meeting's page closes nothing"
    asked = page(dot, f"{address}close/")
    left = len(get_agenda(hall.dot, row.id).items) - 1
    assert (f"还有 {left} 项未议" if left else "议题都已议过") in asked
    assert "纪要还没有写" in asked and f"{address}close/step/" in asked
    assert dot.post(f"{address}close/step/").status_code == 302
    assert dot.get(f"{address}close/")["Location"] == address, "it is closed already"
    assert "要有计划" in page(dot, address) and "/decide/" not in page(dot, address)
    assert dot.post(decide_, sent).status_code == 409


def test_minutes_are_drafted_printed_and_signed_by_another(hall: Hall) -> None:  # noqa: F811
    meeting = hall.open()
    decide(meeting, hall.item(meeting, "figure").number, "追赶", actor=hall.dot, lead="S1")
    close_meeting(meeting, actor=hall.dot)
    dot, cat = client("dot"), client("cat")
    address = f"/meetings/{meeting}/"
    assert dot.post(f"{address}draft/step/", {"text": "会议听取情况。"}).status_code == 302
    assert "草稿，未签发" in page(dot, f"{address}minutes/")
    refused = dot.post(f"{address}sign/step/")
    assert refused.status_code == 403
    assert "您本人起草" in refused.content.decode()
    assert cat.post(f"{address}sign/step/").status_code == 302
    html = page(cat, f"{address}minutes/")
    assert "ZONE单元周例会纪要" in html and "签发：cat名" in html
    assert "追赶（S1单元牵头，2022年7月10日前完成，JB-2022-001）" in html
    assert "ZONE单元超" not in html, "the meeting's own figures need no owner"
    file = cat.get(f"{address}minutes.docx")
    assert file["Content-Type"].endswith("wordprocessingml.document")
    with zipfile.ZipFile(io.BytesIO(file.content)) as package:
        text = package.read("word/document.xml").decode()
    assert dot.post(f"{address}draft/step/", {"text": "改"}).status_code == 409
    sent = {"text": "会议听取情况汇报。", "reason": "漏了两个字"}
    assert dot.post(f"{address}correct/step/", sent).status_code == 302
    html = page(dot, f"{address}minutes/")
    assert "更正记录" in html and "dot名：漏了两个字" in html and "草稿，未签发" in html
    html = page(dot, address)
    assert "更正前：会议听取情况。" in html.replace("\n", "") and f"{address}sign/step/" in html
    for wanted in (
        "会议听取情况。",
        "追赶（S1单元牵头",
        "方正小标宋简体",
        'w:eastAsia="仿宋_GB2312"',
    ):
        assert wanted in text, wanted
    assert 'w:w="11906"' in text, "A4"


def test_many_items_are_bundled_folded_and_fit_the_projector(hall: Hall) -> None:  # noqa: F811
    for number in range(9):
        unit, category = ("S1", "land") if number < 5 else ("S2", "funds")
        sent = {"matter": f"问题{number}", "category": category, "due_on": f"2022-06-{10 + number}"}
        add_record("problem", sent, actor=hall.dot, unit=unit)
    meeting = hall.plan()
    agenda = get_agenda(hall.dot, meeting)
    figures, problems = grouped(agenda)
    assert (figures.count, problems.count) == (1, 9)
    assert [(bundle.title, len(bundle.items)) for bundle in problems.bundles] == [
        ("用地", 5),
        ("资金", 4),
    ]
    dot = client("dot")
    html = page(dot, f"/meetings/{meeting}/")
    assert all(each in html for each in ("用地 <small", "资金 <small", "其余 2 项", "其余 1 项"))
    assert html.index("问题0") < html.index("问题4"), "what is due first comes first"
    html = page(dot, f"/meetings/{meeting}/projector/")
    assert html.count('<section class="slide list">') == 3, "one of figures, two of nine problems"
    assert all(f"问题{number}" in html for number in range(9)), "nothing is folded away there"
    assert "<script>" not in html and "style=" not in html


def test_a_figure_shows_its_tasks_and_a_task_where_it_comes_from(hall: Hall) -> None:  # noqa: F811
    meeting = hall.open()
    task = decide(meeting, hall.item(meeting, "figure").number, "追赶", actor=hall.dot, lead="S1")
    dot = client("dot")
    assert f"/records/{task.id}/" in page(dot, "/trace/tiny.ahead/?unit=ZONE")
    for link in re.findall(r'href="(/trace/[^"]*)"', page(dot, f"/records/{task.id}/")):
        assert "on=" in link and "at=" in link  # what was looked at stays what it was
    assert "由此交办" not in page(dot, "/trace/tiny.completion/?unit=ZONE")
    html = page(dot, f"/records/{task.id}/")
    assert f"/meetings/{meeting}/#item-" in html and "-41.57" in html
    assert re.search(r"-41\.57<small>百分点", html), "a number says what it is measured in"
    ann = client("ann")
    assert f"/meetings/{meeting}/#item-" in page(ann, f"/records/{task.id}/"), "ann was asked to it"
    close_meeting(meeting, actor=hall.dot)
    next_one = hall.open()
    running = re.sub(r"\s+", " ", page(dot, f"/meetings/{next_one}/"))
    assert "-41.57</b> 百分点</a>" in running and "→ 现在" in running
    close_meeting(next_one, actor=hall.dot)
    closed = re.sub(r"\s+", " ", page(dot, f"/meetings/{next_one}/"))
    assert "→ 2022-06-20 现值" in closed and "现在" not in closed, (
        "frozen and of today are told apart"
    )
    for part in ("", "projector/", "minutes/"):
        assert "S1单元 <b>" in page(dot, f"/meetings/{meeting}/") or part
        html = page(ann, f"/meetings/{meeting}/{part}")
        assert "追赶" in html and "/trace/" not in html, part


def test_a_red_figure_leads_to_the_next_meeting(hall: Hall) -> None:  # noqa: F811
    case = hall.zone.case("村里的", unit="V1")
    report_month(case, "2022-05", {"invested": "1"}, actor=hall.zone.ann)
    dot, ann = client("dot"), client("ann")
    village, street = "/trace/tiny.ahead/?unit=V1", "/trace/tiny.ahead/?unit=S1&on=2022-06-20"
    assert "/meetings/?unit=V1" in page(dot, village), "nothing is planned yet"
    assert '<option value="V1" selected' in page(dot, "/meetings/?unit=V1")
    assert "/meetings/?unit" not in page(ann, village), "ann runs no meetings"
    meeting = hall.plan()
    address, unit = f"/meetings/{meeting}/", tree().get_by_code("ZONE").id
    assert f"{address}#figure:tiny.ahead:{unit}" in page(dot, street), "the zone's item tells of it"
    assert f'id="figure:tiny.ahead:{unit}"' in page(dot, address)
    assert f"{address}figures/" in page(ann, village), "a village's figure does not come by itself"
    sent = {"indicator": "tiny.ahead", "unit": "V1"}
    for _ in range(2):
        raised = ann.post(f"{address}figures/", sent)
        assert raised["Location"] == f"{address}#item-1", "raised twice it stands there once"
    assert f"{address}#item-1" in page(ann, village) and "由此交办" not in page(ann, village)
    open_meeting(meeting, actor=hall.dot)
    assert [item.unit.code for item in get_agenda(hall.dot, meeting).items if item.unit] == [
        "V1",
        "ZONE",
    ]
    assert "由此交办" in page(dot, village)
    assert ann.post(f"{address}figures/", sent).status_code == 403, "it has begun"
    decide(meeting, 1, "补报", actor=hall.dot, lead="S1")
    assert re.search(r"V1单元超时序进度（-?[\d.]+百分点）", page(dot, f"{address}minutes/"))
    street_meeting = hall.plan(unit="S2")
    refused = dot.post(f"/meetings/{street_meeting}/figures/", sent)
    assert refused.status_code == 422 and "V1单元不在这次会议的范围内" in refused.content.decode()


def test_a_late_record_and_its_agenda_say_how_far_it_has_climbed(hall: Hall) -> None:  # noqa: F811
    late = hall.zone.case("拖延")
    move_record(
        late, "start", actor=hall.zone.ann, on="2022-05-05", values={"due_on": "2022-06-01"}
    )
    with clock.travel(datetime.date(2022, 6, 13)):
        close_meeting(hall.open("weekly", "2022-06-13"), actor=hall.dot)
    dot, address = client("dot"), f"/meetings/{hall.plan()}/"
    for each in (address, f"{address}projector/"):
        html = page(dot, each)
        assert "没有解决而提级" in html and "部门协调会 <b>2</b>（2022-06-13 起）" in html, each
    html = page(dot, f"/records/{late}/")
    assert "调度会自 2022-06-13 起没有解决，已提级到部门协调会" in html
    assert "已提级到" in page(dot, "/trace/tiny.ahead/?unit=ZONE")


def test_who_may_not_see_a_meeting_is_told_nothing_of_it(hall: Hall) -> None:  # noqa: F811
    meeting = hall.open()
    dan = client("dan")
    for address in ("", "projector/", "minutes/", "minutes.docx"):
        page(dan, f"/meetings/{meeting}/{address}", 404)
    assert "还没有会议" in page(dan, "/meetings/")
    page(client("writer"), "/meetings/", 403)
    leader = client("leader")
    assert "/decide/" not in page(leader, f"/meetings/{meeting}/")
    page(leader, f"/meetings/{meeting}/close/", 403)
    assert leader.post(f"/meetings/{meeting}/close/step/").status_code == 403
    assert leader.post(f"/meetings/{meeting}/burn/step/").status_code == 404


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_a_meeting_speaks_both_languages(hall: Hall, language: str) -> None:  # noqa: F811
    meeting = hall.open()
    draft_minutes(meeting, "略", actor=hall.dot)
    close_meeting(meeting, actor=hall.dot)
    sign_minutes(meeting, actor=hall.zone.cat)
    assert get_meeting(hall.dot, meeting).signed_on == "2022-06-20"
    browser = client("dot", language)
    wanted = {
        "zh-hans": ("红灯指标", "会议纪要", "签发："),
        "en": ("Red figures", "Minutes", "Signed:"),
    }
    shown = page(browser, f"/meetings/{meeting}/") + page(browser, f"/meetings/{meeting}/minutes/")
    assert all(word in shown for word in wanted[language])
    assert tree().get_by_code("ZONE").title.zh in shown or language == "en"
