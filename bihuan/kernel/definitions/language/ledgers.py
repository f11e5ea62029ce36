"""What a ledger keeps: fields, measures, notes, duties, and what recurs."""

from __future__ import annotations

import decimal
from collections.abc import Mapping
from typing import Any, Literal

from pydantic import Field

from bihuan.kernel.definitions.language.shapes import (
    Expression,
    FieldTypeName,
    Label,
    Light,
    MediaName,
    Name,
    Shape,
)


class FieldDef(Shape):
    """One typed field of a ledger."""

    type: FieldTypeName
    title: Label
    help: Label | None = Field(default=None, description="shown beside the form's field")
    required: bool = False
    choices: dict[str, Label] = Field(
        default={}, description="of choice and choices; codes are ASCII"
    )
    ledger: str | None = Field(default=None, description="of ref: `ledger` or `pack.ledger`")
    media: tuple[MediaName, ...] = Field(
        default=(), description="of evidence: which files it takes; any when none is named"
    )
    unit: str = Field(default="", description="of numbers, as printed after the value")
    digits: int | None = Field(
        default=None, description="decimals kept and shown; money keeps 2 (yuan and fen)"
    )
    min: decimal.Decimal | None = None
    max: decimal.Decimal | None = None
    max_length: int | None = None
    pattern: str | None = Field(
        default=None, description="of text: the regular expression that a whole value must match"
    )
    unique: bool = Field(default=False, description="no two records of the ledger share a value")
    value: Expression | None = Field(
        default=None,
        description="derived at every write from the record's other fields and parameters, never typed",
    )
    personal: bool = Field(
        default=False,
        description="sealed under a key per record; phone and id_number always are",
    )
    element: str | None = Field(
        default=None,
        description="the data element that it asks for: `element`, or `pack.element` of a needed pack",
    )
    reported: bool = Field(
        default=False,
        description="the party's own number: once there, only that enterprise changes it",
    )


class MeasureDef(Shape):
    """A number reported for each record and month."""

    type: Literal["integer", "decimal", "money", "percent"] = Field(
        default="decimal", description="a percent is entered as 9.5 and is 0.095 in expressions"
    )
    title: Label
    help: Label | None = None
    unit: str = Field(default="", description="as people enter it; money is kept in yuan")
    digits: int = 2
    min: decimal.Decimal | None = decimal.Decimal(0)
    required: bool = Field(default=True, description="a month without it cannot be submitted")
    adds_up: bool = Field(
        default=True,
        description="months of it add up; false for rates, levels and what is reported cumulatively",
    )
    value: Expression | None = Field(
        default=None,
        description="derived when a month is submitted, from its numbers, the record's fields and "
        "parameters; never typed",
    )
    plan: Name | None = Field(
        default=None, description="the number field that a year of the measure should add up to"
    )
    element: str | None = Field(
        default=None,
        description="the data element that it asks for each month: `element`, or `pack.element`",
    )


class NoteDef(Shape):
    """A text or files reported with a month's numbers: what was built, what is in the way."""

    type: Literal["long_text", "text", "evidence"] = "long_text"
    title: Label
    help: Label | None = None
    required: bool = False
    max_length: int | None = None

    @property
    def field(self) -> FieldDef:
        """Return the note as a field, for the field type that reads and shows it."""
        return FieldDef(type=self.type, title=self.title, max_length=self.max_length)


class DutyDef(Shape):
    """A named responsibility that a person holds for a record, such as 包联领导."""

    title: Label
    many: bool = Field(default=False, description="several people may hold it at once")
    what: Label | None = Field(default=None, description="what the duty consists of")


class RecordLightRule(Shape):
    """One light of a record. The first whose `when` holds is lit; when none does, the record has no light."""

    light: Light
    when: Expression | None = Field(
        default=None,
        description="over the record's fields; none: whatever came before did not hold",
    )
    says: Label = Field(
        description="why, in a sentence; `{days_between(due_on, today)}` in it is worked out"
    )


Every = Literal["day", "week", "month", "quarter", "half_year", "year"]


class EveryByChoice(Shape):
    """How often something is owed, by a choice field of the post."""

    by: Name
    spans: dict[str, Every] = Field(min_length=1, description="by the choice's code")


