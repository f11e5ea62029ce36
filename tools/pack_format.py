"""The reference of the pack format, from the shapes that the reader validates with."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel, TypeAdapter

from bihuan.kernel.definitions.bulletin_text import (
    DAYS,
    FIGURE_OPTIONS,
    RANKING_OPTIONS,
    TABLE_OPTIONS,
    WORDS,
)
from bihuan.kernel.definitions.expression_rules import FORMULA_KINDS, LIGHT_KINDS, REPORT_PREFIXES
from bihuan.kernel.definitions.expression_types import TITLES, kind_of_field
from bihuan.kernel.definitions.expressions import FUNCTIONS
from bihuan.kernel.definitions.field_types import FIELD_TYPES
from bihuan.kernel.definitions.language import (
    BulletinDef,
    CheckDef,
    ElementDef,
    FieldDef,
    IndicatorDef,
    Label,
    LedgerDef,
    Name,
    PackHeader,
    ParameterDefault,
    WorkflowDef,
)

FILES: dict[str, tuple[str, type[BaseModel], str]] = {
    "pack": ("pack.yaml", PackHeader, "What the pack is."),
    "parameters": (
        "parameters.yaml",
        ParameterDefault,
        "Numbers that a zone may set for itself, by name. A zone's own value is an event with a date.",
    ),
    "elements": (
        "elements.yaml",
        ElementDef,
        "What many forms ask for, by name; a field says which by `element`, and is asked once a period.",
    ),
    "ledger": ("ledgers/NAME.yaml", LedgerDef, "A kind of record."),
    "workflow": ("workflows/NAME.yaml", WorkflowDef, "The states of the ledger of the same name."),
    "indicator": (
        "indicators/NAME.yaml",
        IndicatorDef,
        "A figure: a formula over indicators and parameters, or an aggregate over one ledger.",
    ),
    "check": ("checks/NAME.yaml", CheckDef, "A rule that each record or monthly report must keep."),
}
OPENING = """# The pack format

A pack is a folder of YAML files: business as data, no code. Names are ASCII identifiers; file names may be
hyphenated. Anything shown to people is a label `{zh: 中文, en: English}`. Keys that are not below are
faults, told all at once by `bihuan pack check FOLDER` ([rules](rules.md)). Made by `make docs` from the
shapes that the reader validates with.

An editor with a YAML language server checks and completes a file whose first line names its schema:
`# yaml-language-server: $schema=…/docs/reference/indicator.schema.json`.

Beside these files a pack may hold `demo/*.csv`, `expected/figures.csv` (what the demo must give),
`README.md`, and `scorecards/` for later.
"""
BULLETINS = """## bulletins/NAME.md

The template of a bulletin: a head between two lines of `---`, then Markdown (`## `, `### `, `**bold**`,
paragraphs parted by empty lines) in which figures stand by name in double braces
([how to](../how-to/publish-a-bulletin.md)). A name is an indicator of the pack, or `pack.indicator` of one
in `needs`.
"""


def json_schema(kind: str) -> dict[str, Any]:
    """Return the JSON Schema of a kind of pack file."""
    if kind in ("parameters", "elements"):
        entries: Any = dict[Name, FILES[kind][1]]  # type: ignore[misc]
        return TypeAdapter(entries).json_schema()
    return FILES[kind][1].model_json_schema()


def pack_format() -> str:
    """Every key of every file, the field types, and what an expression may say."""
    parts = [OPENING]
    for kind, (path, shape, what) in FILES.items():
        parts.append(f"## {path}\n\n{what} Schema: [{kind}.schema.json]({kind}.schema.json)\n")
        schema = shape.model_json_schema()
        parts.append(_table(schema))
        for name, inner in schema.get("$defs", {}).items():
            if name != Label.__name__ and "properties" in inner:
                parts.append(
                    "\n\n".join(filter(None, (f"### {_title(name)}", _about(inner)))) + "\n"
                )
                parts.append(_table(inner))
    return "\n".join([*parts, _bulletins(), _field_types(), _expressions()])


def _bulletins() -> str:
    rows = [
        ("a figure: `{{ indicator … }}`", FIGURE_OPTIONS),
        ("a table: `{{ table indicator … }}`, on a line of its own", TABLE_OPTIONS),
        ("the first of a ranking: `{{ ranking indicator … }}`", RANKING_OPTIONS),
    ]
    shown = "\n".join(
        f"| {what} | {', '.join(f'`{option}=`' for option in options)} |" for what, options in rows
    )
    words = "\n".join(f"| `{{{{ {name} }}}}` | {said.en} |" for name, said in WORDS.items())
    days = "\n".join(f"| `{name}` | {said.en} |" for name, said in DAYS.items())
    return (
        f"{BULLETINS}\n{_table(BulletinDef.model_json_schema())}\n"
        f"| what | options |\n|---|---|\n{shown}\n\n"
        f"| word | prints |\n|---|---|\n{words}\n\n"
        f"| day, beside a date | means |\n|---|---|\n{days}\n"
    )


def _table(schema: dict[str, Any]) -> str:
    rows = ["| key | value | default | what |", "|---|---|---|---|"]
    needed = set(schema.get("required", ()))
    for key, spec in schema["properties"].items():
        default = "required" if key in needed else _shown(spec.get("default"))
        rows.append(f"| `{key}` | {_kind(spec)} | {default} | {spec.get('description', '')} |")
    return "\n".join(rows) + "\n"


def _kind(spec: dict[str, Any]) -> str:
    """Return a property's type in a word or two."""
    if "$ref" in spec:
        return _title(spec["$ref"].rpartition("/")[2]).lower()
    if "const" in spec:
        return f"`{spec['const']}`"
    if "enum" in spec:
        return " ".join(f"`{value}`" for value in spec["enum"])
    if "anyOf" in spec:
        # a decimal may be written as text too: that is a number all the same
        several = [each for each in spec["anyOf"] if each.get("type") != "null"]
        if any(each.get("type") == "number" for each in several):
            several = [each for each in several if "pattern" not in each]
        kinds = [_kind(each) for each in several]
        return " or ".join(dict.fromkeys(kinds))
    if spec.get("type") == "array":
        return f"list of {_kind(spec.get('items', {}))}"
    if spec.get("type") == "object":
        inner: Any = spec.get("additionalProperties") or next(
            iter(spec.get("patternProperties", {}).values()), {}
        )
        return f"by name: {_kind(inner)}"
    if spec.get("format") == "date":
        return "date"
    return {"string": "text", "boolean": "true or false"}.get(spec.get("type", ""), "number")


