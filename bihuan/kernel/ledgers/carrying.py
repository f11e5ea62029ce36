"""Which records the next version of a pack has no place for."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from bihuan.kernel.definitions.field_types import FIELD_TYPES, from_yuan
from bihuan.kernel.definitions.language import FieldDef, Pack
from bihuan.kernel.definitions.upgrades import (
    LedgerPlan,
    is_same_to_values,
    plan_of,
    workflow_fits,
)
from bihuan.kernel.ledgers.models import Deadline, Duty, Record
from bihuan.kernel.ledgers.together import digest, key_of
from bihuan.kernel.ledgers.values import is_sealed
from bihuan.kernel.packs.reads import installed
from bihuan.kernel.packs.upgrades import Obstacle
from bihuan.kernel.problems import Problem, Words


def obstacles(old: Pack, new: Pack) -> Iterator[Obstacle]:
    """Yield what the records of a pack hold that its next version cannot take."""
    for name, was in old.ledgers.items():
        key = f"{old.name}.{name}"
        records = Record.objects.filter(ledger=key).order_by("code")
        if name not in new.ledgers:
            gone = Words(
                f"删去的台账“{was.title.zh}”里的记录", f"records of {was.title.en}, which is gone"
            )
            yield from _found(gone, list(records.values_list("code", flat=True)))
            continue
        plan = plan_of(old, new, name)
        if new.ledgers[name].party != plan.fields.get(was.party or "", was.party):
            other = Words("换了当事企业字段", "the party is another field")
            yield from _found(other, list(records.values_list("code", flat=True)))
        yield from _states(old, new, name, plan)
        yield from _values(old, new, name, plan)
        yield from _duties(old, new, name)
        yield from _deadlines(old, new, name)


def _found(what: Words, codes: Sequence[str]) -> Iterator[Obstacle]:
    if codes:
        yield Obstacle(what, codes)


def _states(old: Pack, new: Pack, name: str, plan: LedgerPlan) -> Iterator[Obstacle]:
    for state, spec in old.workflows[name].states.items():
        if plan.state(state) not in new.workflows[name].states:
            held = Record.objects.filter(ledger=f"{old.name}.{name}", state=state)
            yield from _found(
                Words(
                    f"处于删去的环节“{spec.title.zh}”",
                    f"in the state {spec.title.en}, which is gone",
                ),
                list(held.order_by("code").values_list("code", flat=True)),
            )


def _values(old: Pack, new: Pack, name: str, plan: LedgerPlan) -> Iterator[Obstacle]:
    was, now = old.ledgers[name].fields, new.ledgers[name].fields
    after = {field: plan.fields.get(field, field) for field in was}
    looked_at = [
        field
        for field, spec in was.items()
        if after[field] not in now
        or not is_same_to_values(spec, now[after[field]])
        or (after[field] != field and is_sealed(spec))
    ]
    if not looked_at and not plan.unique and not plan.together:
        return
    in_the_way: dict[str, list[str]] = {field: [] for field in looked_at}
    shared: dict[str, list[tuple[str, str]]] = {}
    rows = Record.objects.filter(ledger=f"{old.name}.{name}", is_void=False).order_by("code")
    for code, text in rows.values_list("code", "data").iterator(chunk_size=2000):
        held = json.loads(text)
        data = plan.values(held)
        for field in looked_at:
            if held.get(field) not in (None, "", []) and not _has_place(
                was[field], now.get(after[field]), data.get(after[field]), after[field] != field
            ):
                in_the_way[field].append(code)
        for field in plan.unique:
            if data.get(field) is not None:
                shared.setdefault(field, []).append((str(data[field]), code))
        for group in plan.together:
            personal = any(is_sealed(now[field]) for field in group)
            if (mark := digest(group, data, personal=personal)) is not None:
                shared.setdefault(key_of(group), []).append((mark, code))
    for field, codes in in_the_way.items():
        title = was[field].title
        gone = after[field] not in now
        zh = "已删去，仍有值" if gone else "的值在新版里读不成"
        en = "is gone, and has values" if gone else "has values that cannot be read any more"
        yield from _found(Words(f"字段“{title.zh}”{zh}", f"the field {title.en} {en}"), codes)
    for marks in shared.values():
        count = Counter(mark for mark, _ in marks)
        twice = [code for mark, code in marks if count[mark] > 1]
        yield from _found(Words("在应当唯一的字段上相同", "alike in what is to be unique"), twice)


def _has_place(was: FieldDef, now: FieldDef | None, value: Any, renamed: bool) -> bool:
    """Whether a value, already under its new name and codes, is one that the new field would keep."""
    if now is None or is_sealed(was) != is_sealed(now):
        return False
    if is_sealed(was):  # sealed under its field's name, and not to be read here
        return not renamed and was.type == now.type
    if "ref" in (was.type, now.type) and was.ledger != now.ledger:
        return False
    numbers = FIELD_TYPES[was.type].is_number and FIELD_TYPES[now.type].is_number
    if numbers and was.unit != now.unit and not was.type == now.type == "money":
        return False
    if "money" in (was.type, now.type) and was.type != now.type:
        return False
    sent = from_yuan(value, now.unit) if now.type == "money" else value
    try:
        return bool(FIELD_TYPES[now.type].parse(sent, now) == value)
    except Problem:
        return False


def _duties(old: Pack, new: Pack, name: str) -> Iterator[Obstacle]:
    for duty, spec in old.ledgers[name].duties.items():
        if duty in new.ledgers[name].duties:
            continue
        held = Duty.objects.filter(ledger=f"{old.name}.{name}", kind=duty, to_on="")
        codes = Record.objects.filter(id__in=held.values("record_id")).order_by("code")
        yield from _found(
            Words(
                f"删去的责任“{spec.title.zh}”有人担任",
                f"somebody answers as {spec.title.en}, which is gone",
            ),
            list(codes.values_list("code", flat=True)),
        )


def _deadlines(old: Pack, new: Pack, name: str) -> Iterator[Obstacle]:
    """Yield deadlines that run for records which the new version takes out of their old workflow."""
    now, fields = new.workflows[name], new.ledgers[name].fields
    held = Deadline.objects.filter(ledger=f"{old.name}.{name}", is_open=True)
    lost = [
        row.record_id
        for row in held.exclude(name__in=list(now.clocks))
        if not workflow_fits(installed(row.record_id).packs[old.name].workflows[name], now, fields)
    ]
    codes = Record.objects.filter(id__in=lost).order_by("code").values_list("code", flat=True)
    yield from _found(
        Words("有正在计时而新版没有的期限", "under a running deadline that is gone"), list(codes)
    )
