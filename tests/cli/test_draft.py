"""`bihuan draft check`: the numbers of a file, each with a verdict, without any installation."""

import csv
import io
import json
from pathlib import Path

from tests.demo import ROOT, run

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


PAGE = ROOT / "tests" / "drafts" / "page.txt"
OF_THE_PAGE = {  # in the order of the page; what no pack of the demo speaks of is left out
    "48个": "key-projects.key_project_count", "129.62 亿元": "key-projects.investment_completed",
    "80.41%": "key-projects.completion_rate", "38.74个百 分点": "key-projects.ahead_of_schedule",
    "21个": "three-batches.listings", "6个": "three-batches.batch_signed",
    "11.7亿元": "three-batches.batch_signed_invested", "99%": "three-batches.batch_signed_completion",
    "8个": "three-batches.batch_started", "100%": "three-batches.started_start_rate",
    "16亿元": "three-batches.batch_started_invested", "76.9%": "three-batches.batch_started_completion",
    "7个": "three-batches.batch_producing", "55亿元": "three-batches.producing_total_planned",
    "17次": "investment.trips", "39批": "investment.visits", "42个": "investment.leads_in_negotiation",
    "51名": "branches.cadres_sent", "10个": "branches.branches_taking_part", "10间": "branches.practice_stations",
    "4个": "branches.clinics_rebuilt", "120平方米以上": "branches.clinic_area_each",
    "2865 台次": "branches.machine_shifts_used", "30多个": "branches.villages_cleared", "6万多棵": "branches.trees",
    "50个": "branches.bins", "100 多万元": "branches.donations", "18 个": "branches.gardens",
    "10支": "culture.singing_teams", "12家": "talent.filings", "5328 人": "talent.persons_certified",
    "300 多万元": "rivers.clearing_spent", "1100平 方米": "rivers.shore_restored_total",
    "790万元": "rivers.dredging_spent", "17人": "honours.persons_city_good", "6人": "honours.persons_mother",
    "15 家": "safety.firms_inspected", "31处": "safety.hazards",
}  # fmt: skip
PLANTED = {  # right: wrong
    "48个省": "47个省", "129.62": "126.92", "80.41%": "81.41%", "38.74个": "37.84个", "55亿元": "550万元",
    "签约一批项目6个": "签约一批项目9个", "11.7亿元": "17.1亿元", "99%": "98%", "外出17次": "外出19次",
    "客商39批": "客商93批", "项目42个": "项目45个", "卫生室4个": "卫生室5个", "2865 台次": "2685 台次",
    "100 多万元": "200 多万元", "企业15 家": "企业16 家", "隐患31处": "隐患30处",
}  # fmt: skip


def check_page(home: Path, text: str, *more: str) -> list[dict[str, str]]:
    file = write(home, text.encode(), "page.txt")
    asked = ("--on", "2022-06-20", "--unit", "JK", "--format", "json", *more)
    return list(json.loads(run("draft", "check", file, *asked, home=home, check=False).stdout))


def test_the_demo_bears_out_a_newspaper_page_as_recognition_leaves_it(demo_home: Path) -> None:
    rows = check_page(demo_home, PAGE.read_text("utf-8"))
    found: dict[str, str] = {}
    for row in rows:
        found.setdefault(" ".join(row["text"].split()), row["indicator"])
    assert {text: found[text] for text in OF_THE_PAGE} == OF_THE_PAGE
    rest = [row["text"] for row in rows if row["verdict"] != "supported"]
    assert rest == ["上万元"], "what cannot be meant; all else is borne out"
    (task_forces,) = [row for row in rows if row["indicator"] == "branches.star_task_forces"]
    assert (task_forces["text"], task_forces["verdict"]) == ("7个", "supported")
    [rooms] = [row for row in rows if row["implausible"]]
    assert rooms["text"] == "上万元"


def test_what_is_planted_on_the_page_is_contradicted_with_the_right_value(demo_home: Path) -> None:
    text = PAGE.read_text("utf-8")
    for right, wrong in PLANTED.items():
        assert text.count(right) == 1, right
        text = text.replace(right, wrong)
    rows = check_page(demo_home, text)
    wrong_rows = [row for row in rows if row["verdict"] == "contradicted"]
    assert len(wrong_rows) == len(PLANTED)
    corrected = text
    for row in reversed(wrong_rows):
        start, end = int(row["start"]), int(row["end"])
        corrected = corrected[:start] + row["correction"] + corrected[end:]
        assert "条记录" in row["why"] or "截尾" in row["why"], row["why"]
    assert corrected.replace("55.0亿元", "55亿元") == PAGE.read_text("utf-8")


def test_a_writer_of_one_zone_learns_nothing_of_another(demo_home: Path) -> None:
    rows = check_page(demo_home, PAGE.read_text("utf-8"), "--as", "writer")
    hidden = [row for row in rows if "branches.trees" in row["may_be"]]
    assert [(row["verdict"], row["indicator"], row["expected"]) for row in hidden] == [
        ("cannot_check", None, None)
    ]
    assert "查看范围" in hidden[0]["why"]
