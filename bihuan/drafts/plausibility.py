"""Values that are well formed and cannot be meant: ten rooms built for a little more than ten thousand yuan."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bihuan.drafts.claims import Claim, Draft
from bihuan.drafts.findings import Finding, implausible
from bihuan.drafts.operands import before
from bihuan.drafts.units import Family

_BUILT = re.compile(
    r"中心|站|广场|游园|卫生室|食堂|厂房|校舍|学校|桥|泵站|公园|楼|房|阵地|场馆|车间|大棚|活动室"
)
_BUILT_UNITS = frozenset("间座所栋幢处个")
_SPENT = re.compile(r"(?:投资|投入|耗资|总投资|投入资金)(?:约|近|超|逾|达)?$")
LEAST_YUAN_EACH = 10_000  # no building is made for less


def check_plausibility(draft: Draft) -> Iterator[Finding]:
    for claim in draft.claims:
        if claim.number.family is Family.money and _SPENT.search(claim.lead):
            near = before(draft, claim)
            if (
                near
                and _is_built(near[0])
                and claim.number.value < LEAST_YUAN_EACH * near[0].number.value
            ):
                yield implausible(claim, count=draft.shown(near[0]), amount=draft.shown(claim))


def _is_built(claim: Claim) -> bool:
    number = claim.number
    return (
        number.unit in _BUILT_UNITS
        and number.value > 1
        and bool(_BUILT.search(claim.lead[-8:] or claim.trail[:8]))
    )
