"""Gathers the tables of the kernel for Django. Nobody else imports this module."""

from bihuan.kernel.bulletins.models import Bulletin
from bihuan.kernel.dispatch.models import AgendaItem, Decision, Meeting, MeetingPerson
from bihuan.kernel.draft_checks.models import DraftCheck, DraftPhrase
from bihuan.kernel.events.models import (
    Checkpoint,
    Event,
    FailedFollowUp,
    Reader,
    TreeHead,
    TreeNode,
)
from bihuan.kernel.ledgers.models import (
    CodeCounter,
    Deadline,
    Duty,
    Evidence,
    OwedPeriod,
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
from bihuan.kernel.notices.models import Channel, Delivery, Notice, QuietHours
from bihuan.kernel.org.models import (
    Account,
    Assignment,
    CalendarDay,
    Delegation,
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
    "Bulletin",
    "CalendarDay",
    "Channel",
    "Checkpoint",
    "CodeCounter",
    "Deadline",
    "Decision",
    "Delegation",
    "Delivery",
    "DraftCheck",
    "DraftPhrase",
    "Duty",
    "Event",
    "Evidence",
    "FailedFollowUp",
    "LoginSession",
    "MeasureValue",
    "MeasureVersion",
    "Meeting",
    "MeetingPerson",
    "Notice",
    "OwedPeriod",
    "PackVersion",
    "ParameterValue",
    "Person",
    "QuietHours",
    "Reader",
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
