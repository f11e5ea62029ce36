"""Which definitions are in force. Read from the log's copy, cached by the seq that installed them."""

from __future__ import annotations

import bisect
import functools
import json
import threading
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from bihuan.kernel.definitions.language import (
    IndicatorDef,
    LedgerUnit,
    Pack,
    Parameter,
)
from bihuan.kernel.definitions.reader import load_pack, read_header
from bihuan.kernel.events.newest import newest
from bihuan.kernel.packs.models import PackVersion, ParameterValue
from bihuan.kernel.problems import Invalid, NotFound

MOST_PACKS_KEPT = 200


@dataclass(frozen=True)
class Installation:
    """Every pack in force at one log position, by name."""

    packs: Mapping[str, Pack]
    seqs: Mapping[str, int]  # of the event that installed each

    def ledger(self, key: str) -> LedgerUnit:
        """Return a ledger by `pack.ledger`. Raises NotFound."""
        pack_name, _, name = key.partition(".")
        pack = self.packs.get(pack_name)
        if pack is None or name not in pack.ledgers:
            raise NotFound("ledger-unknown", ledger=key)
        return _ledger_unit(pack, name)

    def ledgers(self) -> list[LedgerUnit]:
        return [_ledger_unit(pack, name) for pack in self.packs.values() for name in pack.ledgers]

    def find_ledger(self, name: str) -> LedgerUnit:
        """Return a ledger by key, or by its bare name when only one pack has it."""
        if "." in name:
            return self.ledger(name.replace("/", "."))
        found = [unit for unit in self.ledgers() if unit.name == name.replace("-", "_")]
        if not found:
            raise NotFound("ledger-unknown", ledger=name)
        if len(found) > 1:
            keys = ", ".join(unit.key for unit in found)
            raise Invalid("ledger-ambiguous", ledger=name, keys=keys)
        return found[0]

    def find_indicator(self, name: str) -> tuple[Pack, str, IndicatorDef]:
        """Return an indicator by `pack.indicator`, or by its bare name when it is the only one."""
        pack_name, _, bare = name.replace("/", ".").rpartition(".")
        bare = bare.replace("-", "_")
        found = [
            (pack, bare, pack.indicators[bare])
            for pack in self.packs.values()
            if bare in pack.indicators and pack_name in ("", pack.name)
        ]
        if not found:
            raise NotFound("indicator-unknown", indicator=name)
        if len(found) > 1:
            keys = ", ".join(f"{pack.name}.{bare}" for pack, _, _ in found)
            raise Invalid("indicator-ambiguous", indicator=name, keys=keys)
        return found[0]


def _ledger_unit(pack: Pack, name: str) -> LedgerUnit:
    return LedgerUnit.model_construct(
        pack=pack.name,
        name=name,
        definition=pack.ledgers[name],
        workflow=pack.workflows[name],
    )


def installed(at: int | None = None) -> Installation:
    """Return the packs in force at a log position, the head when none is given."""
    known, leaf = newest()
    if at is not None and at < known:
        seqs = _seqs(leaf) if leaf else _read_seqs()
        known = seqs[bisect.bisect_right(seqs, at) - 1] if seqs and seqs[0] <= at else 0
    return _installed_at(known, leaf) if leaf else _read_installed(known)


@functools.lru_cache(maxsize=4)
def _seqs(leaf: str) -> list[int]:
    return _read_seqs()


def _read_seqs() -> list[int]:
    return sorted(PackVersion.objects.values_list("seq", flat=True))


@functools.lru_cache(maxsize=64)
def _installed_at(last: int, leaf: str) -> Installation:
    return _read_installed(last)


def _read_installed(last: int) -> Installation:
    latest: dict[str, int] = {}
    versions = PackVersion.objects.filter(seq__lte=last).order_by("pack", "-seq")
    for name, seq in versions.values_list("pack", "seq"):
        latest.setdefault(name, seq)
    return _installation(tuple(latest.items()))


