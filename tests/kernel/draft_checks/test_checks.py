"""A draft's numbers against the ledgers: verdicts, scope, choices, records of checks."""

from __future__ import annotations

import json

import pytest

from bihuan.drafts.findings import Verdict
from bihuan.kernel.definitions.reader import pack_files
from bihuan.kernel.draft_checks.judgements import Judgement
from bihuan.kernel.draft_checks.reads import (
    MOST_CHARACTERS,
    examine,
    get_check,
    list_checks,
    list_phrases,
)
from bihuan.kernel.draft_checks.sentences import CATALOGUE, told
from bihuan.kernel.draft_checks.writes import check_draft, remember_phrase, revoke_phrase
from bihuan.kernel.events.reads import get_event, position
from bihuan.kernel.measures.writes import set_target
from bihuan.kernel.org.reads import viewer_of
from bihuan.kernel.org.writes import assign_role
from bihuan.kernel.packs.writes import install_pack
from bihuan.kernel.permissions import SYSTEM, Viewer
from bihuan.kernel.problems import Conflict, Forbidden, Invalid, NotFound
from bihuan.kernel.replay import differing_projections
from tests.kernel.conftest import TINY, TODAY, Zone


@pytest.fixture
def cases(zone: Zone) -> Zone:
    """Three cases of street one, two of street two."""
    for name in "甲乙丙":
        zone.case(name)
    for name in "丁戊":
        zone.case(name, unit="S2")
    return zone


def verdicts(viewer: Viewer, text: str, unit: str | None = None) -> list[Judgement]:
    return list(examine(viewer, text, unit=unit, on=TODAY).judgements)


def codes(viewer: Viewer, text: str, unit: str | None = None) -> list[str]:
    return [item.reason["code"] for item in verdicts(viewer, text, unit)]


def test_a_number_is_supported_or_contradicted_with_the_right_value(cases: Zone) -> None:
    right, wrong = verdicts(cases.writer, "今年以来，共有登记事项3个。累计算来，登记事项已达5个。")
    assert (right.verdict, right.reason["code"]) == (Verdict.supported, "ledger-fits")
    assert right.figure is not None and right.figure.key == "tiny.cases"
    assert (wrong.verdict, wrong.expected, wrong.correction) == (Verdict.contradicted, "3", "3个")
    assert wrong.difference == "+2个"
    assert "S1单元“事项数”2022-06-20 为 3个" in told(wrong.reason, "zh")
    assert "“Cases” of S1 on 2022-06-20 is 3" in told(wrong.reason, "en")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("年度计划投资0.3亿元。", "ledger-fits"),
        ("年度计划投资3000万元。", "ledger-fits"),
        ("年度计划投资超过0.26亿元。", "ledger-fits"),
        ("年度计划投资超过0.1亿元。", "ledger-approximate"),
        ("年度计划投资超过0.4亿元。", "ledger-differs"),
        ("年度计划投资2900多万元。", "ledger-differs"),
        ("年度计划投资近4500万元。", "ledger-approximate"),
        ("某园区年度计划投资0.9亿元。", "ledger-may-be"),
        ("登记事项比上年增加5个。", "ledger-no-name"),
        ("力争年度计划投资达到0.9亿元。", "ledger-no-target"),
        ("2023年登记事项9个。", "ledger-to-come"),
        ("上半年，登记事项9个。", "ledger-may-be"),
        ("企业30家，其中登记事项9个。", "ledger-may-be"),
        ("过去一年，登记事项9个。", "ledger-may-be"),
        ("去年成绩喜人，登记事项9个。", "ledger-may-be"),
        ("明年再上台阶，登记事项9个。", "ledger-may-be"),
        ("去年一般，今年登记事项9个。", "ledger-differs"),
        ("S1单元登记事项3个，S2单元登记事项2个。", "ledger-fits"),
    ],
)
def test_words_precision_and_period_decide(cases: Zone, text: str, code: str) -> None:
    assert codes(SYSTEM, text, "S1")[-1] == code


def test_a_unit_named_in_the_text_is_the_one_meant(cases: Zone) -> None:
    one, two, both = verdicts(
        SYSTEM, "S1单元登记事项3个。S2单元登记事项3个。\n全区登记事项5个。", "ZONE"
    )
    assert [item.verdict.value for item in (one, two, both)] == [
        "supported", "contradicted", "supported",
    ]  # fmt: skip
    assert (two.unit and two.unit.code, two.expected) == ("S2", "2")


