"""The command on the demo zone: the page, figures, traces, proofs, sheets, backups, refusals."""

from __future__ import annotations

import csv
import json
import re
import signal
import sqlite3
import subprocess
import time
from collections import Counter
from pathlib import Path

import pytest

from tests.cli.firms import HEADS, firm_rows
from tests.demo import BIHUAN, run
from tests.kernel.definitions.breakages import BREAKAGES


def as_json(home: Path, *arguments: str) -> list[dict[str, object]]:
    done = run(*arguments, "--format", "json", home=home, check=False)
    assert done.returncode in (0, 1), done.stderr
    found: list[dict[str, object]] = json.loads(done.stdout)
    return found


def test_every_figure_of_the_page_comes_out_of_the_ledgers(demo_source: Path) -> None:
    rows = as_json(demo_source, "page")
    kinds = [row["kind"] for row in rows]
    assert Counter(kinds) == {
        "statistic": 44, "target": 1, "wording": 1, "lost": 3, "implausible": 1,
    }  # fmt: skip
    for row in rows:
        if row["lost"] or row["flagged"]:
            assert row["computed"] is None
        else:
            assert row["agrees"] is True, row
            assert row["records"] or row["kind"] == "target"


def test_one_changed_measure_turns_the_row_and_the_exit_code(demo_home: Path) -> None:
    run(
        "target",
        "completion_rate",
        "50",
        "--unit",
        "JK",
        "--period",
        "2022",
        "--basis",
        "双过半",
        home=demo_home,
    )
    assert run("page", home=demo_home).returncode == 0
    script = (
        "import django; django.setup()\n"
        "from bihuan.kernel.ledgers.reads import find_record\n"
        "from bihuan.kernel.measures.reads import find_report\n"
        "from bihuan.kernel.measures.writes import report_month\n"
        "from bihuan.kernel.permissions import SYSTEM\n"
        "record = find_record(SYSTEM, 'key-projects.project', 'ZD-2022-001')\n"
        "report = find_report(SYSTEM, record.id, '2022-05')\n"
        "report_month(record.id, '2022-05', {'invested': '1'}, actor=SYSTEM, seen=report.seq, reason='x')\n"
    )
    python = str(BIHUAN.with_name("python"))
    environment = {"BIHUAN_HOME": str(demo_home), "DJANGO_SETTINGS_MODULE": "bihuan.settings"}
    subprocess.run([python, "-c", script], env=environment, check=True)
    done = run("page", "--format", "json", home=demo_home, check=False)
    assert done.returncode == 1
    differing = [row["indicator"] for row in json.loads(done.stdout) if row["agrees"] is False]
    assert differing == ["investment_completed", "completion_rate", "ahead_of_schedule"]


def test_each_pack_gives_its_expected_figures(demo_source: Path) -> None:
    root = Path(__file__).parents[2] / "packs"
    files = sorted(root.glob("*/expected/figures.csv"))
    assert len(files) == len(list(root.glob("*/indicators")))  # none without
    expected = []
    for file in files:
        with file.open(encoding="utf-8", newline="") as source:
            expected += [row | {"pack": file.parents[1].name} for row in csv.DictReader(source)]
    for on, unit in {(row["on"], row["unit"]) for row in expected}:
        found = as_json(demo_source, "figures", "--unit", unit, "--on", on)
        shown = {(row["pack"], row["indicator"]): row for row in found}
        for row in expected:
            if (row["on"], row["unit"]) == (on, unit):
                figure = shown[row["pack"], row["indicator"]]
                assert figure["display"] == row["display"], row
                if row["value"]:
                    assert figure["value"] == row["value"], row


def test_figures_have_the_shape_that_scripts_rely_on(demo_source: Path) -> None:
    (row,) = as_json(
        demo_source, "figures", "completion-rate", "--unit", "JK", "--on", "2022-05-31"
    )
    assert {
        "indicator", "pack", "title", "org_unit", "measured_in", "on", "at", "value", "display", "light",
        "numerator", "denominator", "records",
    } <= set(row)  # fmt: skip
    assert str(row["value"]).startswith("80.409429280397022")
    assert (row["numerator"], row["denominator"]) == ("12962000000", "16120000000")
    (older,) = as_json(demo_source, "figures", "key_project_count", "--unit", "JK", "--at", "200")
    assert older["at"] == 200
    split = as_json(demo_source, "figures", "key_project_count", "--unit", "JK", "--split", "level")
    assert {row["split"]: row["display"] for row in split if row["value"] != "0"}.keys() == {
        "province",
        "city",
    }


