"""Rules over fields and measures: choices, references, money, patterns, uniqueness, derivation."""

from __future__ import annotations

import re

from bihuan.kernel.definitions.expressions import ExpressionFault, parse_expression
from bihuan.kernel.definitions.field_types import FIELD_TYPES
from bihuan.kernel.definitions.homes import find_ledger
from bihuan.kernel.definitions.language import (
    LedgerDef,
    Pack,
)
from bihuan.kernel.definitions.source import Found, Others, Source
from bihuan.kernel.problems import Words

MONEY_UNITS = ("元", "万元", "亿元")


def choices_given(pack: Pack, source: Source, others: Others) -> Found:
    for name, ledger in pack.ledgers.items():
        for key, field in ledger.fields.items():
            where = source.at("ledgers", name, "fields", key)
            needs = field.type in ("choice", "choices")
            if needs and not field.choices:
                yield where, Words(f"{key} 没有选项。", f"{key} has no choices.")
            if field.choices and not needs:
                yield (
                    where,
                    Words(
                        f"{key} 不是选择字段，却有选项。",
                        f"{key} has choices but is not of that type.",
                    ),
                )
            for code in field.choices:
                if not re.fullmatch(r"[a-z0-9_]+", code):
                    yield (
                        source.at("ledgers", name, "fields", key, "choices", code),
                        Words(
                            f"选项代码 {code} 应为小写英文、数字或下划线。",
                            f"The code {code} should be of small letters, digits and underscores.",
                        ),
                    )


def media_of_evidence(pack: Pack, source: Source, others: Others) -> Found:
    for name, ledger in pack.ledgers.items():
        for key, field in ledger.fields.items():
            if field.media and field.type != "evidence":
                yield (
                    source.at("ledgers", name, "fields", key, "media"),
                    Words(
                        f"{key} 不是 evidence 字段，却有 media。",
                        f"{key} has media but is no evidence field.",
                    ),
                )


def refs_known(pack: Pack, source: Source, others: Others) -> Found:
    for name, ledger in pack.ledgers.items():
        for key, field in ledger.fields.items():
            if field.type == "ref" and find_ledger(pack, field.ledger or "", others) is None:
                yield (
                    source.at("ledgers", name, "fields", key),
                    Words(
                        f"{key} 指向的台账 {field.ledger} 不存在。",
                        f"The ledger {field.ledger} that {key} refers to is not there.",
                    ),
                )


def money_units(pack: Pack, source: Source, others: Others) -> Found:
    for name, ledger in pack.ledgers.items():
        for kind in ("fields", "measures"):
            for key, item in getattr(ledger, kind).items():
                if item.type == "money" and item.unit not in MONEY_UNITS:
                    yield (
                        source.at("ledgers", name, kind, key),
                        Words(
                            f"{key} 的金额单位应为元、万元或亿元。",
                            f"The money of {key} should be in 元, 万元 or 亿元.",
                        ),
                    )


def derived_measures(pack: Pack, source: Source, others: Others) -> Found:
    for name, ledger in pack.ledgers.items():
        later = list(ledger.measures)
        for key, measure in ledger.measures.items():
            try:
                used = parse_expression(measure.value).names if measure.value else frozenset()
            except ExpressionFault:
                used = frozenset()
            for other in (each for each in later if each in used):
                if ledger.measures[other].value is not None:
                    yield (
                        source.at("ledgers", name, "measures", key, "value"),
                        Words(
                            f"{key} 用到 {other}，它还没有算出来。",
                            f"{key} uses {other}, which is not computed by then.",
                        ),
                    )
            later.remove(key)


def patterns(pack: Pack, source: Source, others: Others) -> Found:
    for name, ledger in pack.ledgers.items():
        for key, field in ledger.fields.items():
            if field.pattern is None:
                continue
            where = source.at("ledgers", name, "fields", key, "pattern")
            if field.type != "text":
                yield (
                    where,
                    Words(
                        f"{key} 不是 text 字段，却有 pattern。",
                        f"{key} has a pattern but is no text field.",
                    ),
                )
                continue
            try:
                re.compile(field.pattern)
            except re.error as error:
                yield (
                    where,
                    Words(
                        f"{key} 的 pattern 不是正则表达式：{error}。",
                        f"The pattern of {key} is no regular expression: {error}.",
                    ),
                )


