"""Draft, revise, submit, return, review, sign and publish bulletins; draft corrections."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from django.db.models import Max

from bihuan.kernel.bulletins import apply
from bihuan.kernel.bulletins.composing import Composed, compose
from bihuan.kernel.bulletins.corrections import changed_figures, correction_text
from bihuan.kernel.bulletins.document import as_json, place
from bihuan.kernel.bulletins.kinds import KINDS, STATES, STEPS
from bihuan.kernel.bulletins.models import Bulletin
from bihuan.kernel.bulletins.reads import (
    default_mark,
    find_correction,
    find_template,
    get_row,
    number_of,
    require_on,
    template_key,
)
from bihuan.kernel.events import notes
from bihuan.kernel.events.batches import current_batch
from bihuan.kernel.events.writes import append, commit
from bihuan.kernel.org.tree import tree
from bihuan.kernel.periods import clock
from bihuan.kernel.periods.days import parse_day
from bihuan.kernel.permissions import Viewer, require
from bihuan.kernel.problems import Conflict, Forbidden, Invalid, InvalidMany, in_a_row

_CONTROLS = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]"
)  # no XML holds them
LONGEST = {"heading": 300, "mark": 40, "addressee": 200, "copies": 300, "text": 200_000}


def draft_bulletin(
    *,
    actor: Viewer,
    unit: str,
    template: str = "",
    kind: str = "",
    on: str = "",
    heading: str = "",
    text: str = "",
    mark: str = "",
    addressee: str = "",
    copies: str = "",
    corrects: int | None = None,
) -> int:
    """Begin a bulletin of a unit (by code), from a template (`pack.name`) or not; returns its id.

    Appends `bulletin.drafted`.
    """
    node = tree().get_by_code(unit)
    require(actor, "bulletin.write", path=node.path)
    written = {"heading": heading, "text": text}
    if template:
        found = find_template(template)
        kind = kind or found.header.kind
        written = {
            "heading": heading or found.header.heading,
            "text": text or found.text.strip("\n"),
        }
    if kind not in KINDS:
        raise Invalid("bulletin-kind", kind=kind, known="、".join(KINDS))
    if corrects is not None and (
        kind != "correction" or not Bulletin.objects.filter(id=corrects, state="published").exists()
    ):
        raise Invalid("bulletin-corrects")
    body: dict[str, Any] = {
        "unit": node.id,
        "kind": kind,
        "template": template_key(template) if template else "",
        "corrects": corrects,
        **_written(
            on=on or clock.today().isoformat(),
            mark=mark or default_mark(node, kind),
            addressee=addressee,
            copies=copies,
            **written,
        ),
    }
    return commit(
        lambda: (
            apply.bulletin_drafted(
                append("bulletin.drafted", "bulletin:", body, actor=actor.code)
            ).id
        )
    )


def revise_bulletin(
    bulletin_id: int,
    *,
    actor: Viewer,
    seen: int | None = None,
    on: str,
    heading: str,
    text: str,
    mark: str,
    addressee: str = "",
    copies: str = "",
) -> int:
    """Rewrite a draft as last `seen` (its seq); returns the new seq. Appends `bulletin.revised`.

    A text with faults is kept too: it cannot be submitted until they are mended.
    """
    require_on(actor, "bulletin.write", get_row(bulletin_id))
    body = _written(
        on=on, heading=heading, text=text, mark=mark, addressee=addressee, copies=copies
    )

    def work() -> int:
        row = _held(bulletin_id, "draft")
        if seen is not None and row.seq != seen:
            raise Conflict("changed-meanwhile", code=row.heading)
        event = append("bulletin.revised", f"bulletin:{bulletin_id}", body, actor=actor.code)
        apply.bulletin_revised(event)
        return event.seq

    return commit(work)


def submit_bulletin(bulletin_id: int, *, actor: Viewer) -> int:
    """Hand a draft in for review. Raises with every figure that stands in the way.

    Appends `bulletin.submitted`.
    """
    row = get_row(bulletin_id)
    require_on(actor, "bulletin.write", row)
    _held(bulletin_id, "draft")
    _composed(actor, row)
    return _step(bulletin_id, "submit", "bulletin.submitted", {}, actor)


def return_bulletin(bulletin_id: int, reason: str, *, actor: Viewer) -> int:
    """Give a bulletin back to its writer, saying why. Appends `bulletin.returned`."""
    require_on(actor, "bulletin.review", get_row(bulletin_id))
    if not reason.strip():
        raise Invalid("bulletin-reason")
    body = {"reason": reason.strip()[:500]}
    return _step(bulletin_id, "return", "bulletin.returned", body, actor)


def review_bulletin(bulletin_id: int, *, actor: Viewer) -> int:
    """Pass a bulletin on to be signed, as somebody who did not write it. Appends `bulletin.reviewed`."""
    row = get_row(bulletin_id)
    require_on(actor, "bulletin.review", row)
    _other_than_writers(row, actor)
    return _step(bulletin_id, "review", "bulletin.reviewed", {}, actor)


def sign_bulletin(bulletin_id: int, *, actor: Viewer) -> int:
    """Sign a bulletin with its figures as they stand now; signing again takes newer ones.

    Appends `bulletin.signed`, which keeps the log position of the figures. Never by a writer of it, nor by
    who reviewed it: three people stand behind what is published.
    """
    row = get_row(bulletin_id)
    require_on(actor, "bulletin.sign", row)
    _other_than_writers(row, actor)
    if actor.code == row.reviewer:
        raise Forbidden("four-eyes-signer")
    _held(bulletin_id, *STEPS["sign"][0])
    composed = _composed(actor, row)
    return _step(bulletin_id, "sign", "bulletin.signed", {"at": composed.at}, actor)


def publish_bulletin(bulletin_id: int, *, actor: Viewer) -> int:
    """Publish what was signed: freeze its figures, give it a number, sign a checkpoint over it.

    All of it is one commit, or nothing. Refuses when a figure has changed since it was signed. Appends
    `bulletin.published`.
    """
    row = get_row(bulletin_id)
    require_on(actor, "bulletin.publish", row)
    _held(bulletin_id, "signed")
    signed = _composed(actor, row, at=row.signed_at)
    now = _composed(actor, row)
    if moved := [
        was
        for was, is_ in zip(signed.document.figures, now.document.figures, strict=False)
        if was.text != is_.text
    ]:
        raise Conflict("bulletin-figures-moved", figures=in_a_row(each.title for each in moved[:5]))
    if signed.document.lines() != now.document.lines():
        raise Conflict("bulletin-figures-moved", figures=in_a_row([STATES["signed"]]))
    unit = tree().get(row.unit_id)
    year = clock.today().year

    def work() -> int:
        held = _held(bulletin_id, "signed")
        if held.signed_at != row.signed_at:
            raise Conflict("changed-meanwhile", code=held.heading)
        last = Bulletin.objects.filter(mark=held.mark, year=year).aggregate(last=Max("number"))
        body = {
            "kind": held.kind,
            "unit": {"code": unit.code, "zh": unit.title.zh, "en": unit.title.en},
            "mark": held.mark,
            "year": year,
            "number": (last["last"] or 0) + 1,
            "addressee": held.addressee,
            "copies": held.copies,
            "corrects": _number_of(held.corrects_id),
            "document": as_json(signed.document),
        }
        event = append("bulletin.published", f"bulletin:{bulletin_id}", body, actor=actor.code)
        apply.bulletin_published(event)
        notes.sign(current_batch())  # Broken without a key: then nothing of this remains
        return event.seq

    return commit(work)


def draft_correction(bulletin_id: int, *, actor: Viewer) -> int:
    """Draft the correction of a published bulletin that later corrections touch; returns its id.

    The one that is being written already is given back. Appends `bulletin.drafted`.
    """
    row = get_row(bulletin_id)
    require_on(actor, "bulletin.write", row)
    if (waiting := find_correction(bulletin_id)) is not None:
        return waiting
    changed = changed_figures(actor, row)
    if not changed:
        raise Invalid("bulletin-nothing-changed")
    heading, text = correction_text(row, changed)
    unit = tree().get(row.unit_id)
    return draft_bulletin(
        actor=actor, unit=unit.code, kind="correction", heading=heading, text=text, mark=row.mark,
        addressee=row.addressee, copies=row.copies, corrects=bulletin_id,
    )  # fmt: skip


def _number_of(bulletin_id: int | None) -> str:
    return number_of(get_row(bulletin_id)) if bulletin_id else ""


def _written(**texts: str) -> dict[str, str]:
    """Return what a writer gave, as events keep it. Raises Invalid."""
    texts = {name: _CONTROLS.sub("", value) for name, value in texts.items()}
    if not texts["heading"].strip():
        raise Invalid("bulletin-heading")
    if not texts["mark"].strip():
        raise Invalid("bulletin-mark")
    for name, most in LONGEST.items():
        if len(texts[name]) > most:
            raise Invalid("bulletin-too-long", most=most)
    text = texts["text"].replace("\r\n", "\n").replace("\r", "\n")
    bare = {name: value.strip() for name, value in texts.items() if name not in ("on", "text")}
    return {**bare, "text": text, "on": parse_day(texts["on"]).isoformat()}


def _composed(actor: Viewer, row: Bulletin, at: int | None = None) -> Composed:
    """Return a bulletin with its figures. Raises InvalidMany with each that stands in the way."""
    composed = compose(
        actor,
        heading=row.heading,
        text=row.text,
        unit=tree().get(row.unit_id),
        on=parse_day(row.on),
        pack=row.template.partition(".")[0],
        at=at,
    )
    if composed.faults:
        raise InvalidMany(
            [
                Invalid("bulletin-fault", where=place(line), fault=fault)
                for line, fault in composed.faults
            ]
        )
    if not composed.document.blocks:
        raise Invalid("bulletin-empty")
    return composed


def _other_than_writers(row: Bulletin, actor: Viewer) -> None:
    if actor.code in json.loads(row.writers):
        raise Forbidden("four-eyes-bulletin")


def _step(bulletin_id: int, step: str, verb: str, body: Mapping[str, Any], actor: Viewer) -> int:
    def work() -> int:
        _held(bulletin_id, *STEPS[step][0])
        event = append(verb, f"bulletin:{bulletin_id}", body, actor=actor.code)
        apply.APPLY[verb](event)
        return event.seq

    return commit(work)


def _held(bulletin_id: int, *states: str) -> Bulletin:
    """Return the bulletin as it stands, refusing one in another state."""
    row = get_row(bulletin_id)
    if row.state not in states:
        possible = in_a_row(STATES[state] for state in states)
        raise Conflict("bulletin-state", state=STATES[row.state], possible=possible)
    return row
