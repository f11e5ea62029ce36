"""One journey a pack, made from its definitions: add a record, close it, and a figure has moved."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bihuan.kernel.definitions.language import Pack
from bihuan.kernel.definitions.reader import load_pack, pack_files
from bihuan.kernel.packs.folders import pack_folders
from tests import demo
from tests.journeys.conftest import serving
from tests.journeys.generated import (
    Inputs,
    Step,
    demo_roles,
    main_ledger,
    people_with,
    shortest_way,
)
from tests.journeys.test_people import PHOTO, sign_in

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser
UNIT = "JK-LX"  # a street of the demo zone
PACKS = {folder.name: load_pack(pack_files(folder)) for folder in pack_folders()}
TOLD = [name for name, pack in PACKS.items() if pack.indicators]
As = Callable[[str], "Page"]


@pytest.fixture(scope="module")
def zone(demo_source: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a demo zone of this module's own: its records are counted elsewhere."""
    home = demo.copy(demo_source, tmp_path_factory.mktemp("every-pack") / "zone")
    with serving(home) as url:
        yield url


@pytest.fixture(scope="module")
def as_person(chromium: Browser, zone: str) -> Iterator[As]:
    """Give a page on which somebody is signed in; each person signs in once."""
    pages: dict[str, Page] = {}

    def page_of(person: str) -> Page:
        if person not in pages:
            # The way of a record needs no script and no style: pages without them load in no time.
            context = chromium.new_context(locale="zh-CN", base_url=zone, java_script_enabled=False)
            context.route("**/static/**", lambda route: route.abort())
            pages[person] = context.new_page()
            sign_in(pages[person], zone, person)
        return pages[person]

    yield page_of
    for page in pages.values():
        page.context.close()


@pytest.mark.parametrize("name", TOLD)
def test_a_record_is_added_and_closed_and_a_figure_moves(name: str, as_person: As) -> None:
    pack = PACKS[name]
    ledger = main_ledger(pack)
    inputs = Inputs(pack, ledger)
    before = figures(as_person("dispatcher"), name)
    record = add(as_person, pack, ledger, inputs)
    for step in shortest_way(pack.workflows[ledger], demo_roles()):
        take(as_person, pack, ledger, record, step, inputs)
    assert figures(as_person("dispatcher"), name) != before


def figures(page: Page, pack: str) -> dict[str, str]:
    """Return what the cockpit says of a pack in its zone, by the figure's address."""
    page.goto(f"/cockpit/{pack}/?unit=JK")
    cells = page.locator("td.num a[href*='/trace/']")
    shown: dict[str, str] = cells.evaluate_all(
        "links => Object.fromEntries(links.map(a => [a.getAttribute('href'), a.textContent.trim()]))"
    )
    assert shown
    return shown


def add(as_person: As, pack: Pack, ledger: str, inputs: Inputs) -> str:
    """Fill in the form as somebody who may, and return the record's address."""
    flow, fields = pack.workflows[ledger], pack.ledgers[ledger].fields
    roles = ("reporter", "inspector", "dispatcher")
    asking = [f"/ledgers/{pack.name}.{ledger}/add/", *people_with(roles, UNIT)]
    for person in asking[1:]:
        page = as_person(person)
        answer = page.goto(asking[0])
        assert answer is not None
        if answer.ok:
            break
    page.select_option("#f-unit", UNIT)
    asked = [name for name, spec in fields.items() if spec.required]
    fill(page, asked, inputs, flow.initial)
    page.click("main .form-actions button[type=submit]")
    return settled(page, flow.states[flow.initial].title.zh)


def take(as_person: As, pack: Pack, ledger: str, record: str, step: Step, inputs: Inputs) -> None:
    """Take one move as the first person who may, with a second one's word where it needs that."""
    move, flow = step.definition, pack.workflows[ledger]
    for person in people_with(move.by, UNIT):
        page = as_person(person)
        page.goto(record)
        link = page.locator(f".actions a[href$='/moves/{step.name}/']")
        if link.count():
            break
    else:
        refusals = page.locator(".actions .why").all_inner_texts()
        raise AssertionError(f"{pack.name}: nobody may take {step.name}: {refusals}")
    link.click()
    fill(page, [name for name in move.needs if name not in inputs.held], inputs, move.to)
    if move.reason:
        page.fill("[name=reason]", "按规定办理")
    page.click("main .form-actions button[type=submit]")
    if move.approval:
        settled(page)
        agree(as_person, record, [one for one in people_with(move.approval, UNIT) if one != person])
        page.goto(record)
    settled(page, flow.states[move.to].title.zh)


def agree(as_person: As, record: str, people: list[str]) -> None:
    for person in people:
        page = as_person(person)
        page.goto("/inbox/")
        asked = page.locator("form.slip", has=page.locator(f"a[href='{record}']"))
        if asked.count():
            asked.locator("button[value=yes]").click()
            page.wait_for_selector(".notice-success")
            return
    raise AssertionError(f"nobody can agree to {record}")


def fill(page: Page, names: list[str], inputs: Inputs, state: str) -> None:
    """Type what the definitions call for; what names something is chosen from what is offered."""
    typed = inputs.values(names, state)
    for name in names:
        control = page.locator(f"main [name='{name}']").last
        match inputs.fields[name].type:
            case "evidence":
                control.set_input_files(PHOTO)  # type: ignore[arg-type]
                inputs.held[name] = ["photo"]
            case "unit":
                inputs.held[name] = UNIT
                control.select_option(UNIT)
            case "person":
                inputs.held[name] = control.locator("option").nth(1).get_attribute("value")
                control.select_option(inputs.held[name])
            case "ref":
                offered = page.locator(f"#l-{name} option").first
                inputs.held[name] = offered.get_attribute("value")
                control.fill(inputs.held[name] or "")
            case "choice" | "boolean":
                control.select_option(typed[name])
            case "choices":
                page.check(f"main [name='{name}'][value='{typed[name]}']")
            case _:
                control.fill(typed[name])


def settled(page: Page, state: str = "") -> str:
    """Wait for the record that a form leads to, in a state; returns its address."""
    page.wait_for_load_state()
    wrong = page.locator("main .error, main .notice-error").all_inner_texts()
    assert not wrong, wrong
    if state:
        page.wait_for_selector(f".stages .here:has-text('{state}')")
    return "/" + page.url.split("/", 3)[3]
