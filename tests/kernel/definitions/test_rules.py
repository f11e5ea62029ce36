"""Every rule has a broken pack that breaks it, and it alone, on the line that says so."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bihuan.kernel.definitions.expressions import ExpressionFault, parse_expression
from bihuan.kernel.definitions.faults import PackFaults
from bihuan.kernel.definitions.field_rules import MONEY_UNITS
from bihuan.kernel.definitions.reader import pack_files, read_pack
from bihuan.kernel.definitions.rules import RULES
from tests.kernel.definitions.breakages import BREAKAGES

TINY = Path(__file__).parents[2] / "packs" / "tiny"


def broken(breakage: tuple[str, str, str]) -> dict[str, str]:
    """Return the tiny pack with one text replaced, or one file put in."""
    file, old, new = breakage
    files = pack_files(TINY)
    if old:
        assert old in files[file], f"{file} has no {old!r}"
        files[file] = files[file].replace(old, new, 1)
    else:
        files[file] = new
    return files


def test_the_tiny_pack_is_clean() -> None:
    assert read_pack(TINY).name == "tiny"


@pytest.mark.parametrize("code", BREAKAGES)
def test_each_breakage_is_found_by_its_code_and_line(code: str) -> None:
    files = broken(BREAKAGES[code])
    with pytest.raises(PackFaults) as refused:
        read_pack(files)
    found = {fault.code for fault in refused.value.faults}
    assert code in found, refused.value.faults
    fault = next(fault for fault in refused.value.faults if fault.code == code)
    assert re.fullmatch(r"[\w/.-]+:\d+ BP\d{3} .+。 .+。", fault.text("zh")), fault.text("zh")
    assert re.fullmatch(r"[\w/.-]+:\d+ BP\d{3} .+\. .+\.", fault.text("en")), fault.text("en")
    written = BREAKAGES[code][2]  # Chinese that the pack itself says may be told again
    chinese = set(re.findall(r"[\u4e00-\u9fff]+", fault.text("en")))
    assert all(word in written or word in (*MONEY_UNITS, "个") for word in chinese), fault.text(
        "en"
    )
    assert fault.line <= files.get(fault.file, "\n").count("\n") + 1


def test_every_rule_has_a_breakage() -> None:
    assert {rule.code for rule in RULES} <= set(BREAKAGES)


def test_ten_faults_are_told_at_once() -> None:
    files = pack_files(TINY)
    for code in (
        "BP206",
        "BP208",
        "BP210",
        "BP211",
        "BP301",
        "BP304",
        "BP402",
        "BP405",
        "BP505",
        "BP603",
    ):
        file, old, new = BREAKAGES[code]
        if old:
            files[file] = files[file].replace(old, new, 1)
        else:
            files[file] = new
    with pytest.raises(PackFaults) as refused:
        read_pack(files)
    assert len(refused.value.faults) >= 10


def test_a_pack_in_another_encoding_names_the_file(tmp_path: Path) -> None:
    (tmp_path / "pack.yaml").write_bytes("title: 汉字".encode("gbk"))
    with pytest.raises(PackFaults, match="BP002"):
        pack_files(tmp_path)
    with pytest.raises(PackFaults, match="BP001"):
        pack_files(tmp_path / "nothing")


@pytest.mark.parametrize(
    ("file", "old", "new", "code"),
    [
        ("indicators/province-cases.yaml", "level = 'province'", "level < 3", "BP507"),
        ("indicators/province-cases.yaml", "level = 'province'", "level + 'a' = 'b'", "BP507"),
        ("indicators/province-cases.yaml", "level = 'province'", "year(planned) = 2022", "BP507"),
        ("indicators/province-cases.yaml", "level = 'province'", "planned", "BP507"),
        ("indicators/province-cases.yaml", "level = 'province'", "started_on > '2022-01-01'", "BP507"),
        ("indicators/province-cases.yaml", "level = 'province'", "level = null", "BP507"),
        ("indicators/province-cases.yaml", "level = 'province'", "tags = 'a'", "BP507"),
        ("indicators/province-cases.yaml", "level = 'province'", "level in ('province', 'x')", "BP508"),
        ("indicators/province-cases.yaml", "'started'", "'startd'", "BP508"),
        ("indicators/completion.yaml", "invested_total / planned_total", "planned_total > 1", "BP507"),
        ("indicators/ahead.yaml", "month < light_from_month", "month + 1", "BP507"),
        ("indicators/ahead.yaml", "value >= 0", "value >= 'much'", "BP507"),
        ("indicators/ahead.yaml", "value >= 0", "year(value) = 2022", "BP507"),
        ("checks/planned-given.yaml", "planned > 0", "planned > 'much'", "BP507"),
        ("checks/planned-given.yaml", "planned > 0", "case level when 'p' then true end", "BP508"),
        ("checks/not-over-plan.yaml", "planned * 2", "planned * name", "BP507"),
        ("ledgers/case.yaml", "weight: {type: decimal,", "weight: {type: decimal, value: name,", "BP507"),
        ("ledgers/case.yaml", "weight: {type: decimal,", "weight: {type: decimal, value: metres(spot),", "BP507"),
        ("ledgers/case.yaml", "level: {type: choice, title: {zh: 级别, en: Level}, required: true,",
         "level: {type: choice, title: {zh: 级别, en: Level}, value: case when urgent then 'x' end,", "BP508"),
        ("ledgers/case.yaml", "report_due_day: report_day", "report_where: state\nreport_due_day: report_day", "BP507"),
    ],
)  # fmt: skip
def test_an_expression_that_the_engine_could_not_run_is_found_at_check(
    file: str, old: str, new: str, code: str
) -> None:
    with pytest.raises(PackFaults) as refused:
        read_pack(broken((file, old, new)))
    assert code in {fault.code for fault in refused.value.faults}


def test_an_expression_of_any_depth_is_refused_and_none_overflows() -> None:
    for text in ("(" * 600 + "1" + ")" * 600, "not " * 600 + "true", " + ".join(["1"] * 500)):
        with pytest.raises(ExpressionFault, match="depth"):
            parse_expression(text)
