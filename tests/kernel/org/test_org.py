"""Units by date, people and their erasure, roles that exclude each other, logins."""

from __future__ import annotations

import json
import sqlite3

import pytest
from django.db import connection

from bihuan.kernel import replay
from bihuan.kernel.definitions.language import Label
from bihuan.kernel.events.models import Event
from bihuan.kernel.org import keys
from bihuan.kernel.org.logins import MOST_FAILURES, sign_in
from bihuan.kernel.org.models import Account, Person
from bihuan.kernel.org.people_sheet import read_people
from bihuan.kernel.org.reads import (
    get_person,
    list_assignments,
    list_holders,
    list_people,
    list_roles,
    list_staff,
    viewer_of,
)
from bihuan.kernel.org.roles import DEFAULT_ROLES
from bihuan.kernel.org.tree import tree
from bihuan.kernel.org.writes import (
    add_people,
    add_person,
    add_unit,
    assign_role,
    change_own_password,
    change_person,
    close_unit,
    end_role,
    erase_person,
    lock_account,
    move_unit,
    open_account,
    rename_unit,
    reset_password,
    set_calendar_day,
)
from bihuan.kernel.permissions import ACTS, SYSTEM, allows
from bihuan.kernel.problems import Conflict, Forbidden, Invalid, InvalidMany, NotFound
from tests.kernel.conftest import FIRM, Zone

L = Label(zh="新", en="New")


def test_the_tree_of_a_date_is_not_the_tree_of_today(zone: Zone) -> None:
    before = Event.objects.count()
    move_unit("V1", actor=SYSTEM, parent="S2", on="2022-06-01")
    rename_unit("S2", Label(zh="改名街道", en="Renamed"), actor=SYSTEM, on="2022-06-10")
    assert tree("2022-05-31").get_by_code("V1").path.startswith(tree().get_by_code("S1").path)
    assert tree("2022-06-02").get_by_code("V1").path.startswith(tree().get_by_code("S2").path)
    assert tree("2022-06-02").get_by_code("S2").title.zh == "S2单元"
    assert tree().get_by_code("S2").title.zh == "改名街道"
    assert tree(at=before).get_by_code("V1").path.startswith(tree().get_by_code("S1").path)
    assert replay.differing_projections() == []


def test_a_tree_stays_a_tree(zone: Zone) -> None:
    with pytest.raises(Invalid, match="tree-cycle"):
        move_unit("ZONE", actor=SYSTEM, parent="V1")
    with pytest.raises(Conflict, match="code-taken"):
        add_unit("S1", L, actor=SYSTEM, kind="street", parent="ZONE")
    with pytest.raises(Invalid, match="unit-kind-unknown"):
        add_unit("X", L, actor=SYSTEM, kind="planet", parent="ZONE")
    with pytest.raises(NotFound):
        add_unit("X", L, actor=SYSTEM, kind="street", parent="NOWHERE")
    parent = "V1"
    for depth in (5, 6):
        add_unit(f"D{depth}", L, actor=SYSTEM, kind="grid", parent=parent)
        parent = f"D{depth}"
    with pytest.raises(Invalid, match="tree-too-deep"):
        add_unit("D7", L, actor=SYSTEM, kind="grid", parent=parent)
    with pytest.raises(Invalid, match="open-children"):
        close_unit("S1", actor=SYSTEM)
    with pytest.raises(Forbidden):
        add_unit("X", L, actor=zone.ann, kind="street", parent="ZONE")


def test_a_closed_unit_takes_no_record(zone: Zone) -> None:
    close_unit("S2", actor=SYSTEM)
    with pytest.raises(Invalid, match="unit-closed"):
        zone.case(unit="S2")


def test_the_three_administrators_exclude_each_other_and_business(zone: Zone) -> None:
    add_person("adm", "某管理员", actor=SYSTEM, unit="CITY")
    assign_role("adm", "system_admin", actor=SYSTEM, unit="CITY")
    for role in ("security_admin", "audit_admin", "reporter"):
        with pytest.raises(Invalid, match="roles-exclude"):
            assign_role("adm", role, actor=SYSTEM, unit="CITY")
    with pytest.raises(Invalid, match="roles-exclude"):
        assign_role("ann", "audit_admin", actor=SYSTEM, unit="CITY")
    for code, definition in DEFAULT_ROLES.items():
        acts = {act.partition("@")[0] for act in definition.acts}
        assert acts <= set(ACTS), code
        if definition.group == "administrator":
            assert not any(act.startswith(("record.", "measure.", "figure.")) for act in acts)


