"""The shapes of a pack's files. One class per kind of thing a pack may declare.

Names (of ledgers, fields, measures, states, indicators …) are ASCII identifiers `[a-z][a-z0-9_]*`;
files may spell them with hyphens. Chinese is a label. Defaults are never written out; unknown keys fail.
"""

from bihuan.kernel.definitions.language.bulletins import BulletinDef, BulletinTemplate
from bihuan.kernel.definitions.language.headers import (
    ElementDef,
    PackHeader,
    ParameterDefault,
    RenamesDef,
)
from bihuan.kernel.definitions.language.indicators import CheckDef, IndicatorDef, LightRule
from bihuan.kernel.definitions.language.ledgers import (
    DutyDef,
    Every,
    EveryByChoice,
    FieldDef,
    LedgerDef,
    MeasureDef,
    NoteDef,
    RecordLightRule,
    RecursDef,
)
from bihuan.kernel.definitions.language.packs import LedgerUnit, Pack
from bihuan.kernel.definitions.language.services import (
    FILLING_FIELDS,
    FORM_FIELDS,
    SERVICE_FIELDS,
    TASK_DUTIES,
    TASK_FIELDS,
)
from bihuan.kernel.definitions.language.shapes import (
    Expression,
    FieldTypeName,
    Label,
    Light,
    Name,
    PackName,
    Parameter,
    Said,
    Shape,
    Window,
)
from bihuan.kernel.definitions.language.workflows import (
    LEAVE,
    DeadlineDef,
    SlipRule,
    SpansByChoice,
    StateDef,
    TransitionDef,
    WorkflowDef,
)

__all__ = [
    "FILLING_FIELDS",
    "FORM_FIELDS",
    "LEAVE",
    "SERVICE_FIELDS",
    "TASK_DUTIES",
    "TASK_FIELDS",
    "BulletinDef",
    "BulletinTemplate",
    "CheckDef",
    "DeadlineDef",
    "DutyDef",
    "ElementDef",
    "Every",
    "EveryByChoice",
    "Expression",
    "FieldDef",
    "FieldTypeName",
    "IndicatorDef",
    "Label",
    "LedgerDef",
    "LedgerUnit",
    "Light",
    "LightRule",
    "MeasureDef",
    "Name",
    "NoteDef",
    "Pack",
    "PackHeader",
    "PackName",
    "Parameter",
    "ParameterDefault",
    "RecordLightRule",
    "RecursDef",
    "RenamesDef",
    "Said",
    "Shape",
    "SlipRule",
    "SpansByChoice",
    "StateDef",
    "TransitionDef",
    "Window",
    "WorkflowDef",
]
