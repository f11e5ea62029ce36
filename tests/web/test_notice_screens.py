"""The bell, my notices, my deputy, and the administrator's channels, by Django's client."""

from __future__ import annotations

import re

import pytest

from bihuan.kernel import handlers
from bihuan.kernel.ledgers.writes import assign_duty
from bihuan.kernel.notices.models import Channel, Delivery
from bihuan.kernel.notices.reads import list_notices, quiet_hours
from bihuan.kernel.notices.writes import set_quiet_hours
from bihuan.kernel.org.reads import own_email
from bihuan.kernel.org.writes import add_person, assign_role, delegate
from bihuan.kernel.permissions import SYSTEM
from tests.kernel.conftest import Zone, today, zone  # noqa: F401 - fixtures
from tests.web.conftest import client


def tell(zone: Zone, count: int = 1, person: str = "leader") -> list[int]:  # noqa: F811
    records = [zone.case(f"事项{number}") for number in range(count)]
    for record in records:
        assign_duty(record, "lead", actor=SYSTEM, person=person)
    handlers.tick()
    return records


def test_the_bell_counts_and_a_click_goes_to_the_matter(zone: Zone) -> None:  # noqa: F811
    (record,) = tell(zone)
    browser = client("leader")
    assert 'aria-label="通知，1 条未读"' in browser.get("/").content.decode()
    html = browser.get("/notices/").content.decode()
    assert "您被指定为“事项0”（SX-2022-0001）的牵头人。" in html
    (row,) = list_notices(zone.leader)
    answer = browser.post(f"/notices/{row.id}/open/")
    assert answer.url == f"/records/{record}/"
    assert browser.get(answer.url).status_code == 200
    assert 'aria-label="通知，0 条未读"' in browser.get("/").content.decode()
    assert "没有未读通知" in browser.get("/notices/").content.decode()
    assert "事项0" in browser.get("/notices/?show=all").content.decode()


def test_one_notice_is_marked_in_place_and_all_by_one_button(zone: Zone) -> None:  # noqa: F811
    tell(zone, 3)
    browser = client("leader", "en")
    first = list_notices(zone.leader)[0].id
    part = browser.post("/notices/read/", {"notice": first}, HTTP_HX_REQUEST="true")
    html = part.content.decode()
    assert "<html" not in html
    assert f'id="notice-{first}"' in html
    assert 'hx-swap-oob="true"' in html
    assert "Notices, 2 unread" in html
    shown = re.findall(r'name="notice" value="(\d+)"', browser.get("/notices/").content.decode())
    assert browser.post("/notices/read/", {"notice": shown}).url == "/notices/"
    assert list_notices(zone.leader, unread=True) == []


def test_somebody_elses_notice_is_neither_seen_nor_marked(zone: Zone) -> None:  # noqa: F811
    tell(zone)
    (row,) = list_notices(zone.leader)
    browser = client("ann")
    assert "事项0" not in browser.get("/notices/?show=all").content.decode()
    assert browser.post(f"/notices/{row.id}/open/").url == "/notices/"
    browser.post("/notices/read/", {"notice": row.id})
    assert not list_notices(zone.leader)[0].is_read
    assert browser.get(f"/notices/{row.id}/open/").status_code == 405


def test_a_deputy_opens_what_the_notice_is_about(zone: Zone) -> None:  # noqa: F811
    delegate(
        "leader", "writer", actor=zone.leader, from_on="2022-06-20", until="2022-06-24", reason="年休假"
    )  # fmt: skip
    (record,) = tell(zone)
    browser = client("writer")
    html = browser.get("/notices/").content.decode()
    assert "代 leader名" in html
    (row,) = list_notices(zone.writer)
    address = browser.post(f"/notices/{row.id}/open/").url
    assert address == f"/records/{record}/"
    assert "事项0" in browser.get(address).content.decode()


def test_older_notices_are_a_page_further(zone: Zone) -> None:  # noqa: F811
    tell(zone, 52)
    browser = client("leader")
    html = browser.get("/notices/").content.decode()
    assert html.count('class="notice-row unread"') == 50
    (address,) = re.findall(r'href="(\?before=\d+)"', html)
    assert browser.get(f"/notices/{address}").content.decode().count("notice-row unread") == 2


def test_people_set_and_end_their_own_delegation_and_address(zone: Zone) -> None:  # noqa: F811
    browser = client("ann")
    sent = {"act": "delegate", "to": "bob", "from_on": "2022-06-20", "until": "2022-06-24"}
    answer = browser.post("/account/", sent | {"reason": ""})
    assert answer.status_code == 422
    assert "请写明理由" in answer.content.decode()
    assert 'value="2022-06-24"' in answer.content.decode()
    assert browser.post("/account/", sent | {"reason": "年休假"}).status_code == 302
    html = browser.get("/account/").content.decode()
    assert "ann名 → bob名" in html
    assert "年休假" in client("bob").get("/account/").content.decode()
    (delegation,) = re.findall(r'name="delegation"\s+value="(\d+)"', html)
    browser.post("/account/", {"act": "end", "delegation": delegation})
    assert "ann名 → bob名" not in browser.get("/account/").content.decode()
    assert browser.post("/account/", {"act": "email", "email": "x"}).status_code == 422
    browser.post("/account/", {"act": "email", "email": "ann@zone.example"})
    assert own_email(zone.ann) == "ann@zone.example"


@pytest.fixture
def administrator(zone: Zone) -> str:  # noqa: F811
    set_quiet_hours("00:00", "00:00", actor=SYSTEM, free_days=False, basis="测试")
    add_person("sys", "系统员", actor=SYSTEM, unit="ZONE")
    assign_role("sys", "system_admin", actor=SYSTEM, unit="CITY", on="2020-01-01")
    return "sys"


def test_the_system_administrator_sets_channels_up(zone: Zone, administrator: str) -> None:  # noqa: F811
    browser = client(administrator)
    assert "通知渠道" in browser.get("/administration/").content.decode()
    for kind in ("email", "wecom", "dingtalk", "feishu"):
        assert browser.get(f"/administration/channels/?kind={kind}").status_code == 200
    sent = {"act": "configure", "kind": "wecom", "code": "group", "title": "督查群", "active": "1"}
    answer = browser.post("/administration/channels/", sent)
    assert answer.status_code == 422
    assert "通知渠道还缺：address" in answer.content.decode()
    sent["address"] = "http://127.0.0.1:9/send?key=verysecret"
    assert browser.post("/administration/channels/", sent).status_code == 302
    assert Channel.objects.get().title == "督查群"
    tell(zone)
    html = browser.get("/administration/channels/?code=group").content.decode()
    assert "not reached: ConnectError" in html
    assert "verysecret" not in html
    (delivery,) = re.findall(r'name="delivery"\s+value="(\d+)"', html)
    browser.post("/administration/channels/", {"act": "again", "delivery": delivery})
    assert Delivery.objects.get().attempts == 0
    quiet = {
        "act": "quiet",
        "start": "21:30",
        "end": "06:00",
        "free_days": "1",
        "basis": "办公室通知",
    }
    browser.post("/administration/channels/", quiet)
    assert (f"{quiet_hours().start:%H:%M}", quiet_hours().free_days) == ("21:30", True)
    assert 'value="21:30"' in browser.get("/administration/channels/").content.decode()


def test_nobody_else_configures_channels(zone: Zone) -> None:  # noqa: F811
    browser = client("bob")
    assert browser.get("/administration/channels/").status_code == 403
    assert (
        browser.post("/administration/channels/", {"act": "again", "delivery": 1}).status_code
        == 403
    )
