"""The draft check on labelled passages, and its speed beside a plain pass of a regular expression."""

from __future__ import annotations

import re
import time
from collections.abc import Callable

from bench.measured import Result, median_of, show
from bench.passages import SETS, Passage, Score, read_passages, score
from bihuan.drafts.verdicts import check

PRECISION, RECALL, COVERAGE, MEGABYTES = 0.95, 0.85, 0.99, 1.0
_PLAIN = re.compile(r"\d+(?:\.\d+)?(?:万|亿)?[\u4e00-\u9fff%]?|[一二三四五六七八九十百千万亿]+")
_VERDICTS = ("supported", "contradicted", "cannot_check")
# What a bulletin or a page is beside its numbers: a set of passages alone is denser than any text.
PROSE = (
    "会议要求，各责任单位要进一步提高政治站位，压实工作责任，坚持问题导向和目标导向，强化部门协同联动，完善闭环管理机制，"
    "对照任务清单逐项抓好落实，确保各项工作取得实实在在的成效，以优异成绩回应群众期盼。"
)


def main(quick: bool = False) -> None:
    passages = {name: read_passages(name) for name in SETS}
    everything = [passage for name in SETS for passage in passages[name]]
    result = Result("drafts")
    for name, those in {**passages, "all": everything}.items():
        _add(result, name, score(those))
    _speeds(result, everything, quick)
    show(result)
    for name in SETS:
        report(name, score(passages[name]))


def _add(result: Result, name: str, done: Score) -> None:
    result.add(
        f"{name}: precision of contradicted", done.precision * 100, "%", asked=f">= {PRECISION:.0%}"
    )
    result.add(f"{name}: recall of contradicted", done.recall * 100, "%", asked=f">= {RECALL:.0%}")
    result.add(f"{name}: statistics found", done.coverage * 100, "%", asked=f">= {COVERAGE:.0%}",
               note=f"{done.found} of {done.labelled}")  # fmt: skip
    result.add(f"{name}: cannot check", done.cannot_check * 100, "%")


def _speeds(result: Result, passages: list[Passage], quick: bool) -> None:
    """Time one core on drafts of 50 kB, one after the other, and on all of it pasted at once."""
    mixed = "\n".join(f"{passage.text}\n{PROSE}" for passage in passages)
    dense = "\n".join(passage.text for passage in passages)
    copies = 4 if quick else 40
    for what, text, times in (
        ("drafts: passages with prose", mixed, copies),
        ("drafts: passages alone", dense, copies),
        ("one paste: passages with prose", mixed * copies, 1),
    ):
        ours = median_of(3, lambda text=text, times=times: _megabytes(text, times, check))  # type: ignore[misc]
        raw = median_of(3, lambda text=text, times=times: _megabytes(text, times, _PLAIN.findall))  # type: ignore[misc]
        apart = len(text) / len(check(text))
        result.add(f"speed, {what}", ours, "MB/s", raw=raw, asked=f"> {MEGABYTES:g} MB/s",
                   note=f"a statistic every {apart:.0f} characters")  # fmt: skip


def _megabytes(text: str, times: int, work: Callable[[str], object]) -> float:
    started = time.process_time()
    for _ in range(times):
        work(text)
    return times * len(text.encode()) / 1e6 / (time.process_time() - started)


def report(name: str, done: Score) -> None:
    """Print the confusion table and every miss."""
    print(f"\n### {name}\n\n| truth | " + " | ".join(_VERDICTS) + " |\n|---|---|---|---|")
    for truth in ("right", "contradicted"):
        counts = " | ".join(str(done.confusion[truth, verdict]) for verdict in _VERDICTS)
        print(f"| {truth} | {counts} |")
    kinds = sorted({kind for kind, _ in done.by_kind})
    print("\n| planted error | found | of |\n|---|---|---|")
    for kind in kinds:
        found = done.by_kind[kind, True]
        print(f"| {kind} | {found} | {found + done.by_kind[kind, False]} |")
    for title, lines in (
        ("missed", done.missed),
        ("wrongly contradicted", done.wrongly),
        ("not found", done.not_found),
        ("found and not labelled", done.unlabelled),
        ("another right value than labelled", done.expected_wrong),
    ):
        for line in lines:
            print(f"* {title}: {line}")
