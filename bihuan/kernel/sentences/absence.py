"""What is not there, or not to be seen."""

SENTENCES: dict[str, tuple[str, str]] = {
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
}
