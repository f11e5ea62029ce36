"""What a person would type and the way that person would go, made from a pack's definitions alone."""

from __future__ import annotations

import csv
import datetime
import heapq
import itertools
import random
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import hypothesis
from hypothesis import strategies

from bihuan.kernel.definitions.expressions import compiled
from bihuan.kernel.definitions.field_types import FIELD_TYPES
from bihuan.kernel.definitions.language import FieldDef, Pack, TransitionDef, WorkflowDef
from bihuan.kernel.ledgers.checks import comparable, comparables
from bihuan.kernel.org.roles import DEFAULT_ROLES
from bihuan.lib import credit_code, id_number

TODAY = datetime.date(2022, 6, 20)
ON_SCREEN = ("unit", "person", "ref", "evidence")  # chosen from what the form offers
BASE = Path(__file__).resolve().parents[2] / "packs" / "base" / "demo"
MOST_TRIES = 500


@dataclass(frozen=True, slots=True)
class Step:
    """One move on the way to a closed state."""

    name: str
    definition: TransitionDef


def shortest_way(pack: Pack, ledger: str, roles: set[str]) -> list[Step]:
    """Return the cheapest moves from the first state to a closed one that these roles can make.

    A request that somebody else decides costs more than a move; a well-ended record is preferred, then
    an end that figures count.
    """
    workflow = pack.workflows[ledger]
    told = " ".join(indicator.where or "" for indicator in pack.indicators.values())
    done = {state for state in workflow.closed if workflow.states[state].tone == "done"}
    counted = {state for state in workflow.closed if re.search(rf"(?<!<> )'{state}'", told)}
    ways = (_way(workflow, roles, ends) for ends in (done, counted, set(workflow.closed)))
    return next((way for way in ways if way), [])


def _way(workflow: WorkflowDef, roles: set[str], ends: set[str]) -> list[Step]:
    number = itertools.count()
    waiting: list[tuple[float, int, str, list[Step]]] = [(0, next(number), workflow.initial, [])]
    done: set[str] = set()
    while waiting:
        cost, _, state, way = heapq.heappop(waiting)
        if state in ends and way:
            return way
        if state in done:
            continue
        done.add(state)
        for name, move in workflow.transitions.items():
            if state in move.sources and roles & set(move.by):
                price = 1 + 3 * bool(move.approval) + 0.1 * len(move.needs)
                step = [*way, Step(name, move)]
                heapq.heappush(waiting, (cost + price, next(number), move.to, step))
    return []


def main_ledger(pack: Pack) -> str:
    """Return the ledger that most of a pack's figures speak of, and that records can leave closed."""
    flows = pack.workflows
    own = {name: 0 for name in pack.ledgers if flows[name].closed and flows[name].transitions}
    for indicator in pack.indicators.values():
        bare = (indicator.of or "").removeprefix(f"{pack.name}.")
        if bare in own and indicator.sum not in pack.ledgers[bare].measures:
            own[bare] += 1
    # what only one record may say of others takes a pair that nobody has said yet: seldom a first choice
    return max(own, key=lambda name: (not pack.ledgers[name].unique, own[name]))


