"""Bulletins: live figures, four eyes, one commit, and a proof that needs nobody."""

from __future__ import annotations

import tempfile
import threading
from dataclasses import replace
from pathlib import Path

import pytest
from django.db import connections

from bihuan.kernel.bulletins.composing import FLASH_NOTE
from bihuan.kernel.bulletins.corrections import list_touched
from bihuan.kernel.bulletins.proofs import read_proof, verify_proof
from bihuan.kernel.bulletins.reads import (
    get_bulletin,
    get_published,
    get_row,
    list_bulletins_waiting,
    list_corrections_of,
    prove_bulletin,
    steps_for,
)
from bihuan.kernel.bulletins.writes import (
    draft_bulletin,
    draft_correction,
    publish_bulletin,
    return_bulletin,
    review_bulletin,
    revise_bulletin,
    sign_bulletin,
    submit_bulletin,
)
from bihuan.kernel.definitions.reader import pack_files
from bihuan.kernel.events import notes
from bihuan.kernel.events.checkpoints import make_signer
from bihuan.kernel.events.models import Event
from bihuan.kernel.events.reads import position
from bihuan.kernel.events.verification import verify_log
from bihuan.kernel.handlers import follow_log
from bihuan.kernel.measures.writes import report_month
from bihuan.kernel.notices.reads import list_notices
from bihuan.kernel.org.reads import viewer_of
from bihuan.kernel.org.writes import assign_role
from bihuan.kernel.packs.writes import install_pack
from bihuan.kernel.permissions import SYSTEM, Viewer
from bihuan.kernel.problems import Broken, Conflict, Forbidden, Invalid, InvalidMany, NotFound
from bihuan.kernel.replay import differing_projections
from tests.kernel.bulletins.conftest import Press
from tests.kernel.conftest import TINY


def test_a_template_is_written_with_the_figures_of_one_position(press: Press) -> None:
    bulletin = press.publish()
    found = get_published(bulletin)
    assert found.document is not None
    assert found.number == "云开督〔2022〕1号"
    assert found.document.lines() == [
        "1—5月ZONE单元案件情况",
        "截至2022年6月20日，ZONE单元共有案件2个，其中省级2个。",
        "一、完成情况",
        "完成投资18.00亿元，完成率60.0%，超时序进度18.33个百分点。"
        "完成率靠前的是S1单元（80.00%）、S2单元（20.00%）。",
        "各单元完成情况",
        "名次\t单位\t事项数（个）\t完成投资（亿元）\t完成率（%）",
        "1\tS1单元\t1\t16.00\t80.00",
        "2\tS2单元\t1\t2.00\t20.00",
        "\t合计\t2\t18.00\t60.00",
    ]
    completion = found.document.figures[3]
    assert (completion.title_zh, completion.value, completion.display) == ("完成率", "60", "60.0")
    assert (completion.numerator, completion.denominator) == ("1800000000", "3000000000")
    assert completion.pack_version == "1.0.0"
    assert {figure.at for figure in found.document.figures} == {completion.at}


def test_signs_that_no_file_can_hold_are_left_out(press: Press) -> None:
    row = get_row(press.draft("甲\x07\x00乙", heading="题\x0b目", kind="brief"))
    assert (row.heading, row.text) == ("题目", "甲乙")


