"""The text that a search looks through: code, title, and the initials a Chinese typist uses."""

from __future__ import annotations

import functools


@functools.lru_cache(maxsize=100_000)
def _initial(character: str) -> str:
    from pypinyin import Style, lazy_pinyin  # its dictionary takes a fifth of a second to read

    return lazy_pinyin(character, style=Style.FIRST_LETTER)[0][:1]


def search_text(code: str, title: str) -> str:
    """Return what a record is found by, in lower case."""
    initials = "".join(_initial(character) for character in title if character.isalnum())
    return f"{code} {title} {initials}".lower()[:300]
