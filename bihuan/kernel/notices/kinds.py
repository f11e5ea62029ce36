"""The kinds of notices. A channel may take some of them only."""

from bihuan.kernel.problems import Words

KINDS = {
    "duty.assigned": Words("新的责任", "new duty"),
    "report.chased": Words("催报", "report chased"),
    "report.returned": Words("退回", "report returned"),
    "slip.issued": Words("督办单", "supervision slip"),
    "slip.digest": Words("督办单汇总", "digest of slips"),
    "approval.asked": Words("待审批", "to decide"),
    "approval.decided": Words("审批结果", "decided"),
    "bulletin.waiting": Words("简报待办", "bulletin waiting"),
    "bulletin.returned": Words("简报退回", "bulletin returned"),
}
CHANNEL_KINDS = {
    "email": Words("电子邮件", "E-mail"),
    "wecom": Words("企业微信群机器人", "WeCom robot"),
    "dingtalk": Words("钉钉群机器人", "DingTalk robot"),
    "feishu": Words("飞书群机器人", "Feishu robot"),
}
