"""Stars: what a township published comes out of its records; who may award, when, and what a loss does."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pytest

from bihuan.kernel.events.writes import commit
from bihuan.kernel.ledgers.reads import get_record
from bihuan.kernel.permissions import SYSTEM
from bihuan.kernel.problems import Forbidden, Invalid
from tests.packs.cast import Cast, cast_of

# 28 villages of a township (domain.md 12): branches by level, stars by aspect
LEVELS = {5: 1, 4: 1, 3: 16, 2: 9, 0: 1}
STARS = {"industry": 4, "ecology": 24, "peace": 19, "civility": 27, "branch": 1}


@pytest.fixture
def cast(db: None) -> Iterator[Cast]:
    with cast_of("base", "key-projects", "dispatch", "branches") as found:
        yield found


def branch(cast: Cast, name: str, level: int | None = None) -> int:
    record = cast.add("creation", branch_name=name, kind="village", creation_year=2022)
    cast.move("reporter", record, "plan", "2022-05-10", stars_aimed=5, plan="逐颗创建")
    cast.move("checker", record, "agree", "2022-05-11")
    if level is not None:
        cast.move("approver", record, "name", "2022-06-10", level=level, document="1号")
    return record


def bid(cast: Cast, creation: int, star: str, aspect: str, proof: list[str]) -> int:
    """Return a bid that the departments have passed."""
    code = get_record(SYSTEM, creation).code
    record = cast.add("star_bid", bid_name=aspect, creation=code, star=star, aspect=aspect)
    cast.move("reporter", record, "self_score", "2022-05-20", self_score=95, proof=proof)
    cast.move("checker", record, "first_check", "2022-05-25", first_score=92, first_note="属实")
    joint = {"joint_score": 90, "joint_units": "农业农村局"}
    cast.move("dispatcher", record, "joint_check", "2022-05-31", **joint)
    return record


def award(cast: Cast, record: int, on: str = "2022-06-09") -> None:
    cast.move("dispatcher", record, "publish", "2022-06-01", notice_place="公示栏")
    cast.move("approver", record, "award", on, award_document="1号", objections=0)


def star_of(cast: Cast) -> str:
    fields = {"star_name": "产业兴旺星", "aspect": "industry", "applies_to": "village"}
    return get_record(SYSTEM, cast.add("star", star_year=2022, **fields)).code


def test_a_townships_published_stars_add_up_by_level_and_by_aspect(cast: Cast) -> None:
    proof, star, left = cast.photo(), star_of(cast), Counter(STARS)

    def work() -> None:
        for level, branches in LEVELS.items():
            for number in range(branches):
                creation = branch(cast, f"{level}星{number}", level)
                for aspect, _ in left.most_common(level):
                    award(cast, bid(cast, creation, star, aspect, proof))
                    left[aspect] -= 1

    commit(work)
    assert not +left
    shown = cast.figures()
    assert {level: int(shown[f"level_{level}"]) for level in LEVELS} == LEVELS
    assert {aspect: int(shown[f"stars_{aspect}"]) for aspect in STARS} == STARS
    assert (shown["levels_added"], shown["stars_held"], shown["star_gap"]) == ("75", "75", "0")


def test_no_award_below_the_line_under_a_veto_or_before_the_notice_is_over(cast: Cast) -> None:
    proof, star, creation = cast.photo(), star_of(cast), branch(cast, "甲")
    record = bid(cast, creation, star, "industry", proof)
    cast.move("dispatcher", record, "publish", "2022-06-01", notice_place="公示栏")
    assert get_record(SYSTEM, record).data["award_from"] == "2022-06-09"  # 3 June is a holiday
    papers = {"award_document": "1号", "objections": 0}
    with pytest.raises(Invalid, match="公示期满"):
        cast.move("approver", record, "award", "2022-06-08", **papers)
    with pytest.raises(Forbidden):
        cast.move("dispatcher", record, "award", "2022-06-09", **papers)
    cast.move("approver", record, "award", "2022-06-09", **papers)

    low = bid(cast, creation, star, "peace", proof)
    cast.move("dispatcher", low, "fail", "2022-06-01", reason="触及否决项", vetoes=["fraud"])
    scored = cast.add(
        "star_bid", bid_name="乙", creation="CJ-2022-001", star=star, aspect="civility"
    )
    cast.move("reporter", scored, "self_score", "2022-05-20", self_score=95, proof=proof)
    cast.move("checker", scored, "first_check", "2022-05-25", first_score=92, first_note="属实")
    joint = {"joint_score": 84, "joint_units": "宣传部"}
    cast.move("dispatcher", scored, "joint_check", "2022-05-31", **joint)
    with pytest.raises(Invalid, match="分数线"):
        cast.move("dispatcher", scored, "publish", "2022-06-01", notice_place="公示栏")


def test_a_star_lost_at_the_re_check_shows_until_the_level_follows(cast: Cast) -> None:
    proof, star, creation = cast.photo(), star_of(cast), branch(cast, "甲", 1)
    record = bid(cast, creation, star, "industry", proof)
    award(cast, record)
    assert cast.figures("star_gap") == {"star_gap": "0"}
    cast.move("dispatcher", record, "keep", "2022-06-15", recheck_note="没有反弹")
    gone = {"recheck_note": "厂房闲置", "reason": "产业停了"}
    cast.agreed("dispatcher", record, "lose", "2022-06-16", **gone)
    shown = cast.figures("star_gap", "stars_lost", "stars_held")
    assert shown == {"star_gap": "1", "stars_lost": "1", "stars_held": "0"}
    cast.agreed("dispatcher", creation, "adjust", "2022-06-16", level=0, reason="摘星")
    assert cast.figures("star_gap") == {"star_gap": "0"}
