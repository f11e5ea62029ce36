"""What the pages of draft checks show: the marked text, each number's facts, what may be chosen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

from bihuan.kernel.draft_checks.judgements import Judgement
from bihuan.kernel.draft_checks.reads import CheckRow, Examined, list_choices
from bihuan.kernel.draft_checks.sentences import told
from bihuan.kernel.indicators.traces import in_words
from bihuan.kernel.org.tree import tree
from bihuan.kernel.packs.reads import installed
from bihuan.kernel.permissions import Viewer
from bihuan.kernel.problems import Words
from bihuan.web.shared.language import language

VERDICTS = {
    "contradicted": Words("有误", "Contradicted"),
    "supported": Words("有据", "Supported"),
    "cannot_check": Words("无从核对", "Cannot check"),
}


@dataclass(frozen=True, slots=True)
class Number:
    """A number of the draft as the page shows it."""

    index: int
    judgement: Judgement

    @property
    def verdict(self) -> str:
        return self.judgement.verdict.value

    @property
    def title(self) -> Words:
        return VERDICTS[self.verdict]

    @property
    def text(self) -> str:
        return " ".join(self.judgement.checked.text.split())

    @property
    def why(self) -> str:
        return told(self.judgement.reason, language())

    @property
    def note(self) -> str:
        return told(self.judgement.note, language()) if self.judgement.note else ""

    @property
    def formula(self) -> str:
        """How the figure is made of others, in titles; empty for one that is made of records."""
        figure = self.judgement.figure
        if figure is None or figure.definition.formula is None:
            return ""
        return in_words(figure.definition.formula, figure, language())

    @property
    def correction(self) -> str:
        return " ".join((self.judgement.correction or "").split())


def numbers_of(examined: Examined) -> list[Number]:
    return [Number(index, judgement) for index, judgement in enumerate(examined.judgements)]


def marked(text: str, numbers: Sequence[Number]) -> SafeString:
    """Return the draft with each number marked; its text content is the draft, sign for sign."""
    parts: list[str] = []
    end = 0
    for number in numbers:
        checked = number.judgement.checked
        label = f"{number.text} {number.title.en if language() == 'en' else number.title.zh}"
        parts += [
            escape(text[end : checked.start]),
            format_html(
                '<mark class="number number-{}" role="button" tabindex="0" data-number="{}" aria-label="{}"'
                ' data-correction="{}">{}</mark>',
                number.verdict, number.index, label, number.judgement.correction or "",
                text[checked.start : checked.end],
            ),
        ]  # fmt: skip
        end = checked.end
    return mark_safe("".join([*parts, escape(text[end:])]))  # noqa: S308 - all parts are escaped


def choices_of(
    viewer: Viewer, examined: Examined, numbers: Sequence[Number]
) -> dict[str, list[dict[str, Any]]]:
    """Return what numbers of each unit may be said to be, pack by pack, for the page's script."""
    english = language() == "en"
    packs = installed().packs
    choices: dict[str, list[dict[str, Any]]] = {}
    for counted_in in {number.judgement.counted_in for number in numbers}:
        groups: dict[str, list[list[str]]] = {}
        for known in list_choices(viewer, examined.unit, counted_in):
            title = known.definition.title
            groups.setdefault(known.pack, []).append([known.key, title.en if english else title.zh])
        choices[counted_in] = [
            {"pack": getattr(packs[pack].header.title, language()), "indicators": indicators}
            for pack, indicators in groups.items()
        ]
    return choices


def recorded(check: CheckRow) -> list[Mapping[str, Any]]:
    """Return the numbers of a past check with their sentences."""
    rows: list[Mapping[str, Any]] = []
    for row in check.verdicts:
        verdict, unit = row["verdict"], tree().nodes.get(row.get("unit", 0))
        rows.append(
            {
                "text": " ".join(row["text"].split()),
                "verdict": verdict,
                "title": VERDICTS[verdict],
                "expected": row.get("expected", "") if verdict == "contradicted" else "",
                "why": told(row["why"], language()),
                "indicator": row.get("indicator", "") if unit else "",
                "unit": unit.code if unit else "",
                "on": row.get("on", ""),
            }
        )
    return rows