def test_a_trace_ends_in_events_of_the_log(demo_source: Path) -> None:
    done = run(
        "trace",
        "ahead-of-schedule",
        "--unit",
        "JK",
        "--on",
        "2022-05-31",
        "--format",
        "json",
        home=demo_source,
    )
    found = json.loads(done.stdout)
    assert (found["display"], found["formula"]) == ("38.74", "completion_rate - elapsed_share")
    (rate,) = found["operands"]
    invested = next(o for o in rate["operands"] if o["indicator"] == "investment_completed")
    assert len(invested["records"]) == 48
    event = invested["records"][0]["events"][-1]
    proof = json.loads(
        run("log", "proof", str(event["seq"]), "--format", "json", home=demo_source).stdout
    )
    assert proof["leaf"] == event["leaf"]


def test_the_log_verifies_whole_and_in_full(demo_home: Path, tmp_path: Path) -> None:
    verdict = json.loads(run("verify", "--full", "--format", "json", home=demo_home).stdout)
    assert verdict["ok"]
    assert verdict["first_fault"] is None
    kept = tmp_path / "kept.txt"
    kept.write_text(run("log", "checkpoint", home=demo_home).stdout)
    run("verify", "--against", str(kept), home=demo_home)
    bundle = tmp_path / "log.zip"
    run("log", "export", str(bundle), home=demo_home)
    alone = run("verify", "--bundle", str(bundle), home=tmp_path / "nothing-here").stdout
    assert "包内自带的公钥" in alone
    assert run("log", "key", home=demo_home).stdout.strip() in alone
    assert "包内自带的公钥" not in run("verify", "--bundle", str(bundle), home=demo_home).stdout
    run("rebuild", home=demo_home)
    run("page", home=demo_home)
    with sqlite3.connect(demo_home / "bihuan.sqlite3") as database:
        database.execute("UPDATE kernel_event SET on_day = '2022-01-01' WHERE seq = 700")
    done = run("verify", "--format", "json", home=demo_home, check=False)
    assert done.returncode == 1
    assert "第 700 号事件" in json.loads(done.stdout)["first_fault"]
    done = run("verify", "--format", "json", home=demo_home, check=False, BIHUAN_LANGUAGE="en")
    assert "event 700" in json.loads(done.stdout)["first_fault"]


def test_a_killed_import_leaves_nothing_behind(demo_home: Path, tmp_path: Path) -> None:
    sheet = tmp_path / "firms.csv"
    sheet.write_text(HEADS + "".join(firm_rows(30_000)), "utf-8")
    import os

    process = subprocess.Popen(
        [str(BIHUAN), "import", "enterprise", str(sheet)],
        env={**os.environ, "BIHUAN_HOME": str(demo_home)},
    )
    wal = demo_home / "bihuan.sqlite3-wal"
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and not (wal.exists() and wal.stat().st_size > 1_000_000):
        assert process.poll() is None, "the import ended before it could be killed"
    process.send_signal(signal.SIGKILL)
    process.wait()
    run("verify", "--full", home=demo_home)
    run("export", "enterprise", str(tmp_path / "a.csv"), home=demo_home)
    assert len((tmp_path / "a.csv").read_text("utf-8-sig").splitlines()) == 41


