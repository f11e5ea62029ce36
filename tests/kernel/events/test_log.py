"""The log: gapless under concurrency, all or nothing, and no tampering goes unseen."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, connections

from bihuan.kernel.events import bundles
from bihuan.kernel.events.checkpoints import Checkpoint, make_signer
from bihuan.kernel.events.commits import start_log
from bihuan.kernel.events.keeping import make_log, write_checkpoint
from bihuan.kernel.events.merkle import Frontier
from bihuan.kernel.events.models import Event, TreeHead
from bihuan.kernel.events.notes import files, verifier_key
from bihuan.kernel.events.proofs import prove_event
from bihuan.kernel.events.reads import head, iterate_leaves
from bihuan.kernel.events.verification import Verdict, verify_against, verify_log
from bihuan.kernel.events.writes import append, commit
from bihuan.kernel.permissions import SYSTEM
from bihuan.kernel.problems import Forbidden, Invalid
from tests.kernel.conftest import Zone
from tests.kernel.events.inclusion import verify_inclusion

INDEPENDENT = Path(__file__).parent / "verify_bundle_independently.py"


def english(verdict: Verdict | bundles.BundleVerdict) -> str:
    """What is said of a log that is not intact; there in both languages."""
    assert not verdict.ok
    assert verdict.first_fault
    assert verdict.first_fault.zh != verdict.first_fault.en
    return verdict.first_fault.en


def one(text: str = "x") -> int:
    return commit(lambda: append("test.done", "test:1", {"text": text}, actor="me")).seq


@pytest.mark.django_db(transaction=True)
def test_eight_writers_leave_no_gap_and_failures_leave_nothing() -> None:
    start_log()

    def fail() -> None:
        append("test.lost", "test:1", {}, actor="me")
        raise ValueError("no")

    def work() -> None:
        for number in range(25):
            one(str(number))
            with pytest.raises(ValueError, match="no"):
                commit(fail)
        connections.close_all()

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert list(Event.objects.order_by("seq").values_list("seq", flat=True)) == list(range(1, 201))
    assert not Event.objects.filter(verb="test.lost").exists()
    assert verify_log(SYSTEM).ok


@pytest.mark.django_db
def test_a_proof_of_each_event_leads_to_the_root() -> None:
    make_log("bihuan.test")
    for number in range(300):
        one(str(number))
    for seq in (1, 2, 255, 256, 257, 300):
        proof = prove_event(SYSTEM, seq)
        path = [bytes.fromhex(step) for step in proof.path]
        leaf, root = bytes.fromhex(proof.leaf), bytes.fromhex(head().root)
        assert verify_inclusion(seq - 1, 300, leaf, path, root)
        assert proof.root == head().root


TAMPERINGS = {
    "changed": "UPDATE kernel_event SET body = '{}' WHERE seq = 5",
    "removed": "DELETE FROM kernel_event WHERE seq = 5",
    "last removed": "DELETE FROM kernel_event WHERE seq = 12",
    "actor": "UPDATE kernel_event SET actor = 'eve' WHERE seq = 5",
    "date": "UPDATE kernel_event SET on_day = '1999-01-01' WHERE seq = 5",
    "reordered": "UPDATE kernel_event SET seq = CASE seq WHEN 5 THEN 106 ELSE 105 END WHERE seq IN (5, 6)",
    "head": "UPDATE kernel_treehead SET size = 11",
    "stamp": "UPDATE kernel_treehead SET stamp = '5:ab'",
    "time": "UPDATE kernel_treehead SET last_at = '2099-01-01T00:00:00.000000Z'",
}


@pytest.mark.django_db
@pytest.mark.parametrize("kind", TAMPERINGS)
def test_tampering_is_found_and_named(kind: str) -> None:
    make_log("bihuan.test")
    for number in range(12):
        one(str(number))
    assert verify_log(SYSTEM).ok
    with connection.cursor() as cursor:
        cursor.execute(TAMPERINGS[kind])
        if kind == "reordered":
            cursor.execute("UPDATE kernel_event SET seq = seq - 100 WHERE seq > 100")
    verdict = verify_log(SYSTEM)
    assert not verdict.ok
    expected = {"changed": "event 5", "removed": "event 5", "actor": "event 5", "date": "event 5",
                "reordered": "event 5", "last removed": "event 12", "head": "event 12",
                "stamp": "head's stamp", "time": "head's time"}  # fmt: skip
    assert expected[kind] in english(verdict)


@pytest.mark.django_db
def test_a_rewritten_log_with_a_matching_tree_betrays_itself_by_its_checkpoint() -> None:
    make_log("bihuan.test")
    for number in range(5):
        one(str(number))
    kept = write_checkpoint(actor=SYSTEM)
    assert verify_against(SYSTEM, kept).ok
    Event.objects.all().delete()
    TreeHead.objects.all().delete()
    start_log()
    for number in range(6):
        one(f"other {number}")
    assert "checkpoint" in english(verify_log(SYSTEM))
    assert not verify_against(SYSTEM, kept).ok


@pytest.mark.django_db
def test_a_bundle_is_verified_by_a_program_that_knows_only_the_specifications(
    tmp_path: Path,
) -> None:
    make_log("bihuan.test")
    for number in range(20):
        one(f"中文 {number}")
    note = write_checkpoint(actor=SYSTEM)
    path = tmp_path / "log.zip"
    leaves = [data for _, data, _ in iterate_leaves()]
    bundles.write_bundle(path, leaves, note, verifier_key(), "sha256")
    assert bundles.verify_bundle(path).ok
    done = subprocess.run(
        [sys.executable, str(INDEPENDENT), str(path)], capture_output=True, text=True, check=False
    )
    assert done.stdout == "intact 20\n", done.stderr
    forged = tmp_path / "forged.zip"
    bundles.write_bundle(forged, [*leaves[:-1], leaves[-1] + b" "], note, verifier_key(), "sha256")
    assert not bundles.verify_bundle(forged).ok
    with pytest.raises(Invalid):
        bundles.verify_bundle(INDEPENDENT)


@pytest.mark.django_db
def test_a_forged_bundle_signed_anew_does_not_pass_by_the_key_that_one_holds(
    tmp_path: Path,
) -> None:
    make_log("bihuan.test")
    one("true")
    frontier = Frontier()
    leaf = next(iterate_leaves())[1].replace(b"true", b"forged")
    frontier.append(frontier.leaf_hash(leaf))
    forger = make_signer(tmp_path, "bihuan.test")
    note = forger.sign(Checkpoint("bihuan.test", 1, frontier.root()))
    path = tmp_path / "forged.zip"
    bundles.write_bundle(path, [leaf], note, forger.verifier_key, "sha256")
    by_its_own = bundles.verify_bundle(path)
    assert (by_its_own.ok, by_its_own.signed_by) == (True, forger.verifier_key)
    by_ours = bundles.verify_bundle(path, verifier_key())
    assert "signature" in english(by_ours)
    assert by_ours.signed_by == ""


@pytest.mark.django_db
@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"bihuan.test\n1\nAAAA\n\nno signature\n"])
def test_a_damaged_checkpoint_file_is_a_verdict_and_named(content: bytes) -> None:
    make_log("bihuan.test")
    one()
    write_checkpoint(actor=SYSTEM)
    (file,) = files()
    file.write_bytes(content)
    assert english(verify_log(SYSTEM)) == f"the checkpoint file {file.name} is damaged"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("short", range(1, 10))
def test_a_log_that_grows_while_it_is_verified_is_intact(short: int) -> None:
    """In front of every statement an event is committed; one of them completes a subtree."""
    make_log("bihuan.test")

    def fill() -> None:
        for _ in range(256 - short):
            append("test.done", "test:1", {}, actor="me")

    commit(fill)

    def write() -> None:
        one()
        write_checkpoint(actor=SYSTEM)
        connections.close_all()

    def after_a_write(execute: Callable[..., Any], *statement: Any) -> Any:
        writer = threading.Thread(target=write)
        writer.start()
        writer.join()
        return execute(*statement)

    with connection.execute_wrapper(after_a_write):
        verdict = verify_log(SYSTEM)
    assert verdict.ok, verdict.first_fault
    assert head().size > verdict.size + 1
    verdict = verify_log(SYSTEM)
    assert verdict.ok, verdict.first_fault
    assert verdict.checkpoints >= 5
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO kernel_treenode (level, node_index, hash) VALUES (8, 9, %s)", [b"x" * 32]
        )
    assert "nodes that no event made" in english(verify_log(SYSTEM))


@pytest.mark.django_db
def test_who_may_not_verify_is_refused(zone: Zone) -> None:
    with pytest.raises(Forbidden):
        verify_log(zone.writer)
    assert verify_log(zone.auditor).ok
