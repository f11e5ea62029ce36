"""Units, people and firms of the demo zone."""

from __future__ import annotations

from bihuan.lib.credit_code import ALPHABET, check_character
from tools.demo_data.tables import REPORTERS, STREETS, Firm, write

UNITS = [
    ("YT", "云汀市", "Yunting City", "city", ""),
    ("JK", "云汀经济开发区", "Yunting Economic Zone", "zone", "YT"),
    ("JK-DC", "督查室", "Supervision Office", "department", "JK"),
    ("JK-XM", "项目推进办", "Project Office", "department", "JK"),
    ("JK-ZS", "投资促进局", "Investment Bureau", "department", "JK"),
    ("JK-AQ", "应急管理局", "Emergency Bureau", "department", "JK"),
    ("JK-XC", "宣传办", "Publicity Office", "department", "JK"),
    ("JK-LX", "柳溪街道", "Liuxi Street", "street", "JK"),
    ("JK-QH", "青禾街道", "Qinghe Street", "street", "JK"),
    ("JK-YS", "云杉街道", "Yunshan Street", "street", "JK"),
    ("JK-DX", "东曦街道", "Dongxi Street", "street", "JK"),
    ("JK-LX-1", "柳岸社区", "Liu'an Community", "village", "JK-LX"),
    ("JK-LX-2", "溪桥社区", "Xiqiao Community", "village", "JK-LX"),
    ("JK-QH-1", "禾丰社区", "Hefeng Community", "village", "JK-QH"),
    ("JK-QH-2", "北塘村", "Beitang Village", "village", "JK-QH"),
    ("JK-YS-1", "杉林社区", "Shanlin Community", "village", "JK-YS"),
    ("JK-DX-1", "晨光社区", "Chenguang Community", "village", "JK-DX"),
    ("JK-LX-1-A", "柳岸第一网格", "Liu'an Grid 1", "grid", "JK-LX-1"),
    ("JK-LX-1-B", "柳岸第二网格", "Liu'an Grid 2", "grid", "JK-LX-1"),
    ("SF", "云汀城乡融合示范区", "Yunting Pilot Zone", "zone", "YT"),
    ("SF-HY", "禾苑街道", "Heyuan Street", "street", "SF"),
    ("SF-HY-1", "南苑村", "Nanyuan Village", "village", "SF-HY"),
    ("JK-RS", "人力资源和社会保障局", "Human Resources Bureau", "department", "JK"),
    ("JK-FL", "妇女联合会", "Women's Federation", "department", "JK"),
    ("JK-CZ", "财政金融局", "Finance Bureau", "department", "JK"),
    ("SF-DQ", "党群工作部", "Party Work Department", "department", "SF"),
    ("SF-HY-2", "北苑村", "Beiyuan Village", "village", "SF-HY"),
    ("SF-HY-3", "河湾村", "Hewan Village", "village", "SF-HY"),
    ("SF-HY-4", "槐荫村", "Huaiyin Village", "village", "SF-HY"),
    ("SF-HY-5", "石桥村", "Shiqiao Village", "village", "SF-HY"),
    ("SF-HY-6", "新岸社区", "Xin'an Community", "village", "SF-HY"),
    ("SF-HY-7", "麦香村", "Maixiang Village", "village", "SF-HY"),
    ("SF-HY-8", "柳堤村", "Liudi Village", "village", "SF-HY"),
    ("SF-HY-9", "清泉社区", "Qingquan Community", "village", "SF-HY"),
    ("SF-HY-10", "丰登村", "Fengdeng Village", "village", "SF-HY"),
]
# code, name, position, unit, role, unit of the role
PEOPLE = [
    ("dispatcher", "孟知行", "督查室主任", "JK-DC", "dispatcher", "JK"),
    ("reporter", "苏禾", "柳溪街道经济办", "JK-LX", "reporter", "JK-LX"),
    ("reporter2", "卓然", "青禾街道经济办", "JK-QH", "reporter", "JK-QH"),
    ("reporter3", "方以宁", "云杉街道经济办", "JK-YS", "reporter", "JK-YS"),
    ("reporter4", "鲁行舟", "东曦街道经济办", "JK-DX", "reporter", "JK-DX"),
    ("reporter-zs", "乔一帆", "投资促进局综合科", "JK-ZS", "reporter", "JK-ZS"),
    ("reporter-sf", "柏青", "禾苑街道经济办", "SF-HY", "reporter", "SF"),
    ("checker", "纪衡", "项目推进办审核岗", "JK-XM", "checker", "JK"),
    ("approver", "祝明理", "项目推进办主任", "JK-XM", "approver", "JK"),
    ("leader", "岳长川", "管委会副主任", "JK", "leader", "JK"),
    ("leader2", "沈望", "管委会副主任", "JK", "leader", "JK"),
    ("officer", "简舒", "首席服务官", "JK-XM", "leader", "JK"),
    ("inspector", "武绎", "应急管理局检查科", "JK-AQ", "inspector", "JK"),
    ("inspector2", "欧阳晴", "应急管理局检查科", "JK-AQ", "inspector", "JK"),
    ("enterprise", "江听雨", "澄川精密安全负责人", "JK", "enterprise", "JK"),
    ("writer", "林墨", "宣传办通讯员", "JK-XC", "writer", "JK"),
    ("auditor", "秦鉴", "市审计局", "YT", "auditor", "YT"),
    ("sysadmin", "关山", "系统管理员", "YT", "system_admin", "YT"),
    ("secadmin", "罗盾", "安全管理员", "YT", "security_admin", "YT"),
    ("auditadmin", "程鑑", "审计管理员", "YT", "audit_admin", "YT"),
    ("approver-sf", "简宁", "示范区项目办主任", "SF-HY", "approver", "SF"),
    ("reporter-rs", "叶可", "人社局技能科", "JK-RS", "reporter", "JK-RS"),
    ("checker-rs", "余嘉", "人社局能力建设科", "JK-RS", "checker", "JK-RS"),
    ("reporter-fl", "白露", "妇联权益部", "JK-FL", "reporter", "JK-FL"),
    ("checker-sf", "段知秋", "禾苑街道党建办", "SF-HY", "checker", "SF"),
    ("dispatcher-sf", "许望舒", "示范区党群工作部", "SF-DQ", "dispatcher", "SF"),
    ("dispatcher-cz", "顾衡", "财政金融局国库科", "JK-CZ", "dispatcher", "JK-RS"),
]
FIRST = [
    "澄川",
    "禾望",
    "云锦",
    "青屿",
    "远帆",
    "明堤",
    "星桥",
    "松泉",
    "朗月",
    "华砚",
    "北辰",
    "知木",
    "溪石",
    "锐行",
    "丰谷",
    "蓝湾",
    "启元",
    "长陌",
    "翠微",
    "宏图",
]
TRADES = [
    ("精密", "C3484"), ("农机", "C3572"), ("生物", "C2760"), ("食品", "C1439"), ("新材", "C2659"),
    ("电子", "C3985"), ("物流", "G5990"), ("药业", "C2720"), ("智造", "C3562"), ("数科", "I6560"),
]  # fmt: skip


