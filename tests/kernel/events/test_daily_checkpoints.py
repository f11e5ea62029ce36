"""The checkpoint that each day with events gets, with the first commit of a later day."""

from __future__ import annotations

import datetime
import shutil
import threading

import pytest
from django.db import connections

from bihuan.kernel.events import notes
from bihuan.kernel.events.keeping import keep_daily_checkpoint, make_log
from bihuan.kernel.events.models import Checkpoint
from bihuan.kernel.events.verification import verify_log
from bihuan.kernel.events.writes import append, commit
from bihuan.kernel.periods import clock
from bihuan.kernel.permissions import SYSTEM

MONDAY = datetime.date(2022, 6, 20)


def one(after: int = 0) -> int:
    with clock.travel(MONDAY + datetime.timedelta(days=after)):
        return commit(lambda: append("test.done", "test:1", {}, actor="me")).seq


def sizes() -> list[int]:
    """The sizes signed, the same in the database and in the files."""
    stored = list(Checkpoint.objects.order_by("size").values_list("size", flat=True))
    assert [int(path.stem) for path in notes.files()] == stored
    return stored


@pytest.mark.django_db
def test_the_first_commit_of_a_day_signs_the_log_as_the_day_before_ended() -> None:
    make_log("bihuan.test")
    for _ in range(3):
        one()
    assert sizes() == []
    for after in (1, 1, 4):
        one(after)
    assert sizes() == [3, 5]
    verdict = verify_log(SYSTEM)
    assert (verdict.ok, verdict.checkpoints) == (True, 2)


@pytest.mark.django_db
def test_a_refused_first_write_signs_nothing_and_the_next_one_does() -> None:
    make_log("bihuan.test")
    one()

    def refuse() -> None:
        raise ValueError("no")

    with clock.travel(MONDAY + datetime.timedelta(days=1)), pytest.raises(ValueError, match="no"):
        commit(refuse)
    assert sizes() == []
    one(1)
    assert sizes() == [1]


@pytest.mark.django_db
def test_a_log_at_rest_is_signed_when_the_server_starts_and_lost_files_come_back() -> None:
    make_log("bihuan.test")
    one()
    with clock.travel(MONDAY + datetime.timedelta(days=1)):
        keep_daily_checkpoint()
        keep_daily_checkpoint()
        assert sizes() == [1]
        notes.files()[0].unlink()
        keep_daily_checkpoint()
    assert sizes() == [1]
    assert verify_log(SYSTEM).ok


@pytest.mark.django_db
def test_writes_go_on_without_the_key_and_without_room_for_the_file() -> None:
    make_log("bihuan.test")
    one()
    folder = notes.keys_folder().parent / "checkpoints"
    folder.write_text("in the way")
    one(1)
    assert list(Checkpoint.objects.values_list("size", flat=True)) == [1]
    folder.unlink()
    one(2)
    assert sizes() == [1, 2]
    shutil.rmtree(notes.keys_folder())
    assert one(3) == 4
    assert sizes() == [1, 2]


@pytest.mark.django_db(transaction=True)
def test_of_many_first_writers_of_a_day_one_signs() -> None:
    make_log("bihuan.test")
    one()
    with clock.travel(MONDAY + datetime.timedelta(days=1)):
        start = threading.Barrier(6)

        def write() -> None:
            start.wait()
            commit(lambda: append("test.done", "test:1", {}, actor="me"))
            connections.close_all()

        threads = [threading.Thread(target=write) for _ in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert sizes() == [1]
    assert verify_log(SYSTEM).size == 7
