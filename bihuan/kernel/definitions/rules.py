"""The table of rules over a whole pack: one function each, with a code that has a page.

Faults of a single file's shape (BP0xx, BP1xx) are found by the reader. A rule sees only packs whose
files are well shaped.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from bihuan.kernel.definitions.expressions import ExpressionFault, compiled, parse_expression
from bihuan.kernel.definitions.faults import Fault
from bihuan.kernel.definitions.field_types import FIELD_TYPES
from bihuan.kernel.definitions.language import (
    TASK_FIELDS,
    LedgerDef,
    Pack,
    SpansByChoice,
)
from bihuan.kernel.definitions.lights import uncovered_lights
from bihuan.kernel.definitions.source import Source

Others = Mapping[str, Pack]
Finder = Callable[[Pack, Source, Others], Iterable[tuple[tuple[str, int], str]]]
FORMULA_NAMES = frozenset({"elapsed_share", "month", "today"})
LIGHT_NAMES = FORMULA_NAMES | {"value", "target"}
SPAN_UNITS = {"工作日": "working day", "天": "day", "日": "day", "小时": "hour"}
RESERVED = frozenset(
    {
        "state",
        "code",
        "unit",
        "on",
        "recorded",
        "value",
        "target",
        "month",
        "today",
        "elapsed_share",
    }
)


@dataclass(frozen=True)
class Rule:
    """One rule: what it says, what to do about it, and how breaches are found."""

    code: str
    title: str
    hint: str
    finder: Finder

    def find(self, pack: Pack, source: Source, others: Others) -> list[Fault]:
        return [
            Fault(file, line, self.code, sentence, self.hint)
            for (file, line), sentence in self.finder(pack, source, others)
        ]


Found = Iterator[tuple[tuple[str, int], str]]


def _needs_present(pack: Pack, source: Source, others: Others) -> Found:
    for number, name in enumerate(pack.header.needs):
        if name not in others:
            line = source.line("pack.yaml", "needs", number)
            yield ("pack.yaml", line), f"所依赖的业务包 {name} 没有安装。"


def _needs_acyclic(pack: Pack, source: Source, others: Others) -> Found:
    seen, waiting = set(), list(pack.header.needs)
    while waiting:
        name = waiting.pop()
        if name == pack.name:
            yield ("pack.yaml", source.line("pack.yaml", "needs")), f"{pack.name} 依赖它自己。"
            return
        if name not in seen and name in others:
            seen.add(name)
            waiting += others[name].header.needs


def _ledger_has_workflow(pack: Pack, source: Source, others: Others) -> Found:
    for name in pack.ledgers:
        if name not in pack.workflows:
            yield source.at("ledgers", name), f"台账 {name} 没有 workflows/{name}.yaml。"


def _workflow_has_ledger(pack: Pack, source: Source, others: Others) -> Found:
    for name in pack.workflows:
        if name not in pack.ledgers:
            yield source.at("workflows", name), f"流程 {name} 没有同名台账。"


def _unique_names(pack: Pack, source: Source, others: Others) -> Found:
    taken: dict[str, str] = {}
    for ledger, definition in pack.ledgers.items():
        for name in definition.measures:
            taken[name] = f"台账 {ledger} 的数据项"
        for name in definition.fields:
            if name in definition.measures:
                yield source.at("ledgers", ledger, "fields", name), f"字段 {name} 与数据项同名。"
            taken[name] = f"台账 {ledger} 的字段"
    for name in pack.parameters:
        if name in taken:
            line = source.line("parameters.yaml", name)
            yield ("parameters.yaml", line), f"参数 {name} 与{taken[name]}同名。"
        taken[name] = "参数"
    for name in pack.indicators:
        if name in taken:
            yield source.at("indicators", name), f"指标 {name} 与{taken[name]}同名。"


def _reserved_names(pack: Pack, source: Source, others: Others) -> Found:
    for ledger, definition in pack.ledgers.items():
        for kind in ("fields", "measures"):
            for name in getattr(definition, kind):
                if name in RESERVED:
                    yield source.at("ledgers", ledger, kind, name), f"{name} 是保留名。"


def _name_field(pack: Pack, source: Source, others: Others) -> Found:
    for name, ledger in pack.ledgers.items():
        field = ledger.fields.get(ledger.name)
        if field is None or field.type != "text" or field.personal:
            yield (
                source.at("ledgers", name, "name"),
                f"name 应是台账 {name} 的一个非敏感 text 字段。",
            )


def _choices_given(pack: Pack, source: Source, others: Others) -> Found:
    for name, ledger in pack.ledgers.items():
        for key, field in ledger.fields.items():
            needs = field.type in ("choice", "choices")
            if needs != bool(field.choices):
                sentence = f"{key} 没有选项。" if needs else f"{key} 不是选择字段，却有选项。"
                yield source.at("ledgers", name, "fields", key), sentence
            for code in field.choices:
                if not re.fullmatch(r"[a-z0-9_]+", code):
                    where = source.at("ledgers", name, "fields", key, "choices", code)
                    yield where, f"选项代码 {code} 应为小写英文、数字或下划线。"


def _refs_known(pack: Pack, source: Source, others: Others) -> Found:
    for name, ledger in pack.ledgers.items():
        for key, field in ledger.fields.items():
            if field.type == "ref" and find_ledger(pack, field.ledger or "", others) is None:
                yield (
                    source.at("ledgers", name, "fields", key),
                    f"{key} 指向的台账 {field.ledger} 不存在。",
                )


def _code_pattern(pack: Pack, source: Source, others: Others) -> Found:
    for name, ledger in pack.ledgers.items():
        bare = re.sub(r"\{(year|month|unit|number(:0\d{1,2}d)?)\}", "", ledger.code)
        if "{number" not in ledger.code or not re.fullmatch(r"[A-Za-z0-9\-_/]*", bare):
            yield source.at("ledgers", name, "code"), f"编号规则 {ledger.code} 不可用。"


def _list_columns(pack: Pack, source: Source, others: Others) -> Found:
    for name, ledger in pack.ledgers.items():
        known = {"code", "unit", "state", "on", *ledger.fields, *ledger.measures, *ledger.duties}
        known |= set(pack.indicators)
        for number, column in enumerate(ledger.list):
            if column not in known:
                yield source.at("ledgers", name, "list", number), f"列 {column} 不存在。"


def _party_field(pack: Pack, source: Source, others: Others) -> Found:
    for name, ledger in pack.ledgers.items():
        if ledger.party and (
            ledger.party not in ledger.fields
            or ledger.fields[ledger.party].type not in ("credit_code", "ref")
        ):
            yield source.at("ledgers", name, "party"), f"party {ledger.party} 不是信用代码字段。"


def _money_units(pack: Pack, source: Source, others: Others) -> Found:
    for name, ledger in pack.ledgers.items():
        for kind in ("fields", "measures"):
            for key, item in getattr(ledger, kind).items():
                if item.type == "money" and item.unit not in ("元", "万元", "亿元"):
                    yield (
                        source.at("ledgers", name, kind, key),
                        f"{key} 的金额单位应为元、万元或亿元。",
                    )


def _unique_open(pack: Pack, source: Source, others: Others) -> Found:
    for name, ledger in pack.ledgers.items():
        for key, field in ledger.fields.items():
            if field.unique and (field.personal or field.type in ("phone", "id_number")):
                yield source.at("ledgers", name, "fields", key), f"个人信息 {key} 不能是 unique。"


def _task_ledger(pack: Pack, source: Source, others: Others) -> Found:
    for name, ledger in pack.ledgers.items():
        if ledger.serves == "task":
            for field, kind in TASK_FIELDS.items():
                if field not in ledger.fields or ledger.fields[field].type != kind:
                    yield source.at("ledgers", name, "serves"), f"缺少字段 {field}（{kind}）。"
            if "meeting" not in getattr(ledger.fields.get("source"), "choices", {}):
                yield source.at("ledgers", name, "serves"), "source 没有选项 meeting。"
        for key in ledger.climbs:
            if key not in pack.parameters or pack.parameters[key].unit not in ("天", "日"):
                yield source.at("ledgers", name, "climbs"), f"{key} 不是以天计的参数。"
        if ledger.climbs and len(ledger.climbs) != 3:
            yield source.at("ledgers", name, "climbs"), "提级要写三个参数。"


def _states_known(pack: Pack, source: Source, others: Others) -> Found:
    for name, flow in pack.workflows.items():
        if flow.initial not in flow.states:
            yield source.at("workflows", name, "initial"), f"环节 {flow.initial} 不存在。"
        for number, state in enumerate(flow.closed):
            if state not in flow.states:
                yield source.at("workflows", name, "closed", number), f"环节 {state} 不存在。"
        for key, move in flow.transitions.items():
            for state in (*move.sources, move.to):
                if state not in flow.states:
                    where = source.at("workflows", name, "transitions", key)
                    yield where, f"办理 {key} 用到的环节 {state} 不存在。"


def _states_reached(pack: Pack, source: Source, others: Others) -> Found:
    for name, flow in pack.workflows.items():
        reached = {flow.initial}
        for _ in flow.states:
            for move in flow.transitions.values():
                if reached & set(move.sources):
                    reached.add(move.to)
        for state in flow.states:
            if state not in reached:
                yield source.at("workflows", name, "states", state), f"环节 {state} 无法到达。"


def _closing_possible(pack: Pack, source: Source, others: Others) -> Found:
    for name, flow in pack.workflows.items():
        if not flow.closed:
            continue
        open_ended = set(flow.closed)
        for _ in flow.states:
            for move in flow.transitions.values():
                if move.to in open_ended:
                    open_ended |= set(move.sources)
        for state in flow.states:
            if state not in open_ended:
                yield source.at("workflows", name, "states", state), f"从环节 {state} 走不到结束。"


def _transition_fields(pack: Pack, source: Source, others: Others) -> Found:
    for name, flow in pack.workflows.items():
        fields = pack.ledgers[name].fields if name in pack.ledgers else {}
        for key, move in flow.transitions.items():
            for kind in ("needs", "takes"):
                for field in getattr(move, kind):
                    if field not in fields:
                        where = source.at("workflows", name, "transitions", key, kind)
                        yield where, f"字段 {field} 不存在。"
            if move.dated and (move.dated not in fields or fields[move.dated].type != "date"):
                yield (
                    source.at("workflows", name, "transitions", key, "dated"),
                    f"{move.dated} 不是日期字段。",
                )


def _four_eyes_names(pack: Pack, source: Source, others: Others) -> Found:
    for name, flow in pack.workflows.items():
        for key, move in flow.transitions.items():
            for rule in move.not_by:
                earlier = rule.removeprefix("actor of ").strip()
                if rule.startswith("actor of ") and earlier not in (*flow.transitions, "added"):
                    where = source.at("workflows", name, "transitions", key, "not_by")
                    yield where, f"not_by 提到的办理 {earlier} 不存在。"


def _durations(pack: Pack, source: Source, others: Others) -> Found:
    for name, flow in pack.workflows.items():
        for key, deadline in flow.deadlines.items():
            where = source.at("workflows", name, "deadlines", key)
            spans = [
                *deadline.spans,
                *(s.before for s in deadline.slips),
                *(s.after for s in deadline.slips),
            ]
            for span in spans:
                if span is None:
                    continue
                parameter = pack.parameters.get(span)
                if parameter is not None:
                    if parameter.unit not in SPAN_UNITS:
                        yield where, f"参数 {span} 的单位应为工作日、天或小时。"
                elif not re.fullmatch(r"\d{1,3} (working days?|days?|hours?)", span):
                    yield where, f"期限 {span} 读不懂。"
            if isinstance(deadline.within, SpansByChoice):
                ledger = pack.ledgers.get(name)
                field = ledger.fields.get(deadline.within.by) if ledger else None
                if field is None or set(deadline.within.spans) != set(field.choices):
                    yield where, f"期限须给 {deadline.within.by} 的每个选项各写一个，且只写这些。"


def _deadlines(pack: Pack, source: Source, others: Others) -> Found:
    for name, flow in pack.workflows.items():
        fields = pack.ledgers[name].fields if name in pack.ledgers else {}
        for key, deadline in flow.deadlines.items():
            where = source.at("workflows", name, "deadlines", key)
            for move in (*deadline.starts, *deadline.until):
                if move not in flow.transitions and not (
                    move == "added" and move in deadline.starts
                ):
                    yield where, f"期限 {key} 用到的办理 {move} 不存在。"
            for field in (deadline.due, deadline.met):
                if field is not None and (field not in fields or fields[field].type != "date"):
                    yield where, f"{field} 不是日期字段。"


def _indicator_kind(pack: Pack, source: Source, others: Others) -> Found:
    for name, indicator in pack.indicators.items():
        aggregates = [indicator.count, indicator.sum, indicator.distinct]
        given = sum(value is not None for value in aggregates)
        if indicator.formula is not None:
            if indicator.of or given or indicator.where or indicator.dated:
                yield source.at("indicators", name), f"指标 {name} 既有公式又有汇总。"
        elif indicator.of is None or given != 1:
            yield (
                source.at("indicators", name),
                f"指标 {name} 应写 formula，或 of 加 count、sum、distinct 之一。",
            )


def _indicator_ledger(pack: Pack, source: Source, others: Others) -> Found:
    for name, indicator in pack.indicators.items():
        if indicator.of is not None and find_ledger(pack, indicator.of, others) is None:
            yield source.at("indicators", name, "of"), f"台账 {indicator.of} 不存在。"


def _indicator_operands(pack: Pack, source: Source, others: Others) -> Found:
    for name, indicator in pack.indicators.items():
        ledger = find_ledger(pack, indicator.of or "", others)
        if ledger is None:
            continue
        if indicator.sum is not None and not _is_number(ledger, indicator.sum):
            yield source.at("indicators", name, "sum"), f"{indicator.sum} 不是可以相加的数。"
        if indicator.distinct is not None and indicator.distinct not in ledger.fields:
            yield source.at("indicators", name, "distinct"), f"字段 {indicator.distinct} 不存在。"
        if indicator.dated is not None and (
            indicator.dated not in ledger.fields or ledger.fields[indicator.dated].type != "date"
        ):
            yield source.at("indicators", name, "dated"), f"{indicator.dated} 不是日期字段。"


def _is_number(ledger: LedgerDef, name: str) -> bool:
    if name in ledger.measures:
        return True
    return name in ledger.fields and FIELD_TYPES[ledger.fields[name].type].is_number


def _indicator_units(pack: Pack, source: Source, others: Others) -> Found:
    for name, indicator in pack.indicators.items():
        ledger = find_ledger(pack, indicator.of or "", others)
        if ledger is None or indicator.sum is None:
            continue
        item = ledger.measures.get(indicator.sum) or ledger.fields.get(indicator.sum)
        money = indicator.unit in ("元", "万元", "亿元")
        if item is not None and (item.type == "money") != money:
            yield (
                source.at("indicators", name, "unit"),
                f"指标 {name} 的单位与 {indicator.sum} 不是一类。",
            )


def _expressions(
    pack: Pack, source: Source, others: Others
) -> Iterator[tuple[tuple[str, int], str, frozenset[str] | set[str]]]:
    """Yield every expression of a pack: where it stands, its text, the names it may use."""
    parameters = set(pack.parameters)
    for name, indicator in pack.indicators.items():
        if indicator.formula is not None:
            known = set(pack.indicators) | parameters | FORMULA_NAMES
            yield source.at("indicators", name, "formula"), indicator.formula, known
        ledger = find_ledger(pack, indicator.of or "", others)
        if indicator.where is not None and ledger is not None:
            columns = {
                key for key, field in ledger.fields.items() if FIELD_TYPES[field.type].column
            }
            yield (
                source.at("indicators", name, "where"),
                indicator.where,
                columns | parameters | {"state"},
            )
        for number, rule in enumerate(indicator.light):
            if rule.when is not None:
                yield (
                    source.at("indicators", name, "light", number),
                    rule.when,
                    parameters | LIGHT_NAMES,
                )
    for name, check in pack.checks.items():
        ledger = pack.ledgers.get(check.ledger)
        if ledger is None:
            continue
        known = {*ledger.fields, "state"}
        if check.each == "report":
            for measure in ledger.measures:
                known |= {
                    measure,
                    f"prior_{measure}",
                    f"year_to_date_{measure}",
                    f"total_{measure}",
                }
        yield source.at("checks", name, "rule"), check.rule, known
    for name, ledger in pack.ledgers.items():
        if ledger.report_where is not None:
            known = {*ledger.fields, "state"}
            yield source.at("ledgers", name, "report_where"), ledger.report_where, known


def _expression_fault(kind: str) -> Finder:
    def find(pack: Pack, source: Source, others: Others) -> Found:
        for where, text, _ in _expressions(pack, source, others):
            try:
                parse_expression(text)
                compiled(text)
            except ExpressionFault as fault:
                if fault.kind == kind:
                    yield where, f"表达式 {text} 不可用：{fault.detail}。"

    return find


def _expression_names(pack: Pack, source: Source, others: Others) -> Found:
    for where, text, known in _expressions(pack, source, others):
        try:
            names = parse_expression(text).names
        except ExpressionFault:
            continue
        for name in sorted(names - known):
            yield where, f"表达式 {text} 里的 {name} 不存在。"


def _formulas_acyclic(pack: Pack, source: Source, others: Others) -> Found:
    def operands(name: str) -> set[str]:
        formula = pack.indicators[name].formula
        try:
            names = parse_expression(formula).names if formula else frozenset()
        except ExpressionFault:
            return set()
        return {other for other in names if other in pack.indicators}

    for name in pack.indicators:
        reached, waiting = set(), list(operands(name))
        while waiting:
            other = waiting.pop()
            if other not in reached:
                reached.add(other)
                waiting += operands(other)
        if name in reached:
            yield source.at("indicators", name, "formula"), f"指标 {name} 绕回了它自己。"


def _lights_end(pack: Pack, source: Source, others: Others) -> Found:
    for name, indicator in pack.indicators.items():
        rules = indicator.light
        for number, rule in enumerate(rules):
            last = number == len(rules) - 1
            if last and rule.when is not None:
                yield (
                    source.at("indicators", name, "light", number),
                    "最后一档灯应没有条件，否则会有空档。",
                )
            if not last and rule.when is None:
                yield (
                    source.at("indicators", name, "light", number),
                    "没有条件的一档之后不应再有灯。",
                )


def _lights_reachable(pack: Pack, source: Source, others: Others) -> Found:
    for name, indicator in pack.indicators.items():
        for number in uncovered_lights(pack, indicator):
            yield (
                source.at("indicators", name, "light", number),
                "前面各档已包含这一档，永远轮不到。",
            )


def _red_has_advice(pack: Pack, source: Source, others: Others) -> Found:
    for name, indicator in pack.indicators.items():
        if any(rule.light == "red" for rule in indicator.light) and not indicator.when_red:
            yield source.at("indicators", name, "light"), f"指标 {name} 会亮红灯，却没有 when_red。"


def _checks_ledger(pack: Pack, source: Source, others: Others) -> Found:
    for name, check in pack.checks.items():
        if check.ledger not in pack.ledgers:
            yield source.at("checks", name, "ledger"), f"台账 {check.ledger} 不存在。"
        elif check.each == "report" and not pack.ledgers[check.ledger].measures:
            yield source.at("checks", name, "each"), f"台账 {check.ledger} 没有月报数据项。"


def _report_day(pack: Pack, source: Source, others: Others) -> Found:
    for name, ledger in pack.ledgers.items():
        day = ledger.report_due_day
        if isinstance(day, str) and day not in pack.parameters:
            yield source.at("ledgers", name, "report_due_day"), f"参数 {day} 不存在。"
        if isinstance(day, int) and not 1 <= day <= 28:
            yield source.at("ledgers", name, "report_due_day"), "报送日应在 1 至 28 之间。"


def _parameters_used(pack: Pack, source: Source, others: Others) -> Found:
    used: set[str] = set()
    for _, text, _ in _expressions(pack, source, others):
        try:
            used |= parse_expression(text).names
        except ExpressionFault:
            return
    for flow in pack.workflows.values():
        for deadline in flow.deadlines.values():
            used |= set(deadline.spans)
            used |= {span or "" for slip in deadline.slips for span in (slip.before, slip.after)}
    used |= {str(ledger.report_due_day) for ledger in pack.ledgers.values()}
    used |= {name for ledger in pack.ledgers.values() for name in ledger.climbs}
    for name in pack.parameters:
        if name not in used:
            yield (
                ("parameters.yaml", source.line("parameters.yaml", name)),
                f"参数 {name} 没有用到。",
            )


def find_ledger(pack: Pack, name: str, others: Others) -> LedgerDef | None:
    """Return a ledger of the pack, or `pack.ledger` of one that it needs."""
    if "." not in name:
        return pack.ledgers.get(name)
    other, _, ledger = name.partition(".")
    if other == pack.name:
        return pack.ledgers.get(ledger)
    if other not in pack.header.needs or other not in others:
        return None
    return others[other].ledgers.get(ledger)


RULES: tuple[Rule, ...] = (
    Rule("BP201", "依赖的包已安装", "先安装它，或从 needs 里删去。", _needs_present),
    Rule("BP202", "依赖不成环", "拆开互相依赖的部分。", _needs_acyclic),
    Rule("BP203", "每个台账有流程", "加上同名的流程文件。", _ledger_has_workflow),
    Rule("BP204", "每个流程有台账", "改名，或加上台账。", _workflow_has_ledger),
    Rule("BP205", "名字不重复", "字段、数据项、参数、指标各取其名。", _unique_names),
    Rule("BP206", "不用保留名", "换一个名字。", _reserved_names),
    Rule("BP207", "名称字段", "选一个 text 字段作记录的名称。", _name_field),
    Rule("BP208", "选项", "choice 和 choices 要有 choices，代码用英文。", _choices_given),
    Rule("BP209", "引用的台账存在", "写台账名，或 包名.台账名 并列入 needs。", _refs_known),
    Rule("BP210", "编号规则", "例如 ZD-{year}-{number:04d}。", _code_pattern),
    Rule("BP211", "列表的列存在", "列应是字段、数据项、责任或指标。", _list_columns),
    Rule("BP212", "当事企业字段", "party 应指 credit_code 或 ref 字段。", _party_field),
    Rule("BP213", "金额单位", "元、万元或亿元。", _money_units),
    Rule("BP214", "唯一的值可以查", "唯一的值按明文查找；个人信息换一个编号来区分。", _unique_open),
    Rule(
        "BP215",
        "交办台账的字段",
        "会议议定的事写进这些字段；climbs 依次写到协调会、现场办公会、主要领导的天数参数。",
        _task_ledger,
    ),
    Rule("BP301", "环节存在", "检查 states 的拼写。", _states_known),
    Rule("BP302", "环节可到达", "加上通往它的办理，或删去。", _states_reached),
    Rule("BP303", "走得到结束", "加上通往 closed 的办理。", _closing_possible),
    Rule("BP304", "办理所需字段存在", "检查 needs 与 dated。", _transition_fields),
    Rule("BP305", "回避的办理存在", "写 actor of 加一个办理名或 added。", _four_eyes_names),
    Rule("BP306", "期限写法", "例如 15 working days、3 days，或参数名。", _durations),
    Rule("BP307", "期限的办理与日期字段存在", "检查 from、until、due 与 met。", _deadlines),
    Rule("BP401", "指标是公式或汇总", "两者取一。", _indicator_kind),
    Rule("BP402", "指标的台账存在", "检查 of。", _indicator_ledger),
    Rule("BP403", "汇总的对象", "sum 用数，distinct 用字段，dated 用日期。", _indicator_operands),
    Rule("BP404", "指标单位", "金额相加用元、万元、亿元；其他不用。", _indicator_units),
    Rule("BP405", "公式不成环", "拆开循环。", _formulas_acyclic),
    Rule("BP501", "表达式写法", "写一个 SQL 表达式。", _expression_fault("syntax")),
    Rule("BP502", "表达式只用允许的语法", "不能有子查询、转换和表名。", _expression_fault("node")),
    Rule(
        "BP503",
        "表达式只用允许的函数",
        "见 docs/reference/pack-format.md。",
        _expression_fault("function"),
    ),
    Rule("BP504", "表达式里没有注释", "说明写在 why 里。", _expression_fault("comment")),
    Rule("BP505", "表达式里的名字存在", "只能用本包的名字。", _expression_names),
    Rule("BP601", "灯没有空档", "最后写一档没有 when 的灯。", _lights_end),
    Rule("BP602", "灯不重叠", "删去或前移这一档。", _lights_reachable),
    Rule("BP603", "红灯有对策", "写 when_red：亮红灯时谁做什么。", _red_has_advice),
    Rule("BP701", "检查的台账存在", "检查 ledger 与 each。", _checks_ledger),
    Rule("BP702", "报送日", "写 1 至 28，或参数名。", _report_day),
    Rule("BP703", "参数有用处", "用上它，或删去。", _parameters_used),
)


def rule_table() -> list[tuple[str, str, str]]:
    """Return (code, title, hint) of every rule, for the documentation."""
    return [(rule.code, rule.title, rule.hint) for rule in RULES]
