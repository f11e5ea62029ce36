"""The reader's language."""

from __future__ import annotations

from django.utils.translation import get_language


def language() -> str:
    """Return `zh` or `en`."""
    return "en" if (get_language() or "zh").startswith("en") else "zh"


def said(zh: str, en: str) -> str:
    """Return a sentence in the reader's language."""
    return en if language() == "en" else zh
