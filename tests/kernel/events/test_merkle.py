"""The tree against the published Certificate Transparency vectors, and against its own definition."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bihuan.kernel.events import merkle
from tests.kernel.events.inclusion import verify_inclusion

# The eight inputs and nine roots that Certificate Transparency implementations share.
INPUTS = [
    bytes.fromhex(text)
    for text in (
        "", "00", "10", "2021", "3031", "40414243", "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]  # fmt: skip
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


def leaf_hash(data: bytes) -> bytes:
    return merkle.Frontier().leaf_hash(data)


def root_of(leaves: list[bytes]) -> bytes:
    frontier = merkle.Frontier()
    for leaf in leaves:
        frontier.append(leaf)
    return frontier.root()


LEAVES = [leaf_hash(data) for data in INPUTS]
TREES = st.lists(st.binary(max_size=8), min_size=1, max_size=600)


def stored(leaves: list[bytes]) -> merkle.NodeReader:
    """Return the reader over what a log stores: leaves, and every eighth level."""
    frontier = merkle.Frontier()
    nodes = {
        (level, index): digest for leaf in leaves for level, index, digest in frontier.append(leaf)
    }

    def read(level: int, first: int, count: int) -> list[bytes]:
        if level == 0:
            return leaves[first : first + count]
        return [nodes[level, index] for index in range(first, first + count)]

    return read


def definition(leaves: list[bytes]) -> bytes:
    """The root as RFC 9162 2.1.1 defines it, by recursion."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    split = 1 << ((len(leaves) - 1).bit_length() - 1)
    return merkle.node_hash(definition(leaves[:split]), definition(leaves[split:]))


@pytest.mark.parametrize("size", range(9))
def test_published_roots(size: int) -> None:
    assert root_of(LEAVES[:size]).hex() == ROOTS[size]


def test_published_inclusion_proof() -> None:
    proof = merkle.Proofs(stored(LEAVES), 8).inclusion(5)
    assert [step.hex() for step in proof] == [
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ]


@pytest.mark.parametrize("first", range(1, 9))
@pytest.mark.parametrize("second", range(1, 9))
def test_every_pair_of_published_trees_is_consistent(first: int, second: int) -> None:
    if first > second:
        return
    proof = merkle.Proofs(stored(LEAVES[:second]), second).consistency(first)
    roots = bytes.fromhex(ROOTS[first]), bytes.fromhex(ROOTS[second])
    assert merkle.verify_consistency(first, second, *roots, proof)
    assert not merkle.verify_consistency(first, second, roots[1], b"x" * 32, proof)


@given(TREES, st.data())
def test_any_leaf_is_proved_and_no_other(data: list[bytes], draw: st.DataObject) -> None:
    leaves = [leaf_hash(one) for one in data]
    index = draw.draw(st.integers(0, len(leaves) - 1))
    proof = merkle.Proofs(stored(leaves), len(leaves)).inclusion(index)
    root = root_of(leaves)
    assert root == definition(leaves)
    assert verify_inclusion(index, len(leaves), leaves[index], proof, root)
    assert not verify_inclusion(index, len(leaves), b"\x07" * 32, proof, root)


@given(TREES, st.data())
def test_a_grown_tree_is_consistent_and_a_changed_one_is_not(
    data: list[bytes], draw: st.DataObject
) -> None:
    leaves = [leaf_hash(one) for one in data]
    first = draw.draw(st.integers(1, len(leaves)))
    proof = merkle.Proofs(stored(leaves), len(leaves)).consistency(first)
    old, new = root_of(leaves[:first]), root_of(leaves)
    assert merkle.verify_consistency(first, len(leaves), old, new, proof)
    changed = root_of([b"\x09" * 32, *leaves[1:first]])
    assert not merkle.verify_consistency(first, len(leaves), changed, new, proof)


@given(TREES)
def test_a_frontier_survives_its_bytes(data: list[bytes]) -> None:
    frontier = merkle.Frontier("sm3")
    for one in data:
        frontier.append(frontier.leaf_hash(one))
    again = merkle.Frontier.from_bytes(frontier.size, frontier.to_bytes(), "sm3")
    assert again.root() == frontier.root()
