"""The shapes of a pack's files. One class per kind of thing a pack may declare.

Names (of ledgers, fields, measures, states, indicators …) are ASCII identifiers `[a-z][a-z0-9_]*`;
files may spell them with hyphens. Chinese is a label. Defaults are never written out; unknown keys fail.
"""

from __future__ import annotations

import datetime
import decimal
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=48)]
PackName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$", max_length=48)]
Expression = Annotated[str, Field(min_length=1, max_length=2000)]
Parameter = str | int | decimal.Decimal | bool

Light = Literal["none", "green", "blue", "yellow", "red"]
FieldTypeName = Literal[
    "text", "long_text", "integer", "decimal", "money", "percent", "date", "choice", "choices",
    "boolean", "unit", "person", "ref", "credit_code", "industry", "region", "phone", "id_number",
    "point", "line", "evidence", "qualified",
]  # fmt: skip
Window = Literal["as_of", "month", "year_to_date", "since_start"]


class Shape(BaseModel):
    """Anything written in a pack file: frozen, and strict about its keys."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Label(Shape):
    """A text for people: Chinese first, English by the switch."""

    zh: str = Field(min_length=1)
    en: str = Field(min_length=1)


Said = Label | str  # a sentence; a plain text is shown in every language


class PackHeader(Shape):
    """pack.yaml"""

    format: Literal[1]
    name: PackName
    title: Label
    version: Annotated[str, Field(pattern=r"^\d+\.\d+\.\d+$")]
    summary: Label | None = None
    needs: tuple[PackName, ...] = ()


class ParameterDefault(Shape):
    """One entry of parameters.yaml; a zone's own value is a `parameter.set` event."""

    title: Label
    default: Parameter
    unit: str = ""
    basis: str = Field(
        min_length=1, description="where the default comes from; says DEFAULT if ours"
    )
    since: datetime.date = Field(alias="from", default=datetime.date(2020, 1, 1))


class FieldDef(Shape):
    """One typed field of a ledger."""

    type: FieldTypeName
    title: Label
    help: Label | None = None
    required: bool = False
    choices: dict[str, Label] = {}  # of choice and choices; codes are ASCII
    ledger: str | None = None  # of ref: `ledger` or `pack.ledger`
    unit: str = ""  # of numbers, as printed after the value
    digits: int | None = None  # decimals kept and shown; money keeps 2 (yuan and fen)
    min: decimal.Decimal | None = None
    max: decimal.Decimal | None = None
    max_length: int | None = None
    unique: bool = False
    personal: bool = False  # sealed under a key per record; phone and id_number always are


class MeasureDef(Shape):
    """A number reported for each record and month."""

    type: Literal["integer", "decimal", "money"] = "decimal"
    title: Label
    help: Label | None = None
    unit: str = ""
    digits: int = 2
    min: decimal.Decimal | None = decimal.Decimal(0)
    required: bool = True


class DutyDef(Shape):
    """A named responsibility that a person holds for a record, such as 包联领导."""

    title: Label
    required: bool = False
    many: bool = False
    what: Label | None = None  # what the duty consists of


class LedgerDef(Shape):
    """ledgers/<name>.yaml"""

    title: Label
    summary: Label | None = None
    code: str = Field(description="pattern such as ZD-{year}-{number:04d}; also {unit}")
    name: Name = Field(description="the field that names a record")
    fields: dict[Name, FieldDef]
    measures: dict[Name, MeasureDef] = {}
    report_due_day: int | Name | None = None  # of the next month, or the parameter that says it
    report_where: Expression | None = None  # which records owe a monthly report
    duties: dict[Name, DutyDef] = {}
    party: Name | None = None  # the credit_code or ref field whose enterprise sees the record
    serves: Literal["task", "problem"] | None = Field(
        default=None,
        description="what meetings use it for: a decision becomes a task, an open problem is on the agenda",
    )
    climbs: tuple[Name, ...] = ()  # of tasks: parameters, after how long an item climbs a meeting
    list: tuple[str, ...] = ()  # columns of the list: fields, measures, duties or indicators


# What a meeting's decision fills in a ledger that serves as its tasks, with the type of each.
TASK_FIELDS: dict[str, FieldTypeName] = {
    "source": "choice",
    "source_ref": "text",
    "deliverable": "text",
    "co_units": "text",
    "leader": "person",
    "figure": "text",
    "again": "boolean",
    "due_on": "date",
}


class StateDef(Shape):
    title: Label
    tone: Literal["neutral", "active", "waiting", "done", "stopped"] = "neutral"
    owner: Name | None = Field(
        default=None, description="who owes the next move: a duty of the ledger, else a role"
    )


