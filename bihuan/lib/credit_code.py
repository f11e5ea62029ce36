"""Unified social credit codes, GB 32100-2015, and the organisation code inside, GB 11714."""

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_WEIGHTS = tuple(pow(3, i, 31) for i in range(17))
_ORGANISATION_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)


def check_character(first_17: str) -> str:
    """Return the 18th character. Raises ValueError for a character outside the alphabet.

    The outer `% 31` matters: with a remainder of 0 the check character is 0.
    """
    total = sum(
        ALPHABET.index(character) * weight
        for character, weight in zip(first_17, _WEIGHTS, strict=True)
    )
    return ALPHABET[(31 - total % 31) % 31]


def is_valid(code: str) -> bool:
    """Whether a text is a credit code with a right check character."""
    if len(code) != 18 or any(character not in ALPHABET for character in code):
        return False
    return check_character(code[:17]) == code[17]


def organisation_check_character(first_8: str) -> str:
    """Return the 9th character of an organisation code (mod 11, X for 10)."""
    total = sum(
        _ORGANISATION_ALPHABET.index(character) * weight
        for character, weight in zip(first_8, _ORGANISATION_WEIGHTS, strict=True)
    )
    return {10: "X", 11: "0"}.get(11 - total % 11, str(11 - total % 11))


def is_valid_organisation_code(code: str) -> bool:
    """Whether a text is a 9-character organisation code, with or without its hyphen."""
    bare = code.replace("-", "")
    if len(bare) != 9 or any(character not in _ORGANISATION_ALPHABET for character in bare):
        return False
    return organisation_check_character(bare[:8]) == bare[8]
