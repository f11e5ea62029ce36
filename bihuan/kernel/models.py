"""Gathers the tables of the kernel for Django. Nobody else imports this module."""

from bihuan.kernel.dispatch.models import AgendaItem, Decision, Meeting, MeetingPerson
from bihuan.kernel.events.models import Checkpoint, Event, TreeHead, TreeNode
from bihuan.kernel.ledgers.models import (
    CodeCounter,
    Deadline,
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
from bihuan.kernel.workflow.models import Approval, Slip, SlipPerson

__all__ = [
    "Account",
    "AgendaItem",
    "Approval",
    "Assignment",
    "CalendarDay",
    "Checkpoint",
    "CodeCounter",
    "Deadline",
    "Decision",
    "Duty",
    "Event",
    "Evidence",
    "LoginSession",
    "MeasureValue",
    "MeasureVersion",
    "Meeting",
    "MeetingPerson",
    "PackVersion",
    "ParameterValue",
    "Person",
    "Record",
    "RecordKey",
    "RecordVersion",
    "Reminder",
    "Report",
    "Role",
    "Slip",
    "SlipPerson",
    "Target",
    "TreeHead",
    "TreeNode",
    "UnitVersion",
]
