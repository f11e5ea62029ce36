"""What a period in a text says: how many months of the year have passed."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from fractions import Fraction

from bihuan.lib import chinese_numerals

LAST_DAYS = 28  # from here on a month counts as over
COMMON_YEAR = 2022
_YEAR = re.compile(r"((?:19|20)\d\d|[二一][零〇一二三四五六七八九]{3})年")
_LAST_MONTH = re.compile(
    r"(?:^|[^\d一二三四五六七八九十])(\d{1,2}|[一二三四五六七八九十]{1,2})个?月(?!.*\d月)"
)
_DAY = re.compile(r"月(\d{1,2}|[一二三四五六七八九十]{1,3})日")
_WORDS = {
    "一季度": 3, "上半年": 6, "前三季度": 9, "全年": 12, "三季度": 9, "二季度": 6, "四季度": 12, "下半年": 12,
}  # fmt: skip
_FROM_JANUARY = re.compile(r"(?:^|年)(?:1|01|一)(?:月(?:份)?)?[~\-—至到]")


@dataclass(frozen=True, slots=True)
class Period:
    """The months of the year that a text speaks of: the last, and whether they are counted from January."""

    year: int | None
    month: int | None
    cumulative: bool = False
    day: int | None = None

    @property
    def whole_month(self) -> bool:
        """Whether the month is over, so that the elapsed share is not in doubt."""
        return self.day is None or self.day >= LAST_DAYS

    def elapsed(self) -> list[Fraction]:
        """Return the shares of the year that may be meant, the likeliest first."""
        if self.month is None:
            return []
        if self.day is None or self.whole_month:
            return [Fraction(self.month, 12)]
        days = calendar.monthrange(self.year or COMMON_YEAR, self.month)[1]
        within = (self.month - 1 + Fraction(self.day, days)) / 12
        return [Fraction(self.month, 12), Fraction(self.month - 1, 12), within]


def read_period(text: str) -> Period:
    year = None
    if found := _YEAR.search(text):
        value = chinese_numerals.read(found[1]) if not found[1].isdigit() else int(found[1])
        year = int(value) if value is not None else None
    for word, month in _WORDS.items():
        if text.endswith(word):
            return Period(year, month, cumulative=word in ("一季度", "上半年", "前三季度", "全年"))
    last = None
    if (found := _LAST_MONTH.search(text)) and (read := _number(found[1])) and 1 <= read <= 12:
        last = read
    cumulative = bool(_FROM_JANUARY.search(text)) or text.startswith("前")
    day = _DAY.search(text)
    return Period(year, last, cumulative, _number(day[1]) if day else None)


def _number(text: str) -> int | None:
    if text.isascii():
        return int(text)
    value = chinese_numerals.read(text)
    return None if value is None else int(value)
