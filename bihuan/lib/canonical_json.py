"""Canonical JSON (RFC 8785) for what the log holds: objects, lists, texts, integers, booleans, null.

There are no floats: decimals are texts. Keys are ASCII. For this subset the C encoder with sorted
keys writes the very bytes of RFC 8785, and that is checked against another implementation in tests.
"""

import json
from typing import Any

LARGEST_INTEGER = 2**53 - 1
_encode = json.JSONEncoder(
    ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
).encode


def dumps(value: Any) -> bytes:
    """Return the canonical bytes of a value. Raises ValueError naming what does not belong."""
    _check(value, "$")
    return _encode(value).encode("utf-8")


def dumps_again(value: Any) -> str:
    """Return canonical text of a part of what `dumps` took before; nothing is checked twice."""
    return _encode(value)


def loads(text: str | bytes) -> Any:
    """Read canonical JSON back."""
    return json.loads(text)


def _check(value: Any, path: str) -> None:
    kind = type(value)
    if kind is str or kind is bool or value is None:
        return
    if kind is int:
        if not -LARGEST_INTEGER <= value <= LARGEST_INTEGER:
            raise ValueError(f"{path}: integer beyond 2^53-1")
    elif kind is dict:
        for key, item in value.items():
            if type(key) is not str or not key.isascii():
                raise ValueError(f"{path}: key {key!r} is not ASCII text")
            if type(item) is not str:
                _check(item, f"{path}.{key}")
    elif kind is list or kind is tuple:
        for index, item in enumerate(value):
            if type(item) is not str:
                _check(item, f"{path}[{index}]")
    else:
        raise ValueError(f"{path}: {kind.__name__} has no canonical form")
