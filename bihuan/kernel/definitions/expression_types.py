"""What kind of value an expression gives, and whether its parts go together. Pure.

Python and the engine would each bend values in their own way (a text beside a number, a date beside
a text); so a pack may only say what both understand alike. A missing value (NULL) is of any kind.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import reduce

from sqlglot import exp

from bihuan.kernel.definitions.expressions import is_whole_number
from bihuan.kernel.definitions.language import FieldDef, Parameter, WorkflowDef
from bihuan.kernel.problems import Words


@dataclass(frozen=True, slots=True)
class Kind:
    """What a value is; `choices` are the only codes that it can have, where they are known."""

    name: str
    choices: frozenset[str] | None = None


NUMBER, TEXT, TRUTH, DATE = Kind("number"), Kind("text"), Kind("truth"), Kind("date")
LINE = Kind("line")  # only ever measured, or asked whether it is there
OPAQUE = Kind("opaque")  # only ever asked whether it is there
ANY = Kind("any")  # NULL, and what has been found faulty already
NamedKinds = Mapping[str, Kind]
TITLES = {
    "number": Words("数", "a number"),
    "text": Words("文字", "a text"),
    "truth": Words("真假", "true or false"),
    "date": Words("日期", "a date"),
    "line": Words("路线", "a line"),
    "opaque": Words("不能比较的值", "a value that cannot be compared"),
    "any": Words("空", "nothing"),
}
NUMBERS = ("integer", "decimal", "money", "percent", "qualified")
OPAQUES = ("choices", "units", "phone", "id_number", "point", "evidence")


def kind_of_field(field: FieldDef) -> Kind:
    """Return what an expression sees of a field."""
    if field.type in OPAQUES or field.personal:
        return OPAQUE
    if field.type in NUMBERS:
        return NUMBER
    if field.type == "choice":
        return Kind("text", frozenset(field.choices))
    return {"date": DATE, "boolean": TRUTH, "line": LINE}.get(field.type, TEXT)


def kind_of_parameter(default: Parameter) -> Kind:
    if isinstance(default, bool):
        return TRUTH
    return TEXT if isinstance(default, str) else NUMBER


def kind_of_state(flow: WorkflowDef | None) -> Kind:
    return Kind("text", None if flow is None else frozenset(flow.states))


@dataclass(frozen=True, slots=True)
class TypeFault:
    """What does not go together; `about` is `kind` or `choice`."""

    about: str
    sentence: Words


def type_faults(tree: exp.Expression, names: NamedKinds, gives: Kind) -> list[TypeFault]:
    """Return what is wrong with the kinds of an expression that should give one kind."""
    reader = _Reader(names)
    reader.wants(tree, gives)
    return list(dict.fromkeys(reader.faults))


class _Reader:
    """Walks a checked tree from the leaves up."""

    def __init__(self, names: NamedKinds) -> None:
        self.names = names
        self.faults: list[TypeFault] = []

    def kind(self, node: exp.Expression) -> Kind:
        match node:
            case exp.Literal():
                return Kind("text", frozenset({node.this})) if node.is_string else NUMBER
            case exp.Boolean():
                return TRUTH
            case exp.Null():
                return ANY
            case exp.Column():
                return self.names.get(node.name, ANY)
            case exp.Paren():
                return self.kind(node.this)
            case exp.Add() | exp.Sub() | exp.Mul() | exp.Div():
                return self.all_are(NUMBER, node.this, node.expression)
            case exp.Neg() | exp.Abs():
                return self.all_are(NUMBER, node.this)
            case exp.And() | exp.Or():
                return self.all_are(TRUTH, node.this, node.expression)
            case exp.Not():
                return self.all_are(TRUTH, node.this)
            case exp.EQ() | exp.NEQ():
                return self.compares(node.this, [node.expression])
            case exp.In():
                return self.compares(node.this, node.args["expressions"])
            case exp.LT() | exp.LTE() | exp.GT() | exp.GTE():
                return self.orders([node.this, node.expression])
            case exp.Between():
                return self.orders([node.this, node.args["low"], node.args["high"]])
            case exp.Is():
                return self.is_there(node)
            case exp.Case():
                return self.case(node)
            case exp.Coalesce() | exp.Nullif():
                others = [node.expression] if isinstance(node, exp.Nullif) else node.expressions
                return self.alike([node.this, *others])
            case exp.Greatest() | exp.Least():
                parts = [node.this, *node.expressions]
                self.orders(parts)
                return self.kind(parts[0])
            case exp.Length():
                self.wants(node.this, TEXT)
                return NUMBER
            case exp.Year() | exp.Month():
                self.wants(node.this, DATE)
                return NUMBER
            case exp.StartsWith():
                self.all_are(TEXT, node.this, node.expression)
                return TRUTH
            case exp.Substring():
                self.wants(node.this, TEXT)
                return TEXT
            case exp.Anonymous():  # days_between, whole_months and metres: without nodes of their own
                wanted = LINE if node.name.lower() == "metres" else DATE
                return self.all_are(wanted, *node.expressions, gives=NUMBER)
            case exp.Cast() if is_whole_number(node):
                self.wants(node.this, TEXT)
                return NUMBER
            case exp.Cast() | exp.TryCast() | exp.TsOrDsToDate():
                return DATE
        return ANY

    def wants(self, node: exp.Expression, kind: Kind) -> None:
        found = self.kind(node)
        if kind.name != "any" and found.name not in (kind.name, "any"):
            wanted, got = TITLES[kind.name], TITLES[found.name]
            self.say(
                f"{node.sql()} 是{got.zh}，这里要{wanted.zh}。",
                f"{node.sql()} is {got.en}; here {wanted.en} is wanted.",
            )
        if kind.choices is not None and found.name == kind.name:
            self.within(node, found, kind.choices)

    def within(self, node: exp.Expression, found: Kind, choices: frozenset[str]) -> None:
        """Say when a value that should be one of some codes can be another."""
        known = "、".join(sorted(choices))
        for code in sorted((found.choices or frozenset()) - choices):
            self.say(
                f"结果没有 '{code}'，有：{known}。", f"There is no '{code}' here; there is: {known}.",
                "choice",
            )  # fmt: skip
        if found.choices is None:
            self.say(
                f"{node.sql()} 可以是任何文字，这里只能是：{known}。",
                f"{node.sql()} may be any text; here only: {known}.",
                "choice",
            )

    def say(self, zh: str, en: str, about: str = "kind") -> None:
        self.faults.append(TypeFault(about, Words(zh, en)))

    def all_are(self, kind: Kind, *nodes: exp.Expression, gives: Kind | None = None) -> Kind:
        for node in nodes:
            self.wants(node, kind)
        return gives or kind

    def alike(self, nodes: Sequence[exp.Expression]) -> Kind:
        """Return what values that stand in for each other are; say so when they differ."""
        kinds = [(node, self.kind(node)) for node in nodes]
        known = [(node, kind) for node, kind in kinds if kind.name != "any"]
        if not known:
            return ANY
        first, kind = known[0]
        for node, other in known[1:]:
            if other.name != kind.name:
                self.differ(first, kind, node, other)
                return ANY
        return reduce(_either, (kind for _, kind in known))

    def differ(self, left: exp.Expression, one: Kind, right: exp.Expression, other: Kind) -> None:
        self.say(
            f"{left.sql()} 是{TITLES[one.name].zh}，{right.sql()} 是{TITLES[other.name].zh}。",
            f"{left.sql()} is {TITLES[one.name].en}, {right.sql()} is {TITLES[other.name].en}.",
        )

    def compares(self, subject: exp.Expression, others: Sequence[exp.Expression]) -> Kind:
        kind = self.alike([subject, *others])
        if kind.name in ("opaque", "line"):
            self.say(
                f"{subject.sql()} 不能比较，只能问 is null。",
                f"{subject.sql()} cannot be compared, only asked whether it is null.",
            )
        for node in (subject, *others):
            if isinstance(node.unnest(), exp.Null):
                self.say(
                    "与 null 比较永远没有结果，请写 is null。",
                    "A comparison with null never holds; write is null.",
                )
        codes = [node for node in (subject, *others) if not isinstance(node.unnest(), exp.Literal)]
        for coded in codes:
            allowed = self.kind(coded).choices
            for node in (subject, *others):
                text = node.unnest()
                if allowed is None or not isinstance(text, exp.Literal) or not text.is_string:
                    continue
                if text.this not in allowed:
                    known = "、".join(sorted(allowed))
                    self.say(
                        f"{coded.sql()} 没有 '{text.this}'，有：{known}。",
                        f"{coded.sql()} has no '{text.this}'; it has: {known}.",
                        "choice",
                    )
        return TRUTH

    def orders(self, nodes: Sequence[exp.Expression]) -> Kind:
        kind = self.alike(nodes)
        if kind.name not in ("number", "date", "any"):
            self.say(
                f"{nodes[0].sql()} 是{TITLES[kind.name].zh}，不分大小。",
                f"{nodes[0].sql()} is {TITLES[kind.name].en} and has no order.",
            )
        return TRUTH

    def is_there(self, node: exp.Is) -> Kind:
        kind = self.kind(node.this)
        if not isinstance(node.expression, exp.Null) and kind.name not in ("truth", "any"):
            self.wants(node.this, TRUTH)
        return TRUTH

    def case(self, node: exp.Case) -> Kind:
        branches = node.args["ifs"]
        if node.this is None:
            self.all_are(TRUTH, *(branch.this for branch in branches))
        else:
            self.compares(node.this, [branch.this for branch in branches])
        results = [branch.args["true"] for branch in branches]
        if node.args.get("default") is not None:
            results.append(node.args["default"])
        return self.alike(results)


def _either(one: Kind, other: Kind) -> Kind:
    if one.choices is None or other.choices is None:
        return Kind(one.name)
    return Kind(one.name, one.choices | other.choices)
