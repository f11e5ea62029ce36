"""The cast: a city, a zone, two streets; one tiny pack; people who may and who may not."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.apps import apps
from django.db import connection

from bihuan.kernel.definitions.language import Label
from bihuan.kernel.definitions.reader import pack_files
from bihuan.kernel.events.keeping import make_log
from bihuan.kernel.indicators import engine
from bihuan.kernel.ledgers.writes import add_record
from bihuan.kernel.org.reads import viewer_of
from bihuan.kernel.org.writes import add_person, add_unit, assign_role, install_default_roles
from bihuan.kernel.packs.writes import install_pack
from bihuan.kernel.periods import clock
from bihuan.kernel.permissions import SYSTEM, Viewer

TINY = Path(__file__).parent.parent / "packs" / "tiny"
TODAY = datetime.date(2022, 6, 20)
FIRM = "91411700MA00000180"


@dataclass(frozen=True)
class Zone:
    """People by name: ann reports street one, bob checks, cat approves, dan reports street two."""

    ann: Viewer
    bob: Viewer
    cat: Viewer
    dan: Viewer
    leader: Viewer
    writer: Viewer
    auditor: Viewer

    def case(
        self, name: str = "甲", unit: str = "S1", on: str = "2022-01-10", **values: object
    ) -> int:
        sent = {"name": name, "level": "province", "planned": "1000", **values}
        return add_record("case", sent, actor=SYSTEM, unit=unit, on=on).id


def make_zone() -> Zone:
    """Make the cast in the database at hand."""
    make_log("bihuan.test")
    install_default_roles(actor=SYSTEM)
    for code, kind, parent in (
        ("CITY", "city", None), ("ZONE", "zone", "CITY"), ("S1", "street", "ZONE"), ("S2", "street", "ZONE"),
        ("V1", "village", "S1"),
    ):  # fmt: skip
        add_unit(
            code,
            Label(zh=f"{code}单元", en=code),
            actor=SYSTEM,
            kind=kind,
            parent=parent,
            on="2020-01-01",
        )
    cast = {
        "ann": ("reporter", "S1"), "bob": ("checker", "ZONE"), "cat": ("approver", "ZONE"),
        "dan": ("reporter", "S2"), "leader": ("leader", "ZONE"), "writer": ("writer", "S1"),
        "auditor": ("auditor", "CITY"),
    }  # fmt: skip
    for code, (role, unit) in cast.items():
        add_person(code, f"{code}名", actor=SYSTEM, unit="ZONE", phone="13800001111")
        assign_role(code, role, actor=SYSTEM, unit=unit, on="2020-01-01")
    install_pack(pack_files(TINY), actor=SYSTEM)
    return Zone(**{code: viewer_of(code) for code in cast})


@dataclass(frozen=True)
class _Made:
    """A zone as its writes left it: every row of the kernel's tables, and every file of its home."""

    zone: Zone
    rows: Mapping[str, Sequence[tuple[object, ...]]]  # by table
    files: Mapping[str, bytes]


_made: _Made | None = None


def zone_again(home: Path) -> Zone:
    """Return the cast, made by real writes once a process and copied row by row from then on."""
    global _made
    if _made is None:
        _made = _kept(make_zone(), home)
        return _made.zone
    with connection.cursor() as cursor:
        for table, rows in _made.rows.items():
            cursor.execute(f'DELETE FROM "{table}"')
            places = ", ".join(["%s"] * len(rows[0]))
            cursor.executemany(f'INSERT INTO "{table}" VALUES ({places})', rows)
    for name, content in _made.files.items():
        path = home / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return _made.zone


def _kept(zone: Zone, home: Path) -> _Made:
    rows: dict[str, Sequence[tuple[object, ...]]] = {}
    with connection.cursor() as cursor:
        for model in apps.get_app_config("kernel").get_models():
            cursor.execute(f'SELECT * FROM "{model._meta.db_table}"')
            if found := cursor.fetchall():
                rows[model._meta.db_table] = found
    files = {
        path.relative_to(home).as_posix(): path.read_bytes()
        for path in home.rglob("*")
        if path.is_file()
    }
    return _Made(zone, rows, files)


@pytest.fixture
def today() -> Iterator[datetime.date]:
    with clock.travel(TODAY):
        yield TODAY


@pytest.fixture
def zone(db: None, home: Path, today: datetime.date) -> Iterator[Zone]:
    engine.reset()
    yield zone_again(home)
    engine.reset()
