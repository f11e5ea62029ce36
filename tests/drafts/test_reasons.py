"""The catalogue of reasons and the code that gives them agree."""

import ast
from pathlib import Path

import bihuan.drafts
from bihuan.drafts.reasons import CATALOGUE

FOLDER = Path(bihuan.drafts.__file__).parent
# One code a computation, told as it fits or as it differs: f"{item.code}-fits".
TWINS = {
    f"{code}-{end}" for code in ("growth", "increase", "difference") for end in ("fits", "differs")
}


def test_every_reason_is_given_and_every_one_given_is_known() -> None:
    words = {
        node.value
        for path in FOLDER.glob("*.py")
        if path.stem != "reasons"
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    assert sorted(set(CATALOGUE) - words - TWINS) == []
    assert set(CATALOGUE) >= TWINS


def test_both_languages_name_the_same_facts() -> None:
    def facts(text: str) -> set[str]:
        return {part.split("}")[0] for part in text.split("{")[1:]}

    assert [code for code, (zh, en) in CATALOGUE.items() if facts(zh) != facts(en)] == []
