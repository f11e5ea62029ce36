"""Investment: trips, visits and leads."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from tools.demo_data.organisation import FIRST
from tools.demo_data.tables import (
    EQUAL,
    EXPECTED,
    NULL,
    PACKS,
    PAGE,
    TODAY,
    entered,
    picture,
    write,
)

DONE = ("code", "transition", "on", "recorded", "actor")


def written_up(
    rows: Sequence[Sequence[object]], step: str, *, after: int, forgotten: Sequence[int]
) -> list[tuple[object, ...]]:
    """Return the closing move of what was entered, so many weekdays later, but for what was forgotten."""
    moves: list[tuple[object, ...]] = []
    for number, (code, _, _, recorded, actor, *_) in enumerate(rows, 1):
        day, left = datetime.date.fromisoformat(str(recorded)), after
        while left:
            day += datetime.timedelta(days=1)
            left -= day.weekday() < 5
        if day < datetime.date(2022, 6, 18) and number not in forgotten:
            moves.append((code, step, day.isoformat(), day.isoformat(), actor))
    return moves


def investment() -> None:
    regions = ("jjj", "yrd", "prd;gba", "gba", "yrd;other", "other")
    methods = ("leaders", "merchants", "chain", "flagship")
    topics = ["现代农机", "生物医药", "数字经济", "绿色食品", "新能源配件", "冷链物流"]
    actor, unit = "reporter-zs", "JK-ZS"
    trips = []
    for i in range(17):
        held = (datetime.date(2022, 1, 11) + datetime.timedelta(days=9 * i)).isoformat()
        trips.append((f"WC-2022-{i + 1:03d}", unit, held, entered(held, 4), actor, f"{topics[i % 6]}专题招商第{i + 1}次", held,
                      2 + i % 4, regions[i % 6], methods[i % 4], 3 + i % 5, "拜访企业并交换资料"))  # fmt: skip
    write(
        "investment/demo/trip.csv",
        (
            "code",
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
    write(
        "investment/demo/trip.moves.csv", DONE, written_up(trips, "report", after=6, forgotten=[12])
    )
    visits = []
    for i in range(39):
        held = (datetime.date(2022, 1, 12) + datetime.timedelta(days=4 * i)).isoformat()
        visits.append((f"LF-2022-{i + 1:03d}", unit, held, entered(held, 2), actor, f"{topics[i % 6]}考察团（第{i + 1}批）", held,
                       4 + i % 9, regions[(i + 2) % 6], topics[(i + 1) % 6]))  # fmt: skip
    write(
        "investment/demo/visit.csv",
        (
            "code",
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
    write(
        "investment/demo/visit.moves.csv",
        DONE,
        written_up(visits, "follow", after=5, forgotten=[7, 31]),
    )
    leads: list[Sequence[object]] = []
    moves: list[Sequence[object]] = []
    talks: list[Sequence[object]] = []
    route = ["judge", "negotiate", "sign", "fulfil", "start", "produce"]
    for i in range(59):
        code = f"ZS-2022-{i + 1:03d}"
        found = (datetime.date(2022, 1, 13) + datetime.timedelta(days=2 * i)).isoformat()
        goal = 0 if i >= 51 else 1 if i >= 46 else 2 if i >= 11 else 3 + i % 4
        if 42 <= i < 46:
            goal = -1  # lost after the first judgement
        contract = 8_000 + 3_500 * (i % 7) if goal >= 3 else ""
        leads.append((code, unit, found, entered(found, 1), actor, actor, f"{FIRST[i % 20]}{topics[i % 6]}项目",
                      f"{FIRST[(i + 7) % 20]}控股", ("trip", "visit", "merchant", "chain")[i % 4], topics[i % 6],
                      regions[i % 6], "是" if i % 3 else "否", 5_000 + 2_300 * (i % 11),
                      round(int(contract) * 0.35) if goal >= 4 and contract else ""))  # fmt: skip
        day = datetime.date.fromisoformat(found)
        for step in route[: max(goal, 1)] if goal else []:
            day = min(day + datetime.timedelta(days=6), TODAY)
            signing = (contract, "contract.png") if step == "sign" else ("", "")
            held = day.isoformat()
            moves.append((code, step, held, entered(held, 1), actor, "", *signing, held))
        if goal == 2 and i % 9 != 4:
            spoken = f"2022-06-{2 + i % 17:02d}"
            if spoken > day.isoformat():
                talks.append((code, "contact", spoken, spoken, actor, "", "", "", ""))
        if goal == -1:
            day = min(day + datetime.timedelta(days=10), TODAY)
            moves.append(
                (
                    code,
                    "lose",
                    day.isoformat(),
                    entered(day.isoformat(), 1),
                    actor,
                    "投资方改投他处",
                    "",
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
        "contacted_on",
    )
    write("investment/demo/lead.moves.csv", header, [*moves, *talks])
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
        ("signed_unregistered", "JK", on, "3", "3"),
        ("signed_not_started", "JK", on, "0", "0"),
        ("silent_leads", "JK", on, "12", "12"),
    ])  # fmt: skip