def test_of_two_days_that_may_be_meant_each_is_told_and_none_is_put_in(cases: Zone) -> None:
    cases.case("己", on="2022-06-10")
    text = "1—5月，登记事项3个。成绩来之不易。登记事项已达{}个。"
    for right in ("3", "4"):
        assert codes(cases.writer, text.format(right))[-1] == "ledger-fits"
    wrong = verdicts(cases.writer, text.format(9))[-1]
    assert (wrong.verdict, wrong.reason["code"]) == (
        Verdict.contradicted, "ledger-differs-from-each",
    )  # fmt: skip
    assert (wrong.expected, wrong.correction, wrong.difference) == (None, None, None)
    assert "2022-05-31 3个；2022-06-20 4个" in told(wrong.reason, "zh")


def test_what_is_to_be_reached_is_held_against_the_target(cases: Zone) -> None:
    text = "全年力争登记事项达到{}个。"
    assert codes(cases.writer, text.format(8)) == ["ledger-no-target"]
    set_target("cases", "8", actor=SYSTEM, unit="S1", period="2022", basis="任务书")
    set_target("cases", "1", actor=SYSTEM, unit="S1", period="2022-06", basis="任务书")
    assert codes(cases.writer, text.format(8)) == ["ledger-target-fits"]
    (wrong,) = verdicts(cases.writer, text.format(6))
    assert (wrong.verdict, wrong.expected, wrong.correction) == (Verdict.contradicted, "8", "8个")
    assert "2022 的目标是 8个" in told(wrong.reason, "zh")
    # the month's or the year's: the text does not say
    assert codes(cases.writer, "力争登记事项达到6个。") == ["ledger-may-be-target"]
    assert codes(cases.writer, "S2单元全年力争登记事项达到8个。") == ["ledger-not-yours"]


TABLE = """各单位登记情况

单位	登记事项（个）	年度计划投资（亿元）
S1单元	3	0.3
S2单元	{}	0.2
某园区	7	9
合计	5	0.5
"""


def test_cells_of_a_table_are_of_the_unit_and_the_things_that_row_and_column_name(
    cases: Zone,
) -> None:
    for text in (TABLE, TABLE.replace("\t", "|")):
        right = verdicts(SYSTEM, text.format(2), "ZONE")
        assert [item.reason["code"] for item in right] == [
            *["ledger-fits"] * 4, *["ledger-unknown-unit"] * 2, *["ledger-fits"] * 2,
        ]  # fmt: skip
        wrong = verdicts(SYSTEM, text.format(4), "ZONE")[2]
        assert (wrong.verdict, wrong.correction) == (Verdict.contradicted, "2")
    across = "指标\tS1单元\tS2单元\n登记事项（个）\t3\t2\n年度计划投资（万元）\t3000\t2500\n"
    found = verdicts(SYSTEM, across, "ZONE")
    assert [item.verdict.value for item in found] == [*["supported"] * 3, "contradicted"]
    assert found[3].correction == "2000"


def test_a_row_of_a_table_names_its_unit_for_itself_alone(cases: Zone) -> None:
    text = "单位\t登记事项（个）\nS2单元\t2\n\n全区合力推进。登记事项5个。"
    assert codes(SYSTEM, text, "ZONE")[-1] == "ledger-fits"


def test_an_unknown_place_is_not_taken_for_the_zone(cases: Zone) -> None:
    assert codes(SYSTEM, "金沙街道\n\n登记事项9个。", "ZONE") == ["ledger-unknown-unit"]


def test_what_the_writer_may_not_see_is_not_checked_and_does_not_leak(cases: Zone) -> None:
    for guess in ("2", "3"):  # right or wrong, it looks the same
        done = check_draft(
            f"S2单元登记事项{guess}个。全区登记事项5个。", actor=cases.writer, on=TODAY
        )
        for item in done.examined.judgements:
            assert (item.verdict, item.figure, item.expected) == (Verdict.cannot_check, None, None)
            assert item.reason["code"] == "ledger-not-yours"
            assert [option.value for option in item.options] == ["—"]
        body = get_event(SYSTEM, done.id).body
        assert all({"value", "expected"}.isdisjoint(number) for number in body["verdicts"])
    with pytest.raises(Forbidden):
        examine(cases.writer, "登记事项2个。", unit="S2", on=TODAY)
    with pytest.raises(Forbidden):
        examine(cases.leader, "登记事项2个。", unit=None, on=TODAY)
    with pytest.raises(Forbidden):
        remember_phrase("S2单元登记事项2个。", 8, "tiny.cases", actor=cases.writer, unit="S2")


