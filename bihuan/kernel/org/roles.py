"""The roles that an installation starts with. The security administrator may change them on screen."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from bihuan.kernel.definitions.language import Label


@dataclass(frozen=True, slots=True)
class RoleDef:
    """A role: what it may do, and whether over a unit's subtree or over own records only."""

    title: Label
    acts: tuple[str, ...]
    scope: str = "unit"
    group: str = "business"


SYSTEM_ACTS = frozenset(
    {
        "unit.manage", "person.manage", "pack.install", "parameter.set", "calendar.set",
        "channel.configure",
    }
)  # fmt: skip
SECURITY_ACTS = frozenset({"account.manage", "role.manage", "person.erase"})
AUDIT_ACTS = frozenset({"log.read", "log.verify", "log.checkpoint"})
READING_ACTS = frozenset(
    {"record.read", "evidence.read", "figure.read", "meeting.read", "bulletin.read"}
)


def is_mixed(acts: Collection[str], group: str) -> bool:
    """Whether acts that must lie in different hands stand together in one role of this group.

    System, security and audit exclude each other, and an administrator does no business. Only reading
    goes with the acts of audit, in a business role: an auditor looks at both.
    """
    bare = {act.partition("@")[0] for act in acts}
    for own in (SYSTEM_ACTS, SECURITY_ACTS, AUDIT_ACTS):
        if bare & own:
            if group == "administrator":
                return not bare <= own
            return own is not AUDIT_ACTS or not bare <= AUDIT_ACTS | READING_ACTS
    return group == "administrator" and bool(bare)


READ = ("record.read", "evidence.read", "figure.read", "meeting.read")
WORK = (*READ, "record.add", "record.correct", "record.move", "evidence.add", "measure.report")

DEFAULT_ROLES: dict[str, RoleDef] = {
    "dispatcher": RoleDef(
        Label(zh="调度员", en="Dispatcher"),
        (*WORK, "record.void", "deadline.extend", "duty.assign", "measure.chase", "measure.check", "target.set",
         "sensitive.read", "meeting.manage", "bulletin.read", "bulletin.write", "bulletin.review",
         "bulletin.publish", "draft.check", "phrase.manage"),
    ),
    "reporter": RoleDef(Label(zh="填报员", en="Reporter"), (*WORK, "duty.assign")),
    "checker": RoleDef(
        Label(zh="审核员", en="Checker"),
        (*READ, "record.move", "measure.check", "measure.chase", "evidence.add",
         "bulletin.read", "bulletin.review"),
    ),
    "approver": RoleDef(
        Label(zh="审批人", en="Approver"),
        (*READ, "record.move", "record.void", "deadline.extend", "measure.approve", "measure.lock", "target.set",
         "meeting.manage", "bulletin.read", "bulletin.review", "bulletin.sign", "bulletin.publish",
         "draft.check", "evidence.add"),
    ),
    "leader": RoleDef(
        Label(zh="包联领导", en="Sponsoring leader"), (*READ, "record.move", "evidence.add"), scope="own"
    ),
    "officer": RoleDef(
        Label(zh="服务官", en="Service officer"),
        ("record.read@base", "record.read@services", "record.add@services", "record.correct@services",
         "record.move@services", "evidence.read", "evidence.add"),
    ),
    "inspector": RoleDef(
        Label(zh="检查员", en="Inspector"),
        (*READ, "record.add@safety", "record.correct@safety", "record.move@safety", "evidence.add"),
    ),
    "chief": RoleDef(
        Label(zh="河长", en="River chief"),
        ("record.read@rivers", "record.add@rivers.site", "record.move@rivers", "evidence.read",
         "evidence.add", "figure.read"),
    ),
    "enterprise": RoleDef(
        Label(zh="企业", en="Enterprise"),
        ("record.read", "evidence.read", "record.move@safety", "record.correct@register", "record.add@services.request",
         "record.move@services", "evidence.add"),
        scope="own",
    ),
    "writer": RoleDef(
        Label(zh="通讯员", en="Writer"),
        ("figure.read", "draft.check", "bulletin.read", "bulletin.write", "record.read@press",
         "record.add@press", "record.correct@press", "record.move@press", "evidence.add"),
    ),
    "auditor": RoleDef(
        Label(zh="审计", en="Auditor"), (*READ, "bulletin.read", "log.read", "log.verify", "log.checkpoint"),
    ),
    "system_admin": RoleDef(
        Label(zh="系统管理员", en="System administrator"),
        ("unit.manage", "person.manage", "pack.install", "parameter.set", "calendar.set",
         "channel.configure"),
        group="administrator",
    ),
    "security_admin": RoleDef(
        Label(zh="安全管理员", en="Security administrator"),
        ("account.manage", "role.manage", "person.erase"),
        group="administrator",
    ),
    "audit_admin": RoleDef(
        Label(zh="审计管理员", en="Audit administrator"),
        ("log.read", "log.verify", "log.checkpoint"),
        group="administrator",
    ),
}  # fmt: skip
