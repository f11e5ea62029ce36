"""`bihuan pack new`: six answers make a campaign that a running zone shows at once."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from bihuan.cli.pack import app
from bihuan.kernel.definitions.reader import pack_files, read_pack
from bihuan.kernel.packs.writes import install_pack
from bihuan.kernel.permissions import SYSTEM
from bihuan.kernel.problems import Problem
from tests.kernel.conftest import Zone, today, zone  # noqa: F401 - fixtures
from tests.web.conftest import client


def make(*arguments: str, into: Path, answers: str = "") -> Path:
    done = CliRunner().invoke(app, ["new", *arguments, "--into", str(into)], input=answers)
    if done.exception and not isinstance(done.exception, SystemExit):
        raise done.exception
    assert done.exit_code == 0, done.output
    return into / arguments[0]


def test_a_new_campaign_is_there_without_a_restart(zone: Zone, tmp_path: Path) -> None:  # noqa: F811
    reporter = client("ann", "en")
    assert reporter.get("/ledgers/flood-control.flood_control/").status_code == 404
    folder = make(
        "flood-control", "--title", "防汛=Flood control", "--ledger", "险点=Weak spots",
        "--kinds", "堤防=Dyke,泵站", "--yes", into=tmp_path,
    )  # fmt: skip
    install_pack(pack_files(folder), actor=SYSTEM)
    assert "Weak spots" in reporter.get("/ledgers/").content.decode()
    assert reporter.get("/ledgers/flood-control.flood_control/").status_code == 200
    form = reporter.get("/ledgers/flood-control.flood_control/add/").content.decode()
    assert "Dyke" in form
    sent = {"unit": "S1", "on": "2022-06-20", "matter": "渗水", "kind": "dyke"}
    assert reporter.post("/ledgers/flood-control.flood_control/add/", sent).status_code == 302
    assert "Flood control" in reporter.get("/").content.decode()
    assert "渗水" in reporter.get("/ledgers/flood-control.flood_control/").content.decode()


def test_six_questions_are_asked_and_whatever_is_answered_checks_clean(tmp_path: Path) -> None:
    answers = '防"汛": {x}\n点#1\n堤防=Dyke，Dyke=Dyke、\n7\n80\nn\n'
    pack = read_pack(make("flood", into=tmp_path, answers=answers))
    assert pack.header.title.zh == '防"汛": {x}'
    ledger = pack.ledgers["flood"]
    assert ledger.title.zh == "点#1"
    assert set(ledger.fields["kind"].choices) == {"dyke", "kind_2"}
    assert "photo" not in ledger.fields
    defaults = {name: spec.default for name, spec in pack.parameters.items()}
    assert defaults == {"finish_days": 7, "step_days": 2, "closed_green": 80, "closed_red": 40}


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("防汛", "pack-name"), ("Flood", "pack-name"), ("there", "folder-there"),
        ("base", "pack-name-taken"), ("key-projects", "pack-name-taken"),
    ],
)  # fmt: skip
def test_a_name_that_cannot_be_is_refused(tmp_path: Path, name: str, code: str) -> None:
    (tmp_path / "there").mkdir()
    with pytest.raises(Problem) as refused:
        make(name, "--yes", into=tmp_path)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("kinds", "code"),
    [
        (",", "kinds-missing"), ("、 ，", "kinds-missing"), ("泵站,泵站", "kind-twice"),
        ("Pump,Pump", "kind-twice"), ("堤防=Dyke,堤防=Dam", "kind-twice"),
    ],
)  # fmt: skip
def test_kinds_that_cannot_be_leave_no_folder(tmp_path: Path, kinds: str, code: str) -> None:
    with pytest.raises(Problem) as refused:
        make("flood", "--kinds", kinds, "--yes", into=tmp_path)
    assert refused.value.code == code
    assert not (tmp_path / "flood").exists()


def test_what_is_not_said_in_one_language_is_made_up_in_it(tmp_path: Path) -> None:
    for name, said in (
        ("clean-river", ()),
        ("dykes", ("--title", "Dykes", "--kinds", "East,西段")),
    ):
        pack = read_pack(make(name, *said, "--yes", into=tmp_path))
        ledger = pack.ledgers[name.replace("-", "_")]
        titles = [pack.header.title, ledger.title, *ledger.fields["kind"].choices.values()]
        assert not any(title.zh.isascii() for title in titles), titles
        assert all(title.en.isascii() for title in titles), titles


def test_a_new_pack_brings_the_schemas_that_its_files_name(tmp_path: Path) -> None:
    folder = make("flood", "--yes", into=tmp_path / "deep")
    for file in folder.rglob("*.yaml"):
        named = file.read_text().partition("\n")[0].rpartition("=")[2]
        schema = (file.parent / named).resolve()
        assert schema.is_relative_to(folder.resolve()) and schema.is_file(), named
