"""Measure words: what kind of quantity each one counts or measures."""

from __future__ import annotations

from enum import Enum


class Family(Enum):
    """A kind of quantity; only numbers of one family can be added or compared."""

    money = "money"
    share = "share"
    points = "points"
    times = "times"
    count = "count"
    size = "size"
    time = "time"
    bare = "bare"


_WORDS = {
    Family.count: """
        个 项 家 户 人 名 位 次 批 件 起 处 间 所 座 栋 幢 套 台 辆 艘 架 条 支 只 头 匹 株 棵 张 份 册 本 篇 场 组 队
        门 种 类 宗 笔 单 例 部 块 片 口 眼 盏 根 道 幅 面 枚 瓶 箱 袋 列 趟 对 期 轮 步 把 羽 尾 床 桩 村 分 环
        人次 台次 家次 户次 件次 车次 批次 场次 班次 架次 艘次 辆次 频次 标箱 标准箱
        床位 学位 车位 自然村 行政村 社区 乡镇 街道 县区 县 镇 乡 师 班""",
    Family.size: """
        公里 千米 米 厘米 毫米 华里 里 平方米 平方公里 平方千米 亩 公顷 ㎡ m² m2 km² km 立方米 立方 m³ 方 吨 公斤 千克
        克 斤 千瓦时 千瓦 兆瓦 度 摄氏度 ℃ 吨标准煤 标准煤 吨公里 kg MW kW GW 升 延米 吨/日 微克/立方米 毫克/升""",
    Family.money: "元 美元 港元 欧元 日元 元人民币 元/吨 元/亩 元/平方米",
    Family.time: "天 小时 分钟 秒 个月 个工作日 工作日 年 周 岁 个小时",
    Family.share: "% ‰ 成",
    Family.points: "百分点 个百分点 个点",
    Family.times: "倍 番",
}
FAMILIES = {word: family for family, words in _WORDS.items() for word in words.split()}
# Written in two ways, counted as one.
SAME = {
    "㎡": "平方米", "m²": "平方米", "m2": "平方米", "km": "公里", "千米": "公里", "km²": "平方公里",
    "平方千米": "平方公里", "个百分点": "百分点", "个点": "百分点", "元人民币": "元", "千克": "公斤",
    "kg": "公斤", "MW": "兆瓦", "kW": "千瓦", "个工作日": "工作日", "立方": "立方米", "m³": "立方米",
    "℃": "摄氏度", "个小时": "小时",
}  # fmt: skip
LONGEST_FIRST = sorted(FAMILIES, key=len, reverse=True)


def family(unit: str) -> Family:
    return FAMILIES.get(unit, Family.bare)
