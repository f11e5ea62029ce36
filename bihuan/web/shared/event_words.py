"""Events of the log in words: what was done, and to what."""

from __future__ import annotations

from bihuan.kernel.ledgers.history import VERBS as OF_RECORDS

VERBS = OF_RECORDS | {
    "evidence.added": ("上传证据", "evidence added"),
    "target.set": ("设定目标", "target set"),
    "unit.added": ("增加单元", "unit added"),
    "unit.moved": ("调整单元", "unit moved"),
    "unit.renamed": ("单元更名", "unit renamed"),
    "unit.closed": ("撤销单元", "unit closed"),
    "person.added": ("增加人员", "person added"),
    "person.changed": ("修改人员", "person changed"),
    "person.erased": ("删除个人信息", "person erased"),
    "role.defined": ("设定角色权限", "role defined"),
    "role.assigned": ("任命角色", "role assigned"),
    "role.ended": ("终止任职", "role ended"),
    "calendar.set": ("设定工作日", "working day set"),
    "account.opened": ("开户", "login opened"),
    "account.password_set": ("设定密码", "password set"),
    "account.locked": ("锁定账号", "login locked"),
    "account.unlocked": ("解锁账号", "login unlocked"),
    "duty.delegated": ("委托", "deputy named"),
    "duty.resumed": ("终止委托", "delegation ended"),
    "notice.given": ("通知", "notice given"),
    "notice.read": ("已读通知", "notice read"),
    "channel.configured": ("设定通知渠道", "channel configured"),
    "quiet_hours.set": ("设定免打扰时段", "quiet hours set"),
    "pack.installed": ("安装业务包", "pack installed"),
    "ledger.carried": ("台账转入新版", "ledger carried over"),
    "parameter.set": ("设定参数", "parameter set"),
    "meeting.planned": ("安排会议", "meeting planned"),
    "meeting.opened": ("开始会议", "meeting opened"),
    "meeting.closed": ("结束会议", "meeting closed"),
    "item.raised": ("提请议题", "item raised"),
    "outcome.recorded": ("记录意见", "outcome recorded"),
    "decision.made": ("议定", "decision made"),
    "minutes.drafted": ("起草纪要", "minutes drafted"),
    "minutes.corrected": ("更正纪要", "minutes corrected"),
    "minutes.signed": ("签发纪要", "minutes signed"),
    "bulletin.drafted": ("起草简报", "bulletin drafted"),
    "bulletin.revised": ("修改简报", "bulletin revised"),
    "bulletin.submitted": ("简报送审", "bulletin handed in"),
    "bulletin.returned": ("退回简报", "bulletin returned"),
    "bulletin.reviewed": ("审核简报", "bulletin reviewed"),
    "bulletin.signed": ("签发简报", "bulletin signed"),
    "bulletin.published": ("发布简报", "bulletin published"),
    "draft.checked": ("核稿", "draft checked"),
    "phrase.remembered": ("记住说法", "phrase remembered"),
    "phrase.revoked": ("停用说法", "phrase revoked"),
}
SUBJECTS = {
    "record": ("记录", "record"),
    "evidence": ("证据", "evidence"),
    "person": ("人员", "person"),
    "unit": ("单元", "unit"),
    "role": ("角色", "role"),
    "pack": ("业务包", "pack"),
    "ledger": ("台账", "ledger"),
    "calendar": ("日历", "calendar"),
    "meeting": ("会议", "meeting"),
    "bulletin": ("简报", "bulletin"),
    "notice": ("通知", "notice"),
    "channel": ("通知渠道", "channel"),
    "quiet_hours": ("免打扰时段", "quiet hours"),
    "draft": ("核稿", "draft check"),
    "phrase": ("稿件说法", "phrase"),
}


def verb_words(verb: str, *, english: bool) -> str:
    """Return what an event says was done; a verb without words stands for itself."""
    return VERBS.get(verb, (verb, verb))[english]


def subject_words(subject: str, *, english: bool) -> tuple[str, str]:
    """Return what an event is about, and the record's address where it is one."""
    kind, _, name = subject.partition(":")
    text = f"{SUBJECTS.get(kind, (kind, kind))[english]} {name[:24]}"
    return text, f"/records/{name}/" if kind == "record" and name.isdigit() else ""
