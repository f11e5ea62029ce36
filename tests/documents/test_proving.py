"""A published bulletin proves itself from its file; what was altered in it is named."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from bihuan.documents.bulletin_pages import official_of, render
from bihuan.documents.proving import prove_file
from bihuan.kernel.bulletins.proofs import statement_of
from bihuan.kernel.problems import Invalid, NotFound
from tests.documents.conftest import Sealed


def file(bulletin: Sealed, folder: Path, form: str) -> Path:
    statement = statement_of(bulletin.proof)
    path = folder / f"b.{form}"
    path.write_bytes(
        render(form, official_of(statement), statement.document, bulletin.proof.as_text())
    )
    return path


def altered(path: Path, part: str, old: str, new: str) -> Path:
    """Write a DOCX with one text of one part replaced."""
    written = io.BytesIO()
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(written, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            if name == part:
                assert old.encode() in content
                content = content.replace(old.encode(), new.encode())
            target.writestr(name, content)
    path.write_bytes(written.getvalue())
    return path


@pytest.mark.parametrize("form", ["docx", "pdf", "json"])
def test_a_file_proves_itself_and_by_a_key_kept_elsewhere(
    bulletin: Sealed, tmp_path: Path, form: str
) -> None:
    path = file(bulletin, tmp_path, form)
    for key in ("", bulletin.key):
        verdict, proof = prove_file(path, key)
        assert verdict.ok, verdict.faults
        assert (proof.seq, verdict.size, verdict.signed_by) == (5, 5, bulletin.key)


def test_a_figure_altered_in_a_docx_is_named(bulletin: Sealed, tmp_path: Path) -> None:
    path = altered(
        file(bulletin, tmp_path, "docx"), "word/document.xml", "129.62亿元", "192.62亿元"
    )
    (fault,) = prove_file(path)[0].faults
    assert fault.zh.startswith(
        "数字“完成投资”（云汀经济开发区）发布时为 129.62亿元，文件里改成了："
    )
    assert "192.62亿元" in fault.en


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("柳溪街道", "青禾街道", "“1\t柳溪街道\t72.10”被改为“1\t青禾街道\t72.10”"),
        ("〔2022〕5号", "〔2022〕6号", "“云开督〔2022〕5号”被改为“云开督〔2022〕6号”"),
        ("2022年6月20日印发", "2022年6月02日印发", "2022年6月02日印发"),
    ],
)
def test_other_words_altered_in_a_docx_are_named(
    bulletin: Sealed, tmp_path: Path, old: str, new: str, told: str
) -> None:
    path = altered(file(bulletin, tmp_path, "docx"), "word/document.xml", old, new)
    faults = prove_file(path)[0].faults
    assert any(told in fault.zh for fault in faults), faults


@pytest.mark.parametrize(
    ("part", "old", "new"),
    [
        ("word/footer1.xml", "</w:p>", "<w:r><w:t>完成999亿元</w:t></w:r></w:p>"),
        ("word/document.xml", "<w:t", '<w:sym w:font="Wingdings" w:char="0031"/><w:t'),
        ("word/document.xml", "<w:rPr>", "<w:rPr><w:vanish/>"),
    ],
)
def test_what_a_docx_hides_or_shows_beside_its_text_is_told(
    bulletin: Sealed, tmp_path: Path, part: str, old: str, new: str
) -> None:
    path = altered(file(bulletin, tmp_path, "docx"), part, old, new)
    assert not prove_file(path)[0].ok


def test_a_pdf_of_another_text_is_told_apart(bulletin: Sealed, tmp_path: Path) -> None:
    statement = statement_of(bulletin.proof)
    shown = official_of(statement)
    other = replace(shown, title="关于1—5月重点项目投资完成情况和下一步工作安排的喜报")
    path = tmp_path / "b.pdf"
    path.write_bytes(render("pdf", other, statement.document, bulletin.proof.as_text()))
    (fault,) = prove_file(path)[0].faults
    assert "的通报”被改为“" in fault.zh and "喜报" in fault.zh


def test_a_proof_altered_with_its_file_is_not_under_the_checkpoint(
    bulletin: Sealed, tmp_path: Path
) -> None:
    leaf = bulletin.proof.leaf.replace("129.62", "192.62").replace("6481/50", "9631/50")
    path = file(replace(bulletin, proof=replace(bulletin.proof, leaf=leaf)), tmp_path, "docx")
    faults = prove_file(path)[0].faults
    assert [fault.en for fault in faults] == [
        "the bulletin that the file carries is not the one that the checkpoint covers"
    ]


def test_what_carries_no_proof_is_refused_with_a_sentence(bulletin: Sealed, tmp_path: Path) -> None:
    path = tmp_path / "x"
    for content, code in (
        (b"PK\x03\x04 broken", "proof-missing"), (b"%PDF-1.7 broken", "proof-missing"),
        (b"\xff\xfe", "proof-missing"), (b"{}", "proof-unreadable"), (b"[]", "proof-unreadable"),
        (bulletin.proof.as_text()[:-9].encode(), "proof-unreadable"),
    ):  # fmt: skip
        path.write_bytes(content)
        with pytest.raises(Invalid, match=code):
            prove_file(path)
    statement = statement_of(bulletin.proof)
    shown = official_of(statement)
    for form in ("docx", "pdf"):
        path.write_bytes(render(form, shown, statement.document))
        with pytest.raises(Invalid, match="proof-missing"):
            prove_file(path)
    with pytest.raises(NotFound, match="bulletin-form"):
        render("exe", shown, statement.document)


@pytest.mark.parametrize("key", ["garbage", "zone.example+0123abcd+AAAA", "a+b+c"])
def test_a_key_that_cannot_be_read_is_told_as_such(
    bulletin: Sealed, tmp_path: Path, key: str
) -> None:
    with pytest.raises(Invalid, match="checkpoint-key"):
        prove_file(file(bulletin, tmp_path, "docx"), key)


def test_a_table_whose_cells_claim_to_span_millions_is_read_at_once(
    bulletin: Sealed, tmp_path: Path
) -> None:
    path = altered(
        file(bulletin, tmp_path, "docx"), "word/document.xml", "<w:tcPr>",
        '<w:tcPr><w:gridSpan w:val="90000000"/>',
    )  # fmt: skip
    assert prove_file(path)[0].ok, "a span shows no other words"


def test_proving_leaves_nothing_behind(bulletin: Sealed, tmp_path: Path) -> None:
    home = tmp_path / "none"
    path = file(bulletin, tmp_path, "json")
    command = [str(Path(sys.executable).with_name("bihuan")), "bulletin", "prove", str(path)]
    environment = {**os.environ, "BIHUAN_HOME": str(home)}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    assert not home.exists()
