"""Administration on screen: each form does its write, and whatever is sent, no page breaks."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from bihuan.kernel.definitions.reader import pack_files
from bihuan.kernel.ledgers.reads import list_duties
from bihuan.kernel.ledgers.writes import assign_duty
from bihuan.kernel.org.reads import get_person, list_assignments, list_roles
from bihuan.kernel.org.tree import tree
from bihuan.kernel.org.writes import add_person, assign_role
from bihuan.kernel.packs.archives import unzip_pack
from bihuan.kernel.packs.reads import get_parameter, installed
from bihuan.kernel.permissions import SYSTEM
from bihuan.kernel.problems import Invalid
from tests.kernel.conftest import TINY, Zone, today, zone  # noqa: F401 - fixtures
from tests.web.test_screens import client


def administrator(role: str, unit: str = "CITY") -> Client:
    add_person(role, role, actor=SYSTEM, unit=unit)
    assign_role(role, role, actor=SYSTEM, unit=unit, on="2020-01-01")
    return client(role)


def zipped(folder: Path, inside: str = "", **more: str) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                archive.write(path, f"{inside}{path.relative_to(folder)}")
        for name, text in more.items():
            archive.writestr(f"{inside}{name}", text)
    return target.getvalue()


def test_a_unit_is_renamed_and_closed_ones_stay_in_sight(zone: Zone) -> None:  # noqa: F811
    browser = administrator("system_admin")
    sent = {"act": "rename", "code": "S1", "title_zh": "柳溪街道", "on": "2022-06-01"}
    assert browser.post("/administration/units/", sent).status_code == 302
    assert tree().get_by_code("S1").title.zh == "柳溪街道"
    assert tree("2022-05-31").get_by_code("S1").title.zh == "S1单元"
    browser.post("/administration/units/", {"act": "close", "code": "S2"})
    assert "已撤销" in browser.get("/administration/units/").content.decode()


def test_a_person_is_changed_on_a_page_of_their_own(zone: Zone) -> None:  # noqa: F811
    browser = administrator("system_admin")
    address = "/administration/people/ann/"
    assert address in browser.get("/administration/people/").content.decode()
    assert "138****1111" in browser.get(address).content.decode()
    sent = {"name": "安宁", "position": "科长", "unit": "S2", "phone": ""}
    assert browser.post(address, sent).status_code == 302
    row = get_person(SYSTEM, "ann")
    assert (row.name, row.position, row.phone) == ("安宁", "科长", "138****1111")
    assert row.unit and row.unit.code == "S2"
    browser.post(address, sent | {"no_phone": "1"})
    assert get_person(SYSTEM, "ann").phone == ""
    answer = browser.post(address, sent | {"name": " "})
    assert answer.status_code == 422
    assert client("ann").get(address).status_code == 403
    assert browser.get("/administration/people/nobody-here/").status_code == 404


def test_people_come_in_by_a_sheet_in_gbk_and_faults_name_their_line(zone: Zone) -> None:  # noqa: F811
    browser = administrator("system_admin")

    def send(text: str) -> str:
        sheet = SimpleUploadedFile("p.csv", text.encode("gbk"))
        answer = browser.post(
            "/administration/people/", {"act": "sheet", "sheet": sheet}, follow=True
        )
        return answer.content.decode()

    assert "第 3 行" in send("工号,姓名,单元\nq1,甲,S1\nq2,乙,S9\n")
    assert "已导入 2 人" in send("工号,姓名,单元\nq1,甲,S1\nq2,乙,S2\n")
    assert get_person(SYSTEM, "q2").name == "乙"


def test_roles_are_defined_given_until_a_day_and_ended(zone: Zone) -> None:  # noqa: F811
    browser = administrator("security_admin")
    page = "/administration/roles/"
    sent = {
        "act": "define", "code": "looker", "title_zh": "查看员", "title_en": "Looker", "scope": "unit",
        "acts": ["record.read", "figure.read"],
    }  # fmt: skip
    assert browser.post(page, sent).status_code == 302
    found = {role.code: role for role in list_roles(SYSTEM)}["looker"]
    assert (found.title.en, found.acts) == ("Looker", ("figure.read", "record.read"))
    answer = browser.post(page, sent | {"acts": ["record.read", "role.manage"]})
    assert answer.status_code == 422
    assert "应当分开" in answer.content.decode()
    sent = {"act": "assign", "person": "ann", "role": "looker", "unit": "S2", "until": "2022-12-31"}
    assert browser.post(page, sent).status_code == 302
    held = next(row for row in list_assignments(SYSTEM, person="ann") if row.role == "looker")
    assert held.to_on == "2022-12-31"
    assert f'value="{held.id}"' in browser.get(page).content.decode()
    assert browser.post(page, {"act": "end", "assignment": held.id}).status_code == 302
    held = next(row for row in list_assignments(SYSTEM, person="ann") if row.role == "looker")
    assert held.to_on == "2022-06-20"


def test_a_pack_is_installed_from_a_zip_or_told_every_fault(zone: Zone) -> None:  # noqa: F811
    browser = administrator("system_admin")

    def send(content: bytes) -> tuple[int, str]:
        archive = SimpleUploadedFile("tiny.zip", content)
        answer = browser.post("/administration/packs/", {"act": "install", "archive": archive})
        return answer.status_code, answer.content.decode()

    header = (TINY / "pack.yaml").read_text("utf-8")
    newer = header.replace(installed().packs["tiny"].header.version, "9.9.0")
    texts = pack_files(TINY) | {"pack.yaml": newer}
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, text in texts.items():
            archive.writestr(f"tiny/{name}", text)
    assert send(target.getvalue())[0] == 302
    assert installed().packs["tiny"].header.version == "9.9.0"
    status, html = send(zipped(TINY, **{"indicators/bad.yaml": "colour: red\n"}))
    assert status == 422
    assert "indicators/bad.yaml:1 BP" in html
    assert send(b"no archive")[0] == 422
    assert send(zipped(TINY.parent / "nothing-here"))[0] == 422
    assert client("ann").post("/administration/packs/", {"act": "install"}).status_code == 403


def test_an_archive_is_read_no_further_than_a_pack_may_go() -> None:
    assert unzip_pack(zipped(TINY), "a.zip") == pack_files(TINY)
    assert unzip_pack(zipped(TINY, "folder/tiny/"), "a.zip") == pack_files(TINY)
    with pytest.raises(Invalid, match="archive-too-large"):
        unzip_pack(zipped(TINY, **{"big.yaml": "a" * 5_000_000}), "a.zip")
    with pytest.raises(Invalid, match="pack-faults"):
        unzip_pack(zipped(TINY / "ledgers"), "a.zip")


def test_parameters_refuse_what_is_no_number(zone: Zone) -> None:  # noqa: F811
    browser = administrator("system_admin")
    sent = {"act": "set", "parameter": "tiny.red_gap", "value": "NaN", "basis": "b"}
    answer = browser.post("/administration/parameters/", sent)
    assert answer.status_code == 422
    assert "不是数" in answer.content.decode()
    assert browser.post("/administration/parameters/", sent | {"value": "-25"}).status_code == 302
    assert get_parameter(installed().packs["tiny"], "red_gap", on="2022-06-20") == -25


def test_a_duty_is_ended_on_the_record(zone: Zone) -> None:  # noqa: F811
    record = zone.case()
    duty = next(iter(installed().ledger("tiny.case").definition.duties))
    held = assign_duty(record, duty, actor=SYSTEM, person="leader")
    browser = client("ann")
    assert (
        f'name="ends" value="{held.person_id}"'
        in browser.get(f"/records/{record}/").content.decode()
    )
    sent = {"duty": duty, "ends": str(held.person_id)}
    assert browser.post(f"/records/{record}/duties/", sent).status_code == 302
    assert [row.to_on for row in list_duties(SYSTEM, record)] == ["2022-06-20"]
    assert browser.post(f"/records/{record}/duties/", sent).status_code == 404
    assert browser.post(f"/records/{record}/duties/", sent | {"ends": "x"}).status_code == 404


@pytest.mark.parametrize(
    ("role", "page", "acts"),
    [
        ("system_admin", "units", ["add", "rename", "move", "close"]),
        ("system_admin", "people", ["add", "sheet"]),
        ("system_admin", "parameters", ["set"]),
        ("system_admin", "calendar", ["set"]),
        ("system_admin", "packs", ["install", "explode", ""]),
        ("security_admin", "people", ["open", "reset", "lock", "erase"]),
        ("security_admin", "roles", ["assign", "end", "define"]),
    ],
)
def test_an_empty_form_is_refused_in_a_sentence(
    zone: Zone,  # noqa: F811
    role: str,
    page: str,
    acts: list[str],
) -> None:
    browser = administrator(role)
    for act in acts:
        answer = browser.post(f"/administration/{page}/", {"act": act})
        assert answer.status_code in (403, 404, 409, 422), act
        assert "notice-error" in answer.content.decode()
