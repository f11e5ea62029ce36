"""The screen of the newspaper page: what agrees, what differs, what is not compared."""

from __future__ import annotations

from pathlib import Path

import pytest

from bihuan.kernel.printed_page.comparisons import Comparison
from tests.kernel.conftest import TINY, Zone, today, zone  # noqa: F401 - fixtures
from tests.web.conftest import client

HEAD = "story,printed,what,indicator,unit,on,kind,comparison\n"
LINES = (
    f"S1,1个,事项,cases,ZONE,2022-06-20,statistic,{Comparison.rounded}\n"
    f"S1,3个,又一处事项,cases,ZONE,2022-06-20,statistic,{Comparison.rounded}\n"
    f"S2,,缺字的事项,cases,ZONE,2022-06-20,lost,{Comparison.none}\n"
    f'S2,上万元,可疑的投资,,ZONE,2022-06-20,implausible,"{Comparison.flag}"\n'
)


def test_the_page_is_shown_beside_the_ledgers(
    zone: Zone,  # noqa: F811
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (tmp_path / "tiny" / "demo").mkdir(parents=True)
    (tmp_path / "tiny" / "pack.yaml").write_bytes((TINY / "pack.yaml").read_bytes())
    (tmp_path / "tiny" / "demo" / "page.csv").write_text(HEAD + LINES, "utf-8")
    monkeypatch.setenv("BIHUAN_PACKS", str(tmp_path))
    zone.case()
    auditor = client("auditor")
    page = auditor.get("/page/").content.decode()
    assert "共 4 行：一致 1，不一致 1，版面缺字 1，存疑 1。" in page
    assert "/trace/cases/?unit=ZONE&amp;on=2022-06-20" in page
    auditor.cookies["bihuan_language"] = "en"
    english = auditor.get("/page/").content.decode()
    assert "4 rows: 1 agree, 1 differ" in english
    of_another_street = client("dan").get("/page/").content.decode()
    assert "一致 0，不一致 0" in of_another_street
    assert "无权查看" in of_another_street
