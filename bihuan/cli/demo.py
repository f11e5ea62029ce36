"""`bihuan demo`: the demo zone, its history written day by day by its own people."""

from __future__ import annotations

import csv
import datetime
import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import Annotated, Any

import typer
from django.conf import settings
from django.contrib.auth.hashers import make_password

from bihuan.cli.demo_bulletins import write_bulletins
from bihuan.cli.demo_meetings import Meetings, have_been_held
from bihuan.cli.init import bring_up_to_date, install_packs, prepare
from bihuan.cli.output import Format, console, progress, say
from bihuan.cli.page import print_page
from bihuan.cli.serve import DEFAULT_PORT, refuse_taken_port
from bihuan.cli.worker import beside
from bihuan.kernel.definitions.language import FieldDef, Label, LedgerUnit, NoteDef
from bihuan.kernel.events.commits import commit
from bihuan.kernel.events.keeping import write_checkpoint
from bihuan.kernel.events.reads import position
from bihuan.kernel.handlers import follow_log, pass_over, tell_above
from bihuan.kernel.indicators.reads import warm
from bihuan.kernel.ledgers.links import ledger_named
from bihuan.kernel.ledgers.reads import RecordRow, find_record
from bihuan.kernel.ledgers.writes import add_evidence, add_record, correct_record, owe_records
from bihuan.kernel.measures.reads import find_report
from bihuan.kernel.measures.writes import move_report, report_month, set_target
from bihuan.kernel.org.reads import holders_of, viewer_of
from bihuan.kernel.org.tree import tree
from bihuan.kernel.org.writes import add_person, add_unit, assign_role, delegate, open_account
from bihuan.kernel.packs.folders import pack_folders
from bihuan.kernel.packs.reads import installed
from bihuan.kernel.periods import clock
from bihuan.kernel.periods.recurring import stretches
from bihuan.kernel.permissions import SYSTEM, Viewer
from bihuan.kernel.problems import Conflict
from bihuan.kernel.workflow.writes import ask_extension, decide_approval, issue_slips, move_record

TODAY = datetime.date(2022, 6, 20)
FOUNDED = datetime.date(2022, 1, 4)
PASSWORD = "bihuan-demo-2022"  # noqa: S105 - of the demo zone, printed for everybody
RESERVED = ("unit", "on", "recorded", "actor", "code", "transition", "reason", "period", "status")
AFTER_ADDING = 10**9  # within a rank
MEETING, AFTER_ALL = 1, 9  # a day's meeting comes after its new records, before its moves
Step = Callable[[], None]


@dataclass(frozen=True, slots=True)
class Deed:
    """One thing that somebody recorded on a day."""

    day: datetime.date
    rank: int  # within a day: records before moves before months
    order: int
    do: Step


def demo(
    serve: Annotated[
        bool, typer.Option("--serve/--no-serve", help="建成后启动网页 · serve it when made")
    ] = True,
    port: Annotated[int, typer.Option("--port")] = DEFAULT_PORT,
) -> None:
    """建立演示区、打印页面对照、启动网页 · Make the demo zone, print the page, serve it."""
    marker = Path(settings.HOME) / "demo"
    if marker.exists():
        bring_up_to_date()
    else:
        make(marker)
    agrees = print_page(Format.table)
    out = console()
    out.print(say(f"演示账号（密码均为 {PASSWORD}）：", f"Demo accounts (password {PASSWORD}):"))
    for row in _rows(pack_folders()[0] / "demo" / "people.csv"):
        out.print(f"  {row['code']:<14}{row['name']}　{row['position']}")
    if serve:
        refuse_taken_port("127.0.0.1", port)
        out.print(say(f"网址 http://127.0.0.1:{port}", f"Open http://127.0.0.1:{port}"))
        with beside("worker"), beside("serve", "--port", str(port)) as server:
            raise typer.Exit(server.wait())
    elif not agrees:
        raise typer.Exit(1)


def make(marker: Path) -> None:
    """Make the demo zone. Its history is one commit up to the day of a meeting, and one from there.

    A meeting reads figures, and figures hold what is committed. A broken-off attempt leaves nothing
    of the part that it broke off in, and the next one goes on from there.
    """
    _refuse_other_installation()
    Path(settings.HOME).mkdir(parents=True, exist_ok=True)
    clock.set_today(TODAY)
    with clock.travel(FOUNDED):
        prepare("bihuan.demo")
        install_packs()
        _organisation()
    deeds = sorted(_deeds(), key=lambda deed: (deed.day, deed.rank, deed.order))
    begin = next((n for n, deed in enumerate(deeds) if deed.rank == MEETING), len(deeds))
    with progress() as bar:
        task = bar.add_task(say("写入演示历史", "Writing the demo's history"), total=len(deeds))

        def write(part: list[Deed]) -> None:
            for deed in part:
                with clock.travel(deed.day):
                    deed.do()
                bar.advance(task)

        if tree().by_code and not _has_history():
            commit(partial(write, deeds[:begin]))
            pass_over()  # as if everybody had read what came before the last meeting
        if not have_been_held():
            commit(partial(write, deeds[begin:]))
    for folder in pack_folders():
        if (folder / "demo" / "bulletins.csv").exists():
            write_bulletins(folder)
    _monday()
    _accounts()
    write_checkpoint(actor=SYSTEM)
    warm()
    marker.write_text(f"{TODAY}\n", "ascii")


