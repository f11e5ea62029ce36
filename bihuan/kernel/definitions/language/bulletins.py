"""Templates of bulletins."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from bihuan.kernel.definitions.language.shapes import (
    Label,
    Shape,
)


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
