"""What is computed, when it lights, and what is checked."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from bihuan.kernel.definitions.language.shapes import (
    Expression,
    Label,
    Light,
    Name,
    Said,
    Shape,
    Window,
)


class LightRule(Shape):
    """One light. The first whose `when` holds is lit; the last has none."""

    light: Light
    when: Expression | None = Field(
        default=None, description="over `value`, in the displayed unit, and what formulas may name"
    )


class IndicatorDef(Shape):
    """indicators/<name>.yaml: a formula over indicators and parameters, or an aggregate over one ledger."""

    title: Label
    why: Said = Field(description="what it is good for, in a sentence")
    unit: str = Field(description="%, 百分点, ‰, 元, 万元, 亿元, or any other word")
    digits: int = Field(default=2, description="decimals shown; rounded once, half up")
    formula: Expression | None = Field(
        default=None,
        description="over indicators, their targets and parameters; rates are 0-1, money in yuan",
    )
    of: str | None = Field(default=None, description="a ledger: `ledger` or `pack.ledger`")
    count: Literal["records"] | None = None
    sum: Expression | None = Field(
        default=None,
        description="a measure, or an expression over one record's fields that gives a number",
    )
    distinct: Name | None = Field(default=None, description="counts the distinct values of a field")
    where: Expression | None = Field(default=None, description="over one record of the ledger")
    window: Window = Field(
        default="as_of",
        description="which months, or days of `dated`: all so far, the year so far, the month, or the "
        "latest month that each record has reported",
    )
    dated: Name | None = Field(
        default=None, description="the date field that places a counted record in the window"
    )
    light: tuple[LightRule, ...] = Field(
        default=(), description="in order; the first that holds is lit"
    )
    catch_up: bool = Field(
        default=False,
        description="what was red at the previous month's end turns yellow before it turns better",
    )
    when_red: Said | None = Field(default=None, description="who does what when it is red")
    phrases: tuple[str, ...] = Field(
        default=(), description="how texts speak of it; the draft check looks for them"
    )
    headline: bool = Field(default=False, description="shown large on the cockpit")
    trend: bool = Field(
        default=False,
        description="drawn month by month on the cockpit; a share in % beside the elapsed share",
    )


class CheckDef(Shape):
    """checks/<name>.yaml: a data-quality rule; `rule` must hold for every record or monthly report."""

    title: Label
    ledger: Name
    each: Literal["record", "report"] = "record"
    rule: Expression = Field(description="what must hold; a rule on missing values is silent")
    severity: Literal["error", "explain", "warning"] = Field(
        default="error",
        description="error: refused; explain (of a report): refused without a note; warning: shown",
    )
    introduction: Said = Field(description="why the rule is there")
    recommendation: Said = Field(description="what to do about it")
