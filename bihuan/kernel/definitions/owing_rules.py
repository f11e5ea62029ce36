"""Rules over records that are owed for each stretch of time."""

from __future__ import annotations

from bihuan.kernel.definitions.homes import find_ledger
from bihuan.kernel.definitions.language import (
    EveryByChoice,
    FieldDef,
    Pack,
)
from bihuan.kernel.definitions.source import Found, Others, Source
from bihuan.kernel.problems import Words


def recurrences(pack: Pack, source: Source, others: Others) -> Found:
    for name, ledger in pack.ledgers.items():
        recurs = ledger.recurs
        if recurs is None:
            continue
        where = source.at("ledgers", name, "recurs")
        posts = find_ledger(pack, recurs.of, others)
        if posts is None:
            yield where, Words(f"台账 {recurs.of} 不存在。", f"There is no ledger {recurs.of}.")
            continue
        ref = ledger.fields.get(recurs.ref)
        if ref is None or ref.type != "ref" or find_ledger(pack, ref.ledger or "", others) != posts:
            yield (
                where,
                Words(
                    f"{recurs.ref} 不是指向 {recurs.of} 的字段。",
                    f"{recurs.ref} is no ref field to {recurs.of}.",
                ),
            )
        for key, kind in ((recurs.period, "text"), (recurs.due, "date")):
            if key is not None and (key not in ledger.fields or ledger.fields[key].type != kind):
                yield where, Words(f"{key} 不是 {kind} 字段。", f"{key} is no {kind} field.")
        if isinstance(recurs.every, EveryByChoice):
            field = posts.fields.get(recurs.every.by)
            unknown = set(recurs.every.spans) - set(field.choices if field else ())
            if field is None or unknown:
                told = "、".join([recurs.every.by, *sorted(unknown)])
                yield (
                    where,
                    Words(f"{recurs.of} 没有选项 {told}。", f"{recurs.of} has no choice {told}."),
                )
        for mine, theirs in recurs.sets.items():
            if not _copies(ledger.fields.get(mine), posts.fields.get(theirs)):
                yield (
                    where,
                    Words(
                        f"{mine} 不能照抄 {theirs}。",
                        f"{mine} cannot be a copy of {theirs}.",
                    ),
                )
        for mine, theirs in recurs.duties.items():
            if mine not in ledger.duties or theirs not in posts.duties:
                yield (
                    where,
                    Words(
                        f"责任 {mine} 或 {theirs} 不存在。", f"There is no duty {mine} or {theirs}."
                    ),
                )


def _copies(mine: FieldDef | None, theirs: FieldDef | None) -> bool:
    """Whether a field can hold every value of another."""
    return (
        mine is not None
        and theirs is not None
        and (mine.type, mine.personal, mine.unit) == (theirs.type, theirs.personal, theirs.unit)
        and not mine.personal
        and mine.type not in ("phone", "id_number")
        and mine.value is None
        and set(theirs.choices) <= set(mine.choices)
    )


def born_whole(pack: Pack, source: Source, others: Others) -> Found:
    for name, ledger in pack.ledgers.items():
        if ledger.recurs is None:
            continue
        recurs = ledger.recurs
        given = {*recurs.sets, recurs.ref, recurs.period, recurs.due, ledger.name}
        for key, field in ledger.fields.items():
            if field.required and key not in given:
                yield (
                    source.at("ledgers", name, "fields", key, "required"),
                    Words(
                        f"{key} 必填，周期性记录生成时却没有值。",
                        f"{key} is required, but a record that recurs is born without it.",
                    ),
                )
