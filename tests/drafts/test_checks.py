"""What each check says: supported, contradicted with the right value, or cannot check."""

from decimal import Decimal

import pytest

from bihuan.drafts.corrections import corrected
from bihuan.drafts.findings import Verdict
from bihuan.drafts.verdicts import Checked, check, read


def one(text: str, number: str) -> Checked:
    return next(item for item in check(text) if item.text == number)


RIGHT = [
    ("完成投资129.62亿元，占年度计划投资161.20亿元的80.41%。", "80.41%", "share-fits"),
    ("年度计划投资30亿元。1—5月完成投资12.6亿元，占年度计划投资的42%。", "42%", "share-fits"),
    ("企业860家，其中小微企业780家，占比90.7%。", "90.7%", "share-fits"),
    ("签约一批项目29个，已开工23个，开工率79.3%。", "79.3%", "share-fits"),
    ("排查隐患31处，已全部整改到位，整改率100%。", "100%", "share-stands-for-all"),
    ("1—4月，完成率49.0%，超时序进度15.7个百分点。", "15.7个百分点", "elapsed-fits"),
    ("1—5月，完成率28.1%，低于时序进度13.6个百分点。", "13.6个百分点", "elapsed-fits"),
    # the printed rate is rounded: from the operands it is 97.158 − 83.333
    ("1—10月，完成629.0亿元，占年度计划647.4亿元的97.2%，超时序进度13.8个百分点。", "13.8个百分点", "elapsed-fits"),
    ("前三季度，完成率80%，高于时序进度（75%）5个百分点。", "75%", "elapsed-share-fits"),
    ("截至6月15日，完成率50%，超时序进度4.2个百分点。", "4.2个百分点", "elapsed-fits"),
    ("项目21个，签约6个；开工8个；投产7个。", "21个", "sum-fits"),
    ("签约6个、开工8个、投产7个，共21个。", "21个", "sum-fits"),
    ("比去年同期的11.1亿元增长10.8%，今年完成12.3亿元。", "10.8%", "nothing-to-compare"),
    ("税收完成12.3亿元，比去年同期的11.1亿元增长10.8%。", "10.8%", "growth-fits"),
    ("总产58.6万吨，比上年增加1.2万吨，增长2.1%。", "2.1%", "increase-fits"),
    ("贷款35.6亿元，同比增长12.5%，增加3.96亿元。", "3.96亿元", "increase-fits"),
    ("企业由80家增加到120家，净增40家。", "40家", "difference-fits"),
    ("城镇化率由56.2%提高到58.1%，提高1.9个百分点。", "1.9个百分点", "difference-fits"),
    ("2021年接待游客12万人次，2022年接待游客15万人次，增长25%。", "25%", "growth-fits"),
    ("1—4月累计36.2亿元，5月当月8.9亿元，1—5月累计45.1亿元。", "45.1亿元", "sum-fits"),
    ("目标引进60个，到6月底引进23个，距目标还差37个。", "37个", "part-of-sum-fits"),
    ("承担实事74件，已完成66件，完成率89.2%。", "89.2%", "share-fits"),
    ("开工项目16个、投产项目9个。开工项目中已实质性开工12个，开工率75%。", "75%", "share-fits"),
    ("常住人口63.52万人，其中城镇常住人口37.18万人，城镇化率58.53%。", "58.53%", "share-fits"),
    ("受理案件4386件，审结3904件，结案率89.0%。", "89.0%", "share-fits"),
    ("包联的48个项目中在建29个、前期7个。其中在建项目占包联项目的60.4%。", "60.4%", "share-fits"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("printed", "right"), [("3亿立方米", "0.3亿立方米"), ("三亿立方米", "0.3亿立方米")]
)
def test_a_correction_keeps_the_digits_that_the_right_value_needs(printed: str, right: str) -> None:
    reading = read(f"由1.2亿立方米增加到1.5亿立方米，增加{printed}。")
    finding = reading.findings[-1]
    assert finding.expected == Decimal("0.3")
    assert corrected(printed, finding.claim.number, finding.expected) == right


# Each is rounded: the printed ones need not add up to the digit, and nobody can tell that they do.
OPEN = [
    ("一季度投资12亿元，二季度15亿元，上半年合计28亿元。", "28亿元", "sum-by-rounding",
     "12亿元 + 15亿元 = 27亿元，不等于 28亿元；各项都四舍五入过，可以有这样的差，不能断定。"),
    ("1—4月累计36.2亿元，5月当月8.9亿元，1—5月累计45.2亿元。", "45.2亿元", "sum-by-rounding",
     "= 45.1亿元，不等于 45.2亿元"),
    ("城镇化率由56.2%提高到58.1%，提高2.0个百分点。", "2.0个百分点", "difference-by-rounding",
     "= 1.9百分点，不等于 2.0个百分点"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "number", "code", "sentence"), OPEN)
def test_what_only_rounding_explains_stays_open(
    text: str, number: str, code: str, sentence: str
) -> None:
    found = one(text, number)
    assert (found.verdict, found.reason.code) == (Verdict.cannot_check, code)
    assert sentence in found.reason.sentence()


def test_a_sum_is_written_equal_only_where_it_is() -> None:
    rounded = one("甲村1.24亿元、乙村1.33亿元，合计2.6亿元。", "2.6亿元")
    assert rounded.reason.sentence() == "1.24亿元 + 1.33亿元 ≈ 2.6亿元。"
    assert one("甲村1.3亿元、乙村1.3亿元，合计2.6亿元。", "2.6亿元").reason.facts["equals"] == "="


@pytest.mark.parametrize(("text", "number", "code"), RIGHT)
def test_what_fits_is_supported(text: str, number: str, code: str) -> None:
    found = one(text, number)
    wanted = Verdict.cannot_check if code == "nothing-to-compare" else Verdict.supported
    assert (found.verdict, found.reason.code) == (wanted, code)


WRONG = [
    ("完成投资129.62亿元，占年度计划投资161.20亿元的80.14%。", "80.14%", "share-differs", "80.41"),
    ("抽检270批次，合格129批次，合格率47%。", "47%", "share-cut-off", "48"),
    ("总投资320亿元，年度计划投资96亿元，完成投资57.6亿元，占年度计划投资的18%。", "18%",
    "share-of-another-base", "60"),
    ("完成投资129.62万元，占年度计划投资161.20亿元的80.41%。", "129.62万元", "share-in-another-unit", "12962000000"),
    ("共有企业860家，其中小微企业780家，占企业总数的190.7%。", "190.7%", "share-exceeds-all", None),
    ("截至6月底，完成率57%，超时序进度15.33个百分点。", "15.33个百分点", "elapsed-of-another-month", "7"),
    ("1—10月，完成629.0亿元，占年度计划647.4亿元的97.2%，超时序进度13.9个百分点。", "13.9个百分点",
     "elapsed-rounded-early", "13.8"),
    ("1—5月，完成率45%，低于时序进度3.3个百分点。", "3.3个百分点", "elapsed-direction", None),
    ("1—8月，完成率71.2%，高于时序进度（58.3%）。", "58.3%", "elapsed-share-differs", "66.7"),
    ("1至9月，完成率83.5%，超时序进度8.5%。", "8.5%", "points-not-percent", "8.5"),
    ("重点项目48个，其中省重点12个、市重点35个。", "48个", "sum-differs", "47"),
    ("受理1286件，其中咨询742件、求助389件，其余137件。", "1286件", "sum-differs", "1268"),
    ("总投资4.8万元，其中省级3.2亿元、市级1.6亿元。", "4.8万元", "sum-in-another-unit", "480000000"),
    ("隐患86处，已整改79处，整改率91.9%，剩余8处正在整改。", "8处", "rest-differs", "7"),
    ("检查企业15家，其中规上企业18家。", "18家", "part-exceeds-whole", None),
    ("1—4月累计36.2亿元，5月当月8.9亿元，1—5月累计36.2亿元。", "36.2亿元", None, None),
    ("税收完成8.64亿元，比去年同期的7.92亿元增长9.7%。", "9.7%", "growth-differs", "9.1"),
    ("由去年同期的16起上升到13起，上升18.75%。", "18.75%", "growth-direction", None),
    ("完成率62.5%，比上年同期的58.2%提高4.3%。", "4.3%", "points-not-percent", "4.3"),
    ("实现营业收入86.5亿元，同比增长12.3个百分点。", "12.3个百分点", "percent-not-points", "12.3"),
    ("开发区276家企业完成技改\n近日，开发区公布成绩单：共有267家企业完成技改。", "267家", "stated-otherwise", "276"),
    ("签约总投资86.3亿元。其中，新能源投资41.2亿元；食品投资28.6亿元；物流投资16.5万元。", "16.5万元",
     "part-in-another-unit", "1650000000"),
    ("实施项目85个，其中道路类32个、绿化类21个、小区类33个。", "85个", "sum-differs", "86"),
    ("目标引进60个，到6月底引进23个，距目标还差47个。", "47个", "difference-differs", "37"),
    ("本周接警386起，上周为412起，环比减少36起。", "36起", "difference-differs", "26"),
    ("签约12个、开工15个，合计28个。", "28个", "sum-differs", "27"),  # counts are not rounded
    ("目标任务10亿元，完成9.0亿元，完成率94%。", "94%", "share-differs", "90"),
    ("甲村120户、乙村80户，两村共220户。", "220户", "sum-differs", "200"),
    ("3月份投资8亿元，4月份投资10亿元，环比增长65%。", "65%", "growth-differs", "25"),
    ("会议出席率94.8%，应到286名，实到261名。", "94.8%", "share-differs", "91.3"),
    # as many places as the right value needs
    ("由1.2亿立方米增加到1.5亿立方米，增加3亿立方米。", "3亿立方米", "difference-differs", "30000000"),
    ("由1.2亿立方米增加到1.5亿立方米，增加三亿立方米。", "三亿立方米", "difference-differs", "30000000"),
    ("收入占生产总值的比重由7.1%提高到7.8%，提高0.7%。", "0.7%", "points-not-percent", "0.7"),
    ("单位：万千瓦时\n企业\t本月\t上月\n华晟机械\t418.0\t386.0\n宏远食品\t267.5\t281.0\n"
     "宏远食品本月用电276.5万千瓦时。", "276.5万千瓦时", "table-differs", "2675000"),
    ("|类别|数量（处）|已整改（处）|\n|---|---|---|\n|消防|146|138|\n|燃气|57|52|\n燃气隐患75处。", "75处",
     "table-differs", "57"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "number", "code", "expected"), WRONG)
def test_what_does_not_fit_is_contradicted(
    text: str, number: str, code: str | None, expected: str | None
) -> None:
    found = [item for item in check(text) if item.verdict is Verdict.contradicted]
    assert [item.text for item in found] == [number]
    if code is not None:
        assert found[0].reason.code == code
        assert (None if found[0].expected is None else f"{found[0].expected:f}") == expected


UNCLEAR = [
    ("完成投资129.62亿元，占年度计划投资的80.41%。", "80.41%", "whole-not-stated"),
    ("完成率80.41%，超时序进度38.74个百分点。", "38.74个百分点", "period-not-stated"),
    ("1—5月，投资增长12%，超时序进度38.74个百分点。", "38.74个百分点", "rate-not-stated"),
    ("企业186家，其中食品企业42家、装备企业37家。", "186家", "parts-may-be-some"),
    ("浓度由46微克/立方米下降到42微克/立方米，下降9.7%。", "9.7%", "operands-too-coarse"),
    ("生产总值178.5亿元，比上年的162.3亿元增长5.2%。", "5.2%", "comparable-base"),
    ("税收5.6亿元，集中度同比增长3个百分点。", "3个百分点", "nothing-to-compare"),
    ("进口额占上年同期的120%。", "120%", "part-not-stated"),
    ("发放补贴300多万元。", "300多万元", "approximate"),
    ("外出招商17次。", "17次", "nothing-to-compare"),
    # spoken of somebody or something else
    (
        "上半年，石桥镇完成率为45.6%；柳林、南关街道分别低于时序进度7.2个百分点和9.1个百分点。",
        "7.2个百分点",
        "operands-unclear",
    ),
    (
        "交办47件，办结41件，推进6件。其中，城建类18件、民生类21件、营商类8件。",
        "18件",
        "nothing-to-compare",
    ),
    ("投资218.6亿元；居民收入分别达到36210元和18745元。", "36210元", "nothing-to-compare"),
    ("火灾58起，去年同期71起；财产损失64.2万元，同比下降27.5%。", "27.5%", "nothing-to-compare"),
    ("4月份的13946件多926件，占比6.6%；其中网上9221件。", "9221件", "nothing-to-compare"),
    # on what was before, or of this year's: nothing is accused
    ("一季度签约12个，二季度比一季度增加4个，增长33.3%。", "33.3%", "nothing-to-compare"),
    ("2021年完成投资50亿元，2022年增加10亿元，增长20%。", "20%", "nothing-to-compare"),
    (
        "去年公共预算收入18.6亿元，今年达到20.46亿元。税收收入14.3亿元，占公共预算收入的69.9%。",
        "69.9%",
        "operands-unclear",
    ),
]


@pytest.mark.parametrize(("text", "number", "code"), UNCLEAR)
def test_what_is_unclear_says_why(text: str, number: str, code: str) -> None:
    found = one(text, number)
    assert (found.verdict, found.reason.code) == (Verdict.cannot_check, code)


TABLE = """附表：办理情况
| 单位 | 受理（件） | 办结（件） | 办结率（%） |
| --- | --- | --- | --- |
| 城关镇 | 86 | 81 | 94.2 |
| 青石镇 | 54 | 50 | 92.6 |
| 白庙乡 | 37 | 29 | {rate} |
| 合计 | {total} | 160 | 90.4 |
青石镇受理54件，办结{done}件。
"""


@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        ({}, []),
        ({"rate": "87.4"}, [("87.4", "share-differs", "78.4")]),
        ({"total": "187"}, [("187", "sum-differs", "177")]),
        ({"done": "45"}, [("45件", "table-differs", "50")]),
    ],
)
def test_a_table_is_held_against_itself_and_the_prose(
    change: dict[str, str], wrong: list[tuple[str, str, str]]
) -> None:
    text = TABLE.format(**{"rate": "78.4", "total": "177", "done": "50"} | change)
    found = [item for item in check(text) if item.verdict is Verdict.contradicted]
    assert [
        (item.text, item.reason.code, f"{item.expected:f}")
        for item in found
        if item.text in str(wrong)
    ] == wrong
    assert bool(found) is bool(wrong)


def test_every_reason_is_told_in_both_languages() -> None:
    for text, number, *_ in [*RIGHT, *WRONG, *UNCLEAR]:
        told = one(text, number).reason
        assert told.sentence("zh") != told.sentence("en")
