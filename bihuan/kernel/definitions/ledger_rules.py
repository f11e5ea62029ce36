"""Rules over the header, the names, the ledgers and the parameters of a pack. One function each."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

from bihuan.kernel.definitions.expressions import ExpressionFault, parse_expression
from bihuan.kernel.definitions.field_types import FIELD_TYPES
from bihuan.kernel.definitions.language import (
    SERVICE_FIELDS,
    TASK_DUTIES,
    ElementDef,
    EveryByChoice,
    FieldDef,
    LedgerDef,
    Pack,
)
from bihuan.kernel.definitions.source import Found, Others, Source
from bihuan.kernel.problems import Words

RESERVED = frozenset(
    {"state", "code", "unit", "on", "recorded", "value", "target", "month", "today", "elapsed_share",
     "light"}
)  # fmt: skip
MONTH_CONTROLS = frozenset({"note", "reason", "seen", "action", "period"})  # of the month's form
MONEY_UNITS = ("元", "万元", "亿元")


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


def ledger_has_workflow(pack: Pack, source: Source, others: Others) -> Found:
    for name in pack.ledgers:
        if name not in pack.workflows:
            yield (
                source.at("ledgers", name),
                Words(
                    f"台账 {name} 没有 workflows/{name}.yaml。",
                    f"The ledger {name} has no workflows/{name}.yaml.",
                ),
            )


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


def name_field(pack: Pack, source: Source, others: Others) -> Found:
    for name, ledger in pack.ledgers.items():
        field = ledger.fields.get(ledger.name)
        if field is None or field.type != "text" or field.personal:
            yield (
                source.at("ledgers", name, "name"),
                Words(
                    f"name 应是台账 {name} 的一个非敏感 text 字段。",
                    f"name should be a text field of the ledger {name} that is not personal.",
                ),
            )


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


def code_pattern(pack: Pack, source: Source, others: Others) -> Found:
    for name, ledger in pack.ledgers.items():
        bare = re.sub(r"\{(year|month|unit|number(:0\d{1,2}d)?)\}", "", ledger.code)
        if "{number" not in ledger.code or not re.fullmatch(r"[A-Za-z0-9\-_/]*", bare):
            yield (
                source.at("ledgers", name, "code"),
                Words(f"编号规则 {ledger.code} 不可用。", f"The pattern {ledger.code} cannot be used."),
            )  # fmt: skip


def list_columns(pack: Pack, source: Source, others: Others) -> Found:
    for name, ledger in pack.ledgers.items():
        known = {"code", "unit", "state", "on", *ledger.fields, *ledger.measures, *ledger.duties}
        known |= {*pack.indicators, *(("light",) if ledger.lights else ())}
        for number, column in enumerate(ledger.list):
            if column not in known:
                where = source.at("ledgers", name, "list", number)
                yield where, Words(f"列 {column} 不存在。", f"There is no {column} to show.")


def tree_field(pack: Pack, source: Source, others: Others) -> Found:
    for name, ledger in pack.ledgers.items():
        field = ledger.fields.get(ledger.tree or "")
        if ledger.tree and (
            field is None
            or field.type != "ref"
            or field.ledger not in (name, f"{pack.name}.{name}")
        ):
            yield (
                source.at("ledgers", name, "tree"),
                Words(
                    f"tree {ledger.tree} 不是指向台账 {name} 自己的 ref 字段。",
                    f"The tree {ledger.tree} is no ref to the ledger {name} itself.",
                ),
            )


def party_field(pack: Pack, source: Source, others: Others) -> Found:
    for name, ledger in pack.ledgers.items():
        field = ledger.fields.get(ledger.party or "")
        for asked in ledger.party_asks:
            if asked not in ledger.fields or not ledger.party:
                where = source.at("ledgers", name, "party_asks")
                yield where, Words(f"字段 {asked} 不存在。", f"There is no field {asked}.")
        if ledger.party and (field is None or field.type not in ("credit_code", "ref")):
            yield (
                source.at("ledgers", name, "party"),
                Words(
                    f"party {ledger.party} 不是信用代码字段。",
                    f"The party {ledger.party} is not a credit_code or ref field.",
                ),
            )
        reported = [key for key, each in ledger.fields.items() if each.reported]
        for key in reported if ledger.party is None else []:
            yield (
                source.at("ledgers", name, "fields", key),
                Words(
                    f"{key} 由企业自报，台账 {name} 却没有 party。",
                    f"{key} is reported by an enterprise, and the ledger {name} has no party.",
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


def measure_plans(pack: Pack, source: Source, others: Others) -> Found:
    for name, ledger in pack.ledgers.items():
        for key, measure in ledger.measures.items():
            field = ledger.fields.get(measure.plan or "")
            money = measure.type == "money"
            if measure.plan and (
                field is None
                or not FIELD_TYPES[field.type].is_number
                or (field.type == "money") != money
            ):
                yield (
                    source.at("ledgers", name, "measures", key, "plan"),
                    Words(
                        f"{measure.plan} 不是与 {key} 同类的数字段。",
                        f"{measure.plan} is not a number field of the kind of {key}.",
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


def task_fields(pack: Pack, source: Source, others: Others) -> Found:
    for name, ledger in pack.ledgers.items():
        where = source.at("ledgers", name, "serves")
        for field, kind in SERVICE_FIELDS.get(ledger.serves or "", {}).items():
            held = ledger.fields.get(field)
            if held is None or held.type != kind:
                yield (
                    where,
                    Words(f"缺少字段 {field}（{kind}）。", f"A field {field} ({kind}) is missing."),
                )
            elif ledger.serves == "task" and field == "source" and "meeting" not in held.choices:
                yield where, Words("source 没有选项 meeting。", "source has no choice meeting.")
        duties = TASK_DUTIES - ledger.duties.keys() if ledger.serves == "task" else ()
        for duty in sorted(duties):
            yield where, Words(f"缺少责任 {duty}。", f"A duty {duty} is missing.")
        climbs = [pack.parameters.get(key) for key in ledger.climbs]
        if len(climbs) not in (0, 3) or any(each is None or each.unit != "天" for each in climbs):
            yield (
                source.at("ledgers", name, "climbs"),
                Words(
                    "climbs 应写三个以天计的参数。", "climbs should name three parameters in 天."
                ),
            )


def notes_reported(pack: Pack, source: Source, others: Others) -> Found:
    for name, ledger in pack.ledgers.items():
        if ledger.notes and not ledger.measures:
            yield (
                source.at("ledgers", name, "notes"),
                Words(
                    f"台账 {name} 没有月报数据项，却有 notes。",
                    f"The ledger {name} has notes but no measures to report them with.",
                ),
            )


def lights_in_turn(pack: Pack, source: Source, others: Others) -> Found:
    for name, ledger in pack.ledgers.items():
        open_ends = [number for number, rule in enumerate(ledger.lights) if rule.when is None]
        for number in range(
            open_ends[0] + 1 if open_ends else len(ledger.lights), len(ledger.lights)
        ):
            yield (
                source.at("ledgers", name, "lights", number),
                Words(
                    "没有条件的一档之后不应再有灯，永远轮不到。",
                    "No light should follow the one without a condition: it never shows.",
                ),
            )


def report_day(pack: Pack, source: Source, others: Others) -> Found:
    for name, ledger in pack.ledgers.items():
        day = ledger.report_due_day
        where = source.at("ledgers", name, "report_due_day")
        if isinstance(day, str) and day not in pack.parameters:
            yield where, Words(f"参数 {day} 不存在。", f"There is no parameter {day}.")
        elif isinstance(day, str) and pack.parameters[day].since is not None:
            yield (
                where,
                Words(
                    f"参数 {day} 有 from，此前没有报送日。",
                    f"The parameter {day} has a from, and before it no day would be due.",
                ),
            )
        if isinstance(day, int) and not 1 <= day <= 28:
            yield where, Words("报送日应在 1 至 28 之间。", "The day should be from 1 to 28.")


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
        for key, field in ledger.fields.items():
            if field.element is None:
                continue
            where = source.at("ledgers", name, "fields", key, "element")
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


def element_key(pack: Pack, name: str) -> str:
    """Return `pack.element` for what a field of a pack calls its element."""
    return name if "." in name else f"{pack.name}.{name}"


def find_element(pack: Pack, name: str, others: Others) -> ElementDef | None:
    """Return an element of the pack, or `pack.element` of one that it needs."""
    home, bare = home_of(pack, name, others)
    return None if home is None else home.elements.get(bare)


def find_ledger(pack: Pack, name: str, others: Others) -> LedgerDef | None:
    """Return a ledger of the pack, or `pack.ledger` of one that it needs."""
    home, bare = home_of(pack, name, others)
    return None if home is None else home.ledgers.get(bare)


def home_of(pack: Pack, name: str, others: Others) -> tuple[Pack | None, str]:
    """Return the pack that a ledger's name points into, and the ledger's bare name there."""
    other, _, bare = name.rpartition(".")
    if other in ("", pack.name):
        return pack, bare
    return (others.get(other) if other in pack.header.needs else None), bare