def test_a_figure_of_own_records_alone_contradicts_nothing(cases: Zone) -> None:
    assign_role("leader", "writer", actor=SYSTEM, unit="S2", on="2020-01-01")
    leader = viewer_of("leader")  # sees own records of the zone, and all of street two
    assert codes(leader, "全区登记事项9个。登记事项2个。", "S2") == [
        "ledger-not-yours",
        "ledger-fits",
    ]


def test_ledger_and_text_become_one_verdict(cases: Zone) -> None:
    # the text agrees with itself and is wrong; the ledger wins, the text's sum stays as a note
    whole, *_ = verdicts(cases.writer, "共有登记事项4个，其中省级1个、市级3个。")
    assert (whole.verdict, whole.expected) == (Verdict.contradicted, "3")
    assert whole.note is not None and whole.note["code"] == "sum-fits"
    # the ledger bears it out, a part is wrong: it stands, and the note tells of the sum
    whole, *_ = verdicts(cases.writer, "共有登记事项3个，其中省级1个、市级3个。")
    assert whole.verdict is Verdict.supported
    assert whole.note is not None and whole.note["code"] == "sum-differs"
    # without any word of a ledger, the text's own arithmetic speaks
    *_, share = verdicts(cases.writer, "新修道路48公里，占规划里程60公里的70%。")
    assert (share.verdict, share.expected) == (Verdict.contradicted, "80")


def test_an_approximate_figure_supports_no_number_printed_as_exact(cases: Zone) -> None:
    files = pack_files(TINY)
    files["pack.yaml"] = files["pack.yaml"].replace("1.0.0", "1.1.0")
    files["indicators/planted.yaml"] = (
        "title: {zh: 植树, en: Trees planted}\nwhy: x\nunit: 棵\ndigits: 0\n"
        "of: case\nsum: trees\nphrases: [植树总量]\n"
    )
    install_pack(files, actor=SYSTEM)
    cases.case("戊", trees="6300多")
    cases.case("己", trees="200")
    exact, over, far = verdicts(
        cases.writer,
        "累计算来，植树总量6500棵。累计算来，植树总量6500多棵。累计算来，植树总量已达9000棵。",
    )
    assert (exact.verdict, exact.reason["code"]) == (Verdict.cannot_check, "ledger-inexact")
    assert "6500多棵" in told(exact.reason, "zh")
    assert (over.verdict, over.reason["code"]) == (Verdict.supported, "ledger-fits")
    assert far.verdict is Verdict.contradicted


def test_the_same_words_in_two_packs_are_the_writers_to_choose(cases: Zone) -> None:
    files = pack_files(TINY)
    other = {
        name: text.replace("name: tiny", "name: other") if name == "pack.yaml" else text
        for name, text in files.items()
    }
    install_pack(other, actor=SYSTEM)
    (item,) = verdicts(cases.writer, "共有登记事项7个。")
    assert (item.verdict, item.reason["code"]) == (Verdict.cannot_check, "ledger-ambiguous")
    assert {option.key for option in item.options} == {"tiny.cases", "other.cases"}
    (item,) = verdicts(cases.writer, "共有登记事项3个。")
    assert item.figure is not None and item.figure.key == "tiny.cases", "one of them fits"
    phrase = remember_phrase("共有登记事项7个。", 6, "other.cases", actor=cases.writer, on=TODAY)
    (item,) = verdicts(cases.writer, "今年共有登记事项7个。")
    assert (item.phrase, item.reason["code"]) == (phrase, "ledger-no-value")


