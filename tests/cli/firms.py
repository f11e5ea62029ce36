"""Sheets of invented firms."""

from __future__ import annotations

from bihuan.lib.credit_code import check_character

HEADS = "单元,企业名称,统一社会信用代码,规模,联系电话\n"


def firm_rows(count: int) -> list[str]:
    """Rows of firms, each with a credit code of its own whose check character is right."""
    bodies = [f"91411700MB{number:07d}" for number in range(count)]
    return [
        f"JK-LX,企业{number}有限公司,{body}{check_character(body)},规模以上,13900001111\n"
        for number, body in enumerate(bodies)
    ]
