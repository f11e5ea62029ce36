"""Every projection comes out of the log again; what differs from it is named; writers go on."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from django.db import connection, connections

from bihuan.kernel import replay
from bihuan.kernel.events.aside import real, standing_aside
from bihuan.kernel.events.reads import head, position
from bihuan.kernel.indicators import columns, engine
from bihuan.kernel.indicators.reads import Ask, read_figures
from bihuan.kernel.ledgers import evidence
from bihuan.kernel.ledgers.writes import add_evidence
from bihuan.kernel.org.tree import tree
from bihuan.kernel.packs.reads import installed
from bihuan.kernel.permissions import SYSTEM
from bihuan.kernel.problems import Broken, Forbidden
from tests.kernel.conftest import Zone

committed = pytest.mark.django_db(transaction=True)


def execute(sql: str) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return list(cursor.fetchall()) if cursor.description else []


def beside(work: Callable[[], object]) -> threading.Thread:
    """Start what another process would do."""

    def run() -> None:
        work()
        connections.close_all()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


def test_a_rebuild_gives_every_projection_again(zone: Zone) -> None:
    zone.case(contact="13900002222")
    before = replay.digests()
    assert replay.rebuild() == head().size
    assert replay.digests() == before


@committed
@pytest.mark.parametrize(
    ("table", "change"),
    [
        ("kernel_record", "UPDATE kernel_record SET state = 'closed'"),
        ("kernel_assignment", "DELETE FROM kernel_assignment WHERE role = 'writer'"),
        ("kernel_recordversion", "UPDATE kernel_recordversion SET on_day = '2022-01-11'"),
    ],
)
def test_a_changed_table_is_named_and_a_rebuild_mends_it(
    zone: Zone, table: str, change: str
) -> None:
    zone.case()
    assert replay.verify_projections(zone.auditor) is None
    execute(change)
    fault = replay.verify_projections(zone.auditor)
    assert fault
    assert f"table {table} differs" in fault.en
    assert table in fault.zh
    assert replay.differing_projections() == [table]
    replay.rebuild()
    assert replay.verify_projections(zone.auditor) is None
    with pytest.raises(Forbidden):
        replay.verify_projections(zone.writer)


@committed
def test_columns_made_of_a_changed_table_are_named_and_a_rebuild_mends_them(zone: Zone) -> None:
    def planned() -> str:
        figures = read_figures(SYSTEM, Ask(indicators=["planned_total"], units=["ZONE"]))
        return figures[0].display

    zone.case(planned="1000")
    true = planned()
    execute("UPDATE kernel_recordversion SET data = REPLACE(data, '1000', '9000')")
    columns.extend(installed(), position())
    execute("UPDATE kernel_recordversion SET data = REPLACE(data, '9000', '1000')")
    engine.reset()
    assert planned() != true
    fault = replay.verify_projections(SYSTEM)
    assert fault
    assert "columns of tiny.case" in fault.en
    replay.rebuild()
    assert planned() == true, "also in an engine that had the changed columns open"
    assert replay.verify_projections(SYSTEM) is None


@committed
def test_evidence_that_is_altered_or_gone_is_named_and_never_served(zone: Zone) -> None:
    content = b"%PDF-1.7 receipt"
    unit = tree().get_by_code("S1").id
    digest = add_evidence(content, "a.pdf", actor=zone.ann, unit_id=unit).digest
    path = evidence.path_of_digest(digest)
    assert replay.verify_projections(SYSTEM) is None
    with evidence.open_intact(digest) as file:
        assert file.read() == content
    path.write_bytes(b"%PDF-1.7 forgery")
    fault = replay.verify_projections(SYSTEM)
    assert fault
    assert f"{digest[:12]} was altered" in fault.en
    with pytest.raises(Broken, match="evidence-altered"):
        evidence.open_intact(digest)
    add_evidence(content, "a.pdf", actor=zone.ann, unit_id=unit)
    assert replay.verify_projections(SYSTEM) is None
    path.unlink()
    fault = replay.verify_projections(SYSTEM)
    assert fault
    assert "is gone" in fault.en
    with pytest.raises(Broken, match="evidence-lost"):
        evidence.open_intact(digest)


@committed
def test_whoever_compares_stands_at_one_state_and_holds_up_nobody(zone: Zone) -> None:
    zone.case()
    ours = f"SELECT COUNT(*) FROM {real('kernel_record')}"
    with standing_aside(replay.PROJECTIONS):
        assert execute("SELECT COUNT(*) FROM kernel_record") == [(0,)]
        assert execute(ours) == [(1,)]
        writer = beside(lambda: zone.case("乙"))
        writer.join(30)
        assert not writer.is_alive(), "a writer waits"
        assert execute(ours) == [(1,)]
        replay._replay(None)
        assert list(replay._differing()) == []
    assert execute("SELECT COUNT(*) FROM kernel_record") == [(2,)]


@committed
def test_what_is_written_during_a_rebuild_is_there_once(zone: Zone) -> None:
    done = threading.Event()
    written = 0

    def write() -> None:
        nonlocal written
        while not done.is_set():
            zone.case()
            written += 1

    writer = beside(write)
    try:
        for _ in range(5):
            replay.rebuild()
    finally:
        done.set()
        writer.join()
    assert execute("SELECT COUNT(*) FROM kernel_record") == [(written,)]
    assert replay.differing_projections() == []
