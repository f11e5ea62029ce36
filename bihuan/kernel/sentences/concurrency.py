"""What another has changed or taken meanwhile."""

SENTENCES: dict[str, tuple[str, str]] = {
    "meeting-state": (
        "会议现在是“{state}”，这一步只在“{possible}”时可以办。",
        "The meeting is “{state}”; this can be done while it is “{possible}”.",
    ),
    "minutes-locked": (
        "会议已经结束，纪要锁定；确有错漏请写明理由作更正，更正会留在纪要上。",
        "The meeting is closed and its minutes are locked; correct a mistake with a reason, which the minutes will name.",
    ),
    "minutes-signed": (
        "纪要已经签发。",
        "The minutes are signed already.",
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
        "{source} {code} 在 {on} 已报 {value}。一致就填同样的值；有异议，写明理由。",
        "{source} {code} of {on} says {value}. Confirm it by the same value, or say why it is another.",
    ),
    "number-known": (
        "{source} {code} 同月已报 {value}。一致就填同样的数；有异议，在“说明”里写明理由。",
        "{source} {code} says {value} for the same month. Confirm it, or say in the note why it is "
        "another.",
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
    "pack-name-taken": (
        "已经有业务包叫 {name}。换一个名字；要改那个包，升它的版本后用 bihuan pack install。",
        "There is a pack named {name}. Choose another name; to change that pack, raise its version "
        "and use bihuan pack install.",
    ),
    "folder-there": (
        "{path} 已经有了。换一个名字，或用 --into 放到别处。",
        "{path} is there already. Choose another name, or another place by --into.",
    ),
    "pack-version-taken": (
        "业务包 {pack} 的 {version} 版已安装，内容却不同：请提高版本号。",
        "Version {version} of pack {pack} is installed with other content: raise its version.",
    ),
    "step-of-others": (
        "“{transition}”只用于“{condition}”的记录，{code} 不是；它可以办理：{possible}。",
        "“{transition}” is only for records where “{condition}”, which {code} is not; possible for it: {possible}.",
    ),
    "wrong-state": (
        "{code} 现在是“{state}”，不能这样办理；可以办理：{possible}。",
        "{code} is “{state}” now, so this cannot be done; possible: {possible}.",
    ),
}
