"""What held of a record from when: late facts, corrections, and the rule that reads versions back."""

from hypothesis import given
from hypothesis import strategies as st

from bihuan.kernel.ledgers.timeline import Change, fold

ADDED = Change("2022-01-10", unit_id=1, state="planned", values={"name": "A", "level": "city"})


def state_on(changes: list[Change], on: str) -> str:
    held = [snapshot for day, snapshot in fold(changes) if day <= on]
    return held[-1].state


def test_a_late_report_counts_from_its_business_date() -> None:
    changes = [ADDED, Change("2022-06-01", state="built"), Change("2022-05-28", state="started")]
    assert state_on(changes, "2022-05-27") == "planned"
    assert state_on(changes, "2022-05-31") == "started"
    assert state_on(changes, "2022-06-02") == "built"


def test_a_correction_without_a_date_was_always_so() -> None:
    changes = [
        ADDED,
        Change("2022-03-01", state="started"),
        Change("2022-06-20", always=True, values={"level": "province"}),
    ]
    assert [snapshot.data["level"] for _, snapshot in fold(changes)] == ["province", "province"]
    assert state_on(changes, "2022-03-01") == "started"


def test_a_later_change_of_the_same_field_stays() -> None:
    changes = [
        ADDED,
        Change("2022-04-01", values={"level": "reserve"}),
        Change("2022-02-01", values={"level": "province"}),
    ]
    levels = {on: snapshot.data["level"] for on, snapshot in fold(changes)}
    assert levels == {"2022-01-10": "city", "2022-02-01": "province", "2022-04-01": "reserve"}


def test_none_removes_a_value() -> None:
    (_, snapshot), *_ = fold([ADDED, Change("2022-01-10", values={"level": None})])
    assert snapshot.data == {"name": "A"}


def test_nothing_is_earlier_than_the_first_entry() -> None:
    points = fold([ADDED, Change("2021-12-01", state="started")])
    assert [on for on, _ in points] == ["2022-01-10"]


days = st.integers(1, 28).map(lambda day: f"2022-03-{day:02d}")
changes = st.lists(
    st.builds(
        Change,
        on=days,
        state=st.none() | st.sampled_from(["a", "b", "c"]),
        values=st.dictionaries(st.sampled_from(["x", "y"]), st.integers(0, 3), max_size=2),
    ),
    max_size=8,
)


@given(changes, days)
def test_what_holds_is_the_latest_dated_then_latest_known_setting(
    later: list[Change], on: str
) -> None:
    first = Change("2022-03-01", unit_id=1, state="new", values={"x": 0, "y": 0})
    every = [first, *later]
    held = [snapshot for day, snapshot in fold(every) if day <= on][-1]
    for name in ("x", "y"):
        said = [
            (change.on, number, change.values[name])
            for number, change in enumerate(every)
            if name in change.values and change.on <= on
        ]
        assert held.data[name] == max(said)[2]
    states = [
        (change.on, number, change.state)
        for number, change in enumerate(every)
        if change.state and change.on <= on
    ]
    assert held.state == max(states)[2]
