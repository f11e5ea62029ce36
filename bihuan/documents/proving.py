"""Proves a bulletin's file: that what it shows is what was published, and that this stands in the log."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from bihuan.documents.bulletin_pages import official_of
from bihuan.documents.proof_files import read_file, squeezed
from bihuan.kernel.bulletins.document import Document
from bihuan.kernel.bulletins.proofs import Proof, Verdict, altered_lines, read_proof, verify_proof
from bihuan.kernel.events.checkpoints import read_verifier_key
from bihuan.kernel.problems import Words


def prove_file(path: Path, key: str = "") -> tuple[Verdict, Proof]:
    """Verify a file by a key, by the one inside when none is given; no database is asked.

    Anybody can sign with a key of their own: a verdict by the key inside says no more than that the
    file is whole. Raises Invalid for a key that cannot be read, and for what carries no proof.
    """
    if key:
        read_verifier_key(key)
    text, shown = read_file(path)
    proof = read_proof(text)
    verdict = verify_proof(proof, key or proof.vkey)
    if shown is None:
        return verdict, proof
    expected = list(official_of(verdict.statement).lines())
    document = verdict.statement.document
    if len(shown) == 1:  # a PDF: its lines are where the page broke them
        verdict.faults += _altered_text(expected, shown[0], document)
    else:
        verdict.faults += altered_lines(expected, shown, document)
    return verdict, proof


def _altered_text(expected: Sequence[str], shown: str, document: Document) -> list[Words]:
    """Name what a text without line ends says otherwise."""
    left = squeezed(shown)
    missing: list[str] = []
    for line in sorted(map(squeezed, expected), key=len, reverse=True):
        if line in left:
            left = left.replace(line, "\n", 1)
        else:
            missing.append(line)
    rest = [part for part in left.split("\n") if part]
    return altered_lines(missing, rest, document)