class RecursDef(Shape):
    """One record is owed for each open record of another ledger (a post) and each stretch of time.

    The worker adds it when the stretch begins, in the initial state, with its deadline on the last day.
    """

    of: str = Field(description="the ledger of the posts: `ledger` or `pack.ledger`")
    ref: Name = Field(description="the ref field that names the post")
    every: Every | EveryByChoice = Field(description="how often; or by a choice field of the post")
    where: Expression | None = Field(
        default=None, description="over the post as it stands on the first day; all open ones else"
    )
    period: Name = Field(description="the text field that says which stretch; nobody types it")
    due: Name | None = Field(default=None, description="the date field that takes the last day")
    sets: dict[Name, Name] = Field(
        default={}, description="fields here that copy fields of the post: {mine: theirs}"
    )
    duties: dict[Name, Name] = Field(
        default={},
        description="duties here that the holders of the post's duties take: {mine: theirs}",
    )

    @property
    def kinds(self) -> tuple[str, ...]:
        """Return every length of stretch that the rule knows."""
        if isinstance(self.every, EveryByChoice):
            return tuple(dict.fromkeys(self.every.spans.values()))
        return (self.every,)

    def every_for(self, post: Mapping[str, Any]) -> str | None:
        """Return how often a post owes something, None for never."""
        if isinstance(self.every, EveryByChoice):
            return self.every.spans.get(str(post.get(self.every.by)))
        return self.every


class LedgerDef(Shape):
    """ledgers/<name>.yaml"""

    title: Label
    summary: Label | None = None
    code: str = Field(description="pattern such as ZD-{year}-{number:04d}; also {unit}")
    name: Name = Field(description="the field that names a record")
    fields: dict[Name, FieldDef]
    measures: dict[Name, MeasureDef] = Field(
        default={}, description="numbers that each record reports by months"
    )
    notes: dict[Name, NoteDef] = Field(
        default={}, description="texts and files reported with each month's measures"
    )
    report_due_day: int | Name | None = Field(
        default=None, description="of the next month, or the parameter that says it"
    )
    report_where: Expression | None = Field(
        default=None,
        description="which records owe a report for a month (`month`, 1 to 12); all when not given",
    )
    duties: dict[Name, DutyDef] = {}
    dated: Name | None = Field(
        default=None,
        description="the date field that says when it happened: the business date of the entry fills it",
    )
    party: Name | None = Field(
        default=None,
        description="the credit_code or ref field whose enterprise sees the record",
    )
    party_asks: tuple[Name, ...] = Field(
        default=(),
        description="the fields that the party itself fills in when it adds a record; all when not given",
    )
    serves: Literal["task", "problem", "form", "filling"] | None = Field(
        default=None,
        description="what the kernel uses it for: a meeting's decision becomes a task, an open problem is on "
        "its agenda; forms are the ledgers that may ask, a filling says what a form asked again",
    )
    climbs: tuple[Name, ...] = Field(
        default=(),
        description="of tasks: parameters, after how many days an item climbs a kind of meeting",
    )
    recurs: RecursDef | None = Field(
        default=None, description="when a record of this ledger is owed again and again"
    )
    unique: tuple[tuple[Name, ...], ...] = Field(
        default=(),
        description="lists of fields whose values no two records share together; void ones do not count",
    )
    lights: tuple[RecordLightRule, ...] = Field(
        default=(), description="the light of each record, in order; the first that holds is lit"
    )
    tree: Name | None = Field(
        default=None,
        description="the ref to a record above it in the same ledger; the ledger is drawn as a tree",
    )
    list: tuple[str, ...] = Field(
        default=(), description="columns of the list: fields, measures, duties or indicators"
    )

    @property
    def untyped(self) -> frozenset[str]:
        """Return the fields that nobody fills in: derived ones, and the stretch that a record is owed for."""
        derived = (name for name, field in self.fields.items() if field.value is not None)
        return frozenset((*derived, *((self.recurs.period,) if self.recurs else ())))

    @property
    def entered(self) -> dict[Name, MeasureDef]:
        """Return the measures that people enter, without those that are derived."""
        return {name: each for name, each in self.measures.items() if each.value is None}
