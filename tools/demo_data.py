"""Writes the demo zone's data into packs/*/demo: deterministic, invented, and summing to the page.

Run it after changing it; what it writes is committed, and nothing else calls it.
"""

from __future__ import annotations

import csv
import datetime
import random
import struct
import zlib
from collections.abc import Sequence
from pathlib import Path

from bihuan.lib.credit_code import ALPHABET, check_character

PACKS = Path(__file__).parent.parent / "packs"
TODAY = datetime.date(2022, 6, 20)
STREETS = ("JK-LX", "JK-QH", "JK-YS", "JK-DX")
REPORTERS = dict(zip(STREETS, ("reporter", "reporter2", "reporter3", "reporter4"), strict=True))
random_ = random.Random(20220620)  # noqa: S311 - data, no secret

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


def write(path: str, header: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    target = PACKS / path
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def code_of(number: int) -> str:
    """Return a valid credit code that belongs to nobody (an unused organisation range)."""
    body = f"91411799MA{number:07d}"
    assert all(character in ALPHABET for character in body)  # noqa: S101
    return body + check_character(body)


def parts(total: int, weights: Sequence[float]) -> list[int]:
    """Split a whole into whole parts by weight, the last taking the rest."""
    scale = total / sum(weights)
    found = [round(weight * scale) for weight in weights[:-1]]
    return [*found, total - sum(found)]


def organisation() -> list[tuple[str, str, str]]:
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


def picture(path: Path, seed: int) -> None:
    """Write a small PNG: a horizon, a building, a sun; enough to see that photos differ."""
    wide, high = 320, 200
    shade = random.Random(seed)  # noqa: S311
    sky = (150 + shade.randrange(60), 190 + shade.randrange(40), 230)
    ground = (150 + shade.randrange(50), 140, 110 + shade.randrange(40))
    walls = [(20 + 60 * i + shade.randrange(15), 40 + shade.randrange(60), 34) for i in range(5)]
    grey = [(90 + shade.randrange(110),) * 3 for _ in walls]
    rows = bytearray()
    for y in range(high):
        rows.append(0)
        for x in range(wide):
            pixel = ground if y > 150 else sky
            for (left, top, width), colour in zip(walls, grey, strict=True):
                if left <= x < left + width and top <= y <= 160:
                    lit = (x - left) % 10 < 5 and (y - top) % 14 < 7
                    pixel = (250, 230, 160) if lit else colour
            rows += bytes(pixel)

    def chunk(kind: bytes, data: bytes) -> bytes:
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    header = struct.pack(">IIBBBBB", wide, high, 8, 2, 0, 0, 0)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(bytes(rows), 9)) + chunk(b"IEND", b"")
    )  # fmt: skip


