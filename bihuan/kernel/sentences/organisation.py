"""What is wrong with units, people and roles."""

SENTENCES: dict[str, tuple[str, str]] = {
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
