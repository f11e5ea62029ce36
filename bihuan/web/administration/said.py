"""What the administration tells, in the reader's language."""

from django.utils.translation import get_language


def language() -> str:
    return "en" if (get_language() or "zh").startswith("en") else "zh"


def said(zh: str, en: str) -> str:
    return en if language() == "en" else zh