def key_projects(firms: Sequence[tuple[str, str, str]]) -> None:
    kinds = [
        "产业园",
        "生产线",
        "研发中心",
        "冷链仓储",
        "扩建",
        "智能工厂",
        "配套道路",
        "标准厂房",
        "检测中心",
        "加工基地",
    ]
    sectors = ("emerging", "manufacturing", "services", "farming", "infrastructure", "social")
    months = [f"2022-{m:02d}" for m in range(1, 6)]
    plans = parts(1_612_000, [random_.uniform(0.4, 2.2) for _ in range(48)])
    # completion ratios: 5 red, 5 yellow, 4 notice, the rest carry the zone
    ratios = [0.06, 0.08, 0.09, 0.10, 0.11, 0.16, 0.2, 0.24, 0.27, 0.3, 0.33, 0.36, 0.38, 0.40]
    ratios += [random_.uniform(0.86, 1.08) for _ in range(34)]
    random_.shuffle(ratios)
    done = parts(1_296_200, [plan * ratio for plan, ratio in zip(plans, ratios, strict=True)])
    records, moves, numbers, corrections = [], [], [], []
    for i in range(53):
        inside = i < 48
        street = STREETS[i % 4] if i < 50 else "SF-HY"
        actor = REPORTERS.get(street, "reporter-sf")
        firm = firms[i % 40]
        level = ("province" if i % 7 in (0, 3) else "city") if inside or i >= 50 else "reserve"
        nature = "new" if i % 3 == 1 else ("finishing" if i % 9 == 0 else "continued")
        plan = plans[i] if inside else 12_000 + 700 * i
        completed = done[i] if inside else round(plan * 0.3)
        total = round(max(plan, completed) * random_.uniform(1.5, 3.2), -2)
        before = 0 if nature == "new" else round((total - max(plan, completed)) * 0.5)
        code = f"ZD-2022-{i + 1:03d}"
        started = "2022-01-06" if nature != "new" else f"2022-0{1 + i % 5}-{12 + i % 15:02d}"
        if i == 10:
            started = "2022-05-28"
        sponsor = "leader" if i % 2 else "leader2"
        bundled = 3 + i % 4 if i % 8 == 5 else 1
        registered = "" if i % 6 == 4 else "2022-02-15" if nature == "new" else "2021-09-10"
        records.append(
            (code, street, "2022-01-05", "2022-01-10", actor, sponsor, "officer",
             f"{firm[0][:4]}{kinds[i % 10]}{'二期' if i % 5 == 2 else ''}项目", level, nature, sectors[i % 6],
             firm[2], firm[0], firm[1], total, plan, before, "2022-03-15" if nature == "new" else "",
             registered, bundled, 8, 8 - i % 3, "land;utilities" if i % 5 == 0 else "", f"114.{10 + i % 40:02d},32.{90 + i % 9:02d}")
        )  # fmt: skip
        is_begun = level != "reserve" and i != 52
        if is_begun and (nature != "new" or started <= TODAY.isoformat()):
            recorded = "2022-06-03" if i == 10 else _later(started, 2)
            moves.append((code, "start", started, recorded, actor, "", f"site-{i % 6}.png"))
            if nature != "new":
                moves.append((code, "build", "2022-01-12", "2022-01-13", actor, "", ""))
        if level == "reserve":
            continue
        shares = parts(completed, [0.5, 0.7, 1.1, 1.3, 1.4])
        for number, (month, invested) in enumerate(zip(months, shares, strict=True)):
            if i == 51 and number == 4:
                continue  # the second zone has one month to chase
            due = f"2022-{number + 2:02d}-0{3 + i % 3}"
            if number == 4 and i % 11 == 6:
                due = "2022-06-09"
            status = "approved" if number < 4 else ("checked" if i % 2 else "submitted")
            if i >= 50:
                status = "submitted"
            sent = invested
            if i == 7 and number == 3:
                sent = invested + 900  # an invoice counted twice, corrected in June
                corrections.append(
                    (code, month, "2022-06-10", actor, "重复计入一张发票，现予更正", invested)
                )
            numbers.append((code, month, due, actor, status, sent))
    write(
        "key-projects/demo/project.csv",
        ("code", "unit", "on", "recorded", "actor", "duty:sponsor", "duty:service_officer", "name",
         "level", "nature", "sector", "industry", "builder", "builder_code", "total_investment",
         "annual_plan", "before_this_year", "planned_start", "registered_on", "bundled",
         "approvals_due", "approvals_done", "needs", "spot"),
        records,
    )  # fmt: skip
    header = ("code", "transition", "on", "recorded", "actor", "reason", "start_evidence")
    write("key-projects/demo/project.moves.csv", header, moves)
    write(
        "key-projects/demo/project.months.csv",
        ("code", "period", "recorded", "actor", "status", "invested"),
        numbers,
    )
    write(
        "key-projects/demo/project.month-corrections.csv",
        ("code", "period", "recorded", "actor", "reason", "invested"),
        corrections,
    )
    for number in range(6):
        picture(PACKS / f"key-projects/demo/evidence/site-{number}.png", number)
    story, on = "S1", "2022-05-31"
    write("key-projects/demo/page.csv", PAGE, [
        (story, "48个省、市重点项目", "省、市重点项目", "key_project_count", "JK", on, "statistic", EQUAL),
        (story, "129.62亿元", "省、市重点项目已完成投资", "investment_completed", "JK", on, "statistic", EQUAL),
        (story, "80.41%", "完成投资占年度计划投资", "completion_rate", "JK", on, "statistic", EQUAL),
        (story, "38.74个百分点", "超时序进度", "ahead_of_schedule", "JK", on, "statistic", EQUAL),
    ])  # fmt: skip
    write("key-projects/expected/figures.csv", EXPECTED, [
        ("key_project_count", "JK", on, "48", "48"),
        ("investment_planned", "JK", on, "161.2", "161.20"),
        ("investment_completed", "JK", on, "129.62", "129.62"),
        ("completion_rate", "JK", on, "", "80.41"),
        ("ahead_of_schedule", "JK", on, "", "38.74"),
        ("half_year_gap", "JK", on, "", "30.41"),
        ("key_project_count", "SF", on, "3", "3"),
    ])  # fmt: skip


