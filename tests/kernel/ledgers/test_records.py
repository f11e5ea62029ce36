"""Records: add, correct, transfer, void, conflicts, sealed fields, duties, pages, evidence."""

from __future__ import annotations

import functools
import json

import pytest

from bihuan.kernel import replay
from bihuan.kernel.events.models import Event
from bihuan.kernel.ledgers import evidence
from bihuan.kernel.ledgers.bulk import ImportRow
from bihuan.kernel.ledgers.export import export_rows, safe
from bihuan.kernel.ledgers.models import Record, RecordVersion
from bihuan.kernel.ledgers.pages import Question, count_capped, list_page
from bihuan.kernel.ledgers.reads import get_evidence, get_record, get_record_as_of, list_history
from bihuan.kernel.ledgers.sealing import masked
from bihuan.kernel.ledgers.writes import (
    add_evidence,
    add_record,
    add_records,
    assign_duty,
    correct_record,
    erase_personal,
    transfer_record,
    unmask_field,
    void_record,
)
from bihuan.kernel.org import keys
from bihuan.kernel.org.reads import viewer_of
from bihuan.kernel.org.tree import tree
from bihuan.kernel.org.writes import add_person, assign_role
from bihuan.kernel.packs.reads import installed
from bihuan.kernel.permissions import SYSTEM, Viewer
from bihuan.kernel.problems import Conflict, Forbidden, Invalid, InvalidMany, NotFound
from tests.kernel.conftest import FIRM, Zone

PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 20


def test_adding_is_one_event_and_a_code(zone: Zone) -> None:
    before = Event.objects.count()
    added = add_record("case", {"name": "乙", "level": "市级"}, actor=zone.ann, unit="S1")
    assert added.code == "SX-2022-0001"
    assert Event.objects.count() == before + 1
    assert get_record(zone.ann, added.id).data == {"name": "乙", "level": "city"}


def test_every_wrong_field_is_named_at_once(zone: Zone) -> None:
    with pytest.raises(InvalidMany) as refused:
        add_record(
            "case",
            {"level": "county", "firm": "91350100M000100Y4Z", "planned": "多", "nonsense": 1},
            actor=zone.ann,
            unit="S1",
        )
    assert {fault.code for fault in refused.value.faults} == {
        "field-unknown", "field-required", "choice-unknown", "credit-code-wrong", "number-unreadable",
    }  # fmt: skip
    assert not Record.objects.exists()


def test_outside_ones_unit_nothing_can_be_added_or_seen(zone: Zone) -> None:
    with pytest.raises(Forbidden):
        add_record("case", {"name": "乙", "level": "city"}, actor=zone.ann, unit="S2")
    record = zone.case(unit="S2")
    with pytest.raises(NotFound):
        get_record(zone.ann, record)
    assert list_page(zone.ann, Question("tiny.case")).rows == []
    assert get_record(zone.dan, record).code == "SX-2022-0001"


def test_the_second_of_two_editors_is_told(zone: Zone) -> None:
    record = zone.case()
    seen = get_record(zone.ann, record).seen
    correct_record(record, {"name": "新名"}, actor=zone.ann, seen=seen, reason="笔误")
    with pytest.raises(Conflict) as refused:
        correct_record(record, {"name": "别名"}, actor=zone.ann, seen=seen, reason="笔误")
    assert refused.value.code == "changed-meanwhile"
    assert get_record(zone.ann, record).title == "新名"


def test_only_the_enterprise_changes_what_it_reported(zone: Zone) -> None:
    record = zone.case(firm=FIRM)
    add_person("firm", "企业员", actor=SYSTEM, unit="ZONE", party=FIRM)
    assign_role("firm", "reporter", actor=SYSTEM, unit="ZONE", on="2020-01-01")

    def correct(actor: Viewer, sales: str) -> int:
        seen = get_record(SYSTEM, record).seen
        return correct_record(record, {"sales": sales}, actor=actor, seen=seen, reason="核对")

    correct(zone.ann, "1000")  # what was not there yet may be entered from the stamped return
    correct(zone.ann, "1000")
    with pytest.raises(Forbidden, match="reported-by-party"):
        correct(zone.ann, "2000")
    correct(viewer_of("firm"), "900")
    assert get_record(SYSTEM, record).data["sales"] == "9000000"


