"""The proof of a published bulletin, made to be verified from its file alone: no database is asked. Pure.

A proof holds the bulletin's event to the letter (the leaf that the log's tree hashes), the audit path
from it to a root, and the signed checkpoint that states this root.
"""

from __future__ import annotations

import difflib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from bihuan.kernel.bulletins.document import Document, PrintedFigure, from_json
from bihuan.kernel.events.checkpoints import read_note
from bihuan.kernel.events.merkle import Frontier, root_of_inclusion
from bihuan.kernel.problems import Invalid, Words
from bihuan.lib import canonical_json

FORMAT = "bihuan bulletin proof 1"


@dataclass(frozen=True, slots=True)
class Proof:
    """What goes with a published bulletin."""

    leaf: str  # canonical JSON of the event
    seq: int
    size: int
    algorithm: str
    path: tuple[str, ...]
    checkpoint: str  # a signed note
    vkey: str  # the key that signed it; hold it against a copy got another way

    def as_text(self) -> str:
        """Return the proof as files carry it."""
        return canonical_json.dumps({"format": FORMAT, **asdict(self)}).decode()

    @property
    def leaf_hash(self) -> str:
        return Frontier(self.algorithm).leaf_hash(self.leaf.encode()).hex()


@dataclass(frozen=True, slots=True)
class Statement:
    """What a proof's event states."""

    seq: int
    on: str
    body: Mapping[str, Any]
    document: Document


@dataclass(slots=True)
class Verdict:
    """What verification found; `faults` name what was altered, nothing when it holds."""

    statement: Statement
    signed_by: str
    size: int
    root: str
    faults: list[Words] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        return not self.faults


def read_proof(text: str) -> Proof:
    """Read what `as_text` wrote. Raises Invalid."""
    try:
        held = json.loads(text)
        if held.pop("format") != FORMAT:
            raise Invalid("proof-unreadable")
        path = tuple(str(step) for step in held.pop("path"))
        proof = Proof(path=path, **held)
        bytes.fromhex("".join(path))
        if not all(isinstance(number, int) for number in (proof.seq, proof.size)):
            raise Invalid("proof-unreadable")
        Frontier(proof.algorithm)
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise Invalid("proof-unreadable") from error
    return proof


def statement_of(proof: Proof) -> Statement:
    """Return what a proof's event states. Raises Invalid when it is no published bulletin."""
    try:
        event = json.loads(proof.leaf)
        if event["verb"] != "bulletin.published":
            raise Invalid("proof-unreadable")
        return Statement(
            event["seq"], event["on"], event["body"], from_json(event["body"]["document"])
        )
    except (ValueError, TypeError, KeyError) as error:
        raise Invalid("proof-unreadable") from error


def verify_proof(proof: Proof, key: str) -> Verdict:
    """Verify that the event is under the signed checkpoint, and that each figure prints as it says."""
    statement = statement_of(proof)
    verdict = Verdict(statement, "", proof.size, "")
    for figure in statement.document.figures:
        if _misprinted(figure):
            verdict.faults.append(
                Words(
                    f"数字“{figure.title_zh}”印作 {figure.text}，按其精确值应为 {_right(figure)}",
                    f"“{figure.title_en}” is printed as {figure.text}, its exact value gives {_right(figure)}",
                )
            )
    leaf = Frontier(proof.algorithm).leaf_hash(proof.leaf.encode())
    path = [bytes.fromhex(step) for step in proof.path]
    root = root_of_inclusion(proof.seq - 1, proof.size, leaf, path, proof.algorithm)
    verdict.root = root.hex() if root else ""
    try:
        stated = read_note(proof.checkpoint, key)
    except Invalid as refusal:
        verdict.faults.append(Words(refusal.sentence("zh"), refusal.sentence("en")))
        return verdict
    verdict.signed_by = key.strip()
    if statement.seq != proof.seq or stated.size != proof.size or stated.root != root:
        verdict.faults.append(
            Words(
                "文件所附的简报内容不是检查点签过的那一份",
                "the bulletin that the file carries is not the one that the checkpoint covers",
            )
        )
    return verdict


def _misprinted(figure: PrintedFigure) -> bool:
    return _right(figure) != figure.text


def _right(figure: PrintedFigure) -> str:
    try:
        return figure.reprinted()
    except (ValueError, ZeroDivisionError):
        return "?"


def altered_lines(expected: Sequence[str], found: Sequence[str], document: Document) -> list[Words]:
    """Name what a file shows otherwise than the bulletin says, figure by figure where it can."""
    faults: list[Words] = []
    have = list(found)
    for line in expected:
        if line in have:
            have.remove(line)
            continue
        faults.append(_altered(line, _nearest(line, have), document))
    faults += [
        Words(f"多出一行：{_short(line)}", f"a line was added: {_short(line)}")
        for line in have
        if line and not any(line in str(fault.zh) for fault in faults)
    ]
    return faults


def _nearest(line: str, found: Sequence[str]) -> str:
    """Return the line found that is most like one that is missing, empty when none is."""
    close = difflib.get_close_matches(line, found, n=1, cutoff=0.5)
    return close[0] if close else ""


def _altered(line: str, found: str, document: Document) -> Words:
    if not found:
        return Words(f"少了一行：{_short(line)}", f"a line is missing: {_short(line)}")
    for figure in document.figures:
        if figure.text in line and figure.text not in found:
            return Words(
                f"数字“{figure.title_zh}”（{figure.unit_zh}）发布时为 {figure.text}，文件里改成了：{found}",
                f"“{figure.title_en}” ({figure.unit_en}) was published as {figure.text}, the file now says: {found}",
            )
    return Words(f"“{line}”被改为“{found}”", f"“{line}” was changed to “{found}”")


def _short(line: str) -> str:
    return line if len(line) <= 60 else f"{line[:60]}…"
