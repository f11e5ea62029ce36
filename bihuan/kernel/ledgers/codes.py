"""Record codes by pattern: `ZD-{year}-{number:04d}`."""

from __future__ import annotations

import functools
import re

from django.db import connection

from bihuan.kernel.events.batches import current_batch

_TOKEN = re.compile(r"\{(year|month|unit|number(?::0\d+d)?)\}")
_NUMBER = re.compile(r"\{number(?::0(\d+)d)?\}")


Numbered = tuple[str, int]  # the counter's prefix, and the number that this code has in it


def next_code(ledger: str, pattern: str, *, on: str, unit: str) -> tuple[str, Numbered]:
    """Return the next free code of a pattern, counted per ledger, year and unit as it names them."""
    fixed = _fixed(pattern, on, unit)
    prefix = f"{ledger}|{_NUMBER.sub('#', fixed)}"
    number = _last(prefix) + 1
    current_batch().counters[prefix] = number
    return _NUMBER.sub(lambda found: str(number).zfill(int(found[1] or 0)), fixed), (prefix, number)


def counter_of(ledger: str, pattern: str, code: str) -> Numbered | None:
    """Return the counter that a code from outside falls under, or None when it is of another kind.

    Year, month and unit are those that the code itself names, not those of its record: a code of 2022
    for what happened in 2021 takes a number of 2022.
    """
    match = _shape(pattern).fullmatch(code)
    if match is None:
        return None
    fixed = _TOKEN.sub(lambda token: "#" if token[1][0] == "n" else match[token[1]], pattern)
    return f"{ledger}|{fixed}", int(match["number"])


@functools.cache
def _shape(pattern: str) -> re.Pattern[str]:
    """Return what the codes of a pattern look like; a token that comes again says the same again."""
    kinds = {"year": r"\d{4}", "month": r"\d{2}", "unit": r"[\w.\-]+?", "number": r"\d{1,9}"}
    shape, seen, rest = "", set(), 0
    for token in _TOKEN.finditer(pattern):
        name = token[1].partition(":")[0]
        shape += re.escape(pattern[rest : token.start()])
        shape += f"(?P={name})" if name in seen else f"(?P<{name}>{kinds[name]})"
        seen.add(name)
        rest = token.end()
    return re.compile(shape + re.escape(pattern[rest:]))


def note_number(prefix: str, number: int) -> None:
    """Remember a number given, so that no later record is given it again."""
    current_batch().counters[prefix] = max(_last(prefix), number)


def _fixed(pattern: str, on: str, unit: str) -> str:
    return pattern.replace("{year}", on[:4]).replace("{month}", on[5:7]).replace("{unit}", unit)


def _last(prefix: str) -> int:
    counters = current_batch().counters
    if prefix not in counters:
        with connection.cursor() as cursor:
            cursor.execute("SELECT last FROM kernel_codecounter WHERE prefix = %s", [prefix])
            row = cursor.fetchone()
        counters[prefix] = row[0] if row else 0
    return counters[prefix]
