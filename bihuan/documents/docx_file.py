"""An official document as DOCX. The only user of python-docx for writing."""

from __future__ import annotations

import io
import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

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

if TYPE_CHECKING:
    from docx.document import Document
    from docx.oxml.xmlchemy import BaseOxmlElement
    from docx.text.paragraph import Paragraph

FONTS = {"heading": HEI, "subheading": KAI, "paragraph": FANGSONG}
MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
TWIPS = 20  # to a point
# what the schema wants behind an element, as far as it occurs here
BEHIND_AUTOSPACE = ("w:bidi", "w:snapToGrid", "w:spacing", "w:ind", "w:jc", "w:rPr")
BEHIND_BORDERS = ("w:shd", "w:tabs", "w:autoSpaceDE", "w:autoSpaceDN", *BEHIND_AUTOSPACE)
# A text box of a width and a height, as a run holds it: at the foot of the type area.
_BOX = """
<w:drawing xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
    xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"
    xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape">
  <wp:anchor distT="0" distB="0" distL="0" distR="0" simplePos="0" relativeHeight="2" behindDoc="0" locked="0"
      layoutInCell="1" allowOverlap="0">
    <wp:simplePos x="0" y="0"/>
    <wp:positionH relativeFrom="margin"><wp:align>left</wp:align></wp:positionH>
    <wp:positionV relativeFrom="margin"><wp:align>bottom</wp:align></wp:positionV>
    <wp:extent cx="{width}" cy="{height}"/>
    <wp:effectExtent l="0" t="0" r="0" b="0"/>
    <wp:wrapTopAndBottom/>
    <wp:docPr id="1" name="imprint"/>
    <wp:cNvGraphicFramePr/>
    <a:graphic>
      <a:graphicData uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape">
        <wps:wsp>
          <wps:cNvSpPr txBox="1"/>
          <wps:spPr>
            <a:xfrm><a:off x="0" y="0"/><a:ext cx="{width}" cy="{height}"/></a:xfrm>
            <a:prstGeom prst="rect"><a:avLst/></a:prstGeom>
            <a:noFill/>
          </wps:spPr>
          <wps:txbx><w:txbxContent/></wps:txbx>
          <wps:bodyPr lIns="0" tIns="0" rIns="0" bIns="0" anchor="b"/>
        </wps:wsp>
      </a:graphicData>
    </a:graphic>
  </wp:anchor>
</w:drawing>
"""


def write_docx(official: Official, *, proof: str = "") -> bytes:
    """Return a document as a DOCX file that carries its proof. Raises Broken without python-docx."""
    try:
        from docx import Document as new_document
    except ImportError as error:
        raise Broken("documents-missing") from error
    document = new_document()
    writer = _Writer(document)
    writer.page()
    writer.head(official)
    for part in official.body:
        if isinstance(part, Grid):
            writer.grid(part)
        else:
            writer.line(part)
    writer.closing(official)
    if proof:
        from bihuan.documents.proof_files import put_into_docx

        put_into_docx(document, proof)
    document.core_properties.title = official.title or official.issuer
    document.core_properties.author = ""
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


