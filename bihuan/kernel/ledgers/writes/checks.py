"""What each write of a record asks first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bihuan.kernel.definitions.language import LedgerUnit
from bihuan.kernel.ledgers.reads import get_row
from bihuan.kernel.org.models import Person
from bihuan.kernel.org.reads import names_of, unfit_among
from bihuan.kernel.periods import clock
from bihuan.kernel.periods.days import parse_day
from bihuan.kernel.problems import Conflict, Invalid, NotFound


def check_date(on: str | None) -> None:
    """Refuse a business date that is not a day, or lies ahead of the clock."""
    if on is None:
        return
    if parse_day(on) > clock.today():
        raise Invalid("date-ahead", date=on)


def check_seen(record_id: int, seen: int) -> None:
    """Refuse to change a record that somebody else changed since it was looked at, or a void one."""
    row = get_row(record_id)
    if row.updated_seq != seen:
        raise Conflict("changed-meanwhile", code=row.code)
    if row.is_void:
        raise Invalid("record-void", code=row.code)


def duty_holders(
    ledger: LedgerUnit, duties: Mapping[str, Sequence[str]], *, party: str
) -> dict[str, list[int]]:
    """Return the ids of people named by code, by duty; refuse who cannot answer for a party's record."""
    holders: dict[str, list[int]] = {}
    for duty, codes in duties.items():
        if duty not in ledger.definition.duties:
            raise NotFound("duty-unknown", duty=duty)
        if len(codes) > 1 and not ledger.definition.duties[duty].many:
            raise Invalid("duty-single", duty=ledger.definition.duties[duty].title)
        found = dict(Person.objects.filter(code__in=codes).values_list("code", "id"))
        for code in codes:
            if code not in found:
                raise NotFound("person-unknown", person=code)
        holders[duty] = [found[code] for code in codes]
        if unfit := unfit_among(holders[duty], party=party):
            raise Invalid(
                "holder-unfit", where=ledger.definition.duties[duty].title,
                person=names_of(unfit[:1])[unfit[0]],
            )  # fmt: skip
    return holders
