"""The month's form and the board by Django's client."""

from __future__ import annotations

import re

from django.core.files.uploadedfile import SimpleUploadedFile

from bihuan.kernel.measures.models import Reminder
from bihuan.kernel.measures.reads import find_report
from bihuan.kernel.measures.writes import move_report, report_month
from bihuan.kernel.permissions import SYSTEM
from tests.kernel.conftest import Zone, today, zone  # noqa: F401 - fixtures
from tests.kernel.measures.test_months import PNG
from tests.web.test_screens import client


def test_a_month_is_reported_with_texts_and_photos_and_read_again(zone: Zone) -> None:  # noqa: F811
    record = zone.case()
    ann = client("ann")
    address = f"/records/{record}/months/2022-05/"
    sent = {
        "invested": "1500", "progress_text": "主体封顶", "problems": "供电未到", "seen": "0",
        "site_photos": SimpleUploadedFile("a.png", PNG),
    }  # fmt: skip
    refused = ann.post(address, sent)
    assert refused.status_code == 422
    assert "请在“说明”里写明原因" in refused.content.decode()
    assert "供电未到" in refused.content.decode()
    (kept,) = re.findall(r'name="site_photos.kept"\s+value="(\w{64})"', refused.content.decode())
    del sent["site_photos"]
    sent |= {"note": "设备提前到货", "site_photos.kept": kept}
    assert ann.post(address, sent).status_code == 302
    report = find_report(SYSTEM, record, "2022-05")
    assert report
    assert (report.note, report.notes["problems"]) == ("设备提前到货", "供电未到")
    (photo,) = report.notes["site_photos"]
    page = ann.get(address).content.decode()
    said = ("主体封顶", "设备提前到货", photo, "更正并重新报送", "ann名")
    assert all(text in page for text in said)
    board = client("bob").get("/reports/board/tiny.case/?period=2022-05").content.decode()
    assert "存在问题：供电未到" in board
    sent = {"invested": "5", "seen": str(report.seq), "reason": "笔误", "problems": ""}
    assert ann.post(address, {**sent, "site_photos.kept": photo}).status_code == 302
    report = find_report(SYSTEM, record, "2022-05")
    assert report
    assert report.notes == {"site_photos": [photo]}


def test_a_form_leads_nowhere_else(zone: Zone) -> None:  # noqa: F811
    record = zone.case()
    ann, bob = client("ann"), client("bob")
    address = f"/records/{record}/months/2022-05/"
    elsewhere = {"next": "https://evil.example/", "seen": "0", "invested": "1"}
    assert ann.post(address, elsewhere).url == f"/records/{record}/"
    report = find_report(SYSTEM, record, "2022-05")
    assert report
    sent = {"to": "checked", "seen": str(report.seq), "next": "//evil.example/"}
    assert bob.post(f"{address}move/", sent).url == "/reports/board/tiny.case/?period=2022-05"


def test_a_checker_goes_from_month_to_month(zone: Zone) -> None:  # noqa: F811
    ann, bob = client("ann"), client("bob")
    cases = [zone.case("甲"), zone.case("乙"), zone.case("丙")]
    for record in cases:
        address = f"/records/{record}/months/2022-05/"
        draft = {"invested": "1", "seen": "0", "action": "draft"}
        assert "已存为草稿" in ann.post(address, draft, follow=True).content.decode()
        seen = str(getattr(find_report(SYSTEM, record, "2022-05"), "seq", 0))
        page = ann.post(address, {"invested": "1", "seen": seen}, follow=True).content.decode()
        assert "2022-05 已报送，待审核" in page and "已存为草稿" not in page
    board = "/reports/board/tiny.case/?period=2022-05"
    expected = [
        ({"to": "checked"}, f"/records/{cases[1]}/months/2022-05/", "已通过：甲 2022-05；还有 2 项"),
        ({"to": "draft", "note": "笔误"}, f"/records/{cases[2]}/months/2022-05/", "已退回：乙 2022-05；还有 1 项"),
        ({"to": "checked"}, board, "已通过：丙 2022-05；没有等您办的了"),
    ]  # fmt: skip
    for record, (sent, address, told) in zip(cases, expected, strict=True):
        seen = str(getattr(find_report(SYSTEM, record, "2022-05"), "seq", 0))
        moved = f"/records/{record}/months/2022-05/move/"
        answer = bob.post(moved, {**sent, "seen": seen}, follow=True)
        assert answer.redirect_chain == [(address, 302)]
        assert told in answer.content.decode()


def test_a_checker_sees_the_numbers_beside_the_month_before(zone: Zone) -> None:  # noqa: F811
    record = zone.case(planned="2000")
    for period, invested, workers in (("2022-04", "1200", "30"), ("2022-05", "1500.5", "")):
        sent = {"invested": invested, "workers": workers}
        report_month(record, period, sent, actor=zone.ann, note="按合同")
    bob, board = client("bob"), "/reports/board/tiny.case/?period=2022-05"
    page = bob.get(f"{board}&status=submitted").content.decode()
    for said in ("<b>1,500.5</b>", "上月 1,200，+300.5", "<b>—</b>", "上月 30<"):
        assert said in page
    assert "1,500.5" not in bob.get(board).content.decode()
    assert "没有这样的月报" in bob.get(f"{board}&status=checked").content.decode()


def test_a_locked_month_offers_only_to_be_unlocked(zone: Zone) -> None:  # noqa: F811
    record = zone.case()
    ann, cat = client("ann"), client("cat")
    address = f"/records/{record}/months/2022-05/"
    ann.post(address, {"invested": "1", "seen": "0"})
    report = find_report(SYSTEM, record, "2022-05")
    assert report
    seen = report.seq
    for to, who in (("checked", zone.bob), ("approved", zone.cat), ("locked", zone.cat)):
        seen = move_report(record, "2022-05", to, actor=who, seen=seen)
    assert "更正并重新报送" not in ann.get(address).content.decode()
    assert "解锁" in cat.get(address).content.decode()
    sent = {"to": "approved", "seen": str(seen), "note": "发票重复"}
    assert cat.post(f"{address}move/", sent).status_code == 302
    page = ann.get(address).content.decode()
    assert "更正并重新报送" in page
    assert "发票重复" in page


def test_chasing_all_reaches_each_once(zone: Zone) -> None:  # noqa: F811
    for unit in ("S1", "S2"):
        zone.case(unit=unit)
    bob = client("bob")
    sent = {"period": "2022-05"}
    for _ in range(2):
        assert bob.post("/reports/board/tiny.case/chase/", sent).status_code == 302
    assert Reminder.objects.count() == 2