PAGE = ("story", "printed", "what", "indicator", "unit", "on", "kind", "comparison")
EXPECTED = ("indicator", "unit", "on", "value", "display")
EQUAL = "equal after rounding to the printed precision"
NULL = "null: nothing may be computed as printed"


def _later(day: str, days: int) -> str:
    moved = datetime.date.fromisoformat(day) + datetime.timedelta(days=days)
    return min(max(moved, datetime.date(2022, 1, 11)), TODAY).isoformat()


def three_batches(firms: Sequence[tuple[str, str, str]]) -> None:
    phases = {1: "2021-07-10", 2: "2021-10-12", 3: "2022-01-04", 4: "2022-04-08"}
    batches = [
        ("signed", 6, 118_200, 117_000),
        ("started", 8, 208_100, 160_000),
        ("producing", 7, 62_000, 62_000),
    ]
    endings = {"signed": 2, "started": 8, "producing": 7}
    nouns = [
        "装备园",
        "制剂车间",
        "冷链中心",
        "芯片模组线",
        "包装基地",
        "数据中心",
        "种业园",
        "检测线",
    ]
    records, moves, numbers = [], [], []
    number = 0
    for batch, count, planned, invested in batches:
        plans = parts(planned, [random_.uniform(0.6, 1.6) for _ in range(count)])
        done = parts(invested, [plan * random_.uniform(0.93, 1.05) for plan in plans])
        if batch == "producing":
            done = plans
        totals = (
            parts(550_000, [random_.uniform(0.7, 1.4) for _ in range(count)])
            if batch == "producing"
            else [round(plan * random_.uniform(1.6, 2.8), -2) for plan in plans]
        )
        for i in range(count):
            street, phase = STREETS[number % 4], 1 + number % 4
            actor, firm = REPORTERS[street], firms[(number * 3 + 1) % 40]
            code, held = f"SP-2022-{number + 1:03d}", phases[phase]
            entered = _later(held, 3)
            records.append(
                (code, street, held, entered, actor, "leader" if number % 2 else "leader2",
                 f"{firm[0][:4]}{nouns[i % 8]}项目", f"2022-4117-{100 + number}", phase, held, batch,
                 "manufacturing" if i % 3 else "services", totals[i], plans[i], 30_000 + 1000 * i)
            )  # fmt: skip
            begun = _day_after(held, 20)
            if batch != "signed" or i < endings["signed"] + 2:
                moves.append(
                    (
                        code,
                        "fulfil",
                        _day_after(held, 8),
                        _later(_day_after(held, 8), 2),
                        actor,
                        "",
                        "",
                    )
                )
            if batch != "signed" or i < endings["signed"]:
                moves.append((code, "start", begun, _later(begun, 2), actor, "", "works-0.png"))
            if batch == "producing" or (batch == "started" and i < 3):
                day = _day_after(held, 45)
                moves.append((code, "produce", day, _later(day, 3), actor, "", "works-1.png"))
            if batch == "producing" and i < 3:
                moves.append(
                    (code, "take_effect", "2022-06-08", "2022-06-10", "checker", "", "works-2.png")
                )
            shares = parts(done[i], [0.6, 0.8, 1.0, 1.2, 1.4])
            for m, share in enumerate(shares, 1):
                status = "approved" if m < 5 else "submitted"
                numbers.append(
                    (
                        code,
                        f"2022-{m:02d}",
                        max(f"2022-{m + 1:02d}-04", _day_after(entered, 1)),
                        actor,
                        status,
                        share,
                    )
                )
            number += 1
    write(
        "three-batches/demo/listing.csv",
        ("code", "unit", "on", "recorded", "actor", "duty:sponsor", "name", "project_key", "phase",
         "phase_month", "batch", "kind", "total_investment", "annual_plan", "agreed_revenue"),
        records,
    )  # fmt: skip
    write(
        "three-batches/demo/listing.moves.csv",
        ("code", "transition", "on", "recorded", "actor", "reason", "evidence"),
        moves,
    )
    write(
        "three-batches/demo/listing.months.csv",
        ("code", "period", "recorded", "actor", "status", "batch_invested"),
        numbers,
    )
    for seed in range(3):
        picture(PACKS / f"three-batches/demo/evidence/works-{seed}.png", 40 + seed)
    on = "2022-05-31"
    rows = [
        ("21个", "前四期“三个一批”项目", "listings"),
        ("6个", "签约一批项目", "batch_signed"),
        ("11.7亿元", "签约一批完成投资", "batch_signed_invested"),
        ("99%", "签约一批完成投资占年度计划投资", "batch_signed_completion"),
        ("8个", "开工一批项目", "batch_started"),
        ("100%", "开工一批开工率", "started_start_rate"),
        ("16亿元", "开工一批完成投资", "batch_started_invested"),
        ("76.9%", "开工一批完成投资占年度计划投资", "batch_started_completion"),
        ("7个", "投产一批项目", "batch_producing"),
        ("55亿元", "投产一批计划总投资", "producing_total_planned"),
    ]
    page = [
        ("S1", printed, what, name, "JK", on, "statistic", EQUAL) for printed, what, name in rows
    ]
    page.append(
        (
            "S1",
            "已完成年度计划投资",
            "投产一批完成年度计划投资",
            "batch_producing_completion",
            "JK",
            on,
            "wording",
            EQUAL,
        )
    )
    page.append(("S1", "", "投产一批达效率", "producing_effect_rate", "JK", on, "lost", NULL))
    write("three-batches/demo/page.csv", PAGE, page)
    write("three-batches/expected/figures.csv", EXPECTED, [
        ("listings", "JK", on, "21", "21"),
        ("batch_signed_invested", "JK", on, "11.7", "11.7"),
        ("batch_signed_completion", "JK", on, "", "99.0"),
        ("batch_started_invested", "JK", on, "16", "16.0"),
        ("batch_started_completion", "JK", on, "", "76.9"),
        ("started_start_rate", "JK", on, "100", "100.0"),
        ("started_production_rate", "JK", on, "37.5", "37.5"),
        ("producing_total_planned", "JK", on, "55", "55.0"),
        ("batch_producing_completion", "JK", on, "100", "100.0"),
        ("producing_effect_rate", "JK", "2022-06-20", "", "42.9"),
    ])  # fmt: skip


