"""Rules over a pack as a whole: what it needs, its names, what it renames, its elements."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from bihuan.kernel.definitions.homes import find_element
from bihuan.kernel.definitions.language import (
    FieldDef,
    MeasureDef,
    Pack,
)
from bihuan.kernel.definitions.source import Found, Others, Source
from bihuan.kernel.problems import Words

RESERVED = frozenset(
    {"state", "code", "unit", "on", "recorded", "value", "target", "month", "today", "elapsed_share",
     "light"}
)  # fmt: skip


MONTH_CONTROLS = frozenset({"note", "reason", "seen", "action", "period"})  # of the month's form


def needs_present(pack: Pack, source: Source, others: Others) -> Found:
    for number, name in enumerate(pack.header.needs):
        if name not in others:
            line = source.line("pack.yaml", "needs", number)
            yield (
                ("pack.yaml", line),
                Words(f"所依赖的业务包 {name} 没有安装。", f"The pack {name} that it needs is not there."),
            )  # fmt: skip


def needs_acyclic(pack: Pack, source: Source, others: Others) -> Found:
    seen, waiting = set(), list(pack.header.needs)
    while waiting:
        name = waiting.pop()
        if name == pack.name:
            where = ("pack.yaml", source.line("pack.yaml", "needs"))
            yield where, Words(f"{name} 依赖它自己。", f"{name} needs itself.")
            return
        if name not in seen and name in others:
            seen.add(name)
            waiting += others[name].header.needs


def unique_names(pack: Pack, source: Source, others: Others) -> Found:
    taken: dict[str, Words] = {}
    for ledger, definition in pack.ledgers.items():
        for name in definition.measures:
            taken[name] = Words(f"台账 {ledger} 的数据项", f"a measure of the ledger {ledger}")
        for name in definition.fields:
            if name in definition.measures:
                yield (
                    source.at("ledgers", ledger, "fields", name),
                    _same("字段", "field", name, taken),
                )
            taken[name] = Words(f"台账 {ledger} 的字段", f"a field of the ledger {ledger}")
        for name in definition.notes:
            if name in definition.measures or name in definition.fields:
                where = source.at("ledgers", ledger, "notes", name)
                yield where, _same("随报内容", "note", name, taken)
    for name in pack.parameters:
        if name in taken:
            where = ("parameters.yaml", source.line("parameters.yaml", name))
            yield where, _same("参数", "parameter", name, taken)
        taken[name] = Words("一个参数", "a parameter")
    for name in pack.indicators:
        if name in taken:
            yield source.at("indicators", name), _same("指标", "indicator", name, taken)


def _same(zh: str, en: str, name: str, taken: dict[str, Words]) -> Words:
    return Words(
        f"{zh} {name} 与{taken[name].zh}同名。", f"The {en} {name} is also {taken[name].en}."
    )


def reserved_names(pack: Pack, source: Source, others: Others) -> Found:
    for ledger, definition in pack.ledgers.items():
        for kind in ("fields", "measures", "notes"):
            for name in getattr(definition, kind):
                if name in RESERVED or (kind == "notes" and name in MONTH_CONTROLS):
                    where = source.at("ledgers", ledger, kind, name)
                    yield where, Words(f"{name} 是保留名。", f"{name} is a reserved name.")


def renames_known(pack: Pack, source: Source, others: Others) -> Found:
    for name, renames in pack.header.renames.items():
        ledger, flow = pack.ledgers.get(name), pack.workflows.get(name)
        if ledger is None or flow is None:
            yield (
                ("pack.yaml", source.line("pack.yaml", "renames", name)),
                Words(f"台账 {name} 不存在。", f"There is no ledger {name}."),
            )
            continue
        known: list[tuple[tuple[str, ...], Mapping[str, str], Collection[str]]] = [
            (("fields",), renames.fields, ledger.fields),
            (("states",), renames.states, flow.states),
        ]
        for key, codes in renames.choices.items():
            held = ledger.fields[key].choices if key in ledger.fields else {}
            known.append((("choices", key), codes, held))
        for path, pairs, present in known:
            for old, new in pairs.items():
                if old in present or new not in present:
                    yield (
                        ("pack.yaml", source.line("pack.yaml", "renames", name, *path, old)),
                        Words(
                            f"{old} → {new}：本版应当有 {new}，没有 {old}。",
                            f"{old} → {new}: this version should have {new} and not {old}.",
                        ),
                    )


def elements_known(pack: Pack, source: Source, others: Others) -> Found:
    for name, ledger in pack.ledgers.items():
        asked: list[tuple[str, str, FieldDef | MeasureDef]] = [
            *(("fields", key, field) for key, field in ledger.fields.items()),
            *(("measures", key, measure) for key, measure in ledger.measures.items()),
        ]
        for kind, key, field in asked:
            if field.element is None:
                continue
            where = source.at("ledgers", name, kind, key, "element")
            found = find_element(pack, field.element, others)
            if found is None:
                yield (
                    where,
                    Words(
                        f"数据元 {field.element} 不存在。", f"There is no element {field.element}."
                    ),
                )
            elif (found.type, found.unit) != (field.type, field.unit):
                said = f"{found.type} {found.unit}".strip()
                yield where, Words(f"{key} 应为 {said}。", f"{key} should be {said}.")
            if ledger.party is None:
                yield (
                    where,
                    Words(
                        f"台账 {name} 没有 party，不知道问的是谁。",
                        f"The ledger {name} has no party, so nobody knows of whom {key} is asked.",
                    ),
                )
