"""YAML 1.2 as keys and values that know their lines, read by libyaml: an installed pack is read at
every start of a process."""

from __future__ import annotations

import datetime
import re
from decimal import Decimal
from typing import Any, cast

import yaml
from yaml._yaml import CParser
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode
from yaml.resolver import BaseResolver

NULL, BOOLEAN, INTEGER, NUMBER, DATE = (
    f"tag:yaml.org,2002:{name}" for name in ("null", "bool", "int", "float", "timestamp")
)


class DuplicateKey(yaml.MarkedYAMLError):
    """A key is written twice."""


class Keys(dict[str, Any]):
    """A mapping, with the line of each key (from 0)."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: dict[str, int] = {}


class Items(list[Any]):
    """A sequence, with the line of each item (from 0)."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[int] = []


class _Resolver(BaseResolver):
    """The core schema of YAML 1.2 and dates: `on` and `no` are words, 010 is ten."""


for _tag, _pattern, _first in (
    (NULL, r"~|null|Null|NULL|", ["~", "n", "N", ""]),
    (BOOLEAN, r"true|True|TRUE|false|False|FALSE", list("tTfF")),
    (INTEGER, r"[-+]?[0-9]+", list("-+0123456789")),
    (NUMBER, r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", list("-+.0123456789")),
    (DATE, r"[0-9]{4}-[0-9]{2}-[0-9]{2}", list("0123456789")),
):
    _Resolver.add_implicit_resolver(_tag, re.compile(f"^(?:{_pattern})$"), _first)


class _Composer(CParser, _Resolver):
    def __init__(self, text: str) -> None:
        CParser.__init__(self, text)
        _Resolver.__init__(self)


def load(text: str) -> Any:
    """Return `Keys`, `Items` and scalars; numbers with a point are decimals. Raises YAMLError."""
    composer = _Composer(text)
    try:
        node = composer.get_single_node()
    finally:
        composer.dispose()
    return None if node is None else _value(node)


def _value(node: Node) -> Any:
    if isinstance(node, MappingNode):
        return _keys(node)
    if isinstance(node, SequenceNode):
        items = Items()
        for item in node.value:
            items.append(_value(item))
            items.lines.append(item.start_mark.line)
        return items
    return _scalar(cast(ScalarNode, node))


def _keys(node: MappingNode) -> Keys:
    keys = Keys()
    for name, value in node.value:
        key = str(name.value)
        if key in keys:
            raise DuplicateKey(problem=f"found {key} twice", problem_mark=name.start_mark)
        keys[key] = _value(value)
        keys.lines[key] = name.start_mark.line
    return keys


def _scalar(node: ScalarNode) -> Any:
    text = node.value
    match node.tag:
        case tag if tag == NULL:
            return None
        case tag if tag == BOOLEAN:
            return text.lower() == "true"
        case tag if tag == INTEGER:
            return int(text)
        case tag if tag == NUMBER:
            return Decimal(text)
        case tag if tag == DATE:
            try:
                return datetime.date.fromisoformat(text)
            except ValueError:
                return text  # the shape says that it is no date
        case _:
            return text
