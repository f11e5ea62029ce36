"""From one version of a pack to the next: what is renamed, what differs. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel

from bihuan.kernel.definitions.expression_types import TRUTH, kind_of_field, type_faults
from bihuan.kernel.definitions.expressions import parse_expression
from bihuan.kernel.definitions.language import FieldDef, Pack, RenamesDef, WorkflowDef
from bihuan.kernel.problems import Words

AS_TEXT = ("decimal", "percent", "text", "long_text")  # what a whole number may become


@dataclass(frozen=True)
class LedgerPlan:
    """How a ledger's records are carried into the next version of their pack."""

    fields: Mapping[str, str] = field(default_factory=dict)  # old name -> new name
    choices: Mapping[str, Mapping[str, str]] = field(
        default_factory=dict
    )  # by the field's new name
    states: Mapping[str, str] = field(default_factory=dict)
    as_text: tuple[str, ...] = ()  # whole numbers, by new name, that are kept as text from now on
    title: str | None = None  # the field that names a record, where it is another one
    code: str | None = None  # the new pattern of codes
    unique: tuple[str, ...] = ()  # fields that no two records share from now on
    together: tuple[tuple[str, ...], ...] = ()  # and groups of fields

    @property
    def is_empty(self) -> bool:
        return self == LedgerPlan()

    def values(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Return a record's values under their new names and codes."""
        found = {self.fields.get(name, name): value for name, value in values.items()}
        for name, codes in self.choices.items():
            held = found.get(name)
            if isinstance(held, list):
                found[name] = sorted({codes.get(one, one) for one in held})
            elif isinstance(held, str):
                found[name] = codes.get(held, held)
        for name in self.as_text:
            if isinstance(found.get(name), int):
                found[name] = str(found[name])
        return found

    def state(self, state: str) -> str:
        return self.states.get(state, state)

    def body(self) -> dict[str, Any]:
        """Return what an event has to say, so that a replay carries the same."""
        said = {
            "fields": dict(self.fields),
            "choices": {name: dict(codes) for name, codes in self.choices.items()},
            "states": dict(self.states),
            "as_text": list(self.as_text),
            "title": self.title,
            "code": self.code,
            "unique": list(self.unique),
            "together": [list(group) for group in self.together],
        }
        return {name: value for name, value in said.items() if value}


def plan_from(body: Mapping[str, Any]) -> LedgerPlan:
    """Return the plan that an event's body tells."""
    return LedgerPlan(
        body.get("fields", {}), body.get("choices", {}), body.get("states", {}),
        tuple(body.get("as_text", ())), body.get("title"), body.get("code"),
        tuple(body.get("unique", ())), tuple(tuple(group) for group in body.get("together", ())),
    )  # fmt: skip


def plan_of(old: Pack, new: Pack, ledger: str) -> LedgerPlan:
    """Return how a ledger's records go from one version to the next.

    A rename holds from the version that has the old name to the one that has not: later versions may
    keep it in their file.
    """
    was, now = old.ledgers[ledger], new.ledgers[ledger]
    renames = new.header.renames.get(ledger, RenamesDef())
    fields = {
        before: after
        for before, after in renames.fields.items()
        if before in was.fields and before not in now.fields and after in now.fields
    }
    before_of = {after: before for before, after in fields.items()}
    choices: dict[str, Mapping[str, str]] = {}
    as_text, unique = [], []
    for name, spec in now.fields.items():
        held = was.fields.get(before_of.get(name, name))
        if held is None:
            continue
        codes = {
            before: after
            for before, after in renames.choices.get(name, {}).items()
            if before in held.choices and before not in spec.choices
        }
        if codes:
            choices[name] = codes
        if held.type == "integer" and spec.type in AS_TEXT:
            as_text.append(name)
        if spec.unique and not held.unique:
            unique.append(name)
    states = {
        before: after
        for before, after in renames.states.items()
        if before in old.workflows[ledger].states and before not in new.workflows[ledger].states
    }
    return LedgerPlan(
        fields, choices, states, tuple(as_text),
        now.name if now.name != fields.get(was.name, was.name) else None,
        now.code if now.code != was.code else None,
        tuple(unique), tuple(group for group in now.unique if group not in was.unique),
    )  # fmt: skip


def is_same_to_values(was: FieldDef, now: FieldDef) -> bool:
    """Whether two versions of a field differ in words at most: no value needs a look."""
    silent = {"title", "help", "required", "unique", "unit"}
    alike = was.model_dump(exclude=silent | {"choices"}) == now.model_dump(
        exclude=silent | {"choices"}
    )
    unit = was.unit == now.unit or was.type == "money"  # money is kept in yuan
    return alike and unit and was.choices.keys() <= now.choices.keys()


def workflow_fits(workflow: WorkflowDef, now: WorkflowDef, fields: Mapping[str, FieldDef]) -> bool:
    """Whether records may go on by an older workflow: its states, fields and codes are all there."""
    named = {name for move in workflow.transitions.values() for name in move.may_fill} | {
        name for limit in workflow.deadlines.values() for name in (limit.due, limit.met) if name
    }
    kinds = {name: kind_of_field(field) for name, field in fields.items()}
    for move in workflow.transitions.values():
        if move.when is not None:
            condition = parse_expression(move.when)
            if condition.names - fields.keys() or type_faults(condition.tree, kinds, TRUTH):
                return False
    return workflow.states.keys() <= now.states.keys() and named <= fields.keys()


SHORT = 40  # characters of a value that a difference shows
ADDED, REMOVED, CHANGED = Words("增加", "added"), Words("删去", "removed"), Words("修改", "changed")


def list_differences(old: Pack | None, new: Pack) -> list[Words]:
    """Return what a new version adds, changes, renames and removes, a sentence each."""
    return list(_differences(old or new.model_copy(update=_NOTHING), new))


_NOTHING: dict[str, Any] = {
    "parameters": {}, "ledgers": {}, "workflows": {}, "indicators": {}, "checks": {},
}  # fmt: skip


def _differences(old: Pack, new: Pack) -> Iterator[Words]:
    yield from _of("台账", "ledger", old.ledgers, new.ledgers, whole=False)
    for name in old.ledgers.keys() & new.ledgers.keys():
        was, now = old.ledgers[name], new.ledgers[name]
        plan = plan_of(old, new, name)
        flow_was, flow_now = old.workflows[name], new.workflows[name]
        zh, en = f"台账“{now.title.zh}”：", f"Ledger {now.title.en}: "
        found = [
            *_of("字段", "field", was.fields, now.fields, plan.fields),
            *_of("环节", "state", flow_was.states, flow_now.states, plan.states),
            *_of("办理", "transition", flow_was.transitions, flow_now.transitions),
            *_of("期限", "deadline", flow_was.deadlines, flow_now.deadlines),
            *_of("数据项", "measure", was.measures, now.measures),
            *_of("责任", "duty", was.duties, now.duties),
        ]
        for field_name, codes in plan.choices.items():
            title = now.fields[field_name].title
            listed = ", ".join(f"{before} → {after}" for before, after in codes.items())
            found.append(
                Words(f"“{title.zh}”的选项改码 {listed}", f"choices of {title.en}: {listed}")
            )
        if plan.code:
            found.append(Words(f"编号规则改为 {now.code}", f"codes become {now.code}"))
        yield from (Words(zh + said.zh, en + said.en) for said in found)
    yield from _of("指标", "indicator", old.indicators, new.indicators)
    yield from _of("参数", "parameter", old.parameters, new.parameters)
    yield from _of("校验", "check", old.checks, new.checks)


def _of(
    zh: str,
    en: str,
    was: Mapping[str, Any],
    now: Mapping[str, Any],
    renamed: Mapping[str, str] = {},
    *,
    whole: bool = True,
) -> Iterator[Words]:
    for name, spec in now.items():
        if name not in was and name not in renamed.values():
            yield _said(zh, en, spec, ADDED)
        elif whole and name in was and was[name] != spec:
            said, keys = _said(zh, en, spec, CHANGED), list(_changed_keys(was[name], spec))
            yield Words(f"{said.zh}：{'；'.join(keys)}", f"{said.en}: {'; '.join(keys)}")
    for name, spec in was.items():
        if name in renamed:
            after = renamed[name]
            yield Words(f"{zh} {name} 改名为 {after}", f"{en} {name} is now {after}")
        elif name not in now:
            yield _said(zh, en, spec, REMOVED)


def _changed_keys(was: BaseModel, now: BaseModel) -> Iterator[str]:
    """Yield the keys that differ as the file has them, with what they were and are where that is short."""
    before, after = was.model_dump(by_alias=True), now.model_dump(by_alias=True)
    for key in before | after:
        old, new = before.get(key), after.get(key)
        if old == new:
            continue
        short = all(
            not isinstance(side, dict | list) and len(str(side)) <= SHORT for side in (old, new)
        )
        yield f"{key} {_shown(old)} → {_shown(new)}" if short else key


def _shown(value: object) -> str:
    return "—" if value is None else str(value)


def _said(zh: str, en: str, spec: Any, what: Words) -> Words:
    return Words(f"{what.zh}{zh}“{spec.title.zh}”", f"{en} {spec.title.en} {what.en}")
