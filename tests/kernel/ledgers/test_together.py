"""Fields that are unique together: on every way in, for open and for personal values."""

from __future__ import annotations

import pytest

from bihuan.kernel.definitions.reader import pack_files
from bihuan.kernel.events.reads import list_events_of
from bihuan.kernel.ledgers.bulk import ImportRow
from bihuan.kernel.ledgers.models import RecordKey
from bihuan.kernel.ledgers.reads import get_record
from bihuan.kernel.ledgers.writes import (
    add_records,
    check_rows,
    correct_record,
    erase_personal,
    void_record,
)
from bihuan.kernel.org import keys
from bihuan.kernel.packs.reads import installed
from bihuan.kernel.packs.writes import install_pack
from bihuan.kernel.permissions import SYSTEM
from bihuan.kernel.problems import Conflict, InvalidMany
from bihuan.kernel.replay import differing_projections, digests, rebuild
from bihuan.kernel.workflow.writes import move_record
from tests.kernel.conftest import TINY, Zone

ONE, OTHER = "110101199003074477", "110101199003077213"


@pytest.fixture
def single(zone: Zone) -> Zone:
    files = pack_files(TINY)
    files["pack.yaml"] = files["pack.yaml"].replace("1.0.0", "1.1.0")
    groups = "name: name\nunique: [[citizen, level], [parent_case, started_on, trade], [route]]\n"
    files["ledgers/case.yaml"] = files["ledgers/case.yaml"].replace("name: name\n", groups, 1)
    install_pack(files, actor=SYSTEM)
    return zone


def correct(record: int, **values: object) -> None:
    seen = get_record(SYSTEM, record).seen
    correct_record(record, values, actor=SYSTEM, seen=seen, reason="x")


def test_what_stands_together_stands_once_and_the_other_record_is_named(single: Zone) -> None:
    first = single.case(citizen=ONE)
    single.case(citizen=ONE, level="city")
    single.case(citizen=OTHER)
    single.case()
    single.case()  # without a number nobody is compared
    with pytest.raises(Conflict) as refused:
        single.case(citizen=ONE)
    assert refused.value.code == "together-taken"
    assert get_record(SYSTEM, first).code in refused.value.sentence("zh")
    assert "身份证号" in refused.value.sentence("zh")
    free = single.case(citizen=OTHER, level="city")
    with pytest.raises(Conflict, match="together-taken"):
        correct(free, citizen=ONE)
    correct(free, story="其他字段照常更正")
    correct(first, level="city", citizen=None)
    single.case(citizen=ONE)


def test_a_void_record_and_a_changed_one_leave_their_place(single: Zone) -> None:
    first = single.case(citizen=ONE)
    seen = get_record(SYSTEM, first).seen
    void_record(first, actor=SYSTEM, seen=seen, reason="x", asked_by="ann")
    second = single.case(citizen=ONE)
    correct(second, citizen=OTHER)
    single.case(citizen=ONE)
    assert differing_projections() == []


def test_a_move_may_not_make_two_alike(single: Zone) -> None:
    parent = get_record(SYSTEM, single.case()).code
    for day in ("2022-03-01", "2022-03-02"):
        case = single.case(parent_case=parent, trade="3011")
        move_record(case, "start", actor=SYSTEM, on=day)
    third = single.case(parent_case=parent, trade="3011")
    with pytest.raises(Conflict, match="together-taken"):
        move_record(third, "start", actor=SYSTEM, on="2022-03-02")
    move_record(third, "start", actor=SYSTEM, on="2022-03-03")


def test_a_sheet_names_its_own_rows_and_the_records_before(single: Zone) -> None:
    ledger = installed().ledger("tiny.case")
    single.case(citizen=ONE)

    def row(line: int, citizen: str, level: str = "province") -> ImportRow:
        return ImportRow(line, "S1", {"name": "甲", "level": level, "citizen": citizen})

    rows = [row(2, OTHER), row(3, ONE), row(4, OTHER), row(5, OTHER, "city")]
    for way in (check_rows, add_records):
        with pytest.raises(InvalidMany) as refused:
            way(ledger, rows, actor=SYSTEM)  # type: ignore[operator]
        assert [fault.code for fault in refused.value.faults] == [
            "together-taken",
            "together-twice",
        ]
        assert "第 4 行" in refused.value.faults[1].sentence("zh")
    assert add_records(ledger, [rows[0], rows[3]], actor=SYSTEM) == 2
    with pytest.raises(InvalidMany, match="不能重复登记"):
        add_records(ledger, [rows[0]], actor=SYSTEM)


def test_no_digest_of_a_person_is_in_the_log_and_none_outlives_an_erasure(single: Zone) -> None:
    case = single.case(citizen=ONE)
    (held,) = RecordKey.objects.filter(record_id=case)
    (event,) = list_events_of(f"record:{case}")
    assert held.value not in str(event.body)
    before = digests()
    rebuild()
    assert digests() == before
    assert differing_projections() == []
    (keys.folder() / "digest.key").unlink()
    assert differing_projections() == ["kernel_recordkey"], "nobody else can make the digest"
    rebuild()
    code = get_record(SYSTEM, case).code
    assert erase_personal("tiny.case", code, actor=SYSTEM, reason="本人要求") == 1
    assert not RecordKey.objects.filter(record_id=case).exists()
    assert differing_projections() == []
    single.case(citizen=ONE)


def test_a_copied_track_is_refused(single: Zone) -> None:
    single.case(route="114.1,34.1|114.2,34.2")
    single.case(route="114.1,34.1|114.2,34.3")
    with pytest.raises(Conflict, match="together-taken"):
        single.case(route="114.1,34.1|114.2,34.20")
