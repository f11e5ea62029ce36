"""Which records a rule of recurrence (`recurs`) owes by a day: one for each post and stretch of time.

A rule holds for the stretches that begin under it; when it is new, also for the one that it came in.
A post owes a stretch when it was open on its first day, and known before its last one had passed. What
is owed is asked of the rules as they were installed and of the posts as they stood, never of how far
the worker came, so that a worker that was away catches up and a changed rule leaves the past alone.
See docs/decisions/0020.
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bihuan.kernel.definitions.expressions import compiled
from bihuan.kernel.definitions.language import LedgerUnit, RecursDef
from bihuan.kernel.events.models import Event, Reader
from bihuan.kernel.ledgers.checks import comparable, comparables
from bihuan.kernel.ledgers.links import ledger_named
from bihuan.kernel.ledgers.models import Duty, OwedPeriod, Record, RecordVersion
from bihuan.kernel.org.tree import tree
from bihuan.kernel.packs.models import PackVersion
from bihuan.kernel.packs.reads import get_parameter, installed
from bihuan.kernel.periods.clock import day_of
from bihuan.kernel.periods.recurring import Stretch, stretches

DAY, SEQ = "owed-day", "owed"  # how far it came, so that most ticks look no further
ONE_DAY = datetime.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule of recurrence as some versions of a pack had it, and from when to when they were in force."""

    ledger: LedgerUnit
    recurs: RecursDef
    since: datetime.date
    until: datetime.date | None
    is_new: bool  # nothing recurred before


@dataclass(frozen=True, slots=True)
class Owed:
    """A record that is owed: the post as it stood when the stretch began."""

    rule: Rule
    stretch: Stretch
    post_id: int
    code: str
    title: str
    unit_id: int
    data: Mapping[str, Any]

    @property
    def values(self) -> dict[str, Any]:
        """Return the canonical values that the record is born with."""
        recurs, name = self.rule.recurs, self.rule.ledger.definition.name
        copied = {mine: self.data.get(theirs) for mine, theirs in recurs.sets.items()}
        given = {
            name: f"{self.title} {self.stretch.key}",
            **{mine: value for mine, value in copied.items() if value is not None},
            recurs.ref: self.code,
            recurs.period: self.stretch.key,
        }
        return given | ({recurs.due: self.stretch.last_day.isoformat()} if recurs.due else {})

    def is_made(self) -> bool:
        made = OwedPeriod.objects.filter(ledger=self.rule.ledger.key, post_id=self.post_id)
        return made.filter(period=self.stretch.key).exists()

    def holders(self) -> dict[str, list[int]]:
        """Return who answers for the post now, by the duty of the record that is owed."""
        held = Duty.objects.filter(record_id=self.post_id, to_on="").order_by("seq")
        found: dict[str, list[int]] = {}
        for mine, theirs in self.rule.recurs.duties.items():
            people = list(held.filter(kind=theirs).values_list("person_id", flat=True))
            many = self.rule.ledger.definition.duties[mine].many
            if people:
                found[mine] = people if many else people[-1:]
        return found


def has_news(today: datetime.date) -> bool:
    """Whether anything may be owed since `note_done`: another day, a changed post or pack."""
    readers = dict(Reader.objects.filter(name__in=(DAY, SEQ)).values_list("name", "seq"))
    if readers.get(DAY) != today.toordinal():
        return True
    posts = {
        ledger_named(ledger.pack, ledger.definition.recurs.of)
        for ledger in installed().ledgers()
        if ledger.definition.recurs is not None
    }
    changed = RecordVersion.objects.filter(seq__gt=readers[SEQ], ledger__in=posts)
    return changed.exists() or PackVersion.objects.filter(seq__gt=readers[SEQ]).exists()


def note_done(today: datetime.date, at: int) -> None:
    """Keep that all is there which is owed by a day, as known at a log position."""
    for name, reached in ((DAY, today.toordinal()), (SEQ, at)):
        Reader.objects.update_or_create(name=name, defaults={"seq": reached})


