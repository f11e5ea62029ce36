"""One record and one month by command: from an empty zone to the first reported figure."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

from tests.demo import run


def test_an_empty_zone_grows_to_its_first_reported_month(tmp_path: Path) -> None:
    home = tmp_path / "new"

    def bihuan(*arguments: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        return run(*arguments, home=home, check=check, BIHUAN_TODAY="2022-06-20")

    def one(*arguments: str) -> dict[str, object]:
        (found,) = json.loads(bihuan(*arguments, "--format", "json").stdout)
        assert isinstance(found, dict)
        return found

    bihuan("init", "--zone-title", "某开发区")
    for code, role in (("p1", "reporter"), ("p2", "checker"), ("p3", "approver")):
        bihuan("person", "add", code, f"某{code}", "--unit", "ZONE")
        bihuan("role", "assign", code, role, "--unit", "ZONE")
    made = one(
        "record", "add", "project", "项目名称=第一个项目", "level=省重点", "建设单位=某公司",
        "total_investment=20000", "annual_plan=10000", "--unit", "ZONE", "--on", "2022-04-02",
        "--duty", "contact=p1", "--as", "p1",
    )  # fmt: skip
    code = str(made["code"])
    assert made["state"] == "planned"
    photo = tmp_path / "site.png"
    photo.write_bytes(b"\x89PNG\r\n\x1a\n" + b"0" * 40)
    moved = one(
        "record", "move", "project", code, "确认开工", f"start_evidence={photo}",
        "--on", "2022-04-08", "--as", "p1",
    )  # fmt: skip
    assert moved["state"] == "planned", "another person agrees first"
    own = bihuan("record", "decide", "project", code, "--as", "p1", check=False)
    assert "four-eyes-asked" in own.stderr
    moved = one("record", "decide", "project", code, "--note", "已看现场", "--as", "p3")
    assert moved["state"] == "started"
    seen = str(moved["seen"])
    one("record", "correct", "project", code, "annual_plan=8000", "--reason", "笔误", "--as", "p1")
    late = bihuan(
        "record", "correct", "project", code, "annual_plan=1", "--reason", "x", "--seen", seen,
        check=False,
    )  # fmt: skip
    assert (late.returncode, "changed-meanwhile" in late.stderr) == (3, True)
    assert bihuan("record", "move", "project", code, "bad", check=False).returncode == 3
    wrong = bihuan("record", "correct", "project", code, "no-sign", "--reason", "x", check=False)
    assert "pair-unreadable" in wrong.stderr

    month = ("project", code, "2022-05")
    sent = one("month", "report", *month, "本月完成投资=4000", "--as", "p1")
    assert (sent["status"], sent["values"]["invested"]) == ("submitted", "4000")  # type: ignore[index]
    assert bihuan("month", "check", *month, "--as", "p1", check=False).returncode == 3
    assert one("month", "return", *month, "--reason", "单位？", "--as", "p2")["status"] == "draft"
    one("month", "report", *month, "invested=2000", "--note", "已核单位", "--as", "p1")
    one("month", "check", *month, "--as", "p2")
    approved = one("month", "approve", *month, "--as", "p3")
    assert (approved["status"], approved["note"]) == ("approved", "已核单位")
    assert "2000 万元" in bihuan("month", "show", *month).stdout
    figure = one("figures", "completion_rate", "--unit", "ZONE", "--on", "2022-05-31")
    assert (figure["display"], figure["records"]) == ("25.00", 1)

    shown = one("record", "show", "project", code)
    assert [told["what"] for told in shown["history"]][:4] == [  # type: ignore[attr-defined]
        "登记", "申请", "同意", "确认开工 → 已开工",
    ]  # fmt: skip
    assert "第一个项目" in bihuan("record", "show", "project", code).stdout
    assert one("record", "void", "project", code, "--reason", "重复登记")["void"] is False
    assert one("record", "decide", "project", code, "--as", "p3")["void"] is True
    bihuan("verify", "--full")
