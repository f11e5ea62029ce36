"""Conditions are worded as a person would say them."""

from __future__ import annotations

import re

import pytest

from bihuan.kernel.definitions.spoken_conditions import say_condition

TITLES = {
    "zh": {"state": "环节", "'a'": "已销号", "'b'": "误报", "level": "级别", "paid": "已付款", "today": "今天"},
    "en": {"state": "state", "'a'": "Closed", "'b'": "Withdrawn", "level": "level", "paid": "Paid", "today": "today"},
}  # fmt: skip


@pytest.mark.parametrize(
    ("text", "zh", "en"),
    [
        ("state not in ('a', 'b')", "环节不是已销号或误报", "state is not Closed or Withdrawn"),
        ("state = 'a'", "环节是已销号", "state is Closed"),
        ("not state = 'a'", "环节不是已销号", "state is not Closed"),
        ("level is not null and paid", "级别已填，且“已付款”为是", "level is given and “Paid”"),
        ("paid = false or level is null", "“已付款”为否，或级别未填", "not “Paid” or level is empty"),
        ("not (state = 'a' and paid)", "环节不是已销号，或“已付款”为否", "state is not Closed or not “Paid”"),
        ("(state = 'a' or paid) and level > 3", "（环节是已销号，或“已付款”为是），且级别 > 3",
         "(state is Closed or “Paid”) and level > 3"),
        ("level between 1 and 5", "级别在 1 至 5 之间", "level is 1 to 5"),
        ("not level >= 3", "级别 < 3", "level < 3"),
        ("not level between 1 and 5", "并非（级别 between 1 and 5）", "not (level between 1 and 5)"),
    ],
)  # fmt: skip
def test_conditions_read_as_spoken(text: str, zh: str, en: str) -> None:
    for language, wanted in (("zh", zh), ("en", en)):

        def named(piece: str, titles: dict[str, str] = TITLES[language]) -> str:
            return re.sub(r"'?[a-z]+'?", lambda found: titles.get(found[0], found[0]), piece)

        assert say_condition(text, named, language) == wanted
