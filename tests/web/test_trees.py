"""A ledger as a tree: who stands below whom, what is not shown, and the same as a list."""

from __future__ import annotations

import json
import re
from typing import Any

from bihuan.kernel.ledgers.reads import get_record
from bihuan.kernel.ledgers.writes import correct_record
from bihuan.kernel.permissions import SYSTEM
from tests.kernel.conftest import Zone, today, zone  # noqa: F401 - fixtures
from tests.web.conftest import client


def picture(page: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(re.search(r'id="tree"[^>]*>(.*?)</script>', page, re.S)[1])  # type: ignore[index]
    return found


def names(branch: dict[str, Any]) -> Any:
    below = [names(each) for each in branch["children"]]
    return {branch["name"]: below} if below else branch["name"]


def test_a_ledger_is_drawn_by_what_stands_above(zone: Zone) -> None:  # noqa: F811
    first = zone.case("链")
    code = get_record(SYSTEM, first).code
    second = zone.case("环节", parent_case=code)
    zone.case("企业<b>", parent_case=get_record(SYSTEM, second).code)
    zone.case("别处", unit="S2", parent_case=code)
    page = client("ann").get("/ledgers/tiny.case/tree/").content.decode()
    assert [names(each) for each in picture(page)["children"]] == [{"链": [{"环节": ["企业<b>"]}]}]
    assert picture(page)["leaves"] == 1
    assert "企业&lt;b&gt;" in page
    assert "别处" not in page
    assert f'href="/records/{second}/"' in page


def test_a_circle_is_drawn_and_ends(zone: Zone) -> None:  # noqa: F811
    first = zone.case("甲")
    second = zone.case("乙", parent_case=get_record(SYSTEM, first).code)
    row = get_record(SYSTEM, first)
    up = {"parent_case": get_record(SYSTEM, second).code}
    correct_record(first, up, actor=SYSTEM, seen=row.seen, reason="x")
    page = client("ann", "en").get("/ledgers/tiny.case/tree/").content.decode()
    assert [names(each) for each in picture(page)["children"]] == ["甲", "乙"]
