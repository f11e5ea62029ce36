"""The tutorials' commands, run as they stand there."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from bihuan.cli.main import group
from bihuan.kernel.indicators import engine
from tests.demo import run

TUTORIALS = Path(__file__).parents[2] / "docs" / "tutorial"
PHOTO = b"\x89PNG\r\n\x1a\n" + b"0" * 40


def commands_of(text: str) -> list[list[str]]:
    blocks = re.findall(r"```sh\n(.*?)```", text, re.DOTALL)
    return [shlex.split(line) for block in blocks for line in block.splitlines()]


def test_the_first_zone_comes_out_as_told(tmp_path: Path) -> None:
    photo = tmp_path / "site.png"
    photo.write_bytes(PHOTO)
    commands = commands_of((TUTORIALS / "first-zone.md").read_text("utf-8"))
    assert len(commands) > 15
    told = ""
    for program, *arguments in commands:
        assert program == "bihuan"
        arguments = [part.replace("site.png", str(photo)) for part in arguments]
        told += run(*arguments, home=tmp_path / "zone", BIHUAN_TODAY="2022-06-20").stdout
    for figure in ("50.00", "8.33"):
        assert figure in told
    assert "完好" in told


def test_a_campaign_is_made_and_runs_as_told(
    db: None,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    engine.reset()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("BIHUAN_TODAY", "2022-06-20")
    text = (TUTORIALS / "new-campaign.md").read_text("utf-8")
    (sheet,) = re.findall(r"```csv\n(.*?)```", text, re.DOTALL)
    Path("spots.csv").write_text(sheet, "utf-8")
    Path("site.png").write_bytes(PHOTO)
    lights = []
    for program, *arguments in commands_of(text):
        assert program == "bihuan"
        assert not group.main(arguments, standalone_mode=False)
        told = capsys.readouterr().out
        if "flood_control_closed_rate" in arguments:
            lights += re.findall(r"25\.0.*[■▲](红|黄)", told)
    assert lights == ["红", "黄"]
    heads = Path("sheet.csv").read_text("utf-8-sig").splitlines()
    assert heads == [
        "编号,单元,日期,环节,事项,类别,位置,办理期限,办理结果,完成照片,完成日期,核验意见,销号日期"
    ]
    engine.reset()
