"""The Merkle tree of RFC 9162: leaves, roots, proofs. Pure.

Stored are the leaves and the hashes of complete subtrees of 256, 65,536 … leaves; a proof reads a
few hundred hashes whatever the size of the log.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from typing import Any

from bihuan.lib.sm3 import sm3

TILE = 8  # levels between stored subtrees
Node = tuple[int, int, bytes]  # level, index, hash
NodeReader = Callable[[int, int, int], Sequence[bytes]]  # level, first index, count


def hasher(algorithm: str) -> Callable[[bytes], Any]:
    """Return the hash of a log's algorithm: sha256 or sm3. Raises ValueError."""
    if algorithm == "sha256":
        return hashlib.sha256
    if algorithm == "sm3":
        if "sm3" in hashlib.algorithms_available:
            return lambda data: hashlib.new("sm3", data)
        return sm3
    raise ValueError(f"unknown hash {algorithm}")


def node_hash(left: bytes, right: bytes, algorithm: str = "sha256") -> bytes:
    digest: bytes = hasher(algorithm)(b"\x01" + left + right).digest()
    return digest


class Frontier:
    """The compact range of a growing tree: the roots of its complete subtrees, largest first."""

    __slots__ = ("_hash", "algorithm", "size", "stack")

    def __init__(
        self, algorithm: str = "sha256", size: int = 0, stack: Sequence[bytes] = ()
    ) -> None:
        self.algorithm = algorithm
        self.size = size
        self.stack = list(stack)
        self._hash = hasher(algorithm)

    def copy(self) -> Frontier:
        return Frontier(self.algorithm, self.size, self.stack)

    def leaf_hash(self, data: bytes) -> bytes:
        digest: bytes = self._hash(b"\x00" + data).digest()
        return digest

    def append(self, leaf: bytes) -> list[Node]:
        """Add a leaf's hash; returns the subtrees to store that it completes."""
        index, level, completed = self.size, 0, []
        self.size += 1
        while index & 1:
            leaf = self._hash(b"\x01" + self.stack.pop() + leaf).digest()
            index >>= 1
            level += 1
            if level % TILE == 0:
                completed.append((level, index, leaf))
        self.stack.append(leaf)
        return completed

    def root(self) -> bytes:
        """Return the tree's root; of an empty tree the hash of nothing."""
        if not self.stack:
            empty: bytes = self._hash(b"").digest()
            return empty
        digest = self.stack[-1]
        for left in reversed(self.stack[:-1]):
            digest = self._hash(b"\x01" + left + digest).digest()
        return digest

    def to_bytes(self) -> bytes:
        return b"".join(self.stack)

    @classmethod
    def from_bytes(cls, size: int, packed: bytes, algorithm: str = "sha256") -> Frontier:
        return cls(algorithm, size, [packed[i : i + 32] for i in range(0, len(packed), 32)])


class Proofs:
    """Makes proofs from stored hashes: leaves (level 0) and subtrees at levels 8, 16, 24."""

    def __init__(self, read: NodeReader, size: int, algorithm: str = "sha256") -> None:
        self.read, self.size, self.algorithm = read, size, algorithm
        self._known: dict[tuple[int, int], bytes] = {}

    def inclusion(self, index: int) -> list[bytes]:
        """Return the audit path of a leaf (counted from 0)."""
        if not 0 <= index < self.size:
            raise ValueError(f"no leaf {index} in a tree of {self.size}")
        return self._path(index, 0, self.size)

    def consistency(self, first: int) -> list[bytes]:
        """Return the proof that the tree of `first` leaves is a beginning of this one."""
        if not 0 < first <= self.size:
            raise ValueError(f"no tree of {first} in a tree of {self.size}")
        return [] if first == self.size else self._subproof(first, 0, self.size, complete=True)

    def _path(self, index: int, start: int, end: int) -> list[bytes]:
        if end - start == 1:
            return []
        middle = start + _split(end - start)
        if start + index < middle:
            return [*self._path(index, start, middle), self.subtree(middle, end)]
        return [*self._path(index - (middle - start), middle, end), self.subtree(start, middle)]

    def _subproof(self, first: int, start: int, end: int, *, complete: bool) -> list[bytes]:
        if first == end - start:
            return [] if complete else [self.subtree(start, end)]
        middle = start + _split(end - start)
        if first <= middle - start:
            proof = self._subproof(first, start, middle, complete=complete)
            return [*proof, self.subtree(middle, end)]
        rest = self._subproof(first - (middle - start), middle, end, complete=False)
        return [*rest, self.subtree(start, middle)]

    def subtree(self, start: int, end: int) -> bytes:
        """Return the root over the leaves from start up to end, split as the tree splits."""
        size = end - start
        if size & (size - 1) == 0 and start % size == 0:
            return self._complete(size.bit_length() - 1, start // size)
        middle = start + _split(size)
        return node_hash(self.subtree(start, middle), self.subtree(middle, end), self.algorithm)

    def _complete(self, level: int, index: int) -> bytes:
        known = self._known.get((level, index))
        if known is not None:
            return known
        stored = level // TILE * TILE
        count = 1 << (level - stored)
        frontier = Frontier(self.algorithm)
        for digest in self.read(stored, index * count, count):
            frontier.append(digest)
        digest = self._known[level, index] = frontier.root()
        return digest


def _split(size: int) -> int:
    """Return the largest power of two smaller than size."""
    return 1 << ((size - 1).bit_length() - 1)


def root_of_inclusion(
    index: int, size: int, leaf: bytes, path: Sequence[bytes], algorithm: str = "sha256"
) -> bytes | None:
    """Return the root that a leaf's audit path leads to (RFC 9162, 2.1.3.2), None for no such path."""
    if not 0 <= index < size:
        return None
    node, last, digest = index, size - 1, leaf
    for step in path:
        if last == 0:
            return None
        if node & 1 or node == last:
            digest = node_hash(step, digest, algorithm)
            while not node & 1 and node:
                node >>= 1
                last >>= 1
        else:
            digest = node_hash(digest, step, algorithm)
        node >>= 1
        last >>= 1
    return digest if last == 0 else None


def verify_consistency(
    first: int,
    second: int,
    first_root: bytes,
    second_root: bytes,
    proof: Sequence[bytes],
    algorithm: str = "sha256",
) -> bool:
    """Check that the first tree is a beginning of the second (RFC 9162, 2.1.4.2)."""
    if not 0 < first <= second:
        return False
    if first == second:
        return not proof and first_root == second_root
    path = list(proof)
    if first & (first - 1) == 0:
        path.insert(0, first_root)
    if not path:
        return False
    node, last = first - 1, second - 1
    while node & 1:
        node >>= 1
        last >>= 1
    old = new = path[0]
    for step in path[1:]:
        if last == 0:
            return False
        if node & 1 or node == last:
            old = node_hash(step, old, algorithm)
            new = node_hash(step, new, algorithm)
            while not node & 1 and node:
                node >>= 1
                last >>= 1
        else:
            new = node_hash(new, step, algorithm)
        node >>= 1
        last >>= 1
    return last == 0 and old == first_root and new == second_root
