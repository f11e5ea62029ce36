"""A pack as a whole."""

from __future__ import annotations

from typing import Any

from bihuan.kernel.definitions.language.bulletins import BulletinTemplate
from bihuan.kernel.definitions.language.headers import (
    ElementDef,
    PackHeader,
    ParameterDefault,
)
from bihuan.kernel.definitions.language.indicators import CheckDef, IndicatorDef
from bihuan.kernel.definitions.language.ledgers import LedgerDef
from bihuan.kernel.definitions.language.shapes import (
    Name,
    PackName,
    Shape,
)
from bihuan.kernel.definitions.language.workflows import WorkflowDef


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