def _monday() -> None:
    """Let what the days since the last meeting ask for reach people: notices, slips, deputies."""
    for row in _rows(pack_folders()[0] / "demo" / "delegations.csv"):
        _once(
            partial(
                delegate, row["person"], row["deputy"], actor=_person(row["person"]),
                from_on=row["from"], until=row["until"], reason=row["reason"],
            )
        )  # fmt: skip
    follow_log()
    issue_slips()
    follow_log()
    tell_above()
    follow_log()


def _refuse_other_installation() -> None:
    if os.environ.get("DATABASE_URL") or (Path(settings.HOME) / "bihuan.sqlite3").exists():
        try:
            head = position()
        except Exception:  # no tables yet
            return
        if head and "YT" not in tree().by_code:
            raise Conflict("demo-elsewhere", path=settings.HOME)


def _has_history() -> bool:
    return find_record(SYSTEM, "key-projects.project", "ZD-2022-001") is not None


def _organisation() -> None:
    base = pack_folders()[0] / "demo"
    units = tree()
    for row in _rows(base / "units.csv"):
        if row["code"] not in units.by_code:
            add_unit(
                row["code"],
                Label(zh=row["title_zh"], en=row["title_en"]),
                actor=SYSTEM,
                kind=row["kind"],
                parent=row["parent"] or None,
                on=row["on"],
            )
    for row in _rows(base / "people.csv"):
        _once(
            partial(add_person,
                row["code"], row["name"], actor=SYSTEM, unit=row["unit"],
                position=row["position"], phone=row["phone"], party=row["party"],
            )
        )  # fmt: skip
    for row in _rows(base / "assignments.csv"):
        _once(
            partial(
                assign_role,
                row["person"],
                row["role"],
                actor=SYSTEM,
                unit=row["unit"],
                on=row["from"],
            )
        )


def _accounts() -> None:
    hashed = make_password(PASSWORD)
    for row in _rows(pack_folders()[0] / "demo" / "people.csv"):
        _once(
            partial(
                open_account,
                row["code"],
                actor=SYSTEM,
                password=PASSWORD,
                hashed=hashed,
                temporary=False,
            )
        )


def _once(work: Callable[[], object]) -> None:
    """Do something that an earlier, broken-off attempt may have done already."""
    try:
        work()
    except Conflict:
        return


def _deeds() -> Iterator[Deed]:
    sheets = [
        (installed().ledger(f"{folder.name}.{name}"), kind, path)
        for folder in pack_folders()
        for path in sorted((folder / "demo").glob("*.csv"))
        for name, _, kind in [path.stem.partition(".")]
        if name in installed().packs[folder.name].ledgers
    ]
    sheets.sort(key=lambda sheet: _depth(sheet[0]))  # a record comes after those it refers to
    order = 0
    for folder in pack_folders():
        if (folder / "demo" / "meetings.csv").exists():
            for day, is_held, act in Meetings(folder / "demo").deeds():
                order += 1
                yield Deed(day, MEETING if is_held else AFTER_ALL, order, act)
        if (folder / "demo" / "targets.csv").exists():
            for row in _rows(folder / "demo" / "targets.csv"):
                order += 1
                yield Deed(datetime.date.fromisoformat(row["recorded"]), 0, order, _target(row))
    for day in sorted(_days_of_owing()):
        yield Deed(day, 0, AFTER_ADDING, _owe)
    for ledger, kind, path in sheets:
        maker, rank = _MAKERS[kind]
        for row in _rows(path):
            for day, later, step in maker(ledger, row, path.parent):
                order += 1
                yield Deed(day, rank + later, order, step)


def _owe() -> None:
    owe_records()


def _days_of_owing() -> set[datetime.date]:
    """Return the days on which something that recurs is owed anew."""
    kinds = {
        every
        for ledger in installed().ledgers()
        if ledger.definition.recurs is not None
        for every in ledger.definition.recurs.kinds
    }
    begun = {each.first_day for every in kinds for each in stretches(every, FOUNDED, TODAY)}
    return {max(day, FOUNDED) for day in begun}


def _depth(ledger: LedgerUnit) -> int:
    named = {
        ledger_named(ledger.pack, field.ledger or "")
        for field in ledger.definition.fields.values()
        if field.type == "ref"
    } - {ledger.key}
    return max((1 + _depth(installed().ledger(name)) for name in named), default=0)


def _target(row: dict[str, str]) -> Step:
    def step() -> None:
        set_target(
            row["indicator"], row["value"], actor=_person(row["actor"]),
            unit=row["unit"], period=row["period"], basis=row["basis"],
        )  # fmt: skip

    return step


Made = Iterator[tuple[datetime.date, int, Step]]


