"""Files of drafts: what is read, in which order, and what is refused."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

import docx
import pypdf
import pytest
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

from bihuan.drafts import documents
from bihuan.drafts.documents import read_document
from bihuan.drafts.encodings import Undecodable
from bihuan.drafts.tables import places
from bihuan.drafts.verdicts import read


def word() -> bytes:
    """A heading, a table with a merged cell and one inside another, a last paragraph."""
    document = docx.Document()
    document.add_paragraph("一、总体情况")
    table = document.add_table(2, 3)
    for column, text in enumerate(("批次", "个数", "投资")):
        table.cell(0, column).text = text
    table.cell(1, 0).text = "签约"
    table.cell(1, 1).merge(table.cell(1, 2)).text = "6个"
    table.cell(1, 0).add_table(1, 1).cell(0, 0).text = "里层"
    document.add_paragraph("完成投资11.7亿元。")
    return saved(document.save)


def saved(save: Callable[[io.BytesIO], object]) -> bytes:
    held = io.BytesIO()
    save(held)
    return held.getvalue()


def package(parts: dict[str, bytes]) -> bytes:
    def write(held: io.BytesIO) -> None:
        with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in parts.items():
                archive.writestr(name, content)

    return saved(write)


def pdf(text: str = "", password: str = "") -> bytes:
    """One page with a text (ASCII, for want of a font) or none, as of a scan."""
    writer = pypdf.PdfWriter()
    page = writer.add_blank_page(300, 200)
    if text:
        stream = DecodedStreamObject()
        stream.set_data(f"BT /F1 12 Tf 20 100 Td ({text}) Tj ET".encode("ascii"))
        page[NameObject("/Contents")] = writer._add_object(stream)
        font = DictionaryObject(
            {
                NameObject("/Type"): NameObject("/Font"),
                NameObject("/Subtype"): NameObject("/Type1"),
                NameObject("/BaseFont"): NameObject("/Helvetica"),
            }
        )
        fonts = DictionaryObject({NameObject("/F1"): font})
        page[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): fonts})
    if password:
        writer.encrypt(password, algorithm="RC4-128")
    return saved(writer.write)


def test_word_is_read_in_order_with_its_tables() -> None:
    assert read_document(word()).splitlines() == [
        "一、总体情况", "批次\t个数\t投资", "签约 里层\t6个\t", "完成投资11.7亿元。",
    ]  # fmt: skip


def test_a_cell_of_word_keeps_its_column_though_others_are_empty() -> None:
    document = docx.Document()
    document.add_paragraph("各街道进展")
    table = document.add_table(3, 3)
    rows = (("", "登记（个）", "投资（亿元）"), ("东街", "", "0.3"), ("西街", "4", ""))
    for at, row in enumerate(rows):
        for column, text in enumerate(row):
            table.cell(at, column).text = text
    reading = read(read_document(saved(document.save)))
    found = {
        reading.draft.shown(reading.draft.claims[index]): (place.row, place.heading)
        for index, place in places(reading.tables).items()
    }
    assert found == {"0.3": ("东街", "投资"), "4": ("西街", "登记")}


def test_a_cell_that_claims_a_million_columns_and_one_over_many_rows_take_no_time() -> None:
    document = docx.Document()
    table = document.add_table(2000, 2)
    for row, cell in enumerate(table.columns[0].cells):
        cell._tc.vMerge = "continue" if row else "restart"
    first = table.rows[0]._tr.tc_lst
    first[0].add_p().add_r().text = "合计"
    first[1].grid_span = 100_000_000
    text = read_document(saved(document.save))
    assert len(text) < 20_000
    assert text.splitlines()[-1] == "合计\t"


def test_pdf_and_text_are_told_by_what_they_are() -> None:
    assert "129.62" in read_document(pdf("129.62"))
    for encoding in ("utf-8", "utf-8-sig", "utf-16", "gb18030"):
        assert read_document("完成投资11.7亿元。".encode(encoding)) == "完成投资11.7亿元。"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (package({"word/document.xml": b"<x/>", "word/vbaProject.bin": b"1"}), "draft-macros"),
        (package({"word/document.xml": b"<x/>"}), "draft-broken"),
        (package({"xl/workbook.xml": b"<x/>"}), "draft-not-text"),
        (word()[:900], "draft-broken"),
        (saved(docx.Document().save), "draft-without-text"),
        (pdf(), "draft-without-text"),
        (pdf("129.62", password="secret"), "draft-locked"),
        (b"%PDF-1.7\nnothing of the kind", "draft-broken"),
        (b"\xd0\xcf\x11\xe0" + bytes(600), "draft-old-word"),
        (b"\x89PNG\r\n", "draft-not-text"),
        ("完成投资一百亿元\n".encode() + "其中开工八个\n".encode("gb18030"), "draft-mixed-encodings"),
    ],
)  # fmt: skip
def test_what_cannot_be_a_draft_is_refused(data: bytes, code: str) -> None:
    with pytest.raises(Undecodable) as refused:
        read_document(data)
    assert refused.value.code == code


def test_a_bomb_is_refused_before_it_is_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(documents, "MOST_UNPACKED", 1 << 20)
    bomb = package({"word/document.xml": b" " * (2 << 20)})
    assert len(bomb) < 10_000
    many = package(
        {f"word/{number}.xml": b"" for number in range(2_100)} | {"word/document.xml": b""}
    )
    for data in (bomb, many):
        with pytest.raises(Undecodable) as refused:
            read_document(data)
        assert refused.value.code == "draft-bomb"


def test_a_file_beyond_the_limit_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(documents, "MOST_BYTES", 100)
    with pytest.raises(Undecodable) as refused:
        read_document(b"1" * 101)
    assert refused.value.code == "draft-too-large"


def test_a_pdf_of_too_many_pages_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(documents, "MOST_PAGES", 0)
    with pytest.raises(Undecodable) as refused:
        read_document(pdf("1"))
    assert refused.value.code == "draft-too-many-pages"


def test_a_word_file_is_read_no_further_than_the_limit() -> None:
    document = docx.Document()
    for _ in range(50):
        document.add_paragraph("完成投资11亿元。")
    data = saved(document.save)
    assert len(read_document(data, 499)) == 499
    with pytest.raises(Undecodable, match="draft-too-long"):
        read_document(data, 498)