def test_a_correction_was_always_so_and_a_change_holds_from_its_day(zone: Zone) -> None:
    record = zone.case()
    seen = get_record(SYSTEM, record).seen
    seen = correct_record(
        record, {"planned": "2000"}, actor=SYSTEM, seen=seen, reason="调整", on="2022-05-01"
    )
    correct_record(record, {"level": "city"}, actor=SYSTEM, seen=seen, reason="原来就错")
    april = get_record_as_of(SYSTEM, record, on="2022-04-30", at=10**6)
    may = get_record_as_of(SYSTEM, record, on="2022-05-31", at=10**6)
    assert april and may
    assert (april.data["planned"], april.data["level"]) == ("10000000", "city")
    assert (may.data["planned"], may.data["level"]) == ("20000000", "city")
    before = get_record_as_of(SYSTEM, record, on="2022-05-31", at=seen - 1)
    assert before and before.data["planned"] == "10000000"


def test_a_void_record_stays_readable_and_closed_to_change(zone: Zone) -> None:
    record = zone.case()
    seen = void_record(
        record, actor=SYSTEM, seen=get_record(SYSTEM, record).seen, reason="重复", asked_by="ann"
    )
    with pytest.raises(Invalid, match="record-void"):
        correct_record(record, {"name": "x"}, actor=SYSTEM, seen=seen, reason="y")
    assert get_record(SYSTEM, record).is_void
    assert list_page(SYSTEM, Question("tiny.case")).rows == []
    assert [event.verb for event in list_history(SYSTEM, record)] == [
        "record.added",
        "record.voided",
    ]


def test_a_transfer_moves_who_sees_it(zone: Zone) -> None:
    record = zone.case()
    seen = get_record(SYSTEM, record).seen
    transfer_record(record, actor=SYSTEM, unit="S2", seen=seen, reason="区划调整")
    with pytest.raises(NotFound):
        get_record(zone.ann, record)
    assert get_record(zone.dan, record).path == tree().get_by_code("S2").path


def test_a_duty_shows_a_leader_his_own_records_only(zone: Zone) -> None:
    mine, other = zone.case("我的"), zone.case("别人的")
    assign_duty(mine, "lead", actor=SYSTEM, person="leader")
    rows = list_page(zone.leader, Question("tiny.case")).rows
    assert [row.id for row in rows] == [mine]
    with pytest.raises(NotFound):
        get_record(zone.leader, other)
    with pytest.raises(Conflict):
        assign_duty(mine, "lead", actor=SYSTEM, person="leader")


def test_personal_fields_are_sealed_everywhere_and_looking_is_an_event(zone: Zone) -> None:
    record = zone.case(contact="139 0000 2222", citizen="11010519491231002X")
    row = Record.objects.get(id=record)
    texts = [
        row.data,
        Event.objects.get(seq=record).body,
        RecordVersion.objects.get(record_id=record).data,
    ]
    assert not any("13900002222" in text or "11010519491231002X" in text for text in texts)
    data = json.loads(row.data)
    assert masked("phone", data["contact"], "contact") == "139****2222"
    assert masked("id_number", data["citizen"], "citizen") == "110105********002X"
    with pytest.raises(Forbidden):
        unmask_field(record, "contact", actor=zone.ann, reason="联系")
    assert unmask_field(record, "contact", actor=SYSTEM, reason="联系") == "13900002222"
    assert list_history(SYSTEM, record)[-1].verb == "sensitive.read"


def test_a_destroyed_key_erases_and_a_rebuild_agrees(zone: Zone) -> None:
    record = zone.case(contact="13900002222")
    sealed = json.loads(Record.objects.get(id=record).data)["contact"]
    keys.destroy_keys([sealed["sealed"]["key"]])
    assert masked("phone", sealed, "contact") == "erased"
    assert replay.differing_projections() == []


