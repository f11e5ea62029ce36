"""The one function that decides what a person may see and do. Pure; `org` loads the grants.

An act is `noun.verb`. A grant gives acts to a role at a unit: over the unit's whole subtree, or
(`own`) only over records in which the viewer holds a duty or is the party. Nothing is allowed that
no grant allows. `act@pack` or `act@pack.ledger` narrows an act to a pack or ledger. What is no unit's
own (the log, the calendar, roles, packs, a parameter for all) is asked for with the path EVERYWHERE:
it takes grants that together reach every root of the tree.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from bihuan.kernel.problems import Forbidden, Words

ACTS = {
    "record.read": Words("查看记录", "see records"),
    "record.add": Words("登记记录", "add records"),
    "record.correct": Words("更正记录", "correct records"),
    "record.void": Words("作废记录", "void records"),
    "record.move": Words("办理流程", "move records"),
    "deadline.extend": Words("批准延期", "extend deadlines"),
    "duty.assign": Words("指定责任人", "assign duties"),
    "evidence.add": Words("上传证据", "add evidence"),
    "evidence.read": Words("查看证据", "see evidence"),
    "sensitive.read": Words("查看敏感信息", "see sensitive fields"),
    "measure.report": Words("报送数据", "report months"),
    "measure.check": Words("审核数据", "check months"),
    "measure.approve": Words("审批数据", "approve months"),
    "measure.lock": Words("锁定数据", "lock months"),
    "measure.chase": Words("催报", "chase reports"),
    "meeting.read": Words("查看调度会", "see meetings"),
    "meeting.manage": Words("组织调度会", "run meetings"),
    "bulletin.read": Words("查看简报", "see bulletins"),
    "bulletin.write": Words("撰写简报", "write bulletins"),
    "bulletin.review": Words("审核简报", "review bulletins"),
    "bulletin.sign": Words("签发简报", "sign bulletins"),
    "bulletin.publish": Words("发布简报", "publish bulletins"),
    "target.set": Words("设定目标", "set targets"),
    "figure.read": Words("查看指标", "see figures"),
    "draft.check": Words("核稿", "check drafts"),
    "phrase.manage": Words("管理稿件说法", "look after drafts' phrases"),
    "log.read": Words("查看日志", "read the log"),
    "log.verify": Words("核验日志", "verify the log"),
    "log.checkpoint": Words("签发检查点", "sign checkpoints"),
    "unit.manage": Words("管理组织单元", "manage units"),
    "person.manage": Words("管理人员", "manage people"),
    "person.erase": Words("删除个人信息", "erase people"),
    "account.manage": Words("管理账号", "manage accounts"),
    "role.manage": Words("管理角色", "manage roles"),
    "parameter.set": Words("设定参数", "set parameters"),
    "calendar.set": Words("设定工作日", "set working days"),
    "pack.install": Words("安装业务包", "install packs"),
    "channel.configure": Words("设定通知渠道", "configure notice channels"),
    "notice.give": Words("发出通知", "give notices"),
}
EVERYWHERE = "/"


@dataclass(frozen=True, slots=True)
class Grant:
    """One role held at one unit."""

    role: str
    acts: frozenset[str]
    scope: str  # unit | own
    unit_id: int
    path: str  # of the unit, `/1/5/9/`; EVERYWHERE reaches everything

    def gives(self, act: str, ledger: str) -> bool:
        if act in self.acts:
            return True
        pack = ledger.partition(".")[0]
        return bool(ledger) and (f"{act}@{ledger}" in self.acts or f"{act}@{pack}" in self.acts)


@dataclass(frozen=True)
class Viewer:
    """Somebody who asks or acts, with every grant in force today."""

    code: str
    person_id: int = 0
    grants: tuple[Grant, ...] = ()
    party: str = ""  # the credit code of the enterprise spoken for
    roots: tuple[str, ...] = (EVERYWHERE,)  # paths of the tree's roots today
    roles: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "roles", frozenset(grant.role for grant in self.grants))


SYSTEM = Viewer("system", 0, (Grant("system", frozenset(ACTS), "unit", 0, EVERYWHERE),))
NOBODY = Viewer("nobody")


@dataclass(frozen=True, slots=True)
class Scope:
    """How far a viewer's reading reaches in one ledger: subtrees, and own records beside them."""

    everywhere: bool
    paths: tuple[str, ...]
    own: bool

    @property
    def is_empty(self) -> bool:
        return not (self.everywhere or self.paths or self.own)

    def covers(self, path: str) -> bool:
        return self.everywhere or any(path.startswith(reach) for reach in self.paths)


def allows(
    viewer: Viewer, act: str, *, ledger: str = "", path: str = "", own: bool = False
) -> bool:
    """Decide whether the viewer may do this act on something at this unit path.

    `own` says that the thing is the viewer's own (a duty or the party); without a path, any grant
    of the act will do, which is enough to show a door but not to open it.
    """
    if path == EVERYWHERE:
        return all(_reaches(viewer, act, ledger, root, own) for root in viewer.roots)
    return _reaches(viewer, act, ledger, path, own)


def _reaches(viewer: Viewer, act: str, ledger: str, path: str, own: bool) -> bool:
    for grant in viewer.grants:
        if not grant.gives(act, ledger):
            continue
        if not path and not own:
            return True
        if grant.scope == "own":
            if own:
                return True
        elif path.startswith(grant.path):
            return True
    return False


def require(viewer: Viewer, act: str, *, path: str, ledger: str = "", own: bool = False) -> None:
    """Raise `Forbidden` unless `allows` says yes on something at this unit path."""
    _check(act, bool(path) and allows(viewer, act, ledger=ledger, path=path, own=own))


def require_somewhere(viewer: Viewer, *acts: str, ledger: str = "") -> None:
    """Raise `Forbidden` unless one of the acts is given at some unit: the door of a screen or list."""
    _check(acts[0], any(allows(viewer, act, ledger=ledger) for act in acts))


def _check(act: str, allowed: bool) -> None:
    if act not in ACTS:
        raise RuntimeError(f"unknown act {act}")
    if not allowed:
        raise Forbidden("not-allowed", act=ACTS[act])


def holds_role(viewer: Viewer, role: str, *, path: str, own: bool) -> bool:
    """Decide whether the viewer holds a role that reaches something at this path."""
    return any(
        grant.role in (role, "system")
        and (own if grant.scope == "own" else path.startswith(grant.path))
        for grant in viewer.grants
    )


def scope_of(viewer: Viewer, act: str, ledger: str = "") -> Scope:
    """Return everything that an act reaches; nested subtrees are given once."""
    paths: list[str] = []
    own = False
    for grant in sorted(viewer.grants, key=lambda grant: grant.path):
        if not grant.gives(act, ledger):
            continue
        if grant.scope == "own":
            own = True
        elif not any(grant.path.startswith(path) for path in paths):
            paths.append(grant.path)
    return Scope(EVERYWHERE in paths, tuple(paths), own)
