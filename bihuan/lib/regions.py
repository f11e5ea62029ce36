"""Region codes: GB/T 2260 (6 digits) and the statistical codes below it (9 and 12 digits)."""

import re

_SHAPE = re.compile(r"[1-8]\d(?:0000|\d{2}00|\d{4})(?:\d{3}(?:\d{3})?)?")


def is_valid(code: str) -> bool:
    """Whether a text has the shape of a region code of 6, 9 or 12 digits."""
    return _SHAPE.fullmatch(code) is not None
