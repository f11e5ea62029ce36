"""Gathers the tables of the kernel for Django. Nobody else imports this module."""

from bihuan.kernel.events.models import Checkpoint, Event, TreeHead, TreeNode
from bihuan.kernel.ledgers.models import (
    CodeCounter,
    Duty,
    Evidence,
    Record,
    RecordKey,
    RecordVersion,
)
from bihuan.kernel.measures.models import (
    MeasureValue,
    MeasureVersion,
    Reminder,
    Report,
    Target,
)
from bihuan.kernel.org.models import (
    Account,
    Assignment,
    CalendarDay,
    LoginSession,
    Person,
    Role,
    UnitVersion,
)
from bihuan.kernel.packs.models import PackVersion, ParameterValue

__all__ = [
    "Account",
    "Assignment",
    "CalendarDay",
    "Checkpoint",
    "CodeCounter",
    "Duty",
    "Event",
    "Evidence",
    "LoginSession",
    "MeasureValue",
    "MeasureVersion",
    "PackVersion",
    "ParameterValue",
    "Person",
    "Record",
    "RecordKey",
    "RecordVersion",
    "Reminder",
    "Report",
    "Role",
    "Target",
    "TreeHead",
    "TreeNode",
    "UnitVersion",
]
