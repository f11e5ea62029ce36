"""Write the reference pages that are made from the code.

tests/architecture checks that they are fresh.
"""

import json
from collections.abc import Callable
from functools import partial
from pathlib import Path

from bihuan.kernel.definitions.rules import rule_table
from bihuan.kernel.problems import CATALOGUE
from tools.pack_format import FILES, json_schema, pack_format

ROOT = Path(__file__).resolve().parent.parent
REFERENCE = ROOT / "docs" / "reference"


def problems() -> str:
    """Every refusal by its code, in both languages."""
    rows = [f"| `{code}` | {zh} | {en} |" for code, (zh, en) in sorted(CATALOGUE.items())]
    opening = (
        "# Problems\n\n"
        "Every refusal has a code, the same on a screen, in a command and in JSON.\n"
        "Words in braces are filled in where it happens. Made by `make docs`.\n\n"
        "| code | 中文 | English |\n|---|---|---|\n"
    )
    return opening + "\n".join(rows) + "\n"


def rules() -> str:
    """Every rule over a whole pack, by its code."""
    rows = [
        f"| `{code}` | {title.zh}：{hint.zh} | {title.en}. {hint.en} |"
        for code, title, hint in rule_table()
    ]
    opening = (
        "# Rules of packs\n\n"
        "`bihuan pack check FOLDER` tells every fault at once as `file:line CODE sentence. hint`. BP0xx are\n"
        "faults of a file (BP001 no pack, BP002 encoding, BP003 unknown file, BP004 too large, BP005 anchors,\n"
        "BP006 a key twice, BP007 YAML, BP008 no mapping); BP1xx of its shape (BP101 unknown key, BP102 missing\n"
        "key, BP103 spelling, BP104 choice, BP105 type). The rules below look at the whole pack.\n"
        "Made by `make docs`.\n\n| code | 中文 | English |\n|---|---|---|\n"
    )
    return opening + "\n".join(rows) + "\n"


def schema(kind: str) -> str:
    """The JSON Schema of a kind of pack file, for editors."""
    return json.dumps(json_schema(kind), ensure_ascii=False, indent=1) + "\n"


PAGES: dict[str, Callable[[], str]] = {
    "problems.md": problems,
    "rules.md": rules,
    "pack-format.md": pack_format,
    **{f"{kind}.schema.json": partial(schema, kind) for kind in FILES},
}


def main() -> None:
    REFERENCE.mkdir(parents=True, exist_ok=True)
    for name, text in PAGES.items():
        (REFERENCE / name).write_text(text())


if __name__ == "__main__":
    main()
