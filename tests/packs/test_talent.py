"""Certificates and subsidies: numbers that say what they are, rates of their day, once a person."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from bihuan.kernel.definitions.expressions import compiled
from bihuan.kernel.definitions.reader import load_pack, pack_files
from bihuan.kernel.ledgers.reads import get_record
from bihuan.kernel.packs.writes import set_parameter
from bihuan.kernel.permissions import SYSTEM
from bihuan.kernel.problems import Conflict, Forbidden, Invalid
from tests.packs.cast import PACKS, Cast, cast_of

NUMBER = "Y000041000001225000001"  # domain.md 15: Y·0000·41·000001·22·5·000001
# A public notice of 9637 persons (domain.md 16)
PUBLISHED = {"5": 2272, "4": 4930, "3": 2411, "2": 24}


@pytest.fixture
def cast(db: None) -> Iterator[Cast]:
    with cast_of("base", "talent") as found:
        yield found


def claim(cast: Cast, on: str = "2022-03-01", **values: object) -> int:
    fields = {"claim_name": "评价补贴", "body": "甲公司", "way": "exam", **values}
    return cast.add("claim", on=on, **fields)


def certificate(cast: Cast, **values: Any) -> dict[str, Any]:
    firm = {"name": "甲公司", "credit_code": "91411700MA00000180"}
    company = get_record(SYSTEM, cast.add("base.enterprise", **firm)).code
    filing = get_record(SYSTEM, cast.add("filing", firm="甲公司", enterprise=company)).code
    fields = {"trade": "电工", "level": "5", "way": "exam", "planned_on": "2022-02-01"}
    batch = get_record(SYSTEM, cast.add("batch", batch_name="一批", filing=filing, **fields)).code
    person = cast.add("base.person", shown_as="林**", full_name="林知夏")
    holder = get_record(SYSTEM, person).code
    given = {"cert_no": NUMBER, "level": "5", "issued_on": "2022-03-01", "trade": "电工"}
    return {"batch": batch, "holder": holder, **given, **values}


def test_the_published_sum_of_subsidies_comes_out_and_half_of_it_for_direct_recognition(
    cast: Cast,
) -> None:
    for level, persons in PUBLISHED.items():
        claim(cast, level=level, persons=persons)
    assert sum(PUBLISHED.values()) == 9637
    assert cast.figures("subsidy_claimed") == {"subsidy_claimed": "2321080.00"}
    half = get_record(SYSTEM, claim(cast, level="1", persons=10, way="direct"))
    assert (half.data["rate"], half.data["amount"]) == ("190", "1900")
    with pytest.raises(Invalid):
        claim(cast, level="5", persons=10, amount="9999")


def test_a_claim_keeps_the_rate_of_its_day(cast: Cast) -> None:
    old = claim(cast, level="5", persons=1, on="2022-03-01")
    set_parameter("talent", "rate_5", 260, actor=SYSTEM, on="2022-05-01", basis="新标准")
    new = claim(cast, level="5", persons=1, on="2022-05-02")
    assert [get_record(SYSTEM, each).data["amount"] for each in (old, new)] == ["200", "260"]


def test_a_certificate_number_is_of_the_level_and_the_year_entered(cast: Cast) -> None:
    good = certificate(cast)
    for wrong, said in (
        ({"level": "4"}, "等级"), ({"issued_on": "2021-12-31"}, "年份"), ({"cert_no": NUMBER[:-1]}, "text-pattern"),
        ({"cert_no": NUMBER.replace("225", "226")}, "text-pattern"), ({"theory": 59}, "合格"),
    ):  # fmt: skip
        with pytest.raises(Invalid, match=said):
            cast.add("certificate", **{**good, **wrong})
    cast.add("certificate", **good)
    assert cast.figures("roster_lines", "roster_persons") == {
        "roster_lines": "1", "roster_persons": "1",
    }  # fmt: skip


def test_a_person_a_trade_and_a_level_are_certified_and_paid_for_once(cast: Cast) -> None:
    good = certificate(cast)
    code = get_record(SYSTEM, cast.add("certificate", **good)).code
    with pytest.raises(Conflict):
        cast.add("certificate", **{**good, "cert_no": NUMBER[:-1] + "2"})
    paid = get_record(SYSTEM, claim(cast, level="5", persons=1)).code
    line: dict[str, Any] = {
        "claim": paid,
        "certificate": code,
        "holder": good["holder"],
        "trade": "电工",
    }
    line |= {"line_name": "电工1", "level": "5", "standing": "employed"}
    with pytest.raises(Invalid, match="不属于补贴对象"):
        cast.add("claim_line", **{**line, "standing": "student"})
    cast.add("claim_line", **line)
    with pytest.raises(Conflict):
        cast.add("claim_line", **{**line, "line_name": "电工2"})


def test_who_reviewed_does_not_pay_and_nobody_pays_before_the_notice_is_over(cast: Cast) -> None:
    record = claim(cast, level="5", persons=10)
    cast.move("checker", record, "review", "2022-03-02", first_note="一致")
    cast.move("approver", record, "agree", "2022-03-04", second_note="同意")
    cast.move("checker", record, "publish", "2022-03-06")
    paying = {"objections": 0, "paid": 2000, "voucher": "国库1"}
    with pytest.raises(Forbidden):
        cast.move("approver", record, "pay", "2022-03-14", **paying)
    with pytest.raises(Invalid, match="公示期满"):
        cast.move("dispatcher", record, "pay", "2022-03-12", **paying)
    with pytest.raises(Invalid, match="多于"):
        cast.move("dispatcher", record, "pay", "2022-03-14", **{**paying, "paid": 2001})
    cast.move("dispatcher", record, "pay", "2022-03-14", **paying)
    assert cast.figures("subsidy_rate", "subsidy_each") == {
        "subsidy_rate": "100.0", "subsidy_each": "200.00",
    }  # fmt: skip


def test_a_revoked_filing_stays_in_the_share_of_firms_that_evaluate() -> None:
    """Its batches were issued while it was filed: it counts on both sides, or the share passes 100 %."""
    pack = load_pack(pack_files(PACKS / "talent"))
    assert pack.indicators["evaluating_rate"].formula == "firms_evaluating / filings_ever"
    counts = compiled(pack.indicators["filings_ever"].where or "")
    after_publication = ("filed", "revoked")
    assert all(counts({"state": state}) for state in after_publication)
    assert not any(counts({"state": state}) for state in ("surveyed", "applied", "refused"))