class _Writer:
    """Puts the parts of an official document into a DOCX, at the measures of the standard."""

    def __init__(self, document: Document) -> None:
        self.document = document

    # -- the page ---------------------------------------------------------------------------

    def page(self) -> None:
        from docx.oxml.ns import qn
        from docx.shared import Mm, Pt

        section = self.document.sections[0]
        section.page_width, section.page_height = Mm(PAGE[0]), Mm(PAGE[1])
        section.top_margin, section.bottom_margin = Mm(TOP), Mm(BOTTOM)
        section.left_margin, section.right_margin = Mm(LEFT), Mm(RIGHT)
        section.footer_distance = Mm(BOTTOM - NUMBER_BELOW) - Pt(SMALL)
        grid = section._sectPr.find(qn("w:docGrid"))
        if grid is None:
            grid = _child(section._sectPr, "w:docGrid")
        # not linesAndChars: LibreOffice gives a glyph wider than the pitch two places of such a grid
        grid.set(qn("w:type"), "lines")
        grid.set(qn("w:linePitch"), str(int(LINE_PITCH * TWIPS)))
        normal = self.document.styles["Normal"]
        normal.font.size = Pt(BODY)
        _set_fonts(normal.element.get_or_add_rPr(), FANGSONG)
        pitch = math.floor((CHARACTER_PITCH - BODY) * TWIPS)
        looks = normal.element.get_or_add_rPr()
        _child(looks, "w:spacing", before=("w:w", "w:kern", "w:sz", "w:szCs"), val=str(pitch))
        self._name_fonts()
        self.document.settings.odd_and_even_pages_header_footer = True
        for footer, side in ((section.footer, "right"), (section.even_page_footer, "left")):
            self._page_number(footer.paragraphs[0], side)

    def _name_fonts(self) -> None:
        """Name a free font beside each that a machine may not have."""
        from docx.opc.constants import RELATIONSHIP_TYPE
        from docx.opc.oxml import serialize_part_xml
        from docx.oxml import parse_xml

        part = self.document.part.part_related_by(RELATIONSHIP_TYPE.FONT_TABLE)
        fonts = parse_xml(part.blob)
        for name, free in FREE.items():
            font = _child(fonts, "w:font", name=name)
            _child(font, "w:altName", val=free.split("'")[-2])
            _child(font, "w:charset", val="86")
            _child(font, "w:family", val="roman")
        part._blob = serialize_part_xml(fonts)

    def _page_number(self, paragraph: Paragraph, side: str) -> None:
        """Write “— 1 —”, one character in from the outer side."""
        _shape(paragraph, side)
        inset = str(SMALL * TWIPS)
        _set(paragraph._p.get_or_add_pPr().get_or_add_ind(), **{side: inset})
        for text in ("— ", None, " —"):
            run = paragraph.add_run(text or "")
            _style(run, NUMBERS, SMALL)
            if text is None:
                for kind in ("begin", "PAGE", "end"):
                    if kind == "PAGE":
                        _child(run._r, "w:instrText").text = kind
                    else:
                        _child(run._r, "w:fldChar", fldCharType=kind)

    # -- parts ------------------------------------------------------------------------------

    def head(self, official: Official) -> None:
        from docx.shared import Mm, Pt

        red = self._paragraph("center", above=Mm(RED_HEAD_ABOVE).pt - official.red_size)
        red.paragraph_format.line_spacing = Pt(official.red_size * 1.3)
        _style(red.add_run(official.issuer), SONG, official.red_size, RED)
        number = self._paragraph("center", above=2 * LINE_PITCH - BODY)
        _style(number.add_run(official.number), FANGSONG, BODY)
        edge = _child(number._p.get_or_add_pPr(), "w:pBdr", before=BEHIND_BORDERS)
        _child(edge, "w:bottom", val="single", sz="12", space=str(int(Mm(4).pt)), color=RED)
        if official.title:
            title = self._paragraph("center", above=2 * LINE_PITCH - 8)
            title.paragraph_format.line_spacing = Pt(TITLE * 1.6)
            _off_grid(title)
            run = title.add_run("\n".join(official.title_lines))
            _style(run, SONG, TITLE)
        self._paragraph()
        if official.addressee:
            self._text(self._paragraph(), f"{official.addressee}：")
        for name, text in official.facts:
            paragraph = self._paragraph()
            _style(paragraph.add_run(f"{name}："), HEI, BODY)
            self._text(paragraph, text)

    def line(self, line: Line) -> None:
        paragraph = self._paragraph(indent=2)
        if line.kind != "paragraph":
            paragraph.paragraph_format.keep_with_next = True
        for span in line.spans:
            run = paragraph.add_run(span.text)
            _style(run, FONTS[line.kind], BODY)
            run.bold = True if span.strong else None

    def grid(self, grid: Grid) -> None:
        from docx.enum.table import WD_TABLE_ALIGNMENT
        from docx.shared import Pt

        if grid.title:
            title = self._paragraph("center")
            title.paragraph_format.keep_with_next = True
            _style(title.add_run(grid.title), HEI, SMALL)
        if not grid.rows:
            return
        table = self.document.add_table(len(grid.rows), len(grid.rows[0]), style="Table Grid")
        table.alignment = WD_TABLE_ALIGNMENT.CENTER
        for number, row in enumerate(grid.rows):
            for cell, text in zip(table.rows[number].cells, row, strict=True):
                paragraph = cell.paragraphs[0]
                _shape(paragraph, "center")
                _off_grid(paragraph)
                paragraph.paragraph_format.line_spacing = Pt(TABLE * 1.6)
                _style(paragraph.add_run(text), HEI if number == 0 else FANGSONG, TABLE)
            _child(table.rows[number]._tr.get_or_add_trPr(), "w:cantSplit")
        _child(table.rows[0]._tr.get_or_add_trPr(), "w:tblHeader")

    def closing(self, official: Official) -> None:
        if official.closing:
            self._paragraph()
        for text in official.closing:
            self._text(self._paragraph("right", right=4), text)
        rows: list[tuple[str, ...]] = []
        if official.copies:
            rows.append((f"抄送：{official.copies}。",))
        if official.imprint:
            rows.append(official.imprint)
        if rows:
            self._imprint(rows)

    def _imprint(self, rows: Sequence[tuple[str, ...]]) -> None:
        """Write the imprint: outer lines 0.35 mm, the inner 0.25 mm, at the foot of the last page.

        A text box, not a floating table: LibreOffice before 7.6 leaves such a table behind the date.
        """
        from docx.oxml import parse_xml
        from docx.shared import Mm, Pt

        width = Mm(PAGE[0] - LEFT - RIGHT)
        holder = self._paragraph()
        holder.paragraph_format.line_spacing = Pt(1)
        box = _BOX.format(width=int(width), height=int(Pt(LINE_PITCH * len(rows) + 2)))
        drawing = parse_xml(box)
        holder.add_run()._r.append(drawing)
        (content,) = drawing.xpath(".//w:txbxContent")
        for number, row in enumerate(rows):
            paragraph = self._paragraph("left")
            content.append(paragraph._p)
            properties = paragraph._p.get_or_add_pPr()
            edges = _child(properties, "w:pBdr", before=BEHIND_BORDERS)
            for side, eighths in (("top", 6 if number else 8), ("bottom", 8)):
                if side == "top" or number == len(rows) - 1:
                    _child(
                        edges, f"w:{side}", val="single", sz=str(eighths), space="0", color="000000"
                    )
            tabs = _child(properties, "w:tabs", before=BEHIND_BORDERS[2:])
            _child(tabs, "w:tab", val="right", pos=str(round(width.pt * TWIPS)))
            for place, text in enumerate(row):
                _style(paragraph.add_run(f"\t{text}" if place else text), FANGSONG, SMALL)

    def _paragraph(
        self, side: str = "both", *, above: float = 0, indent: int = 0, right: int = 0
    ) -> Paragraph:
        from docx.shared import Pt

        paragraph = self.document.add_paragraph()
        _shape(paragraph, side)
        if above:
            paragraph.paragraph_format.space_before = Pt(above)
        if indent:
            first = str(round(indent * CHARACTER_PITCH * TWIPS))
            ind = paragraph._p.get_or_add_pPr().get_or_add_ind()
            _set(ind, firstLineChars=str(indent * 100), firstLine=first)
        if right:
            paragraph.paragraph_format.right_indent = Pt(right * CHARACTER_PITCH)
        return paragraph

    def _text(self, paragraph: Paragraph, text: str) -> None:
        _style(paragraph.add_run(text), FANGSONG, BODY)


