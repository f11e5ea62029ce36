"""Codes and numbers against the standards' own vectors."""

import hashlib

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from bihuan.lib import canonical_json, credit_code, id_number, industries, regions
from bihuan.lib.sm3 import sm3


@pytest.mark.parametrize(
    ("code", "valid"),
    [
        ("91350100M000100Y43", True), ("91350100M000100Y4Z", False), ("91411700MA00000180", True),
        ("91411700MA00000470", True), ("91411700MA0000018O", False), ("91411700MA0000018", False),
    ],
)  # fmt: skip
def test_credit_codes(code: str, valid: bool) -> None:
    assert credit_code.is_valid(code) is valid


def test_other_codes() -> None:
    assert id_number.is_valid("11010519491231002X")
    assert not id_number.is_valid("110105194912310021")
    assert not id_number.is_valid("11010519491331002X")
    assert industries.is_valid("C3484")
    assert not industries.is_valid("A3484")
    assert industries.is_valid("E")
    assert not industries.is_valid("Z1")
    assert regions.is_valid("411702")
    assert regions.is_valid("411702001201")
    assert not regions.is_valid("41170")
    assert credit_code.is_valid_organisation_code("M000100Y-4") == (
        credit_code.organisation_check_character("M000100Y") == "4"
    )


def test_sm3_is_the_standards() -> None:
    assert (
        sm3(b"abc").hexdigest()
        == "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
    )


@given(st.binary(max_size=200))
def test_sm3_agrees_with_openssl(data: bytes) -> None:
    if "sm3" in hashlib.algorithms_available:
        assert sm3(data).digest() == hashlib.new("sm3", data).digest()


KEYS = st.text(st.characters(max_codepoint=126, min_codepoint=32), max_size=6)
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=12,
)


@given(VALUES)
def test_canonical_json_is_that_of_another_implementation(value: object) -> None:
    assert canonical_json.dumps(value) == rfc8785.dumps(value)
    assert canonical_json.loads(canonical_json.dumps(value)) == value


@pytest.mark.parametrize(
    "value", [1.5, {"a": {"b": [2.0]}}, 2**53, {"键": 1}, {1: 2}, b"x", {"a": {3}}]
)
def test_what_has_no_canonical_form_is_refused(value: object) -> None:
    with pytest.raises(ValueError, match=r"^\$"):
        canonical_json.dumps(value)