class TransitionDef(Shape):
    """A move between states. `by`/`not_by` name roles; `not_by` may also say `actor of <transition>`."""

    title: Label
    sources: tuple[Name, ...] = Field(alias="from", min_length=1)
    to: Name
    by: tuple[str, ...] = Field(min_length=1)
    not_by: tuple[str, ...] = ()
    needs: tuple[Name, ...] = ()  # fields (evidence among them) that must be filled
    takes: tuple[Name, ...] = ()  # fields that may be filled on the way, and need not
    reason: bool = False  # a reason must be given
    approval: tuple[str, ...] = ()  # roles of whom another person must agree before it happens
    dated: Name | None = None  # the date field that the business date of the move fills

    @property
    def may_fill(self) -> frozenset[str]:
        """Return every field that the move may change."""
        return frozenset((*self.needs, *self.takes, *((self.dated,) if self.dated else ())))


class SlipRule(Shape):
    """When a supervision slip of a colour goes out: so long before or after the deadline."""

    colour: Literal["blue", "yellow", "red"]
    before: str | None = None  # `3 working days`
    after: str | None = None  # neither: on the day itself
    to: tuple[str, ...] = ()  # duties or roles; who owes the move when empty


class SpansByChoice(Shape):
    """A time allowed that depends on a choice field; each span may name a parameter."""

    by: Name
    spans: dict[str, str]  # by the choice's code


class DeadlineDef(Shape):
    """A promise of time: from one move until another. `within` may name a parameter.

    The day stands in a date field of the record, so that figures can ask for it; what people fill in
    there counts, else `within` fills it.
    """

    title: Label
    starts: tuple[Name, ...] = Field(alias="from", min_length=1)  # transitions, or `added`
    until: tuple[Name, ...] = Field(min_length=1)  # the transitions that keep the promise
    within: str | SpansByChoice | None = None  # `15 working days`, `3 days`, `24 hours`
    due: Name
    met: Name | None = None  # the date field that says when it was kept
    extensions: int = Field(default=1, ge=0, le=9, description="how often it may be extended")
    slips: tuple[SlipRule, ...] = ()

    @property
    def spans(self) -> tuple[str, ...]:
        """Return every time allowed that the deadline names."""
        if isinstance(self.within, SpansByChoice):
            return tuple(self.within.spans.values())
        return (self.within,) if self.within else ()


class WorkflowDef(Shape):
    """workflows/<ledger>.yaml: the same name as its ledger."""

    initial: Name
    states: dict[Name, StateDef]
    transitions: dict[Name, TransitionDef]
    deadlines: dict[Name, DeadlineDef] = {}
    closed: tuple[Name, ...] = Field(default=(), description="states in which a record is closed")


class LightRule(Shape):
    light: Light
    when: Expression | None = None


class IndicatorDef(Shape):
    """indicators/<name>.yaml: a formula over indicators and parameters, or an aggregate over one ledger."""

    title: Label
    why: Said
    unit: str
    digits: int = 2
    formula: Expression | None = None
    of: str | None = None  # a ledger: `ledger` or `pack.ledger`
    count: Literal["records"] | None = None
    sum: Name | None = None  # a measure or numeric field
    distinct: Name | None = None  # count the distinct values of a field
    where: Expression | None = None
    window: Window = "as_of"
    dated: Name | None = None  # the date field that places a counted record in the window
    light: tuple[LightRule, ...] = ()
    when_red: Said | None = None
    phrases: tuple[str, ...] = ()
    headline: bool = False  # shown large on the cockpit


class CheckDef(Shape):
    """checks/<name>.yaml: a data-quality rule; `rule` must hold for every record or monthly report."""

    title: Label
    ledger: Name
    each: Literal["record", "report"] = "record"
    rule: Expression
    severity: Literal["error", "warning"] = "error"
    introduction: Said
    recommendation: Said


class LedgerUnit(Shape):
    """A ledger with its workflow, as the rest of the system uses it."""

    pack: PackName
    name: Name
    definition: LedgerDef
    workflow: WorkflowDef

    @property
    def key(self) -> str:
        """`pack.ledger`, unique in an installation."""
        return f"{self.pack}.{self.name}"


class Pack(Shape):
    """A whole pack, read and found free of faults."""

    header: PackHeader
    parameters: dict[Name, ParameterDefault] = {}
    ledgers: dict[Name, LedgerDef] = {}
    workflows: dict[Name, WorkflowDef] = {}
    indicators: dict[Name, IndicatorDef] = {}
    checks: dict[Name, CheckDef] = {}
    extra: dict[str, Any] = {}  # scorecards and bulletins, read by later kernel packages

    @property
    def name(self) -> str:
        return self.header.name