def test_a_role_counts_between_its_days(zone: Zone) -> None:
    (held,) = list_assignments(SYSTEM, person="ann")
    assert allows(viewer_of("ann"), "record.add")
    end_role(held.id, actor=SYSTEM)
    assert not allows(viewer_of("ann"), "record.add")
    with pytest.raises(NotFound):
        end_role(held.id, actor=SYSTEM)


def test_an_erased_person_is_erased_after_every_replay(zone: Zone) -> None:
    person = Person.objects.get(code="ann")
    event = Event.objects.get(seq=person.id)
    assert "ann名" not in event.body
    assert "13800001111" not in event.body
    change_person("ann", actor=SYSTEM, name="新名字", position="科长")
    erase_person("ann", actor=SYSTEM, reason="本人要求")
    assert get_person(SYSTEM, "ann").name == "erased"
    assert keys.find_key(person.key_id) is None
    assert replay.differing_projections() == []
    replay.rebuild()
    assert get_person(SYSTEM, "ann").name == "erased"
    assert not viewer_of("ann").grants
    with pytest.raises(Invalid, match="person-erased"):
        erase_person("ann", actor=SYSTEM, reason="再次")


def test_a_sheet_of_people_is_all_or_nothing(zone: Zone) -> None:
    rows = read_people("工号,姓名,单元\np1,甲,S1\n\np2,乙,S9\nann,丙,S1\n".encode("gbk"), "p.csv")
    count = Person.objects.count()
    with pytest.raises(InvalidMany) as refused:
        add_people(rows, actor=SYSTEM)
    told = refused.value.sentence().splitlines()
    assert [line.partition(":")[0] for line in told] == ["第 4 行", "第 5 行"]
    assert "S9" in told[0]
    assert "ann" in told[1]
    assert "line 4" in refused.value.sentence("en")
    assert Person.objects.count() == count
    assert add_people(rows[:1], actor=SYSTEM) == 1
    assert any(row.code == "p1" for row in list_people(SYSTEM))


@pytest.mark.parametrize(
    ("content", "code", "says"),
    [
        (b"code,name,unit\np1,x\np2,y,S1,,more\n", "sheet-cells", "第 3 行"),
        (b"code,name,unit\np1,,S1\n", "sheet-cell-missing", "name"),
        (b"code,name\np1,x\n", "sheet-column-missing", "unit"),
        (b"code,name,unit,name\np1,x,S1,y\n", "sheet-header", "name"),
        (b"code,name,unit,colour\np1,x,S1,red\n", "sheet-header", "colour"),
        (b"", "sheet-header", "code"),
        (b"\xff\xfe\x00\x81", "sheet-unreadable", "p.csv"),
        (b'code,name,unit\np1,"x,S1\n', "sheet-unreadable", "p.csv"),
    ],
)
def test_a_sheet_of_people_that_is_wrong_says_where(content: bytes, code: str, says: str) -> None:
    with pytest.raises(Invalid) as refused:
        read_people(content, "p.csv")
    faults = getattr(refused.value, "faults", [refused.value])
    assert {fault.code for fault in faults} == {code}
    assert says in refused.value.sentence()


def test_passwords_never_enter_the_log_and_wrong_ones_lock(zone: Zone) -> None:
    first = open_account("ann", actor=SYSTEM)
    account = sign_in("ann", first)
    assert account.must_change_password
    with pytest.raises(Invalid, match="password-weak"):
        change_own_password(account, "1234567890", actor=zone.ann)
    change_own_password(account, "柳溪街道-2022-夏", actor=zone.ann)
    for _ in range(MOST_FAILURES):
        with pytest.raises(Forbidden, match="login-wrong"):
            sign_in("ann", first)
    with pytest.raises(Forbidden, match="login-locked"):
        sign_in("ann", "柳溪街道-2022-夏")
    lock_account("ann", actor=SYSTEM, locked=False)
    assert sign_in("ann", "柳溪街道-2022-夏").username == "ann"
    lock_account("ann", actor=SYSTEM)
    with pytest.raises(Forbidden, match="login-wrong"):
        sign_in("ann", "柳溪街道-2022-夏")
    second = reset_password("ann", actor=SYSTEM)
    bodies = " ".join(Event.objects.values_list("body", flat=True))
    assert first not in bodies
    assert second not in bodies
    assert Account.objects.get(username="ann").password not in bodies
    with pytest.raises(Forbidden):
        open_account("bob", actor=zone.ann)


