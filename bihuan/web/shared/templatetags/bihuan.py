"""Template tags and filters of every screen. Both languages stand in the template: {% t "中文" "English" %}."""

from __future__ import annotations

import datetime
import json
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django import template
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from bihuan.kernel.indicators import traces
from bihuan.kernel.indicators.figures import show, to_displayed

register = template.Library()
LIGHTS = {
    "green": ("●", "正常", "on course"),
    "blue": ("◆", "提示", "notice"),
    "yellow": ("▲", "预警", "warning"),
    "red": ("■", "告急", "alarm"),
    "none": ("○", "不亮灯", "no light"),
}
STATUSES = {
    "": ("未报", "not reported"),
    "draft": ("草稿", "draft"),
    "submitted": ("已报送", "submitted"),
    "checked": ("已审核", "checked"),
    "approved": ("已审批", "approved"),
    "locked": ("已锁定", "locked"),
}


def english() -> bool:
    return (get_language() or "zh").startswith("en")


@register.simple_tag
def t(zh: str, en: str, **facts: Any) -> str:
    """Return a text in the reader's language; {name} in it is filled from the tag's facts."""
    text = en if english() else zh
    return text.format(**facts) if facts else text


@register.filter
def label(value: Any) -> str:
    """Return a label (anything with `zh` and `en`) in the reader's language."""
    return str(getattr(value, "en" if english() else "zh", value or ""))


@register.filter
def said_in(texts: Any) -> str:
    """Return a text kept as `{zh, en}` in an event in the reader's language."""
    return str(texts["en" if english() else "zh"])


@register.simple_tag
def light(name: str, words: bool = False) -> SafeString:
    """Return a light that is told apart without colour too."""
    shape, zh, en = LIGHTS[name]
    said = en if english() else zh
    text = format_html(" {}", said) if words else ""
    return format_html(
        '<span class="light light-{}" title="{}" role="img" aria-label="{}">{}{}</span>',
        name, said, said, shape, text,
    )  # fmt: skip


@register.simple_tag
def icon(name: str) -> SafeString:
    return format_html(
        '<svg class="icon" aria-hidden="true"><use href="{}#{}"></use></svg>',
        static("vendor/icons.svg"), name,
    )  # fmt: skip


@register.filter
def status(name: str) -> str:
    zh, en = STATUSES[name]
    return en if english() else zh


@register.filter
def grouped(value: Any) -> str:
    """Return a number with thousands separators."""
    if value is None or value == "":
        return "—"
    return f"{Decimal(value):,f}"


@register.filter
def figure(value: Any) -> str:
    """Return a figure's displayed value with thousands separators."""
    shown = str(value.display)
    whole, dot, rest = shown.partition(".")
    sign = "-" if whole.startswith("-") else ""
    digits = whole.lstrip("-")
    return f"{sign}{int(digits):,}{dot}{rest}" if digits.isdigit() else shown


@register.filter
def as_text(value: Fraction | None, definition: Any) -> str:
    """Return an exact value as its indicator prints it."""
    return show(to_displayed(value, definition.unit), definition.digits)


@register.filter
def local_time(at: str) -> str:
    """Return a recorded time (UTC) as the zone's wall clock has it."""
    moment = datetime.datetime.fromisoformat(at.replace("Z", "+00:00"))
    return moment.astimezone(datetime.timezone(datetime.timedelta(hours=8))).strftime(
        "%Y-%m-%d %H:%M"
    )


@register.filter
def get(mapping: Any, key: Any) -> Any:
    return mapping.get(key) if hasattr(mapping, "get") else None


@register.simple_tag
def data(name: str, value: Any) -> SafeString:
    """Return a block of JSON that scripts read; it is never executed."""
    text = json.dumps(value, ensure_ascii=False).replace("<", "\\u003c")
    return mark_safe(f'<script type="application/json" id="{name}">{text}</script>')  # noqa: S308


@register.simple_tag(takes_context=True)
def query(context: Any, **changes: Any) -> str:
    """Return the page's query with some parts changed; an empty value leaves a part out."""
    parameters = context["request"].GET.copy()
    parameters.pop("partial", None)
    for name, value in changes.items():
        if value in (None, ""):
            parameters.pop(name, None)
        else:
            parameters[name] = value
    return f"?{parameters.urlencode()}"


@register.filter
def problem(refusal: Any) -> str:
    """Return a refusal's sentence in the reader's language."""
    return "" if refusal is None else str(refusal.sentence("en" if english() else "zh"))


@register.filter
def in_words(node: Any) -> str:
    """Return a traced figure's formula with titles instead of names."""
    return traces.in_words(node.formula, node.figure, "en" if english() else "zh")


@register.filter
def rule_words(figure: Any) -> str:
    """Return the rule that gave a figure its light, with titles instead of names."""
    return traces.in_words(figure.light_rule, figure, "en" if english() else "zh")
