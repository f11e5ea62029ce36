"""The kinds of bulletins and the states that one goes through. Pure."""

from __future__ import annotations

from bihuan.kernel.problems import Words

KINDS = {
    "brief": Words("简报", "Brief"),
    "circular": Words("通报", "Circular"),
    "story": Words("信息", "Story"),
    "correction": Words("更正", "Correction"),
}
STATES = {
    "draft": Words("草稿", "Draft"),
    "in_review": Words("待审核", "In review"),
    "reviewed": Words("待签发", "To be signed"),
    "signed": Words("待发布", "Signed"),
    "published": Words("已发布", "Published"),
}
# step -> (states that it starts from, state that it leads to, act that it takes)
STEPS = {
    "submit": (("draft",), "in_review", "bulletin.write"),
    "return": (("in_review", "reviewed", "signed"), "draft", "bulletin.review"),
    "review": (("in_review",), "reviewed", "bulletin.review"),
    "sign": (("reviewed", "signed"), "signed", "bulletin.sign"),
    "publish": (("signed",), "published", "bulletin.publish"),
}
# What a bulletin in a state waits for, and how people say it.
NEXT_STEPS = {"in_review": "review", "reviewed": "sign", "signed": "publish"}
STEP_TITLES = {
    "revise": Words("退回，请修改", "Returned, to revise"),
    "review": Words("请审核", "To review"),
    "sign": Words("请签发", "To sign"),
    "publish": Words("请发布", "To publish"),
}
