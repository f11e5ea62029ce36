"""The check of an audit path as RFC 9162, 2.1.3.2 says it: what whoever receives a proof would run."""

import hashlib
from collections.abc import Sequence


def verify_inclusion(
    index: int, size: int, leaf: bytes, proof: Sequence[bytes], root: bytes
) -> bool:
    if not 0 <= index < size:
        return False
    node, last, digest = index, size - 1, leaf
    for step in proof:
        if last == 0:
            return False
        if node & 1 or node == last:
            digest = hashlib.sha256(b"\x01" + step + digest).digest()
            while not node & 1 and node:
                node >>= 1
                last >>= 1
        else:
            digest = hashlib.sha256(b"\x01" + digest + step).digest()
        node >>= 1
        last >>= 1
    return last == 0 and digest == root
