"""Install packs and set parameters."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal

from bihuan.kernel.definitions.field_types import LARGEST, NO, YES, parse_number
from bihuan.kernel.definitions.language import Pack, Parameter
from bihuan.kernel.definitions.reader import read_pack
from bihuan.kernel.events.writes import append, commit
from bihuan.kernel.packs import apply, upgrades
from bihuan.kernel.packs.models import PackVersion, ParameterValue
from bihuan.kernel.packs.reads import installed
from bihuan.kernel.periods.days import parse_day
from bihuan.kernel.permissions import EVERYWHERE, Viewer, require
from bihuan.kernel.problems import Conflict, Invalid, NotFound


def install_pack(files: Mapping[str, str], *, actor: Viewer) -> Pack:
    """Install a pack, or its next version, from its texts by path.

    Appends `pack.installed`, which holds the whole pack, and what carries the records along. Raises
    `PackFaults` for a pack that does not check clean, `UpgradeBlocked` for a version that what is there
    does not fit into; installing the very same texts again changes nothing.
    """
    require(actor, "pack.install", path=EVERYWHERE)
    present = installed()
    pack = read_pack(files, others=present.packs)
    old = present.packs.get(pack.name)
    if old is not None and old.header.version == pack.header.version:
        held = PackVersion.objects.get(seq=present.seqs[pack.name])
        if held.files == _text(files):
            return pack
        raise Conflict("pack-version-taken", pack=pack.name, version=pack.header.version)

    def work() -> Pack:
        before = installed().packs.get(pack.name)
        if in_the_way := upgrades.list_obstacles(before, pack):
            raise upgrades.UpgradeBlocked(pack, in_the_way)
        body = {"pack": pack.name, "version": pack.header.version, "files": dict(files)}
        apply.pack_installed(append("pack.installed", f"pack:{pack.name}", body, actor=actor.code))
        for carrier in upgrades.CARRIERS if before is not None else ():
            if carrier.carry is not None:
                carrier.carry(before, pack, actor=actor)
        return pack

    return commit(work)


def _text(files: Mapping[str, str]) -> str:
    return json.dumps(dict(files), ensure_ascii=False, sort_keys=True)


def set_parameter(
    pack: str,
    key: str,
    value: Parameter,
    *,
    actor: Viewer,
    basis: str,
    on: str | None = None,
    unit: tuple[int, str] | None = None,
) -> ParameterValue:
    """Set a parameter from a business date, for a unit (id, path) and all below it.

    Appends `parameter.set`. The value is of the default's kind, or that written as text.
    """
    require(actor, "parameter.set", path=unit[1] if unit else EVERYWHERE)
    found = installed().packs.get(pack)
    if found is None or key not in found.parameters:
        raise NotFound("parameter-unknown", parameter=f"{pack}.{key}")
    read = _read(value, found.parameters[key].default, f"{pack}.{key}")
    if not basis.strip():
        raise Invalid("basis-missing")
    plain = str(read) if isinstance(read, Decimal) else read
    day = parse_day(on).isoformat() if on else None

    def work() -> ParameterValue:
        body = {
            "pack": pack,
            "key": key,
            "unit": unit[0] if unit else None,
            "value": plain,
            "basis": basis,
        }
        return apply.parameter_set(
            append("parameter.set", f"pack:{pack}", body, actor=actor.code, on=day)
        )

    return commit(work)


def _read(value: Parameter, default: Parameter, name: str) -> Parameter:
    """Return a value of the default's kind. Raises Invalid."""
    if isinstance(default, bool):
        text = str(value).strip().lower()
        if text in YES | NO:
            return text in YES
    elif isinstance(default, int | Decimal):
        number = parse_number(value)
        if not number.is_finite():
            raise Invalid("number-unreadable", where=name, text=value)
        if abs(number) > LARGEST:
            raise Invalid("number-too-large", where=name, number=value)
        return int(number) if number == number.to_integral_value() else number
    elif isinstance(value, str) and value.strip():
        return value.strip()
    raise Invalid("parameter-kind", parameter=name, default=default)
