"""Three batches: 21 listings of four phases."""

from __future__ import annotations

from collections.abc import Sequence

from tools.demo_data.tables import (
    EQUAL,
    EXPECTED,
    NULL,
    PACKS,
    PAGE,
    REPORTERS,
    STREETS,
    Firm,
    day_after,
    dice,
    entered,
    parts,
    picture,
    write,
)

THRESHOLDS = {"manufacturing": 30_000, "services": 50_000}


def three_batches(firms: Sequence[Firm]) -> None:
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
        plans = parts(planned, [dice.uniform(0.6, 1.6) for _ in range(count)])
        done = parts(invested, [plan * dice.uniform(0.93, 1.05) for plan in plans])
        if batch == "producing":
            done = plans
        totals = (
            parts(550_000, [dice.uniform(0.7, 1.4) for _ in range(count)])
            if batch == "producing"
            else [round(plan * dice.uniform(1.6, 2.8), -2) for plan in plans]
        )
        for i in range(count):
            kind = (
                "services"
                if i % 3 == 0 and (batch != "producing" or totals[i] >= 50_000)
                else "manufacturing"
            )
            total = max(totals[i], THRESHOLDS[kind])
            street, phase = STREETS[number % 4], 1 + number % 4
            actor, firm = REPORTERS[street], firms[(number * 3 + 1) % 40]
            code, held = f"SP-2022-{number + 1:03d}", phases[phase]
            listed = entered(held, 3)
            records.append(
                (code, street, held, listed, actor, "leader" if number % 2 else "leader2",
                 f"{firm[0][:4]}{nouns[i % 8]}项目", f"2022-4117-{100 + number}", phase, held, batch,
                 kind, total, plans[i], 30_000 + 1000 * i)
            )  # fmt: skip
            begun = day_after(held, 20)
            if batch != "signed" or i < endings["signed"] + 2:
                moves.append(
                    (
                        code,
                        "fulfil",
                        day_after(held, 8),
                        entered(day_after(held, 8), 2),
                        actor,
                        "",
                        "",
                    )
                )
            if batch != "signed" or i < endings["signed"]:
                moves.append((code, "start", begun, entered(begun, 2), actor, "", "works-0.png"))
            if batch == "producing" or (batch == "started" and i < 3):
                day = day_after(held, 45)
                moves.append((code, "produce", day, entered(day, 3), actor, "", "works-1.png"))
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
                        max(f"2022-{m + 1:02d}-04", day_after(listed, 1)),
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
        ("signed_unfulfilled", "JK", "2022-06-20", "2", "2"),
        ("signed_long_not_started", "JK", "2022-06-20", "2", "2"),
    ])  # fmt: skip