def test_nobody_signs_what_they_wrote_and_each_step_has_its_state(press: Press) -> None:
    bulletin = press.draft()
    assert steps_for(press.wen, bulletin) == ["submit"]
    assert steps_for(press.dot, bulletin) == ["submit"]
    with pytest.raises(Conflict, match="bulletin-state"):
        review_bulletin(bulletin, actor=press.dot)
    submit_bulletin(bulletin, actor=press.wen)
    with pytest.raises(Forbidden, match="not-allowed"):
        review_bulletin(bulletin, actor=press.wen)
    return_bulletin(bulletin, "数字请再核", actor=press.dot)
    revise_bulletin(
        bulletin,
        actor=press.dot,
        on="2022-06-20",
        heading="改过",
        text="共{{ cases }}。",
        mark="督",
    )
    submit_bulletin(bulletin, actor=press.wen)
    with pytest.raises(Forbidden, match="four-eyes-bulletin"):
        review_bulletin(bulletin, actor=press.dot)
    review_bulletin(bulletin, actor=press.zone.cat)
    with pytest.raises(Forbidden, match="not-allowed"):
        sign_bulletin(bulletin, actor=press.dot)
    with pytest.raises(Forbidden, match="four-eyes-signer"):
        sign_bulletin(bulletin, actor=press.zone.cat)
    assert steps_for(press.zone.cat, bulletin) == ["return"]
    return_bulletin(bulletin, "换人审核", actor=press.zone.cat)
    submit_bulletin(bulletin, actor=press.wen)
    review_bulletin(bulletin, actor=press.zone.bob)
    sign_bulletin(bulletin, actor=press.zone.cat)
    with pytest.raises(NotFound, match="bulletin-unknown"):
        publish_bulletin(bulletin, actor=press.zone.ann)
    assert steps_for(press.dot, bulletin) == ["return", "publish"]
    publish_bulletin(bulletin, actor=press.dot)
    assert steps_for(press.zone.cat, bulletin) == []
    with pytest.raises(Conflict, match="bulletin-state"):
        publish_bulletin(bulletin, actor=press.zone.cat)
    assert Event.objects.filter(verb="bulletin.published").count() == 1
    assert differing_projections() == []


def told(viewer: Viewer) -> list[str]:
    follow_log()
    return [row.text.zh for row in list_notices(viewer) if row.subject.startswith("bulletin:")]


def waiting(viewer: Viewer) -> list[str]:
    return [step.zh for _, step in list_bulletins_waiting(viewer)]


def test_who_may_take_the_next_step_is_told_and_finds_it_waiting(press: Press) -> None:
    wen, dot, bob, cat = press.wen, press.dot, press.zone.bob, press.zone.cat
    bulletin = press.draft()
    submit_bulletin(bulletin, actor=wen)
    for reviewer in (dot, bob, cat):
        assert waiting(reviewer) == ["请审核"]
        assert told(reviewer) == ["请审核：ZONE单元“1—5月ZONE单元案件情况”。"]
    assert (waiting(wen), told(wen)) == ([], [])
    return_bulletin(bulletin, "数字请再核", actor=dot)
    assert told(wen) == ["“1—5月ZONE单元案件情况”被退回：数字请再核"]
    assert [waiting(who) for who in (wen, dot)] == [["退回，请修改"], []]
    submit_bulletin(bulletin, actor=wen)
    review_bulletin(bulletin, actor=bob)
    assert [waiting(who) for who in (wen, dot, bob, cat)] == [[], [], [], ["请签发"]]
    assert told(cat)[0].startswith("请签发")
    sign_bulletin(bulletin, actor=cat)
    assert told(dot)[0].startswith("请发布")
    assert [waiting(who) for who in (dot, bob)] == [["请发布"], []]
    assert waiting(press.zone.ann) == []


@pytest.mark.parametrize(
    ("more", "said"),
    [(0, "较一周前持平。"), (2, "较一周前增加2个。")],
)
def test_what_did_not_change_is_even(press: Press, more: int, said: str) -> None:
    for number in range(more):
        press.zone.case(f"新{number}", on="2022-06-18")
    text = "较一周前{{ cases since=week_before above=增加 below=减少 }}。"
    document = get_published(press.publish(text)).document
    assert document is not None
    assert document.lines()[-1] == said
    assert document.figures[0].reprinted() == document.figures[0].text


def test_what_is_wrong_with_a_figure_is_said_with_its_place(press: Press) -> None:
    text = (
        "有{{ ghosts }}个。\n\n{{ cases unit=NOWHERE }}\n\n{{ cases unit=S2 }}\n\n"
        "{{ cases digits=99 }}\n\n{{ cases split=level:town }}\n\n{{ completion on=2021-01-31 }}\n\n"
        "{{ completion in=万元 }}\n\n{{ table cases by=ghost }}\n\n没写完{{ cases"
    )
    bulletin = press.draft(text)
    with pytest.raises(InvalidMany) as refused:
        submit_bulletin(bulletin, actor=press.wen)
    assert refused.value.sentence("zh").split("\n") == [
        "第 1 行: 没有指标 ghosts。",
        "第 3 行: 没有组织单元 NOWHERE。",
        "第 7 行: 选项 digits 不能是“99”。",
        "第 9 行: 按 level 拆分，没有“town”这一项。",
        "第 11 行: “完成率”在这一天没有数值（只用已审批的数据）。请换日期，或先完成审批。",
        "第 13 行: “完成率”不能换算成万元。",
        "第 15 行: 不能按 ghost 拆分；可用：level、partner、state、urgent。",
        "第 17 行: 双花括号没有写完。",
    ]
    assert Event.objects.filter(verb="bulletin.submitted").count() == 0


