"""The sheet of a month, the board, targets: each row for itself, each person within their reach."""

from __future__ import annotations

from decimal import Decimal

from bihuan.kernel.measures.reads import find_report, list_targets
from bihuan.kernel.measures.writes import report_month
from bihuan.kernel.permissions import SYSTEM
from tests.kernel.conftest import Zone, today, zone  # noqa: F401 - fixtures
from tests.web.conftest import client

SHEET = "/reports/enter/tiny.case/?period=2022-05"
TARGETS = "/reports/targets/?unit=S1&year=2022"


def test_a_sheet_saves_the_good_rows_and_keeps_the_wrong_one(zone: Zone) -> None:  # noqa: F811
    good, wrong, left = zone.case("好的"), zone.case("错的"), zone.case("空的")
    browser = client("ann")
    sent = {
        f"invested.{good}": "50", f"seen.{good}": "0",
        f"invested.{wrong}": "-7", f"seen.{wrong}": "0",
        f"invested.{left}": "", f"seen.{left}": "0",
    }  # fmt: skip
    answer = browser.post(SHEET, sent)
    html = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="-7"' in html
    assert "小于最小值" in html
    assert "1 项已报送，待审核" in html
    assert "好的" not in html, "what is reported is owed no more"
    saved = find_report(SYSTEM, good, "2022-05")
    assert saved
    assert (saved.status, saved.values["invested"]) == ("submitted", Decimal(500000))
    assert find_report(SYSTEM, wrong, "2022-05") is None
    assert find_report(SYSTEM, left, "2022-05") is None
    answer = browser.post(SHEET, {f"invested.{wrong}": "7", "action": "draft"})
    assert answer.status_code == 302
    draft = find_report(SYSTEM, wrong, "2022-05")
    assert draft
    assert draft.status == "draft"
    assert 'value="7"' in browser.get(SHEET).content.decode(), "a draft is shown again"


def test_a_sheet_shows_the_month_before_and_nobody_elses_records(zone: Zone) -> None:  # noqa: F811
    mine, other = zone.case("我街道的"), zone.case("别处的", unit="S2")
    report_month(mine, "2022-04", {"invested": "31.5"}, actor=zone.ann, seen=0, submit=True)
    browser = client("ann")
    html = browser.get(SHEET).content.decode()
    assert "上月 31.5" in html
    assert "别处的" not in html
    browser.post(SHEET, {f"invested.{other}": "9", f"seen.{other}": "0"})
    assert find_report(SYSTEM, other, "2022-05") is None
    assert "这个月您没有要填的" in client("leader").get(SHEET).content.decode()


def test_the_board_counts_unit_by_unit(zone: Zone) -> None:  # noqa: F811
    done = zone.case("报了的")
    zone.case("没报的")
    zone.case("别处的", unit="S2")
    report_month(done, "2022-05", {"invested": "1"}, actor=zone.ann, seen=0, submit=True)
    html = client("bob").get("/reports/board/tiny.case/?period=2022-05").content.decode()
    assert "已报 1 / 2" in html
    assert "已报 0 / 1" in html


def test_a_target_is_set_on_screen_and_shown_beside_the_figure(zone: Zone) -> None:  # noqa: F811
    case = zone.case()
    report_month(case, "2022-05", {"invested": "50"}, actor=zone.ann, seen=0, submit=True)
    browser = client("cat")
    sent = {"indicator": "tiny.completion", "period": "2022", "value": "90", "basis": "年初会议"}
    assert browser.post(TARGETS, sent).status_code == 302
    assert browser.post(TARGETS, sent | {"value": "95", "basis": "调整"}).status_code == 302
    (target,) = list_targets(zone.cat, "S1", 2022)
    assert (target.value, target.basis) == (Decimal(95), "调整")
    html = browser.get(TARGETS).content.decode()
    assert "<b>95</b>" in html
    assert ">5.00</a>" in html
    assert list_targets(zone.cat, "S1", 2023) == []


def test_a_refused_target_keeps_what_was_typed(zone: Zone) -> None:  # noqa: F811
    sent = {"indicator": "tiny.completion", "period": "2022", "value": "很多", "basis": "年初会议"}
    answer = client("cat").post(TARGETS, sent)
    assert answer.status_code == 422
    html = answer.content.decode()
    assert 'value="很多"' in html
    assert "“很多”不是数" in html
    assert list_targets(zone.cat, "S1", 2022) == []


def test_who_may_not_set_targets_has_no_form_and_is_refused(zone: Zone) -> None:  # noqa: F811
    browser = client("ann")
    assert "设定目标" not in browser.get(TARGETS).content.decode()
    sent = {"indicator": "tiny.completion", "period": "2022", "value": "90", "basis": "x"}
    assert browser.post(TARGETS, sent).status_code == 403
    assert list_targets(zone.cat, "S1", 2022) == []
    assert browser.get("/reports/targets/?unit=S2&year=2022").status_code == 403