def code_of(number: int) -> str:
    """Return a valid credit code that belongs to nobody (an unused organisation range)."""
    body = f"91411799MA{number:07d}"
    assert all(character in ALPHABET for character in body)  # noqa: S101
    return body + check_character(body)


def organisation() -> list[Firm]:
    write(
        "base/demo/units.csv",
        ("code", "title_zh", "title_en", "kind", "parent", "on"),
        [(*unit, "2020-01-01") for unit in UNITS],
    )
    firms = []
    for number in range(40):
        trade, industry = TRADES[number % len(TRADES)]
        name = f"{FIRST[number % 20]}{trade}{'科技' if number >= 20 else ''}有限公司"
        firms.append((name, code_of(4200 + number), industry))
    write(
        "base/demo/people.csv",
        ("code", "name", "position", "unit", "phone", "party"),
        [
            (
                code,
                name,
                position,
                unit,
                f"1390000{1000 + i:04d}",
                firms[0][1] if code == "enterprise" else "",
            )
            for i, (code, name, position, unit, *_) in enumerate(PEOPLE)
        ],
    )
    write(
        "base/demo/assignments.csv",
        ("person", "role", "unit", "from"),
        [(code, role, unit, "2021-01-01") for code, _, _, _, role, unit in PEOPLE],
    )
    rows = []
    for number, (name, code, industry) in enumerate(firms):
        street = STREETS[number % 4]
        scale = "above" if number % 3 else "below"
        rows.append(
            (street, "2022-01-04", "2022-01-05", REPORTERS[street], name, code, industry, scale,
             f"创业路{10 + 3 * number}号", f"114.{10 + number:02d},32.{96 - number % 9:02d}", "厂办", f"0396-28{number:05d}"[:12])
        )  # fmt: skip
    write(
        "base/demo/enterprise.csv",
        ("unit", "on", "recorded", "actor", "name", "credit_code", "industry", "scale", "address",
         "spot", "contact", "phone"),
        rows,
    )  # fmt: skip
    return firms
