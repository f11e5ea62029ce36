"""Units as packs write them, and what they are called in English; empty for mere counting words."""

# counting words say nothing in English; the others are words there too
COUNTING = (
    "个", "家", "处", "次", "批", "项", "条", "期", "起", "件", "人", "位", "名", "笔", "份", "间", "棵", "颗",
    "支", "户", "班", "场", "座", "张", "本", "部", "台", "辆", "篇", "宗", "星", "家次",
)  # fmt: skip
IN_ENGLISH = {
    "百分点": "points", "亿元": "× 100 m yuan", "万元": "× 10 k yuan", "元": "yuan", "亿": "× 100 m",
    "月": "month", "日": "day", "天": "days", "工作日": "working days", "分": "points", "人次": "person-times",
    "台次": "machine-shifts", "平方米": "m²", "万平方米": "× 10 k m²", "立方米": "m³", "公里": "km", "米": "m",
    "分钟": "minutes", "小时": "hours", "公里/小时": "km/h", "学时": "hours", "万千瓦时": "× 10 k kWh", "倍": "times",
    "万棵": "× 10 k", "个月": "months", "亩": "mu", "吨": "t", "年": "years", "岁": "years",
    "元/平方米": "yuan/m²", "℃": "°C", "课时": "lessons",
    **dict.fromkeys(COUNTING, ""),
}  # fmt: skip
