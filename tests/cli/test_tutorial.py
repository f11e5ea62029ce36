"""The tutorial's commands, run as they stand there."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

from tests.demo import run

TUTORIAL = Path(__file__).parents[2] / "docs" / "tutorial" / "first-zone.md"
PHOTO = b"\x89PNG\r\n\x1a\n" + b"0" * 40


def test_the_first_zone_comes_out_as_told(tmp_path: Path) -> None:
    photo = tmp_path / "site.png"
    photo.write_bytes(PHOTO)
    blocks = re.findall(r"```sh\n(.*?)```", TUTORIAL.read_text("utf-8"), re.DOTALL)
    commands = [shlex.split(line) for block in blocks for line in block.splitlines()]
    assert len(commands) > 15
    told = ""
    for program, *arguments in commands:
        assert program == "bihuan"
        arguments = [part.replace("site.png", str(photo)) for part in arguments]
        told += run(*arguments, home=tmp_path / "zone", BIHUAN_TODAY="2022-06-20").stdout
    for figure in ("50.00", "8.33"):
        assert figure in told
    assert "完好" in told