def test_a_choice_is_remembered_used_next_time_and_can_be_revoked(cases: Zone) -> None:
    text, wrong = "截至目前，在手的活儿3件。", "在手的活儿4件。"
    assert codes(cases.writer, text) == ["ledger-no-name"]
    phrase = remember_phrase(text, text.index("3"), "tiny.cases", actor=cases.writer, on=TODAY)
    assert [item.verdict for item in verdicts(cases.writer, text)] == [Verdict.supported]
    (item,) = verdicts(cases.writer, wrong)
    assert (item.verdict, item.correction, item.phrase) == (Verdict.contradicted, "3件", phrase)
    assert codes(SYSTEM, wrong, "ZONE") == ["ledger-no-name"], "it is street one's word"
    (row,) = list_phrases(cases.writer)
    assert (row.words, row.by, row.may_revoke) == ("在手活儿〔〕", "writer", True)

    assign_role("dan", "writer", actor=SYSTEM, unit="S1", on="2020-01-01")
    other = viewer_of("dan")
    assert [row.may_revoke for row in list_phrases(other)] == [False]
    with pytest.raises(Forbidden):
        revoke_phrase(phrase, actor=other)
    revoke_phrase(phrase, actor=cases.writer)
    assert codes(cases.writer, wrong) == ["ledger-no-name"]
    with pytest.raises(Conflict):
        revoke_phrase(phrase, actor=cases.writer)
    with pytest.raises(NotFound):
        revoke_phrase(10**15, actor=cases.writer)


def test_the_last_choice_for_the_same_words_counts(cases: Zone) -> None:
    text = "在手的活儿3件。"
    remember_phrase(text, 5, "tiny.firms", actor=cases.writer, on=TODAY)
    remember_phrase(text, 5, "tiny.cases", actor=cases.writer, on=TODAY)
    assert [item.verdict for item in verdicts(cases.writer, text)] == [Verdict.supported]


@pytest.mark.parametrize(
    ("text", "start", "indicator", "code"),
    [
        ("3件。", 0, "tiny.cases", "phrase-too-short"),
        ("在手的活儿3件。", 1, "tiny.cases", "draft-number-unknown"),
        ("在手的活儿3件。", 5, "tiny.none", "indicator-unknown"),
    ],
)
def test_a_choice_that_cannot_be_remembered(
    cases: Zone, text: str, start: int, indicator: str, code: str
) -> None:
    before = position()
    with pytest.raises((Invalid, NotFound)) as refused:
        remember_phrase(text, start, indicator, actor=cases.writer, on=TODAY)
    assert refused.value.code == code
    assert position() == before


def test_a_check_is_one_event_without_the_text(cases: Zone) -> None:
    before = position()
    text = "机密：共有登记事项3个，登记事项4个。"
    done = check_draft(text, actor=cases.writer, on=TODAY)
    assert position() == before + 1
    event = get_event(SYSTEM, done.id)
    assert (event.verb, event.actor, event.body["at"]) == ("draft.checked", "writer", before)
    assert len(event.body["sha256"]) == 64
    assert "机密" not in json.dumps(event.body, ensure_ascii=False)
    (row,) = list_checks(cases.writer)
    assert (row.supported, row.contradicted, row.cannot_check) == (1, 1, 0)
    assert [number["text"] for number in get_check(cases.writer, done.id).verdicts] == [
        "3个", "4个",
    ]  # fmt: skip
    assert list_checks(cases.ann) == []
    with pytest.raises(NotFound):
        get_check(SYSTEM, done.id)


def test_the_log_gives_the_same_rows_again(cases: Zone) -> None:
    check_draft("共有登记事项3个。", actor=cases.writer, on=TODAY)
    phrase = remember_phrase("在手的活儿3件。", 5, "tiny.cases", actor=cases.writer, on=TODAY)
    revoke_phrase(phrase, actor=cases.writer)
    assert differing_projections() == []


def test_what_is_empty_or_too_long_is_refused_before_it_is_read(cases: Zone) -> None:
    before = position()
    for text, code in (
        (" \n", "draft-empty"),
        ("登记事项3个。" * MOST_CHARACTERS, "draft-too-long"),
    ):
        with pytest.raises(Invalid) as refused:
            check_draft(text, actor=cases.writer, on=TODAY)
        assert refused.value.code == code
    assert position() == before


def test_a_draft_of_countless_days_is_answered(cases: Zone) -> None:
    text = "".join(f"截至{1 + n % 5}月{1 + n % 28}日，登记事项9个。" for n in range(200))
    found = codes(cases.writer, text)
    assert len(found) == 200
    assert "ledger-too-many" in found


def test_every_sentence_is_in_two_languages() -> None:
    assert all(zh and en and zh != en for zh, en in CATALOGUE.values())
