"""Expressions: what they may say, and that Python and DuckDB agree on what they mean."""

from __future__ import annotations

import datetime
from fractions import Fraction

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bihuan.kernel.definitions.expressions import ExpressionFault, compiled, parse_expression
from bihuan.kernel.indicators.columns import new_engine
from bihuan.kernel.indicators.questions import months_before


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("read_csv('/etc/passwd')", "function"),
        ("(select 1)", "node"),
        ("a; drop table x", "syntax"),
        ("a::int", "function"),
        ("cast(a as integer)", "function"),
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


NUMBERS = st.none() | st.integers(-3, 3)
TEXTS = st.sampled_from(
    [
        "a < b", "a <= b and b < c", "a = b or c > 0", "not (a > b)", "a in (1, 2, c)", "a between b and c",
        "a is null or b is not null", "coalesce(a, b) > 0", "nullif(a, b) is null",
        "case when a > 0 then b else c end = 1", "a + b * c - 2 > 0", "greatest(a, b) = least(b, c)",
        "abs(a) > 1", "a <> b", "not a is null and (a > 1 or b < 1)",
    ]
)  # fmt: skip


@settings(deadline=None)  # opening an engine takes its time on a busy machine
@given(TEXTS, NUMBERS, NUMBERS, NUMBERS)
def test_python_and_the_engine_agree(
    text: str, a: int | None, b: int | None, c: int | None
) -> None:
    known = {n: None if v is None else Fraction(v) for n, v in (("a", a), ("b", b), ("c", c))}
    sql = parse_expression(text).tree.sql(dialect="duckdb")
    with duckdb.connect() as engine:
        row = engine.execute(
            f"SELECT {sql} FROM (SELECT CAST(? AS INTEGER) a, CAST(? AS INTEGER) b, CAST(? AS INTEGER) c)",
            [a, b, c],
        ).fetchall()
    assert compiled(text)(known) == row[0][0]


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
