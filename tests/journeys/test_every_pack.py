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
    above,
    demo_roles,
    home_of,
    main_ledger,
    people_with,
    shortest_way,
)
from tests.journeys.test_people import PHOTO, sign_in

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser
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
    way = shortest_way(pack, ledger, demo_roles())
    assert way, "no demo person can close a record"
    journey = Journey(pack, ledger, way, as_person)
    before = journey.figures()
    journey.add()
    moved = journey.figures() != before
    for step in way:
        journey.take(step)
        moved = moved or journey.figures() != before
    assert moved


class Journey:
    """A record of a ledger on its way, at the unit where the pack is at home in the demo."""

    def __init__(self, pack: Pack, ledger: str, way: list[Step], as_person: As) -> None:
        self.pack, self.ledger, self.as_person = pack, ledger, as_person
        self.flow, self.fields = pack.workflows[ledger], pack.ledgers[ledger].fields
        states = [self.flow.initial, *(step.definition.to for step in way)]
        self.inputs = Inputs(pack, ledger, states)
        self.unit = home_of(pack, ledger)
        self.record = ""

    def figures(self) -> dict[str, str]:
        """Return what the cockpit says of the pack in the unit's zone, by the figure's address."""
        zone = next(unit for unit in above(self.unit) if "-" not in unit)
        page = self.as_person("auditor")  # who sees the city
        page.goto(f"/cockpit/{self.pack.name}/?unit={zone}")
        shown: dict[str, str] = page.locator("td.num a[href*='/trace/']").evaluate_all(
            "links => Object.fromEntries(links.map(a => [a.getAttribute('href'), a.textContent.trim()]))"
        )
        assert shown
        return shown

    def add(self) -> None:
        """Fill in the form as somebody who may."""
        for person in people_with(("reporter", "inspector", "dispatcher"), self.unit):
            page = self.as_person(person)
            answer = page.goto(f"/ledgers/{self.pack.name}.{self.ledger}/add/")
            offered = page.locator(f"#f-unit option[value='{self.unit}']").count()
            if answer is not None and answer.ok and offered:
                break
        page.select_option("#f-unit", self.unit)
        dated = self.pack.ledgers[self.ledger].dated  # filled by the day of the entry
        asked = [
            n for n, spec in self.fields.items() if spec.required and not spec.value and n != dated
        ]
        self.fill(page, asked)
        page.click("main .form-actions button[type=submit]")
        self.record = self.settled(page, self.flow.initial)

    def take(self, step: Step) -> None:
        """Take one move as the first person who may, with a second one's word where it needs that."""
        move, refusals = step.definition, []
        for person in people_with(move.by, self.unit):
            page = self.as_person(person)
            page.goto(self.record)
            link = page.locator(f".actions a[href$='/moves/{step.name}/']")
            if link.count():
                break
            refusals += page.locator(".actions .why").all_inner_texts()
        else:
            raise AssertionError(f"nobody may take {step.name}: {refusals}")
        link.click()
        wanted = [name for name in move.needs if name not in self.inputs.held]
        self.fill(page, wanted)
        if move.reason:
            page.fill("[name=reason]", "按规定办理")
        page.click("main .form-actions button[type=submit]")
        if move.approval:
            self.settled(page)
            agreeing = [one for one in people_with(move.approval, self.unit) if one != person]
            agree(self.as_person, self.record, agreeing)
            page.goto(self.record)
        self.settled(page, move.to)

    def fill(self, page: Page, names: list[str]) -> None:
        """Type what the definitions call for; what names something is chosen from what is offered."""
        held, typed = self.inputs.held, self.inputs.values(names)
        for name in names:
            control = page.locator(f"main [name='{name}']").last
            match self.fields[name].type:
                case "evidence":
                    control.set_input_files(PHOTO)  # type: ignore[arg-type]
                    held[name] = ["photo"]
                case "unit" | "person":
                    offered = control.locator("option").evaluate_all("all => all.map(o => o.value)")
                    held[name] = self.unit if self.unit in offered else offered[1]
                    control.select_option(held[name])
                case "ref":
                    held[name] = page.locator(f"#l-{name} option").first.get_attribute("value")
                    control.fill(held[name] or "")
                case "choice" | "boolean":
                    control.select_option(typed[name])
                case "choices":
                    page.check(f"main [name='{name}'][value='{typed[name]}']")
                case _:
                    control.fill(typed[name])

    def settled(self, page: Page, state: str = "") -> str:
        """Make sure of the record that a form led to, in a state; returns its address."""
        page.wait_for_load_state()
        wrong = page.locator("main .error, main .notice-error").all_inner_texts()
        assert not wrong, wrong
        if state:
            title = self.flow.states[state].title.zh
            here = page.locator(".stages .here").all_inner_texts()
            assert any(title in text for text in here), (title, page.locator("main").inner_text())
        return "/" + page.url.split("/", 3)[3]


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
