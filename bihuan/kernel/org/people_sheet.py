"""A sheet of people: which columns it has, and every row that is wrong, by its line."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass

from bihuan.kernel.problems import Invalid, InvalidMany, Problem, Words
from bihuan.lib.sheet_text import decode

HEADS = {
    "代码": "code", "工号": "code", "姓名": "name", "单元": "unit", "职务": "position", "电话": "phone",
    "信用代码": "party",
}  # fmt: skip
COLUMNS = tuple(dict.fromkeys(HEADS.values()))
NEEDED = COLUMNS[:3]


@dataclass(frozen=True, slots=True)
class PersonLine:
    """One person of a sheet, with the line that an editor shows."""

    line: int
    code: str
    name: str
    unit: str
    position: str = ""
    phone: str = ""
    party: str = ""

    @property
    def place(self) -> Words:
        return Words(f"第 {self.line} 行", f"line {self.line}")


def read_people(content: bytes, name: str) -> list[PersonLine]:
    """Read a sheet's people. Raises Invalid for its form, InvalidMany for all rows that are wrong."""
    try:
        reader = csv.reader(io.StringIO(decode(content), newline=""), strict=True)
        rows = [(reader.line_num, [cell.strip() for cell in row]) for row in reader]
    except (ValueError, csv.Error) as error:
        raise Invalid("sheet-unreadable", path=name, why=str(error)) from error
    rows = [(line, row) for line, row in rows if any(row)]
    heads = [HEADS.get(head, head) for head in rows[0][1]] if rows else []
    _check_heads(heads)
    found, faults = [], list[Problem]()
    for line, row in rows[1:]:
        cells = dict.fromkeys(NEEDED, "") | dict(zip(heads, row, strict=False))
        person = PersonLine(line, **cells)
        if len(row) != len(heads):
            faults.append(
                Invalid("sheet-cells", where=person.place, cells=len(row), columns=len(heads))
            )
        faults += [
            Invalid("sheet-cell-missing", where=person.place, column=column)
            for column in NEEDED
            if len(row) == len(heads) and not getattr(person, column)
        ]
        found.append(person)
    if faults:
        raise InvalidMany(faults)
    return found


def _check_heads(heads: list[str]) -> None:
    known = ", ".join(f"{column}（{head}）" for head, column in HEADS.items())
    wrong = [head for head in heads if head not in COLUMNS or heads.count(head) > 1]
    if wrong or not heads:
        raise Invalid("sheet-header", columns=", ".join(dict.fromkeys(wrong)) or "—", known=known)
    lacking = [column for column in NEEDED if column not in heads]
    if lacking:
        raise Invalid("sheet-column-missing", columns=", ".join(lacking), known=known)