def _day_after(day: str, days: int) -> str:
    moved = datetime.date.fromisoformat(day) + datetime.timedelta(days=days)
    return min(moved, TODAY).isoformat()


def investment() -> None:
    regions = ("jjj", "yrd", "prd;gba", "gba", "yrd;other", "other")
    methods = ("leaders", "merchants", "chain", "flagship")
    topics = ["现代农机", "生物医药", "数字经济", "绿色食品", "新能源配件", "冷链物流"]
    actor, unit = "reporter-zs", "JK-ZS"
    trips = []
    for i in range(17):
        held = (datetime.date(2022, 1, 11) + datetime.timedelta(days=9 * i)).isoformat()
        trips.append((unit, held, _later(held, 4), actor, f"{topics[i % 6]}专题招商第{i + 1}次", held,
                      2 + i % 4, regions[i % 6], methods[i % 4], 3 + i % 5, "拜访企业并交换资料"))  # fmt: skip
    write(
        "investment/demo/trip.csv",
        (
            "unit",
            "on",
            "recorded",
            "actor",
            "name",
            "held_on",
            "days",
            "regions",
            "method",
            "firms_met",
            "outcome",
        ),
        trips,
    )
    visits = []
    for i in range(39):
        held = (datetime.date(2022, 1, 12) + datetime.timedelta(days=4 * i)).isoformat()
        visits.append((unit, held, _later(held, 2), actor, f"{topics[i % 6]}考察团（第{i + 1}批）", held,
                       4 + i % 9, regions[(i + 2) % 6], topics[(i + 1) % 6]))  # fmt: skip
    write(
        "investment/demo/visit.csv",
        (
            "unit",
            "on",
            "recorded",
            "actor",
            "name",
            "held_on",
            "visitors_count",
            "regions",
            "interest",
        ),
        visits,
    )
    leads, moves = [], []
    route = ["judge", "negotiate", "sign", "fulfil", "start", "produce"]
    for i in range(59):
        code = f"ZS-2022-{i + 1:03d}"
        found = (datetime.date(2022, 1, 13) + datetime.timedelta(days=2 * i)).isoformat()
        goal = 0 if i >= 51 else 1 if i >= 46 else 2 if i >= 11 else 3 + i % 4
        if 42 <= i < 46:
            goal = -1  # lost after the first judgement
        contract = 8_000 + 3_500 * (i % 7) if goal >= 3 else ""
        leads.append((code, unit, found, _later(found, 1), actor, actor, f"{FIRST[i % 20]}{topics[i % 6]}项目",
                      f"{FIRST[(i + 7) % 20]}控股", ("trip", "visit", "merchant", "chain")[i % 4], topics[i % 6],
                      regions[i % 6], "是" if i % 3 else "否", 5_000 + 2_300 * (i % 11),
                      round(int(contract) * 0.35) if goal >= 4 and contract else ""))  # fmt: skip
        day = datetime.date.fromisoformat(found)
        for step in route[: max(goal, 1)] if goal else []:
            day = min(day + datetime.timedelta(days=6), TODAY)
            extra = (contract, "contract.png") if step == "sign" else ("", "")
            moves.append(
                (code, step, day.isoformat(), _later(day.isoformat(), 1), actor, "", *extra)
            )
        if goal == -1:
            day = min(day + datetime.timedelta(days=10), TODAY)
            moves.append(
                (
                    code,
                    "lose",
                    day.isoformat(),
                    _later(day.isoformat(), 1),
                    actor,
                    "投资方改投他处",
                    "",
                    "",
                )
            )
    write(
        "investment/demo/lead.csv",
        ("code", "unit", "on", "recorded", "actor", "duty:follower", "name", "investor", "source",
         "chain_link", "regions", "manufacturing", "intended", "arrived"),
        leads,
    )  # fmt: skip
    header = (
        "code",
        "transition",
        "on",
        "recorded",
        "actor",
        "reason",
        "contract",
        "contract_file",
    )
    write("investment/demo/lead.moves.csv", header, moves)
    picture(PACKS / "investment/demo/evidence/contract.png", 77)
    on = TODAY.isoformat()
    write("investment/demo/page.csv", PAGE, [
        ("S1", "17次", "外出招商", "trips", "JK", on, "statistic", EQUAL),
        ("S1", "39批", "来访客商", "visits", "JK", on, "statistic", EQUAL),
        ("S1", "42个", "对接洽谈招商引资项目", "leads_in_negotiation", "JK", on, "statistic", EQUAL),
        ("S1", "", "已签约项目", "leads_signed", "JK", on, "lost", NULL),
    ])  # fmt: skip
    write("investment/expected/figures.csv", EXPECTED, [
        ("trips", "JK", on, "17", "17"),
        ("visits", "JK", on, "39", "39"),
        ("leads_in_negotiation", "JK", on, "42", "42"),
        ("leads_signed", "JK", on, "11", "11"),
        ("sign_rate", "JK", on, "", "26.2"),
    ])  # fmt: skip


