"""Checkpoints: signed statements of the log's size and root, as C2SP tlog-checkpoint in a signed note. Pure.

A checkpoint's text is three lines (origin, size, root in base64), a blank line, and a signature line:
`— <key name> <base64 of key hash and Ed25519 signature>`.
"""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from bihuan.kernel.problems import Broken, Invalid
from bihuan.lib.secret_files import write_secret

ED25519 = b"\x01"


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What a checkpoint states."""

    origin: str
    size: int
    root: bytes

    def body(self) -> str:
        """Return the signed text."""
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n"


class Signer:
    """Signs notes under a key name."""

    def __init__(self, name: str, key: Ed25519PrivateKey) -> None:
        self.name, self._key = name, key
        raw = key.public_key().public_bytes(
            serialization.Encoding.Raw, serialization.PublicFormat.Raw
        )
        self._public = ED25519 + raw

    @property
    def verifier_key(self) -> str:
        """The public key as text: `name+hash+base64`."""
        digest = key_hash(self.name, self._public).hex()
        return f"{self.name}+{digest}+{base64.b64encode(self._public).decode()}"

    def sign(self, checkpoint: Checkpoint) -> str:
        """Return the checkpoint as a signed note."""
        body = checkpoint.body()
        signature = key_hash(self.name, self._public) + self._key.sign(body.encode())
        return f"{body}\n— {self.name} {base64.b64encode(signature).decode()}\n"


def key_hash(name: str, public: bytes) -> bytes:
    """Return the four bytes that tie a signature line to its key."""
    return hashlib.sha256(name.encode() + b"\n" + public).digest()[:4]


def read_verifier_key(text: str) -> tuple[str, str, bytes]:
    """Return the name, the hash and the public bytes of a verifier key. Raises Invalid."""
    try:
        name, digest, encoded = text.strip().split("+", 2)
        public = base64.b64decode(encoded, validate=True)
        Ed25519PublicKey.from_public_bytes(public[1:])
    except ValueError as error:
        raise Invalid("checkpoint-key") from error
    if public[:1] != ED25519 or key_hash(name, public).hex() != digest:
        raise Invalid("checkpoint-key")
    return name, digest, public


def read_note(note: str, verifier_key: str) -> Checkpoint:
    """Read a checkpoint whose signature by the key holds. Raises Invalid."""
    name, digest, public = read_verifier_key(verifier_key)
    try:
        body, _, signatures = note.partition("\n\n")
        body += "\n"
        origin, size, root = body.splitlines()[:3]
        checkpoint = Checkpoint(origin, int(size), base64.b64decode(root, validate=True))
        lines = [line.split(" ") for line in signatures.splitlines() if line.startswith("— ")]
    except (ValueError, IndexError) as error:
        raise Invalid("checkpoint-unreadable") from error
    for line in lines:
        if len(line) != 3 or line[1] != name:
            continue
        signature = base64.b64decode(line[2])
        if signature[:4].hex() != digest:
            continue
        try:
            Ed25519PublicKey.from_public_bytes(public[1:]).verify(signature[4:], body.encode())
        except InvalidSignature:
            continue
        return checkpoint
    raise Invalid("checkpoint-signature")


def make_signer(folder: Path, name: str) -> Signer:
    """Make the installation's signing key (0600) and its public text beside it."""
    key = Ed25519PrivateKey.generate()
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    signer = Signer(name, key)
    write_secret(folder / "checkpoint.key", name.encode() + b"\n" + private)
    (folder / "checkpoint.vkey").write_text(signer.verifier_key + "\n", "utf-8")
    return signer


def load_signer(folder: Path) -> Signer:
    """Return the installation's signer. Raises Broken when its key is missing."""
    path = folder / "checkpoint.key"
    if not path.exists():
        raise Broken("checkpoint-key-missing", path=path)
    name, _, private = path.read_bytes().partition(b"\n")
    key = serialization.load_pem_private_key(private, None)
    if not isinstance(key, Ed25519PrivateKey):
        raise Broken("checkpoint-key-missing", path=path)
    return Signer(name.decode(), key)
