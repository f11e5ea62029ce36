"""The first page of who sees no unit's figures: a leader's own cockpit, an administrator's installation."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from bihuan.kernel.definitions.language import LedgerUnit
from bihuan.kernel.dispatch.items import MeetingRow
from bihuan.kernel.dispatch.reads import list_meetings
from bihuan.kernel.events.notes import latest_checkpoint
from bihuan.kernel.events.reads import head
from bihuan.kernel.handlers import how_far
from bihuan.kernel.indicators.figures import Figure
from bihuan.kernel.indicators.own_figures import read_own_figures
from bihuan.kernel.notices.reads import list_channels, list_undelivered
from bihuan.kernel.org.reads import list_assignments, list_people, list_roles, units_for
from bihuan.kernel.packs.reads import installed
from bihuan.kernel.permissions import EVERYWHERE, Viewer, allows
from bihuan.kernel.workflow.inbox import count_to_do
from bihuan.web.cockpit.own import RANK, OwnRecord
from bihuan.web.shared.frame import TASKS
from bihuan.web.shared.language import said

MOST_PEOPLE = 999


@dataclass(frozen=True, slots=True)
class Card:
    """One number that somebody looks after, with the way to it."""

    title: str
    value: str
    foot: str
    address: str
    tone: str = "none"  # of a light
    says: str = ""  # what can be done there


@dataclass(frozen=True, slots=True)
class OwnLedger:
    """What somebody answers for in one ledger: how many by light, and the figures over them."""

    ledger: LedgerUnit
    count: int
    lights: Sequence[tuple[str, int]]
    figures: Sequence[Figure]


def read_first_page(who: Viewer, own: Sequence[OwnRecord]) -> dict[str, Any]:
    """Return what somebody finds who sees no unit's figures."""
    return {
        "cards": [*_work(who), *_installation(who)],
        "ledgers": _ledgers(who, own),
        "meetings": _meetings(who),
    }


def _ledgers(who: Viewer, own: Sequence[OwnRecord]) -> list[OwnLedger]:
    """Return what the viewer answers for by ledger, the reddest first."""
    if not own:
        return []
    figures = read_own_figures(who)
    by_ledger: dict[str, list[OwnRecord]] = {}
    for each in own:
        by_ledger.setdefault(each.ledger.key, []).append(each)
    found = [
        OwnLedger(
            held[0].ledger,
            len(held),
            [(name, n) for name in RANK if (n := sum(each.light == name for each in held))],
            figures.get(key, []),
        )
        for key, held in by_ledger.items()
    ]
    return sorted(found, key=lambda each: (not each.figures, -dict(each.lights).get("red", 0)))


def _meetings(who: Viewer) -> list[MeetingRow]:
    """Return the meetings ahead, the next one first."""
    return [row for row in reversed(list_meetings(who, limit=20)) if row.state != "closed"]


def _work(who: Viewer) -> Iterator[Card]:
    if not any(act.partition("@")[0] in TASKS for grant in who.grants for act in grant.acts):
        return
    inbox, counts = reverse("inbox:home"), count_to_do(who)
    late = counts["overdue"]
    yield Card(
        said("该我办的", "Mine to do"), str(counts["owed"]),
        said(f"其中逾期 {late}", f"{late} of them late"), inbox, "red" if late else "none",
    )  # fmt: skip
    slips = counts["slips"]
    yield Card(
        said("督办单", "Supervision slips"), str(slips), said("等我答复", "to answer"),
        f"{inbox}#slips", "yellow" if slips else "none",
    )  # fmt: skip
    yield Card(
        said("待我审批", "For me to decide"), str(counts["to_decide"]),
        said(f"我的申请待批 {counts['asked']}", f"{counts['asked']} of my requests undecided"), inbox,
    )  # fmt: skip


def _installation(who: Viewer) -> Iterator[Card]:
    """Yield what an administrator looks after, each within what that administrator may do."""
    if units := units_for(who, "unit.manage"):
        yield Card(
            said("组织单元", "Units"), str(len(units)), said("现行", "in force"),
            reverse("administration:units"),
            says=said("增加、调整、撤销单元，按生效日期", "Add, move and close units, by date"),
        )  # fmt: skip
    if allows(who, "person.manage") or allows(who, "account.manage"):
        people = list_people(who, limit=MOST_PEOPLE)
        without = sum(not person.username for person in people)
        yield Card(
            said("人员", "People"), _counted(len(people)),
            said(f"没有账号 {without}", f"{without} without a login"), reverse("administration:people"),
            says=said("人员名册、开户、重置密码、锁定", "The register, logins, passwords, locks"),
        )  # fmt: skip
    if allows(who, "role.manage"):
        held = len(list_assignments(who))
        yield Card(
            said("角色", "Roles"), str(len(list_roles(who))),
            said(f"任职 {held} 项", f"{held} held"), reverse("administration:roles"),
            says=said("谁在哪个单元担任什么角色，角色能做什么", "Who holds what where, and what a role may do"),
        )  # fmt: skip
    if allows(who, "pack.install"):
        yield Card(
            said("业务包", "Packs"), str(len(installed().packs)), said("已安装", "installed"),
            reverse("administration:packs"),
            says=said("安装新版本，先看会改什么", "Install a version, having seen what it changes"),
        )  # fmt: skip
    if allows(who, "channel.configure", path=EVERYWHERE):
        yield from _channels(who)
    if allows(who, "log.read", path=EVERYWHERE):
        yield from _log()


def _counted(count: int) -> str:
    return f"{count}+" if count >= MOST_PEOPLE else str(count)


def _channels(who: Viewer) -> Iterator[Card]:
    address = reverse("administration:channels")
    failed = len(list_undelivered(who))
    yield Card(
        said("通知渠道", "Notice channels"), str(len(list_channels(who))),
        said(f"没有送达 {failed}", f"{failed} not delivered"), address, "red" if failed else "none",
        said("邮件、群机器人、免打扰时段", "E-mail, robots, quiet hours"),
    )  # fmt: skip
    far = how_far(who)
    faults = len(far.failed)
    yield Card(
        said("后台办理", "Worker"), str(far.behind),
        said(f"件事件待跟进，失败 {faults}", f"events to follow, {faults} failed"), address,
        "red" if faults else "yellow" if far.behind else "green",
        said("通知、督办单由后台发出", "Notices and slips go out from there"),
    )  # fmt: skip


def _log() -> Iterator[Card]:
    address, note = reverse("traces:log"), latest_checkpoint()
    yield Card(said("日志", "Log"), f"#{head().size}", said("条事件", "events"), address,
               says=said("逐条可查，可当场核验", "Each can be read, all be verified at once"))  # fmt: skip
    yield Card(
        said("检查点", "Checkpoint"), f"#{note.size}" if note else "—",
        said("最近一次签发", "the newest signed"), address, "none" if note else "yellow",
    )  # fmt: skip
