"""Screens by Django's client: who sees what, conflicts keep what was typed, refusals are pages."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from bihuan.kernel.ledgers.models import Record
from bihuan.kernel.ledgers.reads import get_record
from bihuan.kernel.ledgers.writes import correct_record
from bihuan.kernel.measures.reads import find_report
from bihuan.kernel.org.writes import open_account
from bihuan.kernel.permissions import SYSTEM
from bihuan.web.shared.security import POLICY
from tests.kernel.conftest import Zone, today, zone  # noqa: F401 - fixtures
from tests.web.conftest import PASSWORD, client

TEMPLATES = Path(__file__).parents[2] / "bihuan" / "web" / "templates"


def test_nobody_gets_in_without_a_login(zone: Zone) -> None:  # noqa: F811
    for address in (
        "/",
        "/ledgers/",
        f"/records/{zone.case()}/",
        "/log/",
        "/administration/units/",
    ):
        answer = Client().get(address)
        assert answer.status_code == 302
        assert answer.url.startswith("/account/login/")


def test_a_paste_beyond_all_bounds_is_refused_with_a_sentence(zone: Zone) -> None:  # noqa: F811
    answer = Client().post("/account/login/", {"username": "闭" * 5_000_000})
    assert answer.status_code == 400
    assert "超过 12 MB" in answer.content.decode()


def test_a_wrong_password_is_told_the_same_as_an_unknown_name(zone: Zone) -> None:  # noqa: F811
    client("ann")
    texts = set()
    for name in ("ann", "nobody-here"):
        answer = Client().post("/account/login/", {"username": name, "password": "wrong"})
        assert answer.status_code == 401
        texts.add(re.sub(r"value=\"[^\"]*\"", "", answer.content.decode()))
    assert len(texts) == 1
    good = Client().post(
        "/account/login/?next=//evil.example/", {"username": "ann", "password": PASSWORD}
    )
    assert (good.status_code, good.url) == (302, "/")


def test_a_first_password_must_be_changed(zone: Zone) -> None:  # noqa: F811
    first = open_account("ann", actor=SYSTEM)
    browser = Client()
    browser.post("/account/login/", {"username": "ann", "password": first})
    assert browser.get("/").url == reverse("accounts:password")
    sent = {"old": first, "first": PASSWORD, "second": PASSWORD}
    assert browser.post("/account/password/", sent).status_code == 302
    assert browser.get("/").status_code == 200


def test_whoever_is_in_can_get_out_and_whoever_is_not_sees_no_menu(zone: Zone) -> None:  # noqa: F811
    out = reverse("accounts:logout")
    assert out in client("ann").get("/").content.decode()
    html = Client().get("/account/login/").content.decode()
    assert out not in html
    assert "<nav" not in html


def test_the_log_is_told_in_words(zone: Zone) -> None:  # noqa: F811
    record = zone.case()
    html = client("auditor").get("/log/?verb=record.added").content.decode()
    assert f'<a href="/records/{record}/">记录 {record}</a>' in html
    assert ">登记</td>" in html
    assert '<option value="record.added" selected>登记</option>' in html


def test_an_event_is_told_in_words_before_its_raw_text(zone: Zone) -> None:  # noqa: F811
    record = zone.case(planned="1234", level="city")
    html = client("auditor").get(f"/log/{record}/").content.decode()
    told, raw = html.split("日志里的原文")
    assert "年度计划" in told and "1,234 万元" in told and "市级" in told
    assert "12340000" in raw and "12340000" not in told


def test_a_record_shows_money_with_money_and_days_with_days(zone: Zone) -> None:  # noqa: F811
    record = zone.case(started_on="2022-02-01", story="缘由")
    html = client("ann").get(f"/records/{record}/").content.decode()
    titles = [html.index(f"<h3>{title}</h3>") for title in ("概况", "数量与资金", "日期", "说明")]
    assert titles == sorted(titles)
    assert titles[1] < html.index("1,000 万元") < titles[2] < html.index("2022-02-01", titles[2])


def test_every_answer_has_a_strict_policy(zone: Zone) -> None:  # noqa: F811
    browser = client("ann")
    for address in ("/", "/nowhere/", "/ledgers/tiny.case/"):
        answer = browser.get(address)
        assert answer["Content-Security-Policy"] == POLICY
        html = answer.content.decode()
        assert not re.search(r"\son\w+=|\sstyle=|<style|javascript:", html)
        assert not re.findall(r"<script(?![^>]*(?:src=|application/json))", html)


def test_a_list_holds_only_what_the_viewer_may_see(zone: Zone) -> None:  # noqa: F811
    zone.case("我街道的")
    zone.case("别处的", unit="S2")
    html = client("ann").get("/ledgers/tiny.case/").content.decode()
    assert "我街道的" in html
    assert "别处的" not in html
    part = client("dan").get("/ledgers/tiny.case/?q=bcd", HTTP_HX_REQUEST="true").content.decode()
    assert "<html" not in part
    other = Record.objects.get(title="别处的").id
    assert Client.get(client("leader"), f"/records/{other}/").status_code == 404


def test_adding_by_form_keeps_what_was_typed_when_it_is_wrong(zone: Zone) -> None:  # noqa: F811
    browser = client("ann")
    sent = {"unit": "S1", "on": "2022-06-01", "name": "新事项", "level": "", "planned": "很多"}
    answer = browser.post("/ledgers/tiny.case/add/", sent)
    html = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="新事项"' in html
    assert 'value="很多"' in html
    assert "“很多”不是数" in html
    assert not Record.objects.exists()
    answer = browser.post("/ledgers/tiny.case/add/", sent | {"level": "city", "planned": "12.5"})
    record = Record.objects.get()
    assert answer.url == f"/records/{record.id}/"
    assert json.loads(record.data)["planned"] == "125000"


def test_the_second_editor_sees_a_conflict_and_loses_nothing(zone: Zone) -> None:  # noqa: F811
    record = zone.case()
    browser = client("ann")
    seen = get_record(SYSTEM, record).seen
    correct_record(record, {"name": "先改的"}, actor=SYSTEM, seen=seen, reason="x")
    sent = {
        "seen": seen,
        "name": "后改的",
        "level": "province",
        "reason": "我也改",
        "kind": "always",
    }
    answer = browser.post(f"/records/{record}/correct/", sent)
    assert answer.status_code == 409
    html = answer.content.decode()
    assert "刚被别人改过" in html
    assert 'value="后改的"' in html
    sent["seen"] = get_record(SYSTEM, record).seen
    assert browser.post(f"/records/{record}/correct/", sent).status_code == 302
    assert get_record(SYSTEM, record).title == "后改的"


def test_a_month_by_form_with_its_errors_beside_the_numbers(zone: Zone) -> None:  # noqa: F811
    record = zone.case()
    browser = client("ann")
    address = f"/records/{record}/months/2022-05/"
    answer = browser.post(address, {"invested": "-5", "seen": "0"})
    assert answer.status_code == 422
    assert "小于最小值" in answer.content.decode()
    assert browser.post(address, {"invested": "50", "seen": "0"}).status_code == 302
    report = find_report(SYSTEM, record, "2022-05")
    assert report and report.status == "submitted"
    checker = client("bob")
    sent = {"to": "checked", "seen": report.seq}
    assert checker.post(f"{address}move/", sent).status_code == 302
    assert browser.post(f"{address}move/", {"to": "approved", "seen": 0}).status_code in (403, 409)


def test_a_refused_move_says_why_in_the_readers_language(zone: Zone) -> None:  # noqa: F811
    record = zone.case()
    answer = client("bob", "en").get(f"/records/{record}/moves/start/")
    assert answer.status_code == 403
    assert "is not for your role" in answer.content.decode()
    answer = client("ann").get(f"/records/{record}/moves/verify/", HTTP_ACCEPT="application/json")
    assert answer.status_code == 409, "the record is not where this move starts"
    assert "可以办理" in answer.json()["sentence"]


def test_a_sealed_field_is_masked_until_a_reason_is_given(zone: Zone) -> None:  # noqa: F811
    record = zone.case(contact="13900002222")
    html = client("ann").get(f"/records/{record}/").content.decode()
    assert "139****2222" in html
    assert "13900002222" not in html
    answer = client("bob").post(f"/records/{record}/unmask/contact/", {"reason": "联系"})
    assert answer.status_code == 403


def test_a_file_that_a_browser_could_run_is_not_taken(zone: Zone) -> None:  # noqa: F811
    from django.core.files.uploadedfile import SimpleUploadedFile

    record = zone.case()
    browser = client("ann")
    evil = SimpleUploadedFile("a.png", b"<html><script>alert(1)</script>")
    sent = {
        "seen": get_record(SYSTEM, record).seen,
        "name": "甲",
        "level": "province",
        "reason": "x",
        "proof": evil,
    }
    answer = browser.post(f"/records/{record}/correct/", sent)
    assert answer.status_code == 422
    good = SimpleUploadedFile("a.png", b"\x89PNG\r\n\x1a\n" + b"\x00" * 9)
    answer = browser.post(f"/records/{record}/correct/", sent | {"proof": good})
    assert answer.status_code == 302
    digest = get_record(SYSTEM, record).data["proof"][0]
    file = browser.get(f"/evidence/{digest}/")
    assert b"".join(file.streaming_content).startswith(b"\x89PNG")  # type: ignore[arg-type]
    for closer in file._resource_closers:  # the answer's own close would end the test's transaction
        closer()
    assert file["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert file["X-Content-Type-Options"] == "nosniff"
    assert client("writer").get(f"/evidence/{digest}/").status_code == 404


def test_a_file_is_kept_when_its_form_is_refused(zone: Zone) -> None:  # noqa: F811
    from django.core.files.uploadedfile import SimpleUploadedFile

    from tests.kernel.measures.test_months import PNG

    def photo() -> SimpleUploadedFile:
        return SimpleUploadedFile("现场.png", PNG)

    ann, address = client("ann"), "/ledgers/tiny.case/add/"
    page = ann.post(address, {"level": "province", "sketch": photo()}).content.decode()
    assert "照片需重新选择" in page and "已上传" not in page  # no unit: nothing can be stored
    page = ann.post(
        address, {"unit": "S1", "level": "province", "sketch": photo()}
    ).content.decode()
    assert "已上传：现场.png" in page and "照片需重新选择" not in page
    (digest,) = re.findall(r'name="sketch.kept"\s+value="(\w{64})"', page)
    sent = {"unit": "S1", "name": "甲", "level": "province", "sketch.kept": digest}
    record = int(ann.post(address, sent).url.split("/")[-2])
    assert get_record(SYSTEM, record).data["sketch"] == [digest]
    client("bob").post(address, sent | {"name": "乙"})  # a digest that bob did not add
    assert not Record.objects.filter(title="乙").exclude(data__contains=digest).exists()
    moved = f"/records/{record}/correct/"
    sent = {"name": "", "level": "city", "reason": "x", "sketch": SimpleUploadedFile("b", b"text")}
    page = ann.post(moved, sent).content.decode()
    assert "已上传：b" in page and page.count("sketch.kept") == 1  # what the record has is no news
    (second,) = re.findall(r'name="sketch.kept"\s+value="(\w{64})"', page)
    ann.post(moved, {"name": "甲", "level": "city", "reason": "x", "sketch.kept": second})
    assert get_record(SYSTEM, record).data["sketch"] == [digest, second]


def test_an_event_of_a_record_is_told_to_whoever_sees_the_record(zone: Zone) -> None:  # noqa: F811
    browser, record = client("ann"), zone.case("甲河桥")
    page = browser.get(f"/records/{record}/").content.decode()
    (seq,) = re.findall(r'href="/log/(\d+)/"', page)
    told = browser.get(f"/log/{seq}/").content.decode()
    assert "登记" in told and "甲河桥" in told and "包含证明" in told
    assert "原文" not in told and 'href="/log/' not in told  # the log itself is for its readers
    assert "原文" in client("auditor").get(f"/log/{seq}/").content.decode()
    assert client("dan").get(f"/log/{seq}/").status_code == 403  # of another street
    assert browser.get("/log/1/").status_code == 403


def test_a_form_offers_what_is_likely_and_keeps_what_was_chosen(zone: Zone) -> None:  # noqa: F811
    def chosen(page: str) -> list[str]:
        return re.findall(r'value="(\w*)" selected', page)

    browser = client("ann")
    assert "S1" not in chosen(browser.get("/ledgers/tiny.case/add/").content.decode())
    assert chosen(browser.get("/ledgers/tiny.case/add/?unit=V1").content.decode()) == ["V1"]
    answer = browser.post("/ledgers/tiny.case/add/", {"duty.lead": "ann", "name": "乙"})
    assert answer.status_code == 422
    assert "ann" in chosen(answer.content.decode())
    assert "单元: 必填" in answer.content.decode()


def test_a_day_reads_the_same_in_every_browser(zone: Zone) -> None:  # noqa: F811
    page = client("ann").get("/ledgers/tiny.case/add/").content.decode()
    (box,) = re.findall(r'<input class="form-control"\s+id="f-on"[^>]*>', page)
    assert 'value="2022-06-20"' in box and 'type="date"' not in box
    assert re.fullmatch(re.findall(r'pattern="([^"]*)"', box)[0], "2022-06-20")


def test_a_page_that_is_not_there_says_404_once(zone: Zone) -> None:  # noqa: F811
    page = client("ann").get("/nowhere/")
    assert page.status_code == 404
    assert re.sub(r"<title>.*?</title>", "", page.content.decode(), flags=re.S).count("404") == 1


def test_administration_is_for_administrators(zone: Zone) -> None:  # noqa: F811
    browser = client("ann")
    for page in ("units", "people", "roles", "parameters", "calendar", "packs"):
        assert browser.get(f"/administration/{page}/").status_code == 403


NAMES = {"bihuan", "CSV", "English", "code", "name", "unit", "position", "phone", "party", "nbsp"}
CJK = re.compile(r"[\u4e00-\u9fff]")


CHINESE_PAPER = (
    TEMPLATES / "bulletins" / "_paper.html"
)  # an official document, Chinese by its standard
SCREENS = sorted(path for path in TEMPLATES.rglob("*.html") if path != CHINESE_PAPER)


@pytest.mark.parametrize("path", SCREENS, ids=lambda path: path.name)
def test_every_text_of_a_template_stands_in_both_languages(path: Path) -> None:
    text = path.read_text("utf-8")
    bare = re.sub(r"<code>.*?</code>", "", text, flags=re.S)  # what is typed as it stands
    bare = re.sub(r"{%.*?%}|{{.*?}}", "", bare, flags=re.S)
    assert not CJK.sub("", bare) or not CJK.search(
        bare.replace("闭环", "").replace("；", "").replace("中文", "")
    ), bare
    words = re.sub(r"<[^>]*>", " ", re.sub(r"<(script|pre)\b.*?</\1>", "", bare, flags=re.S))
    left = set(re.findall(r"[A-Za-z]{3,}", words)) - NAMES
    assert not left, left
    said = re.findall(r"""{% t ["']([^"']*)["'] ["']([^"']*)["']""", text)
    labels = re.findall(r"""{% input "[\w-]*" "\w*" "([^"]*)" "([^"]*)\"""", text)
    # no sign of Chinese behind a word that is said in both
    assert not re.search(r'"[^"]*" %}[：、（]', text), path
    for zh, en in said + labels:
        assert zh != en or not re.search(r"[A-Za-z]{3}", zh), (zh, en)
        assert not CJK.search(en) or zh.startswith("Switch"), en
