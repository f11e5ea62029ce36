"""YAML 1.2 as packs are written in it."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest
import yaml

from bihuan.kernel.definitions.yaml_text import DuplicateKey, load


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("on", "on"),
        ("no", "no"),
        ("true", True),
        ("~", None),
        ("", None),
        ("'12'", "12"),
        ("010", 10),
        ("12:30:45", "12:30:45"),
        ("-3", -3),
        ("0.1", Decimal("0.1")),
        ("1e3", Decimal("1000")),
        (".", "."),
        ("1.2.3", "1.2.3"),
        ("2022-05-31", datetime.date(2022, 5, 31)),
        ("2022-02-30", "2022-02-30"),
        ("柳溪街道", "柳溪街道"),
    ],
)
def test_scalars_are_those_of_yaml_1_2(written: str, read: object) -> None:
    (value,) = load(f"key: {written}").values()
    assert (value, type(value)) == (read, type(read))


def test_everything_knows_its_line() -> None:
    tree = load("a: 1\n\nb:\n  - x\n  - {c: 2,\n     d: 3}\n")
    assert tree.lines == {"a": 0, "b": 2}
    assert tree["b"].lines == [3, 4]
    assert tree["b"][1].lines == {"c": 4, "d": 5}


def test_a_key_written_twice_is_refused_at_its_line() -> None:
    with pytest.raises(DuplicateKey) as refused:
        load("a: 1\nb: 2\na: 3\n")
    assert refused.value.problem_mark.line == 2


@pytest.mark.parametrize("text", ["a: [1, 2", "a: 1\n b: 2", "a: b: c", "\x00"])
def test_what_is_no_yaml_is_refused(text: str) -> None:
    with pytest.raises(yaml.YAMLError):
        load(text)
