"""What is wrong with notices, their channels and delegations."""

SENTENCES: dict[str, tuple[str, str]] = {
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
    "holder-unfit": (
        "不能由{person}承担：三员不办业务，企业人员只办本企业的记录。请另选一位。",
        "{person} cannot be charged with this: the three administrators do no business, and people "
        "of enterprises only that of their own. Choose somebody else.",
    ),
    "delegation-unknown": ("没有正在生效的委托。", "There is no such delegation in force."),
}
