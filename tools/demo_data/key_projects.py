"""Key projects: 48 in the zone, five outside its count, five months each."""

from __future__ import annotations

from collections.abc import Sequence

from tools.demo_data.organisation import FIRST
from tools.demo_data.tables import (
    EQUAL,
    EXPECTED,
    PACKS,
    PAGE,
    REPORTERS,
    STREETS,
    TODAY,
    Firm,
    days_after,
    dice,
    entered,
    parts,
    picture,
    write,
)

LATE = 34  # planned for May, not started


def _words(project: int, month: int) -> tuple[str, str, str, str]:
    """What a month says beside its number: May alone speaks, some of it with a photo."""
    if month != 4:
        return "", "", "", ""
    progress = (
        "主体结构封顶，转入安装",
        "基础完成，地上一层施工",
        "设备进场调试",
        "土方完成八成",
        "内外装同步推进",
    )
    problem = {0: "外线供电尚未接通", 3: "剩余两户未搬迁", 7: "钢材到货推迟"}.get(project % 11, "")
    following = ("六月底完成一段验收", "七月初设备联调", "月内完成剩余基础")[project % 3]
    return (
        progress[project % 5],
        problem,
        following,
        f"site-{project % 6}.png" if project % 4 == 1 else "",
    )


def _approvals_and_needs(projects: Sequence[Sequence[object]]) -> None:
    """Write two or three approvals a project, most of them done, and a need for every fourth."""
    items = (("design", "工程规划许可"), ("environment", "环境影响评价"), ("permit", "施工许可"))
    approvals: list[tuple[object, ...]] = []
    done: list[tuple[object, ...]] = []
    needs: list[tuple[object, ...]] = []
    moves: list[tuple[object, ...]] = []
    kinds = (("land", "用地指标十二亩"), ("utilities", "双回路供电"), ("removal", "征迁两户"),
             ("funds", "并购贷款对接"), ("environment", "排放总量"), ("energy", "能耗指标"))  # fmt: skip
    for i, project in enumerate(projects):
        code, street, actor = project[0], project[1], project[4]
        for n, (item, title) in enumerate(items[: 2 + i % 2]):
            number = f"SP-2022-{len(approvals) + 1:03d}"
            due = f"2022-0{3 + (i + n) % 4}-{10 + i % 15:02d}"
            approvals.append((number, street, "2022-01-20", "2022-01-20", actor, title, code, item, "行政审批局", due))  # fmt: skip
            if (i * 3 + n) % 11 == 7:
                continue
            day = min(days_after(due, 4 if i % 9 == 4 else -5), TODAY.isoformat())
            done.append((number, "finish", day, day, actor, f"许可〔2022〕{len(done) + 11}号"))
        if i % 4 == 0 and i < 48:
            kind, title = kinds[i // 4 % 6]
            number, raised = f"YS-2022-{len(needs) + 1:03d}", f"2022-0{2 + i % 3}-1{i % 8}"
            needs.append((number, street, raised, raised, actor, title, code, kind, days_after(raised, 45)))  # fmt: skip
            given = days_after(raised, 2)
            moves.append((number, "assign", given, given, "dispatcher", "", "JK-ZG" if kind in ("land", "removal") else "JK-ZS", "", ""))  # fmt: skip
            if i % 12 == 8:
                continue
            lead = "reporter-zg" if kind in ("land", "removal") else "reporter-zs"
            met = days_after(given, 30 if i % 12 else 50)
            moves.append(
                (number, "meet", met, met, lead, "", "", "已落实到位，现场可用", "site-1.png")
            )
            if i % 16:
                seen = days_after(met, 2)
                moves.append((number, "confirm", seen, seen, "checker", "", "", "", ""))
    head = ("code", "unit", "on", "recorded", "actor", "matter", "project")
    write("key-projects/demo/approval.csv", (*head, "item", "authority", "due_on"), approvals)
    write("key-projects/demo/approval.moves.csv",
          ("code", "transition", "on", "recorded", "actor", "document_no"), done)  # fmt: skip
    write("key-projects/demo/need.csv", (*head, "kind", "needed_by"), needs)
    write("key-projects/demo/need.moves.csv",
          ("code", "transition", "on", "recorded", "actor", "reason", "supplier", "outcome", "proof"), moves)  # fmt: skip


def key_projects(firms: Sequence[Firm]) -> None:
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
    plans = parts(1_612_000, [dice.uniform(0.4, 2.2) for _ in range(48)])
    # completion ratios: 5 red, 5 yellow, 4 notice, the rest carry the zone
    ratios = [0.06, 0.08, 0.09, 0.10, 0.11, 0.16, 0.2, 0.24, 0.27, 0.3, 0.33, 0.36, 0.38, 0.40]
    ratios += [dice.uniform(0.86, 1.08) for _ in range(34)]
    dice.shuffle(ratios)
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
        total = round(max(plan, completed) * dice.uniform(1.5, 3.2), -2)
        before = 0 if nature == "new" else round((total - max(plan, completed)) * 0.5)
        code = f"ZD-2022-{i + 1:03d}"
        started = "2022-01-06" if nature != "new" else f"2022-0{1 + i % 5}-{12 + i % 15:02d}"
        if i == 10:
            started = "2022-05-28"
        sponsor = "leader" if i % 2 else "leader2"
        bundled = 3 + i % 4 if i % 8 == 5 else 1
        registered = "" if i % 6 == 4 else "2022-02-15" if nature == "new" else "2021-09-10"
        planned = (
            "2022-09-15" if level == "reserve" else "2022-05-15" if i == LATE else "2022-03-15"
        )
        records.append(
            (code, street, "2022-01-05", "2022-01-10", actor, sponsor, "officer",
             f"{firm[0][:4]}{kinds[i % 10]}{'二期' if i % 5 == 2 else ''}项目", level, nature, sectors[i % 6],
             firm[2], firm[0], firm[1], total, plan, before, planned if nature == "new" else "",
             registered, bundled, *((10, 35, 70) if nature == "new" else ("", "", "")), "land;utilities" if i % 5 == 0 else "", f"114.{10 + i % 40:02d},32.{90 + i % 9:02d}",
             f"2201-411799-04-01-{118_000 + 37 * i}", ("own;loans", "own", "budget;bonds", "own;foreign")[i % 4],
             "2022-2024" if nature == "new" else "2021-2023", f"{FIRST[(i + 3) % 20]}建设集团",
             f"{FIRST[(i + 9) % 20]}设计院", f"{FIRST[(i + 14) % 20]}监理公司")
        )  # fmt: skip
        is_begun = level != "reserve" and i not in (LATE, 52)
        if is_begun and (nature != "new" or started <= TODAY.isoformat()):
            recorded = "2022-06-03" if i == 10 else entered(started, 2)
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
            numbers.append((code, month, due, actor, status, sent, *_words(i, number)))
    write(
        "key-projects/demo/project.csv",
        ("code", "unit", "on", "recorded", "actor", "duty:sponsor", "duty:service_officer", "name",
         "level", "nature", "sector", "industry", "builder", "builder_code", "total_investment",
         "annual_plan", "before_this_year", "planned_start", "registered_on", "bundled",
         "curve_q1", "curve_q2", "curve_q3", "needs", "spot", "approval_code", "fund_sources",
         "building_years", "contractor", "designer", "supervisor"),
        records,
    )  # fmt: skip
    header = ("code", "transition", "on", "recorded", "actor", "reason", "start_evidence")
    write("key-projects/demo/project.moves.csv", header, moves)
    write(
        "key-projects/demo/project.months.csv",
        (
            "code",
            "period",
            "recorded",
            "actor",
            "status",
            "invested",
            "progress_text",
            "problems",
            "next_steps",
            "site_photos",
        ),
        numbers,
    )
    write(
        "key-projects/demo/project.month-corrections.csv",
        ("code", "period", "recorded", "actor", "reason", "invested"),
        corrections,
    )
    _approvals_and_needs(records)
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
        ("late_starts", "JK", "2022-06-20", "1", "1"),
        ("very_late_starts", "JK", "2022-06-20", "0", "0"),
        ("very_late_starts", "SF", "2022-06-20", "1", "1"),
        ("unregistered_projects", "JK", "2022-06-20", "6", "6"),
        ("long_unregistered_projects", "JK", "2022-06-20", "4", "4"),
        ("bundled_project_count", "JK", "2022-05-31", "66", "66"),
        ("due_by_curve", "JK", "2022-05-31", "", "58.95"),
        ("ahead_of_curve", "JK", "2022-05-31", "", "43.84"),
        ("half_reached_day", "JK", "2022-05-31", "", "95"),
        ("monthly_pace", "JK", "2022-05-31", "25.924", "25.92"),
        ("monthly_needed_for_half", "JK", "2022-05-31", "0", "0.00"),
        ("monthly_needed_for_year", "JK", "2022-05-31", "", "4.51"),
        ("approvals_assigned", "JK", "2022-06-20", "125", "125"),
        ("approvals_completed", "JK", "2022-06-20", "114", "114"),
        ("approvals_late", "JK", "2022-06-20", "11", "11"),
        ("approval_rate", "JK", "2022-06-20", "91.2", "91.2"),
        ("needs_due", "JK", "2022-06-20", "12", "12"),
        ("needs_met_in_time", "JK", "2022-06-20", "4", "4"),
    ])  # fmt: skip
