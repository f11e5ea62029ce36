"""The three administrators do their own work, as themselves, and never each other's or business."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

import pytest

from bihuan.kernel.definitions.language import Label
from bihuan.kernel.definitions.reader import pack_files
from bihuan.kernel.events.reads import get_event, list_events
from bihuan.kernel.org.reads import list_assignments, viewer_of
from bihuan.kernel.org.roles import DEFAULT_ROLES, RoleDef
from bihuan.kernel.org.writes import (
    add_person,
    add_unit,
    assign_role,
    define_role,
    end_role,
    set_calendar_day,
)
from bihuan.kernel.packs.reads import get_parameter, installed
from bihuan.kernel.packs.writes import install_pack, set_parameter
from bihuan.kernel.periods import clock
from bihuan.kernel.permissions import SYSTEM, Viewer
from bihuan.kernel.problems import Conflict, Forbidden, Invalid, NotFound
from tests.kernel.conftest import TINY, TODAY, Zone

L = Label(zh="新", en="New")
Three = dict[str, Viewer]


@pytest.fixture
def three(zone: Zone) -> Iterator[Three]:
    roles = {"sys": "system_admin", "sec": "security_admin", "aud": "audit_admin"}
    for code, role in roles.items():
        add_person(code, code, actor=SYSTEM, unit="CITY")
        assign_role(code, role, actor=SYSTEM, unit="CITY", on="2020-01-01")
    yield {code: viewer_of(code) for code in roles}


def test_each_does_what_concerns_the_whole_installation(three: Three) -> None:
    assert set_calendar_day("2022-06-25", actor=three["sys"], working=True, basis="b").is_working
    set_parameter("tiny", "report_day", 4, actor=three["sys"], basis="b")
    assert get_parameter(installed().packs["tiny"], "report_day", on=TODAY.isoformat()) == 4
    install_pack(pack_files(TINY), actor=three["sys"])
    define_role("looker", RoleDef(L, ("record.read",)), actor=three["sec"])
    assert list_events(three["aud"], limit=1)
    for act in (
        lambda: set_calendar_day("2022-06-25", actor=three["sec"], working=True, basis="b"),
        lambda: set_parameter("tiny", "report_day", 5, actor=three["aud"], basis="b"),
        lambda: define_role("x", RoleDef(L, ("record.read",)), actor=three["sys"]),
        lambda: list_events(three["sys"]),
        lambda: install_pack(pack_files(TINY), actor=three["sec"]),
    ):
        with pytest.raises(Forbidden):
            act()


def test_who_administers_one_street_changes_nothing_for_all(three: Three) -> None:
    for code, role in (("s1", "system_admin"), ("s2", "security_admin"), ("s3", "auditor")):
        add_person(code, code, actor=SYSTEM, unit="S1")
        assign_role(code, role, actor=SYSTEM, unit="S1", on="2020-01-01")
    for act in (
        lambda: set_calendar_day("2022-06-25", actor=viewer_of("s1"), working=True, basis="b"),
        lambda: set_parameter("tiny", "report_day", 5, actor=viewer_of("s1"), basis="b"),
        lambda: install_pack(pack_files(TINY), actor=viewer_of("s1")),
        lambda: add_unit("CITY2", L, actor=viewer_of("s1"), kind="city"),
        lambda: define_role("x", RoleDef(L, ("record.read",)), actor=viewer_of("s2")),
        lambda: list_events(viewer_of("s3")),
        lambda: get_event(viewer_of("s3"), 1),
    ):
        with pytest.raises(Forbidden):
            act()


def test_a_second_root_is_made_by_who_reaches_the_first_and_then_counts(three: Three) -> None:
    add_unit("CITY2", L, actor=three["sys"], kind="city", on="2022-01-01")
    with pytest.raises(Forbidden):
        set_calendar_day("2022-06-25", actor=viewer_of("sys"), working=True, basis="b")
    assign_role("sys", "system_admin", actor=SYSTEM, unit="CITY2")
    assert set_calendar_day("2022-06-25", actor=viewer_of("sys"), working=True, basis="b")


@pytest.mark.parametrize(
    ("first", "last", "other", "allowed"),
    [
        ("2021-01-01", "2029-01-01", "2022-01-01", False),
        ("2021-01-01", "2029-01-01", "2029-01-01", True),
        ("2030-01-01", "", "2022-01-01", False),
        ("2021-01-01", "2022-01-01", "2022-01-01", True),
    ],
)
def test_administrators_exclude_business_on_every_day_that_both_hold(
    three: Three, first: str, last: str, other: str, allowed: bool
) -> None:
    add_person("mal", "马", actor=SYSTEM, unit="CITY")
    assign_role("mal", "security_admin", actor=three["sec"], unit="CITY", on=first, until=last)
    if allowed:
        assert assign_role("mal", "dispatcher", actor=three["sec"], unit="CITY", on=other)
    else:
        with pytest.raises(Invalid, match="roles-exclude"):
            assign_role("mal", "dispatcher", actor=three["sec"], unit="CITY", on=other)


def test_a_role_that_ends_later_can_end_sooner_and_excludes_until_then(three: Three) -> None:
    (held,) = list_assignments(SYSTEM, person="aud")
    end_role(held.id, actor=three["sec"], on="2029-01-01")
    with pytest.raises(Invalid, match="roles-exclude"):
        assign_role("aud", "dispatcher", actor=three["sec"], unit="CITY")
    with pytest.raises(Conflict, match="role-held"):
        assign_role("aud", "audit_admin", actor=three["sec"], unit="CITY", on="2028-12-31")
    end_role(held.id, actor=three["sec"])
    assert not viewer_of("aud").roles
    assign_role("aud", "dispatcher", actor=three["sec"], unit="CITY")
    with pytest.raises(NotFound):
        end_role(held.id, actor=three["sec"], on="2029-01-01")


def test_a_role_that_was_to_begin_later_can_be_taken_back(three: Three) -> None:
    later = assign_role("ann", "checker", actor=three["sec"], unit="S1", on="2030-01-01")
    end_role(later.id, actor=three["sec"])
    with clock.travel(datetime.date(2030, 6, 1)):
        assert viewer_of("ann").roles == {"reporter"}
    with pytest.raises(Invalid, match="days-reversed"):
        assign_role("ann", "checker", actor=SYSTEM, unit="S1", on="2023-01-01", until="2022-01-01")


@pytest.mark.parametrize(
    ("acts", "group", "code"),
    [
        (("account.manage", "record.read"), "administrator", "acts-mixed"),
        (("account.manage", "record.add@tiny"), "administrator", "acts-mixed"),
        (("account.manage", "unit.manage"), "administrator", "acts-mixed"),
        (("role.manage", "log.read"), "administrator", "acts-mixed"),
        (("role.manage",), "business", "acts-mixed"),
        (("log.read", "record.correct"), "business", "acts-mixed"),
        (("record.read",), "administrator", "acts-mixed"),
        (("record.fly",), "business", "act-unknown"),
    ],
)
def test_a_role_never_mixes_what_lies_in_different_hands(
    three: Three, acts: tuple[str, ...], group: str, code: str
) -> None:
    with pytest.raises(Invalid, match=code):
        define_role("mixed", RoleDef(L, acts, group=group), actor=three["sec"])


def test_a_role_keeps_its_group_and_the_default_ones_can_be_saved_again(three: Three) -> None:
    for code, role in DEFAULT_ROLES.items():
        define_role(code, role, actor=three["sec"])
    with pytest.raises(Invalid, match="role-group"):
        define_role(
            "reporter", RoleDef(L, ("role.manage",), group="administrator"), actor=three["sec"]
        )