class Inputs:
    """Values for a ledger's fields, varied until no check of the pack refuses them."""

    def __init__(self, pack: Pack, ledger: str, states: list[str]) -> None:
        self.pack, self.ledger, self.states = pack, ledger, states  # the states on the way
        self.fields = pack.ledgers[ledger].fields
        self.dues = {limit.due for limit in pack.workflows[ledger].deadlines.values()}
        self.dues -= {each.dated for each in pack.indicators.values()}  # days that count once here
        self.held: dict[str, Any] = {}  # canonical, of what was sent so far
        self.draw = random.Random(pack.name)

    def values(self, names: list[str]) -> dict[str, str]:
        """Return what to type into some fields so that the record may stand in every state."""
        typed = {name: self.candidates(name) for name in names}
        for attempt in range(MOST_TRIES):
            chosen = {
                name: options[0] if attempt == 0 else self.draw.choice(options)
                for name, options in typed.items()
                if options
            }
            held = {**self.held, **{n: self._canonical(n, text) for n, text in chosen.items()}}
            if all(self._passes(held, state) for state in self.states):
                self.held = held
                return chosen
        raise AssertionError(f"{self.pack.name}: no values of {names} pass the checks")

    def _canonical(self, name: str, text: str) -> Any:
        field = self.fields[name]
        return text if field.type in ON_SCREEN else FIELD_TYPES[field.type].parse(text, field)

    def _passes(self, held: Mapping[str, Any], state: str) -> bool:
        known = {key: comparable(spec.default, None) for key, spec in self.pack.parameters.items()}
        known |= {"today": TODAY, **comparables(self.fields, held, state=state)}
        return all(
            compiled(check.rule)(known) is not False
            for check in self.pack.checks.values()
            if (check.ledger, check.each, check.severity) == (self.ledger, "record", "error")
        )

    def candidates(self, name: str) -> list[str]:
        """Return texts that a field would take, the plainest first."""
        field = self.fields[name]
        if self.pack.ledgers[self.ledger].serves == "form" and name == "asks_in":
            return ["services.request"]
        match field.type:
            case "choice" | "choices":
                return list(field.choices)
            case "boolean":
                return ["true", "false"]
            case "date":
                days = (10, 0, 1) if name in self.dues else (0, -1, -10, 10)
                return [(TODAY + datetime.timedelta(days=day)).isoformat() for day in days]
            case "integer" | "decimal" | "percent" | "money" | "qualified":
                return list(self._numbers(field))
            case "credit_code":
                return [next(valid_credit_codes(self.draw))]
            case "id_number":
                return [next(valid_id_numbers(self.draw))]
            case "phone":
                return ["13900009999"]
            case "industry":
                return ["C36", "3670", "36", "C"]
            case "region":
                return ["411799", "411700", "410000"]
            case "point":
                return ["114.02,33.01"]
            case "line":
                return ["114.02,33.01|114.03,33.02"]
            case "unit" | "person" | "ref" | "evidence":
                return []
        if field.pattern:
            wanted = strategies.from_regex(field.pattern, fullmatch=True)
            return [hypothesis.find(wanted, lambda text: text.isprintable() and bool(text.strip()))]
        tag = f"{self.draw.randrange(10**6):06}"
        return [f"{field.title.zh}{tag}"[: field.max_length or 200]]

    @staticmethod
    def _numbers(field: FieldDef) -> Iterator[str]:
        for number in (1, 5, 10, 50, 100, 150, 200, 1000, 10_000, 0):
            least = field.min is None or number >= field.min
            if least and (field.max is None or number <= field.max):
                yield str(number)


def valid_credit_codes(draw: random.Random) -> Iterator[str]:
    while True:
        body = f"91411799MA{draw.randrange(10**7):07}"
        yield from (
            body + sign for sign in "0123456789ABCDEFGHJKLMNPQRTUWXY" if credit_code.is_valid(body + sign)
        )  # fmt: skip


def valid_id_numbers(draw: random.Random) -> Iterator[str]:
    while True:
        body = f"4117991990{draw.randrange(1, 13):02}{draw.randrange(1, 29):02}{draw.randrange(1000):03}"
        yield from (body + sign for sign in "0123456789X" if id_number.is_valid(body + sign))


def people_with(roles: tuple[str, ...], unit: str) -> list[str]:
    """Return the demo people who hold one of some roles over a unit, in the order of the roles."""
    reaching = above(unit)
    held = [(row["role"], row["person"]) for row in _rows("assignments") if row["unit"] in reaching]
    known = [(role, person) for role, person in held if DEFAULT_ROLES[role].scope == "unit"]
    return [person for wanted in roles for role, person in known if role == wanted]


def home_of(pack: Pack, ledger: str) -> str:
    """Return the unit where most demo records of a ledger lie: where the pack is at work."""
    file = BASE.parents[1] / pack.name / "demo" / f"{ledger.replace('_', '-')}.csv"
    file = file if file.exists() else file.with_name(f"{ledger}.csv")
    with file.open(encoding="utf-8", newline="") as rows:
        units = Counter(row["unit"] for row in csv.DictReader(rows))
    return units.most_common(1)[0][0]


def above(unit: str) -> list[str]:
    """Return a unit and all that it lies in, the nearest first."""
    parents = {row["code"]: row["parent"] for row in _rows("units")}
    found = [unit]
    while parents.get(found[-1]):
        found.append(parents[found[-1]])
    return found


def demo_roles() -> set[str]:
    return {
        row["role"] for row in _rows("assignments") if DEFAULT_ROLES[row["role"]].scope == "unit"
    }


def _rows(name: str) -> list[dict[str, str]]:
    with (BASE / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
