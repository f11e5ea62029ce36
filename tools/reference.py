"""Write the reference pages that are made from the code.

tests/architecture checks that they are fresh.
"""

from collections.abc import Callable
from pathlib import Path

from bihuan.kernel.problems import CATALOGUE

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


PAGES: dict[str, Callable[[], str]] = {"problems.md": problems}


def main() -> None:
    REFERENCE.mkdir(parents=True, exist_ok=True)
    for name, text in PAGES.items():
        (REFERENCE / name).write_text(text())


if __name__ == "__main__":
    main()
