"""A sentence in the reader's language."""

from __future__ import annotations

from django.utils.translation import get_language


def language() -> str:
    """Return the language of the page: zh or en."""
    return "en" if (get_language() or "zh").startswith("en") else "zh"


def said(zh: str, en: str) -> str:
    return en if language() == "en" else zh
