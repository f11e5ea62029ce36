"""Questions about bulletins: drafts for those who work on them, published ones for everybody."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bihuan.kernel.bulletins.composing import Composed, compose
from bihuan.kernel.bulletins.document import Document, from_json
from bihuan.kernel.bulletins.kinds import KINDS, NEXT_STEPS, STATES, STEP_TITLES, STEPS
from bihuan.kernel.bulletins.models import Bulletin
from bihuan.kernel.bulletins.proofs import Proof
from bihuan.kernel.bulletins.words import without_figures
from bihuan.kernel.definitions.language import BulletinTemplate, Label
from bihuan.kernel.events import notes
from bihuan.kernel.events.proofs import leaf_of, prove_leaf
from bihuan.kernel.org.reads import codes_of, holders_of, names_by_code, names_of, roles_with
from bihuan.kernel.org.tree import UnitNode, tree
from bihuan.kernel.packs.reads import installed
from bihuan.kernel.periods.days import parse_day
from bihuan.kernel.permissions import ACTS, Viewer, allows, scope_of
from bihuan.kernel.problems import Forbidden, NotFound, Words


@dataclass(frozen=True, slots=True)
class BulletinRow:
    """A bulletin as people read it; `number` and `document` are there once it is published."""

    id: int
    unit: UnitNode
    kind: str
    template: str
    on: str
    heading: str
    text: str
    mark: str
    addressee: str
    copies: str
    corrects: int | None
    state: str
    writers: tuple[str, ...]  # names
    reviewer: str
    signer: str
    signed_at: int | None
    reason: str
    number: str
    published_on: str
    published_seq: int | None
    document: Document | None
    seq: int

    @property
    def kind_title(self) -> Words:
        return KINDS[self.kind]

    @property
    def state_title(self) -> Words:
        return STATES[self.state]

    @property
    def title(self) -> str:
        """The heading with its figures once published, as written before."""
        return self.document.title if self.document else self.heading

    @property
    def frozen(self) -> Document:
        """What was published. Raises NotFound before that."""
        if self.document is None:
            raise NotFound("bulletin-unknown")
        return self.document

    @property
    def plain_title(self) -> str:
        """The title for lists: a figure that is not computed yet shows as dots."""
        if self.document:
            return self.document.title
        return without_figures(self.heading, self.unit.title.zh, parse_day(self.on))


@dataclass(frozen=True, slots=True)
class Template:
    """A template that a pack brings."""

    key: str
    title: Label
    pack: Label
    kind: str
    summary: Label | None


def may(viewer: Viewer, act: str, row: Bulletin) -> bool:
    node = tree().nodes.get(row.unit_id)
    return node is not None and allows(viewer, act, path=node.path)


def get_row(bulletin_id: int) -> Bulletin:
    """Return the table row for a write to check. Raises NotFound."""
    found = Bulletin.objects.filter(id=bulletin_id).first()
    if found is None:
        raise NotFound("bulletin-unknown")
    return found


def require_on(viewer: Viewer, act: str, row: Bulletin) -> None:
    """Raise NotFound for a bulletin that the viewer may not see, Forbidden for another act."""
    if not may(viewer, "bulletin.read", row):
        raise NotFound("bulletin-unknown")
    if not may(viewer, act, row):
        raise Forbidden("not-allowed", act=ACTS[act])


def get_bulletin(viewer: Viewer, bulletin_id: int) -> BulletinRow:
    """Return a bulletin. Raises NotFound also for one that the viewer may not see."""
    row = get_row(bulletin_id)
    require_on(viewer, "bulletin.read", row)
    return _rows([row])[0]


def list_bulletins(viewer: Viewer, *, state: str = "", limit: int = 100) -> list[BulletinRow]:
    """Return the bulletins that the viewer may see, the newest first."""
    scope = scope_of(viewer, "bulletin.read")
    rows = Bulletin.objects.order_by("-seq")
    if state:
        rows = rows.filter(state=state)
    if not scope.everywhere:
        rows = rows.filter(unit_id__in=[node.id for node in tree() if scope.covers(node.path)])
    return _rows(list(rows[:limit]))


def list_published(*, limit: int = 100) -> list[BulletinRow]:
    """Return what was published, the newest first: anybody may read it."""
    rows = Bulletin.objects.filter(state="published").order_by("-published_seq")
    return _rows(list(rows[:limit]))


def get_published(bulletin_id: int) -> BulletinRow:
    """Return a published bulletin: anybody may read it. Raises NotFound."""
    row = get_row(bulletin_id)
    if row.state != "published":
        raise NotFound("bulletin-unknown")
    return _rows([row])[0]


def steps_for(viewer: Viewer, bulletin_id: int) -> list[str]:
    """Return the steps that the viewer may take on a bulletin as it stands."""
    return _steps(viewer, get_row(bulletin_id))


def _steps(viewer: Viewer, row: Bulletin) -> list[str]:
    return [
        step
        for step, (sources, _, act) in STEPS.items()
        if row.state in sources and may(viewer, act, row) and viewer.code not in barred(row, step)
    ]


def barred(row: Bulletin, step: str) -> set[str]:
    """Return who may not take a step, by code: writers review and sign nothing, reviewers sign nothing."""
    codes = set(json.loads(row.writers)) if step in ("review", "sign") else set()
    return codes | ({row.reviewer} if step == "sign" else set())


def who_may(row: Bulletin, step: str, *, but: str = "") -> list[int]:
    """Return the people nearest to the unit who may take a step, by id, `but` somebody and who is barred."""
    path = tree().get(row.unit_id).path
    held = [person for role in roles_with(STEPS[step][2]) for person in holders_of(role, path)]
    codes = codes_of(set(held))
    out = barred(row, step) | {but}
    return [person for person in dict.fromkeys(held) if codes[person] not in out]


def list_awaited(viewer: Viewer, bulletin_id: int) -> list[str]:
    """Return the names of those whose step a bulletin waits for; none for a draft or a published one."""
    row = get_row(bulletin_id)
    require_on(viewer, "bulletin.read", row)
    step = NEXT_STEPS.get(row.state)
    people = who_may(row, step) if step else []
    names = names_of(people)
    return [names[person] for person in people]


def _waiting(viewer: Viewer) -> list[tuple[Bulletin, str]]:
    """Return the bulletins that wait for a step of the viewer's, each with that step."""
    if not allows(viewer, "bulletin.read"):
        return []
    rows = Bulletin.objects.filter(state__in=NEXT_STEPS).order_by("-id")[:99]
    return [
        (row, NEXT_STEPS[row.state]) for row in rows if NEXT_STEPS[row.state] in _steps(viewer, row)
    ]


