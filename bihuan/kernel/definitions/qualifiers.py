"""How exact a number is, in the words that people write: 约300, 6万多, 120以上, 不足40. Pure."""

from __future__ import annotations

from collections.abc import Iterable

EXACT = "exact"
ABOUT, ABOVE, BELOW = "about", "above", "below"

# qualifier -> what stands before and after the number
SIGNS = {
    "zh": {
        EXACT: ("", ""), ABOUT: ("约", ""), "nearly": ("近", ""), "more_than": ("", "多"),
        "at_least": ("", "以上"), "below": ("不足", ""),
    },
    "en": {
        EXACT: ("", ""), ABOUT: ("about ", ""), "nearly": ("nearly ", ""),
        "more_than": ("over ", ""), "at_least": ("at least ", ""), "below": ("under ", ""),
    },
}  # fmt: skip
# which way a number may be off -> its qualifiers, and that of a sum in which no other way occurs
WAYS = {
    ABOUT: ((ABOUT,), ABOUT),
    ABOVE: (("more_than", "at_least"), "more_than"),
    BELOW: (("nearly", "below"), "below"),
}


def said(text: str, qualifier: str, language: str = "zh") -> str:
    """Return a printed number with the sign of its qualifier."""
    before, after = SIGNS["en" if language.startswith("en") else "zh"][qualifier]
    return f"{before}{text}{after}"


def of_sum(ways: Iterable[str]) -> str:
    """Return the qualifier of a sum from the ways in which some of its numbers may be off."""
    found = set(ways)
    if not found:
        return EXACT
    return WAYS[found.pop()][1] if len(found) == 1 else ABOUT


def way_of(qualifier: str) -> str | None:
    """Return which way a number with a qualifier may be off; none for an exact one."""
    return next((way for way, (names, _) in WAYS.items() if qualifier in names), None)