def _add(ledger: LedgerUnit, row: dict[str, str], folder: Path) -> Made:
    def step() -> None:
        actor = _person(row["actor"])
        add_record(
            ledger,
            _values(ledger.definition.fields, row, folder, tree().get_by_code(row["unit"]).id),
            actor=actor,
            unit=row["unit"],
            on=row["on"],
            code=row.get("code") or None,
            duties={
                name.removeprefix("duty:"): value.split()
                for name, value in row.items()
                if name.startswith("duty:") and value
            },
        )

    yield datetime.date.fromisoformat(row["recorded"]), 0, step


def _move(ledger: LedgerUnit, row: dict[str, str], folder: Path) -> Made:
    def step() -> None:
        record = _record(ledger, row)
        actor = _person(row["actor"])
        made = move_record(
            record.id,
            row["transition"],
            actor=actor,
            values=_values(ledger.definition.fields, row, folder, record.unit_id),
            reason=row.get("reason", ""),
            on=row["on"],
        )
        approval = ledger.workflow.transitions[row["transition"]].approval
        if approval and row.get("undecided") != "yes":
            (approver,) = holders_of("approver", record.path)
            decide_approval(made, actor=viewer_of(approver), granted=True)

    yield datetime.date.fromisoformat(row["recorded"]), 0, step


def _extension(ledger: LedgerUnit, row: dict[str, str], folder: Path) -> Made:
    def step() -> None:
        ask_extension(
            _record(ledger, row).id, row["deadline"], row["to"], actor=_person(row["actor"]),
            reason=row["reason"],
        )  # fmt: skip

    yield datetime.date.fromisoformat(row["recorded"]), 0, step


def _month(ledger: LedgerUnit, row: dict[str, str], path: Path) -> Made:
    recorded = datetime.date.fromisoformat(row["recorded"])
    sent = {name: value for name, value in row.items() if name in ledger.definition.measures}

    def report() -> None:
        record = _record(ledger, row)
        actor = _person(row["actor"])
        notes = _values(ledger.definition.notes, row, path, record.unit_id)
        report_month(record.id, row["period"], sent, actor=actor, notes=notes, note=row.get("note"))

    yield recorded, 0, report
    ladder = ["submitted", "checked", "approved"]
    for number, (status, person) in enumerate(
        (("checked", "checker"), ("approved", "approver")), 1
    ):
        if ladder.index(row["status"]) < number:
            break
        yield (
            min(recorded + datetime.timedelta(days=number), TODAY),
            1,
            _mover(ledger, row, status, person),
        )


def _mover(ledger: LedgerUnit, row: dict[str, str], status: str, person: str) -> Step:
    def step() -> None:
        record = _record(ledger, row)
        seen = _report_seq(record, row)
        move_report(record.id, row["period"], status, actor=_person(person), seen=seen)

    return step


def _correct(ledger: LedgerUnit, row: dict[str, str], folder: Path) -> Made:
    def step() -> None:
        record = _record(ledger, row)
        correct_record(
            record.id, _values(ledger.definition.fields, row, folder, record.unit_id),
            actor=_person(row["actor"]), seen=record.seen, reason=row["reason"], on=row["on"],
        )  # fmt: skip

    yield datetime.date.fromisoformat(row["recorded"]), 0, step


def _month_correction(ledger: LedgerUnit, row: dict[str, str], folder: Path) -> Made:
    sent = {name: value for name, value in row.items() if name in ledger.definition.measures}

    def step() -> None:
        record = _record(ledger, row)
        report_month(
            record.id, row["period"], sent, actor=_person(row["actor"]),
            seen=_report_seq(record, row), reason=row["reason"],
        )  # fmt: skip

    yield datetime.date.fromisoformat(row["recorded"]), 0, step


_MAKERS: dict[str, tuple[Callable[[LedgerUnit, dict[str, str], Path], Made], int]] = {
    "": (_add, 0),
    "moves": (_move, 2),
    "corrections": (_correct, 3),
    "months": (_month, 4),
    "month-corrections": (_month_correction, 6),
    "extensions": (_extension, 5),
}


def _record(ledger: LedgerUnit, row: dict[str, str]) -> RecordRow:
    record = find_record(SYSTEM, ledger.key, row["code"])
    if record is None:
        raise ValueError(f"demo: {ledger.key} has no record {row['code']} yet")
    return record


def _report_seq(record: RecordRow, row: dict[str, str]) -> int:
    report = find_report(SYSTEM, record.id, row["period"])
    if report is None:
        raise ValueError(f"demo: {row['code']} has not reported {row['period']} yet")
    return report.seq


def _values(
    specs: Mapping[str, FieldDef | NoteDef], row: dict[str, str], folder: Path, unit_id: int
) -> dict[str, Any]:
    """Return a row's values of fields or notes; evidence is named by a file in demo/evidence."""
    values: dict[str, Any] = {}
    for name, text in row.items():
        field = specs.get(name)
        if not text or field is None:
            continue
        if field.type == "evidence":
            content = (folder / "evidence" / text).read_bytes()
            values[name] = [add_evidence(content, text, actor=SYSTEM, unit_id=unit_id).digest]
        else:
            values[name] = text
    return values


@cache
def _person(code: str) -> Viewer:
    return viewer_of(code)


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
