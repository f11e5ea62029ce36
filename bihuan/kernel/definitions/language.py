"""The shapes of a pack's files. One class per kind of thing a pack may declare.

Names (of ledgers, fields, measures, states, indicators …) are ASCII identifiers `[a-z][a-z0-9_]*`;
files may spell them with hyphens. Chinese is a label. Defaults are never written out; unknown keys fail.
"""

from __future__ import annotations

import datetime
import decimal
from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=48)]
PackName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$", max_length=48)]
Expression = Annotated[str, Field(min_length=1, max_length=2000)]
Parameter = str | int | decimal.Decimal | bool

Light = Literal["none", "green", "blue", "yellow", "red"]
FieldTypeName = Literal[
    "text", "long_text", "integer", "decimal", "money", "percent", "date", "choice", "choices",
    "boolean", "unit", "units", "person", "ref", "credit_code", "industry", "region", "phone", "id_number",
    "point", "line", "evidence", "qualified",
]  # fmt: skip
# `latest`: of each record the newest month reported. `3 months ago`: what is dated that long ago or
# longer; the number may be a parameter's name
Window = Annotated[
    str,
    Field(
        pattern=r"^(as_of|month|latest|year_to_date|since_start|([1-9]\d?|[a-z][a-z0-9_]*) months? ago)$"
    ),
]


class Shape(BaseModel):
    """Anything written in a pack file: frozen, and strict about its keys."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Label(Shape):
    """A text for people: Chinese first, English by the switch."""

    zh: str = Field(min_length=1)
    en: str = Field(min_length=1)


Said = Label | str  # a sentence; a plain text is shown in every language


class RenamesDef(Shape):
    """What a ledger's names were called in an earlier version, so that its records are carried on."""

    fields: dict[Name, Name] = Field(default={}, description="old name: new name")
    choices: dict[Name, dict[str, str]] = Field(
        default={}, description="by field: old code: new code"
    )
    states: dict[Name, Name] = Field(default={}, description="old name: new name")


class PackHeader(Shape):
    """pack.yaml"""

    format: Literal[1] = Field(description="the version of this format")
    name: PackName = Field(description="as its folder is called")
    title: Label
    version: Annotated[str, Field(pattern=r"^\d+\.\d+\.\d+$")] = Field(
        description="a changed pack needs a new one"
    )
    summary: Label | None = None
    needs: tuple[PackName, ...] = Field(
        default=(), description="packs whose ledgers it refers to, installed before it"
    )
    renames: dict[Name, RenamesDef] = Field(
        default={}, description="by ledger: what earlier versions called its fields, codes, states"
    )


class ParameterDefault(Shape):
    """One entry of parameters.yaml; a zone's own value is a `parameter.set` event."""

    title: Label
    default: Parameter = Field(description="a number, a text, true or false")
    unit: str = ""
    basis: str = Field(
        min_length=1, description="where the default comes from; says DEFAULT if ours"
    )
    since: datetime.date | None = Field(
        alias="from",
        default=None,
        description="the business date from which the default holds; before it there is no value",
    )


class ElementDef(Shape):
    """One entry of elements.yaml: a thing that many forms ask for, and that is said once a period."""

    title: Label
    type: FieldTypeName
    unit: str = ""
    owner: Label = Field(description="who answers for it")
    cycle: Literal["once", "year", "half", "quarter", "month"] = Field(
        default="once", description="how long an answer holds: for good, or for its period"
    )
    source: Label | None = Field(default=None, description="the register or system it comes from")


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


# What a meeting's decision fills in a ledger that serves as its tasks, with the type of each.
TASK_FIELDS: dict[str, FieldTypeName] = {
    "source": "choice",
    "source_ref": "text",
    "deliverable": "text",
    "co_units": "units",
    "leader": "person",
    "figure": "text",
    "again": "boolean",
    "due_on": "date",
}


TASK_DUTIES = frozenset({"lead", "co", "supervisor"})  # and whom it names for it
# What is counted for a form (a ledger that may ask people) and for each time that it was filled in.
FORM_FIELDS: dict[str, FieldTypeName] = {
    "asks_in": "text",
    "fields_asked": "integer",
    "fields_shared": "integer",
    "fields_repeated": "integer",
}
FILLING_FIELDS: dict[str, FieldTypeName] = {
    "form": "text",
    "subject": "credit_code",
    "asked": "integer",
    "prefilled": "integer",
    "disputed": "integer",
}
SERVICE_FIELDS = {"task": TASK_FIELDS, "form": FORM_FIELDS, "filling": FILLING_FIELDS}


class StateDef(Shape):
    title: Label
    tone: Literal["neutral", "active", "waiting", "done", "stopped"] = "neutral"
    owner: Name | None = Field(
        default=None, description="who owes the next move: a duty of the ledger, else a role"
    )
    aside: bool = Field(
        default=False, description="off the usual way; among the stages only once it was taken"
    )


class TransitionDef(Shape):
    """A move between states. `by` names roles and duties, `not_by` roles and `actor of <transition>`."""

    title: Label
    sources: tuple[Name, ...] = Field(alias="from", min_length=1)
    to: Name
    by: tuple[str, ...] = Field(min_length=1)
    not_by: tuple[str, ...] = ()
    when: Expression | None = Field(
        default=None,
        description="over the record's fields before it: only such a record has this step",
    )
    needs: tuple[Name, ...] = ()  # fields (evidence among them) that must be filled
    takes: tuple[Name, ...] = ()  # fields that may be filled on the way, and need not
    reason: bool = False  # a reason must be given
    approval: tuple[str, ...] = ()  # roles of whom another person must agree before it happens
    dated: Name | None = None  # the date field that the business date of the move fills
    hands_to: Name | None = Field(
        default=None, description="the unit field that names where the record belongs from then on"
    )

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
    within: str | SpansByChoice | None = None  # `15 working days`, `3 days`
    due: Name
    met: Name | None = None  # the date field that says when it was kept
    extensions: int = Field(default=1, ge=0, le=9, description="how often it may be extended")
    anew: bool = Field(
        default=False,
        description="a new start gives a new day, as for what comes back every year; else the first day stays",
    )
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


class BulletinDef(Shape):
    """The head of bulletins/<name>.md, between two lines of dashes."""

    title: Label
    kind: Literal["brief", "circular", "story"] = Field(
        description="a brief of a series, a circular that ranks, a story for the press"
    )
    heading: str = Field(min_length=1, description="of the document; may hold figures and words")
    summary: Label | None = Field(default=None, description="what it is for")


class BulletinTemplate(Shape):
    """A template with its text, and the line of its file on which the text begins."""

    header: BulletinDef
    text: str
    line: int


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
    elements: dict[Name, ElementDef] = {}
    bulletins: dict[Name, BulletinTemplate] = {}
    extra: dict[str, Any] = {}  # scorecards, read by a later kernel package

    @property
    def name(self) -> str:
        return self.header.name
