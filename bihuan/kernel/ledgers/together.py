"""Values that no two records of a ledger share together: a holder, a trade and a level, say.

`RecordKey` keeps a digest of them, keyed where one of them is personal (docs/decisions/0019). A record
that lacks one of the values, or whose values were erased, is compared with none; a void one neither.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from bihuan.kernel.definitions.language import LedgerUnit
from bihuan.kernel.ledgers.models import Record, RecordKey
from bihuan.kernel.ledgers.values import is_sealed
from bihuan.kernel.org import keys
from bihuan.kernel.problems import Conflict, InvalidMany, Problem, in_a_row
from bihuan.lib import canonical_json

Data = Mapping[str, Any]
Group = tuple[str, ...]
SIGN = "="  # no field's name starts with it
CHUNK = 500


def key_of(group: Sequence[str]) -> str:
    """Return the name under which a group's digests are kept."""
    name = SIGN + "+".join(group)
    return name if len(name) <= 48 else SIGN + hashlib.sha256(name.encode()).hexdigest()[:32]


def digest(group: Sequence[str], data: Data, *, personal: bool) -> str | None:
    """Return the digest of a record's values, None when it lacks one."""
    values: list[Any] = []
    for name in group:
        value: Any = data.get(name)
        if keys.is_sealed_value(value):
            value = keys.unseal(value, name)
            if value == keys.ERASED:
                return None
        if value is None:
            return None
        values.append(value)
    text = canonical_json.dumps([*group, *values])
    return keys.keyed_digest(text) if personal else hashlib.sha256(text).hexdigest()


def digests(groups: Iterable[Sequence[str]], data: Data) -> dict[str, str | None]:
    """Return a stored record's digests by key."""
    return {
        key_of(group): digest(
            group, data, personal=any(keys.is_sealed_value(data.get(name)) for name in group)
        )
        for group in groups
    }


def groups_touched(ledger: LedgerUnit, names: Iterable[str]) -> list[Group]:
    """Return the groups that a change of some fields may make collide."""
    changed = set(names)
    return [group for group in ledger.definition.unique if changed & set(group)]


def personal_keys(ledger: LedgerUnit) -> list[str]:
    """Return the keys of a ledger's groups with personal fields."""
    return [key_of(group) for group in ledger.definition.unique if _is_personal(ledger, group)]


def check_together(
    ledger: LedgerUnit, data: Data, groups: Iterable[Group], *, record_id: int = 0
) -> None:
    """Refuse values that another record has together. Inside the commit, nobody comes between."""
    faults = [
        fault
        for group in groups
        for _, fault in faults_together(ledger, group, [(0, data)], record_id=record_id)
    ]
    if faults:
        raise faults[0] if len(faults) == 1 else InvalidMany(faults)


def faults_together(
    ledger: LedgerUnit, group: Group, rows: Sequence[tuple[int, Data]], *, record_id: int = 0
) -> list[tuple[int, Problem]]:
    """Return (line, fault) of every row whose values another record, or an earlier row, has."""
    personal = _is_personal(ledger, group)
    found = [(line, digest(group, data, personal=personal)) for line, data in rows]
    taken = _taken(ledger, group, [each for _, each in found if each], record_id)
    fields = in_a_row(ledger.definition.fields[name].title for name in group)
    faults: list[tuple[int, Problem]] = []
    first: dict[str, int] = {}
    for line, each in found:
        if each is None:
            continue
        if each in taken:
            faults.append((line, Conflict("together-taken", fields=fields, code=taken[each])))
        elif each in first:
            faults.append((line, Conflict("together-twice", fields=fields, line=first[each])))
        first.setdefault(each, line)
    return faults


def _is_personal(ledger: LedgerUnit, group: Group) -> bool:
    return any(is_sealed(ledger.definition.fields[name]) for name in group)


def _taken(
    ledger: LedgerUnit, group: Group, wanted: Sequence[str], record_id: int
) -> dict[str, str]:
    """Return the codes of the other records that have some digests."""
    held = RecordKey.objects.filter(ledger=ledger.key, field=key_of(group))
    owners: dict[str, int] = {}
    for start in range(0, len(wanted), CHUNK):
        rows = held.exclude(record_id=record_id).filter(value__in=wanted[start : start + CHUNK])
        owners |= dict(rows.values_list("value", "record_id"))
    codes = dict(Record.objects.filter(id__in=owners.values()).values_list("id", "code"))
    return {value: codes[owner] for value, owner in owners.items()}
