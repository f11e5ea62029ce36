"""Rules over every expression of a pack: what it may say, and of what. One function each."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from bihuan.kernel.definitions.expression_types import (
    ANY,
    DATE,
    NUMBER,
    TRUTH,
    Kind,
    NamedKinds,
    kind_of_field,
    kind_of_parameter,
    kind_of_state,
    type_faults,
)
from bihuan.kernel.definitions.expressions import ExpressionFault, compiled, parse_expression
from bihuan.kernel.definitions.field_types import FIELD_TYPES
from bihuan.kernel.definitions.homes import find_ledger, home_of
from bihuan.kernel.definitions.indicator_rules import is_bare
from bihuan.kernel.definitions.language import LedgerDef, Pack
from bihuan.kernel.definitions.sentences import worked_out
from bihuan.kernel.definitions.source import Found, Others, Place, Source
from bihuan.kernel.problems import Words

FORMULA_KINDS: NamedKinds = {"elapsed_share": NUMBER, "month": NUMBER, "today": DATE}
LIGHT_KINDS: NamedKinds = {**FORMULA_KINDS, "value": NUMBER, "target": NUMBER}
TARGET_OF = "target_of_"  # before an indicator's name: what it should reach
LIGHT_PREFIXES = ("year_to_date_", "newest_")
REPORT_PREFIXES = ("", "prior_", "year_to_date_", "total_")


@dataclass(frozen=True, slots=True)
class Written:
    """An expression of a pack: where it stands, what it may name, what it should give."""

    place: Place
    text: str
    names: NamedKinds
    gives: Kind


def written_expressions(pack: Pack, source: Source, others: Others) -> Iterator[Written]:
    """Yield every expression of a pack."""
    parameters = {
        name: kind_of_parameter(parameter.default) for name, parameter in pack.parameters.items()
    }
    indicators = dict.fromkeys(pack.indicators, NUMBER)
    targets = dict.fromkeys((TARGET_OF + name for name in pack.indicators), NUMBER)
    for name, indicator in pack.indicators.items():
        if indicator.formula is not None:
            known = {**indicators, **targets, **parameters, **FORMULA_KINDS}
            where = source.at("indicators", name, "formula")
            yield Written(where, indicator.formula, known, NUMBER)
        home, ledger_name = home_of(pack, indicator.of or "", others)
        if home is not None and ledger_name in home.ledgers:
            columns = {**parameters, **_fields(home, ledger_name, columns_only=True), "today": DATE}
            if indicator.where is not None:
                where = source.at("indicators", name, "where")
                yield Written(where, indicator.where, columns, TRUTH)
            if indicator.sum is not None and not is_bare(indicator.sum):
                monthly = dict.fromkeys(home.ledgers[ledger_name].measures, NUMBER)  # see BP410
                where = source.at("indicators", name, "sum")
                yield Written(where, indicator.sum, {**columns, **monthly}, NUMBER)
        for number, rule in enumerate(indicator.light):
            if rule.when is not None:
                where = source.at("indicators", name, "light", number)
                yield Written(where, rule.when, {**parameters, **LIGHT_KINDS}, TRUTH)
    for name, flow in pack.workflows.items():
        for key, move in flow.transitions.items():
            if move.when is not None and name in pack.ledgers:
                known = _fields(pack, name)
                del known["state"]
                yield Written(
                    source.at("workflows", name, "transitions", key, "when"),
                    move.when,
                    known,
                    TRUTH,
                )
    for name, check in pack.checks.items():
        if check.ledger in pack.ledgers:
            known = {**parameters, **_fields(pack, check.ledger)}
            if check.each == "report":
                measures = pack.ledgers[check.ledger].measures
                known |= {prefix + key: NUMBER for key in measures for prefix in REPORT_PREFIXES}
            yield Written(source.at("checks", name, "rule"), check.rule, known, TRUTH)
    for name, ledger in pack.ledgers.items():
        known = {**parameters, **_fields(pack, name)}
        del known["state"]
        for key, field in ledger.fields.items():
            if field.value is not None:
                where = source.at("ledgers", name, "fields", key, "value")
                yield Written(where, field.value, known, kind_of_field(field))
        if ledger.recurs is not None and ledger.recurs.where is not None:
            home, posts = home_of(pack, ledger.recurs.of, others)
            if home is not None and posts in home.ledgers:
                where = source.at("ledgers", name, "recurs", "where")
                yield Written(
                    where, ledger.recurs.where, {**parameters, **_fields(home, posts)}, TRUTH
                )
        if ledger.report_where is not None:
            where = source.at("ledgers", name, "report_where")
            yield Written(
                where, ledger.report_where, {**_fields(pack, name), "month": NUMBER}, TRUTH
            )
        monthly = {prefix + key: NUMBER for key in ledger.measures for prefix in REPORT_PREFIXES}
        for key, measure in ledger.measures.items():
            if measure.value is not None:
                where = source.at("ledgers", name, "measures", key, "value")
                known = {**parameters, **_fields(pack, name), **monthly}
                yield Written(where, measure.value, known, NUMBER)
        known = {**parameters, **FORMULA_KINDS, **_fields(pack, name, columns_only=True)}
        known |= {prefix + key: NUMBER for key in ledger.measures for prefix in LIGHT_PREFIXES}
        for number, light in enumerate(ledger.lights):
            where = source.at("ledgers", name, "lights", number)
            if light.when is not None:
                yield Written(where, light.when, known, TRUTH)
            for text in dict.fromkeys(worked_out(light.says.zh) + worked_out(light.says.en)):
                yield Written(where, text, known, ANY)


def _fields(pack: Pack, name: str, *, columns_only: bool = False) -> dict[str, Kind]:
    """Return the fields of a ledger and its state; only what stands in columns, for conditions."""
    ledger: LedgerDef = pack.ledgers[name]
    kinds = {
        key: kind_of_field(field)
        for key, field in ledger.fields.items()
        if not columns_only or (FIELD_TYPES[field.type].column and not field.personal)
    }
    return {**kinds, "state": kind_of_state(pack.workflows.get(name))}


def expression_fault(kind: str) -> Callable[[Pack, Source, Others], Found]:
    """Return the rule that finds expressions with one kind of fault in how they are written."""

    def find(pack: Pack, source: Source, others: Others) -> Found:
        for written in written_expressions(pack, source, others):
            try:
                parse_expression(written.text)
                compiled(written.text)
            except ExpressionFault as fault:
                if fault.kind == kind:
                    yield (
                        written.place,
                        Words(
                            f"表达式 {_short(written.text)} 不可用：{fault.detail}。",
                            f"The expression {_short(written.text)} cannot be used: {fault.detail}.",
                        ),
                    )

    return find


def expression_names(pack: Pack, source: Source, others: Others) -> Found:
    for written in written_expressions(pack, source, others):
        for name in sorted(_names(written.text) - set(written.names)):
            yield (
                written.place,
                Words(
                    f"表达式 {_short(written.text)} 里的 {name} 不存在。",
                    f"There is no {name} for the expression {_short(written.text)}.",
                ),
            )


def expression_kinds(pack: Pack, source: Source, others: Others) -> Found:
    yield from _type_faults("kind", pack, source, others)


def expression_choices(pack: Pack, source: Source, others: Others) -> Found:
    yield from _type_faults("choice", pack, source, others)


def _type_faults(about: str, pack: Pack, source: Source, others: Others) -> Found:
    for written in written_expressions(pack, source, others):
        try:
            tree = parse_expression(written.text).tree
            compiled(written.text)
        except ExpressionFault:
            continue
        for fault in type_faults(tree, written.names, written.gives):
            if fault.about == about:
                yield (
                    written.place,
                    Words(
                        f"表达式 {_short(written.text)}：{fault.sentence.zh}",
                        f"In the expression {_short(written.text)}: {fault.sentence.en}",
                    ),
                )


def parameters_used(pack: Pack, source: Source, others: Others) -> Found:
    used: set[str] = set()
    for written in written_expressions(pack, source, others):
        used |= _names(written.text)
    for flow in pack.workflows.values():
        for deadline in flow.clocks.values():
            used |= set(deadline.spans)
            used |= {span or "" for slip in deadline.slips for span in (slip.before, slip.after)}
    used |= {each.window.split()[0] for each in pack.indicators.values()}
    used |= {str(ledger.report_due_day) for ledger in pack.ledgers.values()}
    used |= {name for ledger in pack.ledgers.values() for name in ledger.climbs}
    for name in pack.parameters:
        if name not in used:
            where = ("parameters.yaml", source.line("parameters.yaml", name))
            yield where, Words(f"参数 {name} 没有用到。", f"The parameter {name} is not used.")


def checks_ledger(pack: Pack, source: Source, others: Others) -> Found:
    for name, check in pack.checks.items():
        if find_ledger(pack, check.ledger, {}) is None:
            where = source.at("checks", name, "ledger")
            yield (
                where,
                Words(f"台账 {check.ledger} 不存在。", f"There is no ledger {check.ledger}."),
            )
        elif check.each == "report" and not pack.ledgers[check.ledger].measures:
            yield (
                source.at("checks", name, "each"),
                Words(
                    f"台账 {check.ledger} 没有月报数据项。",
                    f"The ledger {check.ledger} has no measures.",
                ),
            )


def checks_explained(pack: Pack, source: Source, others: Others) -> Found:
    for name, check in pack.checks.items():
        if check.severity == "explain" and check.each != "report":
            yield (
                source.at("checks", name, "severity"),
                Words(
                    f"检查 {name} 不查月报，没有地方写说明。",
                    f"The check {name} is of no report, so there is nowhere to explain.",
                ),
            )


def _names(text: str) -> frozenset[str]:
    try:
        return parse_expression(text).names
    except ExpressionFault:
        return frozenset()


def _short(text: str) -> str:
    """Return an expression short enough for a sentence."""
    return text if len(text) <= 90 else f"{text[:80]}…"
