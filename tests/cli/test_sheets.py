"""CSV in and out of a ledger: encodings, faults by row, nothing lost in silence."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from tests.cli.firms import HEADS, firm_rows
from tests.demo import run


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk"])
def test_sheets_come_in_whatever_encoding(demo_home: Path, tmp_path: Path, encoding: str) -> None:
    sheet = tmp_path / "firms.csv"
    sheet.write_bytes((HEADS + firm_rows(1)[0].replace("企业0", "晴川")).encode(encoding))
    run("import", "enterprise", str(sheet), "--dry-run", home=demo_home)
    before = run("export", "enterprise", str(tmp_path / "a.csv"), home=demo_home).stdout
    assert "40" in before
    run("import", "enterprise", str(sheet), "--as", "reporter", home=demo_home)
    run("export", "enterprise", str(tmp_path / "b.csv"), home=demo_home)
    text = (tmp_path / "b.csv").read_text("utf-8-sig")
    assert "晴川有限公司" in text
    assert "13900001111" not in text


def test_one_wrong_row_of_many_is_named_and_nothing_is_written(
    demo_home: Path, tmp_path: Path
) -> None:
    rows = firm_rows(100_000)
    rows[73_510] = "JK-LX,坏码企业,91411700MA00000181,规模以上,\n"
    sheet = tmp_path / "firms.csv"
    sheet.write_text(HEADS + "".join(rows), "utf-8")
    begun = time.monotonic()
    done = run("import", "enterprise", str(sheet), home=demo_home, check=False)
    assert time.monotonic() - begun < 60  # about three seconds on an idle machine
    assert done.returncode == 3
    assert "第 73512 行 统一社会信用代码" in done.stderr
    assert "91411700MA00000181" in done.stderr
    assert "Traceback" not in done.stderr
    run("export", "enterprise", str(tmp_path / "a.csv"), home=demo_home)
    assert len((tmp_path / "a.csv").read_text("utf-8-sig").splitlines()) == 41
    sheet.write_text("单元,神秘列\nJK-LX,1\n", "utf-8")
    done = run("import", "enterprise", str(sheet), home=demo_home, check=False)
    assert "sheet-header" in done.stderr
    assert "神秘列" in done.stderr
    sheet.write_bytes(b"\xff\xfe\x00\x00\x81")
    assert run("import", "enterprise", str(sheet), home=demo_home, check=False).returncode == 3


def test_nothing_of_a_sheet_is_lost_in_silence(demo_home: Path, tmp_path: Path) -> None:
    sheet = tmp_path / "firms.csv"
    first, second, third = firm_rows(3)

    def refusal(text: str) -> str:
        sheet.write_text(text, "utf-8")
        done = run("import", "enterprise", str(sheet), home=demo_home, check=False)
        assert done.returncode == 3, done.stdout
        return done.stderr

    said = refusal(HEADS + first.rstrip() + ",多出来的\n" + second)
    assert "第 2 行" in said
    assert "多出来的" in said
    assert "sheet-heading-twice" in refusal("单元,企业名称,企业名称\nJK-LX,甲,乙\n")
    said = refusal("环节," + HEADS + "注销," + first + "存续," + second + "," + third)
    assert "第 2 行 环节" in said
    assert "存续" in said
    assert "第 3 行" not in said


def test_what_was_exported_is_imported_unchanged(demo_home: Path, tmp_path: Path) -> None:
    sheet, out = tmp_path / "in.csv", tmp_path / "out.csv"
    names = ["=1+1 有限公司", "'@甲 有限公司", "-5", "行\u2028内 有限公司"]
    rows = [row.split(",", 2)[2] for row in firm_rows(4)]
    lines = [f"JK-LX,{name},{rest}" for name, rest in zip(names, rows, strict=True)]
    sheet.write_text(
        HEADS.replace("\n", ",,\n") + "".join(lines).replace("13900001111", ""), "utf-8"
    )
    assert "4" in run("import", "enterprise", str(sheet), "--dry-run", home=demo_home).stdout
    run("import", "enterprise", str(sheet), home=demo_home)
    run("export", "enterprise", str(out), home=demo_home)
    exported = out.read_text("utf-8-sig").splitlines(keepends=True)
    assert any("'=1+1 有限公司" in line for line in exported)
    other = tmp_path / "other"
    run("init", "--zone-title", "某区", home=other)
    run("unit", "add", "JK-LX", "某街道", "--kind", "street", "--parent", "ZONE", home=other)
    mine = [line for line in out.read_text("utf-8-sig").split("\n") if "MB000000" in line]
    sheet.write_text("\n".join([exported[0].strip(), *mine]) + "\n", "utf-8")
    run("import", "enterprise", str(sheet), home=other)
    run("export", "enterprise", str(tmp_path / "again.csv"), home=other)
    again = (tmp_path / "again.csv").read_text("utf-8-sig").split("\n")
    assert again[1:5] == mine