def rules_of(ledger: LedgerUnit) -> list[Rule]:
    """Return the rules that a ledger has had, oldest first; versions with the same one are one."""
    seqs = list(
        PackVersion.objects.filter(pack=ledger.pack).order_by("seq").values_list("seq", flat=True)
    )
    days = dict(Event.objects.filter(seq__in=seqs).values_list("seq", "at"))
    had: list[tuple[datetime.date, RecursDef | None]] = []
    for seq in seqs:
        then = installed(seq).packs[ledger.pack].ledgers.get(ledger.name)
        recurs = then.recurs if then else None
        if not had or had[-1][1] != recurs:
            had.append((day_of(days[seq]), recurs))
    ends = [day for day, _ in had[1:]] + [None]
    return [
        Rule(ledger, recurs, since, until, number == 0 or had[number - 1][1] is None)
        for number, ((since, recurs), until) in enumerate(zip(had, ends, strict=True))
        if recurs is not None
    ]


def owed_by(today: datetime.date) -> Iterator[Owed]:
    """Yield every record owed by a day that is not there yet, the oldest first."""
    for ledger in installed().ledgers():
        if ledger.definition.recurs is None and not _ever_recurred(ledger):
            continue
        made = set(OwedPeriod.objects.filter(ledger=ledger.key).values_list("post_id", "period"))
        missing = {
            (owed.post_id, owed.stretch.key): owed
            for rule in reversed(rules_of(ledger))
            for owed in _of_rule(rule, today, made)
        }
        yield from sorted(missing.values(), key=lambda owed: (owed.stretch.first_day, owed.post_id))


def _ever_recurred(ledger: LedgerUnit) -> bool:
    return OwedPeriod.objects.filter(ledger=ledger.key).exists()


def _of_rule(rule: Rule, today: datetime.date, made: set[tuple[int, str]]) -> Iterator[Owed]:
    posts = list(
        Record.objects.filter(ledger=ledger_named(rule.ledger.pack, rule.recurs.of), is_void=False)
    )
    if not posts:
        return
    ids = [post.id for post in posts]
    known = dict(Event.objects.filter(seq__in=ids).values_list("seq", "at"))
    versions: dict[int, list[RecordVersion]] = {}
    for version in RecordVersion.objects.filter(record_id__in=ids).order_by("on", "seq"):
        versions.setdefault(version.record_id, []).append(version)
    judge = _Judge(rule)
    last = today if rule.until is None else min(today, rule.until - ONE_DAY)
    for post in posts:
        since = max(rule.since, day_of(known[post.id]))
        for every in rule.recurs.kinds:
            for stretch in stretches(every, since, last):
                begins_before = stretch.first_day < rule.since and not rule.is_new
                if begins_before or (post.id, stretch.key) in made:
                    continue
                stood = _stood(versions[post.id], stretch.first_day.isoformat())
                if stood is not None and judge.owes(stood, post, every, stretch.first_day):
                    yield Owed(
                        rule, stretch, post.id, post.code, post.title, stood.unit_id,
                        json.loads(stood.data),
                    )  # fmt: skip


def _stood(versions: Sequence[RecordVersion], on: str) -> RecordVersion | None:
    """Return what held of a post on a day; versions come by day, then by log position."""
    return next((version for version in reversed(versions) if version.on <= on), None)


class _Judge:
    """Decides whether a post, as it stood, owes anything under a rule."""

    def __init__(self, rule: Rule) -> None:
        self.recurs = rule.recurs
        self.pack = installed().packs[rule.ledger.pack]
        self.posts = installed().ledger(ledger_named(rule.ledger.pack, rule.recurs.of))

    def owes(self, stood: RecordVersion, post: Record, every: str, on: datetime.date) -> bool:
        if stood.is_void or stood.state in self.posts.workflow.closed:
            return False
        data = json.loads(stood.data)
        if self.recurs.every_for(data) != every:
            return False
        if self.recurs.where is None:
            return True
        day, path = on.isoformat(), tree().get(stood.unit_id).path
        known = {
            name: comparable(get_parameter(self.pack, name, path=path, on=day), None)
            for name in self.pack.parameters
        }
        known |= comparables(self.posts.definition.fields, data, state=stood.state)
        return compiled(self.recurs.where)(known) is True