def _shown(value: Any) -> str:
    if value in (None, "", [], {}):
        return "—"
    return f"`{str(value).lower() if isinstance(value, bool) else value}`"


def _title(name: str) -> str:
    return {"FieldDef": "Field", "MeasureDef": "Measure", "DutyDef": "Duty"}.get(
        name, name.removesuffix("Def").removesuffix("Rule")
    )


def _about(schema: dict[str, Any]) -> str:
    return str(schema.get("description", "")).partition("\n")[0]


def _field_types() -> str:
    rows = ["## Field types\n", "| type | in expressions | in figures |", "|---|---|---|"]
    for name, kind in FIELD_TYPES.items():
        seen = TITLES[kind_of_field(FieldDef(type=name, title=Label(zh="例", en="example"))).name]  # type: ignore[arg-type]
        uses = ["`where`"] * bool(kind.column) + ["`sum`"] * kind.is_number
        uses += ["split"] * kind.is_split
        rows.append(f"| `{name}` | {seen.en} | {', '.join(uses) or '—'} |")
    return "\n".join(rows) + "\n"


def _expressions() -> str:
    return "\n".join(_expression_lines()) + "\n"


def _expression_lines() -> Iterator[str]:
    yield "## Expressions\n"
    yield "One SQL expression: `and or not = <> < <= > >= + - * / in between is null case`, and the functions"
    yield " ".join(f"`{name}`" for name in sorted(FUNCTIONS)) + "."
    yield "`cast(text as integer)` is missing for what is no whole number, `substring(text, from, length)` counts"
    yield "from 1, `metres(line)` is the length of a line on the globe (for checks and derived fields)."
    yield "Texts stand in single quotes, dates as `date '2022-05-31'`. Numbers compare with numbers, texts with"
    yield "texts, dates with dates; a choice or `state` only with codes that it has. A comparison with a missing"
    yield "value is unknown, and so is a division by zero; a light that cannot be decided is not lit.\n"
    yield "| where | gives | may name |"
    yield "|---|---|---|"
    formula = ", ".join(f"`{name}`" for name in FORMULA_KINDS)
    light = ", ".join(f"`{name}`" for name in LIGHT_KINDS)
    prefixes = ", ".join(f"`{prefix}m`" for prefix in REPORT_PREFIXES)
    named = "indicators of the pack, `target_of_NAME` (the target of one), parameters"
    yield f"| `formula` | a number | {named}, {formula} |"
    yield "| `where` of an indicator | true or false | fields in figures, `state`, parameters, `today` |"
    yield "| `sum` of an indicator | a number, without `/` | those |"
    yield f"| `when` of a light | true or false | parameters, {light} |"
    yield (
        "| `when` and `says` of a record's light | true or false; a value | fields in figures, `state`, "
        f"parameters, {formula}, and of each measure m: `year_to_date_m`, `newest_m` |"
    )
    yield "| `rule` of a record's check | true or false | fields, `state` |"
    yield f"| `rule` of a report's check | true or false | those, and of each measure m: {prefixes} |"
    yield "| `value` of a field | what the field holds | fields, parameters |"
    yield "| `value` of a measure | a number | parameters, fields, `state`, and what a report's check may name |"
    yield "| `report_where` | true or false | fields, `state`, `month` (1 to 12) |"
    yield "\n`today` is the day that a figure is of; a figure whose `where` or `sum` names it is computed anew for"
    yield "each day, which takes longer than one that only changes with its records."
