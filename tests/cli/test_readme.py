"""What the READMEs and how-to pages print is what the commands print, and their examples run."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path

import pytest

from tests.cli.firms import HEADS, firm_rows
from tests.demo import ROOT, run_each

READMES = ("README.md", "README.zh.md")
SAMPLES = (*READMES, "docs/how-to/check-a-draft.md")
STAYS = ("init", "serve", "worker")  # starts something that stays; tests/journeys and others do
STORY = "1—5月，全区48个省、市重点项目完成投资129.62亿元，占年度计划投资161.20亿元的80.41%。\n"
# one that asks on a terminal is answered by defaults
ANSWERS = {("pack", "new"): ["--yes"]}


def examples(text: str) -> list[list[str]]:
    found = [shlex.split(code) for code in re.findall(r"`(bihuan [^`]*)`", text)]
    table = [words[1:] for words in found if len(words) > 2 and words[1] not in STAYS]
    return [[*words, *ANSWERS.get(tuple(words[:2]), [])] for words in table]


def rows_of(name: str) -> str:
    """Return a README's table of jobs and commands."""
    text = (ROOT / name).read_text("utf-8")
    (table,) = re.findall(
        r"\n## (?:One example per job|每件事一个例子)\n(.*?)\n## ", text, re.DOTALL
    )
    return str(table)


def test_every_example_runs_as_it_stands(demo_home: Path, tmp_path: Path) -> None:
    here = tmp_path / "here"
    (here / "packs").mkdir(parents=True)
    for pack in ("base", "key-projects"):
        (here / "packs" / pack).symlink_to(ROOT / "packs" / pack)
    (here / "firms.csv").write_text(HEADS + firm_rows(1)[0], "utf-8")
    (here / "story.txt").write_text(STORY, "utf-8")
    listed = run_each([["bulletin", "list", "--format", "json"]], home=demo_home)
    rows = json.loads(listed[0][1])
    published = next(str(row["id"]) for row in rows if row["published_on"])
    commands = [["bulletin", "render", published, "brief.docx"], *examples(rows_of("README.md"))]
    assert len(commands) > 15
    for command, (code, told) in zip(
        commands, run_each(commands, home=demo_home, cwd=here), strict=True
    ):
        assert code == 0, (command, told)


def test_a_bulletin_prints_what_its_page_says(demo_source: Path, tmp_path: Path) -> None:
    text = (ROOT / "docs" / "how-to" / "publish-a-bulletin.md").read_text("utf-8")
    rows = re.findall(r"^ +\| `(\{\{ [^`|]* \}\})` \| ([^|]*) \|$", text, re.MULTILINE)
    assert len(rows) > 5
    lines = [f"{number}：{written}" for number, (written, _) in enumerate(rows)]
    (tmp_path / "text.md").write_text("\n\n".join(["{{ flash }}", *lines]), "utf-8")
    asked = ["bulletin", "preview", "text.md", "--unit", "JK", "--as", "writer"]
    ((code, told),) = run_each([asked], home=demo_source, cwd=tmp_path)
    assert code == 0, told
    for number, (written, printed) in enumerate(rows):
        assert f"{number}：{printed}" in told, written


def test_both_readmes_show_the_same_examples() -> None:
    one, other = (examples(rows_of(name)) for name in READMES)
    assert one == [
        ["story.txt" if word == "稿件.txt" else word for word in words] for words in other
    ]


@pytest.mark.parametrize("name", READMES)
def test_every_pack_is_told_of(name: str) -> None:
    text = (ROOT / name).read_text("utf-8")
    packs = {path.parent.name for path in (ROOT / "packs").glob("*/pack.yaml")}
    assert set(re.findall(r"^\| \[[\w-]+\]\(packs/([\w-]+)\)", text, re.MULTILINE)) == packs


@pytest.mark.parametrize("name", SAMPLES)
def test_what_is_shown_is_what_is_printed(name: str, demo_home: Path, tmp_path: Path) -> None:
    text = (ROOT / name).read_text("utf-8")
    blocks = re.findall(r"^```\n(\$ .*?)^```", text, re.DOTALL | re.MULTILINE)
    assert blocks
    for block in blocks:
        for asked, shown in re.findall(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", block, re.MULTILINE):
            words = shlex.split(asked)
            if words[0] == "cat":
                (tmp_path / words[1]).write_text(shown, "utf-8")
                continue
            language = "en" if words[0] == "BIHUAN_LANGUAGE=en" else "zh"
            command = words[words.index("bihuan") + 1 :]
            ((_, printed),) = run_each(
                [command], home=demo_home, cwd=tmp_path, BIHUAN_LANGUAGE=language
            )
            lines = {_narrow(line) for line in printed.splitlines()} | {"…"}
            assert [line for line in shown.splitlines() if _narrow(line) not in lines] == []


def _narrow(line: str) -> str:
    """Return a line without the padding that the longest text of a column asks for."""
    return re.sub(r"([ ─━])\1+", r"\1", line.rstrip())
