"""The words for what formulas and lights name."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping

from bihuan.kernel.definitions.expression_rules import TARGET_OF
from bihuan.kernel.definitions.expressions import ExpressionFault
from bihuan.kernel.definitions.language import Label, LedgerUnit, Pack
from bihuan.kernel.definitions.spoken_conditions import say_condition
from bihuan.kernel.problems import Words

Titles = Mapping[str, Words | Label]
BUILT_IN: Titles = {
    "elapsed_share": Words("时间进度", "elapsed share"),
    "value": Words("数值", "value"),
    "month": Words("月份", "month"),
    "today": Words("今天", "today"),
    "target": Words("目标", "target"),
    "state": Words("环节", "state"),
    "records": Words("记录", "records"),
    "sum": Words("合计", "sum"),
    "count": Words("计数", "count"),
    "distinct": Words("不重复的", "distinct"),
    "of": Words("·", "of"),
    "where": Words("其中", "where"),
    "and": Words("且", "and"),
    "or": Words("或", "or"),
    "not": Words("不", "not"),
    "in": Words("属于", "in"),
    "is": Words("", "is"),
    "null": Words("空", "empty"),
}
SIGNS = {" / ": " ÷ ", " * ": " × ", " - ": " − "}


def titles_of(pack: Pack) -> Titles:
    """Return the titles of a pack's parameters and indicators, and of what every pack may name."""
    return _titles_of(_ByIdentity(pack))


class _ByIdentity:
    """A pack as a key: the same object is the same pack, and comparing texts would cost more."""

    def __init__(self, pack: Pack) -> None:
        self.pack = pack

    def __hash__(self) -> int:
        return id(self.pack)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _ByIdentity) and other.pack is self.pack


@functools.lru_cache(maxsize=64)
def _titles_of(key: _ByIdentity) -> Titles:
    titles: dict[str, Words | Label] = dict(BUILT_IN)
    titles |= {name: each.title for name, each in key.pack.parameters.items()}
    for name, each in key.pack.indicators.items():
        titles[name] = each.title
        titles[TARGET_OF + name] = Words(f"{each.title.zh}目标", f"target of {each.title.en}")
    return titles


def in_words(text: str, titles: Titles, language: str) -> str:
    """Return a formula, or a rule with a condition behind ` where `, in words for people."""
    formula, where, condition = text.partition(" where ")
    said = _with_titles(formula, titles, language)
    if not where:
        return said
    try:
        condition = condition_in_words(condition, titles, language)
    except ExpressionFault:  # the words of a later version of the language
        condition = _with_titles(condition, titles, language)
    return f"{said}, where {condition}" if language == "en" else f"{said}，其中{condition}"


def condition_in_words(text: str, titles: Titles, language: str) -> str:
    """Return a condition as a person would say it."""
    return say_condition(text, lambda piece: _with_titles(piece, titles, language), language)


def _with_titles(text: str, titles: Titles, language: str) -> str:
    def word(found: re.Match[str]) -> str:
        title = titles.get(found[0])
        return found[0] if title is None else str(getattr(title, language))

    said = re.sub(r"'[a-z0-9_]+'|[a-z][a-z0-9_]*", word, text)
    for sign, printed in SIGNS.items():
        said = said.replace(sign, printed)
    return said


def titles_with_ledger(pack: Pack, ledger: LedgerUnit) -> Titles:
    """Return a pack's titles with the fields, choices, measures and states of one ledger."""
    titles: dict[str, Words | Label] = {**titles_of(pack), ledger.name: ledger.definition.title}
    titles[ledger.key] = ledger.definition.title
    titles |= {name: each.title for name, each in ledger.definition.measures.items()}
    for name, field in ledger.definition.fields.items():
        titles[name] = field.title
        titles |= {f"'{code}'": label for code, label in field.choices.items()}
    return titles | {f"'{code}'": state.title for code, state in ledger.workflow.states.items()}
