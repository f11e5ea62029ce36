"""Each report of the command is in one language; codes are for scripts."""

from __future__ import annotations

import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from bihuan.cli import main
from bihuan.kernel.definitions.units import IN_ENGLISH
from tests.demo import run_each

REPORTS = (
    "figures --unit JK", "figures --unit JK --pack safety --split severity", "page",
    "trace ahead-of-schedule --unit JK --on 2022-05-31 --most 3", "pack list", "pack findings hazard",
    "parameter list", "role list", "role list --person dispatcher", "calendar list", "unit list", "person list",
    "duty list project ZD-2022-001", "record show project ZD-2022-001", "month show project ZD-2022-001 2022-05",
    "bulletin list", "bulletin templates", "bulletin touched", "verify", "log proof 5",
    "figures no_such_thing", "record add project nonsense --unit JK",
)  # fmt: skip
# what people entered, and what a paper printed, stays as it is; so do names of people
ENTERED = {"name", "position", "basis", "printed", "computed", "heading"}
CHINESE = re.compile(r"[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]")
COUNTED = re.compile(rf"[\d—] ?(?:{'|'.join(sorted(IN_ENGLISH, key=len, reverse=True))})\s")
RECORD = re.compile(r"── [A-Z]+-\d")  # of a trace: code and title of a record


def left_in_chinese(report: str, text: str) -> list[str]:
    """Return what of an English report is Chinese and nobody entered."""
    found = []
    entered: set[int] = set()
    for line in text.splitlines():
        cells = re.split(r"[│┃]", line)
        if "┃" in line:
            of_one = report.startswith(("record show", "month show", "bulletin list"))
            entered = {
                n for n, cell in enumerate(cells)
                if cell.strip() in ENTERED or (of_one and n > 1)
            }  # fmt: skip
        elif not RECORD.search(line):
            told = [cell for n, cell in enumerate(cells) if n not in entered]
            if report.startswith("record show"):  # when, and who
                told = [cell for cell in told if not re.match(r" ?\d+ \d{4}-", cell)]
            found += [cell for cell in told if CHINESE.search(cell)]
            if report.startswith(("record show", "month show")):
                found += COUNTED.findall(line)
    return found


def test_every_report_speaks_english(demo_source: Path) -> None:
    told = run_each([report.split() for report in REPORTS], home=demo_source, BIHUAN_LANGUAGE="en")
    assert len(told) == len(REPORTS)
    for report, (code, text) in zip(REPORTS, told, strict=True):
        assert code in (0, 1) or (code == 3 and ("no_such" in report or "nonsense" in report)), text
        assert text.strip(), report
        assert not left_in_chinese(report, text), report


def test_no_report_prints_codes_to_people(demo_source: Path) -> None:
    reports = [
        "duty list project ZD-2022-001",
        "month show project ZD-2022-001 2022-05",
        "unit list",
    ]
    told = run_each([report.split() for report in reports], home=demo_source)
    duties, month, units = (text for _, text in told)
    assert "包联领导" in duties and "sponsor" not in duties
    assert "已报送" in month and "submitted" not in month
    assert "街道" in units and "street" not in units


def test_every_help_text_stands_in_both_languages() -> None:
    left = []
    waiting = [(name, _command(name)) for name in main.COMMANDS]
    while waiting:
        name, command = waiting.pop()
        waiting += [
            (f"{name} {sub}", found) for sub, found in getattr(command, "commands", {}).items()
        ]
        texts = [
            command.help or "",
            *(getattr(each, "help", None) or "" for each in command.params),
        ]
        left += [(name, text) for text in texts if not _in_both(text)]
    assert not left


def _command(name: str) -> Any:
    return main.group.get_command(SimpleNamespace(resilient_parsing=False), name)


def _in_both(text: str) -> bool:
    """Whether a help is `中文 · English`, or in no language at all, such as a list of codes."""
    return not CHINESE.search(text) or bool(re.search(r"· ?[A-Za-z]", text))
