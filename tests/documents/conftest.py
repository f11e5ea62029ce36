"""A bulletin as the log keeps it, under a checkpoint of its own; no database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from bihuan.kernel.bulletins.document import (
    Block,
    Document,
    PrintedFigure,
    Run,
    Table,
    as_json,
    printed,
)
from bihuan.kernel.bulletins.proofs import Proof
from bihuan.kernel.events.checkpoints import Checkpoint, make_signer
from bihuan.kernel.events.merkle import Frontier
from bihuan.kernel.indicators.figures import show
from bihuan.lib import canonical_json

ROW = "一二三四五六七八九十一二三四五六七八九十一二三四五六七八"  # 28 characters


def figure(number: int, title: str, value: str, unit: str, digits: int = 2) -> PrintedFigure:
    exact = Fraction(value)
    return PrintedFigure(
        number=number, text=printed(exact, unit, digits, "", "", False), display=show(exact, digits),
        value=str(exact), measured_in=unit, digits=digits, above="", below="", is_bare=False,
        indicator="key-projects.x", title_zh=title, title_en=title, formula="a / b",
        formula_zh="甲 ÷ 乙", formula_en="a ÷ b", pack_version="1.0.0", defined_at=7, unit="JK",
        unit_zh="云汀经济开发区", unit_en="Zone", on="2022-05-31", at=40, since="", value_since=None,
        split="", numerator=None, denominator=None, records=48, light="green", is_flash=False,
    )  # fmt: skip


def document(paragraphs: int = 2) -> Document:
    figures = (
        figure(1, "完成投资", "129.62", "亿元"),
        figure(2, "投资完成率", "8041/100", "%"),
        figure(3, "超时序进度", "3874/100", "百分点"),
    )
    said = [Run("1—5月完成投资"), Run(figures[0].text, 1, strong=True), Run("，占年度计划的"),
            Run(figures[1].text, 2), Run("，超时序进度"), Run(figures[2].text, 3), Run("。")]  # fmt: skip
    table = Table(
        9, "各街道完成情况",
        tuple(tuple(Run(text) for text in row) for row in (
            ("名次", "单位", "完成投资（亿元）"), ("1", "柳溪街道", "72.10"), ("2", "青禾街道", "57.52"),
        )),
    )  # fmt: skip
    body = tuple(Block("paragraph", 5, (Run(ROW * 3),)) for _ in range(paragraphs))
    return Document(
        (Run("关于1—5月重点项目投资完成情况和下一步工作安排的通报"),),
        (Block("heading", 1, (Run("一、总体情况"),)), Block("paragraph", 3, tuple(said)), table,
         Block("subheading", 11, (Run("（一）下一步"),)), *body),
        figures,
    )  # fmt: skip


@dataclass(frozen=True)
class Sealed:
    """A proof with the public key that its checkpoint was signed by."""

    proof: Proof
    key: str


def sealed(folder: Path, **more: Any) -> Sealed:
    """Put a bulletin as the last of five events into a log, and sign a checkpoint over it."""
    body = {
        "kind": "circular", "unit": {"code": "JK", "zh": "云汀经济开发区", "en": "Zone"}, "mark": "云开督",
        "year": 2022, "number": 5, "addressee": "各街道、各部门", "copies": "市政府督查室",
        "corrects": "", "document": as_json(document()), **more,
    }  # fmt: skip
    event: Mapping[str, Any] = {
        "actor": "dot", "at": "2022-06-20T01:00:00.000000Z", "body": body, "on": "2022-06-20", "seq": 5,
        "subject": "bulletin:3", "verb": "bulletin.published",
    }  # fmt: skip
    leaf = canonical_json.dumps(event).decode()
    log = Frontier()
    for number in range(4):
        log.append(log.leaf_hash(f"event {number}".encode()))
    path = tuple(node.hex() for node in reversed(log.stack))
    log.append(log.leaf_hash(leaf.encode()))
    signer = make_signer(folder, "zone.test")
    note = signer.sign(Checkpoint("zone.test", log.size, log.root()))
    return Sealed(
        Proof(leaf, 5, 5, log.algorithm, path, note, signer.verifier_key), signer.verifier_key
    )


@pytest.fixture
def bulletin(tmp_path: Path) -> Sealed:
    return sealed(tmp_path)
