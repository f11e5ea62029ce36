"""核稿 by Django's client: paste, upload, choose, past checks, phrases, bad input."""

from __future__ import annotations

import html
import io
import re
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from bihuan.kernel.draft_checks.reads import list_checks, list_phrases
from bihuan.kernel.events.reads import position
from tests.drafts.test_documents import pdf
from tests.kernel.conftest import Zone, today, zone  # noqa: F401 - fixtures
from tests.web.conftest import client

HOME = "/drafts/"
TEXT = "今年以来，共有登记事项3个。\r\n另有登记事项5个，<在手>的活儿3件。"


@pytest.fixture
def cases(zone: Zone) -> Zone:  # noqa: F811
    for name in "甲乙丙":
        zone.case(name)
    return zone


def draft_of(page: str) -> str:
    """The draft as the page shows it, without its marks."""
    found = re.search(r'id="draft"[^>]*>(.*?)</div>', page, re.DOTALL)
    assert found
    return html.unescape(re.sub(r"</?mark[^>]*>", "", found[1]))


def test_a_draft_is_shown_sign_for_sign_with_its_verdicts(cases: Zone) -> None:
    browser = client("writer")
    page = browser.post(HOME, {"text": TEXT}).content.decode()
    assert draft_of(page) == TEXT.replace("\r\n", "\n")
    assert re.findall(r'class="number number-(\w+)"', page) == [
        "supported", "contradicted", "cannot_check",
    ]  # fmt: skip
    assert 'data-correction="3个"' in page
    assert f"{reverse('traces:figure', args=['tiny.cases'])}?unit=S1&amp;on=2022-06-20" in page
    english = client("dan", "en")
    assert english.get(HOME).status_code == 403, "reporters do not check drafts"


def test_a_check_is_kept_and_shown_to_its_writer_alone(cases: Zone) -> None:
    browser = client("writer", "en")
    browser.post(HOME, {"text": TEXT})
    (row,) = list_checks(cases.writer)
    assert "1 wrong" in browser.get(HOME).content.decode()
    page = browser.get(f"/drafts/{row.id}/").content.decode()
    assert "Contradicted" in page
    assert "3个" in page
    assert "活儿" not in page, "the text is not kept"
    assert client("auditor").get(f"/drafts/{row.id}/").status_code == 404


def test_a_choice_is_remembered_listed_and_stopped(cases: Zone) -> None:
    browser = client("writer")
    start = TEXT.replace("\r\n", "\n").index("3件")
    page = browser.post(
        "/drafts/choose/", {"text": TEXT, "start": start, "indicator": "tiny.cases"}
    ).content.decode()
    assert re.findall(r'class="number number-(\w+)"', page)[-1] == "supported"
    assert "已记住" in page
    (row,) = list_phrases(cases.writer)
    assert html.escape(row.words) in browser.get("/drafts/phrases/").content.decode()
    assert browser.post(f"/drafts/phrases/{row.id}/revoke/").url == "/drafts/phrases/"
    assert list_phrases(cases.writer)[0].revoked_by == "writer"
    assert browser.post(f"/drafts/phrases/{row.id}/revoke/").status_code == 409


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({"text": TEXT, "start": "x", "indicator": "tiny.cases"}, 404),
        ({"text": TEXT, "start": "9" * 30, "indicator": "tiny.cases"}, 404),
        ({"text": TEXT, "start": "11", "indicator": "no.such"}, 404),
        ({"text": "", "start": "11", "indicator": "tiny.cases"}, 422),
        ({"text": TEXT, "start": "11", "indicator": "tiny.cases", "on": "someday"}, 422),
        ({"text": TEXT, "start": "11", "indicator": "tiny.cases", "unit": "S2"}, 403),
    ],
)
def test_a_choice_that_cannot_be_is_refused_with_a_sentence(
    cases: Zone, sent: dict[str, str], status: int
) -> None:
    answer = client("writer").post("/drafts/choose/", sent)
    assert answer.status_code == status
    assert list_phrases(cases.writer) == []


def archive(**parts: bytes) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name.replace("__", "/").replace("_xml", ".xml"), content)
    return held.getvalue()


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("a.txt", "完成投资一百亿元\n".encode() + "其中八个\n".encode("gbk"), "混着两种编码"),
        ("a.docx", archive(word__document_xml=b"<", **{"word__vbaProject.bin": b"1"}), "带有宏"),
        ("a.docx", archive(word__document_xml=b" " * (101 << 20)), "大得异常"),
        ("a.pdf", b"%PDF-1.7 nothing", "已损坏"),
        ("scan.pdf", pdf(), "没有文字"),
        ("a.doc", b"\xd0\xcf\x11\xe0" + bytes(99), "旧版 Word"),
        ("a.txt", "登记事项3个。".encode() * 30_000, "超过 100000 字"),
    ],
)
def test_a_file_that_cannot_be_checked_is_answered_with_a_sentence(
    cases: Zone, name: str, data: bytes, sentence: str
) -> None:
    browser = client("writer")
    before = position()
    answer = browser.post(HOME, {"file": SimpleUploadedFile(name, data)})
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert position() == before


def test_a_paste_of_ten_megabytes_is_answered(cases: Zone) -> None:
    browser = client("writer")
    before = position()
    answer = browser.post(HOME, {"text": "事项3个，" * 770_000})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "请分篇核对" in page
    assert len(page) < 100_000, "what was too much is not sent back"
    assert position() == before


def test_a_text_file_is_read_in_any_encoding(cases: Zone) -> None:
    file = SimpleUploadedFile("稿.txt", "共有登记事项3个。".encode("gb18030"))
    page = client("writer").post(HOME, {"file": file}).content.decode()
    assert "number-supported" in page