def unique_open(pack: Pack, source: Source, others: Others) -> Found:
    for name, ledger in pack.ledgers.items():
        for key, field in ledger.fields.items():
            if field.unique and (field.personal or field.type in ("phone", "id_number")):
                yield (
                    source.at("ledgers", name, "fields", key),
                    Words(
                        f"个人信息 {key} 不能是 unique。",
                        f"{key} is personal, so it cannot be unique.",
                    ),
                )


UNCOMPARED = ("long_text", "choices", "evidence", "qualified")


def unique_groups(pack: Pack, source: Source, others: Others) -> Found:
    for name, ledger in pack.ledgers.items():
        for number, group in enumerate(ledger.unique):
            where = source.at("ledgers", name, "unique", number)
            if len(set(group)) != len(group) or not group:
                yield (
                    where,
                    Words("字段没有写，或写了两次。", "A field is missing or stands twice."),
                )
            for key in group:
                field = ledger.fields.get(key)
                if field is None:
                    yield where, Words(f"字段 {key} 不存在。", f"There is no field {key}.")
                elif field.type in UNCOMPARED:
                    yield (
                        where,
                        Words(
                            f"{key} 的类型 {field.type} 不能判断是否相同。",
                            f"{key} is of the type {field.type}, which is not compared.",
                        ),
                    )


def derived_fields(pack: Pack, source: Source, others: Others) -> Found:
    for name, ledger in pack.ledgers.items():
        for key, field in ledger.fields.items():
            if field.value is None:
                continue
            where = source.at("ledgers", name, "fields", key)
            if not FIELD_TYPES[field.type].is_derivable or field.personal:
                yield (
                    where,
                    Words(
                        f"{key} 的类型 {field.type} 不能自动计算。",
                        f"{key} is of the type {field.type}, which is never derived.",
                    ),
                )
            for asked in ("required", "min", "max", "pattern"):
                if getattr(field, asked) not in (None, False):
                    yield (
                        source.at("ledgers", name, "fields", key, asked),
                        Words(
                            f"{key} 自动计算，不能有 {asked}。",
                            f"{key} is derived, so it has no {asked}.",
                        ),
                    )


def derived_untyped(pack: Pack, source: Source, others: Others) -> Found:
    for name, flow in pack.workflows.items():
        ledger = pack.ledgers.get(name)
        derived = ledger.untyped if ledger else frozenset()
        for kind, keys in (
            *((("transitions", key), move.may_fill) for key, move in flow.transitions.items()),
            *((("deadlines", key), {each.due, each.met}) for key, each in flow.deadlines.items()),
        ):
            for key in sorted(derived & set(keys)):
                yield (
                    source.at("workflows", name, *kind),
                    Words(
                        f"{kind[1]} 要填写 {key}，它却自动计算。",
                        f"{kind[1]} fills {key}, which is derived.",
                    ),
                )


def derived_acyclic(pack: Pack, source: Source, others: Others) -> Found:
    for name, ledger in pack.ledgers.items():
        ordered = derivation_order(ledger)
        for key, field in ledger.fields.items():
            if field.value is not None and key not in ordered:
                yield (
                    source.at("ledgers", name, "fields", key, "value"),
                    Words(f"{key} 绕回了它自己。", f"{key} is derived from itself."),
                )


def derivation_order(ledger: LedgerDef) -> tuple[str, ...]:
    """Return the derived fields, operands first; those that come back to themselves are left out."""
    waiting = {key: field.value for key, field in ledger.fields.items() if field.value is not None}
    ordered: list[str] = []
    while ready := [key for key, text in waiting.items() if not _names(text) & set(waiting)]:
        ordered += ready
        for key in ready:
            del waiting[key]
    return tuple(ordered)


def _names(text: str) -> frozenset[str]:
    try:
        return parse_expression(text).names
    except ExpressionFault:
        return frozenset()
