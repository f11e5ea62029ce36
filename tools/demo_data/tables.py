"""What the packs share: the clock, the dice, tables, days, photos."""

from __future__ import annotations

import csv
import datetime
import random
import struct
import zlib
from collections.abc import Sequence
from pathlib import Path

PACKS = Path(__file__).parents[2] / "packs"
TODAY = datetime.date(2022, 6, 20)
STREETS = ("JK-LX", "JK-QH", "JK-YS", "JK-DX")
REPORTERS = dict(zip(STREETS, ("reporter", "reporter2", "reporter3", "reporter4"), strict=True))
dice = random.Random(20220620)  # noqa: S311 - data, no secret

Firm = tuple[str, str, str]  # name, credit code, industry
PAGE = ("story", "printed", "what", "indicator", "unit", "on", "kind", "comparison")
EXPECTED = ("indicator", "unit", "on", "value", "display")
EQUAL = "equal after rounding to the printed precision"
NULL = "null: nothing may be computed as printed"


def write(path: str, header: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    target = PACKS / path
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def parts(total: int, weights: Sequence[float]) -> list[int]:
    """Split a whole into whole parts by weight, the last taking the rest."""
    scale = total / sum(weights)
    found = [round(weight * scale) for weight in weights[:-1]]
    return [*found, total - sum(found)]


def entered(day: str, days: int) -> str:
    moved = datetime.date.fromisoformat(day) + datetime.timedelta(days=days)
    return min(max(moved, datetime.date(2022, 1, 11)), TODAY).isoformat()


def day_after(day: str, days: int) -> str:
    moved = datetime.date.fromisoformat(day) + datetime.timedelta(days=days)
    return min(moved, TODAY).isoformat()


def days_after(day: str, days: int) -> str:
    return (datetime.date.fromisoformat(day) + datetime.timedelta(days=days)).isoformat()


def picture(path: Path, seed: int) -> None:
    """Write a small PNG: a horizon, a building, a sun; enough to see that photos differ."""
    wide, high = 320, 200
    shade = random.Random(seed)  # noqa: S311
    sky = (150 + shade.randrange(60), 190 + shade.randrange(40), 230)
    ground = (150 + shade.randrange(50), 140, 110 + shade.randrange(40))
    walls = [(20 + 60 * i + shade.randrange(15), 40 + shade.randrange(60), 34) for i in range(5)]
    grey = [(90 + shade.randrange(110),) * 3 for _ in walls]
    rows = bytearray()
    for y in range(high):
        rows.append(0)
        for x in range(wide):
            pixel = ground if y > 150 else sky
            for (left, top, width), colour in zip(walls, grey, strict=True):
                if left <= x < left + width and top <= y <= 160:
                    lit = (x - left) % 10 < 5 and (y - top) % 14 < 7
                    pixel = (250, 230, 160) if lit else colour
            rows += bytes(pixel)

    def chunk(kind: bytes, data: bytes) -> bytes:
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    header = struct.pack(">IIBBBBB", wide, high, 8, 2, 0, 0, 0)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(bytes(rows), 9)) + chunk(b"IEND", b"")
    )  # fmt: skip