def test_a_full_disk_is_a_sentence_and_nothing_is_half_done(
    demo_home: Path, tmp_path: Path
) -> None:
    sheet = tmp_path / "firms.csv"
    # its write-ahead log alone is larger than the database with what it may grow by
    sheet.write_text(HEADS + "".join(firm_rows(15_000)), "utf-8")
    limit = (demo_home / "bihuan.sqlite3").stat().st_size // 1024 + 400
    import os

    done = subprocess.run(
        [
            "bash",
            "-c",
            f"ulimit -f {limit}; trap '' XFSZ; exec '{BIHUAN}' import enterprise '{sheet}'",
        ],
        env={**os.environ, "BIHUAN_HOME": str(demo_home)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 3, done.stdout + done.stderr
    assert "disk-full" in done.stderr
    assert "Traceback" not in done.stderr
    run("verify", "--full", home=demo_home)
    run("page", home=demo_home)


# ten faults that a pack can have all at once, without one hiding another
TEN_RULES = (
    "BP206", "BP208", "BP210", "BP211", "BP301", "BP304", "BP402", "BP405", "BP603", "BP703",
)  # fmt: skip


def test_packs_are_checked_with_every_fault(demo_source: Path, tmp_path: Path) -> None:
    root = Path(__file__).parents[2]
    every = sorted(str(file.parent) for file in (root / "packs").glob("*/pack.yaml"))
    told = run("pack", "check", *every, home=demo_source).stdout.splitlines()
    assert len(told) == len(every)
    import shutil

    bad = tmp_path / "bad"
    shutil.copytree(root / "tests" / "packs" / "tiny", bad)
    for code in TEN_RULES:
        file, old, new = BREAKAGES[code]
        text = (bad / file).read_text("utf-8") if old else ""
        (bad / file).write_text(text.replace(old, new, 1) if old else new, "utf-8")
    done = run("pack", "check", str(bad), home=demo_source, check=False)
    assert done.returncode == 1
    lines = [re.match(r"(\S+\.yaml):(\d+) (BP\d{3}) .+", line) for line in done.stdout.splitlines()]
    assert all(lines), done.stdout
    found = {line[3]: (line[1], int(line[2])) for line in lines if line}
    assert set(TEN_RULES) <= set(found)
    for code in TEN_RULES:
        file, line = found[code]
        assert file == BREAKAGES[code][0]
        assert line <= (bad / file).read_text("utf-8").count("\n") + 1


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (["figures", "nonsense"], 3, "indicator-unknown"),
        (["figures", "--unit", "NOWHERE"], 3, "unit-unknown"),
        (["figures", "--at", "999999"], 3, "position-unknown"),
        (["figures", "--on", "someday"], 3, "date-unreadable"),
        (["figures", "trips", "--unit", "YT", "--as", "writer"], 3, "unit-not-yours"),
        (["figures", "--as", "nobody-at-all"], 3, "person-unknown"),
        (["figures", "--format", "pdf"], 2, "format"),
        (["export", "hazard", "/dev/null/x.csv"], 3, "file-error"),
        (["export", "key-projects.project", "x.csv", "--as", "sysadmin"], 3, "not-allowed"),
        (["log", "proof", "0"], 3, "event-unknown"),
        (["verify", "--as", "reporter"], 3, "not-allowed"),
        (["nonsense"], 2, "nonsense"),
        (["bench", "nonsense"], 2, ""),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(
    demo_source: Path, arguments: list[str], code: int, says: str
) -> None:
    done = run(*arguments, home=demo_source, check=False)
    assert done.returncode == code, done.stdout + done.stderr
    assert says in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("command", "environment", "says"),
    [
        ("figures", {"BIHUAN_TODAY": "soon"}, "date-unreadable BIHUAN_TODAY: “soon”"),
        ("serve", {"BIHUAN_TODAY": "soon"}, "date-unreadable BIHUAN_TODAY: “soon”"),
        ("verify", {"DATABASE_URL": "postgresql://x:secret@127.0.0.1:9/no"}, "database-unreach"),
        ("init", {"DATABASE_URL": "postgresql://x:secret@127.0.0.1:9/no"}, "database-unreach"),
        ("serve", {"DATABASE_URL": "postgresql://x:secret@127.0.0.1:9/no"}, "database-unreach"),
        ("verify", {"DATABASE_URL": "postgresql://x@127.0.0.1:port/no"}, "configuration-wrong"),
        ("verify", {"DATABASE_URL": "mysql://x@127.0.0.1/no"}, "configuration-wrong"),
    ],
)
def test_a_wrong_environment_is_a_sentence(
    tmp_path: Path, command: str, environment: dict[str, str], says: str
) -> None:
    home = tmp_path / "zone"
    if "BIHUAN_TODAY" in environment:
        run("init", home=home)
    done = run(command, home=home, check=False, **environment)
    assert done.returncode == 3, done.stdout + done.stderr
    assert done.stderr.startswith(f"bihuan: {says}")
    assert len(done.stderr.splitlines()) == 1
    assert "secret" not in done.stderr


def test_an_empty_zone_grows_to_its_first_figure(tmp_path: Path) -> None:
    home = tmp_path / "new"
    assert run("figures", home=home, check=False).returncode == 3
    told = run("init", "--zone-title", "某开发区", home=home).stdout
    assert all(name in told for name in ("sysadmin", "secadmin", "auditadmin"))
    run(
        "unit",
        "add",
        "S1",
        "某街道",
        "--kind",
        "street",
        "--parent",
        "ZONE",
        "--as",
        "sysadmin",
        home=home,
    )
    run("person", "add", "p1", "某某", "--unit", "S1", "--as", "sysadmin", home=home)
    run("role", "assign", "p1", "reporter", "--unit", "S1", "--as", "secadmin", home=home)
    assert "初始密码" in run("account", "open", "p1", "--as", "secadmin", home=home).stdout
    refused = run(
        "role",
        "assign",
        "p1",
        "checker",
        "--unit",
        "S1",
        "--as",
        "sysadmin",
        home=home,
        check=False,
    )
    assert refused.returncode == 3
    sheet = tmp_path / "p.csv"
    sheet.write_text(
        "单元,项目名称,级别,建设单位,计划总投资,年度计划投资\nS1,第一个项目,省重点,某公司,20000,10000\n",
        "utf-8",
    )
    run("import", "project", str(sheet), "--as", "p1", home=home)
    (row,) = as_json(home, "figures", "investment_planned", "--unit", "ZONE")
    assert (row["display"], row["measured_in"]) == ("1.00", "亿元")
    run("verify", "--full", home=home)
