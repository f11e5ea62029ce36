"""Industry codes, GB/T 4754-2017: a letter, or 2 to 4 digits under it."""

import re

# first and last division (two digits) of each section
SECTIONS = {
    "A": (1, 5), "B": (6, 12), "C": (13, 43), "D": (44, 46), "E": (47, 50), "F": (51, 52),
    "G": (53, 60), "H": (61, 62), "I": (63, 65), "J": (66, 69), "K": (70, 70), "L": (71, 72),
    "M": (73, 75), "N": (76, 79), "O": (80, 82), "P": (83, 83), "Q": (84, 85), "R": (86, 90),
    "S": (91, 96), "T": (97, 97),
}  # fmt: skip
_SHAPE = re.compile(r"([A-T])?(\d{2,4})?")


def section_of(digits: str) -> str:
    """Return the letter over a code's digits, empty when there is none."""
    division = int(digits[:2])
    return next(
        (letter for letter, (first, last) in SECTIONS.items() if first <= division <= last), ""
    )


def is_valid(code: str) -> bool:
    """Whether a text has the shape of an industry code, letter and digits agreeing."""
    found = _SHAPE.fullmatch(code)
    if found is None or not code:
        return False
    letter, digits = found.groups()
    if digits is None:
        return letter is not None
    section = section_of(digits)
    return section != "" and letter in (None, section)
