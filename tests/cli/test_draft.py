"""`bihuan draft check`: the numbers of a file, each with a verdict, without any installation."""

import csv
import io
import json
from pathlib import Path

from tests.demo import run

WRONG = "1—5月，完成投资129.62亿元，占年度计划投资161.20亿元的80.14%，超时序进度38.74个百分点。\n"
RIGHT = WRONG.replace("80.14", "80.41")
KEYS = {"start", "end", "text", "value", "measured_in", "qualifier", "verdict", "expected", "why"}


def write(folder: Path, data: bytes, name: str = "draft.txt") -> str:
    path = folder / name
    path.write_bytes(data)
    return str(path)


def test_a_contradicted_number_ends_with_one(home: Path) -> None:
    file = write(home, WRONG.encode("gb18030"))
    done = run("draft", "check", file, "--alone", "--format", "json", home=home, check=False)
    assert done.returncode == 1, done.stderr
    rows = json.loads(done.stdout)
    assert all(set(row) >= KEYS for row in rows)
    assert [WRONG[row["start"] : row["end"]] for row in rows] == [row["text"] for row in rows]
    [wrong] = [row for row in rows if row["verdict"] == "contradicted"]
    assert (wrong["value"], wrong["measured_in"], wrong["expected"]) == ("80.14", "%", "80.41")
    assert wrong["why"] == "129.62亿元 ÷ 161.20亿元 = 80.4094%，应为 80.41%。"


def test_a_right_text_ends_with_nought_and_is_told_in_english(home: Path) -> None:
    file = write(home, RIGHT.encode())
    done = run(
        "draft", "check", file, "--alone", "--format", "csv", home=home, BIHUAN_LANGUAGE="en"
    )
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    assert [row["value"] for row in rows] == ["129.62", "161.20", "80.41", "38.74"]
    assert {row["verdict"] for row in rows} == {"supported"}
    assert "elapsed share 41.67%" in rows[3]["why"]


def test_what_is_no_text_is_refused_with_a_sentence(home: Path) -> None:
    done = run("draft", "check", write(home, b"\x89PNG"), "--alone", home=home, check=False)
    assert done.returncode == 3
    assert "draft-not-text" in done.stderr
    assert "TXT" in done.stderr


def test_a_file_that_is_not_there_is_wrong_use_or_refused(home: Path) -> None:
    done = run("draft", "check", "nowhere.txt", "--alone", home=home, check=False)
    assert done.returncode == 3
    assert "file-error" in done.stderr