def count_bulletins_waiting(viewer: Viewer) -> int:
    return len(_waiting(viewer))


def list_bulletins_waiting(viewer: Viewer) -> list[tuple[BulletinRow, Words]]:
    """Return the bulletins that wait for the viewer, the newest first, each with what for."""
    waiting = _waiting(viewer)
    titles = [STEP_TITLES[step] for _, step in waiting]
    return list(zip(_rows([row for row, _ in waiting]), titles, strict=True))


def may_write(viewer: Viewer, bulletin_id: int) -> bool:
    return may(viewer, "bulletin.write", get_row(bulletin_id))


def preview(
    viewer: Viewer, bulletin_id: int, *, heading: str, text: str, on: datetime.date
) -> Composed:
    """Return what a text would say now as a bulletin's, with what the viewer may see."""
    row = get_row(bulletin_id)
    require_on(viewer, "bulletin.read", row)
    pack = row.template.partition(".")[0]
    unit = tree().get(row.unit_id)
    return compose(viewer, heading=heading, text=text, unit=unit, on=on, pack=pack)


def compose_bulletin(viewer: Viewer, row: BulletinRow) -> Composed:
    """Return what a bulletin says: the signed figures once it is signed, else those of now."""
    at = row.signed_at if row.state == "signed" else None
    pack = row.template.partition(".")[0]
    return compose(
        viewer, heading=row.heading, text=row.text, unit=row.unit, on=parse_day(row.on), pack=pack,
        at=at,
    )  # fmt: skip


