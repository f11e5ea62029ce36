"""Common ground of the benchmarks: timing, percentiles, the machine, and one table."""

from __future__ import annotations

import os
import platform
import statistics
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path


@dataclass
class Row:
    """One line of a benchmark: what ran, how fast, beside what, and what was asked."""

    what: str
    value: float
    unit: str
    raw: float | None = None
    asked: str = ""
    note: str = ""

    @property
    def ratio(self) -> float | None:
        return self.value / self.raw if self.raw else None


@dataclass
class Result:
    """A finished benchmark."""

    name: str
    rows: list[Row] = field(default_factory=list)

    def add(self, what: str, value: float, unit: str, **more: object) -> None:
        self.rows.append(Row(what, value, unit, **more))  # type: ignore[arg-type]


def median_of(times: int, work: Callable[[], float]) -> float:
    """Run a measurement several times and return the median."""
    return statistics.median(work() for _ in range(times))


def seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def percentile(values: Sequence[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def in_threads(count: int, work: Callable[[int], Iterable[float]]) -> tuple[float, list[float]]:
    """Run `work(number)` in threads; returns the wall time and all latencies that it yields."""
    latencies: list[float] = []
    faults: list[BaseException] = []
    start = threading.Barrier(count + 1)

    def run(number: int) -> None:
        try:
            start.wait()
            mine = list(work(number))
        except BaseException as fault:
            faults.append(fault)
            start.abort()
            raise
        latencies.extend(mine)

    threads = [threading.Thread(target=run, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    start.wait()
    started = time.perf_counter()
    for thread in threads:
        thread.join()
    wall = time.perf_counter() - started
    if faults:
        raise faults[0]
    return wall, latencies


def machine() -> str:
    """Return a line about where this ran."""
    model = next(
        (
            line.partition(":")[2].strip()
            for line in Path("/proc/cpuinfo").read_text().splitlines()
            if line.startswith("model name")
        ),
        platform.processor(),
    )
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"{os.cpu_count()} cores, {model}, {memory:.0f} GiB, Python {platform.python_version()}"


def show(result: Result) -> None:
    """Print a benchmark as a Markdown table."""
    print(f"\n## {result.name}\n\n{machine()}\n")
    print("| what | bihuan | raw, same run | ratio | asked | note |\n|---|---|---|---|---|---|")
    for row in result.rows:
        raw = "" if row.raw is None else f"{row.raw:,.1f} {row.unit}"
        ratio = "" if row.ratio is None else f"{row.ratio:.2f}"
        print(
            f"| {row.what} | {row.value:,.1f} {row.unit} | {raw} | {ratio} | {row.asked} | {row.note} |"
        )
