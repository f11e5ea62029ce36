"""Rules over ledgers: states, columns, parties, months, tasks, lights."""

from __future__ import annotations

import re

from bihuan.kernel.definitions.field_types import FIELD_TYPES
from bihuan.kernel.definitions.language import (
    SERVICE_FIELDS,
    TASK_DUTIES,
    Pack,
)
from bihuan.kernel.definitions.source import Found, Others, Source
from bihuan.kernel.problems import Words


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


def dated_field(pack: Pack, source: Source, others: Others) -> Found:
    for name, ledger in pack.ledgers.items():
        field = ledger.fields.get(ledger.dated or "")
        if ledger.dated and (field is None or field.type != "date" or field.value):
            yield (
                source.at("ledgers", name, "dated"),
                Words(f"{ledger.dated} 不是填写的日期字段。", f"{ledger.dated} is not a date field to fill in."),
            )  # fmt: skip


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