def list_templates() -> list[Template]:
    """Return every template of the installed packs."""
    return [
        Template(
            f"{pack.name}.{name}", each.header.title, pack.header.title, each.header.kind,
            each.header.summary,
        )
        for pack in installed().packs.values()
        for name, each in pack.bulletins.items()
    ]  # fmt: skip


def template_key(key: str) -> str:
    """Return `pack.name` as packs keep it; a name may be written with hyphens, as its file is."""
    pack, _, name = key.replace("/", ".").partition(".")
    return f"{pack}.{name.replace('-', '_')}"


def find_template(key: str) -> BulletinTemplate:
    """Return a template by `pack.name`. Raises NotFound."""
    pack, _, name = template_key(key).partition(".")
    held = installed().packs.get(pack)
    found = held.bulletins.get(name) if held else None
    if found is None:
        known = "、".join(template.key for template in list_templates()) or "—"
        raise NotFound("bulletin-template-unknown", template=key, known=known)
    return found


def default_mark(unit: UnitNode, kind: str) -> str:
    """Return what stood in front of the number of the unit's last bulletin of the kind."""
    last = Bulletin.objects.filter(unit_id=unit.id, kind=kind).order_by("-id").first()
    return last.mark if last else f"{unit.title.zh}{KINDS[kind].zh}"[:40]


def find_correction(bulletin_id: int) -> int | None:
    """Return the correction of a bulletin that is being written, or None."""
    found = Bulletin.objects.filter(corrects_id=bulletin_id).exclude(state="published").first()
    return found.id if found else None


def list_corrections_of(bulletin_id: int) -> list[BulletinRow]:
    """Return the published corrections of a bulletin, oldest first."""
    rows = Bulletin.objects.filter(corrects_id=bulletin_id, state="published")
    return _rows(list(rows.order_by("published_seq")))


def number_of(row: Bulletin) -> str:
    """Return the number that a published bulletin carries."""
    return f"{row.mark}〔{row.year}〕{row.number}号" if row.number else ""


def prove_bulletin(bulletin_id: int) -> Proof:
    """Return the proof of a published bulletin: its event, and that a signed checkpoint covers it."""
    row = get_row(bulletin_id)
    if row.published_seq is None:
        raise NotFound("bulletin-unknown")
    found = prove_leaf(row.published_seq, row.published_seq)
    return Proof(
        leaf=leaf_of(row.published_seq).decode(),
        seq=row.published_seq,
        size=found.size,
        algorithm=found.algorithm,
        path=tuple(found.path),
        checkpoint=notes.note_of(found.size),
        vkey=notes.verifier_key(),
    )


def plain_title(row: Bulletin) -> str:
    """Return the title of a bulletin that is being written, dots for its figures."""
    return without_figures(row.heading, tree().get(row.unit_id).title.zh, parse_day(row.on))


def _rows(rows: Sequence[Bulletin]) -> list[BulletinRow]:
    codes = {code for row in rows for code in _codes(row)}
    names = names_by_code(codes) if codes else {}
    units = tree()
    return [
        BulletinRow(
            row.id, units.get(row.unit_id), row.kind, row.template, row.on, row.heading, row.text,
            row.mark, row.addressee, row.copies, row.corrects_id, row.state,
            tuple(names.get(code, code) for code in json.loads(row.writers)),
            names.get(row.reviewer, row.reviewer), names.get(row.signer, row.signer), row.signed_at,
            row.reason, number_of(row), row.published_on, row.published_seq,
            from_json(json.loads(row.document)) if row.document else None, row.seq,
        )
        for row in rows
    ]  # fmt: skip


def _codes(row: Bulletin) -> Iterable[str]:
    return (*json.loads(row.writers), row.reviewer, row.signer)
