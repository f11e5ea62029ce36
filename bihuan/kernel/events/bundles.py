"""A log in one file, to be verified by anybody without a database. Pure.

A zip holds `log.jsonl` (a leaf a line: the canonical JSON whose SHA-256 with a zero byte in front is
the leaf's hash), `checkpoint.txt` (a signed note over exactly these leaves), `vkey.txt` and
`README.txt`. The auditor should hold the vkey from another way than the bundle.
"""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from bihuan.kernel.events.checkpoints import Checkpoint, read_note
from bihuan.kernel.events.merkle import Frontier
from bihuan.kernel.problems import Invalid, Words
from bihuan.lib.whole_files import written_whole

README = """A bihuan log bundle.

log.jsonl       one event a line, canonical JSON (RFC 8785)
checkpoint.txt  C2SP tlog-checkpoint in a signed note (Ed25519): origin, size, root
vkey.txt        the public key of that signature; compare it with a copy that you got another way

The root is that of an RFC 9162 Merkle tree (hash: the algorithm named in algorithm.txt) over the lines
without their line ends. To verify: hash, compare with the checkpoint, check its signature.
"""


@dataclass(frozen=True, slots=True)
class BundleVerdict:
    """What a bundle was found to be; `first_fault` names the first line that does not fit.

    `signed_by` is the public key that the signature was checked with, `""` when it does not hold.
    """

    ok: bool
    size: int
    root: str
    signed_by: str
    first_fault: Words | None


def write_bundle(
    path: Path, leaves: Iterable[bytes], note: str, verifier_key: str, algorithm: str
) -> int:
    """Write a bundle aside and put it in place; returns how many events it holds."""
    count = 0
    with (
        written_whole(path) as aside,
        zipfile.ZipFile(aside, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as bundle,
    ):
        with bundle.open("log.jsonl", "w", force_zip64=True) as file:
            for leaf in leaves:
                file.write(leaf + b"\n")
                count += 1
        bundle.writestr("checkpoint.txt", note)
        bundle.writestr("vkey.txt", verifier_key)
        bundle.writestr("algorithm.txt", algorithm)
        bundle.writestr("README.txt", README)
    return count


def read_leaves(bundle: zipfile.ZipFile) -> Iterator[bytes]:
    with bundle.open("log.jsonl") as file:
        for line in file:
            yield line.rstrip(b"\n")


def verify_bundle(path: Path, verifier_key: str = "") -> BundleVerdict:
    """Verify a bundle by a key that the auditor holds, by the bundle's own when none is given.

    Anybody can sign a forged bundle with a key of their own: a verdict by the bundle's own key says
    no more than that the bundle is whole. Raises Invalid when it is no bundle.
    """
    signed_by, fault = "", None
    try:
        with zipfile.ZipFile(path) as bundle:
            note = bundle.read("checkpoint.txt").decode()
            key = (verifier_key or bundle.read("vkey.txt").decode()).strip()
            frontier = Frontier(bundle.read("algorithm.txt").decode().strip())
            for number, leaf in enumerate(read_leaves(bundle), 1):
                frontier.append(frontier.leaf_hash(leaf))
                if fault is None and (seq := json.loads(leaf)["seq"]) != number:
                    fault = Words(
                        f"第 {number} 行是第 {seq} 号事件", f"line {number} holds event {seq}"
                    )
    except (OSError, KeyError, ValueError, zipfile.BadZipFile) as error:
        raise Invalid("bundle-unreadable", path=path) from error
    try:
        checkpoint = read_note(note, key)
        signed_by = key
        fault = fault or _checkpoint_fault(frontier, checkpoint)
    except Invalid as refusal:
        fault = fault or Words(refusal.sentence("zh"), refusal.sentence("en"))
    return BundleVerdict(fault is None, frontier.size, frontier.root().hex(), signed_by, fault)


def _checkpoint_fault(frontier: Frontier, checkpoint: Checkpoint) -> Words | None:
    if frontier.size != checkpoint.size:
        return Words(
            f"有 {frontier.size} 个事件，检查点却是 {checkpoint.size} 个",
            f"{frontier.size} events, but the checkpoint is of {checkpoint.size}",
        )
    if frontier.root() != checkpoint.root:
        return Words("根与检查点不符", "the root differs from that of the checkpoint")
    return None
