"""GB/T 9704-2012: the same page in DOCX and PDF, as measured in LibreOffice."""

from __future__ import annotations

import io
import subprocess
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import pytest
from pypdf import PageObject, PdfReader

from bihuan.documents.bulletin_pages import official_of
from bihuan.documents.docx_file import write_docx
from bihuan.documents.official import CHARACTERS, LINES, Official, broken
from bihuan.documents.pdf_file import write_pdf
from bihuan.documents.proof_files import squeezed
from bihuan.documents.sheet_file import write_sheet
from bihuan.kernel.bulletins.document import as_json
from bihuan.kernel.bulletins.proofs import statement_of
from tests.documents.conftest import ROW, document, sealed

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


@pytest.fixture(scope="module")
def official(tmp_path_factory: pytest.TempPathFactory) -> Official:
    """A circular of five pages."""
    held = sealed(tmp_path_factory.mktemp("keys"), document=as_json(document(17)))
    return official_of(statement_of(held.proof))


def test_libreoffice_shows_the_docx_on_the_same_pages_as_the_pdf(
    official: Official, tmp_path: Path
) -> None:
    (tmp_path / "a.docx").write_bytes(write_docx(official, proof="{}"))
    command = ["soffice", f"-env:UserInstallation=file://{tmp_path}/office", "--headless",
               "--convert-to", "pdf", "--outdir", str(tmp_path), str(tmp_path / "a.docx")]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    office = PdfReader(tmp_path / "a.pdf")
    ours = PdfReader(io.BytesIO(write_pdf(official, proof="{}")))
    assert len(office.pages) == len(ours.pages) == 5
    for reader in (office, ours):
        assert [round(float(side) / 72 * 25.4) for side in reader.pages[0].mediabox[2:]] == [
            210,
            297,
        ]
        texts = [page.extract_text() for page in reader.pages]
        shown = squeezed("".join(texts))
        for line in official.lines():
            assert squeezed(line) in shown, line
        for number, text in enumerate(texts, 1):
            assert f"—{number}—" in "".join(text.split())
        imprint = _heights(reader.pages[-1])
        assert 36 < imprint["印发"] < 39 < imprint["抄送"] < 50, "at the foot of the last page"
        full = [line.strip() for line in texts[1].splitlines() if line.strip()]
        rows = [line for line in full if set(line) <= set(ROW)]
        assert max(map(len, rows)) == CHARACTERS
        assert len(rows) == LINES, "a full page"


def _heights(page: PageObject) -> dict[str, float]:
    """Return how many millimetres above the foot of a page the lines of its imprint stand."""
    found = {}

    def visit(text: str, around: list[float], within: list[float], *_: object) -> None:
        for word in ("抄送", "印发"):
            if word in text:
                found[word] = (within[5] * around[3] + around[5]) / 72 * 25.4

    page.extract_text(visitor_text=visit)
    return found


def test_the_docx_has_the_measures_and_fonts_of_the_standard(official: Official) -> None:
    with zipfile.ZipFile(io.BytesIO(write_docx(official))) as package:
        body = ElementTree.fromstring(package.read("word/document.xml"))
        settings = package.read("word/settings.xml").decode()
        footers = [package.read(f"word/footer{number}.xml").decode() for number in (1, 2)]
    margins = next(body.iter(f"{W}pgMar"))
    millimetres = {
        side: round(int(margins.get(f"{W}{side}", "0")) / 1440 * 25.4)
        for side in ("top", "bottom", "left", "right")
    }
    assert millimetres == {"top": 37, "bottom": 35, "left": 28, "right": 26}
    fonts = {
        (run.findtext(f"{W}t"), fonts.get(f"{W}eastAsia"), size.get(f"{W}val"))
        for run in body.iter(f"{W}r")
        if (fonts := run.find(f"{W}rPr/{W}rFonts")) is not None
        and (size := run.find(f"{W}rPr/{W}sz")) is not None
    }
    assert ("一、总体情况", "黑体", "32") in fonts
    assert ("（一）下一步", "楷体_GB2312", "32") in fonts
    assert ("129.62亿元", "仿宋_GB2312", "32") in fonts
    assert ("云开督〔2022〕5号", "仿宋_GB2312", "32") in fonts
    assert ("2022年6月20日印发", "仿宋_GB2312", "28") in fonts
    assert "evenAndOddHeaders" in settings
    assert ['w:jc w:val="right"' in footer for footer in footers].count(True) == 1
    assert all("PAGE" in footer and "宋体" in footer for footer in footers)


def test_a_title_breaks_behind_a_good_end_and_never_leaves_one_character() -> None:
    assert broken("短标题", 20) == ("短标题",)
    assert broken("云汀经济开发区抓项目、抓招商，全力冲刺“双过半”", 20) == (
        "云汀经济开发区抓项目、抓招商，",
        "全力冲刺“双过半”",
    )
    for length in range(21, 61):
        lines = broken("字" * length, 20)
        assert "".join(lines) == "字" * length
        assert all(2 <= len(line) <= 20 for line in lines)


def test_the_sheet_holds_numbers_and_no_formulas() -> None:
    with zipfile.ZipFile(io.BytesIO(write_sheet(document()))) as book:
        names = book.read("xl/workbook.xml").decode()
        figures = book.read("xl/worksheets/sheet2.xml").decode()
    assert "各街道完成情况" in names and "数字" in names
    assert "<v>129.62</v>" in figures and "<f>" not in figures
