"""Whose figures a viewer may see: units within reach, or own records where that is all."""

from __future__ import annotations

from collections.abc import Sequence

from bihuan.kernel.definitions.language import Pack
from bihuan.kernel.ledgers.models import Duty, Record
from bihuan.kernel.org.tree import Tree, UnitNode
from bihuan.kernel.permissions import Viewer, allows, require
from bihuan.kernel.problems import Forbidden


def visible_units(viewer: Viewer, units: Tree) -> list[UnitNode]:
    """Return the highest units whose figures the viewer may see."""
    seen = [
        node
        for node in units
        if any(
            grant.scope == "unit"
            and any(act.partition("@")[0] == "figure.read" for act in grant.acts)
            and (node.path.startswith(grant.path))
            for grant in viewer.grants
        )
    ]
    paths = {node.path for node in seen}
    return [
        node for node in seen if not any(p != node.path and node.path.startswith(p) for p in paths)
    ]


def places_for(viewer: Viewer, units: Tree, codes: Sequence[str], pack: Pack) -> list[UnitNode]:
    """Return the units asked for, or the highest visible ones. Raises Forbidden."""
    if not codes:
        return visible_units(viewer, units) or _own_places(viewer, units)
    places = [units.get_by_code(code) for code in codes]
    for place in places:
        # `pack.any` stands for the pack's ledgers when an act is narrowed to the pack
        if allows(viewer, "figure.read", ledger=f"{pack.name}.any", path=place.path):
            continue
        if not any(grant.scope == "own" for grant in viewer.grants):
            raise Forbidden("unit-not-yours", unit=place.title)
        require(viewer, "figure.read", ledger=f"{pack.name}.any", path=place.path, own=True)
    return places


def _own_places(viewer: Viewer, units: Tree) -> list[UnitNode]:
    """Return the root for a viewer whose reach is own records only."""
    if any(g.scope == "own" and g.gives("figure.read", "") for g in viewer.grants):
        return units.roots[:1]
    return []


def own_ids(viewer: Viewer, pack: Pack, places: Sequence[UnitNode]) -> list[int] | None:
    """Return the only records that count for a viewer who sees no more than own ones."""
    ledger = f"{pack.name}.any"
    if all(allows(viewer, "figure.read", ledger=ledger, path=place.path) for place in places):
        return None
    held = Duty.objects.filter(person_id=viewer.person_id, to_on="")
    ids = set(held.values_list("record_id", flat=True))
    if viewer.party:
        ids |= set(Record.objects.filter(party=viewer.party).values_list("id", flat=True))
    return sorted(ids)
