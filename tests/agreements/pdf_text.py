"""The words of a PDF as a reader extracts them, glyphs through each font's ToUnicode table; whether it is tagged."""

import io
import re

from pyhanko.pdf_utils.reader import PdfFileReader

MARK = re.compile(rb"/Lang\([^)]*\)|/(f\d+) [\d.]+ Tf|\bBT\b|\(")
ESCAPE = re.compile(rb"\\([0-7]{1,3}|.)", re.DOTALL)
PLAIN = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}


def words(pdf: bytes) -> str:
    """The whole text, without line breaks; soft hyphens at line ends are joined."""
    reader = PdfFileReader(io.BytesIO(pdf))
    said = []
    for page in _pages(reader.root["/Pages"]):
        fonts = {name: font.get_object() for name, font in page["/Resources"]["/Font"].items()}
        tables = {name: _table(font["/ToUnicode"].data) for name, font in fonts.items()}
        said.append(_page(page["/Contents"].data, tables))
    return re.sub(r"\s+", " ", " ".join(said)).replace("\u00ad ", "").replace("\u00ad", "")


def tagged(pdf: bytes) -> bool:
    """Whether the PDF has a structure tree, says its language and its title, and claims PDF/UA."""
    root = PdfFileReader(io.BytesIO(pdf)).root
    marked = bool(root["/MarkInfo"]["/Marked"]) and "/StructTreeRoot" in root
    return marked and str(root["/Lang"]).startswith("en") and b"pdfuaid:part" in root["/Metadata"].data


def _pages(node):  # type: ignore[no-untyped-def]
    for kid in (one.get_object() for one in node["/Kids"]):
        yield from _pages(kid) if "/Kids" in kid else [kid]


def _page(content: bytes, tables: dict[str, dict[int, str]]) -> str:
    """Strings between the names of fonts (/f0 9 Tf) and the beginnings of text objects (BT); the name of a language is
    a string too, and is not shown."""
    found, table, at = [], {}, 0
    while match := MARK.search(content, at):
        at = match.end()
        if match[1]:
            table = tables["/" + match[1].decode()]
        elif match[0] == b"BT":
            found.append(" ")
        elif match[0] == b"(":
            raw, at = _string(content, at)
            found.append("".join(table[int.from_bytes(raw[i : i + 2])] for i in range(0, len(raw), 2)))
    return "".join(found)


def _string(content: bytes, start: int) -> tuple[bytes, int]:
    """A literal string whose first byte is at `start`; balanced parentheses inside it need no backslash."""
    depth, at = 1, start
    while depth:
        byte = content[at : at + 1]
        depth += {b"(": 1, b")": -1}.get(byte, 0)
        at += 2 if byte == b"\\" else 1
    raw = ESCAPE.sub(
        lambda m: bytes([int(m[1], 8)]) if m[1].isdigit() else PLAIN.get(m[1], m[1]), content[start : at - 1]
    )
    return raw, at


def _table(cmap: bytes) -> dict[int, str]:
    pairs = re.findall(rb"<([0-9A-Fa-f]{4})> <([0-9A-Fa-f]+)>\n", cmap.split(b"endcodespacerange")[1])
    return {int(code, 16): bytes.fromhex(text.decode()).decode("utf-16-be") for code, text in pairs}
