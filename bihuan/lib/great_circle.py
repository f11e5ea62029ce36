"""Lengths on the globe, accurate to half a percent: the earth taken as a sphere of its mean radius."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

RADIUS = 6_371_008.8  # metres: the mean radius of WGS 84, and to the digit of CGCS2000
Point = tuple[float, float]  # longitude, latitude in degrees


def metres(points: Sequence[Point]) -> float:
    """Return the length of a line, by the haversine formula from point to point."""
    return sum(_between(one, other) for one, other in pairwise(points))


def _between(one: Point, other: Point) -> float:
    (x1, y1), (x2, y2) = (tuple(map(math.radians, point)) for point in (one, other))
    chord = (
        math.sin((y2 - y1) / 2) ** 2 + math.cos(y1) * math.cos(y2) * math.sin((x2 - x1) / 2) ** 2
    )
    return 2 * RADIUS * math.asin(math.sqrt(min(1.0, chord)))
