"""Every refusal the system can give, as a tree: a stable code, a sentence in two languages.

Problem
├── Invalid        what was sent is wrong           (HTTP 422)
├── Forbidden      this person may not              (HTTP 403)
├── NotFound       no such thing, or not visible    (HTTP 404)
├── Conflict       somebody else was faster         (HTTP 409)
└── Broken         the installation needs help      (HTTP 503)
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple, Protocol

from bihuan.drafts.refusals import REFUSALS


class Words(NamedTuple):
    """A term in both languages."""

    zh: str
    en: str


class Titled(Protocol):
    """Anything said in both languages."""

    @property
    def zh(self) -> str: ...

    @property
    def en(self) -> str: ...


def in_a_row(titles: Iterable[Titled]) -> Words:
    """Return some titles as one enumeration, a dash when there are none."""
    held = list(titles)
    return Words("、".join(one.zh for one in held) or "—", ", ".join(one.en for one in held) or "—")


class Problem(Exception):
    """A refusal that a person can read. Raise a subclass with a code of `CATALOGUE`."""

    status = 400

    def __init__(self, code: str, /, *, where: object = "", **facts: object) -> None:
        self.code = code
        self.facts = facts
        self.where = where  # a field's label, or `file:line`, or `row 12, column 级别`
        super().__init__(code)

    def sentence(self, language: str = "zh") -> str:
        english = language.startswith("en")
        facts = {name: _in(value, english) for name, value in self.facts.items()}
        text = CATALOGUE[self.code][english].format(**facts)
        return f"{_in(self.where, english)}: {text}" if self.where else text

    def __str__(self) -> str:
        return f"{self.code} {self.sentence('zh')}"


def _in(value: object, english: bool) -> object:
    """Return a label (anything with `zh` and `en`) in one language, other facts as they are."""
    return getattr(value, "en" if english else "zh", value)


class Invalid(Problem):
    status = 422


class Forbidden(Problem):
    status = 403


class NotFound(Problem):
    status = 404


class Conflict(Problem):
    status = 409


class Broken(Problem):
    status = 503


class InvalidMany(Invalid):
    """Several faults found in one go; `faults` holds each."""

    def __init__(self, faults: Sequence[Problem]) -> None:
        self.faults = tuple(faults)
        super().__init__("many", count=len(self.faults), first=self.faults[0].sentence())

    def sentence(self, language: str = "zh") -> str:
        return "\n".join(fault.sentence(language) for fault in self.faults)


# code: (Chinese, English). Facts in braces are given where the problem is raised.
CATALOGUE: dict[str, tuple[str, str]] = {
    "many": ("共 {count} 处有误，首处：{first}", "{count} faults; the first: {first}"),
    # the installation
    "not-initialised": (
        "这里还没有安装：请先运行 bihuan init 或 bihuan demo。",
        "Nothing is installed here yet: run bihuan init or bihuan demo first.",
    ),
    "documents-missing": (
        "这里没有装 DOCX 的库：请安装 bihuan[documents]，或打印网页版。",
        "The library for DOCX is not installed here: install bihuan[documents], or print the page.",
    ),
    "port-taken": (
        "端口 {port} 已有程序在用。请停掉它，或用 --port 换一个。",
        "Port {port} is in use by another program. Stop it, or take another one with --port.",
    ),
    "disk-full": (
        "磁盘已满，什么都没有写入。请腾出空间后重试。",
        "The disk is full and nothing was written. Make room, then try again.",
    ),
    "database-unreachable": (
        "连不上数据库 {name}（{host}:{port}）：{why}。请检查 DATABASE_URL 和数据库是否在运行。",
        "The database {name} at {host}:{port} cannot be reached: {why}. Check DATABASE_URL and that it runs.",
    ),
    "configuration-wrong": ("配置有误：{why}", "The configuration is wrong: {why}"),
    "database-busy": (
        "数据库正忙，什么都没有写入。请稍后重试。",
        "The database is busy and nothing was written. Try again in a moment.",
    ),
    "key-missing": (
        "密钥 {key} 不在密钥库里，不能再写入这个人的信息。",
        "Key {key} is not in the key store, so nothing more can be written about this person.",
    ),
    "master-key-wrong": (
        "主密钥与密钥库不符，请恢复 keys 文件夹的备份。",
        "The master key does not fit the key store; restore the backup of the keys folder.",
    ),
    "sealed-broken": (
        "加密字段 {field} 无法解开，内容或密钥被改动过。",
        "The sealed field {field} cannot be opened: its content or key was changed.",
    ),
    "secret-missing": (
        "密钥库里没有 {secret} 号机密，请重新填写这个通知渠道。",
        "The key store has no secret {secret}: enter this notice channel anew.",
    ),
    "checkpoint-unreadable": ("这不是一份检查点。", "This is not a checkpoint."),
    "checkpoint-key": ("检查点公钥的写法不对。", "The checkpoint's public key is not well formed."),
    "checkpoint-signature": ("检查点的签名不成立。", "The checkpoint's signature does not hold."),
    "checkpoint-key-missing": (
        "缺少签名密钥 {path}，不能签发或核对检查点。",
        "The signing key {path} is missing, so no checkpoint can be signed or checked.",
    ),
    "log-broken": (
        "日志的存储不完整，请运行 bihuan verify。",
        "The stored log is incomplete; run bihuan verify.",
    ),
    "bundle-unreadable": ("{path} 不是日志包。", "{path} is not a log bundle."),
    "home-not-empty": (
        "{path} 里已有安装；要覆盖请加 --force。",
        "{path} holds an installation already; add --force to replace it.",
    ),
    "backup-broken": (
        "备份核验不通过，没有恢复，原有的安装没有改动：{why}",
        "The backup does not verify; nothing was restored and what was here is untouched: {why}",
    ),
    "backup-other-database": (
        "{path} 是另一种数据库（SQLite 或 PostgreSQL）的备份，请按它设定 DATABASE_URL。",
        "{path} is a backup of the other kind of database (SQLite, PostgreSQL); set DATABASE_URL accordingly.",
    ),
    "restore-keys-missing": (
        "没有检查点公钥，不能核验备份：请用 --keys 给出密钥备份。什么都没有改动。",
        "Without the checkpoint key the backup cannot be verified: give the backup of the keys with --keys. "
        "Nothing was changed.",
    ),
    "restore-needs-database": (
        "备份要先在临时数据库里核验，请给数据库用户 CREATEDB 权限。什么都没有改动。",
        "The backup is verified in a temporary database first: give the database user CREATEDB. Nothing was changed.",
    ),
    "database-program": ("{program} 没有成功：{why}", "{program} failed: {why}"),
    "archive-unreadable": (
        "{path} 不是能读的 ZIP：请把业务包文件夹压缩成不加密的 ZIP。",
        "{path} is no ZIP that can be read: send the pack's folder as a ZIP without a password.",
    ),
    "archive-too-large": (
        "业务包最多 {files} 个文件、共 {most} MB。",
        "A pack has at most {files} files and {most} MB in all.",
    ),
    "backup-unreadable": ("{path} 不是备份。", "{path} is not a backup."),
    "sheet-unreadable": ("{path} 读不出来：{why}。", "{path} cannot be read: {why}."),
    "sheet-header": (
        "没有这一列：{columns}；可用：{known}。",
        "There is no such column: {columns}; known: {known}.",
    ),
    "sheet-column-missing": (
        "缺少这一列：{columns}；可用：{known}。",
        "A column is missing: {columns}; known: {known}.",
    ),
    "sheet-cells": (
        "有 {cells} 格，表头有 {columns} 列。",
        "It has {cells} cells and the heading has {columns}.",
    ),
    "sheet-cell-missing": ("{column} 是空的。", "{column} is empty."),
    "pair-unreadable": (
        "“{text}”读不懂，请写 名称=值；可用：{known}。",
        "“{text}” cannot be read; write name=value, of: {known}.",
    ),
    "sheet-heading-twice": (
        "“{column}”一列出现了两次，留下哪一列？",
        "The column “{column}” stands twice; keep one of them.",
    ),
    "sheet-row-long": (
        "这一行比表头多出 {count} 格：{cells}。",
        "This row has {count} cells more than the heading: {cells}.",
    ),
    "sheet-state": (
        "导入的记录都从“{initial}”开始，不能直接导入为“{state}”；请清空这一格，导入后再办理。",
        "Imported records begin as “{initial}”, not as “{state}”; clear the cell, and move the record afterwards.",
    ),
    "demo-elsewhere": (
        "{path} 已有一个不是演示区的安装，演示请另设 BIHUAN_HOME。",
        "{path} holds an installation that is no demo zone; set BIHUAN_HOME to another folder.",
    ),
    "evidence-too-large": (
        "文件 {size} MB，超过 {most} MB。",
        "The file has {size} MB, more than {most} MB.",
    ),
    "evidence-type": (
        "不接受这种文件；可用：图片、PDF、Word/Excel（不含宏）、MP4、文本。",
        "This kind of file is not taken; images, PDF, Word and Excel without macros, MP4 and text are.",
    ),
    "evidence-empty": ("文件是空的。", "The file is empty."),
    "evidence-lost": (
        "证据文件 {digest} 不在证据库里，请由备份恢复。",
        "The evidence file {digest} is gone from the store; restore it from a backup.",
    ),
    "evidence-altered": (
        "证据文件 {digest} 被改动过，请由备份恢复。",
        "The evidence file {digest} was altered; restore it from a backup.",
    ),
    "evidence-unknown": (
        "没有这份证据，或您不能查看。",
        "There is no such evidence, or you may not see it.",
    ),
    **REFUSALS,
    # who may
    "not-allowed": (
        "您没有“{act}”的权限。请由有这项权限的人办理，或请安全管理员给您角色。",
        "You may not {act}. Let somebody do it who may, or ask the security administrator for a role.",
    ),
    "unit-not-yours": ("“{unit}”不在您的管辖范围内。", "“{unit}” is outside your scope."),
    "not-your-role": (
        "“{transition}”不由您的角色办理，由{known}办理。",
        "“{transition}” is not for your role but for: {known}.",
    ),
    "four-eyes": (
        "“{transition}”须由另一人办理：前一步是您本人办的。",
        "“{transition}” must be taken by somebody else: you took the step before it.",
    ),
    "four-eyes-asked": (
        "这是您本人提出的，须由另一人决定。",
        "You asked for this yourself, so somebody else has to decide.",
    ),
    "approval-not-yours": (
        "这件事不由您的角色审批。",
        "This is not for your role to decide.",
    ),
    "approval-unknown": ("没有这项申请。", "There is no such request."),
    "approval-waiting": (
        "{code} 已有同样的申请在等待审批。",
        "The same was asked for {code} already and waits for a decision.",
    ),
    "approval-decided": (
        "{code} 的这项申请已经有了结果。",
        "This request about {code} has been decided already.",
    ),
    "value-out-of-range": (
        "地址或表单里的数字太大，没有这样的对象。",
        "A number in the address or form is far too large; there is no such thing.",
    ),
    "nothing-changed": (
        "没有改动任何一项，无需更正。",
        "Nothing was changed, so there is nothing to correct.",
    ),
    "field-not-of-move": (
        "“{transition}”不能改这一项，可填：{allowed}。其余请用更正。",
        "“{transition}” cannot change this; it takes: {allowed}. Use a correction for the rest.",
    ),
    "field-holds-state": (
        "记录处于“{state}”靠的就是这一项，不能清空；可改为另一个值。",
        "The record is “{state}” because of this, so it cannot be emptied; give another value.",
    ),
    "party-reports-only": (
        "企业只能更正自己报的数，这一项由登记单位更正。",
        "An enterprise corrects the numbers that it reports; ask the unit that keeps the record to correct this.",
    ),
    "reported-by-party": (
        "这个数由企业自报，他人不能改；有误请企业自行更正，或退回企业核实。",
        "The enterprise reported this number, and nobody else may change it; ask it to correct its own.",
    ),
    "field-is-deadline": (
        "这是期限，不能更正；请在到期前申请延期。",
        "This is a deadline and cannot be corrected; ask for an extension before it passes.",
    ),
    "move-before-last": (
        "办理日期 {on} 早于上一步的 {last}。请填 {last} 或之后的日期。",
        "{on} is before the last step, which was on {last}. Give that day or a later one.",
    ),
    "deadline-unknown": ("没有期限 {deadline}。", "There is no deadline {deadline}."),
    "deadline-past": (
        "“{deadline}”{due} 早于办理日期，请填之后的日期。",
        "“{deadline}” {due} lies before the day of the step; give a later day.",
    ),
    "deadline-not-running": (
        "“{deadline}”没有在计时，不能延期。",
        "“{deadline}” is not running, so it cannot be extended.",
    ),
    "extension-late": (
        "“{deadline}”已于 {due} 到期，延期须在到期前申请；请尽快办理并说明原因。",
        "“{deadline}” passed on {due}; extensions are asked before. Finish it soon and say why.",
    ),
    "extension-earlier": (
        "新期限须晚于原期限 {due}。",
        "The new day must be later than {due}.",
    ),
    "extension-used-up": (
        "“{deadline}”最多延期 {most} 次，已用完。",
        "“{deadline}” may be extended {most} times, which is used up.",
    ),
    "slip-unknown": ("没有这张督办单。", "There is no such supervision slip."),
    "slip-not-yours": (
        "这张督办单不是发给您的，由收件人答复。",
        "This slip is not addressed to you; those it names answer it.",
    ),
    "slip-answered": ("这张督办单已经答复。", "This slip has been answered already."),
    "four-eyes-minutes": (
        "纪要是您本人起草的，须由另一人签发。",
        "You wrote these minutes yourself, so somebody else has to sign them.",
    ),
    "four-eyes-check": (
        "本人报送的数据须由他人审核。",
        "Somebody else must check what you reported.",
    ),
    "four-eyes-approve": (
        "本人审核的数据须由他人审批。",
        "Somebody else must approve what you checked.",
    ),
    "four-eyes-report": (
        "本人报送的数据须由他人审批。",
        "Somebody else must approve what you reported.",
    ),
    "login-wrong": ("用户名或密码不对。", "The user name or the password is wrong."),
    "login-locked": (
        "多次输错，账号已锁定 {minutes} 分钟；安全管理员可以解锁。",
        "Too many wrong tries: locked for {minutes} minutes; the security administrator can unlock it.",
    ),
    # not there
    "record-unknown": (
        "没有这条记录，或您不能查看。",
        "There is no such record, or you may not see it.",
    ),
    "ledger-unknown": ("没有台账 {ledger}。", "There is no ledger {ledger}."),
    "ledger-ambiguous": (
        "台账名 {ledger} 不唯一，请写全：{keys}。",
        "The ledger name {ledger} is not unique; write one of {keys}.",
    ),
    "indicator-unknown": ("没有指标 {indicator}。", "There is no indicator {indicator}."),
    "indicator-ambiguous": (
        "指标名 {indicator} 不唯一，请写全：{keys}。",
        "The indicator name {indicator} is not unique; write one of {keys}.",
    ),
    "pack-unknown": ("没有安装业务包 {pack}。", "The pack {pack} is not installed."),
    "parameter-unknown": ("没有参数 {parameter}。", "There is no parameter {parameter}."),
    "unit-unknown": ("没有组织单元 {unit}。", "There is no unit {unit}."),
    "person-unknown": ("没有人员 {person}。", "There is no person {person}."),
    "role-unknown": ("没有角色 {role}。", "There is no role {role}."),
    "account-unknown": ("{person} 没有账号。", "{person} has no account."),
    "assignment-unknown": (
        "没有正在生效的任职 {assignment}。",
        "There is no assignment {assignment} in force.",
    ),
    "duty-unknown": ("这个台账没有责任“{duty}”。", "This ledger has no duty “{duty}”."),
    "event-unknown": ("日志里没有第 {seq} 号事件。", "The log has no event {seq}."),
    "report-unknown": (
        "{code} 的 {period} 还没有报送。",
        "{period} of {code} is not reported yet.",
    ),
    "split-unknown": (
        "不能按 {split} 拆分；可用：{known}。",
        "Figures cannot be split by {split}; these can be used: {known}.",
    ),
    "pack-figures-failed": (
        "业务包“{pack}”{version} 的指标算不出来；其他业务包不受影响，详情在服务日志里。",
        "The figures of the pack “{pack}” {version} cannot be computed; other packs are not affected. "
        "The service's log has the details.",
    ),
    "figures-not-yours": (
        "您没有可以查看“{indicator}”的单元。",
        "There is no unit whose “{indicator}” you may see.",
    ),
    "position-unknown": (
        "日志位置 {at} 不存在，日志到 {head} 为止。",
        "There is no log position {at}; the log ends at {head}.",
    ),
    "meeting-unknown": (
        "没有这次会议，或您不能查看。",
        "There is no such meeting, or you may not see it.",
    ),
    "item-unknown": ("这次会议没有第 {item} 项议题。", "This meeting has no item {item}."),
    "task-ledger-missing": (
        "没有承接议定事项的台账：请安装“调度督办”业务包。",
        "No ledger takes what meetings decide: install the dispatch pack.",
    ),
    # bulletins
    "bulletin-unknown": (
        "没有这份简报，或您不能看到它。",
        "There is no such bulletin, or you may not see it.",
    ),
    "bulletin-template-unknown": (
        "没有简报模板 {template}；已安装的有：{known}。",
        "There is no template {template}; installed are: {known}.",
    ),
    "bulletin-kind": (
        "没有简报类别 {kind}，可用：{known}。",
        "There is no kind of bulletin {kind}; known: {known}.",
    ),
    "bulletin-form": (
        "简报没有 {form} 这种文件，可用：{known}。",
        "A bulletin has no {form} file; known: {known}.",
    ),
    "bulletin-heading": ("请写标题。", "Write a heading."),
    "bulletin-mark": (
        "请写机关代字，例如“云开督”，它印在发文字号前面。",
        "Write the issuer's mark; it is printed in front of the number.",
    ),
    "bulletin-too-long": ("最多 {most} 字。", "At most {most} characters."),
    "bulletin-too-many": (
        "一份简报最多 {most} 个数字，请拆成几份。",
        "A bulletin holds at most {most} figures; make several of it.",
    ),
    "bulletin-empty": ("正文是空的。", "The text is empty."),
    "bulletin-fault": ("{fault}", "{fault}"),
    "bulletin-no-value": (
        "“{indicator}”在这一天没有数值（只用已审批的数据）。请换日期，或先完成审批。",
        "“{indicator}” has no value on that day (of approved data alone). Take another day, or have the data approved.",
    ),
    "bulletin-no-split": (
        "按 {split} 拆分，没有“{value}”这一项。",
        "Split by {split} there is no “{value}”.",
    ),
    "bulletin-no-units": (
        "“{unit}”下面没有这一类单元。",
        "There are no such units below “{unit}”.",
    ),
    "bulletin-not-money": (
        "“{indicator}”不能换算成{unit}。",
        "“{indicator}” cannot be given in {unit}.",
    ),
    "bulletin-reason": (
        "请写明退回的理由，写稿人要知道改什么。",
        "Say why it goes back: the writer needs to know what to change.",
    ),
    "bulletin-state": (
        "简报现在是“{state}”，这一步只在“{possible}”时可以办。",
        "The bulletin is “{state}”; this can be done while it is “{possible}”.",
    ),
    "bulletin-figures-moved": (
        "签发之后台账有变化，这些数字已经不同：{figures}。请签发人看过新数字后重新签发。",
        "The ledgers changed since it was signed; these figures differ now: {figures}. Have it signed again with the new ones.",
    ),
    "bulletin-nothing-changed": (
        "这份简报的数字与现在一致，没有要更正的。",
        "The figures of this bulletin still hold; there is nothing to correct.",
    ),
    "four-eyes-bulletin": (
        "这份简报是您本人写的，须由另一人审核、签发。",
        "You wrote this bulletin yourself, so somebody else has to review and sign it.",
    ),
    "checkpoint-unknown": (
        "没有 {size} 个事件的检查点。",
        "There is no checkpoint over {size} events.",
    ),
    "proof-missing": (
        "{path} 里没有附简报证明；可证明的是 bihuan 发布的 DOCX、PDF，或它们的 JSON。",
        "{path} carries no proof; what can be proved is a DOCX or PDF that bihuan published, or its JSON.",
    ),
    "proof-unreadable": (
        "简报证明读不出来，文件可能被改动或截断。",
        "The proof cannot be read: the file was altered or cut.",
    ),
    "pdf-missing": (
        "这里没有生成 PDF 的库：请安装 bihuan[documents] 和 Pango，或下载 DOCX。",
        "The library for PDF is not installed here: install bihuan[documents] and Pango, or download the DOCX.",
    ),
    # somebody was faster
    "meeting-state": (
        "会议现在是“{state}”，这一步只在“{possible}”时可以办。",
        "The meeting is “{state}”; this can be done while it is “{possible}”.",
    ),
    "minutes-signed": (
        "纪要已经签发，不能再改；有变化请在下次会议上议。",
        "The minutes are signed and stay as they are; bring a change to the next meeting.",
    ),
    "changed-meanwhile": (
        "{code} 刚被别人改过，您的修改没有保存。请对照最新内容再改。",
        "{code} was just changed by somebody else and yours was not saved. Compare with what is there now.",
    ),
    "report-changed-meanwhile": (
        "这个月的数据刚被别人改过，您的修改没有保存。",
        "This month was just changed by somebody else and yours was not saved.",
    ),
    "report-submitted": (
        "{code} 的 {period} 已经报送；要改请用“更正”。",
        "{period} of {code} is submitted already; to change it, correct it.",
    ),
    "correction-reason": (
        "{code} 的 {period} 已经报送，更正须写明理由。",
        "{period} of {code} is submitted already; give a reason to correct it.",
    ),
    "report-locked": (
        "{code} 的 {period} 已锁定；请审批人先解锁，再更正。",
        "{period} of {code} is locked; an approver must unlock it before it can be corrected.",
    ),
    "code-taken": ("编号 {code} 已被占用。", "The code {code} is taken."),
    "duty-not-held": ("{person} 现在没有这项责任。", "{person} does not have this duty now."),
    "duty-held": ("{person} 已经承担这项责任。", "{person} already has this duty."),
    "role-held": ("{person} 已经担任 {role}。", "{person} already holds {role}."),
    "username-taken": ("用户名 {username} 已被占用。", "The user name {username} is taken."),
    "account-exists": ("{person} 已经有账号。", "{person} already has an account."),
    "upgrade-blocked": (
        "{pack} {version} 没有安装：有 {count} 处现有数据它接不住。先更正这些记录，或在 renames 里写明改名，或把删去的留着。",
        "{pack} {version} was not installed: it has no place for {count} things that are there. "
        "Correct these records first, name what was renamed in `renames`, or keep what was taken out.",
    ),
    "element-known": (
        "{source} {code} 已报 {value}。一致就填同样的值；有异议，写明理由。",
        "{source} {code} says {value}. Confirm it by the same value, or say why it is another.",
    ),
    "filling-by-hand": (
        "{ledger}由系统在填报时自动记，不能手工登记。",
        "{ledger} are written by the system as forms are filled in, never by hand.",
    ),
    "form-unknown": (
        "没有台账“{form}”。写 业务包.台账，如 safety.hazard。",
        "There is no ledger “{form}”. Write pack.ledger, as in safety.hazard.",
    ),
    "pack-name": (
        "“{name}”不能作业务包的名字：用小写英文、数字和连字符，如 flood-control。",
        "“{name}” cannot name a pack: use small letters, digits and hyphens, as in flood-control.",
    ),
    "folder-there": (
        "{path} 已经有了。换一个名字，或用 --into 放到别处。",
        "{path} is there already. Choose another name, or another place by --into.",
    ),
    "pack-version-taken": (
        "业务包 {pack} 的 {version} 版已安装，内容却不同：请提高版本号。",
        "Version {version} of pack {pack} is installed with other content: raise its version.",
    ),
    "wrong-state": (
        "{code} 现在是“{state}”，不能这样办理；可以办理：{possible}。",
        "{code} is “{state}” now, so this cannot be done; possible: {possible}.",
    ),
    # what was sent
    "meeting-kind": (
        "没有会议类型 {kind}，可用：{known}。",
        "There is no kind of meeting {kind}; known: {known}.",
    ),
    "item-title": ("请写明议题。", "Say what the item is about."),
    "decision-past": (
        "办理期限 {day} 已经过去，请填今天或之后的日期。",
        "{day} has passed already; give today or a later day.",
    ),
    "minutes-missing": (
        "还没有起草纪要，请先起草。",
        "There is no draft of the minutes yet; write one first.",
    ),
    "reason-missing": ("请写明理由。", "Give a reason."),
    "basis-missing": ("请写明依据。", "Give a basis."),
    "name-missing": ("请填写姓名。", "Give a name."),
    "field-unknown": ("{ledger}没有这个字段。", "{ledger} has no such field."),
    "field-required": ("必填。", "This is required."),
    "measure-derived": (
        "这一项由系统算出，不能填；请填它所用的数。",
        "This is computed and cannot be entered; enter the numbers that it uses.",
    ),
    "measure-unknown": ("{ledger}没有这个数据项。", "{ledger} has no such measure."),
    "record-void": (
        "{code} 已作废，不能再改；确有其事的，请另行登记。",
        "{code} is void and cannot be changed; if it exists after all, add it anew.",
    ),
    "number-unreadable": ("“{text}”不是数。", "“{text}” is not a number."),
    "number-too-large": ("{number} 太大。", "{number} is too large."),
    "number-too-small": ("{number} 小于最小值 {least}。", "{number} is below the least, {least}."),
    "number-above": ("{number} 大于最大值 {most}。", "{number} is above the most, {most}."),
    "number-digits": (
        "{number} 的小数超过 {digits} 位。",
        "{number} has more than {digits} decimals.",
    ),
    "text-too-long": ("共 {length} 字，超过 {most} 字。", "{length} characters, more than {most}."),
    "text-pattern": (
        "“{text}”的写法不对，应符合 {pattern}。",
        "“{text}” is not written as {pattern} asks.",
    ),
    "text-control": ("含有不可见的控制字符。", "It has invisible control characters."),
    "date-unreadable": (
        "“{text}”不是日期，请写作 2022-05-31。",
        "“{text}” is not a date; write 2022-05-31.",
    ),
    "calendar-year": (
        "{year} 年的放假安排还不在日历里，请在“管理 › 日历”里补上或升级日历。",
        "The calendar does not know the holidays of {year} yet: declare the days under "
        "Administration › Calendar, or upgrade the calendar.",
    ),
    "span-unreadable": (
        "“{text}”不是期限，请写作 15 working days、10 days 或 24 hours。",
        "“{text}” is not a span; write 15 working days, 10 days or 24 hours.",
    ),
    "link-unknown": ("没有“{value}”。", "There is no “{value}”."),
    "derived-differs": (
        "这一项自动计算，应为“{derived}”，送来的却是“{sent}”：请改正所依据的字段，或把这一项留空。",
        "This is computed: it is “{derived}”, not “{sent}”. Mend what it is computed from, or leave it empty.",
    ),
    "period-untyped": (
        "应办周期由系统按规则生成，请留空：自行增加的记录不计入应办数。",
        "The period comes from the rule, by the system. Leave it empty: what is added by hand is not what is owed.",
    ),
    "together-taken": (
        "{code} 的{fields}与这一条都相同，不能重复登记。",
        "{code} has the same {fields} already; nothing is entered twice.",
    ),
    "together-twice": (
        "{fields}与第 {line} 行都相同，不能重复登记。",
        "{fields} are those of row {line}; nothing is entered twice.",
    ),
    "value-taken": ("“{value}”已在另一条记录上。", "“{value}” stands on another record already."),
    "value-twice": ("“{value}”出现了两次。", "“{value}” stands twice."),
    "date-ahead": ("{date} 在今天之后。", "{date} lies ahead of today."),
    "period-unreadable": (
        "“{text}”不是周期，请写作 2022-05、2022Q2、2022H1 或 2022。",
        "“{text}” is not a period; write 2022-05, 2022Q2, 2022H1 or 2022.",
    ),
    "period-not-month": ("{period} 不是一个月。", "{period} is not a month."),
    "period-ahead": ("{period} 还没有到。", "{period} has not begun."),
    "period-unfinished": (
        "{period} 还没有结束，月底之后再报。",
        "{period} is not over yet; report it after its end.",
    ),
    "period-before-record": (
        "{code} 最早可报 {first}，不能报 {period}。",
        "{code} can be reported from {first}, so not for {period}.",
    ),
    "choice-unknown": (
        "“{text}”不在选项之中：{known}。",
        "“{text}” is none of the choices: {known}.",
    ),
    "boolean-unreadable": ("“{text}”不是“是”或“否”。", "“{text}” is neither yes nor no."),
    "code-unreadable": (
        "“{text}”不能作代码：用英文、数字、点、横线。",
        "“{text}” cannot be a code: use letters, digits, dots, hyphens.",
    ),
    "credit-code-wrong": (
        "“{text}”不是有效的统一社会信用代码（校验位不符）。",
        "“{text}” is not a valid social credit code (its check character is wrong).",
    ),
    "industry-wrong": ("“{text}”不是国民经济行业代码。", "“{text}” is not an industry code."),
    "region-wrong": ("“{text}”不是行政区划代码。", "“{text}” is not a region code."),
    "phone-wrong": ("不是有效的电话号码。", "This is not a telephone number."),
    "id-number-wrong": (
        "不是有效的身份证号（校验位不符）。",
        "This is not a valid identity number (its check character is wrong).",
    ),
    "point-unreadable": (
        "“{text}”不是坐标，请写作 114.02,33.01。",
        "“{text}” is not a point; write 114.02,33.01.",
    ),
    "point-outside": (
        "坐标 {text} 在国境之外，经纬度可能写反了。",
        "The point {text} is outside the country; longitude and latitude may be swapped.",
    ),
    "line-unreadable": ("线至少要有两个坐标。", "A line needs two points at least."),
    "evidence-unreadable": (
        "证据应是已上传文件的摘要。",
        "Evidence is named by the digests of uploaded files.",
    ),
    "check-failed": ("不符合校验规则。{advice}", "This breaks a check. {advice}"),
    "check-unexplained": (
        "不符合校验规则；确属实情的，请在“说明”里写明原因。{advice}",
        "This breaks a check; if the number is right, say why in the note. {advice}",
    ),
    "cursor-broken": (
        "翻页位置无效，请从第一页开始。",
        "The page position is not valid; start at the first page.",
    ),
    "order-unknown": ("不能按 {order} 排序。", "There is no order by {order}."),
    "status-unknown": ("没有数据状态 {status}。", "There is no data status {status}."),
    "report-status": (
        "数据现在是“{status}”，不能变为“{to}”。",
        "The report is {status} and cannot become {to}.",
    ),
    "transition-unknown": (
        "没有办理“{transition}”；这个流程有：{known}。",
        "There is no transition “{transition}”; this workflow has: {known}.",
    ),
    "transition-needs": (
        "办理“{transition}”还缺：{fields}。",
        "“{transition}” still needs: {fields}.",
    ),
    "duty-single": ("“{duty}”只能有一人。", "Only one person can hold “{duty}”."),
    "parameter-kind": (
        "{parameter} 的值应与默认值 {default} 同类。",
        "{parameter} must be of the kind of its default, {default}.",
    ),
    "pack-faults": ("业务包有 {count} 处错误：", "The pack has {count} faults:"),
    # notices
    "notice-kind-unknown": (
        "没有通知类别 {kind}，可用：{known}。",
        "There is no kind of notice {kind}; known: {known}.",
    ),
    "channel-kind-unknown": (
        "没有通知渠道类别 {kind}，可用：{known}。",
        "There is no kind of channel {kind}; known: {known}.",
    ),
    "channel-needs": ("通知渠道还缺：{what}。", "The channel still needs: {what}."),
    "channel-address": (
        "机器人地址应为 https:// 开头的网址（内网地址可用 http://）。",
        "A robot's address is an https:// address (http:// only inside one's own network).",
    ),
    "delivery-unknown": ("没有这次发送。", "There is no such delivery."),
    "time-unreadable": (
        "“{text}”不是时刻，请写作 22:00。",
        "“{text}” is not a time of day; write 22:00.",
    ),
    "email-wrong": ("“{text}”不是邮箱地址。", "“{text}” is not an e-mail address."),
    # delegation
    "delegation-self": ("不能委托给自己。", "Nobody is their own deputy."),
    "delegation-span": (
        "委托的起止日期不对：从 {first} 到 {last}；结束不早于开始，也不早于今天。",
        "A delegation from {first} to {last} cannot be: it ends neither before it starts nor before today.",
    ),
    "delegation-held": (
        "{first} 至 {last} 已经委托给 {deputy}，请先终止。",
        "From {first} to {last} {deputy} is deputy already; end that first.",
    ),
    "deputy-away": (
        "{deputy} 在这段时间里自己也委托了他人，请另选一人。",
        "{deputy} is away then too and has a deputy; choose somebody else.",
    ),
    "deputy-unfit": (
        "{deputy} 不能受托：三员不办业务，企业人员只代表本企业。请另选一位同事。",
        "{deputy} cannot be deputy: the three administrators do no business, and people of "
        "enterprises speak for their own only. Choose a colleague.",
    ),
    "delegation-unknown": ("没有正在生效的委托。", "There is no such delegation in force."),
    # organisation
    "party-unregistered": (
        "贵企业还不在名录里。请联系开发区登记后再来。",
        "Your enterprise is not in the register yet. Ask the zone to enter it, then come back.",
    ),
    "unit-closed": ("“{unit}”已撤销。", "“{unit}” is closed."),
    "unit-kind-unknown": (
        "没有单元类别 {kind}，可用：{known}。",
        "There is no kind of unit {kind}; known: {known}.",
    ),
    "unit-has-open-children": (
        "“{unit}”下面还有未撤销的单元。",
        "“{unit}” still has open units below it.",
    ),
    "tree-too-deep": ("组织层级最多 {most} 级。", "The tree has at most {most} levels."),
    "tree-cycle": (
        "“{unit}”不能放到它自己的下级“{parent}”之下。",
        "“{unit}” cannot go below its own “{parent}”.",
    ),
    "nothing-personal": (
        "{code} 没有（或已没有）可删除的个人信息。",
        "{code} has no personal fields, or none any more.",
    ),
    "person-erased": ("{person} 的个人信息已删除。", "{person} was erased."),
    "roles-exclude": (
        "{role} 与已担任的 {other} 互斥：三员相互独立，也不兼业务。",
        "{role} excludes {other}, which is held: the three administrators exclude each other and all business.",
    ),
    "act-unknown": ("没有权限 {act}。", "There is no act {act}."),
    "role-shape": (
        "角色的范围应为 unit 或 own，类别应为 business 或 administrator。",
        "A role's scope is unit or own, its group business or administrator.",
    ),
    "role-group": (
        "{role} 的类别是 {group}，不能改；请另设一个角色。",
        "{role} is of the group {group}, which stays; define another role instead.",
    ),
    "acts-mixed": (
        "{role} 把应当分开的权限放在了一起：系统、安全、审计三员的权限各自独立，也不与业务权限同在一个角色；请分设角色。",
        "{role} puts together what must lie in different hands: the acts of system, security and audit exclude each other and all business; define a role for each.",
    ),
    "days-reversed": (
        "止日 {last} 应在起日 {first} 之后。",
        "The end, {last}, must lie after the beginning, {first}.",
    ),
    "password-weak": ("密码太弱：{reasons}", "The password is too weak: {reasons}"),
    "password-same": ("新密码不能与原密码相同。", "The new password must differ from the old one."),
}
