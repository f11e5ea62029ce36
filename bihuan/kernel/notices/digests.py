"""One notice a day for who stands above the owners: how many supervision slips reached that person.

The owner of a record is told of each slip; a dispatcher whom a hundred slips name is told once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import itemgetter

from django.db import connection

from bihuan.kernel.events.commits import commit
from bihuan.kernel.ledgers.reads import get_row
from bihuan.kernel.notices.models import Notice
from bihuan.kernel.notices.writes import give_notice
from bihuan.kernel.periods import clock
from bihuan.kernel.permissions import SYSTEM
from bihuan.kernel.problems import Words
from bihuan.kernel.workflow.models import Slip

KIND = "slip.digest"
SUBJECT = "inbox:slips"
COLOURS = {
    "red": Words("红", "red"),
    "yellow": Words("黄", "yellow"),
    "blue": Words("蓝", "blue"),
}
_UNTOLD = (
    "SELECT p.person_id, s.id, s.colour, s.record_id FROM kernel_slipperson p "
    "JOIN kernel_slip s ON s.id = p.slip_id WHERE p.is_open AND s.id <= %s "
    "AND s.id > COALESCE((SELECT MAX(n.because) FROM kernel_notice n "
    "WHERE n.person_id = p.person_id AND n.kind = %s), 0) "
    "AND NOT EXISTS (SELECT 1 FROM kernel_notice m WHERE m.because = s.id "
    "AND m.person_id = p.person_id) ORDER BY p.person_id, s.due, s.id"
)
Untold = tuple[int, list[tuple[int, int, str, int]]]


def give_digests(upto: int) -> int:
    """Tell whom slips up to a log position name beside the owners; returns how many people. Once a day each."""
    if not any(_untold(upto)):  # asked without the lock, and again under it
        return 0
    return commit(lambda: sum(_tell(person, slips) for person, slips in _untold(upto)))


def _untold(upto: int) -> Iterator[Untold]:
    with connection.cursor() as cursor:
        cursor.execute(_UNTOLD, [upto, KIND])
        rows = cursor.fetchall()
    today = clock.today().isoformat()
    for person, slips in groupby(rows, key=itemgetter(0)):
        last = Notice.objects.filter(person_id=person, kind=KIND).order_by("-because").first()
        if last is None or Slip.objects.get(id=last.because).on != today:
            yield person, list(slips)


def _tell(person_id: int, slips: list[tuple[int, int, str, int]]) -> int:
    first = get_row(slips[0][3])
    counted = _counted(colour for _, _, colour, _ in slips)
    words = Words(
        f"督办单：有 {len(slips)} 张送到您这里（{counted.zh}），最早到期的是“{first.title}”（{first.code}）。"
        "责任人已各自接到通知，请在待办里分类查看。",
        f"Supervision slips: {len(slips)} name you ({counted.en}); the earliest due is “{first.title}” "
        f"({first.code}). Their owners were told one by one; see them by kind among your tasks.",
    )
    newest = max(slip for _, slip, _, _ in slips)
    give_notice(person_id, SUBJECT, KIND, words, actor=SYSTEM, because=newest)
    return 1


def _counted(colours: Iterable[str]) -> Words:
    held = list(colours)
    parts = [(words, held.count(colour)) for colour, words in COLOURS.items() if colour in held]
    return Words(
        "、".join(f"{words.zh} {count}" for words, count in parts),
        ", ".join(f"{count} {words.en}" for words, count in parts),
    )
