"""The table of rules over a whole pack, each with a code that has a page.

Faults of a single file's shape (BP0xx, BP1xx) are found by the reader. A rule sees only packs whose
files are well shaped.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bihuan.kernel.definitions import bulletin_rules as bulletins
from bihuan.kernel.definitions import clock_rules as clocks
from bihuan.kernel.definitions import condition_rules as conditions
from bihuan.kernel.definitions import expression_rules as expressions
from bihuan.kernel.definitions import field_rules as fields
from bihuan.kernel.definitions import indicator_rules as indicators
from bihuan.kernel.definitions import ledger_rules as ledgers
from bihuan.kernel.definitions import owing_rules as owing
from bihuan.kernel.definitions import pack_rules as packs
from bihuan.kernel.definitions import workflow_rules as workflows
from bihuan.kernel.definitions.faults import Fault
from bihuan.kernel.definitions.language import Pack
from bihuan.kernel.definitions.source import Found, Others, Source
from bihuan.kernel.problems import Words


@dataclass(frozen=True)
class Rule:
    """One rule: what it says, what to do about it, and how breaches are found."""

    code: str
    title: Words
    hint: Words
    finder: Callable[[Pack, Source, Others], Found]

    def find(self, pack: Pack, source: Source, others: Others) -> list[Fault]:
        return [
            Fault(file, line, self.code, sentence, self.hint)
            for (file, line), sentence in self.finder(pack, source, others)
        ]


RULES: tuple[Rule, ...] = (
    Rule(
        "BP201",
        Words("依赖的包已安装", "Needed packs are installed"),
        Words("先安装它，或从 needs 里删去。", "Install it first, or take it out of needs."),
        packs.needs_present,
    ),
    Rule(
        "BP202",
        Words("依赖不成环", "Needs make no circle"),
        Words("拆开互相依赖的部分。", "Take apart what needs each other."),
        packs.needs_acyclic,
    ),
    Rule(
        "BP203",
        Words("每个台账有流程", "Each ledger has a workflow"),
        Words("加上同名的流程文件。", "Add a workflow file of the same name."),
        ledgers.ledger_has_workflow,
    ),
    Rule(
        "BP204",
        Words("每个流程有台账", "Each workflow has a ledger"),
        Words("改名，或加上台账。", "Rename it, or add the ledger."),
        workflows.workflow_has_ledger,
    ),
    Rule(
        "BP205",
        Words("名字不重复", "No name is used twice"),
        Words(
            "字段、数据项、参数、指标各取其名。",
            "Give fields, measures, parameters and indicators names of their own.",
        ),
        packs.unique_names,
    ),
    Rule(
        "BP206",
        Words("不用保留名", "No reserved name is used"),
        Words("换一个名字。", "Choose another name."),
        packs.reserved_names,
    ),
    Rule(
        "BP207",
        Words("名称字段", "The field that names a record"),
        Words("选一个 text 字段作记录的名称。", "Choose a text field as the name of a record."),
        ledgers.name_field,
    ),
    Rule(
        "BP208",
        Words("选项", "Choices"),
        Words(
            "choice 和 choices 要有 choices，代码用英文。",
            "A choice or choices field lists its choices, with ASCII codes.",
        ),
        fields.choices_given,
    ),
    Rule(
        "BP209",
        Words("引用的台账存在", "Ledgers referred to exist"),
        Words(
            "写台账名，或 包名.台账名 并列入 needs。",
            "Write ledger, or pack.ledger and list the pack in needs.",
        ),
        fields.refs_known,
    ),
    Rule(
        "BP210",
        Words("编号规则", "The pattern of codes"),
        Words("例如 ZD-{year}-{number:04d}。", "For example ZD-{year}-{number:04d}."),
        ledgers.code_pattern,
    ),
    Rule(
        "BP211",
        Words("列表的列存在", "Columns of the list exist"),
        Words(
            "列应是字段、数据项、责任或指标。",
            "A column is a field, a measure, a duty or an indicator.",
        ),
        ledgers.list_columns,
    ),
    Rule(
        "BP212",
        Words("当事企业字段", "The field of the party"),
        Words("party 应指 credit_code 或 ref 字段。", "Let party name a credit_code or ref field."),
        ledgers.party_field,
    ),
    Rule(
        "BP213",
        Words("金额单位", "The unit of money"),
        Words("元、万元或亿元。", "Use 元, 万元 or 亿元."),
        fields.money_units,
    ),
    Rule(
        "BP214",
        Words("数据项的年度计划", "The plan of a measure"),
        Words(
            "plan 应指同一台账的数字段，金额对金额。",
            "Let plan name a number field of the ledger, money for money.",
        ),
        ledgers.measure_plans,
    ),
    Rule(
        "BP215",
        Words("写法规则", "Patterns of texts"),
        Words(
            "pattern 只用在 text 字段，写一个正则表达式。",
            "Only text fields have a pattern: one regular expression.",
        ),
        fields.patterns,
    ),
    Rule(
        "BP216",
        Words("唯一的值可以查", "Unique values can be looked up"),
        Words(
            "唯一的值按明文查找；个人信息用台账的 unique: [[字段]]，只留摘要。",
            "Unique values are looked up in clear; for personal ones the ledger's unique: [[field]] keeps a digest.",
        ),
        fields.unique_open,
    ),
    Rule(
        "BP217",
        Words("交办台账的字段", "The fields of a task ledger"),
        Words(
            "会议议定的事写进这些字段；climbs 依次写到协调会、现场办公会、主要领导的天数参数。",
            "Decisions of meetings fill these fields; let climbs name three parameters in days.",
        ),
        ledgers.task_fields,
    ),
    Rule(
        "BP232",
        Words("文件类型用于证据", "Kinds of files are of evidence"),
        Words("media 只写在 evidence 字段上。", "Write media on an evidence field only."),
        fields.media_of_evidence,
    ),
    Rule(
        "BP231",
        Words("树按上级画", "A tree is drawn by what is above"),
        Words("tree 应指同一台账的 ref 字段。", "Let tree name a ref field to the same ledger."),
        ledgers.tree_field,
    ),
    Rule(
        "BP230",
        Words("算出的数据项有先后", "Derived measures come in order"),
        Words("只用写在它前面的数据项。", "Use only measures written before it."),
        fields.derived_measures,
    ),
    Rule(
        "BP218",
        Words("记录的灯依次判断", "Lights of a record are judged in turn"),
        Words(
            "没有 when 的一档写在最后，只写一档。",
            "Put the one without a when last, and only one.",
        ),
        ledgers.lights_in_turn,
    ),
    Rule(
        "BP220",
        Words("自动计算的字段", "Derived fields"),
        Words(
            "value 可用于 text、integer、decimal、money、percent、date、choice、boolean；要求写成检查。",
            "value goes with text, integer, decimal, money, percent, date, choice and boolean; "
            "what it must keep is a check.",
        ),
        fields.derived_fields,
    ),
    Rule(
        "BP221",
        Words("自动计算的字段不用填", "Nobody fills a derived field"),
        Words(
            "从 needs、takes、dated、due、met 里删去，或删去 value。",
            "Take it out of needs, takes, dated, due and met, or take its value out.",
        ),
        fields.derived_untyped,
    ),
    Rule(
        "BP222",
        Words("计算不成环", "Derivations make no circle"),
        Words("拆开循环。", "Break the circle."),
        fields.derived_acyclic,
    ),
    Rule(
        "BP223",
        Words("合起来唯一的字段", "Fields that are unique together"),
        Words(
            "例如 unique: [[holder, trade, level]]，用能判断相同的字段。",
            "For example unique: [[holder, trade, level]], of fields that can be compared.",
        ),
        fields.unique_groups,
    ),
    Rule(
        "BP224",
        Words("周期性记录的规则", "Rules of recurrence"),
        Words(
            "of 指台账，ref 指引用它的字段，sets 与 duties 写作 {本台账: 对方}。",
            "Let of name a ledger and ref the field that refers to it; sets and duties map mine to theirs.",
        ),
        owing.recurrences,
    ),
    Rule(
        "BP225",
        Words("周期性记录生成时是完整的", "What recurs is born whole"),
        Words(
            "用 sets 给出，或改由办理的 needs 要求。",
            "Give it by sets, or let the transition that does the work need it.",
        ),
        owing.born_whole,
    ),
    Rule(
        "BP226",
        Words("发生日期字段", "The field of the day"),
        Words("dated 应指日期字段。", "Let dated name a date field."),
        ledgers.dated_field,
    ),
    Rule(
        "BP301",
        Words("环节存在", "States exist"),
        Words("检查 states 的拼写。", "Check the spelling in states."),
        workflows.states_known,
    ),
    Rule(
        "BP302",
        Words("环节可到达", "States can be reached"),
        Words("加上通往它的办理，或删去。", "Add a transition that leads there, or take it out."),
        workflows.states_reached,
    ),
    Rule(
        "BP303",
        Words("走得到结束", "Closing can be reached"),
        Words("加上通往 closed 的办理。", "Add a transition that leads to a closed state."),
        workflows.closing_possible,
    ),
    Rule(
        "BP304",
        Words("办理所需字段存在", "Fields of transitions exist"),
        Words("检查 needs 与 dated。", "Check needs and dated."),
        workflows.transition_fields,
    ),
    Rule(
        "BP305",
        Words("回避的办理存在", "Transitions in not_by exist"),
        Words(
            "写 actor of 加一个办理名或 added。",
            "Write `actor of` and a transition's name, or added.",
        ),
        workflows.four_eyes_names,
    ),
    Rule(
        "BP306",
        Words("期限写法", "How a term is written"),
        Words(
            "例如 15 working days、3 days、4 hours、6 months，或参数名；小时数到当天（满 24 小时到次日）结束时止。",
            "For example 15 working days, 3 days, 4 hours, 6 months, or a parameter's name. Hours end with the day to which they lead.",
        ),
        workflows.durations,
    ),
    Rule(
        "BP307",
        Words("期限的办理与日期字段存在", "Transitions and dates of deadlines exist"),
        Words("检查 from、until、due 与 met。", "Check from, until, due and met."),
        workflows.deadlines,
    ),
    Rule(
        "BP308",
        Words("条件不堵死出路", "Conditions leave a way to closing"),
        Words(
            "给这样的记录留一个办理，或改它的 when。",
            "Leave such records a transition, or change its when.",
        ),
        conditions.ways_out,
    ),
    Rule(
        "BP309",
        Words("没有结束的环节有期限", "Open states have a deadline"),
        Words(
            "给环节写 within，或加一个以离开它的办理为 until 的期限；确实没有期限的，写 untimed 说明为什么。",
            "Give the state a within, or a deadline until a transition out of it; say untimed, and why, if none is owed.",
        ),
        clocks.open_states_timed,
    ),
    Rule(
        "BP310",
        Words("环节的期限写法", "How the time of a state is written"),
        Words(
            "within 与 untimed 取其一，只写在没有结束、走得出去的环节上；within 要有 owner，到期才知道催谁。",
            "Choose within or untimed, for an open state that some transition leaves; within goes with an owner to chase.",
        ),
        clocks.state_times,
    ),
    Rule(
        "BP401",
        Words("指标是公式或汇总", "An indicator is a formula or an aggregate"),
        Words("两者取一。", "Choose one of the two."),
        indicators.indicator_kind,
    ),
    Rule(
        "BP402",
        Words("指标的台账存在", "The ledger of an indicator exists"),
        Words("检查 of。", "Check `of`."),
        indicators.indicator_ledger,
    ),
    Rule(
        "BP403",
        Words("汇总的对象", "What is aggregated"),
        Words(
            "sum 用数或算出数的式子，distinct 用能统计的字段，dated 用日期。",
            "sum takes a number or an expression, distinct a field that figures can see, dated a date.",
        ),
        indicators.indicator_operands,
    ),
    Rule(
        "BP404",
        Words("指标单位", "The unit of an indicator"),
        Words(
            "金额相加用元、万元、亿元；其他不用。",
            "Sums of money are in 元, 万元 or 亿元; others are not.",
        ),
        indicators.indicator_units,
    ),
    Rule(
        "BP405",
        Words("公式不成环", "Formulas make no circle"),
        Words("拆开循环。", "Break the circle."),
        indicators.formulas_acyclic,
    ),
    Rule(
        "BP406",
        Words("看几个月以前", "Looking months back"),
        Words(
            "写 dated；例如 window: 3 months ago，或整数参数名。",
            "Write dated; for example window: 3 months ago, or a parameter's name.",
        ),
        indicators.windows,
    ),
    Rule(
        "BP420",
        Words("各月能不能相加", "Whether months add up"),
        Words(
            "不能相加的数据项，窗口写 month 或 latest；latest 只用于数据项。",
            "Of what does not add up, take window month or latest; latest is for measures only.",
        ),
        indicators.months_add_up,
    ),
    Rule(
        "BP410",
        Words("逐条相加的式子", "What is added up record by record"),
        Words(
            "先加后除：分子分母各作一个指标，再写 formula；月报数据项单独相加。",
            "Add first, then divide in a formula of two indicators; add a measure on its own.",
        ),
        indicators.sums_add_up,
    ),
    Rule(
        "BP501",
        Words("表达式写法", "How an expression is written"),
        Words("写一个 SQL 表达式。", "Write one SQL expression."),
        expressions.expression_fault("syntax"),
    ),
    Rule(
        "BP502",
        Words("表达式只用允许的语法", "Expressions keep to the allowed syntax"),
        Words(
            "不能有子查询和表名；转换只有 cast(… as integer)。",
            "No subqueries and no table names; the only cast is cast(… as integer).",
        ),
        expressions.expression_fault("node"),
    ),
    Rule(
        "BP503",
        Words("表达式只用允许的函数", "Expressions keep to the allowed functions"),
        Words(
            "可用的函数见 docs/reference/pack-format.md。",
            "docs/reference/pack-format.md lists them.",
        ),
        expressions.expression_fault("function"),
    ),
    Rule(
        "BP504",
        Words("表达式里没有注释", "Expressions hold no comments"),
        Words("说明写在 why 里。", "Put the explanation into why."),
        expressions.expression_fault("comment"),
    ),
    Rule(
        "BP505",
        Words("表达式里的名字存在", "Names in expressions exist"),
        Words("只能用本包的名字。", "Only names of this pack can be used."),
        expressions.expression_names,
    ),
    Rule(
        "BP506",
        Words("表达式不太深", "Expressions are not too deep"),
        Words(
            "把一部分写成另一个指标，或减少括号。",
            "Make a part an indicator of its own, or drop parentheses.",
        ),
        expressions.expression_fault("depth"),
    ),
    Rule(
        "BP507",
        Words("表达式的值同类", "Values in expressions are of one kind"),
        Words(
            "数与数、文字与文字比较；日期写成 date '2022-05-31'，是否为空写 is null。",
            "Compare numbers with numbers, texts with texts; write date '2022-05-31', and is null.",
        ),
        expressions.expression_kinds,
    ),
    Rule(
        "BP508",
        Words("表达式里的代码存在", "Codes in expressions exist"),
        Words("检查选项代码或环节名的拼写。", "Check the spelling of the choice or state."),
        expressions.expression_choices,
    ),
    Rule(
        "BP509",
        Words("截取文字", "How a part of a text is taken"),
        Words(
            "写 substring(字段, 从第几个字, 几个字)，都是不小于 1 的整数。",
            "Write substring(text, from, length) with whole numbers from 1 up.",
        ),
        expressions.expression_fault("substring"),
    ),
    Rule(
        "BP601",
        Words("灯没有空档", "Lights leave no gap"),
        Words("最后写一档没有 when 的灯。", "End with a light that has no when."),
        indicators.lights_end,
    ),
    Rule(
        "BP602",
        Words("灯不重叠", "No light is out of reach"),
        Words("删去或前移这一档。", "Take this one out, or move it up."),
        indicators.lights_reachable,
    ),
    Rule(
        "BP603",
        Words("红灯有对策", "A red light has advice"),
        Words("写 when_red：亮红灯时谁做什么。", "Write when_red: who does what when it is red."),
        indicators.red_has_advice,
    ),
    Rule(
        "BP604",
        Words("追赶有红灯可追", "Catching up starts from red"),
        Words("加上红灯，或删去 catch_up。", "Add a red light, or take catch_up out."),
        indicators.catch_up_has_red,
    ),
    Rule(
        "BP701",
        Words("检查的台账存在", "The ledger of a check exists"),
        Words("检查 ledger 与 each。", "Check ledger and each."),
        expressions.checks_ledger,
    ),
    Rule(
        "BP702",
        Words("报送日", "The day of reports"),
        Words("写 1 至 28，或参数名。", "Write 1 to 28, or a parameter's name."),
        ledgers.report_day,
    ),
    Rule(
        "BP703",
        Words("参数有用处", "Parameters are used"),
        Words("用上它，或删去。", "Use it, or take it out."),
        expressions.parameters_used,
    ),
    Rule(
        "BP704",
        Words("须说明的检查", "Checks that ask for an explanation"),
        Words(
            "severity: explain 只用于 each: report。",
            "severity: explain goes with each: report only.",
        ),
        expressions.checks_explained,
    ),
    Rule(
        "BP705",
        Words("随报内容", "Notes of a month"),
        Words(
            "notes 随 measures 一起报；加上数据项，或删去。",
            "Notes go with measures: add one, or take the notes out.",
        ),
        ledgers.notes_reported,
    ),
    Rule(
        "BP707",
        Words("改名的去处存在", "What is renamed is there"),
        Words(
            "renames 写 旧名: 新名；新名在本版里，旧名不在。",
            "renames says old: new; this version has the new name and not the old one.",
        ),
        packs.renames_known,
    ),
    Rule(
        "BP708",
        Words("数据元存在且同类", "Data elements exist, and are of one kind"),
        Words(
            "写 elements.yaml 里的名字；字段的类型和单位同它一致，台账写明 party。",
            "Name an entry of elements.yaml, with its type and unit, in a ledger with a party.",
        ),
        packs.elements_known,
    ),
    Rule(
        "BP801",
        Words("简报写法", "The text of a bulletin"),
        Words("见 pack-format.md 的简报一节。", "See the section on bulletins in pack-format.md."),
        bulletins.text_readable,
    ),
    Rule(
        "BP802",
        Words("简报里的指标存在", "Figures of a bulletin exist"),
        Words(
            "写本包的指标名，或 包名.指标名 并把那个包列入 needs。",
            "Name an indicator of the pack, or pack.indicator with that pack in needs.",
        ),
        bulletins.figures_known,
    ),
    Rule(
        "BP803",
        Words("简报里的拆分字段", "What a bulletin splits by"),
        Words("写台账的 choice 字段，或 state。", "Name a choice field of the ledger, or state."),
        bulletins.splits_known,
    ),
)


def rule_table() -> list[tuple[str, Words, Words]]:
    """Return (code, title, hint) of every rule, for the documentation."""
    return [(rule.code, rule.title, rule.hint) for rule in RULES]
