"""An official document as PDF, laid out by WeasyPrint: the same page as the DOCX, without an office.

Only free fonts are asked for, so that only free fonts are embedded.
"""

from __future__ import annotations

import io

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from bihuan.documents.official import (
    BODY,
    BOTTOM,
    CHARACTER_PITCH,
    FANGSONG,
    FREE,
    HEI,
    KAI,
    LEFT,
    LINE_PITCH,
    NUMBER_BELOW,
    NUMBERS,
    PAGE,
    RED,
    RED_HEAD_ABOVE,
    RIGHT,
    SMALL,
    SONG,
    TABLE,
    TITLE,
    TOP,
    Grid,
    Line,
    Official,
)
from bihuan.kernel.problems import Broken

PROOF_NAME = "proof.json"


def write_pdf(official: Official, *, proof: str = "") -> bytes:
    """Return a document as a PDF file that carries its proof. Raises Broken without WeasyPrint."""
    try:
        from weasyprint import HTML, Attachment
    except (ImportError, OSError) as error:  # OSError: Pango is not there
        raise Broken("pdf-missing") from error
    attached = [Attachment(file_obj=io.BytesIO(proof.encode()), name=PROOF_NAME)] if proof else []
    page = HTML(string=_page(official), url_fetcher=_nothing_from_outside)
    written: bytes = page.write_pdf(attachments=attached)
    return written


def _nothing_from_outside(url: str, *_: object, **__: object) -> dict[str, object]:
    raise ValueError(f"a document fetches nothing: {url}")


def _page(official: Official) -> str:
    parts: list[SafeString] = []
    if official.addressee:
        parts.append(format_html('<p class="flush">{}：</p>', official.addressee))
    for name, text in official.facts:
        parts.append(format_html('<p class="flush"><b class="hei">{}：</b>{}</p>', name, text))
    parts += [_grid(part) if isinstance(part, Grid) else _line(part) for part in official.body]
    closing = format_html_join(
        "", '<p class="closing">{}</p>', ((each,) for each in official.closing)
    )
    rows = [f"抄送：{official.copies}。"] if official.copies else []
    copies = format_html_join("", "<div>{}</div>", ((each,) for each in rows))
    printed = (
        format_html("<div><span>{}</span><span>{}</span></div>", *official.imprint)
        if official.imprint
        else SafeString("")
    )
    lines = format_html_join(SafeString("<br>"), "{}", ((line,) for line in official.title_lines))
    title = format_html("<h1>{}</h1>", lines) if official.title else ""
    imprint = (
        format_html('<section class="imprint">{}{}</section>', copies, printed)
        if copies or printed
        else ""
    )
    return format_html(
        '<!DOCTYPE html><html lang="zh-Hans"><head><meta charset="utf-8"><title>{}</title>'
        "<style>{}</style></head><body>"
        '<header><div class="red">{}</div><div class="number">{}</div></header>'
        "{}{}{}{}</body></html>",
        official.title or official.issuer, SafeString(_style(official)), official.issuer, official.number,
        title, SafeString("".join(parts)), closing, imprint,
    )  # fmt: skip


def _line(line: Line) -> SafeString:
    spans = SafeString(
        "".join(format_html("<b>{}</b>" if span.strong else "{}", span.text) for span in line.spans)
    )
    return format_html('<p class="{}">{}</p>', line.kind, spans)


def _grid(grid: Grid) -> SafeString:
    rows = []
    for number, row in enumerate(grid.rows):
        cells = format_html_join(
            "", "<th>{}</th>" if number == 0 else "<td>{}</td>", ((c,) for c in row)
        )
        rows.append(format_html("<tr>{}</tr>", cells))
    head, body = rows[:1], rows[1:]
    title = format_html('<p class="caption">{}</p>', grid.title) if grid.title else ""
    return format_html(
        "{}<table><thead>{}</thead><tbody>{}</tbody></table>",
        title, SafeString("".join(head)), SafeString("".join(body)),
    )  # fmt: skip


def _style(official: Official) -> str:
    red_above = RED_HEAD_ABOVE / 25.4 * 72 - official.red_size
    pages = "".join(
        f"@page :{which} {{ @bottom-{side} {{ content: '— ' counter(page) ' —'; "
        f"font: {SMALL}pt {FREE[NUMBERS]}; vertical-align: top; padding: {NUMBER_BELOW}mm {SMALL}pt 0; }} }}"
        for which, side in (("right", "right"), ("left", "left"))
    )
    return f"""
@page {{ size: {PAGE[0]}mm {PAGE[1]}mm; margin: {TOP}mm {RIGHT}mm {BOTTOM}mm {LEFT}mm;
  @footnote {{ margin: 0; padding: 0; border: 0 }} }}
{pages}
* {{ margin: 0; padding: 0 }}
body {{ font: {BODY}pt/{LINE_PITCH}pt {FREE[FANGSONG]}; letter-spacing: {CHARACTER_PITCH - BODY:.2f}pt;
  text-align: justify; font-variant-numeric: tabular-nums }}
header {{ text-align: center }}
.red {{ padding-top: {red_above:.1f}pt; color: #{RED}; font: 700 {official.red_size}pt/1.3 {FREE[SONG]} }}
.number {{ padding: {2 * LINE_PITCH - BODY}pt 0 4mm; border-bottom: 1.5pt solid #{RED} }}
h1 {{ font: 700 {TITLE}pt/1.6 {FREE[SONG]}; text-align: center; letter-spacing: 0;
  padding: {2 * LINE_PITCH - 8}pt 0 {LINE_PITCH}pt }}
p {{ text-indent: {2 * CHARACTER_PITCH}pt; orphans: 2; widows: 2 }}
p.flush, p.caption, p.closing {{ text-indent: 0 }}
p.heading {{ font-family: {FREE[HEI]}; break-after: avoid }}
p.subheading {{ font-family: {FREE[KAI]}; break-after: avoid }}
p.caption {{ font: {SMALL}pt/{LINE_PITCH}pt {FREE[HEI]}; text-align: center; break-after: avoid }}
p.closing {{ text-align: right; padding-right: {4 * CHARACTER_PITCH}pt }}
p:not(.closing) + p.closing, table + p.closing {{ margin-top: {LINE_PITCH}pt }}
b {{ font-weight: 700 }}
b.hei {{ font: inherit; font-family: {FREE[HEI]} }}
table {{ width: 100%; border-collapse: collapse; font-size: {TABLE}pt; line-height: 1.6; letter-spacing: 0 }}
th, td {{ border: .5pt solid #000; padding: 0 4pt; text-align: center; font-weight: 400 }}
td {{ white-space: nowrap }}
th {{ font-family: {FREE[HEI]} }}
tr {{ break-inside: avoid }}
.imprint {{ float: footnote; font-size: {SMALL}pt; letter-spacing: 0; width: 100%;
  border-top: .35mm solid #000; border-bottom: .35mm solid #000 }}
.imprint::footnote-call {{ content: none }}
.imprint::footnote-marker {{ content: none }}
.imprint div {{ display: flex; justify-content: space-between; padding: 0 {SMALL}pt }}
.imprint div + div {{ border-top: .25mm solid #000 }}
"""
