"""Days as people write them."""

import datetime
import re

from bihuan.kernel.problems import Invalid

YEARS = range(1900, 2200)  # beyond them a date is a slip of the pen
_SHAPES = (
    re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?"),
    re.compile(r"(\d{4})(\d{2})(\d{2})"),
)


def parse_day(text: object) -> datetime.date:
    """Read 2022-05-03, 2022/5/3, 2022.5.3, 2022年5月3日 or 20220503, of YEARS. Raises Invalid."""
    if isinstance(text, datetime.datetime):
        return text.date()
    if isinstance(text, datetime.date):
        return text
    bare = str(text).strip()
    found = next((match for shape in _SHAPES if (match := shape.fullmatch(bare))), None)
    if found is not None and int(found[1]) in YEARS:
        try:
            return datetime.date(*(int(part) for part in found.groups()))
        except ValueError:
            pass
    raise Invalid("date-unreadable", text=text)