def _installation(latest: tuple[tuple[str, int], ...]) -> Installation:
    waiting = {name: _files(seq) for name, seq in latest}
    packs: dict[str, Pack] = {}
    while waiting:  # a pack is read after those that it needs
        ready = [
            name
            for name, files in waiting.items()
            if not any(need in waiting for need in _needs(files))
        ]
        for name in ready:
            packs[name] = _read_once(tuple(sorted(waiting.pop(name).items())))
    ordered = {name: packs[name] for name, _ in sorted(latest, key=lambda item: item[1])}
    return _known_again(Installation(ordered, dict(latest)))


def _known_again(found: Installation) -> Installation:
    """Return the very object of before when the packs are the same: others compare by identity."""
    with _reading:
        for known in _recent:
            if known.seqs == found.seqs and all(
                known.packs[name] is pack for name, pack in found.packs.items()
            ):
                return known
        _recent.append(found)
    return found


_reading = threading.Lock()
_recent: deque[Installation] = deque(maxlen=16)
_packs_read: dict[tuple[tuple[str, str], ...], Pack] = {}


def _read_once(files: tuple[tuple[str, str], ...]) -> Pack:
    """Read a pack's texts, once a process for the very same texts.

    The rules had their say when it was installed; a rule that came later must not unmake it.
    """
    with _reading:  # eight requests after an installation need not read the same texts eight times
        if files not in _packs_read:
            if len(_packs_read) > MOST_PACKS_KEPT:
                _packs_read.clear()
            _packs_read[files] = load_pack(dict(files))
        return _packs_read[files]


def _files(seq: int) -> dict[str, str]:
    files: dict[str, str] = json.loads(
        PackVersion.objects.values_list("files", flat=True).get(seq=seq)
    )
    return files


def _needs(files: Mapping[str, str]) -> list[str]:
    return list(read_header(files).needs)


def get_parameter(
    pack: Pack, key: str, *, path: str = "/", on: str, at: int | None = None
) -> Parameter | None:
    """Return a parameter's value for a unit on a business date, as known at a log position.

    The value set nearest to the unit wins, then the latest date, then the latest event, then the
    pack's default; before the default's own `from` there is none.
    """
    best: tuple[int, str, int] | None = None
    spec = pack.parameters[key]
    before = spec.since is not None and on < spec.since.isoformat()
    value: Parameter | None = None if before else spec.default
    for row in _values_set().get((pack.name, key), ()):
        if row.on > on or (at is not None and row.seq > at):
            continue
        depth = 0 if row.unit_id is None else path.find(f"/{row.unit_id}/") + 1
        if row.unit_id is not None and depth == 0:
            continue
        rank = (depth, row.on, row.seq)
        if best is None or rank > best:
            best, value = rank, _of_kind(json.loads(row.value), spec.default)
    return value


def _values_set() -> Mapping[tuple[str, str], list[ParameterValue]]:
    last, leaf = newest()
    return _values_known(last, leaf) if leaf else _read_values(last)


@functools.lru_cache(maxsize=4)
def _values_known(last: int, leaf: str) -> Mapping[tuple[str, str], list[ParameterValue]]:
    return _read_values(last)


def _read_values(last: int) -> Mapping[tuple[str, str], list[ParameterValue]]:
    values: dict[tuple[str, str], list[ParameterValue]] = {}
    for row in ParameterValue.objects.filter(seq__lte=last):
        values.setdefault((row.pack, row.key), []).append(row)
    return values


def list_parameter_values(pack: str, key: str) -> list[ParameterValue]:
    """Return every value that was set, newest first."""
    return list(ParameterValue.objects.filter(pack=pack, key=key).order_by("-on", "-seq"))


def _of_kind(value: Parameter, default: Parameter) -> Parameter:
    """Return a value as its default is kept: a decimal stands as text in the log."""
    return Decimal(value) if isinstance(value, str) and not isinstance(default, str) else value
