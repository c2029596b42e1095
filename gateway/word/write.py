"""Paragraphs -> a Word document (Office Open XML, ECMA-376): five small parts in a zip archive, the same bytes for the
same paragraphs."""

import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from io import BytesIO

NAMESPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
THEN = (1980, 1, 1, 0, 0, 0)  # the first moment that a zip archive can tell
SIZES = {"Title": 44, "Heading1": 36, "Heading2": 28, "Heading3": 24, "Heading4": 24}  # half points
GREY = "4C6272"


@dataclass(frozen=True)
class Paragraph:
    """`style`: Title, Heading1 to Heading4, Hint, or "" for plain text. `mark`: small and grey, at the end."""

    text: str
    style: str = ""
    mark: str = ""


def document(paragraphs: Iterable[Paragraph], title: str) -> bytes:
    """The document."""
    body = "".join(map(_paragraph, paragraphs))
    parts = {
        "[Content_Types].xml": _content_types(),
        "_rels/.rels": _relations(("officeDocument", "word/document.xml")),
        "word/_rels/document.xml.rels": _relations(("styles", "styles.xml")),
        "word/document.xml": f'<w:document xmlns:w="{NAMESPACE}"><w:body>{body}<w:sectPr/></w:body></w:document>',
        "word/styles.xml": _styles(),
    }
    held = BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.comment = title.encode("ascii", "replace")[:200]
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name, THEN), HEAD + content, zipfile.ZIP_DEFLATED)
    return held.getvalue()


def _paragraph(one: Paragraph) -> str:
    style = f'<w:pPr><w:pStyle w:val="{one.style}"/></w:pPr>' if one.style else ""
    held = _text(f" {one.mark}")
    mark = f'<w:r><w:rPr><w:color w:val="{GREY}"/><w:sz w:val="16"/></w:rPr>{held}</w:r>'
    return f"<w:p>{style}<w:r>{_text(one.text)}</w:r>{mark if one.mark else ''}</w:p>"


def _text(text: str) -> str:
    """A run's text: each line of it, and spaces as they are. What XML cannot hold is left out."""
    held = "".join(one for one in text if one in "\t\n" or " " <= one <= "\ud7ff" or "\ue000" <= one <= "\ufffd"
                   or one > "\uffff")  # fmt: skip
    return "<w:br/>".join(f'<w:t xml:space="preserve">{escape(line)}</w:t>' for line in held.split("\n"))


def _content_types() -> str:
    kinds = {"document": "document.main", "styles": "styles"}
    parts = "".join(
        f'<Override PartName="/word/{name}.xml" ContentType="{TYPE}.{kind}+xml"/>' for name, kind in kinds.items()
    )
    relations = '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    return f'<Types xmlns="{PACKAGE}/content-types">{relations}{parts}</Types>'


def _relations(*targets: tuple[str, str]) -> str:
    found = "".join(
        f'<Relationship Id="r{number}" Type="{RELATION}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets, 1)
    )
    return f'<Relationships xmlns="{PACKAGE}/relationships">{found}</Relationships>'


def _styles() -> str:
    made = '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>'
    for style, size in SIZES.items():
        level = f'<w:outlineLvl w:val="{int(style[-1]) - 1}"/>' if style[-1].isdigit() else ""
        name = f"heading {style[-1]}" if level else style
        made += (
            f'<w:style w:type="paragraph" w:styleId="{style}"><w:name w:val="{name}"/><w:basedOn w:val="Normal"/>'
            f'<w:next w:val="Normal"/><w:qFormat/><w:pPr><w:keepNext/><w:spacing w:before="240" w:after="80"/>{level}'
            f'</w:pPr><w:rPr><w:b/><w:sz w:val="{size}"/></w:rPr></w:style>'
        )
    made += (
        '<w:style w:type="paragraph" w:styleId="Hint"><w:name w:val="Hint"/><w:basedOn w:val="Normal"/>'
        f'<w:rPr><w:i/><w:color w:val="{GREY}"/></w:rPr></w:style>'
    )
    plain = '<w:rFonts w:ascii="Arial" w:hAnsi="Arial" w:cs="Arial"/><w:sz w:val="24"/><w:lang w:val="en-GB"/>'
    return (
        f'<w:styles xmlns:w="{NAMESPACE}"><w:docDefaults><w:rPrDefault><w:rPr>{plain}</w:rPr></w:rPrDefault>'
        f"</w:docDefaults>{made}</w:styles>"
    )
