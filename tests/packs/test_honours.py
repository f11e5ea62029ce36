"""Honours: an honour is not a person, and no name is public before its owner agrees."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bihuan.kernel.ledgers.reads import get_record
from bihuan.kernel.permissions import SYSTEM
from bihuan.kernel.problems import Forbidden, Invalid
from tests.packs.cast import Cast, cast_of


@pytest.fixture
def cast(db: None) -> Iterator[Cast]:
    with cast_of("base", "honours") as found:
        yield found


def person(cast: Cast) -> str:
    record = cast.add("base.person", shown_as="林**", full_name="林知夏")
    return get_record(SYSTEM, record).code


def honour(cast: Cast, who: str, title: str = "city_good") -> int:
    fields = {"deed_title": "雨夜救起落水儿童", "rank": "city", "category": "courage"}
    return cast.add("honour", person=who, title=title, **fields)


def reported(cast: Cast) -> int:
    """Return an honour that the zone has reported upwards."""
    record = honour(cast, person(cast))
    cast.move("reporter", record, "recommend", "2022-05-10", deed="属实", recommender="街道")
    found = {"no_objection": ["police", "tax"], "verify_note": "走访属实"}
    cast.move("checker", record, "verify", "2022-05-16", **found)
    cast.move("dispatcher", record, "review", "2022-05-18", review_note="同意")
    cast.move("dispatcher", record, "report", "2022-05-20", report_document="8号")
    return record


def test_one_person_with_two_honours_is_one_person(cast: Cast) -> None:
    who = person(cast)
    for title in ("china_good", "city_good"):
        before = {"named_document": "1号", "named_on": "2021-12-01"}
        cast.move("checker", honour(cast, who, title), "enter", "2022-01-14", **before)
    shown = cast.figures(
        "honours_held", "persons_honoured", "persons_city_good", "names_not_public"
    )
    assert shown == {
        "honours_held": "2", "persons_honoured": "1", "persons_city_good": "1", "names_not_public": "2",
    }  # fmt: skip


def test_no_name_is_public_without_consent_or_before_naming(cast: Cast) -> None:
    record = reported(cast)
    paper = cast.photo()
    with pytest.raises(Invalid, match="本人同意"):
        no = {"consent": False, "consent_paper": paper}
        cast.move("dispatcher", record, "publish", "2022-05-30", **no)
    yes = {"consent": True, "consent_paper": paper}
    cast.move("dispatcher", record, "publish", "2022-05-30", **yes)
    naming = {"named_document": "19号", "objections": 0, "public_name": "林知夏"}
    with pytest.raises(Forbidden):
        cast.move("dispatcher", record, "name", "2022-06-07", **naming)
    with pytest.raises(Invalid, match="公示期满"):
        cast.move("approver", record, "name", "2022-06-06", **naming)  # 3 June is a holiday
    cast.move("approver", record, "name", "2022-06-07", **naming)
    held = honour(cast, person(cast))
    given = {"named_document": "1号", "named_on": "2021-12-01", "public_name": "林知夏"}
    with pytest.raises(Invalid, match="同意书"):
        cast.move("checker", held, "enter", "2022-01-14", **given)


def test_who_recommends_does_not_verify_and_a_revoked_honour_stays_on_record(cast: Cast) -> None:
    record = reported(cast)
    paper = {"consent": True, "consent_paper": cast.photo()}
    cast.move("dispatcher", record, "publish", "2022-05-30", **paper)
    cast.move("approver", record, "name", "2022-06-07", named_document="19号", objections=0)
    cast.agreed("dispatcher", record, "revoke", "2022-06-10", reason="事迹不实")
    shown = cast.figures("honours_held", "honours_revoked")
    assert shown == {"honours_held": "0", "honours_revoked": "1"}
