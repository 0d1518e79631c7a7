"""版记 (GB/T 9704-2012, 7.4): whom the document is copied to, who printed it and when, at the foot of the last page.

It stands in a text box fixed to the foot of the text area. The paragraph that holds the box is as high as the box,
so a page without room for both the end of the text and the 版记 passes the 版记 on to the next.
"""

import math

from docx.oxml.parser import parse_xml
from docx.oxml.xmlchemy import BaseOxmlElement

from tracker.documents.blocks import paragraph, run
from tracker.documents.layout import BODY_WIDTH, COLOPHON, PLACE, RULE, element, indent, twips
from tracker.documents.titles import ems

_EMU = 635  # in a twip
_COPIED = "抄送："
_BOX = """
<w:r xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"
    xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
    xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"
    xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape">
  <mc:AlternateContent><mc:Choice Requires="wps"><w:drawing>
  <wp:anchor distT="0" distB="0" distL="0" distR="0" simplePos="0" relativeHeight="1" behindDoc="0" locked="0"
      layoutInCell="1" allowOverlap="1">
    <wp:simplePos x="0" y="0"/>
    <wp:positionH relativeFrom="margin"><wp:align>left</wp:align></wp:positionH>
    <wp:positionV relativeFrom="margin"><wp:align>bottom</wp:align></wp:positionV>
    <wp:extent cx="{width}" cy="{height}"/>
    <wp:wrapNone/>
    <wp:docPr id="1" name="版记"/>
    <wp:cNvGraphicFramePr/>
    <a:graphic><a:graphicData uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape">
      <wps:wsp>
        <wps:cNvSpPr txBox="1"/>
        <wps:spPr>
          <a:xfrm><a:off x="0" y="0"/><a:ext cx="{width}" cy="{height}"/></a:xfrm>
          <a:prstGeom prst="rect"><a:avLst/></a:prstGeom><a:noFill/><a:ln><a:noFill/></a:ln>
        </wps:spPr>
        <wps:txbx><w:txbxContent/></wps:txbx>
        <wps:bodyPr lIns="0" tIns="0" rIns="0" bIns="0" anchor="b"><a:noAutofit/></wps:bodyPr>
      </wps:wsp>
    </a:graphicData></a:graphic>
  </wp:anchor>
  </w:drawing></mc:Choice></mc:AlternateContent>
</w:r>
"""


def colophon(copied: str, printer: str, printed: str, across: int = BODY_WIDTH) -> BaseOxmlElement:
    """The paragraph that ends the document, `across` twips wide; `copied` may be empty."""
    lines = [*_copied_to(copied), _rule(thick=not copied), _printed(printer, printed, across), _rule(thick=True)]
    height = twips(_height(copied, across))
    box = parse_xml(_BOX.format(width=across * _EMU, height=height * _EMU))
    next(box.iter("{*}txbxContent")).extend(lines)
    room = element("spacing", line=height, lineRule="exact")
    return paragraph(PLACE, box, direct=[room])


def _copied_to(copied: str) -> list[BaseOxmlElement]:
    if not copied:
        return []
    mark = len(_COPIED)
    hanging = indent(COLOPHON.size, left=COLOPHON.left + mark, right=COLOPHON.right, first_line=-mark)
    return [_rule(thick=True), paragraph(COLOPHON, run(_COPIED + copied), direct=[hanging])]


def _printed(printer: str, printed: str, across: int) -> BaseOxmlElement:
    end = across - twips(COLOPHON.right * COLOPHON.size)
    tabs = element("tabs", element("tab", val="right", pos=end))
    return paragraph(COLOPHON, run(f"{printer}\t{printed}"), direct=[tabs])


def _height(copied: str, across: int) -> float:
    """Points: the lines of the text and one more for the rules and for readers that need more room."""
    per_line = int(across / twips(COLOPHON.size) - COLOPHON.left - COLOPHON.right)
    lines = math.ceil(ems(copied) / (per_line - len(_COPIED))) if copied else 0
    return (lines + 2) * COLOPHON.line


def _rule(*, thick: bool) -> BaseOxmlElement:
    """0.35 mm or 0.25 mm across the whole width, which no border of an indented line of text would be."""
    line = element("top", val="single", sz=8 if thick else 6, space=0, color="000000")
    return paragraph(RULE, direct=[element("pBdr", line)])