def _shape(paragraph: Paragraph, side: str) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
    from docx.oxml.ns import qn
    from docx.shared import Pt

    shape = paragraph.paragraph_format
    shape.space_before = shape.space_after = Pt(0)
    shape.line_spacing_rule, shape.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(LINE_PITCH)
    # Chinese and digits stand in one grid: no room of its own between them
    properties = paragraph._p.get_or_add_pPr()
    for name, behind in (("w:autoSpaceDE", ("w:autoSpaceDN",)), ("w:autoSpaceDN", ())):
        if properties.find(qn(name)) is None:
            _child(properties, name, before=(*behind, *BEHIND_AUTOSPACE), val="0")
    named = WD_ALIGN_PARAGRAPH
    sides = {"left": named.LEFT, "right": named.RIGHT, "center": named.CENTER}
    paragraph.alignment = sides.get(side, named.JUSTIFY)


def _off_grid(paragraph: Paragraph) -> None:
    """Let lines be as high as their own letters ask, not as a line of the page."""
    behind = BEHIND_AUTOSPACE[2:]
    _child(paragraph._p.get_or_add_pPr(), "w:snapToGrid", before=behind, val="0")


def _style(run: Any, font: str, size: int, colour: str = "") -> None:
    from docx.shared import Pt, RGBColor

    run.font.size = Pt(size)
    _set_fonts(run._element.get_or_add_rPr(), font)
    if colour:
        run.font.color.rgb = RGBColor.from_string(colour)


def _set_fonts(properties: Any, font: str) -> None:
    fonts = properties.get_or_add_rFonts()
    _set(fonts, ascii=font, hAnsi=font, eastAsia=font, cs=font)


def _child(
    parent: Any, tag: str, /, *, before: tuple[str, ...] = (), **attributes: str
) -> BaseOxmlElement:
    """Add an element with attributes of the same namespace, before those that the schema has behind."""
    from docx.oxml import OxmlElement

    made: BaseOxmlElement = OxmlElement(tag)
    _set(made, **attributes)
    if before:
        parent.insert_element_before(made, *before)
    else:
        parent.append(made)
    return made


def _set(element: Any, /, **attributes: str) -> None:
    from docx.oxml.ns import qn

    for name, value in attributes.items():
        element.set(qn(f"w:{name}"), value)
