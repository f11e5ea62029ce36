"""Events of units, people, roles and the calendar -> rows."""

from __future__ import annotations

import json

from django.db import connection

from bihuan.kernel.events.batches import current_batch
from bihuan.kernel.events.recorded import Recorded
from bihuan.kernel.org.models import Assignment, CalendarDay, Delegation, Person, Role, UnitVersion
from bihuan.kernel.org.tree import tree
from bihuan.kernel.periods import clock

MOVED_AHEAD = (
    "SELECT DISTINCT v.unit_id FROM kernel_unitversion v JOIN kernel_event e ON e.seq = v.seq "
    "WHERE e.verb = 'unit.moved' AND v.on_day > SUBSTR(e.at, 1, 10) AND v.on_day <= %s"
)


def unit_added(event: Recorded) -> int:
    body = event.body
    UnitVersion.objects.create(
        seq=event.seq,
        unit_id=event.seq,
        code=body["code"],
        on=event.on,
        parent_id=body["parent"],
        kind=body["kind"],
        title_zh=body["title"]["zh"],
        title_en=body["title"]["en"],
    )
    current_batch().tree = None
    return event.seq


def unit_changed(event: Recorded) -> None:
    """A unit moved, was renamed or closed: a new version, and later ones carry the change too."""
    body = event.body
    unit_id = event.subject_id
    rows = list(UnitVersion.objects.filter(unit_id=unit_id).order_by("on", "seq"))
    newest: dict[str, UnitVersion] = {row.on: row for row in rows}
    earlier = [row for on, row in newest.items() if on <= event.on] or [rows[0]]
    points = {event.on: earlier[-1]} | {on: row for on, row in newest.items() if on > event.on}
    for on, row in points.items():
        UnitVersion.objects.create(
            seq=event.seq,
            unit_id=unit_id,
            code=row.code,
            on=on,
            parent_id=body.get("parent", row.parent_id),
            kind=row.kind,
            title_zh=body.get("title", {}).get("zh", row.title_zh),
            title_en=body.get("title", {}).get("en", row.title_en),
            is_closed=event.verb == "unit.closed" or row.is_closed,
        )
    current_batch().tree = None
    if event.verb == "unit.moved":
        replace_ancestors(unit_id)


def replace_ancestors(unit_id: int) -> None:
    """Give the records under a unit the ancestors that they have in today's tree."""
    units = tree()
    if unit_id not in units.nodes:  # it is added later than today, and so has no record
        return
    with connection.cursor() as cursor:
        for node in units.subtree(unit_id):
            cursor.execute(
                "UPDATE kernel_record SET u1 = %s, u2 = %s, u3 = %s, u4 = %s, u5 = %s, u6 = %s "
                "WHERE unit_id = %s",
                [*node.padded, node.id],
            )


def units_left_behind() -> list[int]:
    """Return units whose move was entered ahead, has come into force, and left records behind.

    The records of one unit are given ancestors together, so one of them tells for all.
    """
    units = tree()
    found = []
    with connection.cursor() as cursor:
        cursor.execute(MOVED_AHEAD, [clock.today().isoformat()])
        for (unit_id,) in cursor.fetchall():
            for node in units.subtree(unit_id) if unit_id in units.nodes else ():
                cursor.execute(
                    "SELECT u1, u2, u3, u4, u5, u6 FROM kernel_record WHERE unit_id = %s LIMIT 1",
                    [node.id],
                )
                row = cursor.fetchone()
                if row is not None and tuple(row) != node.padded:
                    found.append(unit_id)
                    break
    return found


def person_added(event: Recorded) -> Person:
    body = event.body
    return Person.objects.create(
        id=event.seq,
        code=body["code"],
        sealed_name=json.dumps(body["name"]),
        position=body["position"],
        unit_id=body["unit"],
        phone=json.dumps(body["phone"]) if body["phone"] else "",
        key_id=body["name"]["sealed"]["key"],
        party_code=body["party"],
    )


def person_changed(event: Recorded) -> None:
    body = event.body
    person = Person.objects.get(id=event.subject_id)
    if "name" in body:
        person.sealed_name = json.dumps(body["name"])
    if "phone" in body:
        person.phone = json.dumps(body["phone"]) if body["phone"] else ""
    if "email" in body:
        person.email = json.dumps(body["email"]) if body["email"] else ""
    person.position = body.get("position", person.position)
    person.unit_id = body.get("unit", person.unit_id)
    person.save()


def person_erased(event: Recorded) -> None:
    Person.objects.filter(id=event.subject_id).update(is_erased=True)


def role_defined(event: Recorded) -> Role:
    body = event.body
    role, _ = Role.objects.update_or_create(
        code=body["code"],
        defaults={
            "title_zh": body["title"]["zh"],
            "title_en": body["title"]["en"],
            "acts": json.dumps(body["acts"]),
            "scope": body["scope"],
            "group": body["group"],
        },
    )
    return role


def role_assigned(event: Recorded) -> Assignment:
    body = event.body
    return Assignment.objects.create(
        id=event.seq,
        person_id=event.subject_id,
        role=body["role"],
        unit_id=body["unit"],
        from_on=event.on,
        to_on=body["until"],
    )


def role_ended(event: Recorded) -> None:
    Assignment.objects.filter(id=event.body["assignment"]).update(to_on=event.on)


def duty_delegated(event: Recorded) -> Delegation:
    body = event.body
    return Delegation.objects.create(
        id=event.seq,
        person_id=event.subject_id,
        deputy_id=body["deputy"],
        from_on=event.on,
        until_on=body["until"],
        reason=json.dumps(body["reason"]),
    )


def duty_resumed(event: Recorded) -> None:
    Delegation.objects.filter(id=event.body["delegation"]).update(is_ended=True)


def calendar_set(event: Recorded) -> CalendarDay:
    body = event.body
    day, _ = CalendarDay.objects.update_or_create(
        day=body["day"],
        defaults={"is_working": body["working"], "seq": event.seq, "basis": body["basis"]},
    )
    return day


def account_noted(event: Recorded) -> None:
    """Logins are not projections (decision 6): the log only remembers that it happened."""


APPLY = {
    "unit.added": unit_added,
    "unit.moved": unit_changed,
    "unit.renamed": unit_changed,
    "unit.closed": unit_changed,
    "person.added": person_added,
    "person.changed": person_changed,
    "person.erased": person_erased,
    "role.defined": role_defined,
    "role.assigned": role_assigned,
    "role.ended": role_ended,
    "duty.delegated": duty_delegated,
    "duty.resumed": duty_resumed,
    "calendar.set": calendar_set,
    "account.opened": account_noted,
    "account.password_set": account_noted,
    "account.locked": account_noted,
    "account.unlocked": account_noted,
}
