"""Template tags and filters of every screen. Both languages stand in the template: {% t "中文" "English" %}."""

from __future__ import annotations

import datetime
import json
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django import template
from django.templatetags.static import static
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

from bihuan.kernel.definitions import labels, qualifiers
from bihuan.kernel.indicators import traces
from bihuan.kernel.indicators.figures import show, to_displayed
from bihuan.kernel.notices.kinds import CHANNEL_KINDS, KINDS
from bihuan.web.shared.event_words import subject_words, verb_words
from bihuan.web.shared.language import language

register = template.Library()
DELIVERIES = {
    "waiting": ("待重试", "to be tried again"),
    "refused": ("被拒收", "refused"),
    "expired": ("已过期", "expired"),
}


def english() -> bool:
    return language() == "en"


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
    said = label(labels.LIGHT_MEANINGS[name])
    return _light(name, said, said, words)


@register.simple_tag
def light_words(name: str) -> str:
    """Return a light's shape and name as bare text, as a choice in a form needs it."""
    return f"{labels.LIGHT_SHAPES[name]} {label(labels.LIGHT_MEANINGS[name])}"


@register.simple_tag
def lit(figure: Any, words: bool = False) -> SafeString:
    """Return the light of a figure or a record; its tooltip says why in a sentence."""
    said = label(labels.LIGHT_MEANINGS[figure.light])
    return _light(figure.light, said, label(figure.why) or said, words)


def _light(name: str, said: str, why: str, words: bool) -> SafeString:
    return format_html(
        '<span class="light light-{}" title="{}" role="img" aria-label="{}">{}{}</span>',
        name, why, said, labels.LIGHT_SHAPES[name], f" {said}" if words else "",
    )  # fmt: skip


@register.simple_tag
def icon(name: str) -> SafeString:
    return format_html(
        '<svg class="icon" aria-hidden="true"><use href="{}#{}"></use></svg>',
        static("vendor/icons.svg"), name,
    )  # fmt: skip


@register.inclusion_tag("shared/_input.html")
def input(
    id: str, name: str, zh: str, en: str, *, value: object = "", type: str = "text",
    required: bool = False, help: str = "", placeholder: str = "",
) -> dict[str, object]:  # fmt: skip
    """Return a labelled input of a form; `zh` and `en` are its label."""
    return {
        "id": id, "name": name, "title": t(zh, en), "value": "" if value is None else value,
        "type": type, "required": required, "help": help, "placeholder": placeholder,
    }  # fmt: skip


@register.inclusion_tag("shared/_day.html")
def day(
    id: str, name: str, value: object = "", *, label: str = "", least: str = "", most: str = "",
    required: bool = False, notes: str = "",
) -> dict[str, object]:  # fmt: skip
    """Return a box for a day: YYYY-MM-DD whatever the browser speaks, typed or picked."""
    return {
        "id": id, "name": name, "value": "" if value is None else value, "label": label,
        "least": least, "most": most, "required": required, "notes": notes,
    }  # fmt: skip


@register.simple_tag
def noted(field: Any) -> SafeString:
    """Return a control's attributes that tell a reader of screens what is asked and what is wrong."""
    marks = (
        ("required", field.required),
        ('aria-invalid="true"', field.error),
        (f'aria-describedby="n-{escape(field.name)}"', field.error or field.help),
    )
    text = "".join(f" {mark}" for mark, holds in marks if holds)
    return mark_safe(text)  # noqa: S308 - the name in it went through escape


@register.simple_tag
def report_status(name: str) -> SafeString:
    """Return a month's data status as a coloured word."""
    tone = {"": "waiting", "draft": "waiting", "submitted": "active", "checked": "active"}
    return format_html(
        '<span class="state state-{}">{}</span>', tone.get(name, "done"), status(name)
    )


@register.simple_tag
def indent(depth: int) -> str:
    """Return what sets a unit in by its depth, in a list of choices."""
    return "　" * (depth - 1)


@register.filter
def basis(text: str) -> str:
    """Return where a default comes from; packs write DEFAULT for one that is our own."""
    return text.replace("DEFAULT", "our own default" if english() else "系统默认", 1)


@register.filter
def unit_kind(kind: str) -> str:
    """Return what kind of unit it is, in words."""
    return label(labels.UNIT_KINDS[kind])


@register.filter
def measured_in(unit: str) -> str:
    """Return what a number is measured in, in the reader's language."""
    return label(labels.measured_in(unit))


@register.filter
def bracketed(text: object) -> str:
    """Return a text in the brackets of the reader's language; nothing for nothing."""
    return "" if text in ("", None) else f" ({text})" if english() else f"（{text}）"


@register.filter
def status(name: str) -> str:
    return label(labels.REPORT_STATUSES[name])


@register.filter
def notice_kind(name: str) -> str:
    return label(KINDS[name])


@register.filter
def channel_kind(name: str) -> str:
    return label(CHANNEL_KINDS[name])


@register.filter
def delivery_status(name: str) -> str:
    zh, en = DELIVERIES[name]
    return en if english() else zh


@register.filter
def grouped(value: Any) -> str:
    """Return a number with thousands separators."""
    if value is None or value == "":
        return "—"
    return f"{Decimal(value):,f}"


@register.filter
def figure(value: Any) -> str:
    """Return a figure's value as printed, with thousands separators and how exact it is."""
    shown = str(value.rounded)
    whole, dot, rest = shown.partition(".")
    sign = "-" if whole.startswith("-") else ""
    digits = whole.lstrip("-")
    if not digits.isdigit():
        return shown
    return qualifiers.said(f"{sign}{int(digits):,}{dot}{rest}", value.qualifier, language())


@register.filter
def as_text(value: Fraction | None, definition: Any) -> str:
    """Return an exact value as its indicator prints it."""
    return show(to_displayed(value, definition.unit), definition.digits)


@register.filter
def verb(name: str) -> str:
    """Return an event's verb in words."""
    return verb_words(name, english=english())


@register.filter
def subject(name: str) -> SafeString | str:
    """Return what an event is about, as a link where that is a record."""
    text, address = subject_words(name, english=english())
    return format_html('<a href="{}">{}</a>', address, text) if address else text


@register.filter
def who(actor: str) -> str:
    """Return who acted; the system itself has a name too."""
    return ("System" if english() else "系统") if actor == "system" else actor


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