def test_a_figure_outside_the_scope_of_the_writer_is_refused_with_its_place(press: Press) -> None:
    assign_role("ann", "writer", actor=SYSTEM, unit="S1", on="2020-01-01")
    ann = viewer_of("ann")
    bulletin = draft_bulletin(
        actor=ann,
        unit="S1",
        kind="brief",
        heading="街道情况",
        text="本街道{{ cases }}，\n\n别处{{ cases unit=S2 }}。",
    )
    with pytest.raises(InvalidMany, match="第 3 行: “S2单元”不在您的管辖范围内。"):
        submit_bulletin(bulletin, actor=ann)
    with pytest.raises(NotFound, match="bulletin-unknown"):
        get_bulletin(press.zone.dan, bulletin)
    with pytest.raises(Forbidden):
        draft_bulletin(actor=ann, unit="ZONE", kind="brief", heading="全区", text="。")


def test_a_figure_that_changed_since_it_was_signed_is_not_published(press: Press) -> None:
    bulletin = press.sign(press.draft("完成{{ invested_total on=month_end }}。"))
    press.report(press.cases[0], "170000", seen=press.seen(press.cases[0]), reason="漏报")
    with pytest.raises(Conflict, match="完成投资"):
        publish_bulletin(bulletin, actor=press.dot)
    sign_bulletin(bulletin, actor=press.zone.cat)
    publish_bulletin(bulletin, actor=press.dot)
    found = get_published(bulletin).document
    assert found is not None and found.lines()[1] == "完成19.00亿元。"


def test_without_a_key_nothing_is_published_and_the_next_try_takes_the_same_number(
    press: Press, home: Path
) -> None:
    bulletin = press.sign(press.draft())
    key = home / "keys" / "checkpoint.key"
    content = key.read_bytes()
    key.unlink()
    before = position()
    with pytest.raises(Broken, match="checkpoint-key-missing"):
        publish_bulletin(bulletin, actor=press.dot)
    assert position() == before
    assert get_bulletin(press.dot, bulletin).state == "signed"
    key.write_bytes(content)
    publish_bulletin(bulletin, actor=press.dot)
    assert get_published(bulletin).number == "云开督〔2022〕1号"
    assert verify_log(SYSTEM).ok


def test_a_bulletin_is_proved_without_the_database_and_alterations_are_named(press: Press) -> None:
    bulletin = press.publish()
    key = notes.verifier_key()
    proof = read_proof(prove_bulletin(bulletin).as_text())
    verdict = verify_proof(proof, key)
    assert verdict.ok and verdict.size == proof.seq, verdict.faults
    with pytest.raises(Invalid, match="proof-unreadable"):
        read_proof(proof.as_text()[:-40])
    forged = replace(proof, leaf=proof.leaf.replace("18.00亿元", "81.00亿元"))
    told = [fault.en for fault in verify_proof(forged, key).faults]
    assert told[0] == "“Invested” is printed as 81.00亿元, its exact value gives 18.00亿元"
    assert "not the one that the checkpoint covers" in told[1]
    shorter = replace(proof, path=proof.path[:-1])
    assert not verify_proof(shorter, key).ok
    other = make_signer(Path(tempfile.mkdtemp()), "somebody.else").verifier_key
    assert "signature" in verify_proof(proof, other).faults[0].en


