"""Which reported numbers and targets the next version of a pack has no place for."""

from __future__ import annotations

from collections.abc import Iterator

from bihuan.kernel.definitions.language import Pack
from bihuan.kernel.ledgers.models import Record
from bihuan.kernel.measures.models import MeasureValue, Target
from bihuan.kernel.org.tree import tree
from bihuan.kernel.packs.upgrades import Obstacle
from bihuan.kernel.problems import Words


def obstacles(old: Pack, new: Pack) -> Iterator[Obstacle]:
    """Yield measures that are gone or read otherwise though reported, and indicators with targets."""
    for name in old.ledgers.keys() & new.ledgers.keys():
        for measure, was in old.ledgers[name].measures.items():
            now = new.ledgers[name].measures.get(measure)
            if now is not None and now.type == was.type and now.unit == was.unit:
                continue
            held = MeasureValue.objects.filter(
                ledger=f"{old.name}.{name}", measure=measure, value__isnull=False
            )
            codes = Record.objects.filter(id__in=held.values("record_id")).order_by("code")
            if found := list(codes.values_list("code", flat=True)):
                zh, en = (
                    ("已删去", "is gone")
                    if now is None
                    else ("换了类型或单位", "is another kind of number")
                )
                yield Obstacle(
                    Words(f"报过的数据项“{was.title.zh}”{zh}", f"{was.title.en}, reported, {en}"),
                    found,
                )
    for name, indicator in old.indicators.items():
        if name in new.indicators:
            continue
        targets = Target.objects.filter(indicator=f"{old.name}.{name}").order_by(
            "unit_id", "period"
        )
        said = [f"{tree().get(row.unit_id).code} {row.period}" for row in targets]
        if said:
            yield Obstacle(
                Words(
                    f"删去的指标“{indicator.title.zh}”设有目标",
                    f"targets are set for {indicator.title.en}, which is gone",
                ),
                list(dict.fromkeys(said)),
            )