def test_a_records_personal_fields_are_erased_by_who_cannot_read_them(zone: Zone) -> None:
    record = zone.case(contact="13900002222")
    code = get_record(SYSTEM, record).code
    old = json.loads(Record.objects.get(id=record).data)["contact"]
    keys.destroy_keys([old["sealed"]["key"]])  # so that the next value has a key of its own
    seen = get_record(SYSTEM, record).seen
    correct_record(record, {"contact": "13900003333"}, actor=SYSTEM, seen=seen, reason="x")
    sealed = json.loads(Record.objects.get(id=record).data)["contact"]
    assert masked("phone", sealed, "contact") == "139****3333"
    add_person("sec", "sec", actor=SYSTEM, unit="CITY")
    assign_role("sec", "security_admin", actor=SYSTEM, unit="CITY")
    with pytest.raises(NotFound):
        erase_personal("tiny.case", code, actor=zone.ann, reason="本人要求")
    erasing = functools.partial(erase_personal, "tiny.case", code, actor=viewer_of("sec"))
    with pytest.raises(Invalid, match="reason-missing"):
        erasing(reason=" ")
    assert erasing(reason="本人要求") == 1
    assert masked("phone", sealed, "contact") == "erased"
    assert list_history(SYSTEM, record)[-1].verb == "record.personal_erased"
    with pytest.raises(Invalid, match="nothing-personal"):
        erasing(reason="本人要求")
    assert replay.differing_projections() == []


@pytest.mark.parametrize("order", ["-updated", "updated", "code", "-code", "title", "-on"])
def test_pages_give_every_record_once_in_any_order(zone: Zone, order: str) -> None:
    ids = {
        zone.case(f"事项{number % 4}", unit=("S1", "S2", "V1")[number % 3]) for number in range(17)
    }
    seen: list[int] = []
    after = ""
    while True:
        page = list_page(SYSTEM, Question("tiny.case", order=order, after=after, limit=5))
        seen += [row.id for row in page.rows]
        after = page.next
        if not after:
            break
    assert len(seen) == len(set(seen)) == 17
    assert set(seen) == ids
    assert count_capped(SYSTEM, Question("tiny.case")) == 17


def test_search_finds_names_codes_and_initials(zone: Zone) -> None:
    zone.case("明堤电子智能工厂")
    zone.case("澄川精密")
    for text in ("智能", "mddz", "SX-2022-0001"):
        (row,) = list_page(SYSTEM, Question("tiny.case", search=text)).rows
        assert row.title == "明堤电子智能工厂"
    assert list_page(SYSTEM, Question("tiny.case", search="100%_")).rows == []


def test_an_import_is_all_or_nothing_and_names_rows(zone: Zone) -> None:
    ledger = installed().find_ledger("case")
    rows = [ImportRow(line, "S1", {"name": f"行{line}", "level": "city"}) for line in range(2, 40)]
    assert add_records(ledger, rows, actor=zone.ann) == 38
    assert Record.objects.count() == 38
    wrong = [
        *rows,
        ImportRow(41, "S1", {"name": "x", "level": "省"}),
        ImportRow(42, "S9", {"name": "y"}),
    ]
    with pytest.raises(InvalidMany) as refused:
        add_records(ledger, wrong, actor=zone.ann)
    first = refused.value.faults[0]
    assert "第 41 行 级别" in first.sentence("zh")
    assert "row 41 Level" in first.sentence("en")
    assert "第 42 行" in refused.value.faults[1].sentence()
    assert Record.objects.count() == 38
    assert replay.differing_projections() == []


