"""Why the ledgers say so: a sentence in two languages for each code."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bihuan.drafts.reasons import Reason

# code: (Chinese, English); facts with two languages are kept as {zh, en}
CATALOGUE: dict[str, tuple[str, str]] = {
    "ledger-fits": (
        "与台账相符：{unit}“{title}”{on} 为 {value}。",
        "The ledger agrees: “{title}” of {unit} on {on} is {value}.",
    ),
    "ledger-fits-likely": (
        "与台账一致：{unit}“{title}”{on} 为 {value}；这句话还说了别的，请确认指的是它。",
        "It equals “{title}” of {unit} on {on}, {value}; the sentence says more, so make sure that it is meant.",
    ),
    "ledger-differs": (
        "与台账不符：{unit}“{title}”{on} 为 {value}，由 {records} 条记录算出。",
        "The ledger differs: “{title}” of {unit} on {on} is {value}, from {records} records.",
    ),
    "ledger-differs-from-each": (
        "与台账不符：{unit}“{title}”{told}，都不是这个数；请看清说的是哪一天，再改。",
        "The ledger differs: “{title}” of {unit} is {told}, neither of which is this; see which day is meant.",
    ),
    "ledger-target-fits": (
        "与目标相符：{unit}“{title}”{period} 的目标是 {value}。",
        "It is the target: “{title}” of {unit} for {period} is to reach {value}.",
    ),
    "ledger-target-differs": (
        "与目标不符：{unit}“{title}”{period} 的目标是 {value}。",
        "It is not the target: “{title}” of {unit} for {period} is to reach {value}.",
    ),
    "ledger-may-be-target": (
        "可能指{unit}“{title}”{period} 的目标（{value}），但这句话还说了别的，不能断定。",
        "It may mean the target of “{title}” of {unit} for {period} ({value}), but the sentence says more.",
    ),
    "ledger-no-target": (
        "说的是“{title}”要达到的数，台账里没有定下这个目标。",
        "It is what “{title}” is to reach, and no target was set for that.",
    ),
    "ledger-cut-off": (
        "{unit}“{title}”{on} 为 {value}，应四舍五入；印的数是截尾得来的。",
        "“{title}” of {unit} on {on} is {value} and should be rounded; what is printed was cut off.",
    ),
    "ledger-direction": (
        "与台账不符：{unit}“{title}”{on} 为 {value}，超与低于说反了。",
        "The ledger differs: “{title}” of {unit} on {on} is {value}; ahead and behind are swapped.",
    ),
    "ledger-no-name": (
        "没有认出它是哪个指标，文中也没有可以核算它的数。",
        "Which indicator it is is not known, and nothing in the text allows to compute it.",
    ),
    "ledger-ambiguous": (
        "可能指的指标有 {count} 个，请选一个。",
        "It may mean any of {count} indicators; choose one.",
    ),
    "ledger-may-be": (
        "可能指{unit}“{title}”（{on} 为 {value}），但这句话还说了别的，不能断定。",
        "It may mean “{title}” of {unit} ({value} on {on}), but the sentence says more, so it is not certain.",
    ),
    "ledger-unknown-unit": (
        "可能指“{title}”，但文中说的单位不在组织树里。",
        "It may mean “{title}”, but the unit that the text speaks of is not in the tree.",
    ),
    "ledger-not-yours": (
        "可能指“{title}”，但这个单位的数不在您的查看范围内。",
        "It may mean “{title}”, but figures of that unit are outside your scope.",
    ),
    "ledger-to-come": (
        "可能指“{title}”，但文中说的日子在 {on} 之后，台账还没有。",
        "It may mean “{title}”, but the text speaks of a day after {on}; the ledger has nothing yet.",
    ),
    "ledger-no-value": (
        "指{unit}“{title}”，但 {on} 台账里没有一条记录。",
        "It means “{title}” of {unit}, but on {on} the ledger has no record for it.",
    ),
    "ledger-too-many": (
        "文中提到的单位和日子太多，这个数没有查；请分篇核对。",
        "The draft names too many units and days, and this number was not looked up; check it in parts.",
    ),
    "ledger-approximate": (
        "{unit}“{title}”{on} 为 {value}；印的是约数，不作判断。",
        "“{title}” of {unit} on {on} is {value}; what is printed is approximate and not judged.",
    ),
    "ledger-inexact": (
        "{unit}“{title}”{on} 台账中只有约数：{value}，不能印成确数。",
        "The ledger knows “{title}” of {unit} on {on} only as {value}: print it as approximate.",
    ),
}


def told(reason: Mapping[str, Any], language: str) -> str:
    """Return the sentence of a reason as it is kept: `{code, facts}`."""
    code, facts = reason["code"], reason["facts"]
    if code not in CATALOGUE:
        return Reason(code, facts).sentence(language)
    english = language.startswith("en")
    said = {
        name: fact["en" if english else "zh"] if isinstance(fact, dict) else fact
        for name, fact in facts.items()
    }
    return CATALOGUE[code][english].format(**said)
