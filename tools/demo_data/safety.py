"""Safety: inspections and 31 hazards."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from tools.demo_data.tables import (
    EQUAL,
    EXPECTED,
    PACKS,
    PAGE,
    REPORTERS,
    STREETS,
    TODAY,
    Firm,
    day_after,
    days_after,
    picture,
    write,
)


def safety(firms: Sequence[Firm]) -> None:
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
        due = days_after(found, 3 if i in (18, 27) else 15)
        hazards.append((code, street, found, found, finder, f"{firm[0][:2]}{problem}", f"JC-2022-{inspected + 1:03d}", firm[0],
                        firm[1], found, category, severity, "《安全生产法》有关规定", "车间" if i % 2 else "仓库", "before.png", "department"))  # fmt: skip
        reporter = REPORTERS[street]
        next_day = day_after(found, 1)
        plan = "专项应急预案已备" if severity == "major" else ""
        moves.append((code, "take_measures", next_day, next_day, reporter, "", f"{firm[0][:4]}安全科",
                      "停用、隔离并限期更换", due, plan, "", ""))  # fmt: skip
        if i % 31 >= 12:
            fixed = day_after(found, 4)
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
                    "",
                )
            )
            if i >= 20 and day_after(found, 6) <= TODAY.isoformat():
                seen = day_after(found, 5)
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
                        "现场复查，已消除",
                    )
                )
    write(
        "safety/demo/hazard.csv",
        ("code", "unit", "on", "recorded", "actor", "problem", "inspection", "enterprise", "enterprise_code",
         "found_on", "category", "severity", "basis", "place", "photo_before", "source"),
        hazards,
    )  # fmt: skip
    write(
        "safety/demo/hazard.moves.csv",
        ("code", "transition", "on", "recorded", "actor", "reason", "responsible", "measures_text", "due_on",
         "emergency_plan", "photo_after", "recheck_note"),
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
        ("hazards_due", "JK", on, "16", "16"),
        ("rectified_in_time", "JK", on, "7", "7"),
        ("in_time_rate", "JK", on, "43.75", "43.8"),
        ("repeat_rate", "JK", on, "0", "0.0"),
    ])  # fmt: skip
