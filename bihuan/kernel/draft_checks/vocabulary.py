"""The names that drafts may call figures by: the packs' phrases and titles, and what writers taught."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bihuan.drafts.names import Name, base_unit
from bihuan.drafts.tokens import MAGNITUDES
from bihuan.kernel.definitions.language import IndicatorDef
from bihuan.kernel.draft_checks.models import DraftPhrase
from bihuan.kernel.org.tree import UnitNode
from bihuan.kernel.packs.reads import Installation

_COUNT = re.compile(r"人?数$")


@dataclass(frozen=True, slots=True)
class Known:
    """An indicator with what its values are measured in: `factor` times `unit`."""

    key: str
    pack: str
    definition: IndicatorDef
    unit: str
    factor: int


def known_indicators(installation: Installation) -> Mapping[str, Known]:
    """Return every indicator of the packs in force by its key."""
    found = {}
    for pack in installation.packs.values():
        for name, definition in pack.indicators.items():
            unit, factor = base_unit(definition.unit, MAGNITUDES)
            key = f"{pack.name}.{name}"
            found[key] = Known(key, pack.name, definition, unit, factor)
    return found


def pack_names(indicators: Mapping[str, Known]) -> Iterator[Name]:
    """Yield the names that the packs give: phrases, and titles without a closing 数 or 人数."""
    for known in indicators.values():
        title = known.definition.title.zh
        for words in (*known.definition.phrases, title, _COUNT.sub("", title)):
            if len(words) > 1:
                yield Name(known.key, known.pack, words, known.unit)


def taught(base: UnitNode) -> dict[tuple[str, str], DraftPhrase]:
    """Return what was chosen for words and measure in drafts of this unit or one above, newest first."""
    rows = DraftPhrase.objects.filter(unit_id__in=base.ancestors, revoked_by="").order_by("id")
    return {(row.words, row.measured_in): row for row in rows}
