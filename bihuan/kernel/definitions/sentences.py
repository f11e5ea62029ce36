"""Sentences of a pack with `{expression}` in them: what is worked out, and how it then reads. Pure."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from bihuan.kernel.definitions.expressions import compiled

_HOLE = re.compile(r"\{([^{}]+)\}")
DIGITS = 1  # of a number in a sentence: lights are judged by the exact value


def worked_out(sentence: str) -> list[str]:
    """Return the expressions in a sentence."""
    return [hole.strip() for hole in _HOLE.findall(sentence)]


def fill(sentence: str, known: Mapping[str, Any]) -> str:
    """Return a sentence with its expressions worked out; what is not known reads as a dash."""
    return _HOLE.sub(lambda hole: _spoken(compiled(hole[1].strip())(known)), sentence)


def _spoken(value: Any) -> str:
    if value is None:
        return "—"
    if isinstance(value, Fraction | int | Decimal) and not isinstance(value, bool):
        exact = Fraction(value)
        scaled = abs(exact) * 10**DIGITS
        whole = int(scaled + Fraction(1, 2))
        text = f"{Decimal(whole).scaleb(-DIGITS):,f}"
        text = text.rstrip("0").rstrip(".") if "." in text else text
        return f"-{text}" if exact < 0 and whole else text
    return value.isoformat() if isinstance(value, datetime.date) else str(value)