def test_evidence_is_told_by_content_kept_once_and_never_trusted_by_name(zone: Zone) -> None:
    unit = tree().get_by_code("S1").id
    kept = add_evidence(PNG, "photo.exe", actor=zone.ann, unit_id=unit)
    assert kept.media_type == "image/png"
    assert add_evidence(PNG, "again.png", actor=zone.ann, unit_id=unit).digest == kept.digest
    assert evidence.path_of_digest(kept.digest).read_bytes() == PNG
    for content, code in (
        (b"", "evidence-empty"), (b"MZ\x90\x00", "evidence-type"), (b"<html><script>", "evidence-type"),
        (b"<svg xmlns=''/>", "evidence-type"), (b"x" * (evidence.LARGEST + 1), "evidence-too-large"),
    ):  # fmt: skip
        with pytest.raises(Invalid, match=code):
            add_evidence(content, "photo.png", actor=zone.ann, unit_id=unit)
    with pytest.raises(Forbidden):
        add_evidence(PNG, "photo.png", actor=zone.auditor, unit_id=unit)
    with pytest.raises(Forbidden):
        add_evidence(PNG, "photo.png", actor=zone.dan, unit_id=unit)


def test_a_file_is_seen_by_whoever_sees_a_record_that_names_it(zone: Zone) -> None:
    unit, other = (tree().get_by_code(code).id for code in ("S1", "S2"))
    kept = add_evidence(PNG, "photo.png", actor=zone.ann, unit_id=unit)
    assert get_evidence(zone.ann, kept.digest).name == "photo.png", "who added it sees it at once"
    with pytest.raises(NotFound):
        get_evidence(zone.bob, kept.digest)
    record = zone.case(proof=[kept.digest])
    assert get_evidence(zone.bob, kept.digest).digest == kept.digest
    with pytest.raises(NotFound):
        get_evidence(zone.dan, kept.digest)
    seen = get_record(zone.ann, record).seen
    transfer_record(record, actor=SYSTEM, unit="S2", seen=seen, reason="划转")
    assert get_evidence(zone.dan, kept.digest).digest == kept.digest
    again = add_evidence(PNG, "mine.png", actor=zone.dan, unit_id=other)
    assert again.digest == kept.digest
    seen = get_record(zone.dan, record).seen
    correct_record(record, {"proof": []}, actor=SYSTEM, seen=seen, reason="换照片")
    assert get_evidence(zone.dan, kept.digest), "the history still shows it"
    assert replay.differing_projections() == []


def test_evidence_must_have_been_stored(zone: Zone) -> None:
    with pytest.raises(Invalid, match="link-unknown"):
        zone.case(proof=["0" * 64])


def test_an_export_is_masked_scoped_and_safe_for_a_spreadsheet(zone: Zone) -> None:
    zone.case('=HYPERLINK("x")', contact="13900002222", firm=FIRM)
    zone.case("别处", unit="S2")
    ledger = installed().find_ledger("case")
    heads, *rows = list(export_rows(zone.ann, ledger, Question("tiny.case")))
    assert len(rows) == 1
    row = dict(zip(heads, rows[0], strict=True))
    assert row["名称"] == '\'=HYPERLINK("x")'
    assert row["电话"] == "139****2222"
    assert row["年度计划"] == "1000"
    assert safe("-3.5") == "-3.5"


def test_a_check_of_the_pack_refuses_with_its_advice(zone: Zone) -> None:
    with pytest.raises(Invalid, match="check-failed") as refused:
        zone.case(planned="0")
    assert "填写大于零" in refused.value.sentence()


def test_a_patterned_text_is_written_as_it_must_be(zone: Zone) -> None:
    zone.case(licence=" 2204-AB ")
    with pytest.raises(Invalid, match="text-pattern"):
        zone.case(licence="2204-AB-1")


def test_a_code_from_outside_takes_its_number_whatever_its_record_says(zone: Zone) -> None:
    sent = {"name": "旧号", "level": "city"}
    for code in ("SX-2022-0001", "SX-2022-7", "另号-1"):
        add_record("case", sent, actor=SYSTEM, unit="S1", code=code, on="2021-12-30")
    assert add_record("case", sent, actor=SYSTEM, unit="S1", on="2022-01-04").code == "SX-2022-0008"
    assert add_record("case", sent, actor=SYSTEM, unit="S1", on="2021-12-31").code == "SX-2021-0001"
