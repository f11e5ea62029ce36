"""Minutes as DOCX in the layout of GB/T 9704. The only user of python-docx."""

from __future__ import annotations

import io

from bihuan.kernel.problems import Broken
from bihuan.web.dispatch.minutes import Minutes

RED = "C00000"
BODY_FONT, TITLE_FONT, HEADING_FONT = "仿宋_GB2312", "方正小标宋简体", "黑体"
LINE_PITCH, BODY_SIZE, TITLE_SIZE = 28.95, 16, 22  # points


def write_docx(minutes: Minutes) -> bytes:
    """Return the minutes as a DOCX file. Raises Broken where the extra `documents` is missing."""
    try:
        from docx import Document
        from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
        from docx.oxml.ns import qn
        from docx.shared import Mm, Pt, RGBColor
        from docx.text.paragraph import Paragraph
    except ImportError as error:
        raise Broken("documents-missing") from error
    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)

    def add(
        text: str, font: str = BODY_FONT, size: int = BODY_SIZE, *, indent: bool = True
    ) -> Paragraph:
        paragraph = document.add_paragraph()
        shape = paragraph.paragraph_format
        shape.space_before = shape.space_after = Pt(0)
        shape.line_spacing_rule, shape.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(LINE_PITCH)
        if indent:
            shape.first_line_indent = Pt(2 * BODY_SIZE)
        run = paragraph.add_run(text)
        run.font.name, run.font.size = font, Pt(size)
        run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)
        return paragraph

    title = add(minutes.title, TITLE_FONT, TITLE_SIZE, indent=False)
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    title.runs[0].font.color.rgb = RGBColor.from_string(RED)
    add(minutes.number, indent=False).alignment = WD_ALIGN_PARAGRAPH.CENTER
    add("", indent=False)
    for name, text in minutes.facts:
        add(f"{name}：{text}", indent=False)
    add("", indent=False)
    for line in minutes.body:
        add(line.text, HEADING_FONT if line.is_heading else BODY_FONT)
    add("", indent=False)
    for text in (minutes.signature, minutes.date):
        add(text, indent=False).alignment = WD_ALIGN_PARAGRAPH.RIGHT
    document.core_properties.title = minutes.title
    document.core_properties.author = ""
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()
