"""A pack's head, its parameters and the facts that it says once."""

from __future__ import annotations

import datetime
from typing import Annotated, Literal

from pydantic import Field

from bihuan.kernel.definitions.language.shapes import (
    FieldTypeName,
    Label,
    Name,
    PackName,
    Parameter,
    Shape,
)


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
