"""What the system's own codes are called in both languages, on screens, on paper and in the command."""

from __future__ import annotations

from bihuan.kernel.definitions.units import IN_ENGLISH
from bihuan.kernel.problems import Words

# a light is told apart by its shape too, never by colour alone
LIGHT_SHAPES = {"green": "●", "blue": "◆", "yellow": "▲", "red": "■", "none": "○"}
LIGHT_COLOURS = {
    "green": Words("绿", "green"),
    "blue": Words("蓝", "blue"),
    "yellow": Words("黄", "yellow"),
    "red": Words("红", "red"),
}
LIGHT_MEANINGS = {
    "green": Words("正常", "on course"),
    "blue": Words("提示", "notice"),
    "yellow": Words("预警", "warning"),
    "red": Words("告急", "alarm"),
    "none": Words("不亮灯", "no light"),
}
REPORT_STATUSES = {
    "": Words("未报", "not reported"),
    "draft": Words("草稿", "draft"),
    "submitted": Words("已报送", "submitted"),
    "checked": Words("已审核", "checked"),
    "approved": Words("已审批", "approved"),
    "locked": Words("已锁定", "locked"),
}
UNIT_KINDS = {
    "city": Words("市", "city"),
    "zone": Words("功能区", "zone"),
    "department": Words("部门", "department"),
    "street": Words("街道", "street"),
    "village": Words("社区、村", "community or village"),
    "grid": Words("网格", "grid"),
}
SEVERITIES = {"error": Words("错误", "error"), "warning": Words("提醒", "warning")}
ROLE_GROUPS = {
    "business": Words("业务", "business"),
    "administrator": Words("管理", "administration"),
}
ROLE_SCOPES = {
    "unit": Words("单元及下级", "its unit and below"),
    "own": Words("本人负责的", "own records"),
}


def measured_in(unit: str) -> Words:
    """Return what a number is measured in; a mere counting word is empty in English."""
    return Words(unit, IN_ENGLISH.get(unit, unit))
