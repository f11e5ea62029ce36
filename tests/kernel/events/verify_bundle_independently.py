"""Verifies a log bundle knowing only the public specifications (RFC 8785, RFC 9162, C2SP). Imports no bihuan."""

import base64
import hashlib
import json
import sys
import zipfile

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey


def root(leaves: list[bytes]) -> bytes:
    if len(leaves) == 1:
        return leaves[0]
    split = 1 << ((len(leaves) - 1).bit_length() - 1)
    return hashlib.sha256(b"\x01" + root(leaves[:split]) + root(leaves[split:])).digest()


with zipfile.ZipFile(sys.argv[1]) as bundle:
    lines = bundle.read("log.jsonl").split(b"\n")[:-1]
    note = bundle.read("checkpoint.txt").decode()
    name, digest, key = bundle.read("vkey.txt").decode().strip().split("+", 2)
public = base64.b64decode(key)
assert hashlib.sha256(name.encode() + b"\n" + public).digest()[:4].hex() == digest
text, signatures = note.split("\n\n", 1)
signature = base64.b64decode(signatures.split(" ")[2])
Ed25519PublicKey.from_public_bytes(public[1:]).verify(signature[4:], (text + "\n").encode())
origin, size, stated = text.split("\n")
assert int(size) == len(lines), "size"
for number, line in enumerate(lines, 1):
    event = json.loads(line)
    assert event["seq"] == number, f"event {number}"
    again = json.dumps(event, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert again.encode() == line, f"event {number} is not canonical"
leaves = [hashlib.sha256(b"\x00" + line).digest() for line in lines]
assert root(leaves) == base64.b64decode(stated), "root"
print(f"intact {len(lines)}")