def test_a_declared_day_needs_a_basis(zone: Zone) -> None:
    with pytest.raises(Invalid, match="basis-missing"):
        set_calendar_day("2022-06-18", actor=SYSTEM, working=True, basis="")
    assert set_calendar_day("2022-06-18", actor=SYSTEM, working=True, basis="抗旱").is_working


def test_a_copy_without_the_keys_names_nobody(zone: Zone) -> None:
    assert get_person(SYSTEM, "ann").name == "ann名"
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM kernel_person")
        rows = cursor.fetchall()
    assert len(rows) == 7
    assert "ann名" not in str(rows)
    assert json.dumps("ann名") not in str(rows)
    keys.folder().rename(keys.folder().with_name("kept"))
    assert {row.name for row in list_people(SYSTEM)} == {"erased"}
    assert replay.differing_projections() == []


def test_an_erasure_that_was_cut_short_is_ended_by_the_same_call(zone: Zone) -> None:
    person = Person.objects.get(code="ann")
    with sqlite3.connect(keys.folder() / "people.sqlite") as store:
        held = store.execute("SELECT * FROM keys WHERE id = ?", [person.key_id]).fetchone()
        erase_person("ann", actor=SYSTEM, reason="本人要求")
        store.execute("INSERT INTO keys VALUES (?, ?)", held)  # as a crash would have left it
        store.commit()
    store.close()
    assert keys.find_key(person.key_id) is not None
    assert get_person(SYSTEM, "ann").name == "erased"
    events = Event.objects.count()
    erase_person("ann", actor=SYSTEM, reason="本人要求")
    assert keys.find_key(person.key_id) is None
    assert Event.objects.count() == events


def test_people_are_seen_by_who_manages_them_and_by_who_gives_them_duties(zone: Zone) -> None:
    add_unit("Z2", L, actor=SYSTEM, kind="zone", parent="CITY", on="2020-01-01")
    for code, unit in (("far", "Z2"), ("near", "S2"), ("mayor", "CITY"), ("own", "S1")):
        add_person(code, code, actor=SYSTEM, unit=unit)
    for code, role in (("adm", "system_admin"), ("sec", "security_admin")):
        add_person(code, code, actor=SYSTEM, unit="S1")
        assign_role(code, role, actor=SYSTEM, unit="S1", on="2020-01-01")
    adm, sec = viewer_of("adm"), viewer_of("sec")
    assert {row.code for row in list_people(adm)} == {"adm", "own", "sec"}
    assert get_person(sec, "own").code == "own"
    with pytest.raises(NotFound):
        get_person(adm, "near")
    for act in (lambda: list_people(zone.writer), lambda: list_roles(zone.writer)):
        with pytest.raises(Forbidden):
            act()
    assert {row.person_code for row in list_assignments(sec)} == {"adm", "ann", "sec", "writer"}
    assert {row.person_code for row in list_assignments(zone.dan)} == {"dan"}
    holders = {code for code, _ in list_holders(zone.ann)}
    assert {"near", "mayor", "own", "bob"} <= holders
    assert "far" not in holders
    assert list_holders(zone.writer) == []
    add_person("firm", "firm", actor=SYSTEM, unit="S1", party=FIRM)
    staff = {each.unit.code: each for each in list_staff(zone.ann)}
    assert [code for code, _ in staff["S1"].people] == ["own"], "no firm, no administrator"
    assert staff["S1"].within == {"CITY", "ZONE", "S1"}
    assert zone.auditor.code not in {code for code, _ in staff["ZONE"].people}
    assert {"ann", "bob"} <= {code for code, _ in staff["ZONE"].people}