def test_a_later_correction_lists_the_bulletin_and_drafts_the_correction(press: Press) -> None:
    bulletin = press.publish()
    assert list_touched(press.dot) == []
    with pytest.raises(Invalid, match="bulletin-nothing-changed"):
        draft_correction(bulletin, actor=press.wen)
    press.report(press.cases[1], "30000", seen=press.seen(press.cases[1]), reason="漏报")
    for kind, corrects in (("brief", bulletin), ("correction", bulletin + 10_000)):
        with pytest.raises(Invalid, match="bulletin-corrects"):
            draft_bulletin(
                actor=press.wen,
                unit="ZONE",
                kind=kind,
                heading="更正",
                text="。",
                corrects=corrects,
            )
    (touched,) = list_touched(press.dot)
    assert [(each.was.title_zh, each.was.text, each.text) for each in touched.changed] == [
        ("完成投资", "18.00亿元", "19.00亿元"),
        ("完成率", "60.0%", "63.3%"),
        ("超时序进度", "超时序进度18.33个百分点", "超时序进度21.67个百分点"),
        ("完成率", "20.00%", "30.00%"),
        ("完成投资", "2.00", "3.00"),
        ("完成率", "60.00", "63.33"),
    ]
    assert list_touched(press.zone.ann) == [], "not within the scope of street one"
    draft = draft_correction(bulletin, actor=press.wen)
    assert draft_correction(bulletin, actor=press.wen) == draft
    publish_bulletin(press.sign(draft), actor=press.dot)
    said = get_published(draft).document
    assert said is not None
    assert said.title == "关于《1—5月ZONE单元案件情况》有关数字的更正"
    assert said.lines()[2] == (
        "1. ZONE单元“完成投资”（截至2022年5月31日）：原为18.00亿元，更正为19.00亿元。"
    )
    assert list_touched(press.dot) == [], "what was corrected is corrected"
    assert get_published(draft).number == "云开督〔2022〕2号"
    assert [row.id for row in list_corrections_of(bulletin)] == [draft]
    assert differing_projections() == []


@pytest.mark.django_db(transaction=True)
def test_published_twice_at_once_it_is_published_once(press: Press) -> None:
    bulletin = press.sign(press.draft())
    start = threading.Barrier(2)
    told: list[str] = []

    def publish() -> None:
        start.wait(10)
        try:
            publish_bulletin(bulletin, actor=press.dot)
            told.append("published")
        except Conflict as refused:
            told.append(refused.code)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=publish) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(told) == ["bulletin-state", "published"]
    assert Event.objects.filter(verb="bulletin.published").count() == 1


def test_unapproved_months_are_never_printed_without_the_word_that_says_so(press: Press) -> None:
    report_month(
        press.cases[1],
        "2022-05",
        {"invested": "90000"},
        actor=SYSTEM,
        seen=press.seen(press.cases[1]),
        reason="改",
    )
    plain = get_published(press.publish("完成{{ invested_total on=month_end }}。")).document
    flash = get_published(
        press.publish("完成{{ invested_total on=month_end }}（{{ flash }}）。")
    ).document
    assert plain is not None and flash is not None
    assert plain.lines()[1] == "完成16.00亿元。"
    assert flash.lines()[1:] == ["完成25.00亿元（快报数）。", FLASH_NOTE]
    assert FLASH_NOTE not in plain.lines()
    assert [plain.figures[0].is_flash, flash.figures[0].is_flash] == [False, True]
    assert list_touched(press.dot) == []


def test_a_sum_of_approximate_numbers_is_printed_so_and_proved(press: Press) -> None:
    files = pack_files(TINY)
    files["pack.yaml"] = files["pack.yaml"].replace("1.0.0", "1.1.0")
    files["indicators/planted.yaml"] = (
        "title: {zh: 植树, en: Trees planted}\nwhy: x\nunit: 棵\ndigits: 0\nof: case\nsum: trees\n"
    )
    install_pack(files, actor=SYSTEM)
    press.zone.case("戊", trees="6300多")
    press.zone.case("己", trees="200", unit="S2")
    bulletin = press.publish("植树{{ planted }}，其中{{ planted unit=S2 }}。")
    document = get_published(bulletin).document
    assert document is not None
    assert document.lines()[-1] == "植树6500多棵，其中200棵。"
    total, part = document.figures
    assert (total.text, total.display, total.reprinted()) == ("6500多棵", "6500", "6500多棵")
    assert part.reprinted() == "200棵"
    verdict = verify_proof(read_proof(prove_bulletin(bulletin).as_text()), notes.verifier_key())
    assert verdict.ok, verdict.faults
