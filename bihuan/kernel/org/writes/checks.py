"""What several writes of the organisation ask first."""

from __future__ import annotations

from bihuan.kernel.org.models import Person
from bihuan.kernel.periods import clock
from bihuan.kernel.periods.days import parse_day
from bihuan.kernel.problems import Invalid, NotFound


def check_code(code: str) -> None:
    """Refuse a code that an address, a file or a command could read as something else."""
    if not (code.isascii() and code.replace("-", "").replace("_", "").isalnum()):
        raise Invalid("code-unreadable", text=code)


def day_of(on: str | None) -> str:
    return (parse_day(on) if on else clock.today()).isoformat()


def person_of(code: str) -> Person:
    person = Person.objects.filter(code=code).first()
    if person is None:
        raise NotFound("person-unknown", person=code)
    if person.is_erased:
        raise Invalid("person-erased", person=code)
    return person
