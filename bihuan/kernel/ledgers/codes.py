"""Record codes by pattern: `ZD-{year}-{number:04d}`."""

from __future__ import annotations

import re

from django.db import connection

from bihuan.kernel.events.batches import current_batch

_NUMBER = re.compile(r"\{number(?::0(\d+)d)?\}")


Numbered = tuple[str, int]  # the counter's prefix, and the number that this code has in it


def next_code(ledger: str, pattern: str, *, on: str, unit: str) -> tuple[str, Numbered]:
    """Return the next free code of a pattern, counted per ledger, year and unit as it names them."""
    fixed = _fixed(pattern, on, unit)
    prefix = f"{ledger}|{_NUMBER.sub('#', fixed)}"
    number = _last(prefix) + 1
    current_batch().counters[prefix] = number
    return _NUMBER.sub(lambda found: str(number).zfill(int(found[1] or 0)), fixed), (prefix, number)


def counter_of(ledger: str, pattern: str, code: str, *, on: str, unit: str) -> Numbered | None:
    """Return the counter that a code from outside falls under, or None when it is of another kind."""
    fixed = _fixed(pattern, on, unit)
    shape = re.escape(_NUMBER.sub("#", fixed)).replace("\\#", r"(\d{1,9})")
    match = re.fullmatch(shape, code)
    if match is None or not match.groups():
        return None
    return f"{ledger}|{_NUMBER.sub('#', fixed)}", int(match[1])


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
