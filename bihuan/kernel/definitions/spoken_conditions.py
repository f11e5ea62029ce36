"""A condition of the pack language as a person would say it: “等级是省级或市级，且环节不是已销号”. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from sqlglot import exp

from bihuan.kernel.definitions.expressions import parse_expression

Named = Callable[[str], str]  # the words for a name, a quoted code, or any other piece of text
_SIGNS: dict[type[exp.Expression], tuple[str, str]] = {  # and what it is when it does not hold
    exp.LT: ("<", "≥"), exp.LTE: ("≤", ">"), exp.GT: (">", "≤"), exp.GTE: ("≥", "<"),
}  # fmt: skip


def say_condition(text: str, named: Named, language: str) -> str:
    """Return a condition in words; what has no words of its own stands as `named` gives it."""
    return _Speaker(named, language == "en").say(parse_expression(text).tree)


class _Speaker:
    def __init__(self, named: Named, english: bool) -> None:
        self.named = named
        self.english = english

    def say(self, node: Any, *, no: bool = False) -> str:
        """Say one condition, or (`no`) that it does not hold."""
        match node:
            case exp.Paren():
                return self.say(node.this, no=no)
            case exp.Not():
                return self.say(node.this, no=not no)
            case exp.And() | exp.Or():
                # not (a and b) is: not a, or not b
                both = isinstance(node, exp.And) is not no
                return self._joined([node.this, node.expression], no=no, both=both)
            case exp.Is() if isinstance(node.expression, exp.Null):
                return self._known(self._part(node.this), known=no)
            case exp.EQ() | exp.NEQ() if isinstance(node.expression, exp.Boolean):
                wanted = bool(node.expression.this) is isinstance(node, exp.EQ)
                return self._flag(node.this, no=wanted is no)
            case exp.EQ() | exp.NEQ():
                return self._is(node.this, [node.expression], no=no is isinstance(node, exp.EQ))
            case exp.In():
                return self._is(node.this, node.args["expressions"], no=no)
            case exp.Between() if not no:
                low, high = self._part(node.args["low"]), self._part(node.args["high"])
                between = f" is {low} to {high}" if self.english else f"在 {low} 至 {high} 之间"
                return self._part(node.this) + between
            case exp.LT() | exp.LTE() | exp.GT() | exp.GTE():
                sign = _SIGNS[type(node)][no]
                return f"{self._part(node.this)} {sign} {self._part(node.expression)}"
            case exp.Column():
                return self._flag(node, no=no)
        said = self._part(node)
        if not no:
            return said
        return f"not ({said})" if self.english else f"并非（{said}）"

    def _joined(self, sides: Sequence[Any], *, no: bool, both: bool) -> str:
        said = [self.say(side, no=no) for side in sides]
        if both:
            kinds = (exp.And,) if no else (exp.Or,)
            said = [
                self._bracketed(text) if isinstance(_bare(side), kinds) else text
                for side, text in zip(sides, said, strict=True)
            ]
        if self.english:
            return (" and " if both else " or ").join(said)
        return ("，且" if both else "，或").join(said)

    def _bracketed(self, text: str) -> str:
        return f"({text})" if self.english else f"（{text}）"

    def _is(self, subject: Any, choices: Sequence[Any], *, no: bool) -> str:
        parts = [self._part(choice) for choice in choices]
        if self.english:
            or_ = ", ".join(parts[:-1]) + (" or " if len(parts) > 1 else "") + parts[-1]
            return f"{self._part(subject)} is {'not ' if no else ''}{or_}"
        or_ = "、".join(parts[:-1]) + ("或" if len(parts) > 1 else "") + parts[-1]
        return f"{self._part(subject)}{'不是' if no else '是'}{or_}"

    def _known(self, subject: str, *, known: bool) -> str:
        if self.english:
            return f"{subject} is {'given' if known else 'empty'}"
        return f"{subject}{'已填' if known else '未填'}"

    def _flag(self, node: Any, *, no: bool) -> str:
        title = self._part(node)
        if self.english:
            return f"not “{title}”" if no else f"“{title}”"
        return f"“{title}”为{'否' if no else '是'}"

    def _part(self, node: Any) -> str:
        if isinstance(node, exp.Column):
            return self.named(node.name)
        if isinstance(node, exp.Literal) and node.is_string:
            return self.named(f"'{node.this}'")
        return self.named(node.sql(dialect="duckdb").lower())


def _bare(node: Any) -> Any:
    while isinstance(node, exp.Paren | exp.Not):
        node = node.this
    return node
