"""A rate takes its part from its whole: what the numerator counts, the denominator counts too."""

from __future__ import annotations

import datetime
import itertools
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from sqlglot import exp

from bihuan.kernel.definitions.expressions import compiled, parse_expression
from bihuan.kernel.definitions.language import IndicatorDef, Pack
from bihuan.kernel.definitions.reader import load_pack, pack_files

PACKS = sorted(path.parent for path in Path("packs").glob("*/pack.yaml"))
# growth of one sector over growth of the whole: other records, and above 100 % when another fell
CONTRIBUTIONS = {"primary_contribution", "secondary_contribution", "tertiary_contribution"}
A_DAY = datetime.date(2022, 1, 1)


@pytest.mark.parametrize("folder", PACKS, ids=lambda folder: folder.name)
def test_the_part_is_within_the_whole(folder: Path) -> None:
    pack = load_pack(pack_files(folder))
    outside = [
        f"{name}: {values}"
        for name, rate in pack.indicators.items()
        if rate.unit == "%" and rate.formula and name not in CONTRIBUTIONS
        for part, whole in _sides(pack, rate.formula)
        for values in _only_in(pack, part, whole)
    ]
    assert not outside


def _sides(pack: Pack, formula: str) -> Iterator[tuple[IndicatorDef, IndicatorDef]]:
    """Yield the two indicators of a formula `a / b`, when both are of one ledger."""
    root = parse_expression(formula).tree
    if isinstance(root, exp.Div):
        part, whole = (pack.indicators.get(side.name) for side in (root.left, root.right))
        if part and whole and part.of is not None and part.of == whole.of:
            yield part, whole


def _only_in(pack: Pack, part: IndicatorDef, whole: IndicatorDef) -> Iterator[Mapping[str, Any]]:
    """Yield a record that the part takes and the whole does not."""
    if whole.where is None or part.of not in pack.ledgers:
        return
    takes, has = compiled(part.where or "1 = 1"), compiled(whole.where)
    names = {
        column.name
        for where in (part.where, whole.where)
        if where
        for column in parse_expression(where).tree.find_all(exp.Column)
    }
    known = {key: each.default for key, each in pack.parameters.items()}
    kinds = {name: _values(pack, part.of, name) for name in sorted(names - known.keys())}
    for combination in itertools.product(*kinds.values()):
        record = dict(zip(kinds, combination, strict=True))
        if takes({**known, **record}) is True and has({**known, **record}) is not True:
            yield record
            return


def _values(pack: Pack, ledger: str, name: str) -> list[Any]:
    if name == "state":
        return list(pack.workflows[ledger].states)
    if name == "today":
        return [A_DAY]
    field = pack.ledgers[ledger].fields[name]
    if field.choices:
        return [None, *field.choices]
    some: dict[str, Any] = {"boolean": True, "date": A_DAY, "text": "1", "ref": "1"}
    return [None, *([False] if field.type == "boolean" else []), some.get(field.type, 1)]
