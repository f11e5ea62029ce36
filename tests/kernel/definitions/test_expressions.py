"""Expressions: what they may say, and that Python and DuckDB agree on what they mean."""

from __future__ import annotations

import datetime
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bihuan.kernel.definitions.expressions import ExpressionFault, compiled, parse_expression
from bihuan.kernel.indicators.columns import new_engine
from bihuan.kernel.indicators.dependencies import emitted
from bihuan.kernel.indicators.questions import months_before

ENGINE = new_engine()


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("read_csv('/etc/passwd')", "function"),
        ("(select 1)", "node"),
        ("a; drop table x", "syntax"),
        ("cast(a as varchar)", "function"),
        ("cast(a as date)", "function"),
        ("substring(a, 0, 2)", "substring"),
        ("substring(a, 1, b)", "substring"),
        ("days_between(a)", "function"),
        ("a -- b", "comment"),
        ("a /* b */", "comment"),
        ("getenv('HOME')", "function"),
        ("other.a = 1", "node"),
        ("a || 'x'", "node"),
        ("sum(a)", "function"),
        ("a in (select b from c)", "node"),
        ("a +", "syntax"),
        ("{'a': 1}", "node"),
    ],
)
def test_what_is_not_allowed_is_refused(text: str, kind: str) -> None:
    with pytest.raises(ExpressionFault) as refused:
        parse_expression(text)
        compiled(text)
    assert refused.value.kind in (kind, "node", "function", "syntax")


def test_names_are_those_spoken_of() -> None:
    assert parse_expression("a / b - elapsed_share > 3 and c in ('x')").names == {
        "a", "b", "elapsed_share", "c",
    }  # fmt: skip


def test_division_by_zero_and_missing_values_are_unknown() -> None:
    assert compiled("a / b")({"a": Fraction(1), "b": Fraction(0)}) is None
    assert compiled("a > 1")({"a": None}) is None
    assert compiled("a > 1 or b = 1")({"a": None, "b": Fraction(1)}) is True
    assert compiled("a > 1 and b = 2")({"a": None, "b": Fraction(1)}) is False


def test_dates_compare_and_count() -> None:
    days = {"a": datetime.date(2022, 5, 1), "b": datetime.date(2022, 5, 31)}
    assert compiled("days_between(a, b) = 30 and a >= date '2022-05-01'")(days) is True


def test_a_line_is_measured_on_the_globe() -> None:
    def line(*points: tuple[str, str], crs: str = "CGCS2000") -> list[dict[str, str]]:
        return [{"x": x, "y": y, "crs": crs} for x, y in points]

    degree = compiled("metres(a)")({"a": line(("114", "34"), ("114", "35"))})
    assert degree == Fraction(1111951, 10), "a degree of the meridian of a sphere of 6371.0088 km"
    there_and_back = line(("114", "34"), ("114", "35"), ("114", "34"))
    assert compiled("metres(a)")({"a": there_and_back}) == Fraction(1111951, 5)
    mixed = line(("114", "34")) + line(("114", "35"), crs="GCJ02")
    assert compiled("metres(a)")({"a": mixed}) is None
    assert compiled("metres(a) > 5")({"a": None}) is None


NUMBERS = st.none() | st.integers(-3, 3)
TEXTS = st.sampled_from(
    [
        "a < b", "a <= b and b < c", "a = b or c > 0", "not (a > b)", "a in (1, 2, c)", "a between b and c",
        "a is null or b is not null", "coalesce(a, b) > 0", "nullif(a, b) is null",
        "case when a > 0 then b else c end = 1", "a + b * c - 2 > 0", "greatest(a, b) = least(b, c)",
        "abs(a) > 1", "a <> b", "not a is null and (a > 1 or b < 1)",
    ]
)  # fmt: skip


@settings(deadline=None)  # a busy machine takes its time
@given(TEXTS, NUMBERS, NUMBERS, NUMBERS)
def test_python_and_the_engine_agree(
    text: str, a: int | None, b: int | None, c: int | None
) -> None:
    known = {n: None if v is None else Fraction(v) for n, v in (("a", a), ("b", b), ("c", c))}
    assert compiled(text)(known) == in_the_engine(text, "INTEGER", [a, b, c])


WORDS = st.none() | st.text("123甲é𠀀+- .e_", max_size=5)
DAYS = st.none() | st.dates(datetime.date(2021, 12, 30), datetime.date(2022, 3, 2))
OF_TEXTS = st.sampled_from(
    ["cast(a as integer)", "cast(substring(a, 2, 2) as integer)", "substring(a, 1, 1) = b",
     "length(substring(a, 2, 9))", "cast(case when cast(a as integer) > 5 then b else c end as integer)"]
)  # fmt: skip
OF_DAYS = st.sampled_from(
    ["days_between(a, b)", "least(days_between(a, b), 3) - coalesce(days_between(b, c), 0)",
     "case when a > b then 2 else 1 end * days_between(a, c)", "year(a) * 12 + month(b)"]
)  # fmt: skip


@settings(deadline=None)
@given(OF_TEXTS, WORDS, WORDS, WORDS)
def test_python_and_the_engine_agree_on_texts(
    text: str, a: str | None, b: str | None, c: str | None
) -> None:
    known = {"a": a, "b": b, "c": c}
    assert compiled(text)(known) == in_the_engine(text, "VARCHAR", [a, b, c])


@settings(deadline=None)
@given(OF_DAYS, DAYS, DAYS, DAYS)
def test_python_and_the_engine_agree_on_days(
    text: str, a: datetime.date | None, b: datetime.date | None, c: datetime.date | None
) -> None:
    known = {"a": a, "b": b, "c": c}
    assert compiled(text)(known) == in_the_engine(text, "DATE", [a, b, c])


def in_the_engine(text: str, kind: str, known: list[Any]) -> Any:
    columns = ", ".join(f"CAST(? AS {kind}) {name}" for name in "abc")
    row = ENGINE.execute(f"SELECT {emitted(text, {})} FROM (SELECT {columns})", known).fetchall()
    return row[0][0]


@pytest.mark.parametrize(
    ("start", "end", "months"),
    [
        ("2022-03-20", "2022-06-20", 3),
        ("2022-03-21", "2022-06-20", 2),
        ("2022-01-31", "2022-02-28", 1),
        ("2022-01-31", "2022-04-29", 2),
        ("2021-12-01", "2022-06-30", 6),
        ("2022-06-20", "2022-05-31", -1),
    ],
)
def test_whole_months_are_counted_as_windows_count_them(start: str, end: str, months: int) -> None:
    days = {"a": datetime.date.fromisoformat(start), "b": datetime.date.fromisoformat(end)}
    assert compiled("whole_months(a, b)")(days) == months
    if months > 0:
        assert days["a"] <= months_before(days["b"], months)
    assert days["a"] > months_before(days["b"], months + 1)
    (found,) = new_engine().execute(f"SELECT whole_months(DATE '{start}', DATE '{end}')").fetchone()  # type: ignore[misc]
    assert found == months