def safety(firms: Sequence[tuple[str, str, str]]) -> None:
    problems = [
        ("消防通道堆放物料", "fire"), ("临时线路未套管", "electricity"), ("灭火器压力不足", "fire"),
        ("燃气软管老化", "gas"), ("配电箱门缺失", "electricity"), ("高处作业未系安全带", "heights"),
        ("叉车年检过期", "equipment"), ("防暑药品配备不足", "heat"), ("疏散指示灯不亮", "crowd"),
        ("危化品露天暴晒", "chemicals"), ("有限空间未挂警示牌", "confined"), ("电动车违规充电", "fire"),
    ]  # fmt: skip
    kinds = ("factory", "building_site", "entertainment", "warehouse", "market")
    inspections, hazards, moves = [], [], []
    for i in range(24):
        heat = i < 18
        firm = firms[i % 15] if heat else firms[2 + i]
        held = (
            (datetime.date(2022, 5, 30) + datetime.timedelta(days=i)).isoformat()
            if heat
            else f"2022-03-{3 + i:02d}"
        )
        street = STREETS[i % 4]
        inspections.append((f"JC-2022-{i + 1:03d}", street, held, held if held >= "2022-01-11" else "2022-01-11",
                            "inspector" if i % 2 else "inspector2", f"{firm[0][:4]}{'高温专项' if heat else '日常'}检查", firm[0], firm[1],
                            held, "heat" if heat else "routine", kinds[i % 5], "应急管理局检查科"))  # fmt: skip
    write(
        "safety/demo/inspection.csv",
        ("code", "unit", "on", "recorded", "actor", "name", "enterprise", "enterprise_code", "held_on",
         "campaign", "place_kind", "checkers"),
        inspections,
    )  # fmt: skip
    for i in range(31):
        inspected = i % 15
        firm, street = firms[inspected], STREETS[inspected % 4]
        found = (datetime.date(2022, 5, 30) + datetime.timedelta(days=inspected)).isoformat()
        finder = "inspector" if inspected % 2 else "inspector2"
        other = "inspector2" if finder == "inspector" else "inspector"
        problem, category = problems[i % 12]
        severity = "major" if i in (9, 21) else "general"
        code = f"YH-2022-{i + 1:03d}"
        due = _far(found, 15)
        hazards.append((code, street, found, found, finder, f"{firm[0][:2]}{problem}", f"JC-2022-{inspected + 1:03d}", firm[0],
                        firm[1], found, category, severity, "《安全生产法》有关规定", "车间" if i % 2 else "仓库", "before.png"))  # fmt: skip
        reporter = REPORTERS[street]
        next_day = _day_after(found, 1)
        plan = "专项应急预案已备" if severity == "major" else ""
        moves.append((code, "take_measures", next_day, next_day, reporter, "", f"{firm[0][:4]}安全科",
                      "停用、隔离并限期更换", due, plan, "", "", ""))  # fmt: skip
        if i % 31 >= 12:
            fixed = _day_after(found, 4)
            in_time = "是" if i % 9 else "否"
            moves.append(
                (
                    code,
                    "rectify",
                    fixed,
                    fixed,
                    reporter,
                    "",
                    "",
                    "",
                    "",
                    "",
                    "after.png",
                    in_time,
                    "",
                )
            )
            if i >= 20 and _day_after(found, 6) <= TODAY.isoformat():
                seen = _day_after(found, 5)
                moves.append(
                    (
                        code,
                        "verify",
                        seen,
                        seen,
                        other,
                        "",
                        "",
                        "",
                        "",
                        "",
                        "",
                        "",
                        "现场复查，已消除",
                    )
                )
    write(
        "safety/demo/hazard.csv",
        ("code", "unit", "on", "recorded", "actor", "problem", "inspection", "enterprise", "enterprise_code",
         "found_on", "category", "severity", "basis", "place", "photo_before"),
        hazards,
    )  # fmt: skip
    write(
        "safety/demo/hazard.moves.csv",
        ("code", "transition", "on", "recorded", "actor", "reason", "responsible", "measures_text", "due_on",
         "emergency_plan", "photo_after", "in_time", "recheck_note"),
        moves,
    )  # fmt: skip
    picture(PACKS / "safety/demo/evidence/before.png", 90)
    picture(PACKS / "safety/demo/evidence/after.png", 91)
    on = TODAY.isoformat()
    write("safety/demo/page.csv", PAGE, [
        ("S7", "15家", "排查企业", "firms_inspected", "JK", on, "statistic", EQUAL),
        ("S7", "31处", "发现隐患", "hazards", "JK", on, "statistic", EQUAL),
        ("S7", "31", "已落实整改措施的隐患（印作“全部”）", "measures_in_place", "JK", on, "statistic", EQUAL),
    ])  # fmt: skip
    write("safety/expected/figures.csv", EXPECTED, [
        ("firms_inspected", "JK", on, "15", "15"),
        ("hazards", "JK", on, "31", "31"),
        ("measures_in_place", "JK", on, "31", "31"),
        ("measures_rate", "JK", on, "100", "100.0"),
        ("hazards_per_firm", "JK", on, "", "2.07"),
        ("hazards_rectified", "JK", on, "19", "19"),
        ("hazards_closed", "JK", on, "11", "11"),
    ])  # fmt: skip


def _far(day: str, days: int) -> str:
    return (datetime.date.fromisoformat(day) + datetime.timedelta(days=days)).isoformat()


def main() -> None:
    firms = organisation()
    key_projects(firms)
    three_batches(firms)
    investment()
    safety(firms)


if __name__ == "__main__":
    main()
