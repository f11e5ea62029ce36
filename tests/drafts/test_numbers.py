"""Which numbers a text holds, and which of them are statistics."""

from decimal import Decimal

import pytest

from bihuan.drafts.flat import flatten
from bihuan.drafts.kinds import Kind
from bihuan.drafts.numbers import Number, Qualifier, find_numbers


def statistics(text: str) -> list[tuple[str, Number]]:
    flat = flatten(text)
    return [
        (flat.text[number.start : number.end], number)
        for number in find_numbers(flat.text)
        if number.kind is Kind.statistic
    ]


@pytest.mark.parametrize(
    ("text", "value", "unit", "qualifier"),
    [
        ("完成投资129.62亿元", "12962000000", "元", "exact"),
        ("投入１２．５万元", "125000", "元", "exact"),
        ("占80.41％", "80.41", "%", "exact"),
        ("超38.74个百分点", "38.74", "百分点", "over"),
        ("高出38.74个百分点", "38.74", "百分点", "exact"),
        ("死亡率5.2‰", "0.52", "%", "exact"),
        ("共抓获一百二十人", "120", "人", "exact"),
        ("下降两成", "20", "%", "exact"),
        ("近三成企业", "30", "%", "under"),
        ("三分之一的村", "33.33", "%", "exact"),
        ("百分之八十点四", "80.4", "%", "exact"),
        ("一半", "50", "%", "exact"),
        ("植树6万多棵", "60000", "棵", "over"),
        ("30多个村", "30", "个", "over"),
        ("捐款100多万元", "1000000", "元", "over"),
        ("投资上万元", "10000", "元", "at_least"),
        ("数百家企业", "100", "家", "several"),
        ("面积120平方米以上", "120", "平方米", "at_least"),
        ("不足50人", "50", "人", "under"),
        ("约1,100公里", "1100", "公里", "about"),
        ("出动2865台次", "2865", "台次", "exact"),
        ("接待23.6万人次", "236000", "人次", "exact"),
        ("检查360家次", "360", "家次", "exact"),
        ("增长1.5倍", "1.5", "倍", "exact"),
        ("增长-3.2%", "-3.2", "%", "exact"),
        ("1亿3000万元", "130000000", "元", "exact"),
    ],
)
def test_a_statistic_has_value_unit_and_qualifier(
    text: str, value: str, unit: str, qualifier: str
) -> None:
    [(_, number)] = statistics(text)
    assert number.value == Decimal(value)
    assert (number.unit, number.qualifier) == (unit, Qualifier(qualifier))


@pytest.mark.parametrize(
    "text",
    [
        "市第二十五小学", "党的二十大", "汽车4S店", "消费活力。③5", "“五星”支部",
        "“三个一批”项目", "1月~5月", "2022年上半年",
        "5月31日", "二〇二二年", "前四期", "签约一批", "最多跑一次", "三级河长制",
        "“万人助万企”", "百年党史", "G107国道", "5G网络",
        "〔2022〕5号", "八项规定", "统一思想", "十分重要", "第一责任人",
        "12345热线", "长三角", "四水同治", "千方百计", "唯一一家",
        "一是加强领导。", "电话13800000000", "“1+6+N”机制", "上午9:30", "周一", "3号楼", "A3出口",
    ],
)  # fmt: skip
def test_periods_ordinals_and_names_are_none(text: str) -> None:
    assert statistics(text) == []


def test_both_ends_of_a_range_have_the_unit() -> None:
    found = statistics("年营收10亿元至20亿元的企业，每亩补助300—500元")
    assert [(number.value, number.unit) for _, number in found] == [
        (10**9, "元"), (2 * 10**9, "元"), (300, "元"), (500, "元"),
    ]  # fmt: skip
    assert {number.qualifier for _, number in found} == {Qualifier.range}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("完成投资129.\n62亿元", ["129.62亿元"]),
        ("完成投资 129.62 亿\n元,占计划", ["129.62亿元"]),
        ("超时序进度38.74个百\n\n分点。纳入", ["38.74个百分点"]),
        ("恢复岸线1100平 方米", ["1100平方米"]),
        ("共有项目12\n8个，计划年内完成全部建设任务", ["128个"]),
        ("签约\t12\n开工\t8", ["12", "8"]),
        ("一、总体情况\n48个项目", ["48个"]),
    ],
)
def test_a_break_of_line_or_column_is_no_end(text: str, found: list[str]) -> None:
    assert [words for words, _ in statistics(text)] == found


def test_spans_lead_back_to_the_original() -> None:
    text = "\ufeff　　完成投资 １２９．６２ 亿\r\n元，占年度\n计划的\u200b 80.41％。"
    flat = flatten(text)
    spans = [text[slice(*flat.span(n.start, n.end))] for n in find_numbers(flat.text)]
    assert spans == ["１２９．６２ 亿\r\n元", "80.41％"]
