"""What all shapes share: names, labels, and how strict they are."""

from __future__ import annotations

import decimal
from typing import Annotated, Literal

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
MediaName = Literal["picture", "document", "video"]
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
