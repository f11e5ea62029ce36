"""What a person may not do."""

SENTENCES: dict[str, tuple[str, str]] = {
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
        "这张督办单不是发给您的，由收件人或其受托人答复。",
        "This slip is not addressed to you; those it names, or their deputies, answer it.",
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
}
