"""Rules over the templates of bulletins. One function each."""

from __future__ import annotations

from collections.abc import Iterator

from bihuan.kernel.definitions.bulletin_text import BulletinText, Tag, parse_text
from bihuan.kernel.definitions.field_types import FIELD_TYPES
from bihuan.kernel.definitions.homes import find_ledger
from bihuan.kernel.definitions.language import IndicatorDef, LedgerDef, Pack
from bihuan.kernel.definitions.source import Found, Others, Source
from bihuan.kernel.problems import Words


def _texts(pack: Pack, source: Source) -> Iterator[tuple[str, BulletinText]]:
    """Yield each template's file with its text and its heading taken apart."""
    for name, template in pack.bulletins.items():
        file, line = source.at("bulletins", name, "heading")
        yield file, parse_text(template.header.heading, first_line=line)
        yield file, parse_text(template.text, first_line=template.line)


def text_readable(pack: Pack, source: Source, others: Others) -> Found:
    for file, text in _texts(pack, source):
        for fault in text.faults:
            yield (file, fault.line), fault.sentence


def figures_known(pack: Pack, source: Source, others: Others) -> Found:
    for file, text in _texts(pack, source):
        for tag in text.tags():
            for name in tag.names if tag.kind != "word" else ():
                if find_indicator(pack, name, others) is None:
                    yield (
                        (file, tag.line),
                        Words(f"没有指标 {name}。", f"There is no indicator {name}."),
                    )


def splits_known(pack: Pack, source: Source, others: Others) -> Found:
    for file, text in _texts(pack, source):
        for tag in text.tags():
            split = _split(tag)
            for name in tag.names if split else ():
                found = find_indicator(pack, name, others)
                if found is not None and not _splits(*found, split, others):
                    yield (
                        (file, tag.line),
                        Words(f"字段 {split} 不能拆分 {name}。", f"{split} does not split {name}."),
                    )


def _split(tag: Tag) -> str:
    if tag.kind in ("table", "ranking"):
        by = tag.option("by")
        return "" if by == "unit" else by
    return tag.option("split").partition(":")[0]


def _splits(home: Pack, definition: IndicatorDef, field: str, others: Others) -> bool:
    """Whether a field splits a base indicator; of a formula the figures themselves decide."""
    if definition.of is None:
        return True
    ledger: LedgerDef | None = find_ledger(home, definition.of, others)
    if ledger is None or field == "state":
        return True
    held = ledger.fields.get(field)
    return held is not None and FIELD_TYPES[held.type].is_split and not held.personal


def find_indicator(pack: Pack, name: str, others: Others) -> tuple[Pack, IndicatorDef] | None:
    """Return an indicator that a template names, with its pack: its own, or one that it needs."""
    home, _, bare = name.rpartition(".")
    if home in ("", pack.name):
        return (pack, pack.indicators[bare]) if bare in pack.indicators else None
    if home not in pack.header.needs or home not in others:
        return None
    held = others[home]
    return (held, held.indicators[bare]) if bare in held.indicators else None
